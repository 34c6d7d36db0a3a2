"""What changes programmes and their cohorts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from anchors.models import User
from anchors.periods import Period
from workforce.models import Cohort, CohortCount, Programme


@transaction.atomic
def keep_programme(fields: Mapping[str, Any], *, by: User, programme: Programme | None = None) -> Programme:
    """Add a programme to the system of the institution that runs it, or change one."""
    kept = programme or Programme(made_by=by)
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.save()
    return kept


@transaction.atomic
def keep_counts(
    programme: Programme,
    started: Period,
    counts: Mapping[str, int],
    *,
    group: str,
    as_at: date,
    source: str,
    by: User,
) -> Cohort:
    """Write what one group of a cohort had reached by a day; earlier counts of that group give way."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    cohort, _ = Cohort.objects.update_or_create(
        programme=programme,
        first_month=started.first,
        last_month=started.last,
        defaults={"as_at": as_at, "source": source, "by": by, "basis": Cohort.Basis.COUNTS},
    )
    cohort.counts.filter(group=group).delete()
    CohortCount.objects.bulk_create(
        CohortCount(cohort=cohort, stage=stage, group=group, people=people)
        for stage, people in counts.items()
    )
    return cohort


@transaction.atomic
def drop_cohort(cohort: Cohort) -> None:
    """Take a starting quarter out again."""
    cohort.delete()
