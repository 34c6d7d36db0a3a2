"""A file of many records: each row goes through the form of one, and what is wrong is said by row and column.

Nothing is written before the person has seen what the file would do; until then its rows travel, signed, in the page.
A sort of file is a subclass of `RowFile`; its pages are `anchors.views.row_files`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import chain, islice
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.core import signing
from django.http import QueryDict

from anchors.forms import DateField
from anchors.ingest import Refused
from anchors.ingest.dialect import BrokenQuotes
from anchors.ingest.memory import MemoryFile
from anchors.ingest.reading import opened
from anchors.ingest.text import column_letter
from anchors.models import User

LARGEST, A_DAY, LONGEST_SHOWN = 1024 * 1024, 24 * 60 * 60, 80
DEEPEST_HEADINGS = 10
_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
Rows = list[list[str]]
"""The cells of a file, headings first."""
Said = Mapping[str, str]
"""One row, by heading."""
FormOfOne = TypeVar("FormOfOne", bound=forms.BaseForm)


class RowFileError(Exception):
    """A file that cannot be read; a sentence without its full stop that says why and what to do."""


class Does(Enum):
    """What a row would do."""

    ADD = "New"
    CHANGE = "Changes what is there"
    NOTHING = "Already here"


@dataclass(frozen=True)
class FileRow(Generic[FormOfOne]):
    """A row that can be written: its number, the form that read it, what writing it would do."""

    number: int
    form: FormOfOne
    does: Does


@dataclass
class CheckedFile(Generic[FormOfOne]):
    """What a file would do: rows to write, rows that say what is there already, and problems in words."""

    rows: list[FileRow[FormOfOne]] = field(default_factory=list)
    same: int = 0
    problems: list[str] = field(default_factory=list)
    left_out: int = 0


class RowFile(ABC, Generic[FormOfOne]):
    """One sort of file, for one person and purpose: which columns it has, and what a row means.

    `columns` is heading (that of the download) to field of the form; `needed` are headings that cannot be missing;
    `key_words` says in words what makes two rows one record; `scope` is what the rows are for, so that rows which were
    looked at for one system or programme are not written to another.
    """

    code: ClassVar[str]
    columns: ClassVar[Mapping[str, str]]
    needed: ClassVar[Collection[str]]
    key_words: ClassVar[str]
    most_rows: ClassVar[int] = 500
    scope: str

    @abstractmethod
    def key(self, said: Said) -> Hashable:
        """What names the record that a row speaks of."""

    @abstractmethod
    def read(self, said: Said) -> FormOfOne | str:
        """The form of one record, filled in (see `answers`); or one sentence why the row cannot be taken."""

    @abstractmethod
    def does(self, form: FormOfOne) -> Does:
        """What writing a valid form would do."""

    @abstractmethod
    def write(self, form: FormOfOne, *, by: User) -> None:
        """Add or change one record."""

    @abstractmethod
    def lock(self) -> None:
        """Hold what the records belong to, so that nobody else writes them meanwhile; in a transaction."""

    def hint(self, name: str) -> str:
        """What to do about a wrong answer in this field, beyond what the form says; empty for nothing."""
        return ""

    def rows_of(self, content: bytes) -> Rows:
        """The rows of a file, headings first. RowFileError where it is none or its headings do not fit."""
        return table_of(content, self.needed, most_rows=self.most_rows)

    def sealed(self, rows: Rows, *, by: User) -> str:
        """The rows as text that only this person can send back, for the same purpose."""
        return signing.dumps([by.pk, self.scope, rows], salt=self.code, compress=True)

    def unsealed(self, text: str, *, by: User) -> Rows:
        """The rows again. RowFileError where somebody else's, for another purpose or too old."""
        try:
            person, scope, rows = signing.loads(text, salt=self.code, max_age=A_DAY)
        except signing.BadSignature:
            raise RowFileError("This file was looked at too long ago. Upload it again") from None
        if (person, scope) != (by.pk, self.scope):
            raise RowFileError("This file was looked at by somebody else or elsewhere. Upload it again")
        return [[str(cell) for cell in row] for row in rows]

    def checked(self, rows: Rows) -> CheckedFile[FormOfOne]:
        """What writing the rows would do now."""
        found, seen = CheckedFile[FormOfOne](), dict[Hashable, int]()
        for number, cells in enumerate(rows[1:], start=2):
            if any(cells):
                objections = self._judge(number, rows[0], cells, seen, found)
                found.problems += objections
                found.left_out += bool(objections)
        return found

    def _judge(
        self,
        number: int,
        headings: list[str],
        cells: list[str],
        seen: dict[Hashable, int],
        found: CheckedFile[FormOfOne],
    ) -> list[str]:
        """What is wrong with a row; a row with nothing wrong is put where it belongs."""
        said = dict(zip(headings, cells, strict=False))
        key = self.key(said)
        before = seen.setdefault(key, number)
        form = self.read(said)
        if isinstance(form, str):
            return [f"Row {number}: {form}"]
        if not form.is_valid():
            return [
                self._problem(number, headings, said, name, _words(each, form.fields.get(name)))
                for name, errors in form.errors.as_data().items()
                for each in errors
            ]
        if before != number:
            return [f"Row {number}: row {before} has {self.key_words}. Keep one of them."]
        does = self.does(form)
        if does is Does.NOTHING:
            found.same += 1
        else:
            found.rows.append(FileRow(number, form, does))
        return []

    def _problem(self, number: int, headings: list[str], said: Said, name: str, message: str) -> str:
        """What is wrong with one cell: where, what was found, what was expected."""
        heading = next((each for each, of in self.columns.items() if of == name), "")
        if heading not in headings:
            return f"Row {number}: {message or 'an answer is missing'}."
        value = said.get(heading, "")
        found = f'"{value[:LONGEST_SHOWN]}" is not right' if value else "this cell is empty"
        told = ". ".join(words for words in (found, message, self.hint(name)) if words)
        return f"Row {number}, column {column_letter(headings.index(heading))} ({heading}): {told}."


def answers(fields: Mapping[str, forms.Field], given: Mapping[str, Any]) -> QueryDict:
    """Answers to a form as a browser sends them: dates in three boxes, lists as lists, numbers without £ and commas.

    `fields` are the form's; `given` holds texts of cells or values of a record, by field.
    """
    sent = QueryDict(mutable=True)
    for name, value in given.items():
        of = fields.get(name)
        if isinstance(value, list | tuple):
            sent.setlist(name, [str(each) for each in value])
        elif isinstance(of, DateField):
            for place, part in enumerate(_parts_of_day(value)):
                sent[f"{name}_{place}"] = part
        elif isinstance(of, forms.IntegerField | forms.DecimalField):
            sent[name] = "" if value is None else str(value).lstrip("£").replace(",", "")
        else:
            sent[name] = "" if value is None else str(value)
    return sent


def _parts_of_day(value: Any) -> list[str]:
    if isinstance(value, date):
        return [str(value.day), str(value.month), str(value.year)]
    text = str(value or "")
    if match := _DAY.match(text):
        return list(match.groups())
    if match := _ISO.match(text):
        return list(match.groups())[::-1]
    return [text, "", ""]


def table_of(content: bytes, needed: Collection[str], *, most_rows: int) -> Rows:
    """The rows of a file, its headings first, whatever stands above them. RowFileError where they are not there.

    What stands above the headings comes out as empty rows behind them, so that each row keeps its number.
    """
    rows = cells_of(content, most_rows + DEEPEST_HEADINGS)
    named = [[heading_of(cell) for cell in row] for row in rows[:DEEPEST_HEADINGS]]
    best = max(range(len(named)), key=lambda place: (len({*needed} & {*named[place]}), -place), default=0)
    headings = named[best] if named else []
    if missing := [name for name in needed if name not in headings]:
        message = f"The first row must have the headings of the template. Missing: {', '.join(missing)}"
        raise RowFileError(message)
    if len(rows) - 1 - best > most_rows:
        raise RowFileError(f"The selected file must have {most_rows:,} rows or fewer. Divide it")
    return [headings, *([] for _ in range(best)), *rows[best + 1 :]]


def cells_of(content: bytes, most_rows: int) -> Rows:
    """The cells of a CSV file or of a workbook's first sheet. RowFileError where it is none."""
    if len(content) > LARGEST:
        raise RowFileError("The selected file must be smaller than 1MB")
    try:
        with opened(MemoryFile(content), "file") as uploaded:
            sheet = next(each for each in uploaded.books[0].sheets if each.preview)
            read = chain.from_iterable(rows for rows, _ in sheet.chunks())
            return [[cell.strip() for cell in row] for row in islice(read, most_rows + 2)]
    except Refused as refusal:
        raise RowFileError(str(refusal).rstrip(".")) from None
    except (BrokenQuotes, StopIteration):
        raise RowFileError("The selected file could not be read as CSV") from None


def _words(error: forms.ValidationError, field: forms.Field | None) -> str:
    """What is wrong, where a label that is a question would say it oddly; empty where nothing was answered."""
    if error.code == "required":
        return ""
    if error.code == "invalid_choice" and isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return "It is none of the choices"
    return ". ".join(each.rstrip(".") for each in error.messages)


def heading_of(cell: str) -> str:
    """A heading as the columns name it: `Where from?` is `where_from`."""
    return re.sub(r"[^a-z0-9]+", "_", cell.lower()).strip("_")
