"""Files as sheets of text cells: text files are streamed, workbooks opened, archives unpacked and read one by one."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from anchors.ingest.contents import DAMAGED, LOCKED, USE_CSV, content_of, unpacked_members
from anchors.ingest.dialect import (
    SAMPLE_LINES,
    BrokenQuotes,
    Dialect,
    dialect_of,
    refuse_swallowed,
    refuse_unclosed,
)
from anchors.ingest.encoding import Encoding, digest, encoding_of
from anchors.ingest.findings import Refused
from anchors.ingest.memory import MemoryFile, Source
from anchors.ingest.text import BROKEN_MARK, MARKS

CHUNK = 5_000
"""Rows read at once: as many as the processor keeps near; four times as many take a tenth longer."""
PREVIEW = 400
MOST_COLUMNS = 1000
SAMPLE_CHARACTERS = 500_000

Rows = list[list[str]]
Chunk = tuple[Rows, int]
"""Rows, and how many bytes of the file have been read."""


@dataclass
class Sheet:
    """One table-like part of a file. `chunks()` reads it from the start each time."""

    name: str
    preview: Rows
    chunks: Callable[[], Iterator[Chunk]]
    hidden: bool = False
    repaired: bool = False
    parted: int | None = None
    """The column that was made two: it and the next one are the same in the file."""


@dataclass
class Book:
    """One file: its sheets, and the facts about it that the user is shown."""

    name: str
    size: int
    sheets: list[Sheet]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Uploaded:
    """Everything in an uploaded file that can be read, and the members of an archive that cannot, with the reason."""

    books: list[Book]
    unread: list[tuple[str, str]]
    sha256: str
    size: int
    is_archive: bool = False


@contextmanager
def opened(path: Source, name: str) -> Iterator[Uploaded]:
    """The uploaded file, opened; Refused when there is nothing in it that can be read."""
    try:
        if not path.is_file():
            raise Refused("This is not a file." if path.exists() else "There is no such file.")
        size = path.stat().st_size
        content = content_of(path)
    except OSError as trouble:
        raise Refused("The selected file could not be opened.") from trouble
    if content != "archive":
        book = _book(path, name, content)
        yield Uploaded([book], [], book.facts["sha256"], size)
        return
    if isinstance(path, MemoryFile):
        raise Refused("The selected file is a ZIP. Send the CSV or XLSX that is in it.")
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        books, unread = _members(path, Path(folder))
        yield Uploaded(books, unread, digest(path), size, is_archive=True)


def _members(path: Path, folder: Path) -> tuple[list[Book], list[tuple[str, str]]]:
    members, _ = unpacked_members(path, folder)
    books: list[Book] = []
    unread: list[tuple[str, str]] = []
    seen: dict[str, str] = {}
    for member in sorted(members, key=lambda m: m.name):
        try:
            content = content_of(member.path)
            if content == "archive":
                raise Refused("It is a ZIP inside a ZIP.")
            book = _book(member.path, member.name, content)
        except Refused as refusal:
            unread.append((member.name, str(refusal).replace("The selected file", "It")))
            continue
        if twin := seen.get(book.facts["sha256"]):
            unread.append((member.name, f"It is the same file as {twin}."))
            continue
        seen[book.facts["sha256"]] = member.name
        books.append(book)
    if not books:
        raise Refused(
            unread[0][1].replace("It is", f"{unread[0][0]} is", 1)
            if len(unread) == 1
            else "None of the files in the ZIP is a spreadsheet that can be read."
        )
    return books, unread


def _book(path: Source, name: str, content: str) -> Book:
    return _text_book(path, name) if content == "text" else _workbook(path, name)


def _text_book(path: Source, name: str) -> Book:
    encoding = encoding_of(path)
    text, _ = encoding.open(path)
    with text:
        sample = _sample(text)
    if sample:
        sample[0] = _unmarked(sample[0])
    dialect = dialect_of(sample)
    sheet = Sheet("", [], lambda: iter(()))
    sheet.chunks = lambda: _text_chunks(path, encoding, dialect, sheet, CHUNK)
    sheet.preview = next(_text_chunks(path, encoding, dialect, sheet, PREVIEW), ([], 0))[0]
    if not any(any(cell.strip() for cell in row) for row in sheet.preview):
        raise Refused("The selected file is empty.")
    widest = sorted(sum(1 for cell in row if cell.strip()) for row in sheet.preview)[len(sheet.preview) // 2]
    if widest > MOST_COLUMNS:
        raise Refused(f"The selected file has {widest:,} columns, far more than a list needs. {USE_CSV}")
    facts = {
        "format": "CSV",
        "encoding": encoding.name,
        "delimiter": dialect.separator,
        "sha256": encoding.sha256,
        "size": encoding.size,
    }
    return Book(name, encoding.size, [sheet], facts)


def _sample(text: TextIO) -> list[str]:
    """The first lines, as many as tell how the file is made up."""
    sample: list[str] = []
    room = SAMPLE_CHARACTERS
    while room > 0 and len(sample) < SAMPLE_LINES and (line := text.readline(room)):
        sample.append(_bare(line))
        room -= len(line)
    return sample


def _bare(line: str) -> str:
    return line.replace("\x00", "")


def _unmarked(line: str) -> str:
    while (line[:1] in MARKS and line) or line.startswith(BROKEN_MARK):
        line = line.removeprefix(BROKEN_MARK) if line.startswith(BROKEN_MARK) else line[1:]
    return line


def _lines(encoding: Encoding, text: Iterator[str], skip: int) -> Iterator[str]:
    first = _unmarked(_bare(next(islice(text, skip, None), "")))
    rest = map(_bare, text) if encoding.nuls and not encoding.codec.startswith("utf-16") else text
    return chain([first], rest)


def _text_chunks(
    path: Source, encoding: Encoding, dialect: Dialect, sheet: Sheet, size: int
) -> Iterator[Chunk]:
    """Rows of a text file. A row's cells may hold line breaks; where a stray quotation mark has swallowed lines,
    reading starts again line by line (`sheet.repaired`), which raises BrokenQuotes once rows were given out.
    """
    text, raw = encoding.open(path)
    with text:
        lines = _lines(encoding, text, dialect.skip)
        width = len(sheet.preview[0]) if sheet.preview else 0
        rows = (
            dialect.rows_by_line(lines, sheet_width(sheet.preview)) if sheet.repaired else dialect.rows(lines)
        )
        given, lines_before = False, 0
        while True:
            try:
                chunk = list(islice(rows, size))
                lines_now = getattr(rows, "line_num", -1)
                if not sheet.repaired and lines_now - lines_before != len(chunk):
                    refuse_swallowed(chunk, dialect.separator, width or sheet_width(chunk))
                if not sheet.repaired:
                    refuse_unclosed(chunk, sheet_width(sheet.preview or chunk))
                lines_before = lines_now
            except (csv.Error, BrokenQuotes):
                if sheet.repaired:
                    raise Refused(DAMAGED) from None
                sheet.repaired = True
                if given:
                    raise BrokenQuotes from None
                yield from _text_chunks(path, encoding, dialect, sheet, size)
                return
            if not chunk:
                return
            given = True
            yield chunk, raw.tell()


def sheet_width(rows: Rows) -> int:
    """The number of cells that most rows have."""
    widths: dict[int, int] = {}
    for row in rows[:PREVIEW]:
        widths[len(row)] = widths.get(len(row), 0) + 1
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _workbook(path: Source, name: str) -> Book:
    from python_calamine import CalamineWorkbook, PasswordError  # noqa: PLC0415 - only workbooks need it

    try:
        book = (
            CalamineWorkbook.from_filelike(path.open())
            if isinstance(path, MemoryFile)
            else CalamineWorkbook.from_path(str(path))
        )
        size = path.stat().st_size
        sheets = [
            _worksheet(book, meta, size) for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)
        ]
    except PasswordError as trouble:
        raise Refused(LOCKED) from trouble
    except (KeyboardInterrupt, SystemExit, GeneratorExit, Refused, MemoryError):
        raise
    except BaseException as trouble:
        if "password" in str(trouble).lower():
            raise Refused(LOCKED) from trouble
        raise Refused(f"The selected file cannot be opened as a spreadsheet. {USE_CSV}") from trouble
    sheets = [sheet for sheet in sheets if sheet.preview]
    if not sheets:
        raise Refused("The selected file is empty.")
    facts = {
        "format": path_format(path),
        "encoding": "",
        "delimiter": "",
        "sha256": digest(path),
        "size": size,
    }
    return Book(name, size, sheets, facts)


def path_format(path: Source) -> str:
    """XLS for the old binary form, else XLSX or ODS."""
    with path.open("rb") as file:
        head = file.read(200)
    return "XLS" if head.startswith(b"\xd0\xcf") else "ODS" if b"opendocument" in head else "XLSX"


def _worksheet(book: Any, meta: Any, size: int) -> Sheet:
    worksheet = book.get_sheet_by_name(meta.name)
    rows = _filled_down(
        [[cell_text(cell) for cell in row] for row in worksheet.to_python(skip_empty_area=False)],
        worksheet.merged_cell_ranges,
    )
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()

    def chunks() -> Iterator[Chunk]:
        for start in range(0, len(rows), CHUNK):
            yield (
                [list(row) for row in rows[start : start + CHUNK]],
                size * min(start + CHUNK, len(rows)) // len(rows),
            )

    return Sheet(meta.name, rows[:PREVIEW], chunks, hidden=not str(meta.visible).endswith(".Visible"))


def _filled_down(rows: Rows, merged: Any) -> Rows:
    """A cell merged down over several rows speaks for each of them, unless it is a number."""
    for (top, left), (bottom, right) in merged or ():
        if left != right or bottom <= top or bottom >= len(rows) or bottom - top > 2000:
            continue
        value = rows[top][left] if left < len(rows[top]) else ""
        if value and not value.replace(".", "").replace("-", "").replace(",", "").isdigit():
            for row in rows[top + 1 : bottom + 1]:
                if not row[left]:
                    row[left] = value
    return rows


def cell_text(cell: Any) -> str:
    """A workbook's cell as the text that a person would have typed; dates as yyyy-mm-dd."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        text = repr(cell)
        return format(Decimal(text), "f") if "e" in text else text
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time(0) else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, (int, time, timedelta)) else ""
