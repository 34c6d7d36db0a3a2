"""Addresses of the nine recommendations: board, plan, measures, places, submitted figures; and of institutions."""

from django.urls import URLPattern, URLResolver, include, path

from metrics.views import measure, measure_files, measures

board: list[URLPattern | URLResolver] = []
plans: list[URLPattern | URLResolver] = []
the_measures: list[URLPattern | URLResolver] = [
    path("measures/", measures.measures, name="measures"),
    path("measures/<slug:code>/", measure.measure, name="measure"),
    path("measures/<slug:code>/download/<str:name>", measure_files.measure_download, name="measure_download"),
]
places: list[URLPattern | URLResolver] = []
submitted: list[URLPattern | URLResolver] = []
targets: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [
    path("recommendations/", include([*board, *plans, *the_measures, *places, *submitted, *targets])),
]
