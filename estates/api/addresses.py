"""Addresses of the estates endpoints."""

from django.urls import URLPattern, URLResolver, path

from estates.api.sites import Returns, Sites

urlpatterns: list[URLPattern | URLResolver] = [
    path("sites/", Sites.as_view({"get": "list"}), name="estates-sites"),
    path("returns/", Returns.as_view({"get": "list"}), name="estates-returns"),
]
