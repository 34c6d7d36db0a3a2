"""Submitted values as tables: those that wait, those that count, those that counted or were sent back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from anchors import wording
from anchors.charts import Column, Table
from metrics.models import SubmittedIndicator, SubmittedValue
from metrics.place_indicators.kinds import shortest
from metrics.registry import Unit
from metrics.wording import exact_words

STATE_COLOURS = {
    "proposed": "blue", "returned": "orange", "approved": "green", "withdrawn": "grey", "submitted": "blue",
    "replaced": "grey",
}  # fmt: skip
"""The tag of each state, of definitions and of values."""


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
