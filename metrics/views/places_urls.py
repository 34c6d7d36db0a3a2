"""Addresses of published figures about places."""

from django.urls import path

from metrics.views import places

urlpatterns = [
    path("", places.places, name="places"),
    path("download.csv", places.places_download, name="places_download"),
    path("<slug:gss>/", places.place, name="place"),
    path("<slug:gss>/download.csv", places.place_download, name="place_download"),
]
