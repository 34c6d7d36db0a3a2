"""The sheets of an upload that hold lines, found before any is read: which they are and how each is laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from anchors.ingest.columns import Layout
from anchors.ingest.findings import Lines, Refused
from anchors.ingest.headings import heading_cells, row_score
from anchors.ingest.kinds import UploadKind
from anchors.ingest.layout import continued, layout_of
from anchors.ingest.reading import Book, Sheet, Uploaded
from anchors.ingest.tables import tables_of
from anchors.ingest.tools import Span

FEWEST_FIELDS_OF_A_LIST = 4
FEWEST_REPEATED_LINES = 3

Progress = Callable[[int, int], None]
Saved = Mapping[str, Mapping[str, str]]


@dataclass
class Part:
    """One sheet that is read, with its layout."""

    book: Book
    sheet: Sheet
    layout: Layout
    number: int
    name: str
    lines: Lines = field(default_factory=Lines)
    rows: Counter[int] = field(default_factory=Counter)
    """The lines as such, to tell a sheet that holds some of the lines of another."""
    continues: bool = False


@dataclass
class Work:
    """A check in progress: what was asked for, and what is known before the rows are read."""

    kind: UploadKind
    name: str
    upload: Uploaded
    answers: Mapping[str, str]
    saved: Saved
    period: Span | None
    clean: Path | None
    combinations: Path | None
    left_out: Path | None
    progress: Progress | None
    parts: list[Part] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    unread_sheets: list[tuple[str, str]] = field(default_factory=list)


Measured = Callable[[Work, Part], tuple[Lines, Counter[int]]]


def find_parts(work: Work, measured: Measured) -> None:
    """The sheets that hold lines: those as complete as the best one; and once only what is there twice.

    `measured` reads one sheet and gives its lines and their sum, and how often each line stands in it.
    """
    reasons: list[tuple[int, str]] = []
    number = 0
    for book in work.upload.books:
        for sheet in (table for found in book.sheets for table in tables_of(found)):
            name = " ".join(filter(None, (book.name if work.upload.is_archive else "", sheet.name)))
            try:
                layout = layout_of(work.kind, sheet.preview, saved=work.saved, answers=work.answers)
            except Refused as refusal:
                reasons.append((_likeness(work.kind, sheet), str(refusal)))
                work.unread_sheets.append((name, str(refusal)))
                continue
            layout.parted = sheet.parted
            work.parts.append(Part(book, sheet, layout, number, name))
            number += 1
    if not work.parts:
        raise Refused(max(reasons)[1] if reasons else "The selected file is empty.")
    _keep_best_parts(work)
    if len(work.parts) > 1:
        _drop_repeated_parts(work, measured)


def _is_contained(part: Part, other: Part) -> bool:
    """Whether every line of one sheet, and there are several, is a line of the other too."""
    return FEWEST_REPEATED_LINES <= part.rows.total() < other.rows.total() and part.rows <= other.rows


def _is_repeated(part: Part, other: Part) -> bool:
    """Whether two sheets have the same lines; laid out or saved differently, as many and of the same sum is enough.

    Under the same headings in one format it is not: rents and rates are alike month after month.
    """
    if not part.lines.lines or part.lines != other.lines:
        return False
    are_alike = part.layout.labels == other.layout.labels and _format(part) == _format(other)
    return part.rows == other.rows or not are_alike


def _format(part: Part) -> object:
    return part.book.facts["format"]


def _likeness(kind: UploadKind, sheet: Sheet) -> int:
    return max((row_score(kind, heading_cells(row)) for row in sheet.preview[:40]), default=0)


def _keep_best_parts(work: Work) -> None:
    kind = work.kind
    main = (kind.amount, kind.date, kind.party)
    visible = [part for part in work.parts if not part.sheet.hidden]
    for part in work.parts:
        if part.sheet.hidden and visible:
            work.unread_sheets.append((part.name, "The sheet is hidden."))
    work.parts = visible or work.parts
    _follow_headings(work)
    most = max(sum(code in part.layout.fields for code in main) for part in work.parts)
    widest = max(len(part.layout.fields) for part in work.parts)
    headed = any(part.layout.is_headed for part in work.parts)
    for part in list(work.parts):
        fields = part.layout.fields
        is_poorer = sum(code in fields for code in main) < most
        is_alike = len(fields) >= max(FEWEST_FIELDS_OF_A_LIST, widest - 1)
        is_unheaded = headed and not part.layout.is_headed and not part.continues
        if (is_poorer and not is_alike) or is_unheaded or not part.layout.sample:
            work.unread_sheets.append((part.name, "It has fewer columns than the sheets with the lines."))
            work.parts.remove(part)
    if not work.parts:
        raise Refused("The file has headings but no lines below them.")


def _follow_headings(work: Work) -> None:
    """Let a sheet without headings go on under those of the sheet before it, where its values fit."""
    for before, part in pairwise(work.parts):
        if before.layout.is_headed or before.continues:
            layout = (
                None if part.layout.is_headed else continued(work.kind, before.layout, part.sheet.preview)
            )
            part.layout, part.continues = layout or part.layout, layout is not None


def _drop_repeated_parts(work: Work, measured: Measured) -> None:
    """Leave out a sheet that repeats another, and one that is the sum of all others."""
    formats = {_format(part) for part in work.parts}
    if (
        work.upload.is_archive
        and len(formats) == 1
        and all(len(book.sheets) == 1 for book in work.upload.books)
    ):
        return
    for part in work.parts:
        part.lines, part.rows = measured(work, part)
    kept: list[Part] = []
    for part in sorted(work.parts, key=lambda p: -len(p.layout.fields)):
        same = [other for other in kept if _is_repeated(part, other)]
        if same:
            work.unread_sheets.append((part.name, f'It repeats the sheet "{same[0].name}".'))
        else:
            kept.append(part)
    for part in list(kept):
        whole_of = [other for other in kept if other is not part and _is_contained(part, other)]
        if whole_of:
            message = f'All of its lines are also in the sheet "{whole_of[0].name}".'
            work.unread_sheets.append((part.name, message))
            kept.remove(part)
    for part in list(kept):
        others = [other for other in kept if other is not part and other.lines.lines]
        whole = Lines(sum(o.lines.lines for o in others), sum(o.lines.pence for o in others))
        if len(others) > 1 and part.lines == whole:
            work.unread_sheets.append((part.name, "It repeats the lines of the other sheets."))
            kept.remove(part)
            break
    with_lines = [part for part in kept if part.lines.lines]
    work.parts = sorted(with_lines or kept, key=lambda p: p.number)
