"""Addresses of the employment lever."""

from django.urls import URLPattern, URLResolver, include, path

employment: list[URLPattern | URLResolver] = []

urlpatterns = [path("employment/", include(employment))]
