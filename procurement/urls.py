"""Addresses of the spending lever, and of the pages that rest on its figures."""

from django.urls import include, path

from procurement.views import downloads, explore

spending = [
    path("", explore.explore, name="spending"),
    path("local-places/", explore.local_places, name="local_places"),
    path("download/<str:name>", downloads.download, name="spending_download"),
    path("lines/export.csv", downloads.lines_export, name="lines_export"),
]

urlpatterns = [
    path("spending/", include(spending)),
]
