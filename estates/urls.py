"""Addresses of the estates lever."""

from django.urls import URLPattern, URLResolver, include, path

from estates.views import community_urls, editing, register, returns, site, surplus_urls

estates: list[URLPattern | URLResolver] = [
    path("", register.sites, name="estates"),
    path("sites.<slug:ending>", register.download, name="sites_download"),
    path("sites/new/", editing.site_new, name="site_new"),
    path("sites/<int:site_id>/", site.site, name="site"),
    path("sites/<int:site_id>/edit/", editing.site_edit, name="site_edit"),
    path("sites/<int:site_id>/retire/", editing.site_retire, name="site_retire"),
    path("returns/", returns.estate_returns, name="estate_returns"),
    path("returns.<slug:ending>", returns.download, name="returns_download"),
    *surplus_urls.addresses,
    *community_urls.addresses,
]

urlpatterns = [path("estates/", include(estates))]
