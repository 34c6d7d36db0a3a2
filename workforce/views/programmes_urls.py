"""Addresses of employment programmes, below `/employment/programmes/`."""

from django.urls import path

from workforce.views import candidates, cohorts, events, programmes, publications

urlpatterns = [
    path("", programmes.programmes, name="programmes"),
    path("new/", programmes.programme_new, name="programme_new"),
    path("<int:programme_id>/", programmes.programme, name="programme"),
    path("<int:programme_id>.<slug:ending>", programmes.programme_download, name="programme_download"),
    path("<int:programme_id>/edit/", programmes.programme_edit, name="programme_edit"),
    path("<int:programme_id>/remove/", programmes.programme_remove, name="programme_remove"),
    path("<int:programme_id>/publish/", publications.programme_publish, name="programme_publish"),
    path("<int:programme_id>/counts/", cohorts.cohort_counts, name="cohort_counts"),
    path("<int:programme_id>/events/", events.programme_events, name="programme_events"),
    path("<int:programme_id>/events/add/", events.programme_events_add, name="programme_events_add"),
    path("<int:programme_id>/events/person/", events.programme_events_person, name="programme_events_person"),
    path("<int:programme_id>/events/delete/", events.programme_events_delete, name="programme_events_delete"),
    path("<int:programme_id>/events.csv", events.programme_events_template, name="programme_events_template"),
    path("<int:programme_id>/counts/upload/", cohorts.cohorts_upload, name="cohorts_upload"),
    path("<int:programme_id>/counts/upload/add/", cohorts.cohorts_upload_add, name="cohorts_upload_add"),
    path("<int:programme_id>/counts.csv", cohorts.cohorts_template, name="cohorts_template"),
    path("<int:programme_id>/candidates/", candidates.programme_candidates, name="programme_candidates"),
    path("<int:programme_id>/candidates/enter/", candidates.candidates_enter, name="candidates_enter"),
    path("<int:programme_id>/candidates/upload/", candidates.candidates_upload, name="candidates_upload"),
    path(
        "<int:programme_id>/candidates/upload/add/",
        candidates.candidates_upload_add,
        name="candidates_upload_add",
    ),
    path("<int:programme_id>/candidates.csv", candidates.candidates_template, name="candidates_template"),
    path("cohorts/<int:cohort_id>/remove/", cohorts.cohort_remove, name="cohort_remove"),
]
