"""The table behind every figure: columns that know how their values are written, and rows of plain values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from markupsafe import Markup

from anchors import wording

Kind = Literal[
    "text", "money", "pence", "m", "count", "percent", "share", "change", "month", "date", "moment", "period"
]

WRITERS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "money": wording.money,
    "pence": lambda amount: wording.money(amount, pence=True),
    "m": wording.in_millions,
    "count": wording.count,
    "percent": wording.percent,
    "share": wording.percent,
    "change": wording.change,
    "month": wording.month,
    "date": wording.day,
    "moment": wording.moment,
    "period": wording.period,
}
NUMERIC = frozenset({"money", "pence", "m", "count", "percent", "change"})
"""Kinds whose columns stand at the right."""


def written(value: object, kind: str = "text") -> str:
    """A value as its column writes it. None is "No data"; words among numbers, and markup, stay."""
    if value is None:
        return wording.NO_DATA
    if isinstance(value, Markup):
        return value
    if isinstance(value, str) and kind in NUMERIC | {"share"}:
        return value
    return WRITERS.get(kind or "text", str)(value)


@dataclass(frozen=True)
class Column:
    """A heading, how its values are written, and the key that sorts by it ("" where nothing does)."""

    heading: str
    kind: Kind = "text"
    sort: str = ""


@dataclass(frozen=True)
class Table:
    """Columns, rows of raw values (Decimal pounds, shares of 0 to 1, None for no data), and a row of totals.

    A cell may be a mapping as the `table` macro takes it ({"value", "href", "note", "tone", "mark"}).
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    foot: tuple[Any, ...] | None = None
    notes: tuple[str, ...] = field(default=())

    def values(self) -> list[list[Any]]:
        """Headings, then every row and the totals as bare values: what a CSV or a spreadsheet holds."""
        rows = [*self.rows, *([self.foot] if self.foot else [])]
        return [
            [column.heading for column in self.columns],
            *[[value_of(cell) for cell in row] for row in rows],
        ]


def value_of(cell: Any) -> Any:
    """The bare value of a cell."""
    return cell["value"] if isinstance(cell, dict) else cell
