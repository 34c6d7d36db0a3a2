"""Checking a file that is a list of things and not of payments: no amounts, no dates, one thing a row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anchors.ingest.findings import Findings, Place, Problem, Refused
from anchors.ingest.headings import MISSPELT, fingerprint, heading_cells, labels, match, row_score
from anchors.ingest.kinds import Column, UploadKind
from anchors.ingest.outcome import Check
from anchors.ingest.reading import Book, Sheet, Uploaded, opened
from anchors.ingest.text import clean as cleaned
from anchors.ingest.text import column_letter
from anchors.ingest.writing import LeftOutFile

DEEPEST_HEADING = 60
LEAST_SCORE = 2
SAMPLES = 3
NAMELESS = "no_name_or_number"
NAME_IT = "Add the name or the number, or delete the row"
MISSING = "there is neither a name nor a number. Add one of them, or delete the row."

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
        return fingerprint(self.words)


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
            return _read(table, kind, clean, left_out, progress)
    except Refused as refusal:
        return Check(name or path.name, "refused", str(refusal))


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
        raise Refused(kind.unfit([], set(), set()) or f"No row of headings of a {kind.label} was found.")
    table = best[1]
    _match(table, kind, saved)
    if reason := kind.unfit(table.words, set(table.fields), set(table.fields)):
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


@dataclass
class Reading:
    """A list that is being read, row by row."""

    table: Table
    kind: UploadKind
    good: Any
    bad: LeftOutFile
    findings: Findings = field(default_factory=Findings)

    def take(self, cells: list[str], row: int) -> None:
        """Accept a row, leave it out, or pass over it."""
        table, findings = self.table, self.findings
        if not any(cell.strip() for cell in cells):
            findings.blank()
        elif heading_cells(cells)[: len(table.words)] == table.words:
            findings.ignored["header"] += 1
        else:
            values = {column.code: self._value(cells, column) for column in self.kind.columns}
            if values[self.kind.party] or values.get("reference"):
                self.good.writerow((row, 0, *values.values()))
                findings.accepted.add(1, 0)
            else:
                self._leave_out(cells, row)

    def _value(self, cells: list[str], column: Column) -> str:
        place = self.table.fields.get(column.code)
        return cleaned(cells[place])[: column.longest] if place is not None and place < len(cells) else ""

    def _leave_out(self, cells: list[str], row: int) -> None:
        column = self.table.fields.get(self.kind.party, self.table.fields.get("reference", 0))
        place = Place(row, column, self.table.labels[column])
        self.findings.problems.setdefault(
            NAMELESS, Problem(NAMELESS, "out", "Neither a name nor a number", NAME_IT, "a name or a number")
        )
        self.findings.note(NAMELESS, place, "", MISSING)
        self.bad.write(cells, str(row), f"{place.words}: {MISSING}", NAME_IT)


def _read(table: Table, kind: UploadKind, clean: Path, left_out: Path, progress: Progress | None) -> Check:
    bad, before = LeftOutFile(left_out), 0
    bad.headings(table.labels)
    with clean.open("w", newline="", encoding="utf-8") as file:
        good = csv.writer(file)
        good.writerow(("source_row", "source_sheet", *(column.code for column in kind.columns)))
        reading = Reading(table, kind, good, bad)
        for rows, position in table.sheet.chunks():
            for row, cells in enumerate(rows, before + 1):
                if row > table.header + 1:
                    reading.take(cells, row)
            before += len(rows)
            if progress:
                progress(min(position, table.book.size), table.book.size)
    bad.close()
    if not reading.findings.accepted.lines:
        raise Refused(f"The file has headings but no {kind.line}s below them.")
    return _outcome(table, reading.findings)


def _outcome(table: Table, findings: Findings) -> Check:
    left_out = findings.problems.get(NAMELESS)
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
        left_out_rows=left_out.count if left_out else 0,
        file_facts={**table.book.facts, "header_row": table.header + 1, "sheet": table.sheet.name},
    )


def _samples(rows: list[list[str]], index: int) -> list[str]:
    values = (cleaned(row[index]) for row in rows if index < len(row) and row[index].strip())
    return list(dict.fromkeys(values))[:SAMPLES]
