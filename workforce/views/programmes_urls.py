"""Addresses of employment programmes, below `/employment/programmes/`."""

from django.urls import path

from workforce.views import programmes

urlpatterns = [
    path("", programmes.programmes, name="programmes"),
    path("new/", programmes.programme_new, name="programme_new"),
    path("<int:programme_id>/", programmes.programme, name="programme"),
    path("<int:programme_id>.<slug:ending>", programmes.programme_download, name="programme_download"),
    path("<int:programme_id>/edit/", programmes.programme_edit, name="programme_edit"),
    path("<int:programme_id>/counts/", programmes.cohort_counts, name="cohort_counts"),
    path("cohorts/<int:cohort_id>/remove/", programmes.cohort_remove, name="cohort_remove"),
]
