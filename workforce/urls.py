"""Addresses of the employment lever."""

from django.urls import URLPattern, URLResolver, include, path

from workforce.views import candidates, programmes

staff_files: list[URLPattern | URLResolver] = [path("staff/", include("workforce.views.staff_urls"))]

where: list[URLPattern | URLResolver] = [path("", include("workforce.views.where_urls"))]

programme_pages: list[URLPattern | URLResolver] = [
    path("programmes/", include("workforce.views.programmes_urls")),
    path("candidates/", candidates.candidates_page, name="candidates"),
    path("candidates.<slug:ending>", candidates.candidates_download, name="candidates_download"),
    path("programmes.<slug:ending>", programmes.programmes_download, name="programmes_download"),
]

support_and_wages: list[URLPattern | URLResolver] = [path("", include("workforce.views.support_urls"))]

employment: list[URLPattern | URLResolver] = [*programme_pages, *support_and_wages, *where, *staff_files]

urlpatterns = [path("employment/", include(employment))]
