"""The tables of a sheet: those that stand side by side, and columns in which dates and texts have run together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from anchors.ingest.dates import Dates, parted_date
from anchors.ingest.headings import heading_cells
from anchors.ingest.reading import Chunk, Rows, Sheet

FEWEST_REPEATED_HEADINGS = 3
DEEPEST_REPEATED_HEADING = 20
MOST_COLUMNS_SIDE_BY_SIDE = 60
MOST_COLUMNS_LOOKED_AT = 40
MOSTLY = 0.6
_JOINT = re.compile(r"\s*(?:[/&,;+|]|\band\b| - )\s*", re.IGNORECASE)
_DATE_WORDS = re.compile(r"(?:[a-z]+ )?date(?: (?:paid|of payment))?\b", re.IGNORECASE)


def tables_of(sheet: Sheet) -> list[Sheet]:
    """The tables of a sheet, each as a sheet of its own whose columns hold one sort of thing each."""
    return [_date_parted(table) for table in _side_by_side(sheet)]


def _date_parted(sheet: Sheet) -> Sheet:
    """Dates parted from the texts that they have run together with, in a sheet without another column of dates."""
    dates = Dates("day")
    found: int | None = None
    first = 0
    for index in range(min(MOST_COLUMNS_LOOKED_AT, max(map(len, sheet.preview), default=0))):
        cells = [
            (n, row[index]) for n, row in enumerate(sheet.preview) if index < len(row) and row[index].strip()
        ]
        if sum(dates[cell] is not None for _, cell in cells) > len(cells) * (1 - MOSTLY):
            return sheet
        parted = [n for n, cell in cells if parted_date(cell)]
        if found is None and len(parted) > 1 and len(parted) >= MOSTLY * len(cells):
            found, first = index, parted[0]
    return sheet if found is None else _parted_at(sheet, found, first)


def _parted_at(sheet: Sheet, index: int, first: int) -> Sheet:
    """A sheet with one column made two, date and text; the row above the first parted cell has its heading."""
    above = [n for n in range(first) if index < len(sheet.preview[n]) and sheet.preview[n][index].strip()]
    heading = sheet.preview[above[-1]][index] if above else ""

    def part(row: list[str]) -> list[str]:
        cell = row[index] if index < len(row) else ""
        halves = parted_date(cell) or (
            _heading_halves(cell) if cell == heading and cell.strip() else ("", cell)
        )
        return [*row[:index], *halves, *row[index + 1 :]] if index < len(row) else row

    return _mapped(sheet, lambda rows: list(map(part, rows)), parted=index)


def _heading_halves(heading: str) -> tuple[str, str]:
    """The heading of dates and of texts: "Date / Payee", "Supplier and date", "Payment Date Supplier"."""
    halves = [half for half in _JOINT.split(heading, maxsplit=1) if half.strip()]
    if len(halves) == 2 and "date" in halves[1].lower() and "date" not in halves[0].lower():
        return halves[1], halves[0]
    if len(halves) == 2 and "date" in halves[0].lower():
        return halves[0], halves[1]
    match = _DATE_WORDS.match(heading.strip())
    return (match[0], heading.strip()[match.end() :].strip()) if match else ("Date", heading)


def _mapped(sheet: Sheet, change: Callable[[Rows], Rows], *, parted: int | None = None) -> Sheet:
    def chunks() -> Iterator[Chunk]:
        return ((change(rows), position) for rows, position in sheet.chunks())

    return replace(sheet, preview=change(sheet.preview), chunks=chunks, parted=parted)


def _side_by_side(sheet: Sheet) -> list[Sheet]:
    """Tables that stand next to each other under the same headings, each as a sheet of its own; else the sheet."""
    for row in sheet.preview[:DEEPEST_REPEATED_HEADING]:
        words = heading_cells(row[:MOST_COLUMNS_SIDE_BY_SIDE])
        while words and not words[-1]:
            words.pop()
        for width in range(FEWEST_REPEATED_HEADINGS, (len(words) + 1) // 2 + 1):
            first = words[:width]
            starts = range(0, len(words), width)
            named = sum(map(bool, first))
            if named >= FEWEST_REPEATED_HEADINGS and all(
                _is_start(first, words[at : at + width]) for at in starts
            ):
                return [_columns_of(sheet, at, at + width) for at in starts]
    return [sheet]


def _is_start(first: list[str], other: list[str]) -> bool:
    return other == first[: len(other)] and not any(first[len(other) :])


def _columns_of(sheet: Sheet, start: int, end: int) -> Sheet:
    """Some columns of a sheet, in their places."""

    def cut(rows: Rows) -> Rows:
        return [[""] * start + row[start:end] for row in rows]

    return _mapped(sheet, cut)
