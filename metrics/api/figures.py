"""Rows of figures: straight from the table, or summed by `metrics.readings`, with the same columns and digits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from anchors.periods import Period
from metrics.api.asking import FigureQuestion
from metrics.api.reach import Reach
from metrics.readings import (
    Reading,
    latest_period,
    measured,
    measured_by_period,
)
from metrics.registry import Indicator, ratio
from metrics.subjects import Subject

EVER = Period(190001, 299912)


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


def plain(number: Decimal | None) -> str | None:
    """All digits, never as a power of ten."""
    return None if number is None else f"{number:f}"


def same(number: Decimal | None) -> Decimal | None:
    """For CSV, which writes numbers itself."""
    return number


Write = Callable[[Decimal | None], Any]

ROW = ("indicator", "institution_id", "place__code", "first", "last", "numerator", "denominator", "source_version",
       "computed_at")  # fmt: skip


def part_row(reach: Reach, write: Write, row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of the table, read as `ROW`, as its columns. What an amount or a share is, its denominator says."""
    indicator, institution, place, first, last, numerator, denominator, source_version, computed_at = row
    slug, seat = reach.institutions[institution] if institution is not None else (None, place)
    period, first_day, last_day = span(first, last)
    value = numerator if denominator is None else ratio(numerator, denominator)
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
        "value": write(value),
        "unit": reach.units.get(indicator),
        "numerator": write(numerator),
        "denominator": write(denominator),
        "institutions": None if institution is None else 1,
        "suppressed": False,
        "source_version": source_version,
        "computed_at": computed_at,
    }


def summed_rows(reach: Reach, asked: FigureQuestion, write: Write) -> Iterator[dict[str, Any]]:
    """What is measured as one, as the pages have it: by indicator, subject and period."""
    for indicator in asked.wanted:
        for subject in asked.subjects:
            for period, reading in _readings(indicator, subject, asked):
                yield _summed(reach, subject, period, reading, write)


def _readings(
    indicator: Indicator, subject: Subject, asked: FigureQuestion
) -> Iterable[tuple[Period, Reading]]:
    if asked.given.get("each") != "period":
        found = measured_by_period(indicator, subject.ids, asked.period or EVER, as_at=asked.as_at)
        return found.items()
    period = asked.period or latest_period(subject.ids, [indicator.code])
    reading = measured(indicator, subject.ids, period, as_at=asked.as_at) if period else None
    return [(period, reading)] if period and reading else []


def _summed(reach: Reach, subject: Subject, period: Period, reading: Reading, write: Write) -> dict[str, Any]:
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
        "value": write(reading.value),
        "unit": str(reading.indicator.unit),
        "numerator": write(reading.numerator),
        "denominator": write(reading.denominator),
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
