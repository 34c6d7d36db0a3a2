"""Figures to take away: CSV of one table, a workbook of all with a cover and notes, payment lines as they are."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify

from anchors.charts import Column, Table
from anchors.charts.table import value_of
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.wording import moment, percent
from procurement import charts
from procurement.analysis import pounds
from procurement.benchmarks import benchmarks
from procurement.explorer import (
    SpendFilter,
    SpendSummary,
    SpendView,
    export_rows,
    lines_view,
    missing_from,
    spend_lines,
    spend_summary,
    supplier_ranking,
)
from procurement.explorer.lines import EXPORT_HEADINGS
from procurement.views.asking import asked, filtered, person, spending_page
from procurement.views.filtering import tags

MOST_SUPPLIERS = 10_000
POUNDS = frozenset({"m", "money", "pence"})
PARTS = frozenset({"percent", "share"})
SHEETS = {
    "places": "Places", "benchmarks": "Benchmarks", "influenceable": "Influenceable", "months": "Months",
    "categories": "Categories", "concentration": "Concentration", "deprived": "Deprived areas", "basis": "Place basis",
}  # fmt: skip


def download_address(view: SpendView, name: str) -> str:
    """Where a file of a view is: `name` is a table's name and .csv, or spending.xlsx."""
    return filtered("spending_download", view.filter, name)


@spending_page
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """One table as CSV, or all as a workbook: the numbers of the page, in full pounds and pence."""
    summary = spend_summary(person(request), asked(request))
    if name == "spending.xlsx":
        return _workbook(request, summary)
    if name == "suppliers.csv":
        ranking = supplier_ranking(summary.view, limit=MOST_SUPPLIERS)
        return csv_response(_file_name(summary, "suppliers"), *charts.export_table(summary, ranking))
    key, dot, ending = name.rpartition(".")
    table = charts.tables(summary, benchmarks(timezone.localdate())).get(key)
    if table is None or ending != "csv" or not dot:
        raise Http404
    headings, *rows = bare(table)
    return csv_response(_file_name(summary, key), headings, rows)


@spending_page
def lines_export(request: HttpRequest) -> HttpResponseBase:
    """Every payment line of the filter, with its reason, rule, place and basis; sent while it is read."""
    view = lines_view(person(request), asked(request))
    lines = spend_lines(person(request), view, request.GET.get("search", ""))
    period = f" {view.period.code}" if view.period else ""
    name = slugify(f"payments {charts.who_words(view)}{period}")
    return csv_response(name, EXPORT_HEADINGS, export_rows(view, lines))


def bare(table: Table) -> list[list[Any]]:
    """Headings that name the unit, and plain values: pounds with pence, shares as per cent to one place."""
    headings = [_heading(column) for column in table.columns]
    rows = [*table.rows, *([table.foot] if table.foot else [])]
    return [headings, *([_bare(value_of(cell), column) for cell, column in zip(row, table.columns, strict=True)]
                        for row in rows)]  # fmt: skip


def _heading(column: Column) -> str:
    if column.kind in POUNDS:
        heading = column.heading.replace(", £ million", "").replace("£ million", "Amount")
        return f"{heading} (£)"
    return f"{column.heading} (%)" if column.kind in PARTS else column.heading


def _bare(value: Any, column: Column) -> Any:
    if value is None or isinstance(value, str):
        return value
    if column.kind in PARTS:
        return round(Decimal(value) * 100, 1)
    return value


def _file_name(summary: SpendSummary, key: str) -> str:
    period = f" {summary.period.code.replace('..', ' to ')}" if summary.period else ""
    return slugify(f"{key} {charts.who_words(summary.view)}{period}")


def _workbook(request: HttpRequest, summary: SpendSummary) -> HttpResponse:
    tables = charts.tables(summary, benchmarks(timezone.localdate()))
    words = (
        Sheet("Cover", "Spending", ("What", "Says"), _cover(request, summary)),
        Sheet("Notes", "What to know of these figures", ("What", "Says"), _notes(summary)),
    )
    figures = (_sheet(title, tables[key]) for key, title in SHEETS.items())
    return workbook_response(_file_name(summary, "spending"), (*words, *figures))


def _sheet(title: str, table: Table) -> Sheet:
    headings, *rows = bare(table)
    formats = ["#,##0.00" if column.kind in POUNDS else "0.0" for column in table.columns]
    return Sheet(title, table.caption.replace(", £ million", ""), headings, rows, formats)


def _cover(request: HttpRequest, summary: SpendSummary) -> list[tuple[str, str]]:
    view = summary.view
    made: datetime = timezone.localtime()
    in_use = ", ".join(tag["text"] for tag in tags(view, view.filter)) or "None"
    return [
        ("Spending", charts.who_words(view)),
        ("Period", charts.period_words(summary.period)),
        ("Filters", in_use),
        ("Local means", charts.local_words(view)),
        ("Institutions", "; ".join(institution.name for institution in view.institutions)),
        ("Payments", f"{summary.lines:,}"),
        ("Total (£, net of credits)", f"{pounds(summary.total):,.2f}"),
        ("Made", moment(made)),
        ("Live address", _address(request, view.filter)),
        ("The same months and places", _address(request, view.settled)),
    ]


def _address(request: HttpRequest, filters: SpendFilter) -> str:
    """The explorer with these filters, as one can send it to somebody."""
    return request.build_absolute_uri(filtered("spending", filters))


def _notes(summary: SpendSummary) -> list[tuple[str, str]]:
    places = summary.places
    about = charts.figures(summary, ()).values()
    return [
        (
            "Amounts",
            "Full pounds and pence, net of credits. Shares are per cent, of what their heading or note says.",
        ),
        ("Shares of place", "Of the money with a known place, unless the heading says of all spending."),
        ("Place not known", f"{percent(places.unknown_share, 1)} of all spending."),
        (
            "Redacted names",
            f"{percent(summary.redacted_share, 1)} of all spending; in totals, in no supplier or place.",
        ),
        ("No data", "Nobody supplied it. It is not nothing."),
        *((figure.title, " ".join((*figure.notes, *figure.about))) for figure in about),
        *(("Missing", sentence) for sentence in charts.missing_words(missing_from(summary), summary)),
    ]
