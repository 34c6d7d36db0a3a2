"""Rows of the pages of staff files: who has sent what for which quarter, and what was found in one file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from anchors.models import AnchorInstitution, System, User
from anchors.periods import Period
from anchors.wording import listed, plural
from metrics.models import readable_institutions
from workforce.forms.staff import quarters
from workforce.intake import LABELS
from workforce.models import Breakdown, Release, StaffIntake
from workforce.wording import PASSED_OVER, PROBLEMS, rows_words

SHOWN_QUARTERS = 4
State = StaffIntake.State


@dataclass(frozen=True)
class QuarterTable:
    """The newest quarters by institution of the system: a state a cell; and which are published."""

    quarters: tuple[Period, ...]
    open_from: int
    published: dict[int, Release]
    closed_to: int
    rows: tuple[tuple[AnchorInstitution, tuple[str, ...]], ...]

    @property
    def closed(self) -> list[Period]:
        """Quarters whose counts go into no figures any more: a later one is published, and they are not."""
        return [
            each for each in self.quarters if each.last < self.closed_to and each.last not in self.published
        ]

    def is_past(self, quarter: Period) -> bool:
        """Whether nothing that comes now goes into its figures: it, or a later one, is published."""
        return quarter.last <= self.closed_to

    def added(self, at: int) -> int:
        """How many institutions have added counts for a quarter."""
        return sum(states[at] == State.RECEIVED for _, states in self.rows)

    @property
    def newest(self) -> int:
        """The newest quarter that is over, by its place; files for those before it are not due yet."""
        return min(self.open_from, len(self.quarters) - 1)


def quarter_table(system: System, today: date) -> QuarterTable:
    """Who in the system has sent staff files for which of the newest quarters; states only, no counts."""
    newest = quarters(today)[:SHOWN_QUARTERS]
    members = list(AnchorInstitution.objects.in_system(system, today))
    found = StaffIntake.objects.filter(institution__in=members, state__in=(State.CHECKED, State.RECEIVED))
    # "received" sorts after "checked", so that what stands is what is kept.
    states = {(each.institution_id, each.last_month): each.state for each in found.order_by("state")}
    releases = list(Release.objects.filter(system=system, last_month__in=[each.last for each in newest]))
    return QuarterTable(
        quarters=tuple(newest),
        open_from=sum(each.end >= today for each in newest),
        published={each.last_month: each for each in releases},
        closed_to=max((each.last_month for each in releases), default=0),
        rows=tuple(
            (member, tuple(states.get((member.pk, each.last), "") for each in newest)) for member in members
        ),
    )


def received_rows(user: User) -> Iterator[list[object]]:
    """Every file that stands or waits, of the institutions whose figures the person may read."""
    found = StaffIntake.objects.filter(
        Q(state=State.RECEIVED) | Q(state=State.CHECKED), institution__in=readable_institutions(user)
    ).select_related("institution")
    for each in found.order_by("institution__name", "-last_month"):
        yield [
            each.institution.name,
            each.quarter.code,
            each.census_date,
            State(each.state).label,
            each.sent_at.date(),
        ]


def checks_of(intake: StaffIntake) -> dict[str, Any]:
    """What was found in the file, as the page shows it: columns by letter, problems by row number."""
    checks = intake.checks
    problems = [
        {
            "title": PROBLEMS[code].title,
            "act": PROBLEMS[code].act,
            "count": each["count"],
            "rows": rows_words(each["count"], each["rows"]),
        }
        for code, each in checks.get("problems", {}).items()
    ]
    passed = [
        plural(number, *PASSED_OVER[code]) for code, number in checks.get("passed_over", {}).items() if number
    ]
    characteristic = checks.get("characteristic", "")
    return {
        "problems": sorted(problems, key=lambda each: -each["count"]),
        "passed_over": listed(passed) if passed else "",
        "columns": [
            (LABELS[code], letter)
            for code, letter in sorted(
                checks.get("columns", {}).items(), key=lambda each: (len(each[1]), each[1])
            )
        ],
        "rows": checks.get("rows", 0),
        "unmatched_share": intake.unmatched / intake.headcount if intake.headcount else None,
        "breakdowns": _breakdowns(intake),
        "characteristic": Breakdown(characteristic).label if characteristic else "",
    }


def _breakdowns(intake: StaffIntake) -> list[str]:
    found = set(intake.counts.values_list("breakdown", flat=True).distinct())
    return [each.label for each in Breakdown if each.value in found]
