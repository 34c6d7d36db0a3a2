"""Values of a submitted measure: giving one, looking at one, what a lead decides, the download."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from anchors import wording
from anchors.downloads import csv_response
from anchors.views.frame import today
from metrics.forms.submitted import APPROVE, DecisionForm, NoteForm, ValueForm
from metrics.models import SubmittedIndicator, SubmittedValue
from metrics.submitting import (
    SubmittingError,
    approve_values,
    has_lead,
    institutions_given_by,
    is_for_another_lead,
    places_given_by,
    return_values,
    submit_values,
)
from metrics.views.access import answers, both, person
from metrics.views.once import made_once
from metrics.views.submitted import definition_or_404
from metrics.views.submitted_tables import (
    STATE_COLOURS,
    decided_words,
    history_table,
    number_words,
    value_words,
)

State = SubmittedValue.State
OWN_VALUE = "Approved by the person who submitted it: the board had no other lead."
CSV_HEADINGS = (
    "indicator", "name", "institution", "place", "area code", "first month", "last month", "period", "numerator",
    "denominator", "value", "source", "evidence", "state", "note", "sent by", "sent at", "decided at",
    "approved by who sent it",
)  # fmt: skip


@both
@login_required
@made_once
def submitted_value_new(request: HttpRequest, definition: str) -> HttpResponse:
    """Giving one value; `?corrects=id` starts from one that is there."""
    indicator = open_definition(request, definition)
    user = person(request)
    institutions = institutions_given_by(user, indicator.system)
    places = places_given_by(user, indicator.system)
    if not institutions.exists():
        raise Http404
    before = _before(request, indicator)
    form = ValueForm(
        answers(request), indicator=indicator, institutions=institutions, places=places, today=today(),
        initial=_as_answers(before) if before else {},
    )  # fmt: skip
    if form.is_valid() and form.given is not None:
        try:
            value = submit_values(indicator, [form.given], by=user)[0]
        except SubmittingError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The value waits for a lead of the board. It does not count before.")
            return redirect("submitted_value", value.pk)
    context = {"form": form, "indicator": indicator, "before": before}
    return render(request, "metrics/submitted/value_form.html", context)


@both
@login_required
def submitted_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """One value: what it says, where it comes from, what went before it; a lead decides here."""
    value = _value(request, value_id)
    indicator = value.indicator
    is_lead = has_lead(person(request), indicator.system)
    form = _decision_form(request, value) if is_lead else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and form.is_valid() and _decided(request, value, form):
        return redirect("submitted_value", value.pk)
    others = SubmittedValue.objects.visible_to(request.user).filter(
        indicator=indicator, institution=value.institution, place=value.place, first=value.first
    )
    past = list(others.exclude(pk=value.pk).select_related("institution", "place", "by"))
    context = {
        "value": value,
        "indicator": indicator,
        "title": value_words(value) if indicator.denominator else number_words(indicator, value.numerator),
        "subject": value.institution or f"{value.place} (the area)",
        "state": State(value.state).label,
        "colour": STATE_COLOURS[value.state],
        "facts": _facts(value),
        "form": form,
        "decides": isinstance(form, DecisionForm),
        "past": past,
        "history_table": history_table(indicator, past),
        "may_correct": _may_correct(request, value),
    }
    return render(request, "metrics/submitted/value.html", context)


@require_POST
@login_required
def submitted_approve(request: HttpRequest, definition: str) -> HttpResponse:
    """Approve all the values that the lead had before them, and no others."""
    indicator = open_definition(request, definition)
    user = person(request)
    if not has_lead(user, indicator.system):
        raise Http404
    seen = [each for each in request.POST.getlist("value") if each.isdecimal() and len(each) < 18]
    values = SubmittedValue.objects.visible_to(user).filter(indicator=indicator, pk__in=seen)
    try:
        count = approve_values(values, by=user)
    except SubmittingError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{wording.plural(count, 'value')} approved.")
    return redirect("submitted_indicator", indicator.code)


@require_safe
@login_required
def submitted_values_csv(request: HttpRequest, definition: str) -> HttpResponseBase:
    """All values that the person may read, with what became of them."""
    indicator = definition_or_404(request, definition)
    values = SubmittedValue.objects.visible_to(request.user).filter(indicator=indicator)
    rows = values.select_related("institution", "place", "by").order_by("first", "pk")
    return csv_response(
        f"{indicator.code}-values", CSV_HEADINGS, [_csv_row(indicator, each) for each in rows]
    )


def open_definition(request: HttpRequest, code: str) -> SubmittedIndicator:
    """The definition if it takes values; else 404."""
    indicator = definition_or_404(request, code)
    if indicator.state != SubmittedIndicator.State.APPROVED:
        raise Http404
    return indicator


def _value(request: HttpRequest, value_id: int) -> SubmittedValue:
    values = SubmittedValue.objects.visible_to(request.user).select_related(
        "indicator__system", "institution", "place", "by", "decided_by", "file"
    )
    value: SubmittedValue = get_object_or_404(values, pk=value_id)
    return value


def _before(request: HttpRequest, indicator: SubmittedIndicator) -> SubmittedValue | None:
    wanted = request.GET.get("corrects", "")
    if not wanted.isdecimal() or len(wanted) > 17:
        return None
    values = SubmittedValue.objects.editable_by(request.user).filter(indicator=indicator)
    found: SubmittedValue | None = values.filter(pk=wanted).select_related("institution", "place").first()
    return found


def _as_answers(value: SubmittedValue) -> dict[str, str]:
    subject = value.institution.slug if value.institution else str(value.place)
    numerator, denominator = (
        "" if each is None else f"{each.normalize():f}" for each in (value.numerator, value.denominator)
    )
    return {
        "institution": subject, "period": value.period.code, "numerator": numerator, "denominator": denominator,
        "source": value.source, "link": value.link,
    }  # fmt: skip


def _may_correct(request: HttpRequest, value: SubmittedValue) -> bool:
    is_open = value.indicator.state == SubmittedIndicator.State.APPROVED and value.state != State.REPLACED
    return is_open and SubmittedValue.objects.editable_by(request.user).filter(pk=value.pk).exists()


def _decision_form(request: HttpRequest, value: SubmittedValue) -> DecisionForm | NoteForm | None:
    """A lead decides about what waits, and can send back what counts."""
    if value.indicator.state != SubmittedIndicator.State.APPROVED:
        return None
    if value.state == State.SUBMITTED:
        return DecisionForm(answers(request), needs_another=is_for_another_lead(value, person(request)))
    return NoteForm(answers(request)) if value.state == State.APPROVED else None


def _decided(request: HttpRequest, value: SubmittedValue, form: DecisionForm | NoteForm) -> bool:
    user, note = person(request), form.cleaned_data["note"]
    is_yes = form.cleaned_data.get("decision") == APPROVE
    try:
        if is_yes:
            approve_values([value], by=user)
        else:
            return_values([value], by=user, note=note)
    except SubmittingError as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(
        request, "The value is approved and counts now." if is_yes else "The value was sent back."
    )
    return True


def _facts(value: SubmittedValue) -> list[dict[str, Any]]:
    indicator = value.indicator
    facts: list[dict[str, Any]] = [
        {"key": "Whose", "value": str(value.institution or f"{value.place} (the area)")},
        {"key": "Period", "value": value.period.label},
        {
            "key": "Counted" if indicator.denominator else "Value",
            "value": number_words(indicator, value.numerator),
            "note": indicator.numerator,
        },
    ]
    if indicator.denominator:
        words = number_words(indicator, value.denominator)
        facts.append({"key": "Out of", "value": words, "note": indicator.denominator})
    facts.append({"key": "Where it comes from", "value": value.source})
    if value.link:
        facts.append({"key": "Evidence", "value": value.link, "href": value.link})
    sender = str(value.by or "Nobody who still has an account")
    facts.append({"key": "Sent by", "value": sender, "note": wording.day(value.at.date())})
    if value.file:
        facts.append({"key": "File", "value": value.file.name})
    if value.decided_at and value.state in (State.APPROVED, State.RETURNED):
        who = str(value.decided_by or "Nobody who still has an account")
        key = f"{State(value.state).label} by"
        facts.append({"key": key, "value": who, "note": decided_words(value, OWN_VALUE)})
    return facts


def _csv_row(indicator: SubmittedIndicator, value: SubmittedValue) -> list[object]:
    code = value.place.code if value.place else value.institution.gss_code if value.institution else ""
    return [
        indicator.code, indicator.name, value.institution.name if value.institution else "",
        value.place.name if value.place else "", code, value.first, value.last, value.period.label, value.numerator,
        value.denominator, indicator.as_indicator().value(value.numerator, value.denominator), value.source, value.link,
        State(value.state).label, value.note, value.by.name if value.by else "", value.at, value.decided_at,
        "yes" if value.decided_alone else "no",
    ]  # fmt: skip
