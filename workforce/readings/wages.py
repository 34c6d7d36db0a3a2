"""Returns of people paid below the Living Wage, as their institution's people see them, and the rates by date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from anchors.models import Parameter, User
from anchors.periods import Period, month_name
from anchors.wording import plural
from metrics.readings import latest_readings
from metrics.registry import indicator_of
from metrics.subjects import subject_of
from metrics.wording import value_words
from workforce.models import WageReturn, WageReturnChange

MEASURE = "staff-below-living-wage"
WAGE_HEADINGS = (
    "id", "institution", "quarter", "who", "contract", "zone", "rate", "people", "below", "share_below", "source",
)  # fmt: skip


CHANGE_HEADINGS = ("id", "institution", "about", "act", "by", "at", "changes")
NOTHING = "not said"
FACT_LABELS = {
    "institution": "Institution", "who": "Whose staff", "contract": "Contract", "zone": "Where they work",
    "rate": "Rate, £", "people": "People", "below": "Below the rate", "source": "Source", "quarter": "Quarter",
}  # fmt: skip


@dataclass(frozen=True)
class Together:
    """Returns summed: people of those that say how many are below, those below, and returns that do not say."""

    people: int
    below: int | None
    unknown: int

    @property
    def share(self) -> Decimal | None:
        """0 to 1; None where nobody has said."""
        return None if self.below is None or not self.people else Decimal(self.below) / self.people


def wage_returns(
    user: User, *, institution: str = "", quarter: Period | None = None
) -> "QuerySet[WageReturn]":
    """Returns of the person's institutions, the newest quarter first."""
    found: QuerySet[WageReturn] = WageReturn.objects.visible_to(user).select_related("institution", "by")
    if institution:
        found = found.filter(institution__slug=institution)
    if quarter:
        found = found.filter(first_month=quarter.first, last_month=quarter.last)
    return found.order_by("-last_month", "institution__name", "-who", "contract", "zone", "pk")


def together(returns: Iterable[WageReturn]) -> Together:
    """Some returns of one quarter, summed over those that know how many are below."""
    found = list(returns)
    known = [(each.people, each.below) for each in found if each.below is not None]
    below = sum(number for _, number in known) if known else None
    return Together(sum(people for people, _ in known), below, len(found) - len(known))


def wage_record(found: WageReturn) -> dict[str, Any]:
    """A return as files and the endpoint have it."""
    share = together([found]).share
    return {
        "id": found.pk, "institution": found.institution.slug, "quarter": found.quarter.code, "who": found.who,
        "contract": found.contract, "zone": found.zone, "rate": found.rate, "people": found.people,
        "below": found.below, "share_below": None if share is None else round(share, 6), "source": found.source,
    }  # fmt: skip


def wage_changes(user: User, *, institution: str = "") -> "QuerySet[WageReturnChange]":
    """Who changed what of returns of the person's institutions, the newest first; of removed ones too."""
    found: QuerySet[WageReturnChange] = WageReturnChange.objects.visible_to(user)
    if institution:
        found = found.filter(institution__slug=institution)
    return found.select_related("institution", "by")


def change_record(change: WageReturnChange) -> dict[str, Any]:
    """A change as files and the endpoint have it."""
    return {
        "id": change.wage_return_id, "institution": change.institution.slug, "about": change.about,
        "act": change.act, "by": change.by.name if change.by else "", "at": change.at,
        "changes": "; ".join(told_facts(change)),
    }  # fmt: skip


def told_facts(change: WageReturnChange) -> list[str]:
    """`Below the rate: 40 → 20`, a fact each; of what was added only what it is, of what was removed what it was."""
    told = []
    for name, (before, after) in change.changes.items():
        words = [_fact(name, each) for each in (before, after)]
        if change.act == WageReturnChange.Act.CORRECTED:
            told.append(f"{FACT_LABELS[name]}: {words[0]} → {words[1]}")
        elif words[change.act == WageReturnChange.Act.ADDED] != NOTHING:
            told.append(f"{FACT_LABELS[name]}: {words[change.act == WageReturnChange.Act.ADDED]}")
    return told


def _fact(name: str, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    labels: dict[str, Any] = {"who": dict(WageReturn.Who.choices), "zone": dict(WageReturn.Zone.choices)}
    return str(labels.get(name, {}).get(value, f"{value:,}" if isinstance(value, int) else value))


def measured_together(user: User) -> str:
    """The measure of those whom the person reads as one, in a sentence; empty for one institution or without data."""
    try:
        subject = subject_of(user, {})
    except Http404:
        return ""
    indicator = indicator_of(MEASURE)
    latest = latest_readings([indicator], subject.ids).get(MEASURE)
    reading = latest.reading if latest else None
    if len(subject.institutions) < 2 or latest is None or reading is None or reading.value is None:
        return ""
    whose = f"{len(reading.institutions)} of {plural(len(subject.institutions), 'institution')}"
    value, until = value_words(indicator, reading.value), month_name(latest.period.last)
    return f"{subject.name}: {value} of people to {until}, from {whose}."


def rates() -> list[Parameter]:
    """Every rate of the two zones, the newest first."""
    codes = [f"living-wage-{zone}" for zone in WageReturn.Zone.values]
    return list(
        Parameter.objects.filter(Q(valid_from__isnull=False), code__in=codes).order_by("-valid_from", "-code")
    )


def verified_until(found: Iterable[Parameter]) -> date | None:
    """The last day for which a rate is verified."""
    days = [each.valid_to for each in found if each.value is not None and each.valid_to is not None]
    return max(days, default=None)
