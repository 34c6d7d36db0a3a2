"""How long dated events of programmes are kept: a dated parameter, and the deletion when that time is over."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors.models import Parameter
from anchors.periods import Period
from workforce.events import events_of, fold_events, quarter_of_spell, spells_of
from workforce.funnel import Course
from workforce.models import Cohort, Programme, ProgrammeEvent, Stage

KEPT = "programme-events-kept-days"
OURS = "Ours: Anchors. Long enough for the last people of a programme to be followed for 52 weeks in work"


def load_keeping(**_: Any) -> None:
    """Receive `post_migrate`: add the parameter where it is missing; one that somebody changed stays as it is."""
    Parameter.objects.get_or_create(
        code=KEPT, valid_from=None,
        defaults={
            "name": "Days for which dated events are kept after a programme’s end", "value": Decimal(730),
            "unit": "days", "source_title": OURS, "status": Parameter.Status.LOCAL,
        },
    )  # fmt: skip


def days_kept() -> int | None:
    """The days in force today; None where nobody says, and then no event may come."""
    days = Parameter.objects.value_on(KEPT, timezone.localdate())
    return None if days is None else int(days)


def kept_until(programme: Programme, started: Period) -> date | None:
    """The last day on which events of people who started in a quarter are kept; None where no rule is in force.

    Counted from the programme's end; where it has none, from the day on which the quarter's last starter can have been
    in work for 52 weeks.
    """
    days = days_kept()
    course = Course(programme.training_weeks, programme.search_weeks)
    end = programme.last_day or started.end + timedelta(weeks=course.weeks_to(Stage.WEEKS_52))
    return None if days is None else end + timedelta(days=days)


def forget_events(today: date) -> int:
    """Delete events that were kept long enough, once their counts stand; the number of starting quarters settled."""
    settled = 0
    folded = Cohort.objects.filter(basis=Cohort.Basis.EVENTS, settled_on__isnull=True)
    for programme in Programme.objects.filter(pk__in=folded.values("programme")).order_by("pk"):
        settled += _forget(programme, today)
    return settled


@transaction.atomic
def _forget(programme: Programme, today: date) -> int:
    Programme.objects.select_for_update().get(pk=programme.pk)
    over = [
        cohort
        for cohort in programme.cohorts.filter(basis=Cohort.Basis.EVENTS, settled_on__isnull=True)
        if (last := kept_until(programme, cohort.started)) and last < today
    ]
    if not over:
        return 0
    fold_events(programme, by=None)
    quarters = {cohort.started for cohort in over}
    begun = {
        key for key, spell in spells_of(events_of(programme)).items() if quarter_of_spell(spell) in quarters
    }
    rows = programme.events.values_list("pk", "alias", "spell")
    gone = [key for key, alias, spell in rows if (alias, spell) in begun]
    ProgrammeEvent.objects.filter(pk__in=gone).delete()
    programme.cohorts.filter(pk__in=[cohort.pk for cohort in over]).update(settled_on=today)
    return len(over)
