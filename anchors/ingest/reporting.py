"""From what was read to the outcome: dates to check, sheets not read, headings with samples, totals by month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from anchors.ingest.amounts import pounds
from anchors.ingest.columns import Layout
from anchors.ingest.findings import Place, Question, Refused
from anchors.ingest.layout import layout_mapping
from anchors.ingest.outcome import Check
from anchors.ingest.text import clean, column_letter
from anchors.ingest.tools import Tools

if TYPE_CHECKING:
    from anchors.ingest.parts import Work

FAR_DAYS = 400
UNREADABLE = ("unreadable_amount", "missing_amount", "spreadsheet_error", "foreign_amount", "exponent_amount")


def reported(work: Work, tools: Tools, questions: list[Question], mentioned: set[tuple[int, int]]) -> Check:
    """The outcome of a check; Refused when there was nothing to read in the end."""
    findings = tools.findings
    _refuse_empty(work, tools)
    _note_dates(work, tools)
    _note_sheets(work, tools)
    if same := tools.identical_lines():
        findings.count("identical_lines", same)
    if tools.pence.part_pennies:
        findings.count("part_pennies", tools.pence.part_pennies)
    if any(part.sheet.repaired for part in work.parts):
        findings.count("repaired_quotes")
    first = work.parts[0].layout
    for rival in first.rivals[:1]:
        findings.note(
            "second_amount",
            Place(
                first.header + 1 if first.header is not None else 1, first.place(rival), first.labels[rival]
            ),
            first.labels[rival],
            f'this column also holds amounts; "{first.labels[first.fields[work.kind.amount]]}" is used.',
        )
    dates = sorted({*findings.read_dates, *findings.left_out_days})
    if not dates and work.period and findings.accepted.lines:
        dates = [work.period.start, work.period.end]
    return Check(
        work.name,
        "question" if questions else "checked",
        None,
        questions,
        findings,
        first_date=dates[0].isoformat() if dates else None,
        last_date=dates[-1].isoformat() if dates else None,
        columns=layout_mapping(first),
        fingerprint=first.fingerprint,
        headings=_headings(work, first),
        by_month=_by_month(work, tools),
        left_out_rows=tools.left_out_rows,
        sheets=_sheets(work),
        file_facts=_facts(work),
    )


def _refuse_empty(work: Work, tools: Tools) -> None:
    findings = tools.findings
    lines = findings.accepted.lines + findings.left_out.lines
    unread = sum(findings.problems[code].count for code in UNREADABLE if code in findings.problems)
    layout = work.parts[0].layout
    heading = layout.labels[layout.fields[work.kind.amount]]
    if unread > lines:
        raise Refused(
            f'Most rows have no amount that can be read in the column "{heading}". '
            "Export the file again with an amount such as 1234.56 on each row."
        )
    if not lines:
        raise Refused(f"The file has headings but no {work.kind.line}s below them.")


def _note_dates(work: Work, tools: Tools) -> None:
    findings, dates = tools.findings, tools.findings.read_dates
    if tools.dates.month_only:
        findings.count("month_only", len(tools.dates.month_only))
    if tools.dates.day_first and tools.dates.month_first:
        problem = findings.count("mixed_date_order")
        problem.examples = [
            {
                "row": None,
                "sheet": "",
                "column": "",
                "heading": "",
                "value": value,
                "message": f'"{value}" can only be read {way} first.',
            }
            for value, way in ((tools.dates.day_first, "day"), (tools.dates.month_first, "month"))
        ]
    if work.period:
        outside = [day for day in dates if not work.period.start <= day <= work.period.end]
        _count_days(tools, "date_outside_period", outside)
    elif dates:
        middle = _middle_day(dates)
        _count_days(
            tools, "date_far_from_others", [day for day in dates if abs((day - middle).days) > FAR_DAYS]
        )


def _middle_day(dates: dict[date, list[int]]) -> date:
    """The day that has half of the lines before it."""
    half, seen = sum(count for count, _ in dates.values()) / 2, 0
    for day in sorted(dates):
        seen += dates[day][0]
        if seen >= half:
            return day
    raise AssertionError


def _count_days(tools: Tools, code: str, days: list[date]) -> None:
    for day in sorted(days):
        lines, pence = tools.findings.read_dates[day]
        problem = tools.findings.count(code, lines, pence)
        if len(problem.examples) < 5:
            problem.examples.append(
                {
                    "row": None,
                    "sheet": "",
                    "column": "",
                    "heading": "",
                    "value": f"{day:%d/%m/%Y}",
                    "message": f"{lines} lines are dated {day.day} {day:%B %Y}.",
                }
            )


def _note_sheets(work: Work, tools: Tools) -> None:
    for code, unread in (("sheet_not_read", work.unread_sheets), ("member_not_read", work.unread)):
        for name, reason in unread:
            problem = tools.findings.count(code)
            if len(problem.examples) < 20:
                problem.examples.append(
                    {
                        "row": None,
                        "sheet": name,
                        "column": "",
                        "heading": "",
                        "value": name,
                        "message": f"{clean(name)}: {reason}",
                    }
                )


def _headings(work: Work, layout: Layout) -> list[dict[str, Any]]:
    fields = {index: code for code, index in layout.fields.items()}
    found = []
    for index, label in enumerate(layout.labels):
        values = list(
            dict.fromkeys(
                clean(row[index]) for row in layout.sample if index < len(row) and row[index].strip()
            )
        )
        found.append(
            {
                "heading": label,
                "letter": column_letter(layout.place(index)),
                "samples": values[:3],
                "field": fields.get(index),
                "why": layout.why.get(index, ""),
            }
        )
    return found


def _by_month(work: Work, tools: Tools) -> dict[str, dict[str, Any]]:
    months: dict[str, list[int]] = {}
    days = [*tools.findings.read_dates.items(), *tools.findings.taken_dates.items()]
    dated = sum(count for _, (count, _) in days)
    if work.period and (rest := tools.findings.accepted.lines - dated):
        days.append((work.period.end, [rest, tools.findings.accepted.pence - sum(p for _, (_, p) in days)]))
    for day, (lines, pence) in days:
        entry = months.setdefault(f"{day:%Y%m}", [0, 0])
        entry[0] += lines
        entry[1] += pence
    return {
        month: {"lines": lines, "amount": pounds(pence)} for month, (lines, pence) in sorted(months.items())
    }


def _sheets(work: Work) -> list[dict[str, Any]]:
    return [
        {
            "number": part.number,
            "name": part.name,
            "header_row": (part.layout.header + 1) if part.layout.header is not None else None,
            **part.lines.as_json(),
        }
        for part in work.parts
    ]


def _facts(work: Work) -> dict[str, Any]:
    book = work.parts[0].book
    return {
        **book.facts,
        "format": "ZIP" if work.upload.is_archive else book.facts["format"],
        "sha256": work.upload.sha256,
        "size": work.upload.size,
        "sheet": work.parts[0].name,
        "header_row": (work.parts[0].layout.header or 0) + 1,
        "titles": work.parts[0].layout.titles[:10],
        "columns_ignored": [
            label
            for index, label in enumerate(work.parts[0].layout.labels)
            if index not in work.parts[0].layout.why
        ],
    }
