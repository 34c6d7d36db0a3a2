"""Tables of candidates beside residents: by programme, and added up by background."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.urls import reverse

from anchors.charts import Column, Table
from anchors.periods import Period
from anchors.wording import HIDDEN_FIGURE, MINUS, NO_DATA, plural, rounded
from workforce.readings.candidates import AspectRow, CandidateRow

BESIDE = (
    Column("Candidates who said", "count"), Column("Of these", "count"), Column("Share", "share"),
    Column("Residents"), Column("Gap"),
)  # fmt: skip


def by_programme(rows: Iterable[CandidateRow], *, aspect: str) -> Table:
    """One background, a row a programme and period."""
    return Table(
        f"{aspect}, by programme",
        (Column("Programme"), Column("Period"), *BESIDE),
        tuple(
            (
                {
                    "value": row.programme.name,
                    "href": reverse("programme_candidates", args=[row.programme.pk]),
                    "note": row.programme.institution.name,
                },
                row.period.label,
                *_beside(row),
            )
            for row in rows
        ),
    )


def of_programme(rows: Sequence[CandidateRow]) -> Table:
    """One programme in one period, a row a background."""
    return Table(
        f"Candidates beside residents, {rows[0].period.label}",
        (Column("Background"), *BESIDE),
        tuple(({"value": row.aspect.label, "note": row.residents_source}, *_beside(row)) for row in rows),
    )


def by_period(rows: Iterable[CandidateRow]) -> list[tuple[Period, Table]]:
    """The tables of one programme, the newest period first, as its rows come."""
    return [(period, of_programme(list(each))) for period, each in groupby(rows, key=lambda row: row.period)]


def gaps(rows: Iterable[AspectRow]) -> Table:
    """Every background over all programmes."""
    return Table(
        "Candidates of all programmes beside residents",
        (Column("Background"), *BESIDE),
        tuple(({"value": row.aspect.label, "note": _of(row)}, *_total(row)) for row in rows),
    )


def _of(row: AspectRow) -> str:
    """`3 programmes; 1 left out`, and why."""
    out = (
        f"{plural(row.left_out, 'programme')} left out: hidden, or no figure for residents"
        if row.left_out
        else ""
    )
    return "; ".join(
        words for words in (plural(len(row.counted), "programme") if row.counted else "", out) if words
    )


def _total(row: AspectRow) -> tuple[Any, ...]:
    if not row.counted:
        return (NO_DATA,) * len(BESIDE)
    return row.candidates, row.people, _share(row.share, row.residents_share), *_gap(row)


def _beside(row: CandidateRow) -> tuple[Any, ...]:
    candidates = HIDDEN_FIGURE if row.candidates is None else row.candidates
    people = HIDDEN_FIGURE if row.people is None else row.people
    share = HIDDEN_FIGURE if row.is_hidden else _share(row.share, row.residents_share)
    return candidates, people, share, *_gap(row)


def _share(share: Decimal | None, residents: Decimal | None) -> Any:
    if share is None:
        return NO_DATA
    return {"value": share, "tone": "2"} | ({} if residents is None else {"mark": residents})


def _gap(row: CandidateRow | AspectRow) -> tuple[Any, Any]:
    residents = NO_DATA if row.residents_share is None else f"{rounded(row.residents_share * 100)}%"
    if row.gap is None:
        return residents, NO_DATA
    return residents, {"value": _points(row.gap), "note": _people(row.gap_people)}


def _points(gap: Decimal) -> str:
    """How far apart, with its sign."""
    points = rounded(gap * 100)
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{plural(abs(int(points)), 'point')}"


def _people(number: int | None) -> str:
    """`4 fewer`."""
    if not number:
        return "" if number is None else "About as many people"
    return f"{plural(abs(number), 'person', 'people')} {'more' if number > 0 else 'fewer'}"
