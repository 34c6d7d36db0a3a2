"""Reference files as they are published: CSV or tab-separated text, plain, gzipped or zipped, workbooks, GeoJSON.

What a file is shows in its content, never in its name. Nothing here knows what the tables mean.
"""

import codecs
import csv
import gzip
import hashlib
import io
import itertools
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook

_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK", b"\xd0\xcf\x11\xe0"
_JSON = (b"{", b"[")
GEOMETRY = "geometry"
"""Heading of the column that holds the outlines of a GeoJSON file, each as JSON."""
Row = Sequence[str]


class ReferenceFileError(Exception):
    """The file cannot be used. The message says what was found, what was expected and what to do."""


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows text, which older public files are written in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows", _as_windows_text)


@dataclass(frozen=True)
class Table:
    """One table: a text file, a member of a zip archive, a sheet of a workbook or the features of a GeoJSON file."""

    path: Path
    member: str = ""
    sheet: str = ""

    @property
    def name(self) -> str:
        """What to call it in a report."""
        inner = self.member or self.sheet
        return f"{self.path.name}: {inner}" if inner else self.path.name

    @contextmanager
    def rows(self) -> Iterator[Iterator[Row]]:
        """Its rows from the first, read as they are asked for. Workbook cells come as text."""
        if self.sheet:
            workbook = CalamineWorkbook.from_path(str(self.path))
            yield map(_cell_texts, workbook.get_sheet_by_name(self.sheet).iter_rows())
            return
        if not self.member and _beginning(self.path).lstrip().startswith(_JSON):
            yield _features(self.path)
            return
        with self._opened() as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8", errors="windows", newline="")
            first = text.readline().removeprefix("\ufeff")
            delimiter = "\t" if first.count("\t") > first.count(",") else ","
            yield csv.reader(itertools.chain([first], text), delimiter=delimiter)

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        if self.member:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                yield stream
        elif _beginning(self.path).startswith(_GZIP):
            with gzip.open(self.path) as stream:
                yield io.BufferedReader(stream)
        else:
            with self.path.open("rb") as stream:
                yield stream

    def first_rows(self, count: int) -> list[Row]:
        """The first rows. Raises ReferenceFileError where the file holds no table."""
        try:
            with self.rows() as rows:
                return list(itertools.islice(rows, count))
        except (OSError, EOFError, csv.Error, zipfile.BadZipFile, CalamineError) as error:
            raise ReferenceFileError(f"It cannot be read as a table ({error}).") from error


def tables_in(path: Path) -> list[Table]:
    """The tables in a file. Raises ReferenceFileError for a file that has none."""
    beginning = _beginning(path)
    if not beginning.strip():
        raise ReferenceFileError("The file is empty.")
    if beginning.lstrip().startswith(b"<"):
        raise ReferenceFileError("It is a web page or XML, not a table.")
    try:
        if beginning.startswith(_ZIP):
            return _tables_in_zip(path)
        if beginning.startswith(_OLE):
            return _sheets(path)
    except (OSError, zipfile.BadZipFile, CalamineError) as error:
        raise ReferenceFileError(f"The file is damaged ({error}). Download it again.") from error
    return [Table(path)]


def digest(path: Path) -> str:
    """The SHA-256 of the file, by which an edition is known."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _features(path: Path) -> Iterator[Row]:
    """The properties of each feature of a GeoJSON file and its geometry, after a row of headings."""
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise ReferenceFileError(f"It begins like JSON and cannot be read as such ({error}).") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise ReferenceFileError("It is JSON and not a map (a GeoJSON feature collection).")
    headings = list(features[0].get("properties") or {}) if features else []
    yield [*headings, GEOMETRY]
    for feature in features:
        known = feature.get("properties") or {}
        yield [*(str(known.get(name, "")) for name in headings), json.dumps(feature.get(GEOMETRY))]


def _tables_in_zip(path: Path) -> list[Table]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if any(member.filename == "xl/workbook.xml" for member in members):
        return _sheets(path)
    texts = [member for member in members if member.filename.lower().endswith((".csv", ".txt", ".tsv"))]
    if not texts:
        raise ReferenceFileError("The archive holds no CSV file.")
    texts.sort(key=lambda member: -member.file_size)
    return [Table(path, member=member.filename) for member in texts]


def _sheets(path: Path) -> list[Table]:
    return [Table(path, sheet=name) for name in CalamineWorkbook.from_path(str(path)).sheet_names]


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(64)


def _cell_texts(cells: Sequence[object]) -> list[str]:
    return [_cell_text(cell) for cell in cells]


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
