"""An action: its page, a new one, changing it, giving many of them owners and days at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.forms.actions import ActionForm, OwnActionForm
from metrics.forms.assigning import AssignForm
from metrics.models import Action, Plan
from metrics.planning import ChangedMeanwhile, assign, change
from metrics.progress import changes_of
from metrics.recommendations import step_of
from metrics.views.access import (
    answers,
    both,
    changeable_plan,
    may_change,
    may_update,
    person,
    plan_address,
    thing_address,
    to_thing,
    visible_action,
)
from metrics.views.evidence import evidence_rows
from metrics.views.once import made_once_and_lasting
from metrics.views.saying import story

ON_A_PAGE = 60
"""Rows on the page that assigns: five fields each, and a request may have 400."""


@require_safe
@login_required
def action(request: HttpRequest, action_id: int) -> HttpResponse:
    """What is to be done, by whom and when, how it goes, what shows it, what was said."""
    found = visible_action(request, action_id)
    context = story(request, found) | {
        "action": found,
        "plan": found.plan,
        "step": step_of(found.step) if found.step else None,
        "today": timezone.localdate(),
        "history": changes_of(found.updates.select_related("by")),
        "evidence": evidence_rows(request, found.evidence.select_related("by", "plan")),
        "dependants": found.dependants.all(),
    }
    return render(request, "metrics/action.html", context)


@both
@login_required
@made_once_and_lasting
def action_new(request: HttpRequest) -> HttpResponseBase:
    """Another action of the plan, by those who edit it; the address may say for what."""
    plan = changeable_plan(request)
    asked = {
        name: request.GET[name] for name in ("recommendation", "step", "commitment") if request.GET.get(name)
    }
    form = ActionForm(answers(request), plan=plan, initial=asked | {"due": plan.last_day})
    if form.is_valid():
        made: Action = Action.objects.create(
            plan=plan, made_by=person(request), position=_last(plan) + 1, **form.answers
        )
        messages.success(request, "The action is added.")
        return to_thing(made)
    return _form(request, form, title="Add an action", caption=plan.title, act="Add the action",
                 back=plan_address("board", plan))  # fmt: skip


@both
@login_required
def action_edit(request: HttpRequest, action_id: int) -> HttpResponseBase:
    """Changing an action: all of it for those who edit the plan, how it is done for the owner's people."""
    found = visible_action(request, action_id)
    if not may_update(request, found):
        raise Http404
    kind = ActionForm if may_change(request, found.plan) else OwnActionForm
    form = kind(answers(request), plan=found.plan, row=found)
    if form.is_valid():
        try:
            change(found, form.answers, by=person(request), expected=form.expected)
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, "The action is changed.")
            return to_thing(found)
    return _form(request, form, title="Change this action", caption=found.title, act="Save the action",
                 back=thing_address(found))  # fmt: skip


@both
@login_required
def plan_assign(request: HttpRequest) -> HttpResponseBase:
    """Owner, person and day of many actions on one page."""
    plan = changeable_plan(request)
    rows = (
        Action.objects.visible_to(request.user)
        .filter(plan=plan)
        .select_related("owner", "person", "commitment")
    )
    if request.GET.get("show") == "unassigned":
        rows = rows.filter(owner=None)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    sent = answers(request)
    # What was sent says which rows it is about: they may have left the list since.
    shown = (
        list(rows.model.objects.filter(plan=plan, pk__in=_sent_rows(request)))
        if sent is not None
        else list(page)
    )
    form = AssignForm(sent, plan=plan, actions=shown)
    if form.is_valid():
        try:
            count = assign(form.changes(), by=person(request))
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, f"{count} action{'s are' if count != 1 else ' is'} changed.")
            return redirect(request.get_full_path())
    context = {"plan": plan, "form": form, "paging": page, "rows": form.rows(),
               "shows_all": request.GET.get("show") != "unassigned"}  # fmt: skip
    return render(request, "metrics/plan_assign.html", context)


def _sent_rows(request: HttpRequest) -> list[int]:
    keys = request.POST.getlist("row")[:ON_A_PAGE]
    return [int(key) for key in keys if key.isdecimal() and len(key) < 18]


def _last(plan: Plan) -> int:
    last = Action.objects.filter(plan=plan).order_by("-position").first()
    return last.position if last else 0


def _form(request: HttpRequest, form: Any, **words: str) -> HttpResponse:
    return render(request, "metrics/form.html", {"form": form, **words})
