"""Setting targets: from which measured baseline, to what, by when and why; changing and ending them with their history.

A target is never edited: a change ends it, with who, when and why, and writes a new one that names the one before.
People's rights are asked for by `may_aim`; here a change is written as a whole or not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from anchors.models import AnchorInstitution, System, User
from anchors.periods import MONTHS_IN_YEAR, Period, financial_year, financial_year_of, months_earlier, ym_of
from metrics.models import Commitment, Group, Plan, Target, systems_planned_by
from metrics.planning import change
from metrics.readings import latest_period, measured
from metrics.recommendations import Source
from metrics.registry import Indicator
from metrics.subjects import Subject

SHIFT = Decimal("0.10")
SHIFTED = "local-share-of-influenceable-spend"
SHIFT_SOURCE = Source("Healthy places", "CLES", 2023, "Emerging practice, under Support for local enterprise")
SHIFT_WORDS = (
    "The Northern Care Alliance’s shift: it took all its spending, left out what it is expected to buy through NHS "
    "Supply Chain, and committed to move 10% of the rest into the local economy. Of our influenceable spend that is "
    f"10 more in every 100 pounds with local suppliers. Source: {SHIFT_SOURCE.citation}. "
    "The source gives no date; the month is ours."
)
YEARS_AHEAD = 2
_PLACES = Decimal("0.000001")


class TargetChanged(Exception):  # noqa: N818 - it is no error of anybody's
    """Somebody else set, changed or ended this target after the page was opened. Nothing was written."""


@dataclass(frozen=True)
class Baseline:
    """What an indicator was measured at over a period, to start a target from."""

    period: Period
    value: Decimal


@dataclass(frozen=True)
class Shift:
    """The Northern Care Alliance's shift for a subject: from where to where, what that is in pounds, by when."""

    baseline: Baseline
    value: Decimal
    base: Decimal
    due: int

    @property
    def pounds(self) -> Decimal:
        """What would move, in pounds over as many months as the baseline has."""
        return (self.value - self.baseline.value) * self.base

    @property
    def citation(self) -> str:
        """Where it is told."""
        return SHIFT_SOURCE.citation


def may_aim(user: User, subject: Subject) -> bool:
    """Whether the person sets this subject's targets: for an institution its own people, for the others the board."""
    owner = _owner(subject)
    if owner is None:
        return False
    if isinstance(owner, AnchorInstitution):
        return user.institution_ids(contributing=True).filter(institution=owner).exists()
    system = owner if isinstance(owner, System) else owner.system
    return systems_planned_by(user).filter(pk=system.pk).exists()


def can_aim(subject: Subject) -> bool:
    """Whether such a subject has targets at all: a place and a choice of several institutions have none."""
    return subject.kind in ("system", "group") or (
        subject.kind == "institution" and len(subject.institutions) == 1
    )


def targets_of(user: User, subject: Subject) -> "QuerySet[Target]":
    """All targets of a subject that the person may see, the newest first, ended ones too."""
    rows = (
        Target.objects.visible_to(user).filter(**_path(subject))
        if can_aim(subject)
        else Target.objects.none()
    )
    found: QuerySet[Target] = rows.select_related("set_by", "ended_by", "system", "institution", "group")
    return found


def standing_targets(user: User, subject: Subject) -> dict[str, Target]:
    """Those that hold, by code of their indicator."""
    return {each.indicator: each for each in targets_of(user, subject).standing()}  # type: ignore[attr-defined]


def baselines(indicator: Indicator, subject: Subject, *, others: Iterable[Period] = ()) -> list[Baseline]:
    """What a target could start from: the latest 12 months, the years before, and any other period asked for.

    Only periods in which something was measured and that have a value.
    """
    latest = latest_period(subject.ids, indicator.code)
    if latest is None:
        return []
    year = financial_year_of(latest.last)
    usual = [
        latest,
        Period(months_earlier(latest.first, MONTHS_IN_YEAR), months_earlier(latest.last, MONTHS_IN_YEAR)),
        financial_year(year - 1),
    ]
    found = [baseline_of(indicator, subject, period) for period in dict.fromkeys([*others, *usual])]
    return [each for each in found if each is not None]


def baseline_of(indicator: Indicator, subject: Subject, period: Period) -> Baseline | None:
    """The value of a period as a baseline; None where nothing was measured, or there was nothing to divide by."""
    reading = measured(indicator, subject.ids, period)
    if reading is None or reading.value is None:
        return None
    return Baseline(period, reading.value)


def shift_of(indicator: Indicator, subject: Subject) -> Shift | None:
    """The shift from the latest 12 months; None for another indicator, without data, or where all is local already."""
    if indicator.code != SHIFTED or not can_aim(subject):
        return None
    latest = latest_period(subject.ids, indicator.code)
    reading = measured(indicator, subject.ids, latest) if latest else None
    if latest is None or reading is None or reading.value is None or not reading.denominator:
        return None
    value = min(reading.value + SHIFT, Decimal(1))
    if value <= reading.value:
        return None
    due = due_month(subject, after=latest.last)
    return Shift(Baseline(latest, reading.value), value, reading.denominator, due)


def due_month(subject: Subject, *, after: int) -> int:
    """When a target is usually due: with the plan of the system, else at the end of the financial year after next."""
    owner = _owner(subject)
    system = owner if isinstance(owner, System) else owner.system if isinstance(owner, Group) else None
    if isinstance(owner, AnchorInstitution):
        system = owner.system_on(timezone.localdate())
    open_plans = Plan.objects.filter(system=system).exclude(state=Plan.State.CLOSED)
    # The agreed one before drafts: its state comes first in the alphabet.
    plan = open_plans.order_by("state", "-first_day").first() if system else None
    if plan is not None and ym_of(plan.last_day) > after:
        return ym_of(plan.last_day)
    return financial_year(financial_year_of(after) + YEARS_AHEAD - 1).last


@transaction.atomic
def set_target(
    indicator: Indicator,
    subject: Subject,
    *,
    value: Decimal,
    due: int,
    rationale: str,
    by: User,
    baseline: Baseline | None = None,
    steps: Sequence[tuple[int, Decimal]] = (),
    why: str = "",
    seen: str = "",
) -> Target:
    """Set a target; one that stands ends with `why`, and commitments tied to it follow to the new one.

    `seen` is the `stamp` of the standing target when the page was opened; TargetChanged where another stands now.
    """
    standing = _standing(indicator, subject, seen=seen)
    if standing is not None:
        _end(standing, by=by, why=why or "A new target took its place.")
    made: Target = Target.objects.create(
        indicator=indicator.code,
        **_path(subject, as_row=True),
        baseline=_kept(baseline.value) if baseline else None,
        baseline_first=baseline.period.first if baseline else None,
        baseline_last=baseline.period.last if baseline else None,
        value=_kept(value),
        due=due,
        rationale=rationale,
        steps=[[ym, str(_kept(step))] for ym, step in sorted(steps)],
        set_by=by,
        replaces=standing,
    )
    for commitment in standing.commitments.all() if standing else ():
        change(commitment, {"target": made}, by=by, words="Its target was changed.")
    return made


def set_shift(indicator: Indicator, subject: Subject, *, by: User) -> Target:
    """The Northern Care Alliance's shift as a target, from the latest 12 months. ValueError where there is none."""
    shift = shift_of(indicator, subject)
    if shift is None:
        message = "There is no measured influenceable spend to shift."
        raise ValueError(message)
    return set_target(
        indicator, subject, value=shift.value, due=shift.due, rationale=SHIFT_WORDS, by=by, baseline=shift.baseline,
        why="The Northern Care Alliance’s shift took its place.",
    )  # fmt: skip


@transaction.atomic
def end_target(target: Target, *, by: User, why: str) -> None:
    """End a target without another in its place. TargetChanged where it has ended already."""
    now = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if now.ended_at is not None:
        raise TargetChanged
    _end(now, by=by, why=why)


def tie(commitment: Commitment, target: Target | None, *, by: User) -> None:
    """Let a target show that a commitment is kept, or with None no more; its history says so."""
    change(commitment, {"target": target}, by=by)


def stamp(standing: Target | None) -> str:
    """What a form carries to notice that another target stands by now."""
    return str(standing.pk) if standing else "none"


def query_of(target: Target) -> dict[str, str]:
    """The subject of a target as a part of a query string."""
    subject = target.subject
    if isinstance(subject, System):
        return {"system": subject.slug}
    return {"group" if isinstance(subject, Group) else "institution": subject.slug}


def first_due(day: date) -> int:
    """The earliest month that a target may be due in: the next one."""
    return months_earlier(ym_of(day), -1)


def _standing(indicator: Indicator, subject: Subject, *, seen: str) -> Target | None:
    """The target that holds, locked against others who set one for the same subject meanwhile."""
    owner = _owner(subject)
    if owner is None:
        message = f"{subject.name} has no targets of its own."
        raise ValueError(message)
    type(owner)._base_manager.select_for_update(no_key=True).get(pk=owner.pk)  # noqa: SLF001
    rows = Target.objects.filter(indicator=indicator.code, **_path(subject)).standing()
    standing: Target | None = rows.select_for_update(of=("self",)).first()
    if seen and stamp(standing) != seen:
        raise TargetChanged
    return standing


def _end(target: Target, *, by: User, why: str) -> None:
    target.ended_at, target.ended_by, target.ended_why = timezone.now(), by, why
    target.save(update_fields=["ended_at", "ended_by", "ended_why"])


def _kept(value: Decimal) -> Decimal:
    """As precisely as the database keeps it."""
    return value.quantize(_PLACES)


def _owner(subject: Subject) -> System | AnchorInstitution | Group | None:
    if not can_aim(subject):
        return None
    if subject.kind == "institution":
        return subject.institutions[0]
    if subject.kind == "system":
        return System.objects.filter(slug=subject.key).first()
    return Group.objects.select_related("system").filter(slug=subject.key).first()


def _path(subject: Subject, *, as_row: bool = False) -> Mapping[str, object]:
    if as_row:
        return {subject.kind: _owner(subject)}
    return {f"{subject.kind}__slug": subject.key}
