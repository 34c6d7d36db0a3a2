"""Where staff live: the map of one release, its areas, and the same as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.charts import Figure
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.filters import FilterError
from workforce.charts import areas_figure, deciles_figure, deprived_table, hidden_table
from workforce.charts.areas import SINGULAR, area_words, verdict_words
from workforce.forms.where import WhereForm
from workforce.readings import (
    AreasReading,
    StaffView,
    areas_of,
    deciles_of,
)
from workforce.readings.areas import in_order
from workforce.readings.asking import ONE_AT_A_TIME
from workforce.readings.records import AREA_COLUMNS, area_record
from workforce.views.access import own_institutions, own_system
from workforce.views.asking import asked_view, figures_page, groups_there, tags
from workforce.views.words import MIDDLE_RULE, VERDICTS, about, finding, lead, protection

DEPRIVED_SHOWN = 12
LICENCE = "Figures of the institutions named. Do not combine them with other counts of the same people."
NOT_BY_AREA = (
    "Groups of staff are published by decile of deprivation and for all districts together, never by area: the counts "
    "would be too small to protect. All staff in post are published by area."
)


@figures_page
def where(request: HttpRequest) -> HttpResponse:
    """Filters, the lead sentence, the map with its table, hidden areas, and the most deprived areas."""
    if own_system(request) is None:
        return render(request, "workforce/where/where.html", {"view": None})
    view = asked_view(request)
    context: dict[str, Any] = {
        "view": view,
        "tags": tags(view),
        "may_see_true": bool(own_institutions(request)),
        "newest": view.releases[0] if view.releases else None,
    }
    if view.release is not None and view.cells().exists():
        context |= _figures(view)
    return render(request, "workforce/where/where.html", context)


def _figures(view: StaffView) -> dict[str, Any]:
    deciles = deciles_of(view)
    areas = areas_of(view) if view.asked.is_everybody else None
    listed = [(row.code, row.name) for row in areas.rows] if areas else []
    context: dict[str, Any] = {
        "filter_form": WhereForm(view, groups=groups_there(view), areas=listed),
        "lead": lead(view, deciles, areas),
        "protection": protection(view),
        "take": _take_away(view),
        "keep": {"sort": view.asked.sort},
        "areas": areas,
        "not_by_area": NOT_BY_AREA,
    }
    if areas is None:
        return context | {"figure": _by_decile(view)}
    if not areas.is_mapped:
        return context | {"too_few": too_few_words(areas)}
    return context | {
        "figure": _map(view, areas, finding(deciles, view.asked.label)),
        "deprived": deprived_table(areas, DEPRIVED_SHOWN) if areas.deprived else None,
        "hidden": hidden_table(areas) if areas.hidden else None,
        "sorting": view.asked.sort or "name",
        "verdicts": VERDICTS,
        "unranked": unranked_words(view, areas),
        "found": next((area_words(row) for row in areas.rows if row.code == view.asked.area), ""),
    }


def _map(view: StaffView, areas: AreasReading, title: str) -> Figure:
    subtitle = (
        f"Staff per 1,000 {areas.footprint.words}, by {SINGULAR[areas.level]}."
        f" {view.who}, {view.release.quarter.label if view.release else ''}."
    )
    rows = in_order(areas.rows, view.asked.sort or "name")
    figure = areas_figure(areas, title=title, subtitle=subtitle, rows=rows, found=view.asked.area)
    notes = list(figure.notes)
    if areas.average is not None:
        below = sum(row.per_1000 is not None and row.per_1000 < areas.average for row in areas.deprived)
        known = sum(row.per_1000 is not None for row in areas.deprived)
        shown = f"; {below} of the {known} outlined areas with a figure are below it" if known else ""
        notes.append(f"The average is {wording.count(areas.average)} staff per 1,000 residents{shown}.")
    if areas.level != "small":
        notes.append(MIDDLE_RULE)
    return figure.with_words(
        notes=tuple(notes),
        about=(*about(view, areas.footprint.source), view.profile.note, VERDICTS),
        downloads=tuple(_files(view)),
    )


def _by_decile(view: StaffView) -> Figure | None:
    reading = deciles_of(view)
    if reading is None:
        return None
    figure = deciles_figure(
        reading,
        title=finding(reading, view.asked.label),
        subtitle=f"Of each 100 {view.asked.label} that would be expected, by decile. {view.who}.",
    )
    return figure.with_words(about=tuple(about(view, reading.footprint.source)))


def too_few_words(areas: AreasReading) -> str:
    """Why no area is shown."""
    return (
        f"There is no map of fewer than {areas.minimums.staff} staff: areas of so few people would name them. The "
        "figures by decile of deprivation are on the next page."
    )


def unranked_words(view: StaffView, areas: AreasReading) -> str:
    """Why no area of the map is called deprived, where the index asked for does not rank these areas."""
    if any(row.decile is not None or row.deprived_share is not None for row in areas.rows):
        return ""
    return (
        f"The Indices of Deprivation {view.edition or ''} do not rank these small areas, which are those of another "
        "census, so that no area here is called deprived. Figures by decile are unaffected."
    )


@figures_page
def where_download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The areas of the view as CSV, or as a workbook that says what it holds."""
    view = asked_view(request)
    if view.release is None or ending not in ("csv", "xlsx"):
        raise Http404
    if not view.asked.is_everybody:
        raise FilterError("staff", f"{NOT_BY_AREA} {ONE_AT_A_TIME}")
    areas = areas_of(view)
    rows = in_order(areas.rows, view.asked.sort or "name")
    records = [area_record(row, areas) for row in rows]
    name = f"staff-by-area-{view.release.quarter.code}"
    if ending == "csv":
        return csv_response(name, AREA_COLUMNS, ([record[key] for key in AREA_COLUMNS] for record in records))
    written = [{**record, "reading": verdict_words(row)} for record, row in zip(records, rows, strict=True)]
    return workbook_response(
        name,
        [
            Sheet("About", "Where staff live", ("About", "Words"), cover(request, view, areas)),
            Sheet("Areas", "Staff by area", AREA_COLUMNS, [said(record, AREA_COLUMNS) for record in written]),
        ],
    )


def said(record: dict[str, Any], columns: tuple[str, ...]) -> list[object]:
    """A row of a workbook: what is hidden says so in a word, since an empty cell would be no data."""
    from_hidden = ("staff", "per_1000", "quotient", "gap", "share_of_staff")
    return [
        wording.HIDDEN_FIGURE if record["suppressed"] and key in from_hidden else _in_words(record[key])
        for key in columns
    ]


def _in_words(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def cover(request: HttpRequest, view: StaffView, areas: AreasReading | None = None) -> list[tuple[str, str]]:
    """The first sheet: whose staff, when, rule, licence, and the address that gives the same again."""
    assert view.release is not None  # noqa: S101 - callers ask only then
    source = areas.footprint.source if areas else ""
    return [
        ("What", f"{view.who}: {view.asked.label}, {view.release.quarter.label}"),
        ("Made on", wording.day(timezone.localdate())),
        ("Published on", wording.day(timezone.localtime(view.release.made_at).date())),
        ("Disclosure rule", view.profile.note),
        *(("About", text) for text in about(view, source)),
        ("Readings", VERDICTS),
        ("Use", LICENCE),
        ("Address", request.build_absolute_uri(f"{reverse('employment')}?{settled(view)}")),
    ]


def settled(view: StaffView) -> str:
    """The query that names this quarter, whatever is published later."""
    quarter = view.release.quarter.code if view.release else ""
    return view.asked.but(quarter=quarter).as_query()


def _files(view: StaffView) -> list[Any]:
    query = settled(view)
    return [
        {"text": "Areas (CSV)", "href": f"{reverse('employment_download', args=['csv'])}?{query}"},
        {
            "text": "Areas with notes (Excel)",
            "href": f"{reverse('employment_download', args=['xlsx'])}?{query}",
        },
    ]


def _take_away(view: StaffView) -> list[dict[str, Any]]:
    query = settled(view)
    api = view.asked.but(quarter=view.release.quarter.code if view.release else "", area="", sort="")
    by_area = _files(view) if view.asked.is_everybody else []
    endpoint = "api:employment-areas" if view.asked.is_everybody else "api:employment-deciles"
    wanted = api if view.asked.is_everybody else api.but(areas="")
    links = [
        *by_area,
        {"text": "The same from the API (JSON)", "href": f"{reverse(endpoint)}?{wanted.as_query()}"},
    ]
    return [
        {"heading": "Download these figures", "links": links},
        {
            "heading": "Link to this view",
            "links": [
                {"text": "Link to this quarter", "href": f"?{query}", "note": "the same figures for ever"},
                {
                    "text": "Live link",
                    "href": f"?{view.asked.but(quarter='').as_query()}",
                    "note": "always the newest quarter",
                },
            ],
        },
        {
            "heading": "See also",
            "links": [
                {
                    "text": "Who is missing: by decile and group",
                    "href": f"{reverse('deciles')}?{view.asked.but(areas='', area='', sort='').as_query()}",
                },
            ],
        },
    ]
