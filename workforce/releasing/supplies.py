"""Who has supplied staff counts for a quarter, and whether it can be published."""

from dataclasses import dataclass
from datetime import date

from anchors.models import AnchorInstitution, Job, System
from anchors.periods import Period
from workforce.models import Release, StaffIntake

KIND = "release_staff"


@dataclass(frozen=True)
class Supply:
    """One institution of the system and its intake of the quarter, None while there is none."""

    institution: AnchorInstitution
    intake: StaffIntake | None

    @property
    def is_there(self) -> bool:
        """Whether its counts stand."""
        return self.intake is not None and self.intake.state == StaffIntake.State.RECEIVED


def supplies(system: System, quarter: Period) -> list[Supply]:
    """Every institution that is in the system at the end of the quarter, with what it sent: what stands, else waits."""
    states = [StaffIntake.State.CHECKED, StaffIntake.State.RECEIVED]
    intakes = {
        intake.institution_id: intake
        for intake in StaffIntake.objects.filter(
            first_month=quarter.first, last_month=quarter.last, state__in=states
        ).order_by("state")
    }
    members = AnchorInstitution.objects.in_system(system, quarter.end)
    return [Supply(each, intakes.get(each.pk)) for each in members]


def release_of(system: System, quarter: Period) -> Release | None:
    """The published figures of the quarter."""
    found: Release | None = Release.objects.filter(
        system=system, first_month=quarter.first, last_month=quarter.last
    ).first()
    return found


def release_job(system: System, quarter: Period) -> Job | None:
    """The newest job that was to publish the quarter."""
    asked = {"system": system.pk, "first": quarter.first, "last": quarter.last}
    return Job.objects.filter(kind=KIND, arguments__contains=asked).order_by("pk").last()


def closed_by(system: System, quarter: Period) -> Release | None:
    """The newest release of a later quarter: since it is made, this one cannot be published any more."""
    found: Release | None = (
        Release.objects.filter(system=system, last_month__gt=quarter.last).order_by("last_month").last()
    )
    return found


def closing(system: System, quarter: Period) -> str:
    """Why counts of a quarter that was never published will stay out of all figures; empty while they may go in."""
    newer = closed_by(system, quarter)
    if newer is None or release_of(system, quarter):
        return ""
    return (
        f"{quarter.label} is closed: the figures for {newer.quarter.label} have been published, and an earlier quarter "
        "cannot be any more. Its counts are for contributors and leads of the institution alone, as true counts."
    )


def obstacle(system: System, quarter: Period, today: date) -> str:
    """Why the quarter cannot be published now, as a sentence; empty where it can."""
    if release_of(system, quarter):
        return f"The figures for {quarter.label} have been published already."
    if today <= quarter.end:
        return f"{quarter.label} is not over yet. It can be published from the first day after it."
    newer = closed_by(system, quarter)
    if newer is not None:
        return (
            f"The figures for {newer.quarter.label} have been published, so an earlier quarter cannot be any more: "
            "each release is protected together with the one before it."
        )
    if not any(each.is_there for each in supplies(system, quarter)):
        return f"Nobody has added staff counts for {quarter.label} yet."
    return ""
