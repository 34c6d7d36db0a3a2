"""One check of an uploaded file, from its bytes to its totals, questions and problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from anchors.ingest.collector import collector_paused
from anchors.ingest.composing import BACK, CREDIT_LINES, credit_question
from anchors.ingest.dates import Dates, Order, decided_order, months_mentioned, span_mentioned
from anchors.ingest.dialect import BrokenQuotes
from anchors.ingest.doubts import Settling
from anchors.ingest.findings import Findings, Lines, Question, Refused, short
from anchors.ingest.kinds import UploadKind
from anchors.ingest.layout import layout_of
from anchors.ingest.lines import Table
from anchors.ingest.outcome import Check
from anchors.ingest.parts import Part, Progress, Saved, Work, find_parts
from anchors.ingest.reading import PREVIEW, Rows, opened
from anchors.ingest.reporting import reported
from anchors.ingest.tools import Span, Tools
from anchors.ingest.writing import CleanFile, LeftOutFile


def check(
    path: Path,
    kind: UploadKind,
    *,
    name: str = "",
    mapping: Saved | None = None,
    answers: Mapping[str, str] | None = None,
    period: Span | None = None,
    clean: Path | None = None,
    combinations: Path | None = None,
    left_out: Path | None = None,
    progress: Progress | None = None,
) -> Check:
    """Read a file from end to end and say what is in it; an exception is a fault of ours, never of the file.

    `mapping`: for a heading fingerprint, field code to heading as shown. `answers`: question code to chosen value
    (`date_order`: day or month; `amount_column`: a heading; `credit_lines`: paid or back), or a field code to a
    heading. `period`: anything with `start` and `end`. `clean`, `combinations` and `left_out` are written anew, also
    when the file is refused: accepted lines, what they share (see `writing.CleanFile`) and rows left out.
    `progress(done, total)` counts bytes.
    """
    name = name or path.name
    targets = [target for target in (clean, combinations, left_out) if target]
    for target in targets:
        target.write_bytes(b"")
    try:
        with opened(path, name) as upload:
            files = (clean, combinations, left_out)
            work = Work(kind, name, upload, answers or {}, mapping or {}, period, *files, progress)
            work.unread = list(upload.unread)
            with collector_paused():
                find_parts(work, _measured)
                return _checked(work)
    except Refused as refusal:
        reason = str(refusal)
    for target in targets:
        target.write_bytes(b"")
    return Check(name, "refused", reason)


def _measured(work: Work, part: Part) -> tuple[Lines, Counter[int]]:
    """Lines and sum of one sheet, read on its own, and how often each line stands in it."""
    tools = _tools(work, "day", CleanFile(None, None), LeftOutFile(None))
    _read_part(work, part, tools, 0, 0)
    accepted, left_out = tools.findings.accepted, tools.findings.left_out
    lines = Lines(accepted.lines + left_out.lines, accepted.pence + left_out.pence)
    return lines, Counter(row for bucket in tools.seen for row in bucket)


def _checked(work: Work) -> Check:
    mentioned = months_mentioned(_spoken(work))
    order = _answered_order(work)
    first = order or decided_order(_sampled(work), mentioned=mentioned, period=_span(work)) or "day"
    tools = _whole(work, first)
    decided = order or decided_order(tools.dates, mentioned=mentioned, period=_span(work))
    credits_question = _credits_question(work, tools)
    are_minus = _are_credits_minus(work, tools)
    if (decided and decided != first) or are_minus:
        tools = _whole(work, decided or first, credits_are_minus=are_minus)
    questions = [*_questions(work, tools, decided), *credits_question]
    return reported(work, tools, questions, mentioned)


def _are_credits_minus(work: Work, tools: Tools) -> bool:
    """Whether lines that only their type makes credits are money back: where it is said, else where they are few."""
    bare, signed = tools.credits
    if not bare or signed:
        return False
    answer = work.answers.get(CREDIT_LINES)
    return answer == BACK or (answer is None and bare * 2 < tools.findings.accepted.lines)


def _credits_question(work: Work, tools: Tools) -> list[Question]:
    bare, signed = tools.credits
    if not bare or signed or CREDIT_LINES in work.answers:
        return []
    what = "1 line without a minus is" if bare == 1 else f"{bare:,} lines without a minus are"
    return [credit_question(f'"{short(tools.credit_type)}"', f"{what} marked")]


def _answered_order(work: Work) -> Order | None:
    answer = work.answers.get("date_order")
    return answer if answer in ("day", "month") else None  # type: ignore[return-value]


def _span(work: Work) -> tuple[date, date] | None:
    return (work.period.start, work.period.end) if work.period else None


def _years(work: Work) -> tuple[date, date] | None:
    """The time that gives a day and month their year: the declared period, else what titles and names speak of."""
    return _span(work) or span_mentioned(_spoken(work))


def _spoken(work: Work) -> Iterable[str]:
    yield Path(work.name).name
    for part in work.parts:
        yield part.name
        yield from part.layout.titles


def _sampled(work: Work) -> Dates:
    dates = Dates("day", serials=any(part.layout.has_serials for part in work.parts), period=_years(work))
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
        Dates(order, serials=serials, period=_years(work)),
        Findings(),
        clean,
        left_out,
        period=work.period,
    )


def _whole(work: Work, order: Order, *, credits_are_minus: bool = False) -> Tools:
    """Read every part under one order of day and month."""
    while True:
        clean = CleanFile(work.clean, work.combinations)
        left_out = LeftOutFile(work.left_out)
        tools = _tools(work, order, clean, left_out)
        tools.credits_are_minus = credits_are_minus
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
            f"Does {first:02d}/{second:02d}/{year} mean {_said(by_day)} or {_said(by_month)}?",
            [
                {"value": "day", "text": f"{_said(by_day)} (day first)"},
                {"value": "month", "text": f"{_said(by_month)} (month first)"},
            ],
        )
    lacks_date = any(
        work.kind.date not in part.layout.fields or (part.layout.lacks_year and _years(work) is None)
        for part in work.parts
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
