"""Returns of people paid below the Living Wage, and its rates, as tables."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.charts import Column, Table
from anchors.models import Parameter
from workforce.models import WageReturn, WageReturnChange
from workforce.readings.wages import together, told_facts

COLUMNS = (
    Column("Whose staff"), Column("Where they work"), Column("Rate in force, £", "count"), Column("People", "count"),
    Column("Below the rate", "count"), Column("Share below", "share"),
)  # fmt: skip
NOT_SAID = "Not said"


def wage_table(returns: Sequence[WageReturn], quarter: str, editable: set[int]) -> Table:
    """The returns of one institution and quarter; those that the person may change lead to their form."""
    rows = tuple(_row(each, is_editable=each.pk in editable) for each in returns)
    whole = together(returns)
    foot: tuple[Any, ...] = (
        "All that said how many", "", "", whole.people,
        NOT_SAID if whole.below is None else whole.below, NOT_SAID if whole.share is None else whole.share,
    )  # fmt: skip
    return Table(
        f"People paid below the rate, {returns[0].institution.name}, {quarter}",
        COLUMNS,
        rows,
        foot if len(returns) > 1 else None,
    )


def _row(found: WageReturn, *, is_editable: bool) -> tuple[Any, ...]:
    name: dict[str, Any] = {"value": found.contract or found.get_who_display()}
    if found.contract:
        name["note"] = "Working here for a contractor"
    if is_editable:
        name |= {
            "href": reverse("wage_edit", args=[found.pk]),
            "visually_hidden": f"in {found.quarter.label}: change",
        }
    share = together([found]).share
    return (
        name, found.get_zone_display(), f"{found.rate:.2f}", found.people,
        NOT_SAID if found.below is None else found.below, NOT_SAID if share is None else share,
    )  # fmt: skip


def wage_changes_table(changes: Sequence[WageReturnChange]) -> Table | None:
    """Who did what to which return, the newest first; None where nobody did."""
    if not changes:
        return None
    rows = tuple(
        (
            wording.moment(timezone.localtime(each.at)),
            each.by.name if each.by else "Loaded by command",
            {"value": each.about, "note": each.institution.name},
            each.get_act_display(),
            "; ".join(told_facts(each)),
        )
        for each in changes
    )
    columns = (Column("When"), Column("Who"), Column("Return"), Column("What"), Column("From what to what"))
    return Table("Changes of returns", columns, rows)


def rate_table(rates: Sequence[Parameter]) -> Table:
    """The rates with the days on which they are in force; one that is not verified is empty."""
    columns = (
        Column("Rate"),
        Column("£ an hour", "count"),
        Column("From"),
        Column("Until"),
        Column("Source"),
    )
    rows = tuple(
        (
            each.name,
            "Not verified yet" if each.value is None else f"{each.value:.2f}",
            wording.day(each.valid_from),
            wording.day(each.valid_to) if each.valid_to else "Further notice",
            each.source_title,
        )
        for each in rates
    )
    return Table("Rates of the Living Wage", columns, rows)
