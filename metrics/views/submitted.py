"""Figures that no lever computes: the list, a definition on its way to approval, what a lead decides about it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anchors import wording
from anchors.models import System
from anchors.views.frame import today
from metrics.forms.submitted import APPROVE, DecisionForm, NoteForm, ProposalForm
from metrics.models import SubmittedIndicator, SubmittedValue
from metrics.recommendations import recommendation
from metrics.submitting import (
    SubmittingError,
    approve_indicator,
    change_indicator,
    has_another_lead,
    has_lead,
    institutions_given_by,
    is_own,
    may_change,
    propose_indicator,
    return_indicator,
    systems_contributed_to,
    waiting_words,
    withdraw_indicator,
)
from metrics.views.access import answers, both, person, system_of
from metrics.views.once import made_once
from metrics.views.submitted_needs import for_leads, sent_back
from metrics.views.submitted_tables import (
    OWN_WORDS,
    STATE_COLOURS,
    decided_words,
    history_table,
    values_table,
    waiting_table,
    wording_changes,
)

State = SubmittedIndicator.State
ValueState = SubmittedValue.State
_OF_FORM = (
    "name", "question", "lever", "recommendations", "goal", "unit", "direction", "numerator", "denominator", "why",
    "limits", "author", "cadence",
)  # fmt: skip


@require_safe
@login_required
def submitted(request: HttpRequest) -> HttpResponse:
    """Every definition of the system, and what waits for whom."""
    system = system_of(request)
    seen = SubmittedValue.objects.visible_to(request.user).values("pk")
    visible = Q(values_given__in=seen)
    definitions = list(
        _definitions(request, system)
        .annotate(
            counting=Count("values_given", filter=visible & Q(values_given__state=ValueState.APPROVED)),
            waiting=Count("values_given", filter=visible & Q(values_given__state=ValueState.SUBMITTED)),
        )
        .order_by("name")
    )
    is_lead = has_lead(person(request), system)
    context = {
        "system": system,
        "is_lead": is_lead,
        "may_propose": systems_contributed_to(person(request)).filter(pk=system.pk).exists(),
        "needs": for_leads(definitions) if is_lead else sent_back(request, definitions),
        "rows": [_row(each) for each in definitions if each.state != State.WITHDRAWN],
        "withdrawn": [_row(each) for each in definitions if each.state == State.WITHDRAWN],
    }
    return render(request, "metrics/submitted/list.html", context)


@both
@login_required
@made_once
def submitted_propose(request: HttpRequest) -> HttpResponse:
    """A new definition; `?like=code` starts from the words of another."""
    system = system_of(request)
    user = person(request)
    if not systems_contributed_to(user).filter(pk=system.pk).exists():
        raise Http404
    like = _definitions(request, system).filter(code=request.GET.get("like", "")).first()
    form = ProposalForm(answers(request), initial=_words(like) if like else {"author": _author(request)})
    if form.is_valid() and (
        made := _tried(form, lambda: propose_indicator(system, form.cleaned_data, by=user))
    ):
        messages.success(request, f"“{made}” waits for a lead of the board.")
        return redirect("submitted_indicator", made.code)
    return render(
        request, "metrics/submitted/propose.html", {"form": form, "system": system, "indicator": None}
    )


@both
@login_required
def submitted_edit(request: HttpRequest, definition: str) -> HttpResponse:
    """Other words for a definition that is not approved yet."""
    indicator = definition_or_404(request, definition)
    user = person(request)
    if not may_change(user, indicator):
        raise Http404
    form = ProposalForm(answers(request), initial=_words(indicator))
    if form.is_valid() and _tried(form, lambda: change_indicator(indicator, form.cleaned_data, by=user)):
        messages.success(request, "The definition was changed. It waits for a lead of the board.")
        return redirect("submitted_indicator", indicator.code)
    context = {"form": form, "system": indicator.system, "indicator": indicator}
    return render(request, "metrics/submitted/propose.html", context)


@both
@login_required
def submitted_indicator(request: HttpRequest, definition: str) -> HttpResponse:
    """One definition with its values; a lead decides here about a proposal."""
    indicator = definition_or_404(request, definition)
    is_lead = has_lead(person(request), indicator.system)
    form = None
    needs_another = is_own(indicator, person(request)) and has_another_lead(person(request), indicator.system)
    if is_lead and indicator.state == State.PROPOSED:
        form = DecisionForm(answers(request), needs_another=needs_another)
        if form.is_valid() and _decided(request, indicator, form):
            return redirect("submitted_indicator", indicator.code)
    elif request.method == "POST":
        raise Http404
    return render(
        request, "metrics/submitted/definition.html", _context(request, indicator, form, is_lead=is_lead)
    )


@both
@login_required
def submitted_withdraw(request: HttpRequest, definition: str) -> HttpResponse:
    """An approved definition stops counting, or a withdrawn one counts again."""
    indicator = definition_or_404(request, definition)
    user = person(request)
    if not has_lead(user, indicator.system) or indicator.state not in (State.APPROVED, State.WITHDRAWN):
        raise Http404
    again = indicator.state == State.WITHDRAWN
    form = NoteForm(answers(request))
    if again:
        del form.fields["note"]
    if form.is_valid():
        change = (
            (lambda: approve_indicator(indicator, by=user))
            if again
            else (lambda: withdraw_indicator(indicator, by=user, note=form.cleaned_data["note"]))
        )
        if _tried(form, change):
            return redirect("submitted_indicator", indicator.code)
    context = {"form": form, "indicator": indicator, "again": again}
    return render(request, "metrics/submitted/withdraw.html", context)


def definition_or_404(request: HttpRequest, code: str) -> SubmittedIndicator:
    """The definition, of a system of the person's."""
    found = SubmittedIndicator.objects.visible_to(request.user).select_related(
        "system", "proposed_by", "decided_by"
    )
    indicator: SubmittedIndicator = get_object_or_404(found, code=code)
    return indicator


def measure_address(indicator: SubmittedIndicator) -> str:
    """The page of the measure, which an approved definition has."""
    return reverse("measure", args=[indicator.code]) if indicator.state == State.APPROVED else ""


def _definitions(request: HttpRequest, system: System) -> "QuerySet[SubmittedIndicator]":
    found: QuerySet[SubmittedIndicator] = SubmittedIndicator.objects.visible_to(request.user)
    return found.filter(system=system)


def _row(indicator: Any) -> list[Any]:
    state = State(indicator.state)
    numbers = wording.listed(indicator.recommendations)
    return [
        {
            "value": indicator.name,
            "href": reverse("submitted_indicator", args=[indicator.code]),
            "note": indicator.question,
        },
        f"Recommendation {numbers}" if len(indicator.recommendations) == 1 else f"Recommendations {numbers}",
        SubmittedIndicator.Cadence(indicator.cadence).label,
        {"value": state.label, "colour": STATE_COLOURS[indicator.state]},
        indicator.counting,
        indicator.waiting,
    ]


def _words(indicator: SubmittedIndicator) -> dict[str, Any]:
    return {name: getattr(indicator, name) for name in (*_OF_FORM, "next_review")}


def _author(request: HttpRequest) -> str:
    working = person(request).working_as
    return f"{person(request).name}, {working.name}" if working else person(request).name


def _decided(request: HttpRequest, indicator: SubmittedIndicator, form: DecisionForm) -> bool:
    user, note = person(request), form.cleaned_data["note"]
    if form.cleaned_data["decision"] == APPROVE:
        done = _tried(form, lambda: approve_indicator(indicator, by=user))
        words = f"“{indicator}” is approved. It takes values now."
    else:
        done = _tried(form, lambda: return_indicator(indicator, by=user, note=note))
        words = f"“{indicator}” was sent back."
    if done:
        messages.success(request, words)
    return bool(done)


def _tried(form: Any, change: Any) -> Any:
    """What the change gives; None, with the reason in the form, where it cannot be done."""
    try:
        return change()
    except SubmittingError as problem:
        form.add_error(None, str(problem))
        return None


def _context(
    request: HttpRequest, indicator: SubmittedIndicator, form: DecisionForm | None, *, is_lead: bool
) -> dict[str, Any]:
    values = list(
        SubmittedValue.objects.visible_to(request.user)
        .filter(indicator=indicator)
        .select_related("institution", "place", "by")
        .order_by("-first", "institution__name", "place__name", "-pk")
    )
    waiting = [each for each in values if each.state == ValueState.SUBMITTED]
    is_second = has_another_lead(person(request), indicator.system)
    mine = [each for each in waiting if is_second and each.by_id == request.user.pk]
    counting = [each for each in values if each.state == ValueState.APPROVED]
    past = sorted(
        (each for each in values if each.state in (ValueState.RETURNED, ValueState.REPLACED)),
        key=lambda each: each.pk,
        reverse=True,
    )
    is_open = indicator.state == State.APPROVED
    return {
        "indicator": indicator,
        "state": State(indicator.state).label,
        "colour": STATE_COLOURS[indicator.state],
        "form": form,
        "is_lead": is_lead,
        "is_open": is_open,
        "may_change": may_change(person(request), indicator),
        "may_give": is_open and institutions_given_by(person(request), indicator.system).exists(),
        "facts": _facts(indicator, today()),
        "measure": measure_address(indicator) if counting else "",
        "waiting": waiting,
        "mine": mine,
        "words_waiting": waiting_words(indicator) if is_open else None,
        "versions": wording_changes(
            indicator.wordings.exclude(state="proposed").select_related("by", "decided_by")
        ),
        "decidable": [each for each in waiting if each not in mine],
        "waiting_table": waiting_table(indicator, waiting),
        "counting": counting,
        "values_table": values_table(indicator, counting),
        "past": past,
        "history_table": history_table(indicator, past),
    }


def _facts(indicator: SubmittedIndicator, day: date) -> list[dict[str, str]]:
    numbers = [recommendation(number) for number in indicator.recommendations]
    defined = indicator.as_indicator()
    overdue = "This day has passed: look at the definition again" if indicator.next_review < day else ""
    facts = [
        {"key": "Question", "value": indicator.question},
        {"key": "Counted", "value": indicator.numerator},
        {"key": "Out of", "value": indicator.denominator or "Nothing: it is a plain number"},
        {"key": "Measured in", "value": f"{defined.unit.label}, {defined.direction.label.lower()}"},
        {"key": "A value", "value": SubmittedIndicator.Cadence(indicator.cadence).label},
        {"key": "For", "value": "; ".join(f"{each.number}. {each.title}" for each in numbers)},
        {"key": "Through", "value": defined.lever.label},
        {"key": "Goal", "value": defined.goal.label},
        {"key": "Why it matters", "value": indicator.why},
        {"key": "What it does not show", "value": indicator.limits},
        {"key": "Questions to", "value": indicator.author},
        {"key": "Next review", "value": wording.day(indicator.next_review), "note": overdue},
        {"key": "Proposed by", "value": str(indicator.proposed_by or "Nobody who still has an account"),
         "note": wording.day(indicator.proposed_at.date())},
    ]  # fmt: skip
    if indicator.decided_at:
        who = str(indicator.decided_by or "Nobody who still has an account")
        facts.append(
            {
                "key": State(indicator.state).label + " by",
                "value": who,
                "note": decided_words(indicator, OWN_WORDS),
            }
        )
    return facts
