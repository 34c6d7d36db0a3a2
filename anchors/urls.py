"""Addresses. Levers are named by string only, so that nothing here imports them."""

from django.contrib import admin
from django.urls import include, path

from anchors.views import pages

urlpatterns = [
    path("api/v1/", include("anchors.api_urls")),
    path("", include("anchors.views.pages")),
    path("", include("anchors.views.accounts")),
    path("", include("anchors.views.sample")),
    path("data/", include("anchors.views.uploads.urls")),
    path("", include("metrics.urls")),
    path("", include("procurement.urls")),
    path("", include("workforce.urls")),
    path("", include("estates.urls")),
    path("admin/", admin.site.urls),
]

handler400 = pages.bad_request
handler403 = pages.not_found
handler404 = pages.not_found
handler500 = pages.server_error
