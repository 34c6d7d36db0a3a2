"""Telling what a reference file is from its columns.

ONS, MHCLG and the NHS write the same column in several ways from edition to edition (`oslaua`, `laua`,
`lad25cd`); a kind of file names each column that it needs by a pattern.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anchors.geography.files import ReferenceFileError, Row, Table

_ROWS_LOOKED_AT = 12
_CELLS_SHOWN = 6
GSS = r"[EWSNKJLM]\d{8}"
COUNT = r"\d+|\d{1,3}(,\d{3})+"
_LETTERS_SHOWN = 40
_FORM_WORDS = {
    GSS: "a code such as E01000001",
    COUNT: "a whole number",
    ".+": "a name",
    "[1-9]|10": "a decile from 1 to 10",
}


@dataclass(frozen=True, eq=False)
class FileKind:
    """A sort of reference file: what it is called, the headings it has, how its cells must look.

    `needs` and `may` map a field to the pattern of its heading in lower case, `forms` a field to the pattern
    that its cells must match (empty cells only where the field is in `may`), `any_of` names optional fields of
    which one must be there, `only` is the pattern of every heading that such a file may have. A kind without
    headings (`places`) gives the column numbers instead and is known by its width and the form of its first rows.
    """

    code: str
    title: str
    needs: Mapping[str, str] = field(default_factory=dict)
    may: Mapping[str, str] = field(default_factory=dict)
    any_of: tuple[str, ...] = ()
    only: str = ".*"
    forms: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    width: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that such a file can have."""
        return (*self.needs, *self.may, *self.places)

    def columns(self, row: Row) -> dict[str, int] | None:
        """Field to column number, if the row is this kind's heading row (or a row of a kind without)."""
        if self.places:
            fits = len(row) == self.width and self._misfit(self.places, row) is None
            return dict(self.places) if fits else None
        headings = [heading.strip(' "\ufeff').lower() for heading in row]
        found = {name: _position(pattern, headings) for name, pattern in {**self.needs, **self.may}.items()}
        if any(found[name] is None for name in self.needs):
            return None
        if not all(re.fullmatch(self.only, heading) for heading in headings):
            return None
        if self.any_of and all(found[name] is None for name in self.any_of):
            return None
        return {name: column for name, column in found.items() if column is not None}

    def _misfit(self, columns: Mapping[str, int], row: Row) -> str | None:
        """The first field whose cell does not have its form."""
        for name, form in self.forms.items():
            cell = row[columns[name]].strip() if name in columns else ""
            if not re.fullmatch(form, cell) and (cell or name not in self.may):
                return name
        return None

    def misfit(self, columns: Mapping[str, int], row: Row) -> str | None:
        """The first field whose cell is missing or not as it must be, else None."""
        if len(row) <= max(columns.values()):
            return next(name for name, column in columns.items() if column >= len(row))
        return self._misfit(columns, row)


@dataclass(frozen=True)
class Recognised:
    """A table whose kind is known."""

    table: Table
    kind: FileKind
    columns: Mapping[str, int]
    heading: int
    headings: tuple[str, ...]

    @property
    def edition(self) -> str:
        """The years in its headings, so that of two editions the newer is loaded last."""
        return max(re.findall(r"\d\d+", " ".join(self.headings)), default="", key=lambda year: year[-2:])

    def rows(self) -> Iterator[list[str]]:
        """The cells of the file's fields, in the order of `columns`. Blank rows are passed over.

        Raises ReferenceFileError at the first row in which a cell is missing or not as it must be.
        """
        with self.table.rows() as rows:
            for number, row in enumerate(rows, start=1):
                if number <= self.heading or not any(cell.strip() for cell in row):
                    continue
                misfit = self.kind.misfit(self.columns, row)
                if misfit:
                    raise ReferenceFileError(self._complaint(number, misfit, row))
                yield [row[column].strip() for column in self.columns.values()]

    def _complaint(self, number: int, name: str, row: Row) -> str:
        column = self.columns[name]
        cell = row[column] if column < len(row) else ""
        heading = f' ("{self.headings[column]}")' if column < len(self.headings) else ""
        expected = _FORM_WORDS.get(self.kind.forms[name], f"a {name.replace('_', ' ')}")
        return (
            f'Row {number}, column {column + 1}{heading}: "{cell[:_LETTERS_SHOWN]}" is not {expected}. '
            "The file is damaged or has been edited; download it again from its publisher."
        )


def recognised(table: Table, kinds: Sequence[FileKind]) -> Recognised:
    """What the table is. Raises ReferenceFileError, saying what was found instead, if it is none of the kinds."""
    first_rows = table.first_rows(_ROWS_LOOKED_AT)
    for kind in (kind for kind in kinds if kind.places):
        if first_rows and all(kind.columns(row) for row in first_rows):
            return Recognised(table, kind, kind.places, heading=0, headings=())
    for number, row in enumerate(first_rows, start=1):
        for kind in kinds:
            columns = kind.columns(row)
            if columns and not kind.places:
                return Recognised(table, kind, columns, number, tuple(row))
    raise ReferenceFileError(_what_was_found(first_rows))


def _what_was_found(first_rows: Sequence[Row]) -> str:
    found = next((row for row in first_rows if any(cell.strip() for cell in row)), ())
    if all(re.search(r"\d", cell) for cell in found):
        return "Its first row has no headings, so what its columns are cannot be told."
    shown = ", ".join(cell.strip() for cell in found[:_CELLS_SHOWN]) + (
        " …" if len(found) > _CELLS_SHOWN else ""
    )
    return f"Its columns are not those of a file that is used here: {shown}."


def _position(pattern: str, headings: Sequence[str]) -> int | None:
    """The first heading that matches; of alternatives in a pattern, the earlier wins."""
    matches: Callable[[str], re.Match[str] | None]
    for alternative in pattern.split(" or "):
        matches = re.compile(alternative).fullmatch
        for column, heading in enumerate(headings):
            if matches(heading):
                return column
    return None
