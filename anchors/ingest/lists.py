"""Checking a file that is a list of things and not of payments: no amounts, no dates, one thing a row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anchors.ingest.findings import Findings, Place, Problem, Refused
from anchors.ingest.headings import MISSPELT, heading_cells, labels, match, row_score
from anchors.ingest.kinds import UploadKind
from anchors.ingest.outcome import Check
from anchors.ingest.reading import Book, Sheet, Uploaded, opened
from anchors.ingest.text import clean as cleaned
from anchors.ingest.text import column_letter
from anchors.ingest.writing import CleanFile, LeftOutFile

DEEPEST_HEADING = 60
LEAST_SCORE = 2
SAMPLES = 3
NAMELESS = "no_name_or_number"

Saved = Mapping[str, Mapping[str, str]]
Progress = Callable[[int, int], None]


@dataclass
class Table:
    """The one table of the file: where it stands, its headings, and the column of each field."""

    book: Book
    sheet: Sheet
    header: int
    labels: list[str]
    words: list[str]
    fields: dict[str, int] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The same for two files with the same headings in the same order."""
        return hashlib.sha256("|".join(self.words).rstrip("|").encode()).hexdigest()[:16]


def check_list(
    path: Path,
    kind: UploadKind,
    *,
    name: str = "",
    mapping: Saved | None = None,
    clean: Path,
    left_out: Path,
    progress: Progress | None = None,
    **_: Any,
) -> Check:
    """Read a list from end to end; the same contract as `check`, for a kind without an amount.

    Accepted lines go to `clean` with the columns `source_row`, `source_sheet` and the kind's own. A row without the
    party of the kind and without its `reference` names nothing and is left out.
    """
    for target in (clean, left_out):
        target.write_bytes(b"")
    try:
        with opened(path, name or path.name) as upload:
            table = _table(upload, kind, mapping or {})
            return _read(upload, table, kind, clean, left_out, progress)
    except Refused as refusal:
        return Check(name or path.name, "refused", str(refusal))


def clean_columns(kind: UploadKind) -> tuple[str, ...]:
    """Columns of the file of accepted lines, in order."""
    return ("source_row", "source_sheet", *(column.code for column in kind.columns))


def _table(upload: Uploaded, kind: UploadKind, saved: Saved) -> Table:
    """The sheet and the row whose cells most look like the headings of this kind."""
    best: tuple[int, Table] | None = None
    for book in upload.books:
        for sheet in book.sheets:
            for header, row in enumerate(sheet.preview[:DEEPEST_HEADING]):
                words = heading_cells(row)
                score = row_score(kind, words)
                if score >= LEAST_SCORE and (best is None or score > best[0]):
                    best = score, Table(book, sheet, header, labels(row), words)
    if best is None:
        raise Refused(kind.unfit([], set()) or f"No row of headings of a {kind.label} was found.")
    table = best[1]
    _match(table, kind, saved)
    if reason := kind.unfit(table.words, set(table.fields)):
        raise Refused(reason)
    return table


def _match(table: Table, kind: UploadKind, saved: Saved) -> None:
    if earlier := saved.get(table.fingerprint):
        chosen = {code: table.labels.index(label) for code, label in earlier.items() if label in table.labels}
        table.fields, table.why = chosen, dict.fromkeys(chosen.values(), "your earlier choice")
        return
    found = [
        (fit.order, column.code, index, fit.why)
        for column in kind.columns
        for index, words in enumerate(table.words)
        if words and (fit := match(column, words)) and fit.strength >= MISSPELT
    ]
    for _, code, index, why in sorted(found):
        if code not in table.fields and index not in table.why:
            table.fields[code], table.why[index] = index, why


def _read(
    upload: Uploaded, table: Table, kind: UploadKind, clean: Path, left_out: Path, progress: Progress | None
) -> Check:
    findings, row = Findings(), 0
    out = Problem(NAMELESS, "out", "Neither a name nor a number", "Add the name or the number", f"the {kind.line}’s name")
    good, bad = CleanFile(clean, clean_columns(kind)), LeftOutFile(left_out)
    bad.headings(table.labels)
    places = [table.fields.get(column.code) for column in kind.columns]
    try:
        for rows, position in table.sheet.chunks():
            for cells in rows:
                row += 1
                if row - 1 <= table.header:
                    continue
                _take(cells, row, table, kind, places, findings, out, good, bad)
            if progress:
                progress(min(position, table.book.size), table.book.size)
    finally:
        good.close()
        bad.close()
    if not findings.accepted.lines:
        raise Refused(f"The file has headings but no {kind.line}s below them.")
    return _outcome(upload, table, findings, out)


def _take(
    cells: list[str],
    row: int,
    table: Table,
    kind: UploadKind,
    places: list[int | None],
    findings: Findings,
    out: Problem,
    good: CleanFile,
    bad: LeftOutFile,
) -> None:
    if not any(cell.strip() for cell in cells):
        findings.blank()
        return
    if heading_cells(cells)[: len(table.words)] == table.words:
        findings.ignored["header"] += 1
        return
    values = [
        cleaned(cells[place])[: column.longest] if place is not None and place < len(cells) else ""
        for place, column in zip(places, kind.columns, strict=True)
    ]
    named = dict(zip((column.code for column in kind.columns), values, strict=True))
    if named[kind.party] or named.get("reference"):
        good.write([(row, 0, *values)])
        findings.accepted.add(1, 0)
        return
    findings.problems[NAMELESS] = out
    place = Place(row, table.fields.get(kind.party), table.labels[table.fields.get(kind.party, 0)])
    message = "there is neither a name nor a number. Add one, or delete the row."
    findings.note(NAMELESS, place, "", message)
    bad.write(cells, str(row), f"{place.words}: {message}", out.act)


def _outcome(upload: Uploaded, table: Table, findings: Findings, out: Problem) -> Check:
    fields = {index: code for code, index in table.fields.items()}
    below = table.sheet.preview[table.header + 1 :]
    headings = [
        {"heading": label, "letter": column_letter(index), "samples": _samples(below, index),
         "field": fields.get(index), "why": table.why.get(index, "")}
        for index, label in enumerate(table.labels)
    ]  # fmt: skip
    return Check(
        table.book.name,
        "checked",
        None,
        findings=findings,
        columns={code: table.labels[index] for code, index in table.fields.items()},
        fingerprint=table.fingerprint,
        headings=headings,
        left_out_rows=out.count,
        file_facts={**table.book.facts, "header_row": table.header + 1, "sheet": table.sheet.name},
    )


def _samples(rows: list[list[str]], index: int) -> list[str]:
    values = (cleaned(row[index]) for row in rows if index < len(row) and row[index].strip())
    return list(dict.fromkeys(values))[:SAMPLES]
