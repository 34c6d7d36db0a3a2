"""The course of an indicator: its values period by period, and which of their changes are more than chance.

A month in which not every institution supplied is marked. It stays in the course of a share, whose base shrinks
with it, and is not judged in the course of an amount, which would seem to fall.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from anchors.models import Succession
from anchors.periods import Period, month, months_earlier, ym_of
from metrics.readings import Reading, measured_by_period
from metrics.registry import Indicator
from metrics.spc import LEAST_POINTS, Sign, Variation, XmR, median, nature, signals, variation, xmr

MONTHS_SHOWN = 24


@dataclass(frozen=True)
class CoursePoint:
    """One period: its reading, and whether every institution that should is in it; `signs` as in `metrics.spc`."""

    period: Period
    reading: Reading | None
    expected: int
    is_whole: bool
    signs: tuple[Sign, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """The value; None where there is no data or nothing to divide by."""
        return self.reading.value if self.reading else None


@dataclass(frozen=True)
class Course:
    """Points oldest first. `chart` is None with fewer than 12 that can be judged: then only the median is drawn.

    So it is for a stock that stood still through its baseline, which does not say how much it moves by itself.
    """

    indicator: Indicator
    period: Period
    points: tuple[CoursePoint, ...]
    chart: XmR | None

    @cached_property
    def known(self) -> tuple[CoursePoint, ...]:
        """The points with a value."""
        return tuple(point for point in self.points if point.value is not None)

    @cached_property
    def judged(self) -> tuple[CoursePoint, ...]:
        """The points that mean, limits and median are made of."""
        return tuple(point for point in self.known if point.is_whole or self.indicator.is_ratio)

    @cached_property
    def median(self) -> Decimal | None:
        """The middle value; None without any."""
        values = [point.value for point in self.judged if point.value is not None]
        return median(values) if values else None

    @property
    def stood_still(self) -> bool:
        """Whether there are points enough for limits, and the baseline has nothing to make them of."""
        return self.chart is None and len(self.judged) >= LEAST_POINTS

    @property
    def variation(self) -> Variation:
        """What the newest judged point says."""
        return variation(self.chart, self.indicator.direction)

    def nature_of(self, point: CoursePoint) -> Variation:
        """What one point says."""
        return nature(point.signs, self.indicator.direction)


def course_of(
    indicator: Indicator,
    institutions: Iterable[int],
    period: Period,
    *,
    as_at: datetime | None = None,
) -> Course:
    """The course up to the end of a period, 24 months of it at least, for these institutions together.

    Mean and limits come from the first 12 points that can be judged, the baseline, and stay for what came after: a
    change must not move the limits that are to show it.
    """
    ids = list(institutions)
    window = Period(min(period.first, months_earlier(period.last, MONTHS_SHOWN - 1)), period.last)
    readings = measured_by_period(indicator, ids, window, as_at=as_at)
    terms = _terms(ids, readings.values())
    points = _points(readings, terms, window, is_monthly=indicator.is_monthly)
    return course_through(indicator, points, window)


def course_through(indicator: Indicator, points: Iterable[CoursePoint], window: Period) -> Course:
    """The course through points oldest first, each judged; `window` is what it covers where there are none."""
    found = list(points)
    judged = [point for point in found if point.value is not None and (point.is_whole or indicator.is_ratio)]
    chart = _chart(judged)
    if chart is not None and indicator.is_stock and not chart.mean_moving_range:
        chart = None
    if chart is not None:
        said = dict(zip((point.period for point in judged), signals(chart), strict=True))
        found = [
            CoursePoint(each.period, each.reading, each.expected, each.is_whole, said.get(each.period, ()))
            for each in found
        ]
    shown = Period(found[0].period.first, found[-1].period.last) if found else window
    return Course(indicator, shown, tuple(found), chart)


def _chart(judged: list[CoursePoint]) -> XmR | None:
    values = [point.value for point in judged if point.value is not None]
    return xmr(values, baseline=LEAST_POINTS) if len(values) >= LEAST_POINTS else None


def _points(
    readings: Mapping[Period, Reading], terms: Mapping[int, Period], window: Period, *, is_monthly: bool
) -> list[CoursePoint]:
    """Every period with data; of what comes month by month, months without data since the first are points too."""
    periods = sorted(readings)
    if is_monthly and periods and all(each.first == each.last for each in periods):
        periods = [month(ym) for ym in Period(periods[0].first, window.last).months]
    found = []
    for each in periods:
        reading = readings.get(each)
        wanted = {key for key, term in terms.items() if term.first <= each.first and each.last <= term.last}
        there = reading.institutions if reading else frozenset()
        found.append(CoursePoint(each, reading, len(wanted | there), wanted <= there))
    return found


def _terms(institutions: list[int], readings: Iterable[Reading]) -> dict[int, Period]:
    """From when to when each institution that ever supplied is expected: not after others took over from it."""
    supplied = {key for reading in readings for key in reading.institutions}
    terms = dict.fromkeys(supplied, Period(0, 999912))
    for before, after, day in Succession.objects.filter(
        predecessor__in=institutions, successor__in=institutions
    ).values_list("predecessor", "successor", "on"):
        if before in terms:
            terms[before] = Period(terms[before].first, months_earlier(ym_of(day), 1))
        if after in terms and day.year > 1:
            terms[after] = Period(min(ym_of(day), terms[after].last), terms[after].last)
    return terms
