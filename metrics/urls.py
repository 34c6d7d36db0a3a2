"""Addresses of the nine recommendations: board, plan, measures, places, submitted figures; and of institutions."""

from django.urls import URLPattern, URLResolver, include, path

from metrics.views import (
    actions,
    board,
    commitments,
    evidence,
    measure,
    measure_files,
    measures,
    plans,
    saying,
)

the_board: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("actions.csv", board.board_download, name="board_download"),
    path("<int:number>/", board.recommendation_page, name="recommendation"),
    path("<int:number>/evidence/", evidence.step_evidence, name="step_evidence"),
]
the_plan: list[URLPattern | URLResolver] = [
    path("plan/", plans.plan, name="plan"),
    path("plan/start/", plans.plan_start, name="plan_start"),
    path("plan/start/<slug:code>/", plans.plan_from, name="plan_from"),
    path("plan/edit/", plans.plan_edit, name="plan_edit"),
    path("plan/agree/", plans.plan_agree, name="plan_agree"),
    path("plan/end/", plans.plan_end, name="plan_end"),
    path("plan/assign/", actions.plan_assign, name="plan_assign"),
    path("plan/print/", plans.plan_print, name="plan_print"),
    path("plan/pledges/<slug:slug>/", plans.pledge, name="pledge"),
    path("commitments/new/", commitments.commitment_new, name="commitment_new"),
    path("commitments/<int:commitment_id>/", commitments.commitment, name="commitment"),
    path("commitments/<int:commitment_id>/edit/", commitments.commitment_edit, name="commitment_edit"),
    path("commitments/<int:commitment_id>/status/", saying.status, name="commitment_status"),
    path("commitments/<int:commitment_id>/update/", saying.update, name="commitment_update"),
    path("commitments/<int:commitment_id>/comment/", saying.comment, name="commitment_comment"),
    path("commitments/<int:commitment_id>/evidence/", evidence.thing_evidence, name="commitment_evidence"),
    path("actions/new/", actions.action_new, name="action_new"),
    path("actions/<int:action_id>/", actions.action, name="action"),
    path("actions/<int:action_id>/edit/", actions.action_edit, name="action_edit"),
    path("actions/<int:action_id>/status/", saying.status, name="action_status"),
    path("actions/<int:action_id>/update/", saying.update, name="action_update"),
    path("actions/<int:action_id>/comment/", saying.comment, name="action_comment"),
    path("actions/<int:action_id>/evidence/", evidence.thing_evidence, name="action_evidence"),
    path("comments/<int:comment_id>/remove/", saying.comment_remove, name="comment_remove"),
    path("evidence/<int:evidence_id>/file", evidence.evidence_file, name="evidence_file"),
    path("evidence/<int:evidence_id>/remove/", evidence.evidence_remove, name="evidence_remove"),
]
the_measures: list[URLPattern | URLResolver] = [
    path("measures/", measures.measures, name="measures"),
    path("measures/<slug:code>/", measure.measure, name="measure"),
    path("measures/<slug:code>/download/<str:name>", measure_files.measure_download, name="measure_download"),
]
places: list[URLPattern | URLResolver] = [path("places/", include("metrics.views.places_urls"))]
submitted: list[URLPattern | URLResolver] = [path("submitted/", include("metrics.views.submitted_urls"))]
targets: list[URLPattern | URLResolver] = [path("", include("metrics.views.targets_urls"))]

urlpatterns: list[URLPattern | URLResolver] = [
    path("recommendations/", include([*the_board, *the_plan, *the_measures, *places, *submitted, *targets])),
    path("institutions/", include("metrics.views.profile")),
    path("account/email/", include("metrics.views.digests")),
]
