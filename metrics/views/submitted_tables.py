"""Submitted values as tables: those that wait, that count, that counted or were sent back; versions of a definition."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from anchors import wording
from anchors.charts import Column, Table
from metrics.models import SubmittedIndicator, SubmittedValue, SubmittedWording
from metrics.place_indicators.kinds import shortest
from metrics.progress.history import Change
from metrics.registry import Goal, Unit
from metrics.wording import exact_words

STATE_COLOURS = {
    "proposed": "blue", "returned": "orange", "approved": "green", "withdrawn": "grey", "submitted": "blue",
    "replaced": "grey",
}  # fmt: skip
"""The tag of each state, of definitions and of values."""


OWN_WORDS = "Approved by the person who proposed it: the board had no other lead."
_FIELDS = {
    "name": "Name", "question": "Question", "recommendations": "Recommendations", "goal": "Goal",
    "why": "Why it matters", "limits": "What it does not show", "author": "Questions to",
    "next_review": "Next review",
}  # fmt: skip


def decided_words(row: SubmittedIndicator | SubmittedValue | SubmittedWording, own: str) -> str:
    """When it was decided and, with the words given, that nobody else was there to approve it."""
    day = wording.day(localtime(row.decided_at).date()) if row.decided_at else ""
    return f"{day}. {own}" if row.decided_alone and row.state == "approved" else day


def wording_changes(found: Iterable[SubmittedWording]) -> list[Change]:
    """Versions of a definition's words as a history shows them, in their order."""
    return [
        Change(
            by=each.by.name if each.by else "Somebody whose account is gone",
            at=each.at,
            words=each.reason,
            changes=(*_fields_changed(each), *_decision(each)),
        )
        for each in found
    ]


def _fields_changed(each: SubmittedWording) -> list[str]:
    return [
        f"{_FIELDS[name]}: “{_said(name, each.words[name])}”, before: “{_said(name, each.before[name])}”"
        for name in _FIELDS
        if name in each.words
    ]


def _decision(each: SubmittedWording) -> list[str]:
    if each.state == "proposed":
        return []
    who = each.decided_by.name if each.decided_by else "somebody whose account is gone"
    state = SubmittedWording.State(each.state).label
    note = f" {each.note}" if each.note else ""
    return [f"{state} by {who} on {decided_words(each, OWN_WORDS).removesuffix('.')}.{note}"]


def _said(name: str, value: Any) -> str:
    if name == "recommendations":
        return wording.listed(value)
    if name == "goal":
        return Goal(value).label
    return wording.day(date.fromisoformat(value)) if name == "next_review" else str(value)


def value_words(value: SubmittedValue) -> str:
    """The value as its measure writes it."""
    indicator = value.indicator.as_indicator()
    return exact_words(indicator, indicator.value(value.numerator, value.denominator))


def number_words(indicator: SubmittedIndicator, number: Decimal | None) -> str | None:
    """A numerator or denominator as it was given."""
    if number is None:
        return None
    if indicator.unit == Unit.POUNDS and not indicator.denominator:
        return wording.money(number, pence=True)
    return wording.count(shortest(number))


def waiting_table(indicator: SubmittedIndicator, values: Sequence[SubmittedValue]) -> Table:
    """Values that a lead decides about."""
    rows = tuple((*_figures(indicator, each), _source(each), _sent(each)) for each in values)
    columns = (*_headings(indicator), Column("Where from"), Column("Sent by"))
    return Table("Values that wait for a decision", columns, rows)


def values_table(indicator: SubmittedIndicator, values: Sequence[SubmittedValue]) -> Table:
    """Values that count."""
    rows = tuple((*_figures(indicator, each), _source(each)) for each in values)
    return Table(
        "Approved values, the newest period first", (*_headings(indicator), Column("Where from")), rows
    )


def history_table(indicator: SubmittedIndicator, values: Sequence[SubmittedValue]) -> Table:
    """Values that were corrected or sent back, the newest first."""
    rows = tuple(
        (
            *_figures(indicator, each),
            {"value": SubmittedValue.State(each.state).label, "note": each.note},
            _sent(each),
        )
        for each in values
    )
    columns = (*_headings(indicator), Column("What became of it"), Column("Sent by"))
    return Table("Values that were corrected or sent back", columns, rows)


def _headings(indicator: SubmittedIndicator) -> tuple[Column, ...]:
    ratio = (Column("Counted", "count"), Column("Out of", "count")) if indicator.denominator else ()
    return (Column("Whose"), Column("Period"), Column("Value", "count"), *ratio)


def _figures(indicator: SubmittedIndicator, value: SubmittedValue) -> tuple[Any, ...]:
    value.indicator = indicator
    subject = value.institution.name if value.institution else f"{value.place} (the area)"
    ratio = (number_words(indicator, value.numerator), number_words(indicator, value.denominator))
    return (
        {
            "value": subject,
            "href": reverse("submitted_value", args=[value.pk]),
            "visually_hidden": f", {value.period.label}",
        },
        value.period.label,
        value_words(value) if indicator.denominator else number_words(indicator, value.numerator),
        *(ratio if indicator.denominator else ()),
    )


def _source(value: SubmittedValue) -> dict[str, str]:
    alone = "Approved by the person who submitted it" if value.decided_alone else ""
    return {
        "value": value.source,
        "note": ". ".join(filter(None, ("With evidence" if value.link else "", alone))),
    }


def _sent(value: SubmittedValue) -> dict[str, str]:
    return {"value": str(value.by or "Nobody who still has an account"), "note": wording.day(value.at.date())}
