"""The use of spaces over time: the used share of offered hours, quarter by quarter."""

from collections import defaultdict
from collections.abc import Iterable

from anchors.periods import Period
from estates.models import SpaceUse
from estates.readings.community import quarter_of, ratio
from metrics.courses import Course, CoursePoint, course_through
from metrics.readings import Reading
from metrics.registry import indicator_of

USED_SHARE = "community-hours-used"


def use_course(uses: Iterable[SpaceUse]) -> Course | None:
    """The course of some spaces together, from the first quarter with figures to the newest; None where none has any.

    A quarter is whole where every institution that ever gave figures for these spaces gave some for it.
    """
    by_quarter: dict[Period, list[SpaceUse]] = defaultdict(list)
    for use in uses:
        by_quarter[quarter_of(use)].append(use)
    readings = {
        quarter: reading for quarter in by_quarter if (reading := _reading(quarter, by_quarter[quarter]))
    }
    if not readings:
        return None
    owners = frozenset[int]().union(*(each.institutions for each in readings.values()))
    points = []
    for quarter in _quarters(min(readings), max(readings)):
        reading = readings.get(quarter)
        there = reading.institutions if reading else frozenset()
        points.append(CoursePoint(quarter, reading, len(owners), owners <= there))
    window = Period(points[0].period.first, points[-1].period.last)
    return course_through(indicator_of(USED_SHARE), points, window)


def _reading(quarter: Period, uses: list[SpaceUse]) -> Reading | None:
    known = [use for use in uses if use.hours_used is not None and use.hours_offered is not None]
    hours = ratio(known, "hours_used", "hours_offered")
    if hours is None or not hours.whole:
        return None
    return Reading(
        indicator=indicator_of(USED_SHARE),
        numerator=hours.part,
        denominator=hours.whole,
        institutions=frozenset(use.space.site.institution_id for use in known),
        periods=(quarter,),
        computed_at=max(use.at for use in known),
    )


def _quarters(first: Period, last: Period) -> list[Period]:
    found = [last]
    while found[-1] > first:
        found.append(found[-1].before())
    return found[::-1]
