"""What checking a file found: totals, questions and problems, each with the row and column the user sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from anchors.ingest.amounts import pounds
from anchors.ingest.text import clean, column_letter

EXAMPLES = 5
Severity = Literal["out", "check"]


class Refused(Exception):  # noqa: N818 - a state of an upload, not a failure of ours
    """The file cannot be read as what it should be; the message is the one plain sentence for the user."""


@dataclass(frozen=True)
class Question:
    """Something that only the uploader knows. `choices` are the answers that will be understood."""

    code: str
    text: str
    choices: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Lines:
    """A number of payment lines and their sum in pence."""

    lines: int = 0
    pence: int = 0

    def add(self, lines: int, pence: int) -> None:
        """Count more lines."""
        self.lines += lines
        self.pence += pence

    def as_json(self) -> dict[str, Any]:
        """Lines, and the amount as a decimal string in pounds."""
        return {"lines": self.lines, "amount": pounds(self.pence)}


@dataclass
class Problem:
    """One kind of trouble: what it is, what to do, how many rows, and a few of them."""

    code: str
    severity: Severity
    title: str
    act: str
    expected: str = ""
    column: str = ""
    heading: str = ""
    count: int = 0
    pence: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The problem, its amount as a decimal string in pounds."""
        found = asdict(self)
        found["amount"] = pounds(found.pop("pence"))
        return found


KNOWN: Mapping[str, tuple[Severity, str, str, str]] = {
    "missing_amount": (
        "out",
        "Missing amount",
        "Add the amount or delete the row",
        "an amount such as 1234.56",
    ),
    "unreadable_amount": ("out", "Not an amount", "Correct the amount", "an amount such as 1234.56"),
    "spreadsheet_error": (
        "out",
        "Spreadsheet error in the amount",
        "Correct the amount",
        "an amount such as 1234.56",
    ),
    "exponent_amount": (
        "out",
        "Amount shortened by a spreadsheet",
        "Write the number in full",
        "125000.00, not 1.25E+05",
    ),
    "european_amount": ("out", "Decimal comma", "Use a point before the pence", "1234.56, not 1.234,56"),
    "foreign_amount": (
        "out",
        "Amount not in pounds",
        "Give the amount in pounds",
        "an amount such as 1234.56",
    ),
    "missing_date": ("out", "Missing date", "Add the date", "a date such as 28/02/2026"),
    "unreadable_date": ("out", "Not a real date", "Correct the date", "a date such as 28/02/2026"),
    "no_date_or_name": (
        "out",
        "An amount with neither date nor name",
        "Complete the row or delete it",
        "a date and a name",
    ),
    "moved_cells": (
        "out",
        "Cells out of place",
        "Move the values back under their headings",
        "each value under its own heading",
    ),
    "reference_as_amount": (
        "out",
        "A reference number where the amount should be",
        "Put the amount in its column",
        "an amount such as 1234.56",
    ),
    "realigned": (
        "check",
        "Cells out of place, put back",
        "Check that these rows are right",
        "each value under its own heading",
    ),
    "divided_row": (
        "check",
        "Several lines in one row, divided",
        "Check that these rows are right",
        "one row a line",
    ),
    "joined_rows": (
        "check",
        "One line split over two rows, joined",
        "Check that these rows are right",
        "one row a line",
    ),
    "negative": ("check", "Negative amounts", "Check that these are credits", ""),
    "zero": ("check", "Amounts of zero", "Check that these belong here", ""),
    "part_pennies": (
        "check",
        "Amounts with parts of a penny",
        "Check the amounts; each was rounded to a penny",
        "no more than two decimals",
    ),
    "missing_name": ("check", "No name", "Add the name if it may be published", ""),
    "name_from_group": ("check", "Name taken from the line above", "Check that the names are right", ""),
    "continued_line": (
        "check",
        "Date and name taken from the line above",
        "Check that these lines belong together",
        "",
    ),
    "date_from_period": ("check", "No date: taken from the period", "Add the date if you have it", ""),
    "month_only": (
        "check",
        "A month without a day",
        "The first of the month is used",
        "a date such as 28/02/2026",
    ),
    "date_outside_period": ("check", "Date outside the period", "Check the period and the dates", ""),
    "date_far_from_others": ("check", "Date far from the others", "Check the year", ""),
    "mixed_date_order": (
        "check",
        "Day first and month first in one file",
        "Use day/month/year throughout",
        "28/02/2026",
    ),
    "identical_lines": (
        "check",
        "Lines identical to an earlier line",
        "They are kept: delete them if they are not real",
        "",
    ),
    "total_differs": ("check", "A total that differs from its lines", "Check that no line is missing", ""),
    "sheet_not_read": (
        "check",
        "Sheets that were not read",
        "Check that they hold no lines of their own",
        "",
    ),
    "member_not_read": (
        "check",
        "Files in the ZIP that were not read",
        "Check that they hold no lines of their own",
        "",
    ),
    "repaired_quotes": ("check", "Quotation marks without a partner", "Check the rows around them", ""),
    "second_amount": ("check", "More than one amount column", "Check that the right one is used", ""),
}


PUT_RIGHT: Mapping[str, str] = {
    "realigned": "the cells were out of place and were put back. Check that the row is right.",
    "divided_row": "several lines stood in one row and were divided. Check that they are right.",
    "joined_rows": "the line was split over two rows and was joined. Check that it is right.",
    "continued_line": "the date and the name were taken from the line above. Check that they are right.",
    "name_from_group": "the name was taken from the line above. Check that it is right.",
}
"""What is said of a line that was accepted after it had been put right."""


@dataclass
class Findings:
    """Everything found so far in one upload, filled by the parts that read it."""

    accepted: Lines = field(default_factory=Lines)
    left_out: Lines = field(default_factory=Lines)
    ignored: dict[str, int] = field(default_factory=lambda: {"blank": 0, "total": 0, "header": 0, "other": 0})
    negative: Lines = field(default_factory=Lines)
    problems: dict[str, Problem] = field(default_factory=dict)
    read_dates: dict[Any, list[int]] = field(default_factory=dict)
    taken_dates: dict[Any, list[int]] = field(default_factory=dict)
    left_out_days: set[Any] = field(default_factory=set)

    def problem(self, code: str) -> Problem:
        """The problem with this code, made on first use."""
        if code not in self.problems:
            severity, title, act, expected = KNOWN[code]
            self.problems[code] = Problem(code, severity, title, act, expected)
        return self.problems[code]

    def watched(self, code: str, title: str, act: str) -> Problem:
        """The problem of a kind's own watch."""
        return self.problems.setdefault(code, Problem(code, "check", title, act))

    def count(self, code: str, number: int = 1, pence: int = 0) -> Problem:
        """Count rows under a problem without an example."""
        problem = self.problem(code)
        problem.count += number
        problem.pence += pence
        return problem

    def note(self, code: str, place: Place, value: str, message: str, *, pence: int = 0) -> None:
        """Count one row and keep it as an example while there are few."""
        problem = self.count(code, 1, pence)
        problem.column = problem.column or (column_letter(place.column) if place.column is not None else "")
        problem.heading = problem.heading or place.heading
        if len(problem.examples) < EXAMPLES:
            problem.examples.append(
                {
                    "row": place.row,
                    "sheet": place.sheet,
                    "column": column_letter(place.column) if place.column is not None else "",
                    "heading": place.heading,
                    "value": short(value),
                    "message": f"{place.words}: {message}",
                }
            )

    def blank(self, number: int = 1) -> None:
        """Count empty rows."""
        self.ignored["blank"] += number


@dataclass(frozen=True)
class Place:
    """Where something stands, as the user sees it in the spreadsheet."""

    row: int
    column: int | None = None
    heading: str = ""
    sheet: str = ""

    @property
    def words(self) -> str:
        """Row 42, column D (Date paid); with the sheet in front where there are several."""
        found = f"Row {self.row}" if not self.sheet else f"{self.sheet}, row {self.row}"
        if self.column is not None:
            found += f", column {column_letter(self.column)}"
            found += f" ({clean(self.heading)})" if self.heading else ""
        return found


def short(value: str) -> str:
    """A cell's text fit to be shown in a sentence."""
    value = clean(value)
    return value if len(value) <= 60 else f"{value[:57]}..."
