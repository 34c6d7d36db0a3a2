"""Space open to the community: the list with its totals and its use over time, its files, the section of a site."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution, Place
from estates.charts.community import kind_table, number, site_space_table, space_table, sums_facts, use_figure
from estates.forms.community import SpaceFilterForm
from estates.forms.use_file import HEADINGS as USE_HEADINGS
from estates.forms.use_file import use_row
from estates.models import CommunitySpace, Site, SpaceUse
from estates.readings.community import ALL, CLOSED, SpaceFilter, latest_use, spaces
from estates.views.asking import estates_page, person
from estates.views.plot_asking import held_sites
from estates.views.site_sections import site_section

ON_A_PAGE = 50
HEADINGS = (
    "id", "institution", "site", "site_name", "address", "place", "name", "kind", "floor_m2", "people",
    "hours_offered", "charge", "rate", "step_free", "equipment", "how_to_book", "for_local_firms", "opened_on",
    "closed_on",
)  # fmt: skip


@estates_page
def community_space(request: HttpRequest) -> HttpResponse:
    """Spaces by filter, with what their use comes to."""
    asked = SpaceFilter.parse(request.GET)
    found = spaces(person(request), asked)
    everything = spaces(person(request), SpaceFilter(state=ALL))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    bodies = AnchorInstitution.objects.filter(pk__in=everything.order_by().values("site__institution"))
    places = Place.objects.filter(pk__in=everything.order_by().values("site__place")).order_by("name")
    owners_seen, places_seen = (
        list(bodies.values_list("slug", "name")),
        list(places.values_list("code", "name")),
    )
    sums = latest_use(found)
    query = f"?{asked.as_query()}" if asked.as_query() else ""
    uses_csv = reverse("uses_download") + query
    figure = use_figure(_uses(found), [{"text": "Use by quarter of these spaces (CSV)", "href": uses_csv}])
    context = {
        "asked": asked,
        "is_empty": not everything.exists(),
        "filter_form": SpaceFilterForm(asked, owners_seen, places_seen),
        "tags": _tags(asked, dict(owners_seen), dict(places_seen)),
        "page_of": page,
        "table": space_table(list(page.object_list)),
        "kinds": kind_table(found.order_by().values_list("kind", flat=True)),
        "figure": figure,
        "uses_csv": uses_csv,
        "sums": sums,
        "facts": sums_facts(sums) if sums else [],
        "lead": _lead(found),
        "may_add": held_sites(request).exists(),
        "may_upload": CommunitySpace.objects.editable_by(request.user).exists(),
        "csv": reverse("spaces_download", args=["csv"]) + query,
        "xlsx": reverse("spaces_download", args=["xlsx"]) + query,
        "api": f"{reverse('api:estates-spaces')}?{asked.but(sort='').as_query()}".rstrip("?"),
    }
    return render(request, "estates/community/list.html", context)


@estates_page
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The spaces of the filter, as CSV or as a workbook that says what it holds."""
    asked = SpaceFilter.parse(request.GET)
    found = spaces(person(request), asked)
    if ending == "csv":
        return csv_response("community-space", HEADINGS, rows(found))
    if ending != "xlsx":
        raise Http404
    cover = [
        ("What", "Space open to the community"),
        ("Filter", asked.as_query() or "None: all that is on offer now"),
        ("Made on", wording.day(timezone.localdate())),
        (
            "Figures",
            "Hours are a week’s, charges pounds an hour. An empty figure is not known, never nought.",
        ),
    ]
    return workbook_response("community-space", [
        Sheet("About", "Space open to the community", ("About", "Words"), cover),
        Sheet("Spaces", "Space open to the community", HEADINGS, list(rows(found))),
    ])  # fmt: skip


def rows(found: "QuerySet[CommunitySpace]") -> Iterator[tuple[object, ...]]:
    """Spaces as the files and the endpoint have them."""
    for space in found.iterator(chunk_size=2000):
        site = space.site
        yield (
            space.pk, site.institution.slug, space.seen_site, space.seen_site_name, space.address,
            site.place.code if site.place else None, space.name, space.kind, space.floor_m2, space.people,
            space.hours_offered, space.charge, space.rate, space.is_step_free, space.equipment, space.how_to_book,
            space.for_local_firms, space.opened_on, space.closed_on,
        )  # fmt: skip


@estates_page
def uses_download(request: HttpRequest) -> HttpResponseBase:
    """The use by quarter of the spaces of the filter, as a file that can be sent back with more."""
    found = spaces(person(request), SpaceFilter.parse(request.GET))
    names = {each.pk: each.seen_site_name for each in found}
    return csv_response(
        "use-of-space", USE_HEADINGS, (use_row(use, names[use.space_id]) for use in _uses(found))
    )


@site_section("community")
def spaces_of_site(request: HttpRequest, site: Site) -> dict[str, Any] | None:
    """What of a site is open to the community."""
    found = list(spaces(person(request), SpaceFilter(state=ALL)).filter(site=site))
    may_add = held_sites(request).filter(pk=site.pk).exists()
    if not found and not may_add:
        return None
    table = site_space_table(found) if found else None
    return {"table": table, "add": f"{reverse('space_new')}?site={site.pk}" if may_add else ""}


def _uses(found: "QuerySet[CommunitySpace]") -> list[SpaceUse]:
    uses = SpaceUse.objects.filter(space__in=found.order_by().values("pk")).select_related("space__site")
    return list(uses.order_by("space__name", "space", "-first_month"))


def _lead(found: "QuerySet[CommunitySpace]") -> str:
    hours = list(found.order_by().values_list("hours_offered", flat=True))
    known = [each for each in hours if each is not None]
    words = wording.plural(len(hours), "space")
    if not known:
        return f"{words}; nobody has said how many hours can be booked."
    part = "" if len(known) == len(hours) else f", counting {len(known)} of them whose hours are known"
    return f"{words}, {number(sum(known))} hours a week that can be booked{part}."


def _tags(asked: SpaceFilter, names: dict[str, str], places: dict[str, str]) -> list[dict[str, str]]:
    words = {
        "institution": ", ".join(names.get(slug, slug) for slug in asked.institution.split(",")),
        "place": places.get(asked.place, asked.place),
        "kind": dict(CommunitySpace.Kind.choices).get(asked.kind),
        "charge": dict(CommunitySpace.Charge.choices).get(asked.charge),
        "step_free": "Step-free only",
        "state": {CLOSED: "Closed", ALL: "All, also closed ones"}.get(asked.state),
        "search": f"“{asked.search}”",
    }
    return [
        {"text": str(text), "href": f"?{asked.but(**{key: ''}).as_query()}"}
        for key, text in words.items()
        if getattr(asked, key)
    ]
