"""Rows of figures: straight from the table, or summed by `metrics.readings`, with the same columns and digits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from anchors.periods import Period
from metrics.api.asking import FigureQuestion
from metrics.api.reach import Reach
from metrics.api.selection import Row
from metrics.readings import (
    Reading,
    latest_period,
    measured,
    measured_by_period,
)
from metrics.registry import Indicator, ratio
from metrics.subjects import Subject

EVER = Period(190001, 299912)
NUMBERS = ("value", "numerator", "denominator")


class Span(NamedTuple):
    """A period as columns."""

    code: str
    first_day: str
    last_day: str


@lru_cache(maxsize=4096)
def span(first: int, last: int) -> Span:
    """The columns of a period."""
    period = Period(first, last)
    return Span(period.code, period.start.isoformat(), period.end.isoformat())


moment = lru_cache(maxsize=4096)(datetime.fromisoformat)
"""When something was computed: what is measured together has the same moment."""


def part_row(reach: Reach, row: Row) -> Mapping[str, Any]:
    """A row of the table as its columns. Its denominator says if it is a share."""
    indicator, institution, place, *_ = row
    slug, seat = (None, place) if institution is None else reach.institutions[institution]
    return _part(slug, seat, reach.units.get(indicator), row[:9])


@lru_cache(maxsize=8192)
def _part(slug: str | None, seat: str | None, unit: str | None, row: Row) -> Mapping[str, Any]:
    """What follows from the row alone, remembered: reports ask for the same rows again and again."""
    indicator, institution, place, first, last, numerator, denominator, source_version, computed_at = row
    period, first_day, last_day = span(first, last)
    value = numerator if denominator is None else plain(ratio(Decimal(numerator), Decimal(denominator)))
    return {
        "indicator": indicator,
        "institution": slug,
        "system": None,
        "group": None,
        "place": place,
        "geography": [seat] if seat else [],
        "period": period,
        "first_day": first_day,
        "last_day": last_day,
        "value": value,
        "unit": unit,
        "numerator": numerator,
        "denominator": denominator,
        "institutions": None if institution is None else 1,
        "suppressed": False,
        "source_version": source_version,
        "computed_at": moment(computed_at),
    }


def numbered(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with numbers as numbers: for CSV, which must know them from text."""
    changed = {name: Decimal(row[name]) for name in NUMBERS if row[name] is not None}
    return {**row, **changed}


def plain(number: Decimal | None) -> str | None:
    """All digits, never as a power of ten."""
    return None if number is None else f"{number:f}"


def summed_rows(reach: Reach, asked: FigureQuestion) -> Iterator[dict[str, Any]]:
    """What is measured as one, as the pages have it: by indicator, subject and period."""
    for indicator in asked.wanted:
        for subject in asked.subjects:
            for period, reading in _readings(indicator, subject, asked):
                yield _summed(reach, subject, period, reading)


def _readings(
    indicator: Indicator, subject: Subject, asked: FigureQuestion
) -> Iterable[tuple[Period, Reading]]:
    if asked.given.get("each") != "period":
        found = measured_by_period(indicator, subject.ids, asked.period or EVER, as_at=asked.as_at)
        return found.items()
    period = asked.period or latest_period(subject.ids, indicator.code)
    reading = measured(indicator, subject.ids, period, as_at=asked.as_at) if period else None
    return [(period, reading)] if period and reading else []


def _summed(reach: Reach, subject: Subject, period: Period, reading: Reading) -> dict[str, Any]:
    code, first_day, last_day = span(period.first, period.last)
    keys: Mapping[str, str | None] = {"institution": None, "system": None, "group": None, "place": None}
    return {
        "indicator": reading.indicator.code,
        **keys,
        subject.kind: subject.key,
        "geography": _geography(reach, subject),
        "period": code,
        "first_day": first_day,
        "last_day": last_day,
        "value": plain(reading.value),
        "unit": str(reading.indicator.unit),
        "numerator": plain(reading.numerator),
        "denominator": plain(reading.denominator),
        "institutions": len(reading.institutions),
        "suppressed": False,
        "source_version": None,
        "computed_at": reading.computed_at,
    }


def _geography(reach: Reach, subject: Subject) -> list[str]:
    if subject.kind == "place":
        return [subject.key]
    seats = (reach.institutions[key][1] for key in subject.ids)
    return sorted({seat for seat in seats if seat})
