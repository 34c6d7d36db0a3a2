"""Addresses of the upload journey, below `/data/`."""

from django.urls import path, re_path

from anchors.views.uploads import listing, report, start, steps, working

urlpatterns = [
    path("", listing.uploads, name="uploads"),
    path("upload/", start.start, name="upload_start"),
    path("upload/prepare/", start.prepare, name="upload_prepare"),
    path("upload/file/", start.choose_file, name="upload_file"),
    re_path(
        r"^upload/template/(?P<kind>[a-z_]+)\.(?P<ending>csv|xlsx)$", start.template, name="upload_template"
    ),
    path("uploads/<int:upload_id>/", listing.upload, name="upload"),
    path("uploads/<int:upload_id>/checking/", working.working, name="upload_working"),
    path("uploads/<int:upload_id>/try-again/", working.retry, name="upload_retry"),
    path("uploads/<int:upload_id>/question/", steps.question, name="upload_question"),
    path("uploads/<int:upload_id>/columns/", steps.columns, name="upload_columns"),
    path("uploads/<int:upload_id>/review/", steps.review, name="upload_review"),
    path("uploads/<int:upload_id>/refused/", steps.refused, name="upload_refused"),
    path("uploads/<int:upload_id>/throw-away/", steps.throw_away, name="upload_throw_away"),
    path("uploads/<int:upload_id>/report/", report.report, name="upload_report"),
    path("uploads/<int:upload_id>/rows/", report.rows, name="upload_rows"),
    path("uploads/<int:upload_id>/left-out.csv", report.left_out_file, name="upload_left_out"),
    path("uploads/<int:upload_id>/undo/", report.undo, name="upload_undo"),
]
