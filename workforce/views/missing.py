"""Who is missing: staff by decile of deprivation beside residents, and groups of staff by deciles 1 and 2."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.wording import percent
from workforce.charts import deciles_figure, group_table
from workforce.forms.where import WhereForm
from workforce.readings import DecilesReading, StaffView, deciles_of, groups_of
from workforce.readings.records import DECILE_COLUMNS, decile_records, group_records
from workforce.views.access import own_system
from workforce.views.asking import asked_view, figures_page, groups_there, tags
from workforce.views.where import cover, said, settled
from workforce.views.words import about, finding, lead, protection

QUOTIENT = (
    "The quotient is the share of staff over the share of residents of working age: 1 is parity, and 0.77 means 77 of "
    "each 100 who would be expected. The gap is how many more there would be at parity."
)


@figures_page
def missing(request: HttpRequest) -> HttpResponse:
    """The bars and the table by decile, the groups, and the share of staff who live in our districts."""
    if own_system(request) is None:
        return render(request, "workforce/where/missing.html", {"view": None})
    view = asked_view(request)
    context: dict[str, Any] = {
        "view": view,
        "tags": tags(view),
        "newest": view.releases[0] if view.releases else None,
    }
    if view.release is not None and view.cells().exists():
        context |= _figures(view)
    return render(request, "workforce/where/missing.html", context)


def _figures(view: StaffView) -> dict[str, Any]:
    reading = deciles_of(view)
    context: dict[str, Any] = {
        "filter_form": WhereForm(view, groups=groups_there(view), by_area=False),
        "protection": protection(view),
        "reading": reading,
        "quotient": QUOTIENT,
    }
    if reading is None:
        return context
    query = view.asked
    links = {
        group.staff: f"?{query.but(staff='' if group.staff == 'all' else group.staff).as_query()}"
        for group in groups_of(view)
    }
    return context | {
        "lead": lead(view, reading),
        "live_in": live_in_words(view, reading),
        "figure": _drawn(view, reading),
        "groups": group_table(groups_of(view), "Groups of staff from deciles 1 and 2", links=links),
        "take": _take_away(view),
    }


def live_in_words(view: StaffView, reading: DecilesReading) -> str:
    """`62% of staff live in our districts.`"""
    if not view.asked.is_everybody:
        return ""
    if reading.live_in is None:
        return "How many staff live in our districts is hidden, to protect people."
    return f"{percent(reading.live_in)} of all staff live in our districts."


def _drawn(view: StaffView, reading: DecilesReading) -> Any:
    assert view.release is not None  # noqa: S101 - callers ask only then
    figure = deciles_figure(
        reading,
        title=finding(reading, view.asked.label, otherwise="By decile of deprivation"),
        subtitle=f"Of each 100 {view.asked.label} that would be expected from residents, by decile of the Indices of "
        f"Deprivation {reading.edition}. {view.who}, {view.release.quarter.label}.",
    )
    unranked = (reading.unranked,) if reading.unranked else ()
    parity = f"Expected by where {reading.footprint.words} live: 100 is parity."
    return figure.with_words(
        notes=(*figure.notes, *unranked, parity),
        about=(*about(view, reading.footprint.source), *unranked, QUOTIENT, view.profile.note),
        downloads=tuple(_files(view)),
    )


@figures_page
def missing_download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The deciles of the view, then every group's deciles 1 and 2, as CSV or as a workbook."""
    view = asked_view(request)
    reading = deciles_of(view)
    if view.release is None or reading is None or ending not in ("csv", "xlsx"):
        raise Http404
    records = decile_records(reading, view.asked.staff or "all")
    groups = group_records(groups_of(view), reading.edition)
    name = f"staff-by-decile-{view.release.quarter.code}"
    if ending == "csv":
        return csv_response(name, DECILE_COLUMNS, ([row[key] for key in DECILE_COLUMNS] for row in records))
    return workbook_response(
        name,
        [
            Sheet("About", "Who is missing", ("About", "Words"), cover(request, view)),
            Sheet("Deciles", "By decile", DECILE_COLUMNS, [said(row, DECILE_COLUMNS) for row in records]),
            Sheet(
                "Groups",
                "Groups of staff from deciles 1 and 2",
                DECILE_COLUMNS,
                [said(row, DECILE_COLUMNS) for row in groups],
            ),
        ],
    )


def _files(view: StaffView) -> list[Any]:
    query = settled(view)
    return [
        {"text": "Deciles (CSV)", "href": f"{reverse('deciles_download', args=['csv'])}?{query}"},
        {
            "text": "Deciles and groups with notes (Excel)",
            "href": f"{reverse('deciles_download', args=['xlsx'])}?{query}",
        },
    ]


def _take_away(view: StaffView) -> list[dict[str, Any]]:
    query = settled(view)
    links = [
        *_files(view),
        {"text": "The same from the API (JSON)", "href": f"{reverse('api:employment-deciles')}?{query}"},
    ]
    return [
        {"heading": "Download these figures", "links": links},
        {
            "heading": "Link to this view",
            "links": [
                {"text": "Link to this quarter", "href": f"?{query}", "note": "the same figures for ever"}
            ],
        },
        {
            "heading": "See also",
            "links": [
                {"text": "Where staff live: the map", "href": f"{reverse('employment')}?{query}"},
                {"text": "Recommendation 6 and its measures", "href": reverse("recommendation", args=[6])},
            ],
        },
    ]
