"""Addresses of the spending lever, and of the pages that rest on its figures."""

from django.urls import URLPattern, URLResolver, include, path

from procurement.views import downloads, explore, institutions, lines, overview, supplied, suppliers

spending: list[URLPattern | URLResolver] = [
    path("", explore.explore, name="spending"),
    path("local-places/", explore.local_places, name="local_places"),
    path("download/<str:name>", downloads.download, name="spending_download"),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/<int:supplier_id>/", suppliers.supplier, name="supplier"),
    path("lines/", lines.lines, name="spend_lines"),
    path("lines/export.csv", downloads.lines_export, name="lines_export"),
    path("lines/<int:line_id>/", lines.line, name="spend_line"),
    path("agreement/", supplied.classes, name="agreement"),
    path("institutions/<slug:slug>/", institutions.institution, name="institution_spending"),
    path("rules/", include("procurement.views.rules_urls")),
]

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("data/supplied/", supplied.supplied, name="supplied"),
    path("spending/", include(spending)),
]
