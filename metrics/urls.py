"""Addresses of the nine recommendations: board, plan, measures, places, submitted figures; and of institutions."""

from django.urls import URLPattern, URLResolver, include, path

board: list[URLPattern | URLResolver] = []
plans: list[URLPattern | URLResolver] = []
measures: list[URLPattern | URLResolver] = []
places: list[URLPattern | URLResolver] = []
submitted: list[URLPattern | URLResolver] = []
targets: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [
    path("recommendations/", include([*board, *plans, *measures, *places, *submitted, *targets])),
]
