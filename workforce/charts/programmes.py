"""Tables of programmes: the funnel with a base for every share, the starting quarters, whom a programme reaches."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from anchors.charts import Column, Table
from anchors.periods import ym_of
from anchors.wording import day, month
from workforce.funnel import (
    AFTER_A_JOB,
    OF_A_JOB,
    OF_NOT_RECORDED,
    OF_OUT_OF_WORK,
    OF_REFERRED,
    OF_STARTED,
    CohortRow,
    Funnel,
    Outcome,
    StageRow,
)
from workforce.models import Programme, Stage

TOO_SOON = "Too soon to say"
HIDDEN = "Hidden"
NOT_COUNTED = "Not counted"
BY_QUARTER = {
    Stage.TRAINED: "Completed training", Stage.JOB: "Started a job",
    **{stage: f"In work {weeks} weeks" for stage, weeks in AFTER_A_JOB.items()},
}  # fmt: skip


NOT_PUBLISHED = "Not published yet"
DATED = {
    OF_REFERRED: "referred for a start by {}",
    OF_STARTED: "who started by {}",
    OF_A_JOB: "who started by {} and found a job",
    OF_OUT_OF_WORK: "out of work who started by {}",
    OF_NOT_RECORDED: "who started by {}; who of them was out of work is not recorded",
}
"""Who a share is of, with the last day on which people of its quarters started."""


def programmes_table(found: Iterable[Programme], funnels: Mapping[int, Funnel]) -> Table:
    """One row a programme; one without a funnel has published nothing for the reader."""
    return Table(
        "Employment programmes",
        (
            Column("Programme"), Column("Run by"), Column("Started", "count"), Column("Started a job", "share"),
            Column("In work after 26 weeks", "share"), Column("Figures"),
        ),
        tuple(
            (
                {"value": programme.name, "href": reverse("programme", args=[programme.pk])},
                programme.institution.name,
                *_in_short(funnels.get(programme.pk)),
            )
            for programme in found
        ),
    )  # fmt: skip


def _in_short(funnel: Funnel | None) -> Iterable[Any]:
    if funnel is None:
        return (*[None] * 3, NOT_PUBLISHED)
    started, job, stayed = (funnel.row(each) for each in (Stage.STARTED, Stage.JOB, Stage.WEEKS_26))
    since = funnel.published_on
    words = f"Published on {day(since)}" if since else "True counts, for you"
    return (_people(started), _with_counts(job), _with_counts(stayed), words)


def _with_counts(row: StageRow) -> Any:
    """A share with what it is made of below it."""
    cell = _share(row)
    return cell | {"note": f"{row.reached:,} of {row.out_of:,}"} if isinstance(cell, dict) else cell


def funnel_tables(funnel: Funnel, *, links: bool = False) -> dict[str, Table | None]:
    """Everything that a programme's page shows as tables; `links` lead to where counts are corrected."""
    return {
        "stages": funnel_table(funnel),
        "kept": kept_table(funnel),
        "quarters": cohorts_table(funnel, links=links),
        "reach": reach_table(funnel),
    }


def funnel_table(funnel: Funnel) -> Table:
    """Every stage with its own base."""
    return Table(
        "Stages from referral to lasting work",
        (
            Column("Stage"), Column("People in all", "count"), Column("Counted in the share", "count"),
            Column("Out of"), Column("Share", "share"),
        ),
        tuple(
            (row.stage.label, _people(row), _reached(row), _base(row), _share(row)) for row in funnel.rows
        ),
    )  # fmt: skip


def kept_table(funnel: Funnel) -> Table | None:
    """Who is still in work, of those who started a job; None where nothing was counted."""
    rows = [row for row in funnel.kept_on if row.is_given]
    if not rows:
        return None
    return Table(
        "Still in work, of those who started a job",
        (Column("After"), Column("People", "count"), Column("Out of"), Column("Share", "share")),
        tuple((f"{AFTER_A_JOB[row.stage]} weeks", _reached(row), _base(row), _share(row)) for row in rows),
    )


def cohorts_table(funnel: Funnel, *, links: bool) -> Table | None:
    """One row a starting quarter, the newest last; `links` lead to where its counts are corrected."""
    if not funnel.cohorts:
        return None
    days = (Column("Counted on", "date"),) if funnel.counted_on is None else ()
    return Table(
        "Outcomes by starting quarter",
        (Column("Started in"), Column("People", "count"), *map(Column, BY_QUARTER.values()), *days),
        tuple(
            (
                _quarter(row, is_link=links),
                HIDDEN if row.people is None and row.outcomes[Stage.STARTED].is_given else row.people,
                *(_outcome(row.outcomes[stage]) for stage in BY_QUARTER),
                *((row.as_at,) if days else ()),
            )
            for row in funnel.cohorts
        ),
    )


def reach_table(funnel: Funnel) -> Table | None:
    """Whom it reaches; None where no group was counted."""
    if not funnel.reach:
        return None
    of = funnel.reach[0].of.label.lower()
    return Table(
        f"Whom it reaches, of everybody {of} in quarters that say so",
        (Column("Group"), Column("People", "count"), Column("Out of", "count"), Column("Share", "share")),
        tuple(
            (
                each.group.label,
                HIDDEN if each.people is None else each.people,
                HIDDEN if each.out_of is None else each.out_of,
                _cell(each.share, HIDDEN),
            )
            for each in funnel.reach
        ),
    )


def _people(row: StageRow) -> Any:
    if not row.is_given:
        return NOT_COUNTED
    return HIDDEN if row.people is None else row.people


def _reached(row: StageRow) -> Any:
    """The people of the base who came so far."""
    if row.until is None:
        return "Not applicable"
    return HIDDEN if row.reached is None else row.reached


def _base(row: StageRow) -> Any:
    if row.is_too_soon:
        return f"First people reach this in {month(ym_of(row.ready_on))}" if row.ready_on else ""
    if row.until is None:
        return "Not applicable"
    return HIDDEN if row.out_of is None else f"{row.out_of:,} {DATED[row.base].format(day(row.until))}"


def _share(row: StageRow) -> Any:
    if row.is_too_soon:
        return TOO_SOON
    if row.until is None:
        return "Not applicable" if row.is_given else NOT_COUNTED
    return _cell(row.share, HIDDEN, tone="grey" if row.stage == Stage.STARTED else "1")


def _quarter(row: CohortRow, *, is_link: bool) -> Any:
    words = f"{month(row.started.first)[:3]} to {month(row.started.last, short=True)}"
    if not is_link or row.pk is None:
        return words
    return {"value": words, "href": f"counts/?cohort={row.pk}"}


def _outcome(outcome: Outcome) -> str:
    if outcome.is_too_soon:
        return TOO_SOON
    if not outcome.is_given:
        return NOT_COUNTED
    if outcome.people is None:
        return HIDDEN
    return f"{outcome.people:,}" + ("" if outcome.share is None else f" ({outcome.share * 100:.0f}%)")


def _cell(share: Any, without: str, *, tone: str = "1") -> Any:
    return without if share is None else {"value": share, "tone": tone}
