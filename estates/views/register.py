"""The register of sites: map, list, totals, and the same list as files."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.charts import Download
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution, Place
from estates.charts import places_table, register_table, sites_figure
from estates.charts.sites import MOST_DOTS, hectares, square_metres
from estates.forms.sites import RegisterFilterForm
from estates.models import Site
from estates.readings import RegisterFilter, Totals, register, totals
from estates.readings.register import ALL, UNKNOWN, by_place
from estates.views.asking import estates_page, owners, person

SITES_ON_A_PAGE = 50
MOST_ROWS = 50_000
HEADINGS = (
    "id", "institution", "ref", "uprn", "name", "address", "postcode", "place", "place_name", "latitude", "longitude",
    "kind", "use", "tenure", "terms", "terms_end", "floor_m2", "land_ha", "energy_rating", "status", "published",
)  # fmt: skip
FROM = (
    "Sites come from returns of NHS trusts to NHS England (ERIC), from registers of land and buildings that councils "
    "publish under the Local Government Transparency Code, and from what institutions enter here."
)
READ_BY = (
    "What is published can be read in the whole system. What an institution enters itself is its own until it says "
    "that it is published."
)
DRAWN = (
    "A dot stands where the source says, else at the middle of the postcode. Areas are as the source gives them: an "
    "empty cell is no data, never nought."
)
ABOUT = (FROM, READ_BY, DRAWN)


@estates_page
def sites(request: HttpRequest) -> HttpResponse:
    """Sites with their totals, by filter."""
    asked = RegisterFilter.parse(request.GET)
    found = register(person(request), asked)
    sums = totals(found)
    everything = register(person(request), RegisterFilter(status=ALL))
    page = Paginator(found, SITES_ON_A_PAGE).get_page(request.GET.get("page"))
    owners_seen, places_seen = _choices(everything)
    context = {
        "asked": asked,
        "totals": sums,
        "is_empty": not everything.exists(),
        "filter_form": RegisterFilterForm(asked, owners_seen, places_seen),
        "tags": _tags(asked, dict(owners_seen), dict(places_seen)),
        "page_of": page,
        "table": register_table(list(page.object_list), sums),
        "figure": _figure(found, sums, asked) if sums.sites else None,
        "places": places_table(by_place(found), lambda code: f"?{asked.but(place=code).as_query()}"),
        "may_add": owners(request).exists(),
        "floor": floor_words(sums),
        "land": land_words(sums),
        "csv": _address("csv", asked),
        "xlsx": _address("xlsx", asked),
        "api": f"{reverse('api:estates-sites')}?{asked.but(sort='').as_query()}",
    }
    return render(request, "estates/register.html", context)


@estates_page
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The sites of the filter, all of them, as CSV or as a workbook that says what it holds."""
    asked = RegisterFilter.parse(request.GET)
    found = register(person(request), asked)
    if ending == "csv":
        return csv_response("sites", HEADINGS, rows(found))
    if ending != "xlsx":
        raise Http404
    sums = totals(found)
    today = wording.day(timezone.localdate())
    cover = [
        ("What", "Sites of the register"),
        ("Filter", asked.as_query() or "None: all that are held"),
        ("Made on", today),
        ("Floor", floor_words(sums)),
        ("Land", land_words(sums)),
        *(("About", text) for text in ABOUT),
    ]
    return workbook_response("sites", [
        Sheet("About", "Register of sites", ("About", "Words"), cover),
        Sheet("Sites", "Register of sites", HEADINGS, list(rows(found[:MOST_ROWS]))),
    ])  # fmt: skip


def rows(found: "QuerySet[Site]") -> Iterator[tuple[object, ...]]:
    """Sites as the files and the endpoint have them."""
    for site in found.iterator(chunk_size=2000):
        yield (
            site.pk, site.institution.slug, site.ref, site.uprn, site.name, site.address, site.postcode,
            site.place.code if site.place else None, site.place.name if site.place else None, site.latitude,
            site.longitude, site.kind, site.use, site.tenure, site.terms, site.terms_end, site.floor_m2, site.land_ha,
            site.energy_rating, site.status, site.is_published,
        )  # fmt: skip


def floor_words(sums: Totals) -> str:
    """`137,070 m² of floor in 163 of 608 sites`."""
    return _sum_words(square_metres(sums.floor) or "", "m² of floor", sums.floor_known, sums.sites)


def land_words(sums: Totals) -> str:
    """`12.5 hectares of land in 3 of 608 sites`."""
    return _sum_words(hectares(sums.land) or "", "hectares of land", sums.land_known, sums.sites)


def _sum_words(amount: str, unit: str, known: int, of: int) -> str:
    if not known:
        return f"no data of {unit.removeprefix('m² of ').removeprefix('hectares of ')} areas"
    return f"{amount} {unit}" if known == of else f"{amount} {unit} in {known:,} of {of:,} sites"


def _figure(found: "QuerySet[Site]", sums: Totals, asked: RegisterFilter) -> Any:
    shown = list(found[: MOST_DOTS + 1])
    table_of = shown if len(shown) <= MOST_DOTS else list(found)
    figure = sites_figure(
        table_of,
        sums,
        title="Where the sites are",
        subtitle=f"{wording.plural(sums.sites, 'site')}; shape by status, size by floor area",
    )
    downloads: tuple[Download, ...] = (
        {"text": "Sites (CSV)", "href": _address("csv", asked)},
        {"text": "Sites (Excel)", "href": _address("xlsx", asked), "note": "with what it holds"},
    )
    return figure.with_words(about=ABOUT, downloads=downloads)


def _choices(found: "QuerySet[Site]") -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Owners and places of what the person may see."""
    bodies = AnchorInstitution.objects.filter(pk__in=found.order_by().values("institution"))
    places = Place.objects.filter(pk__in=found.order_by().values("place")).order_by("name")
    return list(bodies.values_list("slug", "name")), list(places.values_list("code", "name"))


def _tags(asked: RegisterFilter, names: dict[str, str], places: dict[str, str]) -> list[dict[str, str]]:
    unknown = {UNKNOWN: "not known"}
    words = {
        "institution": ", ".join(names.get(slug, slug) for slug in asked.institution.split(",")),
        "place": f"Place: {(places | unknown).get(asked.place, asked.place)}",
        "kind": dict(Site.Kind.choices).get(asked.kind, ""),
        "tenure": f"Tenure: {(dict(Site.Tenure.choices) | unknown).get(asked.tenure, '')}",
        "status": dict([*Site.Status.choices, (ALL, "All, also those that are gone")]).get(asked.status),
        "search": f"“{asked.search}”",
    }  # fmt: skip
    return [
        {"text": str(text), "href": f"?{asked.but(**{key: ''}).as_query()}"}
        for key, text in words.items()
        if getattr(asked, key)
    ]


def _address(ending: str, asked: RegisterFilter) -> str:
    return f"{reverse('sites_download', args=[ending])}?{asked.as_query()}"
