"""What changes programmes and their cohorts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from anchors.models import User
from anchors.periods import Period
from metrics.planning import rewrite
from workforce.models import Cohort, CohortCount, Programme


class CountedOtherwise(Exception):  # noqa: N818 - it says what the matter is
    """Counts cannot be written beside dated events, or events beside counts; the message is a sentence for people."""


@transaction.atomic
def keep_programme(
    fields: Mapping[str, Any], *, by: User | None, programme: Programme | None = None, expected: str = ""
) -> Programme:
    """Add a programme to the system of the institution that runs it, or change one.

    ChangedMeanwhile where `expected`, the stamp of these fields when the form was made, no longer holds.
    """
    if programme is not None:
        rewrite(programme, fields, expected=expected)
        return programme
    made: Programme = Programme.objects.create(made_by=by, **fields)
    return made


def cohort_of(programme: Programme, started: Period) -> Cohort | None:
    """Those who started a programme in a quarter, where anybody is counted."""
    found: Cohort | None = programme.cohorts.filter(
        first_month=started.first, last_month=started.last
    ).first()
    return found


def objection(programme: Programme, started: Period) -> str:
    """Why counts of those who started in a quarter cannot be written, in words; empty where they can."""
    there = cohort_of(programme, started)
    if there is None or not there.is_folded:
        return ""
    return (
        f"Those who started in {started.label} are counted from dated events. Correct the events instead, or delete "
        "them first"
    )


@transaction.atomic
def keep_counts(
    programme: Programme,
    started: Period,
    counts: Mapping[str, int],
    *,
    group: str,
    as_at: date,
    source: str,
    by: User | None,
) -> Cohort:
    """Write what one group of a cohort had reached by a day; earlier counts of that group give way.

    CountedOtherwise where the cohort follows from dated events.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    if there := objection(programme, started):
        raise CountedOtherwise(there)
    said = {"as_at": as_at, "source": source, "by": by, "basis": Cohort.Basis.COUNTS, "settled_on": None}
    cohort, _ = Cohort.objects.update_or_create(
        programme=programme, first_month=started.first, last_month=started.last, defaults=said
    )
    cohort.counts.filter(group=group).delete()
    CohortCount.objects.bulk_create(
        CohortCount(cohort=cohort, stage=stage, group=group, people=people)
        for stage, people in counts.items()
    )
    return cohort


class PublishedError(Exception):
    """What was published stays; the message is a sentence for people."""


def is_removable(programme: Programme) -> bool:
    """Whether a programme can be taken away whole: others have never seen a figure of it."""
    return not programme.publications.exists()


@transaction.atomic
def drop_programme(programme: Programme) -> None:
    """Take a programme away with all that was entered of it. PublishedError where others have seen its figures."""
    held = Programme.objects.select_for_update().get(pk=programme.pk)
    if not is_removable(held):
        raise PublishedError(
            "Figures of this programme have been published, so it stays. Give it the day on which it ended instead."
        )
    held.delete()


@transaction.atomic
def drop_cohort(cohort: Cohort) -> None:
    """Take a starting quarter out again. CountedOtherwise where it follows from dated events, which would stay."""
    if cohort.is_folded:
        raise CountedOtherwise(
            f"Those who started in {cohort.started.label} are counted from dated events. Delete these events instead"
        )
    cohort.delete()
