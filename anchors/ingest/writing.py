"""The two files that a check leaves: accepted lines for the database, left-out rows for the uploader."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

NULL = r"\N"
ADDED_HEADINGS = ("row", "result", "what_to_fix")
"""Headings of the three columns that follow the uploader's own in the file of rows left out."""


class CleanFile:
    r"""Accepted lines as CSV with a heading row, as COPY reads it with NULL '\N'; writes nothing without a path.

    Whole columns are quoted or not, and rows joined, because a row at a time takes three times as long.
    """

    def __init__(self, path: Path | None, columns: Sequence[str]) -> None:
        self._file: TextIO | None = path.open("w", newline="", encoding="utf-8") if path else None
        self.is_open = self._file is not None
        if self._file:
            self._file.write(",".join(columns) + "\n")

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add lines; values as text in the order of the columns, already quoted where they need it."""
        if self._file:
            self._file.write("\n".join(map(",".join, rows)) + "\n")

    def close(self) -> None:
        """Finish the file."""
        if self._file:
            self._file.close()


def quoted(values: Sequence[str]) -> Sequence[str]:
    """Texts of one column for a CSV file: all in quotation marks as soon as one of them needs it."""
    whole = "|".join(values)
    if "," in whole or '"' in whole or NULL in whole:
        return ['"' + value.replace('"', '""') + '"' for value in values]
    return values


class LeftOutFile:
    """Rows left out: the uploader's own columns untouched, then `row`, `result` and `what_to_fix`."""

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = path.open("w", newline="", encoding="utf-8-sig") if path else None
        self._width = -1
        self._headings: list[str] = []
        if self._file:
            self._writer = csv.writer(self._file)

    def headings(self, cells: Sequence[str]) -> None:
        """The headings of the rows that follow; written when they differ from those before."""
        if self._file and list(cells) != self._headings:
            self._headings = list(cells)
            self._width = len(cells)
            self._written = False

    def write(self, cells: Sequence[str], place: str, result: str, fix: str) -> None:
        """Add one row with its trouble."""
        if not self._file:
            return
        if not self._written:
            self._writer.writerow([*self._headings, *ADDED_HEADINGS])
            self._written = True
        row = list(cells[: self._width]) + [""] * (self._width - len(cells))
        self._writer.writerow([*row, place, result, fix])

    def close(self) -> None:
        """Finish the file."""
        if self._file:
            self._file.close()
