"""Changing a rule, step by step: what is to change, what that would move, confirming it, how far it is."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from anchors.forms import Form
from anchors.models import Job
from procurement.classification import Preview
from procurement.forms import MoveForm, RuleForm, WhyForm
from procurement.models import Reason, Rule, RuleChange
from procurement.models.scopes import RuleScope, scope_of
from procurement.rule_changes import (
    RuleChangeError,
    confirm_change,
    job_of,
    preview_change,
    propose_change,
    propose_undo,
    undo_of,
)
from procurement.views.rules import changeable_scope, person, pounds, reached_rule

Kind, State = RuleChange.Kind, RuleChange.State
both = require_http_methods(["GET", "HEAD", "POST"])


@both
@login_required
def rule_add(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A new rule."""
    scope = changeable_scope(request, kind, slug)
    form = RuleForm(_answers(request), scope=scope)
    if form.is_valid():
        return _proposed(request, scope, Kind.ADD, form, fields=form.proposed())
    return _form(request, scope, form, title="Add a rule")


@both
@login_required
def rule_change(request: HttpRequest, kind: str, slug: str, rule_id: int) -> HttpResponse:
    """The same rule with other words, another reason or another place."""
    scope = changeable_scope(request, kind, slug)
    before = reached_rule(scope, rule_id)
    if before.field == Rule.Field.REDACTED or before.is_switch:
        raise Http404
    form = RuleForm(_answers(request), scope=scope, rule=before)
    if form.is_valid():
        return _proposed(request, scope, Kind.CHANGE, form, before=before, fields=form.proposed())
    return _form(request, scope, form, title="Change this rule", rule=before)


@both
@login_required
def rule_move(request: HttpRequest, kind: str, slug: str, rule_id: int) -> HttpResponse:
    """The same rule, tried earlier or later."""
    scope = changeable_scope(request, kind, slug)
    before = reached_rule(scope, rule_id)
    form = MoveForm(_answers(request), scope=scope, rule=before)
    if form.is_valid():
        return _proposed(request, scope, Kind.MOVE, form, before=before, fields=form.proposed())
    return _form(request, scope, form, title="Move this rule", rule=before)


@both
@login_required
def rule_switch_off(request: HttpRequest, kind: str, slug: str, rule_id: int) -> HttpResponse:
    """No such rule here any more: one's own is withdrawn, a wider body's is switched off."""
    scope = changeable_scope(request, kind, slug)
    before = reached_rule(scope, rule_id)
    is_own = scope.owns(before)
    if before.is_switch and not is_own:
        raise Http404
    form = WhyForm(_answers(request))
    if form.is_valid():
        return _proposed(request, scope, Kind.WITHDRAW if is_own else Kind.SWITCH_OFF, form, before=before)
    title = "Switch this rule off here"
    if is_own:
        title = "Switch the rule on again" if before.is_switch else "Withdraw this rule"
    return _form(request, scope, form, title=title, rule=before)


@both
@login_required
def rule_undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Taking an applied change back: why, then a preview like that of any other change."""
    change = get_object_or_404(_changes(), pk=change_id)
    scope = scope_of(change)
    if change.state != State.APPLIED or not scope.is_changeable_by(request.user):
        raise Http404
    if undo_of(change, scope.in_force()) is None:
        messages.error(request, "That change cannot be undone any more: the rule was changed again since.")
        return redirect("rules_preview", change.pk)
    form = WhyForm(_answers(request))
    if form.is_valid():
        undo = propose_undo(change, by=person(request), why=form.cleaned_data["why"])
        return redirect("rules_preview", undo.pk)
    return _form(request, scope, form, title=f"Undo: {change.summary}")


@both
@login_required
def rules_preview(request: HttpRequest, change_id: int) -> HttpResponse:
    """What a proposed change would move; once confirmed, how far it is; once applied, what it moved."""
    change = get_object_or_404(_changes(), pk=change_id)
    scope = scope_of(change)
    may_change = scope.is_changeable_by(request.user)
    if not scope.is_visible_to(request.user) or (change.state == State.PROPOSED and not may_change):
        raise Http404
    if request.method == "POST":
        return _confirmed(request, change, may_change=may_change)
    job = job_of(change)
    context: dict[str, Any] = {
        "change": change,
        "scope": scope,
        "may_change": may_change,
        "has_failed": job is not None and job.state == Job.State.FAILED,
        "shows_money": scope.shows_money_to(request.user),
        "amount": None if change.pence_moved is None else pounds(change.pence_moved),
        "may_undo": may_change and undo_of(change, scope.in_force()) is not None,
    }
    if change.state == State.PROPOSED:
        context |= _what_moves(preview_change(change), scope)
    return render(request, "procurement/rules/preview.html", context)


def _changes() -> QuerySet[RuleChange]:
    return RuleChange.objects.select_related("institution", "system", "before__replaces", "after", "made_by")


def _answers(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _confirmed(request: HttpRequest, change: RuleChange, *, may_change: bool) -> HttpResponse:
    if not may_change:
        raise Http404
    try:
        confirm_change(change, by=person(request))
    except RuleChangeError as problem:
        messages.error(request, str(problem))
    return redirect("rules_preview", change.pk)


def _proposed(
    request: HttpRequest,
    scope: RuleScope,
    kind: str,
    form: Form,
    *,
    before: Rule | None = None,
    fields: dict[str, Any] | None = None,
) -> HttpResponse:
    why = form.cleaned_data["why"]
    change = propose_change(scope, kind=kind, by=person(request), why=why, before=before, fields=fields)
    return redirect("rules_preview", change.pk)


def _form(
    request: HttpRequest, scope: RuleScope, form: Form, *, title: str, rule: Rule | None = None
) -> HttpResponse:
    context = {"scope": scope, "form": form, "title": title, "rule": rule}
    return render(request, "procurement/rules/form.html", context)


def _what_moves(preview: Preview, scope: RuleScope) -> dict[str, Any]:
    moves = [
        {
            "from": Reason(move.from_reason).label,
            "to": Reason(move.to_reason).label,
            "lines": move.lines,
            "amount": pounds(move.pence),
            "examples": move.examples if scope.institution else (),
        }
        for move in preview.moves
    ]
    opened = sum((pounds(move.pence) for move in preview.moves if move.to_reason == Reason.OPEN), Decimal(0))
    closed = sum(
        (pounds(move.pence) for move in preview.moves if move.from_reason == Reason.OPEN), Decimal(0)
    )
    return {
        "moves": moves,
        "lines": preview.lines,
        "amount": pounds(preview.pence),
        "opened": opened - closed,
    }
