"""What the months that somebody has not supplied do to each measure.

A missing month is worth the mean of the institution's other months in the two years to the end of the period: the rule
of the spend pages. Where it has no other month, nothing is said, which is not the same as nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from anchors.models import AnchorInstitution
from anchors.periods import Period, months_earlier
from metrics.readings import Reading, measured_each, measured_each_by_institution
from metrics.registry import Indicator

MONTHS_GONE_BY = 24


@dataclass(frozen=True)
class Effect:
    """A measure as it is, and as it would be if the missing months were like the institution's others."""

    indicator: Indicator
    value: Decimal | None
    with_them: Decimal | None


@dataclass(frozen=True)
class Gap:
    """Months that an institution has not supplied; no effects where there is no other month of it to go by."""

    institution: AnchorInstitution
    months: tuple[int, ...]
    effects: tuple[Effect, ...]


def missing(
    indicators: Iterable[Indicator],
    institutions: Iterable[AnchorInstitution],
    period: Period,
    *,
    absent: Mapping[int, Iterable[int]] | None = None,
) -> tuple[Gap, ...]:
    """The gaps of a period by name, and what each does to each measure of all these institutions together.

    `absent` gives the missing months by institution where a lever knows them better than its measurements tell.
    The caller has made sure that the person may read every one of them. Measures that are no sums of parts are left
    out, since what a missing month does to them cannot be estimated.
    """
    summed = [each for each in indicators if each.is_summed]
    by_id = {each.pk: each for each in institutions}
    whole = measured_each(summed, by_id, period)
    now = _by_institution(measured_each_by_institution(summed, by_id, period))
    gone_by = Period(months_earlier(period.last, MONTHS_GONE_BY - 1), period.last)
    known = _by_institution(measured_each_by_institution(summed, by_id, gone_by))
    found = []
    for key, institution in sorted(by_id.items(), key=lambda item: item[1].name):
        if absent is None:
            supplied = {ym for reading in now.get(key, {}).values() for ym in reading.months}
            months = tuple(ym for ym in period.months if ym not in supplied)
        else:
            months = tuple(absent.get(key, ()))
        if months:
            others = known.get(key, {})
            effects = tuple(
                _effect(each, whole.get(each.code), others[each.code], len(months))
                for each in summed
                if each.code in others
            )
            found.append(Gap(institution, months, effects))
    return tuple(found)


def _effect(indicator: Indicator, whole: Reading | None, other: Reading, months: int) -> Effect:
    worth = Decimal(months) / len(other.months)
    numerator = (whole.numerator if whole else Decimal()) + other.numerator * worth
    denominator = None
    if other.denominator is not None:
        denominator = ((whole.denominator if whole else None) or Decimal()) + other.denominator * worth
    return Effect(indicator, whole.value if whole else None, indicator.value(numerator, denominator))


def _by_institution(readings: Mapping[str, Mapping[int, Reading]]) -> dict[int, dict[str, Reading]]:
    found: dict[int, dict[str, Reading]] = {}
    for code, each in readings.items():
        for key, reading in each.items():
            found.setdefault(key, {})[code] = reading
    return found
