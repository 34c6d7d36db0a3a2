"""A commitment: its page with its target, a new one, changing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.forms.plans import CommitmentForm
from metrics.models import Commitment, Target
from metrics.planning import ChangedMeanwhile, change
from metrics.progress import Gauge, changes_of, gauge_of_target
from metrics.views.access import (
    answers,
    both,
    changeable_plan,
    may_change,
    person,
    plan_address,
    thing_address,
    to_thing,
    visible_commitment,
)
from metrics.views.board import measure_address
from metrics.views.evidence import evidence_rows
from metrics.views.once import made_once_and_lasting
from metrics.views.saying import story


@require_safe
@login_required
def commitment(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """What is promised by whom and when, the target that shows it, and the actions that keep it."""
    found = visible_commitment(request, commitment_id)
    actions = found.actions.select_related("owner", "person")
    context = story(request, found) | {
        "commitment": found,
        "plan": found.plan,
        "actions": actions,
        "today": timezone.localdate(),
        "gauge": _gauge(request, found),
        "measure": measure_address,
        "may_change": may_change(request, found.plan),
        "history": changes_of(found.updates.select_related("by")),
        "evidence": evidence_rows(request, found.evidence.select_related("by", "plan")),
    }
    return render(request, "metrics/commitment.html", context)


@both
@login_required
@made_once_and_lasting
def commitment_new(request: HttpRequest) -> HttpResponseBase:
    """Another commitment of the plan, by those who edit it."""
    plan = changeable_plan(request)
    number = request.GET.get("recommendation", "")
    initial = {"recommendation": number, "due": plan.last_day}
    form = CommitmentForm(answers(request), plan=plan, user=person(request), initial=initial)
    if form.is_valid():
        made: Commitment = Commitment.objects.create(plan=plan, made_by=person(request), **form.answers)
        messages.success(request, "The commitment is added.")
        return to_thing(made)
    return _form(request, form, title="Add a commitment", caption=plan.title, act="Add the commitment",
                 back=plan_address("plan", plan))  # fmt: skip


@both
@login_required
def commitment_edit(request: HttpRequest, commitment_id: int) -> HttpResponseBase:
    """Changing a commitment, by those who edit the plan."""
    found = visible_commitment(request, commitment_id)
    if not may_change(request, found.plan):
        raise Http404
    form = CommitmentForm(answers(request), plan=found.plan, user=person(request), row=found)
    if form.is_valid():
        try:
            change(found, form.answers, by=person(request), expected=form.expected)
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, "The commitment is changed.")
            return to_thing(found)
    return _form(request, form, title="Change this commitment", caption=found.title, act="Save the commitment",
                 back=thing_address(found))  # fmt: skip


def _gauge(request: HttpRequest, found: Commitment) -> Gauge | None:
    """The target with its latest reading, for those who may read whom it is about."""
    target = Target.objects.visible_to(request.user).filter(pk=found.target_id or 0).first()
    if target is None:
        return None
    try:
        return gauge_of_target(person(request), target)
    except Http404:
        return None


def _form(request: HttpRequest, form: Any, **words: str) -> HttpResponse:
    return render(request, "metrics/form.html", {"form": form, **words})
