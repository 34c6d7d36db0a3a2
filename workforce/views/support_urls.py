"""Addresses of the directory of support and of wages."""

from django.urls import URLPattern, URLResolver, path

from workforce.views import support, support_file, support_gaps, wages

addresses: list[URLPattern | URLResolver] = [
    path("support/", support.support, name="support"),
    path("support.<slug:ending>", support.download, name="support_download"),
    path("support/gaps/", support_gaps.support_gaps, name="support_gaps"),
    path(
        "support/gaps/areas.<slug:ending>",
        support_gaps.gaps_download,
        {"kind": "areas"},
        name="support_areas_download",
    ),
    path(
        "support/gaps/groups.<slug:ending>",
        support_gaps.gaps_download,
        {"kind": "groups"},
        name="support_groups_download",
    ),
    path("support/new/", support.offer_new, name="support_new"),
    path("support/upload/", support_file.support_upload, name="support_upload"),
    path("support/upload/add/", support_file.support_upload_add, name="support_upload_add"),
    path("support-template.csv", support_file.support_template, name="support_template"),
    path("support/<int:offer_id>/", support.offer, name="support_offer"),
    path("support/<int:offer_id>/edit/", support.offer_edit, name="support_edit"),
    path("support/<int:offer_id>/remove/", support.offer_remove, name="support_remove"),
    path("wages/", wages.living_wage, name="living_wage"),
    path("wages.<slug:ending>", wages.wages_download, name="wages_download"),
    path("wages/changes.csv", wages.wage_changes_download, name="wage_changes_download"),
    path("wages/new/", wages.wage_new, name="wage_new"),
    path("wages/<int:wage_id>/", wages.wage_edit, name="wage_edit"),
    path("wages/<int:wage_id>/remove/", wages.wage_remove, name="wage_remove"),
]
urlpatterns = addresses
