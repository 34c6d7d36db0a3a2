"""The two files that a check leaves: accepted lines for the database, left-out rows for the uploader."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

NULL = r"\N"
MOST_REMEMBERED = 300_000
ADDED_HEADINGS = ("row", "result", "what_to_fix")
"""Headings of the three columns that follow the uploader's own in the file of rows left out."""


class CleanFile:
    r"""Accepted lines as COPY reads them: tabs between columns, NULL as '\N'; writes nothing without paths.

    What many lines share goes into a second file, once a distinct combination, and lines name it by its number: the
    database then looks up thousands of combinations and not millions of texts. Columns of the lines:
    `UploadKind.clean_columns`; of the combinations: their number and `UploadKind.shared`.
    """

    def __init__(self, path: Path | None, combinations: Path | None) -> None:
        self._file: TextIO | None = path.open("w", newline="", encoding="utf-8") if path else None
        self._shared: TextIO | None = (
            combinations.open("w", newline="", encoding="utf-8") if combinations else None
        )
        self.is_open = self._file is not None
        self.numbers = Numbers(self._shared)

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add lines; values as text in the order of the columns, already escaped where they need it."""
        if self._file:
            self._file.write("\n".join(map("\t".join, rows)) + "\n")

    def close(self) -> None:
        """Finish the files."""
        for file in (self._file, self._shared):
            if file:
                file.close()


class Numbers(dict[tuple[str, ...], str]):
    """The number of each combination of shared texts, eight digits; a new one is written down as it comes.

    Forgets when it grows large: a combination may then be written again under another number.
    """

    def __init__(self, file: TextIO | None) -> None:
        super().__init__()
        self._file = file
        self._given = 0

    def __missing__(self, texts: tuple[str, ...]) -> str:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        number = self[texts] = f"{self._given:08d}"
        self._given += 1
        if self._file:
            self._file.write("\t".join((number, *escaped(texts))) + "\n")
        return number


def escaped(values: Sequence[str]) -> Sequence[str]:
    """Texts of one line each and without tabs, as COPY reads them."""
    return [value.replace("\\", "\\\\") for value in values] if "\\" in "".join(values) else values


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
