"""What the measurements say: the only way to a number for pages, charts, downloads and endpoints alike.

The value of a place, a group, a system or a longer period is the sum of its parts, never an average of values. An
indicator whose whole is not that sum (`Indicator.whole`) is measured again for the whole. Nothing here asks who is
asking: start from `metrics.subjects`, which lets people only to what they may read.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.db.models import Max, QuerySet

from anchors.periods import MONTHS_IN_YEAR, Period, months_earlier, usual_end
from metrics.models import FormerMeasurement, Measurement
from metrics.registry import Cut, Indicator, Whole

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Reading:
    """An indicator of some institutions over some periods: numerator, denominator, and who and when is in it.

    Amounts are in pounds, values of shares 0 to 1. `computed_at` is when its newest part was computed.
    """

    indicator: Indicator
    numerator: Decimal
    denominator: Decimal | None
    institutions: frozenset[int]
    periods: tuple[Period, ...]
    computed_at: datetime

    @property
    def value(self) -> Decimal | None:
        """The value; None where there is data and nothing to divide by."""
        return self.indicator.value(self.numerator, self.denominator)

    @property
    def months(self) -> frozenset[int]:
        """The months in which at least one of the institutions has data."""
        return frozenset(ym for period in self.periods for ym in period.months)


class Latest(NamedTuple):
    """An indicator over its own latest 12 months; no reading where none of its rows lies wholly in them."""

    period: Period
    reading: Reading | None


class _Row(NamedTuple):
    indicator: str
    institution: int
    first: int
    last: int
    numerator: Decimal
    denominator: Decimal | None
    computed_at: datetime


_FIELDS = ("indicator", "institution_id", "first", "last", "numerator", "denominator", "computed_at")


def measured(
    indicator: Indicator, institutions: Iterable[int], period: Period, *, as_at: datetime | None = None
) -> Reading | None:
    """The indicator for these institutions together over the whole period; None where there is no data.

    `as_at` gives what was said at that moment, before later restatements.
    """
    rows = _rows([indicator.code], institutions, period, as_at)
    found = _readings(indicator, {period: rows} if rows else {}, is_past=as_at is not None)
    return found.get(period)


def measured_each(
    wanted: Iterable[Indicator], institutions: Iterable[int], period: Period
) -> dict[str, Reading]:
    """Many indicators by code, for the same institutions and period; those without data are left out."""
    by_code = {each.code: each for each in wanted}
    groups = _grouped(_rows(list(by_code), institutions, period), lambda row: row.indicator)
    found = ((code, _readings(by_code[code], {code: rows})) for code, rows in groups.items())
    return {code: readings[code] for code, readings in found if readings}


def measured_by_period(
    indicator: Indicator, institutions: Iterable[int], period: Period, *, as_at: datetime | None = None
) -> dict[Period, Reading]:
    """The indicator for these institutions together, period by period as it was measured, oldest first.

    Levers measure months or quarters; submitted indicators months, quarters or years.
    """
    groups = _grouped(
        _rows([indicator.code], institutions, period, as_at), lambda row: Period(row.first, row.last)
    )
    in_order = {key: groups[key] for key in sorted(groups)}
    return _readings(indicator, in_order, is_past=as_at is not None)


def measured_by_institution(
    indicator: Indicator, institutions: Iterable[int], period: Period
) -> dict[int, Reading]:
    """The indicator for each of these institutions over the whole period; those without data are left out."""
    groups = _grouped(_rows([indicator.code], institutions, period), lambda row: row.institution)
    return _readings(indicator, groups)


def measured_each_by_institution(
    wanted: Iterable[Indicator], institutions: Iterable[int], period: Period
) -> dict[str, dict[int, Reading]]:
    """Many indicators by code, each institution by itself over the period, in one query; no data is left out."""
    by_code = {each.code: each for each in wanted}
    groups = _grouped(_rows(list(by_code), institutions, period), lambda row: row.indicator)
    found = {
        code: _readings(by_code[code], _grouped(rows, lambda row: row.institution))
        for code, rows in groups.items()
    }
    return {code: readings for code, readings in found.items() if readings}


def given_of_area(indicator: Indicator, code: str) -> QuerySet[Measurement]:
    """What people gave of an area itself (GSS code), newest first: in no sum, and not what institutions have there."""
    return Measurement.objects.filter(indicator=indicator.code, place__code=code).order_by("-last", "-first")


def latest_period(institutions: Iterable[int], code: str) -> Period | None:
    """The latest 12 months of one indicator for these institutions together; None where there is no data."""
    return latest_periods(institutions, [code]).get(code)


def latest_periods(institutions: Iterable[int], codes: Iterable[str]) -> dict[str, Period]:
    """The latest 12 months of each indicator, by code: levers supply at times of their own. See `usual_end`."""
    rows = Measurement.objects.filter(
        institution__in=list(institutions), indicator__in=list(codes)
    ).order_by()
    newest, firsts = defaultdict(list), defaultdict(set)
    for code, _, last in rows.values_list("indicator", "institution").annotate(Max("last")):
        newest[code].append(last)
    for code, first in rows.values_list("indicator", "first").distinct():
        firsts[code].add(first)
    ends = {code: usual_end(lasts) for code, lasts in newest.items()}
    earliest = {code: months_earlier(end, MONTHS_IN_YEAR - 1) for code, end in ends.items()}
    return {
        code: Period(min((ym for ym in firsts[code] if earliest[code] <= ym <= end), default=end), end)
        for code, end in ends.items()
    }


def latest_readings(wanted: Iterable[Indicator], institutions: Iterable[int]) -> dict[str, Latest]:
    """Many indicators by code, each over its own latest 12 months; those without data are left out."""
    by_code, ids = {each.code: each for each in wanted}, list(institutions)
    groups = defaultdict(list)
    for code, period in latest_periods(ids, by_code).items():
        groups[period].append(by_code[code])
    read = {period: measured_each(indicators, ids, period) for period, indicators in groups.items()}
    return {
        each.code: Latest(period, read[period].get(each.code))
        for period, indicators in groups.items()
        for each in indicators
    }


def restatements(
    indicator: Indicator, institutions: Iterable[int], period: Period
) -> QuerySet[FormerMeasurement]:
    """What the parts of a reading were before, the newest change first."""
    former = FormerMeasurement.objects.filter(indicator=indicator.code, institution__in=list(institutions))
    return former.inside(period).select_related("institution")


def version() -> tuple[object, ...]:
    """What changes whenever any measurement does: two look-ups in an index, for ETags before the query."""
    newest = Measurement.objects.aggregate(Max("computed_at"))["computed_at__max"]
    return newest, FormerMeasurement.objects.aggregate(Max("pk"))["pk__max"]


def _rows(
    codes: Sequence[str], institutions: Iterable[int], period: Period, as_at: datetime | None = None
) -> list[_Row]:
    ids = list(institutions)
    standing = Measurement.objects.filter(indicator__in=codes, institution__in=ids).inside(period)
    if as_at is None:
        return [_Row._make(row) for row in standing.values_list(*_FIELDS)]
    former = FormerMeasurement.objects.filter(
        indicator__in=codes, institution__in=ids, computed_at__lte=as_at, replaced_at__gt=as_at
    )
    then = (
        *standing.filter(computed_at__lte=as_at).values_list(*_FIELDS),
        *former.inside(period).order_by().values_list(*_FIELDS),
    )
    return [_Row._make(row) for row in then]


def _grouped(rows: Iterable[_Row], key_of: Callable[[_Row], Key]) -> dict[Key, list[_Row]]:
    groups: dict[Key, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    return groups


def _readings(
    indicator: Indicator, groups: Mapping[Key, Sequence[_Row]], *, is_past: bool = False
) -> dict[Key, Reading]:
    """Each group's parts as one. What is no sum of them is measured anew, all groups at once; never for the past."""
    if indicator.whole is None:
        return {key: _sum(indicator, rows) for key, rows in groups.items()}
    cuts = {key: _cut(rows) for key, rows in groups.items() if len(rows) > 1}
    wholes = indicator.whole(list(cuts.values())) if cuts and not is_past else {}
    return {
        key: _sum(indicator, rows, wholes[cuts[key]] if key in cuts else None)
        for key, rows in groups.items()
        if key not in cuts or cuts[key] in wholes
    }


def _cut(rows: Sequence[_Row]) -> Cut:
    """From the first to the last month that a part is booked to: the last of those that its figure stands for."""
    institutions = tuple(sorted({row.institution for row in rows}))
    return Cut(institutions, Period(min(row.last for row in rows), max(row.last for row in rows)))


def _sum(indicator: Indicator, rows: Sequence[_Row], whole: Whole | None = None) -> Reading:
    given = [row.denominator for row in rows if row.denominator is not None]
    if whole is None:
        whole = Whole(
            sum((row.numerator for row in rows), Decimal()), sum(given, Decimal()) if given else None
        )
    return Reading(
        indicator=indicator,
        numerator=whole.numerator,
        denominator=whole.denominator,
        institutions=frozenset(row.institution for row in rows),
        periods=tuple(sorted({Period(row.first, row.last) for row in rows})),
        computed_at=max(row.computed_at for row in rows),
    )
