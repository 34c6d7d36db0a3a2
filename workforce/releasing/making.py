"""Publishing a quarter: true counts in, one protected release out, frozen in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from anchors.disclosure import Cell, Key, release
from anchors.disclosure import Release as Protected
from anchors.jobs import effect, handles, request_job
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
from workforce.releasing.footprints import footprint_on
from workforce.releasing.profiles import profile_in_force, profile_of, rules_of
from workforce.releasing.supplies import KIND, obstacle, supplies

PARTITIONS = [
    each.value for each in Breakdown if each not in (Breakdown.ALL, Breakdown.STARTERS, Breakdown.LEAVERS)
]
"""Breakdowns in which everybody is of one category."""
NOT_SHOWN = frozenset({LATENT, BASE})
ROWS_AT_ONCE = 5000
LONGEST = 3600
"""Seconds that a release may take: protecting the tables of a system of eight institutions takes minutes."""


class ReleaseError(Exception):
    """The quarter cannot be published; the message is one sentence for the person."""


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
    """Make the release that was asked for, unless it is there or cannot be any more."""
    asked = job.arguments
    quarter = Period(asked["first"], asked["last"])
    with effect(job):
        system = System.objects.select_for_update(no_key=True).get(pk=asked["system"])
        if not obstacle(system, quarter, timezone.localdate()):
            make_release(system, quarter, by=job.requested_by)


def make_release(system: System, quarter: Period, *, by: User | None) -> Release:
    """Protect and keep every figure of the quarter in one go, and have the institutions measured again."""
    intakes = [each.intake for each in supplies(system, quarter) if each.is_there and each.intake]
    footprint = footprint_on(system, [each.pk for each in intakes], quarter.end)
    profile = profile_in_force(quarter.end)
    tables = tables_of(_counts(intakes), footprint, _categories(), PARTITIONS)
    former = _former(system, quarter)
    protected = release(cast("Mapping[Key, Cell]", tables.cells), tables.sums, profile, former)
    made = Release.objects.create(
        system=system,
        first_month=quarter.first,
        last_month=quarter.last,
        profile=profile.code,
        rules=rules_of(profile),
        vintage=footprint.vintage,
        editions=sorted(footprint.editions),
        made_by=by,
        is_sample=system.is_sample,
    )
    made.intakes.set(intakes)
    ReleasedCell.objects.bulk_create(_cells(made, protected, footprint.rows), batch_size=ROWS_AT_ONCE)
    ReleaseBehind.objects.create(release=made, **behind_of(protected))
    request_measuring(
        [each.institution_id for each in intakes],
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


def _former(system: System, quarter: Period) -> Protected | None:
    """The release before, as it was kept; its figures and this one's are protected together."""
    before = (
        Release.objects.filter(system=system, last_month__lt=quarter.last)
        .select_related("behind")
        .order_by("-last_month")
        .first()
    )
    return None if before is None else restored(profile_of(before), before.behind, CellKey._make)
