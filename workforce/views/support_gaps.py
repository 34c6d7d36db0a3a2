"""Where support is missing: by district on a map and in a table, and by target group."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from anchors import wording
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.geography.positions import positions
from anchors.models import SmallArea, System
from anchors.views.frame import today
from metrics.api.listing import flat
from workforce.charts.support import area_table, gap_figure, group_table
from workforce.gap_map import AREA_HEADINGS, GROUP_HEADINGS, GapMap, gap_map
from workforce.readings.support import directory, on_offer
from workforce.views.access import person
from workforce.views.asking import figures_page, system_or_404


@figures_page
def support_gaps(request: HttpRequest) -> HttpResponse:
    """Places for claimants by district, and who is served nowhere."""
    system = system_or_404(request)
    found = gaps_of(request, system)
    table = area_table(found.districts, "Support by district", "District")
    context = {
        "system": system,
        "found": found,
        "has_offers": any(each.offers for each in found.areas),
        "figure": gap_figure(found, _positions(system), table),
        "table": table,
        "wards": area_table(found.wards, "Support for one ward", "Ward") if found.wards else None,
        "groups": group_table(found.groups, len(found.districts)),
        "unserved": wording.listed(str(each.group.label).lower() for each in found.unserved),
        "missing": wording.listed(place.name for place in found.no_claimants),
    }
    return render(request, "workforce/support/gaps.html", context)


@figures_page
def gaps_download(request: HttpRequest, kind: str, ending: str) -> HttpResponseBase:
    """The districts, or the groups, as CSV or as a workbook that says what it holds."""
    if ending not in ("csv", "xlsx"):
        raise Http404
    found = gaps_of(request, system_or_404(request))
    rows = [[flat(value) for value in each.values()] for each in records(found, kind)]
    headings = AREA_HEADINGS if kind == "areas" else GROUP_HEADINGS
    if ending == "csv":
        return csv_response(f"support-by-{kind[:-1]}", headings, rows)
    cover = [
        ("What", "Support on offer beside people who claim unemployment benefits"),
        ("Claimants", "Nomis, NM_162_1, claimant count; empty where none is loaded"),
        ("Shared places", "Places for several districts are shared out by their claimants"),
        ("Made on", wording.day(timezone.localdate())),
    ]
    return workbook_response(f"support-by-{kind[:-1]}", [
        Sheet("About", "Support and gaps", ("About", "Words"), cover),
        Sheet("Gaps", "Support and gaps", headings, rows),
    ])  # fmt: skip


def gaps_of(request: HttpRequest, system: System) -> GapMap:
    """The gaps between support that runs today and the system's districts."""
    return gap_map(system, on_offer(directory(person(request), system), today()), today())


def records(found: GapMap, kind: str) -> list[dict[str, Any]]:
    """Areas or groups as files have them."""
    return [each.as_record() for each in (found.areas if kind == "areas" else found.groups)]


def _positions(system: System) -> Mapping[int, Any]:
    districts = system.local_authorities(today())
    vintage = SmallArea.objects.order_by("-vintage").values_list("vintage", flat=True).first()
    small = SmallArea.objects.filter(local_authority__in=districts, vintage=vintage)
    return positions(small, "local_authority") if vintage else {}
