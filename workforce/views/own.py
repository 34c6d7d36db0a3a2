"""An institution's true counts, for its own contributors and leads: never beside released figures, never for others."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from anchors.downloads import csv_response
from workforce.charts import area_table
from workforce.forms.where import OwnForm, group_choices
from workforce.readings import StaffFilter, true_areas
from workforce.readings.areas import in_order
from workforce.readings.own import OwnCounts
from workforce.readings.records import AREA_COLUMNS, area_record
from workforce.views.access import person
from workforce.views.asking import figures_page, system_or_404
from workforce.views.words import VERDICTS


@figures_page
def own_counts(request: HttpRequest) -> HttpResponse:
    """True counts by area of a quarter that was added, published or not."""
    own = _own(request)
    context: dict[str, Any] = {"own": own}
    if own.intake is not None and own.areas is not None:
        rows = in_order(own.areas.rows, own.asked.sort or "name")
        context |= {
            "table": area_table(own.areas, rows, "True counts by area"),
            "sorting": own.asked.sort or "name",
            "filter_form": _form(own),
            "csv": f"{reverse('own_counts_download')}?{own.asked.as_query()}",
            "source": own.areas.footprint.source,
            "verdicts": VERDICTS,
        }
    return render(request, "workforce/where/own.html", context)


@figures_page
def own_counts_download(request: HttpRequest) -> HttpResponseBase:
    """The same as a file, whose name says what it is."""
    own = _own(request)
    rows = in_order(own.areas.rows, own.asked.sort or "name") if own.areas else []
    records = [area_record(row, own.areas) for row in rows if own.areas]
    columns = [name for name in AREA_COLUMNS if name != "suppressed"]
    return csv_response(
        "TRUE-COUNTS-not-for-publication", columns, ([row[name] for name in columns] for row in records)
    )


def _own(request: HttpRequest) -> OwnCounts:
    return true_areas(person(request), system_or_404(request), StaffFilter.parse(request.GET))


def _form(own: OwnCounts) -> OwnForm:
    assert own.intake is not None  # noqa: S101 - callers ask only then
    rows = own.intake.counts.values_list("breakdown", "category").distinct()
    there = [breakdown if category == "all" else f"{breakdown}.{category}" for breakdown, category in rows]
    choices = {
        "institution": [(each.slug, each.name) for each in own.institutions],
        "staff": group_choices(there, own.asked.staff or "all"),
        "quarter": [(each.quarter.code, each.quarter.label) for each in own.intakes],
    }
    initial = {
        "institution": own.institution.slug,
        "staff": own.asked.staff,
        "areas": own.level,
        "quarter": own.intake.quarter.code,
    }
    return OwnForm(initial, choices)
