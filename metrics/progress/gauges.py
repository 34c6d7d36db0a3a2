"""The latest measurements of a recommendation against where a target says that they should be by now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anchors.models import User
from anchors.periods import Period
from anchors.wording import month, rounded
from metrics.definitions import definition_of, definitions_for
from metrics.models import Target
from metrics.readings import Latest, Reading, latest_readings
from metrics.recommendations import Recommendation
from metrics.registry import Direction, Indicator, Unit, indicator_of, is_declared
from metrics.subjects import Subject, subject_of
from metrics.trajectory import planned
from metrics.wording import read_in, read_when, value_words

MOST = 2
TARGET_PLACES = 6


@dataclass(frozen=True)
class Gauge:
    """An indicator of somebody: its latest reading, its target, and where the target's line is in that month.

    `planned` is None where there is no target, or its line does not begin before the reading ends.
    """

    indicator: Indicator
    subject: Subject
    period: Period | None
    reading: Reading | None
    target: Target | None = None
    planned: Decimal | None = None

    @property
    def value(self) -> str:
        """The latest value as people read it."""
        return value_words(self.indicator, self.reading.value if self.reading else None)

    @property
    def months(self) -> str:
        """When that was, to follow the value."""
        return read_in(self.indicator, self.period) if self.period else ""

    @property
    def when(self) -> str:
        """The same to stand by itself."""
        return read_when(self.indicator, self.period) if self.period and self.reading else ""

    @property
    def aim(self) -> str:
        """The target: what by when; empty without one."""
        return (
            f"{value_words(self.indicator, self.target.value)} by {month(self.target.due)}"
            if self.target
            else ""
        )

    @property
    def planned_words(self) -> str:
        """Where the target's line is in the last month of the reading."""
        return "" if self.planned is None else value_words(self.indicator, self.planned)

    @property
    def standing(self) -> str:
        """`met`, `behind`, `on` for as planned, or nothing where that cannot be said."""
        value = self.reading.value if self.reading else None
        if value is None or self.target is None or self.indicator.direction is Direction.NEITHER:
            return ""
        if _reaches(self.indicator, value, self.target.value):
            return "met"
        if self.planned is None:
            return ""
        return "on" if _reaches(self.indicator, value, self.planned) else "behind"


def gauges(user: User, of: Recommendation) -> list[Gauge]:
    """Every measure of a recommendation for whom the person works, those with a target first."""
    subject = subject_of(user, {})
    targets = _targets(user, subject)
    wanted = [each for each in definitions_for(user) if of.number in each.recommendations]
    return sorted(gauges_of(wanted, subject, targets), key=lambda each: each.target is None)


def board_gauges(user: User, numbers: Iterable[int]) -> dict[int, list[Gauge]]:
    """For the board, by recommendation: measures with a target; where none has, one of which more is better."""
    subject = subject_of(user, {})
    targets = _targets(user, subject)
    known = definitions_for(user)
    chosen = {number: _chosen(number, known, targets) for number in numbers}
    wanted = {each.code: each for group in chosen.values() for each in group}
    found = {each.indicator.code: each for each in gauges_of(wanted.values(), subject, targets)}
    return {number: [found[each.code] for each in group] for number, group in chosen.items()}


def gauge_of_target(user: User, target: Target) -> Gauge:
    """The latest reading against a target; Http404 where the person may not read whom it is about."""
    indicator, subject = definition_of(user, target.indicator), subject_of(user, _query(target))
    (found,) = gauges_of([indicator], subject, {indicator.code: target})
    return found


def gauges_of(wanted: Iterable[Indicator], subject: Subject, targets: Mapping[str, Target]) -> list[Gauge]:
    """Indicators of a subject, each over its own latest 12 months, against the targets by code."""
    wanted = list(wanted)
    latest = latest_readings(wanted, subject.ids)
    return [_gauge(each, subject, latest.get(each.code), targets.get(each.code)) for each in wanted]


def target_words(target: Target) -> str:
    """What by when: `45% by March 2028`."""
    by = f"by {month(target.due)}"
    if not is_declared(target.indicator):
        return f"{target.value.normalize():f} {by}"
    return f"{value_words(indicator_of(target.indicator), target.value)} {by}"


def _gauge(indicator: Indicator, subject: Subject, latest: Latest | None, target: Target | None) -> Gauge:
    if latest is None:
        return Gauge(indicator, subject, None, None, target)
    line = planned(target, latest.period.last) if target else None
    return Gauge(indicator, subject, latest.period, latest.reading, target, line)


def _chosen(number: int, known: Sequence[Indicator], targets: dict[str, Target]) -> Sequence[Indicator]:
    found = [each for each in known if number in each.recommendations]
    aimed = [each for each in found if each.code in targets]
    wished = [each for each in found if each.direction is Direction.HIGHER]
    return aimed[:MOST] if aimed else sorted(wished, key=lambda each: each.unit is not Unit.SHARE)[:1]


def _targets(user: User, subject: Subject) -> dict[str, Target]:
    standing = Target.objects.visible_to(user).standing()
    if subject.kind == "system":
        standing = standing.filter(system__slug=subject.key)
    else:
        standing = standing.filter(institution__in=subject.ids)
    return {each.indicator: each for each in standing}


def _query(target: Target) -> dict[str, str]:
    for kind in ("system", "institution", "group"):
        if getattr(target, f"{kind}_id"):
            return {kind: getattr(target, kind).slug}
    return {}


def _reaches(indicator: Indicator, value: Decimal, mark: Decimal) -> bool:
    # As precisely as a target is kept: its own baseline must not look behind it.
    value, mark = rounded(value, TARGET_PLACES), rounded(mark, TARGET_PLACES)
    return value >= mark if indicator.direction is Direction.HIGHER else value <= mark
