"""Many values from a spreadsheet: read once and kept as text, checked against today's state whenever it is looked at.

Nothing of a file counts, or even waits for a lead, before the person who sent it has seen what is in it and said yes.
"""

import csv
import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from anchors import wording
from anchors.ingest import Check, Column, UploadKind, check_list
from anchors.models import User
from metrics.models import SubmittedFile, SubmittedIndicator, SubmittedValue
from metrics.submitting.figures import FIELDS, Given, Subjects, given, subjects_by_name
from metrics.submitting.rights import institutions_given_by, places_given_by
from metrics.submitting.trouble import SubmittingError
from metrics.submitting.values import submit_values

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 2000
HEADINGS = {
    "institution": "Institution",
    "period": "Period",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "source": "Source",
    "link": "Evidence",
}
_NEEDED = ("institution", "period", "numerator", "source")
_ALIASES = {
    "institution": ("institution", "organisation", "institution name", "organisation name", "body", "council", "trust",
                    "institution or place", "place", "ods code", "gss code", "code", "name"),
    "period": ("period", "month", "quarter", "year", "financial year", "date"),
    "numerator": ("numerator", "value", "figure", "number", "count", "amount"),
    "denominator": ("denominator", "out of", "total", "base"),
    "source": ("source", "data source", "where it comes from", "where the figure comes from"),
    "link": ("evidence", "link", "evidence link", "url", "web address"),
}  # fmt: skip


def _unfit(headings: Iterable[str], fields: set[str], sure: set[str]) -> str:
    """Which columns are missing."""
    missing = [HEADINGS[name] for name in _NEEDED if name not in fields]
    if not missing:
        return ""
    columns = f"{'column' if len(missing) == 1 else 'columns'} {wording.listed(missing)}"
    return f"The file has no {columns}. Download the template, and put your values under its headings."


VALUES = UploadKind(
    code="submitted-values",
    label="list of values",
    line="value",
    columns=tuple(Column(name, HEADINGS[name], aliases=_ALIASES[name]) for name in FIELDS),
    amount="",
    date="period",
    party="institution",
    party_words="",
    unfit=_unfit,
)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: the row and column as the person sees them, and what to do."""

    row: int
    column: str
    heading: str
    message: str

    @property
    def words(self) -> str:
        """`Row 4, column C (Numerator): "many" is not a number. Use digits, for example 1234.5.`"""
        where = f", column {self.column} ({self.heading})" if self.column else f" ({self.heading})"
        return f"Row {self.row}{where}: {self.message}"


@dataclass(frozen=True)
class Row:
    """One value of the file that can be submitted, and the value that counts now, if it corrects one."""

    row: int
    given: Given
    before: SubmittedValue | None


@dataclass
class Checked:
    """What a file would do: values to submit, values that are here already, rows with problems."""

    rows: list[Row] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def corrections(self) -> list[Row]:
        """Those that would replace a value that counts."""
        return [each for each in self.rows if each.before is not None]

    @property
    def rows_with_problems(self) -> int:
        """How many rows are left out."""
        return len({each.row for each in self.problems})


def read_file(indicator: SubmittedIndicator, file: "UploadedFile[bytes]", *, by: User) -> SubmittedFile:
    """Keep what stands in the rows of a file. SubmittingError, with the reason, where it cannot be read as values."""
    content = file.read()
    with tempfile.TemporaryDirectory(prefix="values-") as folder:
        path, clean, left_out = (Path(folder, name) for name in ("file", "clean.csv", "left_out.csv"))
        path.write_bytes(content)
        found = check_list(path, VALUES, name=file.name or "values.csv", clean=clean, left_out=left_out)
        if found.state == "refused":
            raise SubmittingError(found.reason or "The selected file could not be read.")
        rows = sorted([*_clean_rows(clean), *_nameless_rows(left_out, found)], key=lambda row: row["row"])
    if len(rows) > MOST_ROWS:
        message = (
            f"The selected file has more than {MOST_ROWS:,} rows. Divide it, and send the parts one by one."
        )
        raise SubmittingError(message)
    return SubmittedFile.objects.create(
        indicator=indicator,
        name=(file.name or "values.csv")[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=rows,
        headings={
            each["field"]: [each["letter"], each["heading"]] for each in found.headings if each["field"]
        },
        by=by,
    )


def checked(file: SubmittedFile, *, by: User, today: date) -> Checked:
    """What adding the file would do now."""
    subjects = _subjects(file.indicator, by)
    counting = _values(file.indicator, SubmittedValue.State.APPROVED)
    waiting = _values(file.indicator, SubmittedValue.State.SUBMITTED)
    result, seen = Checked(), dict[Any, int]()
    for cells in file.rows:
        found, objections = given(file.indicator, cells, subjects, today)
        if found is None:
            result.problems += [_problem(file, cells["row"], each.field, each.message) for each in objections]
            continue
        key = _key(found.institution, found.place, found.period.first)
        if key in seen:
            message = f"row {seen[key]} has a value of the same institution and period. Keep one of them."
            result.problems.append(_problem(file, cells["row"], "institution", message))
            continue
        seen[key] = cells["row"]
        before = counting.get(key)
        if any(each is not None and _says_the_same(each, found) for each in (waiting.get(key) or before,)):
            result.same += 1
        else:
            result.rows.append(Row(cells["row"], found, before))
    return result


def add_file(file: SubmittedFile, *, by: User, today: date) -> list[SubmittedValue]:
    """Submit the values of a file that was looked at. SubmittingError where that was done already."""
    with transaction.atomic():
        held = SubmittedFile.objects.select_for_update().get(pk=file.pk)
        if held.state != SubmittedFile.State.READ:
            raise SubmittingError(
                f"This file is not waiting any more: it is {held.get_state_display().lower()}."
            )
        values = submit_values(
            held.indicator, [row.given for row in checked(held, by=by, today=today).rows], by=by, file=held
        )
        held.state = SubmittedFile.State.ADDED
        held.save(update_fields=["state"])
    return values


def throw_away(file: SubmittedFile) -> None:
    """Leave a file that waits alone for good; its rows are forgotten."""
    waiting = SubmittedFile.objects.filter(pk=file.pk, state=SubmittedFile.State.READ)
    waiting.update(state=SubmittedFile.State.THROWN_AWAY, rows=[])


def _clean_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {"row": int(row["source_row"])} | {name: row[name] for name in FIELDS}
            for row in csv.DictReader(stream)
        ]


def _nameless_rows(path: Path, found: Check) -> list[dict[str, Any]]:
    """Rows that the engine left out because they name nobody; their other cells are judged like those of any row."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    columns = [(each["field"], place) for place, each in enumerate(found.headings) if each["field"]]
    return [
        {"row": int(cells[len(found.headings)])} | {name: cells[place] for name, place in columns}
        for cells in lines[1:]
    ]


def _subjects(indicator: SubmittedIndicator, by: User) -> Subjects:
    system = indicator.system
    return subjects_by_name(institutions_given_by(by, system), places_given_by(by, system))


def _values(indicator: SubmittedIndicator, state: str) -> Mapping[Any, SubmittedValue]:
    values = indicator.values_given.filter(state=state)
    return {_key(each.institution_id, each.place_id, each.first): each for each in values}


def _key(institution: Any, place: Any, first: int) -> tuple[int | None, int | None, int]:
    return getattr(institution, "pk", institution), getattr(place, "pk", place), first


def _says_the_same(value: SubmittedValue, given: Given) -> bool:
    kept = (value.numerator, value.denominator, value.source, value.link)
    return kept == (given.numerator, given.denominator, given.source, given.link)


def _problem(file: SubmittedFile, row: int, field: str, message: str) -> Problem:
    letter, heading = file.headings.get(field, ["", HEADINGS[field]])
    return Problem(row, letter, heading, message)
