"""Addresses of targets and of groups, under those of the recommendations."""

from django.urls import path

from metrics.views import groups, targets

urlpatterns = [
    path("targets/", targets.all_targets, name="all_targets"),
    path("targets/<int:target_id>/end/", targets.target_end, name="target_end"),
    path("targets/<int:target_id>/commitment/", targets.target_tie, name="target_tie"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<slug:slug>/", groups.group, name="group"),
    path("groups/<slug:slug>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<slug:slug>/delete/", groups.group_delete, name="group_delete"),
    path("measures/<slug:code>/targets/", targets.targets, name="targets"),
    path("measures/<slug:code>/targets/new/", targets.target_new, name="target_new"),
    path("measures/<slug:code>/targets/shift/", targets.target_shift, name="target_shift"),
]
