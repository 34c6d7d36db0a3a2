"""Rows of a staff file into counts, in one pass in memory; what comes out holds no value of the file."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from anchors.geography import normal_postcode
from anchors.geography.lookup import Areas, PostcodeLookup
from workforce.intake import values
from workforce.intake.columns import AREA, PEOPLE, PERSON, POSTCODE
from workforce.intake.table import Table
from workforce.models import EVERYBODY, Breakdown, StaffCount

ROWS_NAMED = 20
"""Row numbers that are kept for each problem."""
_TOTAL = re.compile(r"(grand |sub ?)?total\b|count\b", re.IGNORECASE)

Where = StaffCount.Where
AREA_WORDS = {
    "outside": Where.OUTSIDE,
    "other": Where.OUTSIDE,
    "unknown": Where.UNKNOWN,
    "not placed": Where.UNKNOWN,
}


class Spot(NamedTuple):
    """Where somebody lives: small areas of both vintages by primary key (0: not known), or only outside or unknown."""

    where: str
    small_areas: tuple[int, ...] = ()


OUTSIDE, UNKNOWN = Spot(Where.OUTSIDE), Spot(Where.UNKNOWN)


class CountKey(NamedTuple):
    """What is counted: where, in which small area (0: none), by which breakdown and category."""

    where: str
    small_area: int
    breakdown: str
    category: str


@dataclass(frozen=True)
class Terms:
    """What a file is read with: the day, the system's local authorities then, and what may be counted."""

    census_date: date
    footprint: frozenset[int]
    lookup: PostcodeLookup
    small_areas: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Code of a small area of the footprint to its primary keys, one of each vintage that has the code."""
    elsewhere: frozenset[str] = frozenset()
    """Codes of small areas beyond the footprint."""
    characteristic: str = ""
    pay_thresholds: Mapping[str, Decimal] | None = None
    postcode_column: str = ""


@dataclass
class Problem:
    """Rows with one thing wrong: how many, and the numbers of the first."""

    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, row: int) -> None:
        """One more."""
        self.count += 1
        if len(self.rows) < ROWS_NAMED:
            self.rows.append(row)


@dataclass
class Tally:
    """What a file came to: people by where they live, counts, and problems by their codes (see `workforce.wording`)."""

    people: Counter[str] = field(default_factory=Counter)
    counts: Counter[CountKey] = field(default_factory=Counter)
    problems: dict[str, Problem] = field(default_factory=dict)
    passed_over: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    gone: int = 0
    letters: dict[str, str] = field(default_factory=dict)
    heading_row: int = 0
    """Number of the row of headings; 0 without one."""

    @property
    def headcount(self) -> int:
        """Everybody in post."""
        return self.people.total()

    def note(self, code: str, row: int) -> None:
        """Keep that a row has a problem."""
        self.problems.setdefault(code, Problem()).add(row)

    def as_checks(self) -> dict[str, object]:
        """For the intake's row and its pages: counts, row numbers and column letters."""
        return {
            "rows": self.rows,
            "columns": self.letters,
            "passed_over": dict(self.passed_over),
            "problems": {
                code: {"count": each.count, "rows": each.rows} for code, each in self.problems.items()
            },
        }


def tally(table: Table, terms: Terms) -> Tally:
    """Count the rows of the table. Reads it once; keeps numbers only."""
    found = Tally(letters=table.letters, heading_row=table.start if table.headings else 0)
    reader = _Reader(table, terms, found)
    before = 0
    for rows, _ in table.sheet.chunks():
        for number, cells in enumerate(rows, start=before):
            if number >= table.start:
                reader.take(cells, number + 1)
        before += len(rows)
    return found


class _Reader:
    """Takes rows into a tally; what it remembers of cells goes with it."""

    def __init__(self, table: Table, terms: Terms, found: Tally) -> None:
        self._table, self._terms, self._tally = table, terms, found
        self._fields = table.fields
        self._headings = [cell.strip() for cell in table.headings]
        self._place: Callable[[Sequence[str], int], Spot] = (
            self._place_of_area if table.is_of_areas else self._place_of_person
        )
        self._has_columns = max(len(self._headings), len(self._fields)) > 1
        self._happened = values.Happened(terms.census_date)
        self._persons: set[str] = set()
        self._kinds = self._categories()

    def _categories(self) -> dict[str, tuple[int, "_Categories"]]:
        """Breakdown to its column and the reader of its cells, for the columns that are there and may be counted."""
        readers: dict[str, Callable[[str], str]] = {
            Breakdown.BAND: lambda text: values.pay_group(text, self._terms.pay_thresholds),
            Breakdown.STAFF_GROUP: values.staff_group,
            Breakdown.ETHNICITY: values.ethnic_group,
            Breakdown.DISABILITY: values.disability,
            Breakdown.SEX: values.sex,
            Breakdown.AGE: values.age_group(self._terms.census_date),
        }
        wanted = (Breakdown.BAND, Breakdown.STAFF_GROUP, self._terms.characteristic)
        return {
            code: (self._fields[code], _Categories(readers[code])) for code in wanted if code in self._fields
        }

    def take(self, cells: Sequence[str], row: int) -> None:
        """Count a row, or pass over it."""
        filled = sum(1 for cell in cells if cell and not cell.isspace())
        if not filled:
            self._tally.passed_over["blank"] += 1
        elif self._is_heading(cells):
            self._tally.passed_over["heading"] += 1
        elif self._is_note(cells, filled):
            self._tally.passed_over["note"] += 1
        elif not self._is_second_post(cells):
            self._tally.rows += 1
            self._count(cells, row)

    def _count(self, cells: Sequence[str], row: int) -> None:
        number = self._number(cells, row)
        if number <= 0:
            return
        if self._is_gone(cells, row):
            self._tally.gone += number
            if self._happened.lately(self._cell("leaver", cells)):
                self._add(self._place(cells, 0), Breakdown.LEAVERS, EVERYBODY, number)
            return
        spot = self._place(cells, row)
        self._tally.people[spot.where] += number
        self._add(spot, Breakdown.ALL, EVERYBODY, number)
        if self._is_starter(cells, row):
            self._add(spot, Breakdown.STARTERS, EVERYBODY, number)
        for breakdown, (column, categories) in self._kinds.items():
            text = cells[column] if column < len(cells) else ""
            self._add(spot, breakdown, categories[text], number)

    def _add(self, spot: Spot, breakdown: str, category: str, number: int) -> None:
        counts = self._tally.counts
        if not spot.small_areas:
            counts[CountKey(spot.where, 0, breakdown, category)] += number
        for small_area in spot.small_areas:
            counts[CountKey(spot.where, small_area, breakdown, category)] += number

    def _cell(self, field_code: str, cells: Sequence[str]) -> str:
        column = self._fields.get(field_code, -1)
        return cells[column].strip() if 0 <= column < len(cells) else ""

    def _is_heading(self, cells: Sequence[str]) -> bool:
        return bool(self._headings) and [cell.strip() for cell in cells] == self._headings

    def _is_note(self, cells: Sequence[str], filled: int) -> bool:
        """A line of words or a total below or between the rows: it stands for nobody."""
        if self._table.is_of_areas or not self._has_columns:
            return False
        if self._cell(POSTCODE, cells):
            return False
        column, first = next(
            (at, cell.strip()) for at, cell in enumerate(cells) if cell and not cell.isspace()
        )
        is_of_person = column in self._fields.values() and column != self._fields.get(PERSON)
        return _TOTAL.match(first) is not None or (filled == 1 and " " in first and not is_of_person)

    def _is_second_post(self, cells: Sequence[str]) -> bool:
        """Whether the person was counted with an earlier row: people are counted, not posts."""
        person = self._cell(PERSON, cells)
        if not person or self._table.is_of_areas:
            return False
        if person in self._persons:
            self._tally.passed_over["second-post"] += 1
            return True
        self._persons.add(person)
        return False

    def _number(self, cells: Sequence[str], row: int) -> int:
        """How many people the row stands for."""
        if not self._table.is_of_areas:
            return 1
        text = self._cell(PEOPLE, cells).replace(",", "").removesuffix(".0")
        if text.isascii() and text.isdecimal() and len(text) < 7:
            return int(text)
        self._tally.note("people", row)
        return 0

    def _is_gone(self, cells: Sequence[str], row: int) -> bool:
        """Whether the person was not in post any more on the day."""
        text = self._cell("leaver", cells)
        if not text:
            return False
        if self._happened.lately(text) is None:
            self._tally.note("leaver", row)
        return self._happened.already(text)

    def _is_starter(self, cells: Sequence[str], row: int) -> bool:
        text = self._cell("starter", cells)
        lately = self._happened.lately(text) if text else False
        if lately is None:
            self._tally.note("starter", row)
        return bool(lately)

    def _place_of_person(self, cells: Sequence[str], row: int) -> Spot:
        text = self._cell(POSTCODE, cells)
        postcode = normal_postcode(text)
        areas = self._terms.lookup.areas_of(postcode) if postcode else None
        if areas is None:
            if row:
                self._tally.note(_why_nowhere(text, postcode), row)
            return UNKNOWN
        return self._spot(areas, row)

    def _spot(self, areas: Areas, row: int) -> Spot:
        if areas.local_authority not in self._terms.footprint:
            return OUTSIDE
        small_areas = tuple(each for each in (areas.small_area_2021, areas.small_area_2011) if each)
        if not small_areas:
            if row:
                self._tally.note("no-area", row)
            return UNKNOWN
        return Spot(Where.AREA, small_areas)

    def _place_of_area(self, cells: Sequence[str], row: int) -> Spot:
        code = self._cell(AREA, cells)
        if small_areas := self._terms.small_areas.get(code.upper()):
            return Spot(Where.AREA, small_areas)
        if code.upper() in self._terms.elsewhere:
            return OUTSIDE
        if where := AREA_WORDS.get(code.lower()):
            return Spot(where)
        if row:
            self._tally.note("area", row)
        return UNKNOWN


class _Categories(dict[str, str]):
    """Category by text of a cell, each distinct text read once; goes when the file has been read."""

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> str:
        category = self[text] = self._read(text)
        return category


def _why_nowhere(text: str, postcode: str | None) -> str:
    if not text:
        return "no-postcode"
    if postcode:
        return "unknown-postcode"
    return "no-fixed-place" if "".join(text.upper().split()).startswith("ZZ99") else "not-a-postcode"
