"""Addresses of staff files and releases, below `/employment/staff/`."""

from django.urls import path

from workforce.views import releases, staff

urlpatterns = [
    path("", staff.staff_files, name="staff_files"),
    path("received.csv", staff.staff_files_download, name="staff_files_download"),
    path("new/", staff.staff_new, name="staff_new"),
    path("template.csv", staff.staff_template, name="staff_template"),
    path("template-by-area.csv", staff.staff_areas_template, name="staff_areas_template"),
    path("<int:intake_id>/", staff.staff_intake, name="staff_intake"),
    path("<int:intake_id>/undo/", staff.staff_undo, name="staff_undo"),
    path("<int:intake_id>/throw-away/", staff.staff_throw_away, name="staff_throw_away"),
    path("publish/", releases.staff_publish, name="staff_publish"),
    path("releases/<int:release_id>/", releases.staff_release, name="staff_release"),
]
