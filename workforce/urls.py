"""Addresses of the employment lever."""

from django.urls import URLPattern, URLResolver, include, path

staff_files: list[URLPattern | URLResolver] = [path("staff/", include("workforce.views.staff_urls"))]

where: list[URLPattern | URLResolver] = [path("", include("workforce.views.where_urls"))]

employment: list[URLPattern | URLResolver] = [*where, *staff_files]

urlpatterns = [path("employment/", include(employment))]
