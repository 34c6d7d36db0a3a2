"""The values of one row of a list: texts, numbers and dates by the columns of its kind; what cannot be read is said.

A cell that is not what its column should hold is left empty and noted, and the row is kept: in a register of land an
area that cannot be read is no reason to lose the land.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anchors.ingest.dates import Dates
from anchors.ingest.findings import EXAMPLES, Findings, Place, Problem, short
from anchors.ingest.kinds import Column, Guard, UploadKind
from anchors.ingest.numbers import number, says_nothing
from anchors.ingest.text import clean as cleaned
from anchors.ingest.text import column_letter
from anchors.ingest.writing import LeftOutFile


@dataclass(frozen=True)
class WhyLeftOut:
    """A reason for which a row of a list is left out; in `message`, {first} is the row it repeats."""

    code: str
    title: str
    act: str
    expected: str
    message: str


NAMELESS = WhyLeftOut(
    "no_name_or_number",
    "Neither a name nor a number",
    "Add the name or the number, or delete the row",
    "a name or a number",
    "there is neither a name nor a number. Add one of them, or delete the row.",
)
TWICE = WhyLeftOut(
    "stands_twice",
    "Rows for the same thing",
    "Keep one of the rows and delete the others",
    "one row for each",
    "row {first} is for the same. Keep the one that is right and delete the other.",
)


class Values:
    """Reads rows of one table; what it could not read goes among the findings."""

    def __init__(
        self,
        kind: UploadKind,
        fields: Mapping[str, int],
        labels: Sequence[str],
        given: Mapping[str, str],
        guards: Mapping[str, Guard],
        findings: Findings,
        sheet: str,
    ) -> None:
        self.kind, self.fields, self.labels, self.given = kind, fields, labels, given
        self.guards = {code: (guard, re.compile(guard.pattern)) for code, guard in guards.items()}
        self.findings, self.sheet, self.dates = findings, sheet, Dates("day")

    def of(self, cells: Sequence[str], row: int) -> dict[str, str]:
        """Every column of the kind, empty where there is no data."""
        values = {column.code: self._value(cells, column, row) for column in self.kind.columns}
        for code, sentence in self.kind.review(values) if self.kind.review else ():
            self._doubt("doubtful", "Values that cannot be right", code, row, values[code], sentence)
            values[code] = ""
        return values

    def text(self, cells: Sequence[str], column: Column) -> str:
        """The cell as one line of text, cut at the column's length."""
        place = self.fields.get(column.code)
        return cleaned(cells[place])[: column.longest] if place is not None and place < len(cells) else ""

    def _value(self, cells: Sequence[str], column: Column, row: int) -> str:
        if column.code in self.given:
            return self.given[column.code]
        text = self.text(cells, column)
        if column.kind == "text" or says_nothing(text):
            return text if column.kind == "text" else ""
        if column.code in self.guards and not self._is_in_step(cells, column.code, row, text):
            return ""
        return self._number(text, column, row) if column.kind == "number" else self._day(text, column, row)

    def _number(self, text: str, column: Column, row: int) -> str:
        value = number(text, column.units)
        if value is None:
            say = "is not a number. It was left empty: use digits and a point, for example 1299.3."
            self._doubt("unreadable_number", "Not a number", column.code, row, text, say)
            return ""
        if not _is_between(value, column):
            say = f"is out of range: {_range_words(column)}. It was left empty: correct it."
            self._doubt("number_out_of_range", "Numbers out of range", column.code, row, text, say)
            return ""
        return f"{value:f}"

    def _day(self, text: str, column: Column, row: int) -> str:
        day = self.dates[text]
        if day is None:
            say = "is not a real date. It was left empty: use day/month/year, for example 28/02/2026."
            self._doubt("unreadable_day", "Not a real date", column.code, row, text, say)
        return day.isoformat() if day else ""

    def _is_in_step(self, cells: Sequence[str], code: str, row: int, text: str) -> bool:
        guard, pattern = self.guards[code]
        cell = cleaned(cells[guard.index]) if guard.index < len(cells) else ""
        if pattern.fullmatch(cell):
            return True
        letter, label = column_letter(guard.index), self.labels[guard.index]
        say = (
            f'was not read: the cells of this row have slid. Column {letter} ({label}) holds "{short(cell)}" and '
            f"should hold {guard.expected}. Move the values back under their headings."
        )
        self._doubt("slid_row", "Rows whose cells have slid", code, row, text, say)
        return False

    def _doubt(self, code: str, title: str, field: str, row: int, value: str, sentence: str) -> None:
        column = self.fields.get(field)
        place = Place(row, column, self.labels[column] if column is not None else "", self.sheet)
        problem = self.findings.problems.setdefault(
            code, Problem(code, "check", title, "Correct the file and send it again")
        )
        note(self.findings, problem, place, value, f'"{short(value)}" {sentence}')


def note(findings: Findings, problem: Problem, place: Place, value: str, message: str) -> None:
    """Count one row under a problem and keep it as an example while there are few."""
    problem.count += 1
    letter = column_letter(place.column) if place.column is not None else ""
    problem.column, problem.heading = problem.column or letter, problem.heading or place.heading
    if len(problem.examples) < EXAMPLES:
        example: dict[str, Any] = {"row": place.row, "sheet": place.sheet, "column": letter}
        words = {"heading": place.heading, "value": short(value), "message": f"{place.words}: {message}"}
        problem.examples.append(example | words)


def leave_out(
    findings: Findings,
    bad: LeftOutFile,
    place: Place,
    cells: Sequence[str],
    *,
    why: WhyLeftOut = NAMELESS,
    value: str = "",
    first: int = 0,
) -> None:
    """Put a row that cannot be taken into the file of rows left out."""
    problem = findings.problems.setdefault(
        why.code, Problem(why.code, "out", why.title, why.act, why.expected)
    )
    message = why.message.format(first=first)
    note(findings, problem, place, value, message)
    bad.write(cells, str(place.row), f"{place.words}: {message}", why.act)


def _is_between(value: Decimal, column: Column) -> bool:
    return not (
        (column.least is not None and value < column.least) or (column.most is not None and value > column.most)
    )  # fmt: skip


def _range_words(column: Column) -> str:
    if column.most is None:
        return f"it should be {column.least:,} or more"
    if column.least is None:
        return f"it should be {column.most:,} or less"
    return f"it should be between {column.least:,} and {column.most:,}"
