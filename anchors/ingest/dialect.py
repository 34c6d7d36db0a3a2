"""How the cells of a text file are told apart: the separator, and what to do where quotation marks are broken."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

csv.field_size_limit(1 << 20)

SEPARATORS = (",", ";", "\t", "|", "$", "¬", "¦", "^", "~")
_SEPARATOR_LINE = re.compile(r'\ufeff?(?:ï»¿)?"?sep=(.)"?,*\s*\Z', re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:,\d{3})*\.\d\d(?!\d))")
"""Commas within an amount, which part no cells in a file with another separator."""
SAMPLE_LINES = 300
LONGEST_CELL_LINES = 5
MOST_TELLING_CELLS = 60


class BrokenQuotes(Exception):  # noqa: N818 - says what the text is; the reader answers by reading line by line
    """A quotation mark without its partner has swallowed whole lines."""


@dataclass(frozen=True)
class Dialect:
    """Separator, whether each line is wrapped in quotation marks as a whole, lines to skip before row 1."""

    separator: str
    wrapped: bool = False
    skip: int = 0

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Rows of the text, quotation marks followed strictly."""
        reader = csv.reader(lines, delimiter=self.separator)
        return self._unwrapped(reader) if self.wrapped else reader

    def _unwrapped(self, reader: Iterable[list[str]]) -> Iterator[list[str]]:
        for row in reader:
            yield next(csv.reader(row[:1], delimiter=self.separator), []) + row[1:]

    def rows_by_line(self, lines: Iterable[str], width: int) -> Iterator[list[str]]:
        """Rows of a text whose quotation marks cannot be trusted: a line is a row unless joining completes one."""
        waiting = ""
        for line in lines:
            text = waiting + line
            if len(text) > csv.field_size_limit():
                yield [text[:1000]]
                waiting = ""
                continue
            row = next(csv.reader(text.splitlines(keepends=True), delimiter=self.separator), [])
            if len(row) == width and (not waiting or text.count('"') % 2 == 0):
                yield row
                waiting = ""
            elif not waiting and text.count('"') % 2 == 0:
                yield row
            elif text.count('"') % 2 == 0 or waiting.count("\n") >= LONGEST_CELL_LINES:
                yield from self._bare(text)
                waiting = ""
            else:
                waiting = text
        if waiting:
            yield from self._bare(waiting)

    def _bare(self, text: str) -> Iterator[list[str]]:
        for line in text.splitlines():
            if line.count('"') % 2:
                yield self._split_loosely(line)
            else:
                yield next(csv.reader([line], delimiter=self.separator), [])

    def _split_loosely(self, line: str) -> list[str]:
        """Cells of a line with a quotation mark too many: one that is not closed before a separator is a letter."""
        quoted = re.compile(rf'\s*"((?:[^"]|"")*)"\s*(?={re.escape(self.separator)}|\Z)')
        cells, position = [], 0
        while position <= len(line):
            if match := quoted.match(line, position):
                cells.append(match[1].replace('""', '"'))
                end = match.end()
            else:
                end = line.find(self.separator, position)
                end = len(line) if end < 0 else end
                cells.append(line[position:end].strip('"'))
            position = end + 1
        return cells


def dialect_of(sample: list[str]) -> Dialect:
    """The separator under which the first lines make the most even table. `sample` is lines with their ends."""
    skip = 0
    if sample and (match := _SEPARATOR_LINE.match(sample[0])):
        return Dialect(match[1], skip=1)
    wrapped = _wrapped_separator(sample)
    if wrapped:
        return Dialect(wrapped, wrapped=True)
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        score = _evenness(sample, separator)
        if score > best_score * (1.0 if separator in ",;\t|" else 1.2):
            best, best_score = separator, score
    return Dialect(best, skip=skip)


def _evenness(sample: list[str], separator: str) -> float:
    """Cells in the most usual row, times the share of rows that have so many (or more, or fewer by empty ends)."""
    if separator == ",":
        sample = [_THOUSANDS.sub("", line) for line in sample]
    try:
        rows = [row for row in csv.reader(sample, delimiter=separator) if any(row)]
        widths = Counter(len(row) if len(row) > 2 or any(row[1:]) else 1 for row in rows)
    except csv.Error:
        widths = Counter(line.count(separator) + 1 for line in sample if line.strip())
    total = sum(widths.values())
    usual = max(
        ((width, count) for width, count in widths.items() if width > 1),
        key=lambda w: min(w[0], MOST_TELLING_CELLS) ** 0.5 * w[1],
        default=(1, 0),
    )
    return min(usual[0], MOST_TELLING_CELLS) ** 0.5 * (usual[1] / total) ** 2 if total else 0.0


def _wrapped_separator(sample: list[str]) -> str:
    lines = [line.strip() for line in sample if line.strip()]
    quoted = [line for line in lines if line.startswith('"') and line.rstrip(",;").endswith('"')]
    if len(lines) < 2 or len(quoted) < len(lines) * 0.9:
        return ""
    for separator in ",;\t|":
        rows = list(csv.reader(quoted, delimiter=separator))
        single = [row for row in rows if row and row[0].count(separator) >= 2 and not any(row[1:])]
        if len(single) >= len(quoted) * 0.9:
            return separator
    return ""


def refuse_swallowed(rows: list[list[str]], separator: str, width: int) -> None:
    """BrokenQuotes where one cell holds what are plainly whole lines of the table."""
    for row in rows:
        for cell in row:
            if "\n" in cell or "\r" in cell:
                inner = cell.replace("\r", "\n").split("\n")[1:]
                if width > 2 and any(line.count(separator) >= max(2, width - 2) for line in inner):
                    raise BrokenQuotes


def refuse_unclosed(rows: list[list[str]], width: int) -> None:
    """BrokenQuotes where a row has lost cells to a quotation mark that was closed by that of a later cell."""
    for row in rows:
        if len(row) < width and any(cell.endswith('"') and not cell.startswith('"') for cell in row):
            raise BrokenQuotes
