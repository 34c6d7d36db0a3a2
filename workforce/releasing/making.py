"""Publishing a quarter: true counts in, one protected release out, frozen in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from anchors.disclosure import Cell, Key, Profile, release
from anchors.disclosure import Release as Protected
from anchors.jobs import JobFailedError, effect, handles, request_job
from anchors.models import Job, System, User
from anchors.periods import Period
from metrics.measuring import request_measuring
from workforce.models import (
    CATEGORIES,
    Breakdown,
    Release,
    ReleaseBehind,
    ReleasedCell,
    StaffCount,
    StaffIntake,
)
from workforce.releasing.behind import behind_of, restored
from workforce.releasing.cells import ALL, BASE, LATENT, STAFF, CellKey, Count, tables_of
from workforce.releasing.footprints import KnownFootprint, footprint_on
from workforce.releasing.profiles import profile_in_force, profile_of, rules_of
from workforce.releasing.supplies import KIND, obstacle, supplies

PARTITIONS = [
    each.value for each in Breakdown if each not in (Breakdown.ALL, Breakdown.STARTERS, Breakdown.LEAVERS)
]
"""Breakdowns in which everybody is of one category."""
NOT_SHOWN = frozenset({LATENT, BASE})
ROWS_AT_ONCE = 5000
LONGEST = 1500
"""Seconds that a release may take: protecting the tables of a system of eight institutions takes minutes."""
MOST_BEGINNINGS = 3
"""Times that the figures are protected, each time because what they are made of has changed meanwhile."""
MOST_CUT_OFF = 3
"""Times that a runner may vanish with a release: fewer than with other work, since each time costs minutes."""
CUT_OFF = (
    "The work was cut off three times before it was done: the service was restarted, or had too little memory. "
    "Nothing was published."
)
TOO_LONG = (
    f"Protecting the figures took longer than {LONGEST * 4 // 5 // 60} minutes and was given up. "
    "Nothing was published."
)
UNSETTLED = (
    "Each time the figures were ready, staff counts of the quarter had been added or taken back meanwhile. "
    "Nothing was published. Publish again once no more files are coming."
)


class ReleaseError(Exception):
    """The quarter cannot be published; the message is one sentence for the person."""


class UnsettledError(ReleaseError):
    """What the figures are made of changed each time while they were protected."""


def request_release(system: System, quarter: Period, *, by: User | None) -> Job:
    """Have the quarter published in the background. Asking twice asks once. Raises ReleaseError with the reason."""
    with transaction.atomic():
        System.objects.select_for_update(no_key=True).get(pk=system.pk)
        if reason := obstacle(system, quarter, timezone.localdate()):
            raise ReleaseError(reason)
        arguments = {"system": system.pk, "first": quarter.first, "last": quarter.last}
        waiting = Job.objects.filter(
            kind=KIND, arguments=arguments, state__in=(Job.State.WAITING, Job.State.RUNNING)
        ).first()
        return waiting or request_job(KIND, by=by, system=system.pk, first=quarter.first, last=quarter.last)


@handles(KIND, seconds=LONGEST)
def release_staff(job: Job) -> None:
    """Make the release that was asked for, unless it is there or cannot be any more. What takes too long does once."""
    if job.attempts - job.errors > MOST_CUT_OFF:
        raise JobFailedError(CUT_OFF)
    asked = job.arguments
    system = System.objects.get(pk=asked["system"])
    try:
        _release(system, Period(asked["first"], asked["last"]), job.requested_by, lambda: effect(job))
    except SoftTimeLimitExceeded:
        raise JobFailedError(TOO_LONG) from None
    except UnsettledError:
        raise JobFailedError(UNSETTLED) from None
    except ReleaseError:  # there already, or the page says why not
        with effect(job):
            pass


def failure(job: Job) -> str:
    """Why a job ended without a release, for people; empty where it is a fault of the service."""
    return job.error if job.error in (CUT_OFF, TOO_LONG, UNSETTLED) else ""


def make_release(system: System, quarter: Period, *, by: User | None) -> Release:
    """Protect and keep every figure of the quarter in one go, and have the institutions measured again.

    Raises ReleaseError where the quarter is published already or cannot be.
    """
    return _release(system, quarter, by, transaction.atomic)


def _release(
    system: System, quarter: Period, by: User | None, writing: Callable[[], AbstractContextManager[None]]
) -> Release:
    """Read, protect, write. Nothing is locked while the figures are protected, which may take minutes.

    All is read again before it is written. Where it is not the same any more the work begins again: a release never
    changes, so it must not leave out a file that was added before it was made.
    """
    with transaction.atomic():
        inputs = _inputs(system, quarter)
    for _ in range(MOST_BEGINNINGS):
        protected = inputs.protected()
        with transaction.atomic():
            now = _inputs(system, quarter)
            if now == inputs:
                with writing():
                    return _written(system, quarter, by, inputs, protected)
        inputs = now
    raise UnsettledError(UNSETTLED)


@dataclass(frozen=True)
class Inputs:
    """All that a release is made of."""

    intakes: list[StaffIntake]
    counts: list[Count]
    footprint: KnownFootprint
    profile: Profile
    former: Release | None

    def protected(self) -> Protected:
        """The figures that may be shown; the true counts come in here for the last time."""
        tables = tables_of(self.counts, self.footprint, _categories(), PARTITIONS)
        before = self.former
        former = restored(profile_of(before), before.behind, CellKey._make) if before else None
        return release(cast("Mapping[Key, Cell]", tables.cells), tables.sums, self.profile, former)


def _inputs(system: System, quarter: Period) -> Inputs:
    """As they are now, with the system held so that no counts come or go meanwhile. Raises ReleaseError."""
    System.objects.select_for_update(no_key=True).get(pk=system.pk)
    if reason := obstacle(system, quarter, timezone.localdate()):
        raise ReleaseError(reason)
    intakes = [each.intake for each in supplies(system, quarter) if each.is_there and each.intake]
    before = Release.objects.filter(system=system, last_month__lt=quarter.last)
    return Inputs(
        intakes,
        list(_counts(intakes)),
        footprint_on(system, [each.pk for each in intakes], quarter.end),
        profile_in_force(quarter.end),
        before.order_by("-last_month").first(),
    )


def _written(
    system: System, quarter: Period, by: User | None, inputs: Inputs, protected: Protected
) -> Release:
    """The release as rows, and its institutions asked to be measured again."""
    made = Release.objects.create(
        system=system,
        first_month=quarter.first,
        last_month=quarter.last,
        profile=inputs.profile.code,
        rules=rules_of(inputs.profile),
        vintage=inputs.footprint.vintage,
        editions=sorted(inputs.footprint.editions),
        made_by=by,
        is_sample=system.is_sample,
    )
    made.intakes.set(inputs.intakes)
    cells = _cells(made, protected, inputs.footprint.rows)
    ReleasedCell.objects.bulk_create(cells, batch_size=ROWS_AT_ONCE)
    ReleaseBehind.objects.create(release=made, **behind_of(protected))
    request_measuring(
        [each.institution_id for each in inputs.intakes],
        reason=f"staff figures of {quarter.label} published",
        by=by,
    )
    return made


def _categories() -> dict[str, list[str]]:
    """Every breakdown that a release shows, with its categories."""
    return {breakdown: list(categories) for breakdown, categories in CATEGORIES.items()}


def _counts(intakes: Iterable[StaffIntake]) -> Iterator[Count]:
    """True counts of the intakes, with everybody in post beside them."""
    for intake in intakes:
        subject = intake.institution_id
        yield Count(subject, *ALL, STAFF, 0, intake.headcount)
        rows = StaffCount.objects.filter(intake=intake).values_list(
            "breakdown", "category", "where", "small_area_id", "people"
        )
        for breakdown, category, where, area, people in rows:
            yield Count(subject, breakdown, category, where, area or 0, people)


def _cells(made: Release, protected: Protected, rows: Mapping[str, dict[str, Any]]) -> Iterator[ReleasedCell]:
    """What everybody sees."""
    for key, figure in protected.figures.items():
        assert isinstance(key, CellKey)  # noqa: S101 - we made them
        if key.level in NOT_SHOWN or key.category in NOT_SHOWN:
            continue
        yield ReleasedCell(
            release=made,
            institution_id=key.subject or None,
            breakdown=key.breakdown,
            category=key.category,
            level=key.level,
            area=key.area,
            edition=key.edition or None,
            decile=key.decile or None,
            shown=figure.shown,
            **rows.get(f"{key.level} {key.area}", {}),
        )
