"""Where the table of a staff file begins and which column is what; who cannot be told from what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from anchors.geography import normal_postcode
from anchors.ingest.reading import Book, Sheet
from anchors.ingest.text import column_letter
from workforce.intake.columns import AREA, PEOPLE, POSTCODE, Choice, headings_shown, matched

DEEPEST_HEADING = 60
MOSTLY = 0.6
FEWEST_HEADINGS = 2
NEITHER = (
    "No column holds home postcodes, or small areas (LSOA codes) with numbers of people. "
    "The file needs one row a person with a home postcode, or one row an area with its number of staff."
)
WHICH = (
    "We cannot tell which column holds the home postcodes. "
    "Choose it below and select the file again: it was not kept."
)


class IntakeRefused(Exception):  # noqa: N818 - it says what became of the file
    """The file cannot be taken in; the message is one sentence for the person, with nothing of the file in it.

    `choices` are the columns to choose from where only that is unclear.
    """

    def __init__(self, message: str, choices: Sequence[Choice] = ()) -> None:
        super().__init__(message)
        self.choices = tuple(choices)


@dataclass(frozen=True)
class Table:
    """One table: its sheet, the row at which its rows begin (from 0), and the column of each field (from 0)."""

    sheet: Sheet
    start: int
    fields: dict[str, int]
    headings: tuple[str, ...]

    @property
    def is_of_areas(self) -> bool:
        """Whether a row is an area with a number of people, not a person."""
        return POSTCODE not in self.fields

    @property
    def letters(self) -> dict[str, str]:
        """Field to column letter."""
        return {code: column_letter(index) for code, index in self.fields.items()}


@dataclass(frozen=True)
class _Candidate:
    """A row that may be the heading row, and what its cells may stand for."""

    score: int
    sheet: Sheet
    row: int
    found: dict[str, list[int]]


def table_of(books: Sequence[Book], postcode_column: str) -> Table:
    """The table; IntakeRefused where there is none. `postcode_column` is a letter that the person chose, or empty."""
    sheets = [sheet for book in books for sheet in book.sheets]
    best = max(
        (each for sheet in sheets for each in _candidates(sheet)), key=lambda each: each.score, default=None
    )
    if best is None:
        return _headless(sheets[0], postcode_column)
    fields = {code: places[0] for code, places in best.found.items() if len(places) == 1}
    if postcode_column:
        fields[POSTCODE] = _chosen(postcode_column, best.sheet)
    elif POSTCODE not in fields and not (AREA in fields and PEOPLE in fields):
        fields[POSTCODE] = _by_values(best)
    if POSTCODE in fields:
        fields = {code: place for code, place in fields.items() if code not in (AREA, PEOPLE)}
        fields = {c: place for c, place in fields.items() if c == POSTCODE or place != fields[POSTCODE]}
    return Table(best.sheet, best.row + 1, fields, tuple(best.sheet.preview[best.row]))


def _candidates(sheet: Sheet) -> list[_Candidate]:
    """Rows near the top that name columns; a row with a postcode in it is no heading row."""
    found = []
    for number, row in enumerate(sheet.preview[:DEEPEST_HEADING]):
        fits = {} if any(_is_postcode(cell) for cell in row) else matched(row)
        main = POSTCODE in fits or (AREA in fits and PEOPLE in fits)
        score = len(fits) + (len(fits) + 1) * main
        if main or score >= FEWEST_HEADINGS:
            found.append(_Candidate(score, sheet, number, fits))
    return found


def _by_values(best: _Candidate) -> int:
    """The one column that holds postcodes though its heading does not say so."""
    places = _postcode_columns(best.sheet.preview[best.row + 1 :])
    if len(places) == 1:
        return places[0]
    if not places and POSTCODE not in best.found:
        raise IntakeRefused(NEITHER, _choices(best.sheet.preview[best.row]))
    raise IntakeRefused(WHICH, _choices(best.sheet.preview[best.row]))


def _headless(sheet: Sheet, postcode_column: str) -> Table:
    """A table without a heading that we know: a single column of postcodes will do, or the one that was chosen."""
    rows = sheet.preview
    if postcode_column:
        column = _chosen(postcode_column, sheet)
    else:
        places = _postcode_columns(rows)
        if len(places) != 1:
            width = max(map(len, rows), default=0)
            letters = [Choice(column_letter(index), "") for index in range(min(width, 100))]
            raise IntakeRefused(WHICH if places else NEITHER, letters)
        column = places[0]
    first = next((n for n, row in enumerate(rows) if column < len(row) and _is_postcode(row[column])), 0)
    return Table(sheet, first, {POSTCODE: column}, ())


def _chosen(letter: str, sheet: Sheet) -> int:
    """The number of a column by its letter."""
    width = max(map(len, sheet.preview), default=0)
    found = next((index for index in range(width) if column_letter(index) == letter), None)
    if found is None:
        raise IntakeRefused("The file has no such column as you chose. Select the file again.")
    return found


def _postcode_columns(rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns most of whose cells are postcodes."""
    found = []
    for index in range(max(map(len, rows), default=0)):
        cells = [row[index] for row in rows if index < len(row) and row[index].strip()]
        if cells and sum(map(_is_postcode, cells)) >= MOSTLY * len(cells):
            found.append(index)
    return found


def _is_postcode(cell: str) -> bool:
    return len(cell) < 12 and (normal_postcode(cell) is not None or cell.upper().startswith("ZZ99"))


def _choices(row: Sequence[str]) -> list[Choice]:
    """The columns by the headings of a row that surely is one."""
    return [
        Choice(column_letter(index), words if row[index].strip() else "")
        for index, words in enumerate(headings_shown(row))
    ]
