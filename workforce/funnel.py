"""From referral to lasting work: a programme's cohorts as one funnel, each share over those old enough for it.

A share counts only cohorts whose last starter began long enough before the day of the count to have reached the
stage, as the Restart scheme reports outcomes only of people with a full 12 months (standards, d5). Jobs are out of
starters who were out of work, as IPS Grow has it; where that was not recorded, out of all starters, and it says so.
The same rows are made of true counts, for people who run the programme, and of published figures for everybody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anchors.disclosure import Key, Sum, share
from anchors.periods import Period
from workforce.models import Group, Stage

AFTER_A_JOB = {Stage.WEEKS_13: 13, Stage.WEEKS_26: 26, Stage.WEEKS_52: 52}
AFTER_REFERRAL: tuple[Stage, ...] = tuple(Stage)[1:]
WORK = (Stage.OFFER, Stage.JOB, *AFTER_A_JOB)
WHOLES = (Stage.STARTED, Stage.OFFER, Stage.JOB)
"""Of whom groups are a share: of those who started, or else of those who are counted first."""
OF_REFERRED, OF_STARTED, OF_A_JOB = "referred", "who started", "who started a job"
OF_OUT_OF_WORK = "who were out of work when they started"
OF_NOT_RECORDED = "who started; who was out of work was not recorded"
Figures = Mapping[Key, int | None]
"""People by key; a key that is missing was not given, None is hidden."""


@dataclass(frozen=True)
class Start:
    """Those who started in one quarter, counted as on a day. `cohort` is its row if it may be corrected."""

    started: Period
    as_at: date
    cohort: int | None = None

    def key(self, stage: Stage, group: Group) -> Key:
        """What names one of its counts."""
        return ("start", self.started.first, self.started.last, str(stage), str(group))


@dataclass(frozen=True)
class Course:
    """How long a programme plans to take: it decides from when those who started are old enough for a share."""

    training_weeks: int
    search_weeks: int

    def weeks_to(self, stage: Stage) -> int:
        """Weeks after the start by which somebody can have reached the stage."""
        if stage in (Stage.REFERRED, Stage.STARTED):
            return 0
        if stage == Stage.TRAINED:
            return self.training_weeks
        return self.training_weeks + self.search_weeks + AFTER_A_JOB.get(stage, 0)

    def ready_on(self, start: Start, stage: Stage) -> date:
        """The day on which the last of them can have reached the stage."""
        return start.started.end + timedelta(weeks=self.weeks_to(stage))

    def is_old_enough(self, start: Start, stage: Stage) -> bool:
        """Whether all of them could have reached the stage when they were counted."""
        return self.ready_on(start, stage) <= start.as_at


@dataclass(frozen=True)
class Counted:
    """A programme's people by starting quarter, the earliest first: true counts, or figures as they are shown."""

    course: Course
    starts: Sequence[Start]
    figures: Figures

    def old(self, stage: Stage) -> list[Start]:
        """Those who started long enough ago for a stage."""
        return [start for start in self.starts if self.course.is_old_enough(start, stage)]

    def giving(self, starts: Iterable[Start], *asked: tuple[Stage, Group]) -> list[Start]:
        """Those of the starts that gave every count asked for."""
        return [start for start in starts if all(start.key(*each) in self.figures for each in asked)]


@dataclass(frozen=True)
class StageRow:
    """A stage of the funnel: everybody who reached it, and the share of those who started long enough ago.

    `out_of` counts the people of `base` in old enough cohorts, of whom `reached` came so far; both only of `group`.
    Without an old enough cohort, `ready_on` is the day from which there is one.
    """

    stage: Stage
    people: int | None
    is_given: bool
    reached: int | None = None
    out_of: int | None = None
    base: str = ""
    group: Group = Group.ALL
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
    """A starting quarter and its outcomes by stage. `pk` names its row to those who may correct it."""

    pk: int | None
    started: Period
    as_at: date
    people: int | None
    outcomes: Mapping[Stage, Outcome]


@dataclass(frozen=True)
class Funnel:
    """All that is said of a programme's people. `published_on` is None for true counts; `note` says what is hidden."""

    rows: tuple[StageRow, ...]
    kept_on: tuple[StageRow, ...]
    reach: tuple[Reach, ...]
    cohorts: tuple[CohortRow, ...]
    published_on: date | None = None
    note: str = ""

    @property
    def is_true(self) -> bool:
        """Whether nothing is rounded and nothing hidden."""
        return self.published_on is None

    @property
    def counted_on(self) -> date | None:
        """The day to which all starting quarters were counted; None where it is not the same for all."""
        days = {each.as_at for each in self.cohorts}
        return days.pop() if len(days) == 1 else None

    def row(self, stage: Stage) -> StageRow:
        """The row of a stage."""
        return next(row for row in self.rows if row.stage == stage)

    def reach_of(self, group: Group) -> Reach | None:
        """The row of a group; None where it was not counted."""
        return next((each for each in self.reach if each.group == group), None)


def funnel_of(counted: Counted, *, published_on: date | None = None, note: str = "") -> Funnel:
    """The funnel that counts or published figures make. Totals must be among them (`totals`)."""
    reader = _Reader(counted)
    return Funnel(
        rows=tuple(reader.row(stage, Stage.STARTED if stage in AFTER_A_JOB else None) for stage in Stage),
        kept_on=tuple(reader.row(stage, Stage.JOB) for stage in AFTER_A_JOB),
        reach=tuple(reader.reach()),
        cohorts=tuple(reader.cohort(start) for start in counted.starts),
        published_on=published_on,
        note=note,
    )


def totals(counted: Counted) -> Iterable[Sum]:
    """Every total that a funnel shows, of those that gave what it adds up."""
    for stage in Stage:
        for group in Group:
            if every := counted.giving(counted.starts, (stage, group)):
                yield _sum(everybody(stage, group), every, stage, group)
        for base in _bases(stage):
            for group in (Group.ALL, Group.OUT_OF_WORK):
                if both := counted.giving(counted.old(stage), (stage, group), (base, group)):
                    yield _sum(long_ago(stage, base, stage, group), both, stage, group)
                    yield _sum(long_ago(stage, base, base, group), both, base, group)
    for whole in WHOLES:
        for group in Group:
            if group != Group.ALL and (
                both := counted.giving(counted.starts, (whole, group), (whole, Group.ALL))
            ):
                yield _sum(among(whole, group, group), both, whole, group)
                yield _sum(among(whole, group, Group.ALL), both, whole, Group.ALL)


def everybody(stage: Stage, group: Group) -> Key:
    """All who reached a stage, however long ago they started."""
    return ("everybody", str(stage), str(group))


def long_ago(stage: Stage, base: Stage, which: Stage, group: Group) -> Key:
    """Of those who started long enough ago for a stage and gave both: how many reached the stage, or are its base."""
    return ("old", str(stage), str(base), str(which), str(group))


def among(whole: Stage, group: Group, which: Group) -> Key:
    """Of the quarters that say who belongs to a group: how many do, or how many there are."""
    return ("among", str(whole), str(group), str(which))


def _sum(total: Key, starts: Iterable[Start], stage: Stage, group: Group) -> Sum:
    return Sum(total, tuple(start.key(stage, group) for start in starts))


def _bases(stage: Stage) -> tuple[Stage, ...]:
    """Of whom a stage is a share: first the usual base, then for weeks in work those who began a job."""
    if stage == Stage.REFERRED:
        return ()
    if stage == Stage.STARTED:
        return (Stage.REFERRED,)
    return (Stage.STARTED, Stage.JOB) if stage in AFTER_A_JOB else (Stage.STARTED,)


class _Reader:
    """Reads rows out of figures that are already fit to be shown."""

    def __init__(self, counted: Counted) -> None:
        self.counted, self.figures = counted, counted.figures

    def row(self, stage: Stage, base: Stage | None) -> StageRow:
        key = everybody(stage, Group.ALL)
        people, is_given = self.figures.get(key), key in self.figures
        of = base or next(iter(_bases(stage)), None)
        if of is None:
            return StageRow(stage, people, is_given)
        old = self.counted.old(stage)
        if not old:
            days = [self.counted.course.ready_on(start, stage) for start in self.counted.starts]
            return StageRow(stage, people, is_given, ready_on=min(days, default=None))
        group = self._group(stage, of)
        given = self.counted.giving(old, (stage, group), (of, group))
        if not given:
            return StageRow(stage, people, is_given)
        return StageRow(
            stage, people, is_given,
            reached=self.figures[long_ago(stage, of, stage, group)],
            out_of=self.figures[long_ago(stage, of, of, group)],
            base=_base_words(stage, of, group),
            group=group,
            until=max(start.started.end for start in given),
        )  # fmt: skip

    def _group(self, stage: Stage, base: Stage) -> Group:
        """Those out of work where finding work is the question and every quarter that counts says who was.

        Quarters that do not say how many reached the stage are in no share, and so decide nothing.
        """
        if stage not in WORK or base != Stage.STARTED:
            return Group.ALL
        old = self.counted.old(stage)
        told = self.counted.giving(old, (stage, Group.OUT_OF_WORK), (base, Group.OUT_OF_WORK))
        counting = self.counted.giving(old, (stage, Group.ALL), (base, Group.ALL))
        return Group.OUT_OF_WORK if told and set(counting) <= set(told) else Group.ALL

    def reach(self) -> Iterable[Reach]:
        whole = next((each for each in WHOLES if everybody(each, Group.ALL) in self.figures), None)
        for group in Group:
            if whole and among(whole, group, group) in self.figures:
                people, out_of = (self.figures[among(whole, group, which)] for which in (group, Group.ALL))
                yield Reach(group, people, out_of, whole)

    def cohort(self, start: Start) -> CohortRow:
        started = self.figures.get(start.key(Stage.STARTED, Group.ALL))
        outcomes = {stage: self._outcome(start, stage, started) for stage in AFTER_REFERRAL}
        return CohortRow(start.cohort, start.started, start.as_at, started, outcomes)

    def _outcome(self, start: Start, stage: Stage, started: int | None) -> Outcome:
        key = start.key(stage, Group.ALL)
        is_soon = not self.counted.course.is_old_enough(start, stage)
        people = self.figures.get(key)
        of = None if is_soon or stage == Stage.STARTED else share(people, started)
        return Outcome(people, key in self.figures, is_soon, of)


def _base_words(stage: Stage, base: Stage, group: Group) -> str:
    """Who the share is of: one of the constants above."""
    if base == Stage.REFERRED:
        return OF_REFERRED
    if base == Stage.JOB:
        return OF_A_JOB
    if group == Group.OUT_OF_WORK:
        return OF_OUT_OF_WORK
    return OF_NOT_RECORDED if stage in WORK else OF_STARTED
