"""From referral to lasting work: a programme's cohorts as one funnel, each share over those old enough for it.

A share counts only cohorts whose last starter began long enough before the day of the count to have reached the
stage, as the Restart scheme reports outcomes only of people with a full 12 months (standards, d5). Jobs are out of
starters who were out of work, as IPS Grow has it; where that was not recorded, out of all starters, and it says so.
People who run the programme see true counts; everybody else what disclosure control lets through, shares included.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from anchors.disclosure import Cell, Key, Profile, Sum, release, share
from anchors.models import DisclosureProfile, User
from anchors.periods import Period
from workforce.models import Cohort, Group, Programme, Stage

AFTER_A_JOB = {Stage.WEEKS_13: 13, Stage.WEEKS_26: 26, Stage.WEEKS_52: 52}
AFTER_REFERRAL: tuple[Stage, ...] = tuple(Stage)[1:]
WORK = (Stage.OFFER, Stage.JOB, *AFTER_A_JOB)
Figures = Mapping[Key, int | None]
"""People by key; a key that is missing was not given, None is hidden."""


@dataclass(frozen=True)
class StageRow:
    """A stage of the funnel: everybody who reached it, and the share of those who started long enough ago.

    `out_of` counts the people of `base` in old enough cohorts, of whom `reached` came so far. Without an old enough
    cohort, `ready_on` is the day from which there is one.
    """

    stage: Stage
    people: int | None
    is_given: bool
    reached: int | None = None
    out_of: int | None = None
    base: str = ""
    until: date | None = None
    ready_on: date | None = None

    @property
    def share(self) -> Decimal | None:
        """0 to 1; None where it is too soon, hidden or not given."""
        return share(self.reached, self.out_of) if self.has_base else None

    @property
    def has_base(self) -> bool:
        """Whether there is a cohort old enough whose figures were given."""
        return self.until is not None

    @property
    def is_too_soon(self) -> bool:
        """Whether nobody started long enough ago."""
        return self.ready_on is not None


@dataclass(frozen=True)
class Reach:
    """How many of those whom a programme reached belong to a group."""

    group: Group
    people: int | None
    out_of: int | None
    of: Stage

    @property
    def share(self) -> Decimal | None:
        """0 to 1; None where hidden."""
        return share(self.people, self.out_of)


@dataclass(frozen=True)
class Outcome:
    """One cohort at one stage: people and their share of those who started, None with `is_too_soon` before its time."""

    people: int | None
    is_given: bool
    is_too_soon: bool
    share: Decimal | None


@dataclass(frozen=True)
class CohortRow:
    """A starting quarter and its outcomes by stage."""

    pk: int
    started: Period
    as_at: date
    people: int | None
    outcomes: Mapping[Stage, Outcome]


@dataclass(frozen=True)
class Funnel:
    """All that is said of a programme's people. `is_true`: not rounded and nothing hidden."""

    rows: tuple[StageRow, ...]
    kept_on: tuple[StageRow, ...]
    reach: tuple[Reach, ...]
    cohorts: tuple[CohortRow, ...]
    is_true: bool
    note: str

    def row(self, stage: Stage) -> StageRow:
        """The row of a stage."""
        return next(row for row in self.rows if row.stage == stage)


def funnel_of(programme: Programme, user: User) -> Funnel:
    """The programme's funnel as the person may see it."""
    cohorts = list(programme.cohorts.order_by("first_month").prefetch_related("counts"))
    profile = DisclosureProfile.objects.in_force_on(timezone.localdate()).profile()
    is_true = Cohort.objects.editable_by(user).filter(programme=programme).exists()
    counts: dict[Key, int] = {
        (cohort.pk, count.stage, count.group): count.people
        for cohort in cohorts
        for count in cohort.counts.all()
    }
    sums = list(_sums(programme, cohorts, counts))
    counts |= {each.total: sum(counts[part] for part in each.parts) for each in sums}
    figures: Figures = counts if is_true else _shown(counts, sums, profile)
    return _Reader(programme, cohorts, figures).funnel(is_true=is_true, note=profile.note)


def _shown(counts: Mapping[Key, int], sums: Sequence[Sum], profile: Profile) -> Figures:
    """What everybody may see: the group is a second breakdown beside quarter and stage."""
    cells = {
        key: Cell(people, is_second=isinstance(key, tuple) and key[-1] != Group.ALL)
        for key, people in counts.items()
    }
    shown = release(cells, sums, profile)
    return {key: shown.shown(key) for key in cells}


def weeks_to(programme: Programme, stage: Stage) -> int:
    """Weeks after the start by which somebody can have reached the stage, as the programme plans it."""
    if stage in (Stage.REFERRED, Stage.STARTED):
        return 0
    if stage == Stage.TRAINED:
        return programme.training_weeks
    return programme.training_weeks + programme.search_weeks + AFTER_A_JOB.get(stage, 0)


def ready_on(programme: Programme, cohort: Cohort, stage: Stage) -> date:
    """The day on which the last starter of a cohort can have reached the stage."""
    return cohort.started.end + timedelta(weeks=weeks_to(programme, stage))


def is_old_enough(programme: Programme, cohort: Cohort, stage: Stage) -> bool:
    """Whether everybody of the cohort could have reached the stage when it was counted."""
    return ready_on(programme, cohort, stage) <= cohort.as_at


def _sums(programme: Programme, cohorts: Sequence[Cohort], given: Mapping[Key, int]) -> Iterable[Sum]:
    """Every total that a funnel shows, of the cohorts that gave what it adds up."""
    for stage in Stage:
        for group in Group:
            if every := tuple(key for cohort in cohorts if (key := (cohort.pk, stage, group)) in given):
                yield Sum(("everybody", stage, group), every)
        old = [cohort for cohort in cohorts if is_old_enough(programme, cohort, stage)]
        for base in _bases(stage):
            for group in (Group.ALL, Group.OUT_OF_WORK):
                both = [c for c in old if (c.pk, stage, group) in given and (c.pk, base, group) in given]
                if both:
                    yield Sum(("old", stage, base, stage, group), tuple((c.pk, stage, group) for c in both))
                    yield Sum(("old", stage, base, base, group), tuple((c.pk, base, group) for c in both))


def _bases(stage: Stage) -> tuple[Stage, ...]:
    """Of whom a stage is a share: first the usual base, then for weeks in work those who began a job."""
    if stage == Stage.REFERRED:
        return ()
    if stage == Stage.STARTED:
        return (Stage.REFERRED,)
    return (Stage.STARTED, Stage.JOB) if stage in AFTER_A_JOB else (Stage.STARTED,)


class _Reader:
    """Reads rows out of figures that are already fit to be shown."""

    def __init__(self, programme: Programme, cohorts: Sequence[Cohort], figures: Figures) -> None:
        self.programme, self.cohorts, self.figures = programme, cohorts, figures

    def funnel(self, *, is_true: bool, note: str) -> Funnel:
        return Funnel(
            rows=tuple(self._row(stage, Stage.STARTED if stage in AFTER_A_JOB else None) for stage in Stage),
            kept_on=tuple(self._row(stage, Stage.JOB) for stage in AFTER_A_JOB),
            reach=tuple(self._reach()),
            cohorts=tuple(self._cohort(cohort) for cohort in self.cohorts),
            is_true=is_true,
            note="" if is_true else note,
        )

    def _row(self, stage: Stage, base: Stage | None) -> StageRow:
        key = ("everybody", stage, Group.ALL)
        people, is_given = self.figures.get(key), key in self.figures
        of = base or next(iter(_bases(stage)), None)
        if of is None:
            return StageRow(stage, people, is_given)
        old = [cohort for cohort in self.cohorts if is_old_enough(self.programme, cohort, stage)]
        if not old:
            days = [ready_on(self.programme, cohort, stage) for cohort in self.cohorts]
            return StageRow(stage, people, is_given, ready_on=min(days, default=None))
        group = self._group(stage, of)
        if ("old", stage, of, stage, group) not in self.figures:
            return StageRow(stage, people, is_given)
        return StageRow(
            stage, people, is_given,
            reached=self.figures["old", stage, of, stage, group],
            out_of=self.figures["old", stage, of, of, group],
            base=_base_words(stage, of, group),
            until=max(cohort.started.end for cohort in old),
        )  # fmt: skip

    def _group(self, stage: Stage, base: Stage) -> Group:
        """Those out of work where a job is the question and every old enough cohort says who was."""
        if stage not in WORK:
            return Group.ALL
        old = [cohort for cohort in self.cohorts if is_old_enough(self.programme, cohort, stage)]
        told = all(
            (each.pk, part, Group.OUT_OF_WORK) in self.figures for each in old for part in (stage, base)
        )
        return Group.OUT_OF_WORK if told else Group.ALL

    def _reach(self) -> Iterable[Reach]:
        whole = next(
            (
                s
                for s in (Stage.STARTED, Stage.OFFER, Stage.JOB)
                if ("everybody", s, Group.ALL) in self.figures
            ),
            None,
        )
        if whole is None:
            return
        for group in Group:
            key = ("everybody", whole, group)
            if group != Group.ALL and key in self.figures:
                yield Reach(group, self.figures[key], self.figures["everybody", whole, Group.ALL], whole)

    def _cohort(self, cohort: Cohort) -> CohortRow:
        started = self.figures.get((cohort.pk, Stage.STARTED, Group.ALL))
        outcomes = {stage: self._outcome(cohort, stage, started) for stage in AFTER_REFERRAL}
        return CohortRow(cohort.pk, cohort.started, cohort.as_at, started, outcomes)

    def _outcome(self, cohort: Cohort, stage: Stage, started: int | None) -> Outcome:
        key = (cohort.pk, stage, Group.ALL)
        is_soon = not is_old_enough(self.programme, cohort, stage)
        people = self.figures.get(key)
        of = None if is_soon or stage == Stage.STARTED else share(people, started)
        return Outcome(people, key in self.figures, is_soon, of)


def _base_words(stage: Stage, base: Stage, group: Group) -> str:
    """Who the share is of: `who started out of work`."""
    if base == Stage.REFERRED:
        return "referred"
    if base == Stage.JOB:
        return "who started a job"
    if group == Group.OUT_OF_WORK:
        return "who were out of work when they started"
    return "who started; who was out of work was not recorded" if stage in WORK else "who started"
