"""Addresses of submitted figures."""

from django.urls import path

from metrics.views import submitted, submitted_files, submitted_values, submitted_wordings

urlpatterns = [
    path("", submitted.submitted, name="submitted"),
    path("propose/", submitted.submitted_propose, name="submitted_propose"),
    path("files/<int:file_id>/", submitted_files.submitted_file, name="submitted_file"),
    path("values/<int:value_id>/", submitted_values.submitted_value, name="submitted_value"),
    path("<slug:definition>/", submitted.submitted_indicator, name="submitted_indicator"),
    path("<slug:definition>/edit/", submitted.submitted_edit, name="submitted_edit"),
    path("<slug:definition>/words/", submitted_wordings.submitted_words, name="submitted_words"),
    path("<slug:definition>/withdraw/", submitted.submitted_withdraw, name="submitted_withdraw"),
    path("<slug:definition>/values/", submitted_values.submitted_value_new, name="submitted_value_new"),
    path("<slug:definition>/values.csv", submitted_values.submitted_values_csv, name="submitted_values_csv"),
    path("<slug:definition>/approve/", submitted_values.submitted_approve, name="submitted_approve"),
    path("<slug:definition>/upload/", submitted_files.submitted_upload, name="submitted_upload"),
    path("<slug:definition>/template.csv", submitted_files.submitted_template, name="submitted_template"),
]
