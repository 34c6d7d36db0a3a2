"""Files to take away: CSV that a spreadsheet reads as text and numbers, never as formulas.

Pages and endpoints write their CSV here, so that both are equally safe to open.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
RUNS_AS_FORMULA = frozenset("=+-@＝＋－＠")
HIDES_A_FORMULA = frozenset("\t\r\n\0")
LINES_AT_ONCE = 1000


def cell(value: object) -> str:
    """A value as a CSV cell. Text that a spreadsheet could run gets an apostrophe; numbers stay numbers.

    None is empty; yes and no are words; days and moments are ISO 8601; money is Decimal pounds.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
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


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
