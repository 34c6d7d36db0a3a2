"""Addresses of the estates lever."""

from django.urls import URLPattern, URLResolver, include, path

estates: list[URLPattern | URLResolver] = []

urlpatterns = [path("estates/", include(estates))]
