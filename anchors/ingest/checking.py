"""One check of an uploaded file, from its bytes to its totals, questions and problems."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from anchors.ingest.columns import Layout
from anchors.ingest.dates import Dates, Order, decided_order, months_mentioned
from anchors.ingest.dialect import BrokenQuotes
from anchors.ingest.doubts import Settling
from anchors.ingest.findings import Findings, Lines, Question, Refused
from anchors.ingest.headings import heading_cells, row_score
from anchors.ingest.kinds import UploadKind
from anchors.ingest.layout import layout_of
from anchors.ingest.lines import Table
from anchors.ingest.outcome import Check
from anchors.ingest.reading import PREVIEW, Book, Rows, Sheet, Uploaded, opened
from anchors.ingest.reporting import reported
from anchors.ingest.tools import Span, Tools
from anchors.ingest.writing import CleanFile, LeftOutFile

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
    left_out: Path | None
    progress: Progress | None
    parts: list[Part] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    unread_sheets: list[tuple[str, str]] = field(default_factory=list)


def check(
    path: Path,
    kind: UploadKind,
    *,
    name: str = "",
    mapping: Saved | None = None,
    answers: Mapping[str, str] | None = None,
    period: Span | None = None,
    clean: Path | None = None,
    left_out: Path | None = None,
    progress: Progress | None = None,
) -> Check:
    """Read a file from end to end and say what is in it; an exception is a fault of ours, never of the file.

    `mapping`: for a heading fingerprint, field code to heading as shown. `answers`: question code to chosen value
    (`date_order`: day or month; `amount_column`: a heading), or a field code to a heading. `period`: anything with
    `start` and `end`. `clean` and `left_out` are written anew, also when the file is refused: accepted lines (columns
    `kind.clean_columns`) and rows left out. `progress(done, total)` counts bytes.
    """
    name = name or path.name
    for target in (clean, left_out):
        if target:
            target.write_bytes(b"")
    try:
        with opened(path, name) as upload:
            work = Work(kind, name, upload, answers or {}, mapping or {}, period, clean, left_out, progress)
            work.unread = list(upload.unread)
            with _collector_paused():
                _find_parts(work)
                return _checked(work)
    except Refused as refusal:
        reason = str(refusal)
    for target in (clean, left_out):
        if target:
            target.write_bytes(b"")
    return Check(name, "refused", reason)


def _find_parts(work: Work) -> None:
    """The sheets that hold lines: those as complete as the best one; and once only what is there twice."""
    reasons: list[tuple[int, str]] = []
    number = 0
    for book in work.upload.books:
        for sheet in book.sheets:
            name = " ".join(filter(None, (book.name if work.upload.is_archive else "", sheet.name)))
            try:
                layout = layout_of(work.kind, sheet.preview, saved=work.saved, answers=work.answers)
            except Refused as refusal:
                reasons.append((_likeness(work.kind, sheet), str(refusal)))
                work.unread_sheets.append((name, str(refusal)))
                continue
            work.parts.append(Part(book, sheet, layout, number, name))
            number += 1
    if not work.parts:
        raise Refused(max(reasons)[1] if reasons else "The selected file is empty.")
    _keep_best_parts(work)
    if len(work.parts) > 1:
        _drop_repeated_parts(work)


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
    most = max(sum(code in part.layout.fields for code in main) for part in work.parts)
    headed = any(part.layout.is_headed for part in work.parts)
    for part in list(work.parts):
        count = sum(code in part.layout.fields for code in main)
        if count < most or (headed and not part.layout.is_headed) or not part.layout.sample:
            work.unread_sheets.append((part.name, "It has fewer columns than the sheets with the lines."))
            work.parts.remove(part)
    if not work.parts:
        raise Refused("The file has headings but no lines below them.")


def _drop_repeated_parts(work: Work) -> None:
    """Leave out a sheet that repeats another, and one that is the sum of all others."""
    formats = {part.book.facts["format"] for part in work.parts}
    if (
        work.upload.is_archive
        and len(formats) == 1
        and all(len(book.sheets) == 1 for book in work.upload.books)
    ):
        return
    for part in work.parts:
        tools = _tools(work, "day", CleanFile(None, ()), LeftOutFile(None))
        _read_part(work, part, tools, 0, 0)
        part.lines = Lines(
            tools.findings.accepted.lines + tools.findings.left_out.lines,
            tools.findings.accepted.pence + tools.findings.left_out.pence,
        )
    kept: list[Part] = []
    for part in sorted(work.parts, key=lambda p: -len(p.layout.fields)):
        same = [other for other in kept if other.lines == part.lines and part.lines.lines]
        if same:
            work.unread_sheets.append((part.name, f'It repeats the sheet "{same[0].name}".'))
        else:
            kept.append(part)
    for part in list(kept):
        others = [other for other in kept if other is not part and other.lines.lines]
        whole = Lines(sum(o.lines.lines for o in others), sum(o.lines.pence for o in others))
        if len(others) > 1 and part.lines == whole:
            work.unread_sheets.append((part.name, "It repeats the lines of the other sheets."))
            kept.remove(part)
            break
    with_lines = [part for part in kept if part.lines.lines]
    work.parts = sorted(with_lines or kept, key=lambda p: p.number)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Rows are millions of small lists, none in a cycle; looking through them for cycles takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _checked(work: Work) -> Check:
    mentioned = months_mentioned(_spoken(work))
    order = _answered_order(work)
    first = order or decided_order(_sampled(work), mentioned=mentioned, period=_span(work)) or "day"
    tools = _whole(work, first)
    decided = order or decided_order(tools.dates, mentioned=mentioned, period=_span(work))
    if decided and decided != first:
        tools = _whole(work, decided)
    return reported(work, tools, _questions(work, tools, decided), mentioned)


def _answered_order(work: Work) -> Order | None:
    answer = work.answers.get("date_order")
    return answer if answer in ("day", "month") else None  # type: ignore[return-value]


def _span(work: Work) -> tuple[date, date] | None:
    return (work.period.start, work.period.end) if work.period else None


def _spoken(work: Work) -> Iterable[str]:
    yield work.name
    for part in work.parts:
        yield part.name
        yield from part.layout.titles


def _sampled(work: Work) -> Dates:
    dates = Dates("day", serials=any(part.layout.has_serials for part in work.parts), period=_span(work))
    for part in work.parts:
        column = part.layout.fields.get(work.kind.date)
        for row in part.layout.sample if column is not None else ():
            if column is not None and column < len(row):
                dates[row[column]]
    return dates


def _tools(work: Work, order: Order, clean: CleanFile, left_out: LeftOutFile) -> Tools:
    serials = any(part.layout.has_serials for part in work.parts)
    return Tools(
        work.kind,
        Dates(order, serials=serials, period=_span(work)),
        Findings(),
        clean,
        left_out,
        period=work.period,
    )


def _whole(work: Work, order: Order) -> Tools:
    """Read every part under one order of day and month."""
    while True:
        clean = CleanFile(work.clean, work.kind.clean_columns)
        left_out = LeftOutFile(work.left_out)
        tools = _tools(work, order, clean, left_out)
        done, total = 0, sum(book.size for book in {id(p.book): p.book for p in work.parts}.values())
        try:
            for part in work.parts:
                part.lines = Lines()
                before = (tools.findings.accepted.lines, tools.findings.accepted.pence)
                tools.left_out_rows += _read_part(work, part, tools, done, total)
                part.lines = Lines(
                    tools.findings.accepted.lines - before[0], tools.findings.accepted.pence - before[1]
                )
                done += part.book.size if part.sheet is part.book.sheets[-1] else 0
            return tools
        except BrokenQuotes:
            continue
        finally:
            clean.close()
            left_out.close()


def _read_part(work: Work, part: Part, tools: Tools, done: int, total: int) -> int:
    """Read one sheet; the number of rows left out. A second heading row with other columns starts a new table."""
    layout = part.layout
    sheet_name = part.name if len(work.parts) > 1 else ""
    table = Table(tools, layout, sheet=part.number, sheet_name=sheet_name)
    row, left = 1, 0
    tools.findings.ignored["other"] += sum(
        1 for r in part.sheet.preview[: layout.header or 0] if any(c.strip() for c in r)
    )
    tools.findings.ignored["blank"] += sum(
        1 for r in part.sheet.preview[: layout.header or 0] if not any(c.strip() for c in r)
    )
    for rows, position in part.sheet.chunks():
        skip = max(0, layout.start + 1 - row)
        left += _take_all(work, table, rows[skip:], row + skip)
        row += len(rows)
        if len(table.doubts) > 100_000:
            left += Settling(table).settle()
        if work.progress and total:
            work.progress(min(done + position, total), total)
    return left + Settling(table).settle()


def _take_all(work: Work, table: Table, rows: Rows, first_row: int) -> int:
    """Read a chunk; a heading row that names other columns starts a new table. The number of rows left out so far."""
    left = 0
    while (stop := table.take(rows, first_row)) is not None:
        left += Settling(table).settle()
        rows, first_row = rows[stop:], first_row + stop
        try:
            table.follow(layout_of(work.kind, rows[:PREVIEW], saved=work.saved, answers=work.answers))
        except Refused:
            table.follow(table.layout)
        table.tools.findings.ignored["header"] += 1
        rows, first_row = rows[1:], first_row + 1
    return left


def _questions(work: Work, tools: Tools, decided: Order | None) -> list[Question]:
    asked: dict[str, Question] = {}
    for part in work.parts:
        for question in part.layout.questions:
            asked.setdefault(question.code, question)
    if decided is None and tools.dates.either:
        year, first, second = min(tools.dates.either)
        by_day, by_month = date(year, second, first), date(year, first, second)
        asked["date_order"] = Question(
            "date_order",
            f"Is {first:02d}/{second:02d}/{year} {_said(by_day)} or {_said(by_month)}?",
            [
                {"value": "day", "text": f"{_said(by_day)} (day first)"},
                {"value": "month", "text": f"{_said(by_month)} (month first)"},
            ],
        )
    lacks_date = any(
        work.kind.date not in part.layout.fields or part.layout.lacks_year for part in work.parts
    )
    if lacks_date and work.period is None:
        months = sorted(months_mentioned(_spoken(work)))
        asked["period"] = Question(
            "period",
            f"The file does not say when each {work.kind.line} was made. Which period is it for?",
            [
                {"value": f"{year}-{month:02d}", "text": f"{date(year, month, 1):%B %Y}"}
                for year, month in months[:3]
            ],
        )
    return list(asked.values())


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
