"""Who is missing: shares of staff beside shares of residents by decile of deprivation, and by group of staff."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from anchors import wording
from anchors.charts import Bar, Column, Figure, Parity, Table, bar_figure
from workforce.readings import DecileReading, DecilesReading, GroupReading

DEPRIVED_TONE, OTHER_TONE = "3", "1"


def decile_table(reading: DecilesReading, caption: str) -> Table:
    """By decile, the two most deprived together last: staff, shares, quotient and gap."""
    columns = (
        Column("Decile"), Column("Staff", "count"), Column("Share of staff", "percent"),
        Column("Share of residents", "percent"), Column("Quotient", "count"), Column("Expected", "count"),
        Column("Gap in people", "count"),
    )  # fmt: skip
    return Table(caption, columns, tuple(_row(row) for row in reading.rows), _row(reading.deprived))


def _row(row: DecileReading) -> tuple[Any, ...]:
    return (
        row.name,
        staff_words(row),
        shown(row, row.share_of_staff),
        row.share_of_residents,
        shown(row, None if row.quotient is None else wording.rounded(row.quotient, 2)),
        shown(row, None if row.expected is None else wording.rounded(row.expected)),
        shown(row, None if row.gap is None else wording.rounded(row.gap)),
    )


def staff_words(row: DecileReading) -> int | str:
    """The shown figure, or the one word for every hidden one."""
    return wording.HIDDEN_FIGURE if row.staff is None else row.staff


def shown(row: DecileReading, value: Decimal | None) -> Decimal | str | None:
    """A figure that is worked out from shown ones; hidden where one of them is."""
    return wording.HIDDEN_FIGURE if row.staff is None or row.all_staff is None else value


def deciles_figure(reading: DecilesReading, *, title: str, subtitle: str) -> Figure:
    """Bars of the participation quotient by decile: as many of each 100 that would be expected."""
    bars = [
        Bar(
            f"Decile {row.name}",
            None if row.quotient is None else wording.rounded(row.quotient * 100),
            tone=DEPRIVED_TONE if (row.decile or 0) <= 2 else OTHER_TONE,
        )
        for row in reading.rows
        if row.quotient is not None
    ]
    told = [f"{bar.label} {wording.count(bar.amount)}" for bar in bars]
    figure = bar_figure(
        "deciles", title, subtitle, bars, heading="Decile", amount_heading="Of each 100 expected",
        amount_kind="count", parity=Parity(Decimal(100), "100: parity"),
        finding=f"Staff of each 100 that would be expected: {wording.listed(told)}.",
    )  # fmt: skip
    hidden = [row.name for row in reading.rows if row.staff is None]
    notes = (f"Hidden, to protect people: decile {wording.listed(hidden)}.",) if hidden else ()
    return Figure(
        key=figure.key, title=figure.title, subtitle=figure.subtitle, wide=figure.wide if bars else figure.wide[:0],
        narrow=figure.narrow if bars else figure.narrow[:0], table=decile_table(reading, title), notes=notes,
    )  # fmt: skip


def group_table(groups: Sequence[GroupReading], caption: str, *, links: dict[str, str]) -> Table:
    """Groups of staff: how many, and the share, quotient and gap of deciles 1 and 2. `links` by group."""
    columns = (
        Column("Staff"), Column("In all deciles", "count"), Column("From deciles 1 and 2", "count"),
        Column("Share", "percent"), Column("Quotient", "count"), Column("Gap in people", "count"),
    )  # fmt: skip
    rows = tuple(
        (
            {"value": group.name, "href": links[group.staff]} if group.staff in links else group.name,
            wording.HIDDEN_FIGURE if group.deprived.all_staff is None else group.deprived.all_staff,
            staff_words(group.deprived),
            shown(group.deprived, group.deprived.share_of_staff),
            shown(
                group.deprived,
                None if group.deprived.quotient is None else wording.rounded(group.deprived.quotient, 2),
            ),
            shown(
                group.deprived, None if group.deprived.gap is None else wording.rounded(group.deprived.gap)
            ),
        )
        for group in groups
    )
    return Table(caption, columns, rows)
