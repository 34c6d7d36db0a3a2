"""Figures of returns by year: of one site, of institutions side by side, and two small charts of the latest year."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from anchors.charts import Bar, Column, Figure, Table, bar_figure
from anchors.charts.table import Kind, written
from anchors.wording import percent, rounded
from estates.readings import EstateYear, ReturnRow
from estates.returns import FIGURES, Unit, year_words

KINDS: dict[Unit, Kind] = {
    "m²": "count", "m³": "count", "kWh": "count", "count": "count", "£": "money", "share": "percent",
}  # fmt: skip
"""How figures of a unit are written; the others have decimals."""
RISKS = (
    ("High risk", "backlog_high"), ("Significant risk", "backlog_significant"),
    ("Moderate risk", "backlog_moderate"), ("Low risk", "backlog_low"),
)  # fmt: skip


def said(value: Decimal | None, unit: Unit) -> Any:
    """A figure as a cell of a table of mixed units; None is no data."""
    if value is None:
        return None
    if unit in KINDS:
        return written(value if unit == "share" else rounded(value), KINDS[unit])
    decimals = f"{value.quantize(Decimal('0.01')).normalize():,f}"
    return f"£{value:,.2f}" if unit == "£ an hour" else decimals


def site_years(years: Sequence[EstateYear], caption: str) -> Table:
    """Figures down, years across, the newest first; figures that no year has are left out."""
    newest_first = sorted(years, key=lambda each: -each.year)
    columns = (Column("Figure"), *(Column(year_words(each.year), "count") for each in newest_first))
    rows = []
    for figure in FIGURES:
        values = [each.shown(figure) for each in newest_first]
        if any(value is not None for value in values):
            unit = "" if figure.unit in ("share", "count", "£", "£ an hour") else f", {figure.unit}"
            rows.append((f"{figure.label}{unit}", *(said(value, figure.unit) for value in values)))
    return Table(caption, columns, tuple(rows))


def by_institution(rows: Sequence[ReturnRow], figure: Any, years: Sequence[int]) -> Table:
    """One figure: institutions down, years across, and what those with data come to where it adds up."""
    values = {(row.institution.name, row.year): row.value for row in rows if row.figure.code == figure.code}
    names = sorted({name for name, _ in values})
    kind: Kind = KINDS.get(figure.unit, "count")
    columns = (Column("Institution"), *(Column(year_words(year), kind) for year in years))

    def cell(value: Decimal | None) -> Any:
        return said(value, figure.unit)

    body = tuple((name, *(cell(values.get((name, year))) for year in years)) for name in names)
    foot = None
    if figure.adds and len(names) > 1:
        sums = [
            [values[name, year] for name in names if values.get((name, year)) is not None] for year in years
        ]
        foot = ("Together, those with data", *(_sum_cell(each, len(names), cell) for each in sums))
    return Table(f"{figure.label} by institution and year", columns, body, foot)


def _sum_cell(values: Sequence[Decimal | None], of: int, cell: Any) -> Any:
    known = [value for value in values if value is not None]
    total = cell(sum(known, Decimal()) if known else None)
    return {"value": total, "note": f"{len(known)} of {of}"} if known and len(known) < of else total


def floor_figure(year: EstateYear) -> Figure | None:
    """How the floor of the latest year is used; None where nothing is known of it."""
    floor, empty, under_used = (
        year.figure("floor_m2"),
        year.part("empty_share"),
        year.part("under_used_share"),
    )
    if not floor or not empty or not under_used or empty[1] != floor:
        return None
    idle = empty[0] + under_used[0]
    bars = [
        Bar("Used as it should be", rounded(floor - idle), (floor - idle) / floor),
        Bar("Under-used", rounded(under_used[0]), under_used[0] / floor, "2"),
        Bar("Empty", rounded(empty[0]), empty[0] / floor, "grey"),
    ]
    title = f"{percent(idle / floor)} of the floor is empty or under-used"
    return bar_figure(
        "floor", title, f"Gross internal floor, m², {year_words(year.year)}", bars,
        heading="Use", amount_heading="m²", amount_kind="count",
    )  # fmt: skip


def backlog_figure(year: EstateYear) -> Figure | None:
    """Backlog by risk in the latest year; None unless all four are known and there is some."""
    total = year.backlog
    if not total:
        return None
    amounts = [(label, year.figure(code) or Decimal()) for label, code in RISKS]
    bars = [Bar(label, amount, amount / total, str(at)) for at, (label, amount) in enumerate(amounts, 1)]
    severe = sum((amount for _, amount in amounts[:2]), Decimal()) / total
    title = f"{percent(severe)} of the backlog is high or significant risk"
    return bar_figure(
        "backlog",
        title,
        f"Cost to eradicate backlog, £ million, {year_words(year.year)}",
        bars,
        heading="Risk",
    )
