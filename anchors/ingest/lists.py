"""Checking a file that is a list of things and not of payments: one thing a row, nothing that is summed.

Most lists are one table whose headings are matched as those of payments are. A kind with an `outline` reads headings
that change from edition to edition itself; one that `reads_all_sheets` may have several tables in a workbook.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anchors.ingest.findings import Findings, Place, Problem, Question, Refused
from anchors.ingest.headings import MISSPELT, fingerprint, heading_cells, labels, match, row_score
from anchors.ingest.kinds import Guard, UploadKind
from anchors.ingest.list_values import TWICE, Values, leave_out, note
from anchors.ingest.outcome import Check
from anchors.ingest.reading import Book, Sheet, Uploaded, opened
from anchors.ingest.text import clean as cleaned
from anchors.ingest.text import column_letter
from anchors.ingest.tools import Span
from anchors.ingest.writing import LeftOutFile
from anchors.periods import Period, financial_year

DEEPEST_HEADING = 60
LEAST_SCORE = 2
SAMPLES = 3

Saved = Mapping[str, Mapping[str, str]]
Progress = Callable[[int, int], None]
Whose = Callable[[str], str | None]
"""None for a row of the sender's own; else why it is passed over, empty where there is nothing to say of it."""


@dataclass
class Table:
    """One table of the file: where it stands, its headings, and the column of each field."""

    book: Book
    sheet: Sheet
    header: int
    labels: list[str]
    words: list[str]
    fields: dict[str, int] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    question: Question | None = None

    @property
    def fingerprint(self) -> str:
        """The same for two files with the same headings in the same order."""
        return fingerprint(self.words)

    def rows(self) -> Iterator[list[str]]:
        """The rows below the headings."""
        for _, cells in self.numbered():
            yield cells

    def numbered(self, progress: Progress | None = None) -> Iterator[tuple[int, list[str]]]:
        """The same with the row number that the user sees."""
        before = 0
        for rows, position in self.sheet.chunks():
            for row, cells in enumerate(rows, before + 1):
                if row > self.header + 1:
                    yield row, cells
            before += len(rows)
            if progress:
                progress(min(position, self.book.size), self.book.size)


def check_list(
    path: Path,
    kind: UploadKind,
    *,
    name: str = "",
    mapping: Saved | None = None,
    period: Span | None = None,
    whose: Whose | None = None,
    clean: Path,
    left_out: Path,
    progress: Progress | None = None,
    **_: Any,
) -> Check:
    """Read a list from end to end; the same contract as `check`, for a kind without an amount.

    Accepted lines go to `clean` with the columns `source_row`, `source_sheet` and the kind's own; numbers as decimal
    strings, dates as yyyy-mm-dd, empty for no data. A row without the party of the kind and without its `reference`
    names nothing and is left out. `whose` parts the sender's own rows from those of others by the kind's `owner`.
    """
    for target in (clean, left_out):
        target.write_bytes(b"")
    try:
        with opened(path, name or path.name) as upload:
            findings = Findings()
            tables = _tables(upload, kind)
            for table in tables:
                _match(table, kind, mapping or {}, period, findings)
            settled = next((table.given["year"] for table in tables if table.given.get("year")), None)
            for table in tables if settled else ():
                if table.question:
                    _match(table, kind, mapping or {}, _financial_year(settled), findings)
            if asked := next((table.question for table in tables if table.question), None):
                return _outcome(tables, kind, findings, asked)
            return _read(tables, kind, findings, whose, (clean, left_out), progress)
    except Refused as refusal:
        return Check(name or path.name, "refused", str(refusal))


def _tables(upload: Uploaded, kind: UploadKind) -> list[Table]:
    """In each sheet the row that most looks like the headings of this kind; or only the best of all sheets."""
    best: list[tuple[int, Table]] = []
    for book in upload.books:
        for sheet in book.sheets:
            found = _heading_row(book, sheet, kind)
            best += [found] if found else []
    if not best:
        raise Refused(kind.unfit([], set(), set()) or f"No row of headings of {kind.label_within} was found.")
    if kind.reads_all_sheets:
        return [table for _, table in best]
    return [max(best, key=lambda each: each[0])[1]]


def _heading_row(book: Book, sheet: Sheet, kind: UploadKind) -> tuple[int, Table] | None:
    best: tuple[int, Table] | None = None
    for header, row in enumerate(sheet.preview[:DEEPEST_HEADING]):
        words = heading_cells(row)
        score = row_score(kind, ["" if each.replace(" ", "").isdigit() else each for each in words])
        if score >= LEAST_SCORE and (best is None or score > best[0]):
            best = score, Table(book, sheet, header, labels(row), words)
    return best


def _match(table: Table, kind: UploadKind, saved: Saved, period: Span | None, findings: Findings) -> None:
    if kind.outline is not None:
        _follow_outline(table, kind, period, findings)
    if earlier := saved.get(table.fingerprint):
        chosen = {code: table.labels.index(label) for code, label in earlier.items() if label in table.labels}
        table.fields, table.why = chosen, dict.fromkeys(chosen.values(), "your earlier choice")
    elif kind.outline is None:
        _match_words(table, kind)
    if reason := kind.unfit(table.words, set(table.fields), set(table.fields)):
        raise Refused(reason)


def _financial_year(text: str | None) -> Period | None:
    """The year that one table of the file settles for the others."""
    return financial_year(int(text)) if text else None


def _follow_outline(table: Table, kind: UploadKind, period: Span | None, findings: Findings) -> None:
    assert kind.outline is not None  # noqa: S101 - the caller looked
    outline = kind.outline(table.labels, table.rows, period, table.book.name)
    if outline.refusal:
        raise Refused(outline.refusal)
    table.labels, table.fields = list(outline.labels), dict(outline.fields)
    table.why = dict.fromkeys(outline.fields.values(), outline.why)
    table.given, table.guards, table.question = outline.given, outline.guards, outline.question
    for remark in outline.remarks:
        problem = findings.problems.setdefault(
            remark.code, Problem(remark.code, "check", remark.title, remark.act)
        )
        place = Place(table.header + 1, remark.column, table.labels[remark.column], table.sheet.name)
        note(findings, problem, place, "", remark.message)


def _match_words(table: Table, kind: UploadKind) -> None:
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
    """A table that is being read, row by row."""

    table: Table
    number: int
    kind: UploadKind
    good: Any
    bad: LeftOutFile
    findings: Findings
    whose: Whose | None
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The values of its rows are read by the columns of the kind."""
        table = self.table
        self.values = Values(
            self.kind, table.fields, table.labels, table.given, table.guards, self.findings, self._sheet
        )

    @property
    def _sheet(self) -> str:
        """The sheet's name where there are several."""
        return self.table.sheet.name if self.kind.reads_all_sheets else ""

    def take(self, cells: list[str], row: int) -> None:
        """Accept a row, leave it out, or pass over it."""
        findings = self.findings
        if not any(cell.strip() for cell in cells):
            findings.blank()
        elif heading_cells(cells)[: len(self.table.words)] == self.table.words:
            findings.ignored["header"] += 1
        elif not self._is_of_others(cells, row):
            values = self.values.of(cells, row)
            if not (values[self.kind.party] or values.get("reference")):
                leave_out(findings, self.bad, self._place(self.kind.party, row), cells)
            elif first := self._stands_before(values, row):
                place = self._place(self.kind.party, row)
                leave_out(
                    findings, self.bad, place, cells, why=TWICE, value=cells[place.column or 0], first=first
                )
            else:
                self.good.writerow((row, self.number, *values.values()))
                findings.accepted.add(1, 0)

    def _stands_before(self, values: Mapping[str, str], row: int) -> int | None:
        """The earlier row of the table for the same thing, where there is one."""
        if not self.kind.once:
            return None
        first = self.seen.setdefault(tuple(values[code].upper() for code in self.kind.once), row)
        return None if first == row else first

    def _is_of_others(self, cells: list[str], row: int) -> bool:
        if self.whose is None:
            return False
        owner = self.values.text(cells, self.kind.column(self.kind.owner))
        reason = self.whose(owner) if owner else None
        if reason:
            problem = self.findings.problems.setdefault(
                "others", Problem("others", "check", "Rows of other organisations", "Nothing: they are passed over")
            )  # fmt: skip
            note(self.findings, problem, self._place(self.kind.owner, row), owner, reason)
        if reason is not None:
            self.findings.ignored["others"] = self.findings.ignored.get("others", 0) + 1
        return reason is not None

    def _place(self, field_code: str, row: int) -> Place:
        column = self.table.fields.get(field_code, self.table.fields.get("reference", 0))
        return Place(row, column, self.table.labels[column], self._sheet)


def _read(
    tables: list[Table],
    kind: UploadKind,
    findings: Findings,
    whose: Whose | None,
    targets: tuple[Path, Path],
    progress: Progress | None,
) -> Check:
    clean, left_out = targets
    bad = LeftOutFile(left_out)
    with clean.open("w", newline="", encoding="utf-8") as file:
        good = csv.writer(file)
        good.writerow(("source_row", "source_sheet", *(column.code for column in kind.columns)))
        for number, table in enumerate(tables):
            bad.headings(table.labels)
            reading = Reading(table, number, kind, good, bad, findings, whose)
            for row, cells in table.numbered(progress):
                reading.take(cells, row)
    bad.close()
    if not findings.accepted.lines:
        raise Refused(_why_nothing(kind, findings))
    return _outcome(tables, kind, findings)


def _why_nothing(kind: UploadKind, findings: Findings) -> str:
    others = findings.ignored.get("others", 0)
    if not others:
        return f"The file has headings but no {kind.line}s below them."
    reason = f"None of the {others:,} rows is of this organisation: {kind.column(kind.owner).label} tells them apart."
    if "others" in findings.problems:
        reason += f" {findings.problems['others'].examples[0]['message']}"
    return reason


def _outcome(
    tables: list[Table], kind: UploadKind, findings: Findings, asked: Question | None = None
) -> Check:
    table = tables[0]
    left_out = sum(problem.count for problem in findings.problems.values() if problem.severity == "out")
    fields = {index: code for code, index in table.fields.items()}
    below = table.sheet.preview[table.header + 1 :]
    headings = [
        {"heading": label, "letter": column_letter(index), "samples": _samples(below, index),
         "field": fields.get(index), "why": table.why.get(index, "")}
        for index, label in enumerate(table.labels)
    ]  # fmt: skip
    given = next((each.given for each in tables if each.given.get("year")), table.given)
    facts = {**table.book.facts, "header_row": table.header + 1, "sheet": table.sheet.name, **given}
    return Check(
        table.book.name,
        "question" if asked else "checked",
        None,
        questions=[asked] if asked else [],
        findings=findings,
        columns={code: table.labels[index] for code, index in table.fields.items()},
        fingerprint=table.fingerprint,
        headings=headings,
        left_out_rows=left_out,
        file_facts=facts,
    )


def _samples(rows: list[list[str]], index: int) -> list[str]:
    values = (cleaned(row[index]) for row in rows if index < len(row) and row[index].strip())
    return list(dict.fromkeys(values))[:SAMPLES]
