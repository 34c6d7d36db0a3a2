"""Files to take away: CSV that a spreadsheet reads as text and numbers, never as formulas.

Pages and endpoints write their CSV here, so that both are equally safe to open.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
RUNS_AS_FORMULA = frozenset("=+-@＝＋－＠")
HIDES_A_FORMULA = frozenset("\t\r\n\0")
LINES_AT_ONCE = 1000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TITLE = 31
WIDEST = 80


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook: its name, a caption, headings and bare values. None is written "No data".

    `formats` say how the numbers of each column look, as spreadsheets write it; empty for as they are.
    """

    title: str
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    formats: Sequence[str] = ()


def cell(value: object) -> str:
    """A value as a CSV cell. Text that a spreadsheet could run gets an apostrophe; numbers stay numbers.

    None is empty; yes and no are words; days and moments are ISO 8601; money is Decimal pounds.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    is_dangerous = text[:1] in HIDES_A_FORMULA or text.strip()[:1] in RUNS_AS_FORMULA
    return f"'{text}" if text and is_dangerous else text


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV file in pieces (RFC 4180, with the mark by which Excel knows UTF-8), read as they are sent."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([cell(heading) for heading in headings])
    waiting = iter(rows)
    while piece := list(islice(waiting, LINES_AT_ONCE)):
        writer.writerows([[cell(value) for value in row] for row in piece])
        yield _taken(buffer)
    if left := _taken(buffer):
        yield left


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    """A download of that name (without its ending); long ones are sent while they are read."""
    return csv_download(name, csv_text(headings, rows))


def csv_download(name: str, text: Iterable[str]) -> HttpResponseBase:
    """CSV text that is written already, as a download."""
    response = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{name}.csv") or ""
    )
    response["Cache-Control"] = "private, no-store"
    return response


def workbook_response(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """A workbook of that name (without its ending): one table a sheet, nothing merged, no formulas."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title[:LONGEST_TITLE])
        page.write_string(0, 0, sheet.caption, book.add_format({"bold": True}))
        for at, heading in enumerate(sheet.headings):
            longest = max((len(str(row[at])) for row in sheet.rows), default=0)
            page.set_column(at, at, min(max(longest, len(heading), 8) + 2, WIDEST))
            page.write_string(2, at, heading, strong)
        page.freeze_panes(3, 1)
        looks = [book.add_format({"num_format": each}) for each in sheet.formats]
        for number, row in enumerate(sheet.rows, start=3):
            for at, value in enumerate(row):
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    page.write_number(number, at, float(value), looks[at] if looks else None)
                else:
                    page.write_string(number, at, "No data" if value is None else _in_words(value), wrapped)
    book.close()
    response = HttpResponse(buffer.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{name}.xlsx") or ""
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _in_words(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
