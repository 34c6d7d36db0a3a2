"""Space open to the community: the list with its totals, a space and its use, adding, correcting, closing."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution, Place
from anchors.periods import Period, financial_quarter, financial_year_of, ym_of
from estates.charts.community import (
    charge_words,
    kind_table,
    number,
    space_table,
    step_free_words,
    sums_facts,
    use_table,
)
from estates.charts.sites import square_metres
from estates.forms.community import CloseForm, SpaceFilterForm, SpaceForm, UseForm
from estates.models import CommunitySpace, Site, SpaceUse
from estates.readings.community import ALL, CLOSED, SpaceFilter, latest_use, spaces
from estates.views.asking import answers, estates_page, person
from estates.views.editing import both
from estates.views.plot_asking import held_sites
from estates.views.site_sections import site_section
from metrics.views.once import made_once

ON_A_PAGE = 50
QUARTERS_BACK = 12
HEADINGS = (
    "id", "institution", "site", "site_name", "place", "name", "kind", "floor_m2", "people", "hours_offered",
    "charge", "rate", "step_free", "equipment", "how_to_book", "for_local_firms", "opened_on", "closed_on",
)  # fmt: skip
USE_HEADINGS = (
    "first_month", "last_month", "hours_offered", "hours_used", "hours_cheap", "bookings", "no_shows", "groups",
    "groups_deprived", "source",
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
    context = {
        "asked": asked,
        "is_empty": not everything.exists(),
        "filter_form": SpaceFilterForm(asked, owners_seen, places_seen),
        "tags": _tags(asked, dict(owners_seen), dict(places_seen)),
        "page_of": page,
        "table": space_table(list(page.object_list)),
        "kinds": kind_table(found.order_by().values_list("kind", flat=True)),
        "sums": sums,
        "facts": sums_facts(sums) if sums else [],
        "lead": _lead(found),
        "may_add": held_sites(request).exists(),
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
            space.pk, site.institution.slug, site.pk, site.name, site.place.code if site.place else None, space.name,
            space.kind, space.floor_m2, space.people, space.hours_offered, space.charge, space.rate,
            space.is_step_free, space.equipment, space.how_to_book, space.for_local_firms, space.opened_on,
            space.closed_on,
        )  # fmt: skip


@estates_page
def space(request: HttpRequest, space_id: int) -> HttpResponse:
    """What is known of a space, and its use by quarter."""
    found = visible_space(request, space_id)
    uses = list(found.uses.all())
    newest = latest_use(CommunitySpace.objects.filter(pk=found.pk))
    context = {
        "space": found,
        "facts": space_facts(found),
        "table": use_table(uses) if uses else None,
        "sums": newest,
        "sum_facts": sums_facts(newest) if newest else [],
        "may_change": CommunitySpace.objects.editable_by(request.user).filter(pk=found.pk).exists(),
        "sees_site": Site.objects.visible_to(request.user).filter(pk=found.site_id).exists(),
        "is_closed": found.closed_on is not None and found.closed_on <= timezone.localdate(),
        "csv": reverse("space_uses_download", args=[found.pk]),
        "api": f"{reverse('api:estates-space-uses')}?space={found.pk}",
    }
    return render(request, "estates/community/space.html", context)


@estates_page
def uses_download(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """The use of a space by quarter as CSV."""
    found = visible_space(request, space_id)
    told = found.uses.values_list(*USE_HEADINGS)
    return csv_response("space-use", USE_HEADINGS, told)


@both
@login_required
@made_once
def space_new(request: HttpRequest) -> HttpResponseBase:
    """A space on a site of the register."""
    sites = held_sites(request)
    if not sites.exists():
        raise Http404
    form = SpaceForm(answers(request), sites=sites, initial={"site": request.GET.get("site", "")})
    if form.is_valid():
        made = CommunitySpace.objects.create(**form.answers, made_by=person(request))
        messages.success(request, f"{made.name} is on offer.")
        return redirect("space", made.pk)
    return _form(request, form, title="Add a space", act="Add this space")


@both
@login_required
def space_edit(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """Corrects what is said of a space."""
    found = editable_space(request, space_id)
    form = SpaceForm(answers(request), sites=held_sites(request), space=found)
    if form.is_valid():
        CommunitySpace.objects.filter(pk=found.pk).update(**form.answers)
        messages.success(request, "Your changes are saved.")
        return redirect("space", found.pk)
    return _form(request, form, title=f"Change {found.name}", act="Save the changes")


@both
@login_required
def space_close(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """Takes a space off the offer, or opens it again; its use stays."""
    found = editable_space(request, space_id)
    form = CloseForm(answers(request), initial={"closed_on": found.closed_on or timezone.localdate()})
    if form.is_valid():
        closed_on = form.cleaned_data["closed_on"]
        CommunitySpace.objects.filter(pk=found.pk).update(closed_on=closed_on)
        words = f"closed from {wording.day(closed_on)}. Its use stays" if closed_on else "open"
        messages.success(request, f"{found.name} is {words}.")
        return redirect("space", found.pk)
    title = f"Open or close {found.name}" if found.closed_on else f"Close {found.name}"
    return _form(request, form, title=title, act="Save")


@both
@login_required
def space_use(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """The figures of one quarter; sent again for the same quarter, they take the place of the former ones."""
    found = editable_space(request, space_id)
    quarters = past_quarters()
    asked = request.GET.get("quarter") or quarters[0].code
    there = {Period(use.first_month, use.last_month).code: use for use in found.uses.all()}
    form = UseForm(answers(request), quarters=quarters, use=there.get(asked), initial={"quarter": asked})
    if form.is_valid():
        quarter = form.period
        written = form.figures | {
            "source": form.cleaned_data["source"],
            "by": person(request),
            "at": timezone.now(),
        }
        SpaceUse.objects.update_or_create(
            space=found, first_month=quarter.first, last_month=quarter.last, defaults=written
        )
        messages.success(request, f"The figures of {quarter.label} are saved.")
        return redirect("space", found.pk)
    words = "Figures of a quarter that has some already take their place. Leave empty what nobody knows; 0 says none."
    return _form(request, form, title=f"Use of {found.name}", act="Save the figures", words=words)


@site_section("community")
def spaces_of_site(request: HttpRequest, site: Site) -> dict[str, Any] | None:
    """What of a site is open to the community."""
    found = list(spaces(person(request), SpaceFilter(state=ALL)).filter(site=site))
    may_add = held_sites(request).filter(pk=site.pk).exists()
    if not found and not may_add:
        return None
    table = space_table(found) if found else None
    return {"table": table, "add": f"{reverse('space_new')}?site={site.pk}" if may_add else ""}


def past_quarters() -> list[Period]:
    """The quarters that have begun, the newest first."""
    year = financial_year_of(ym_of(timezone.localdate()))
    found = [
        financial_quarter(each, quarter) for each in range(year - 3, year + 1) for quarter in range(1, 5)
    ]
    begun = [each for each in found if each.start <= timezone.localdate()]
    return begun[: -QUARTERS_BACK - 1 : -1]


def space_facts(space: CommunitySpace) -> list[dict[str, str]]:
    """What is known of a space; who can use it also where it is not."""
    facts = {
        "Kind": space.get_kind_display(),
        "Holds": wording.plural(space.people, "person", "people")
        if space.people is not None
        else wording.NO_DATA,
        "Floor": f"{square_metres(space.floor_m2)} m²" if space.floor_m2 is not None else "",
        "Hours": f"{number(space.hours_offered)} a week"
        if space.hours_offered is not None
        else wording.NO_DATA,
        "Charge": charge_words(space),
        "Step-free access": step_free_words(space),
        "What is in it": space.equipment,
        "How to book": space.how_to_book,
        "Let to local firms": "Yes" if space.for_local_firms else "",
        "Place": space.site.place.name if space.site.place else "",
        "Address": space.site.address or space.site.postcode,
        "Open since": wording.day(space.opened_on) if space.opened_on else "",
        "Closed": wording.day(space.closed_on) if space.closed_on else "",
    }
    return [{"key": key, "value": value} for key, value in facts.items() if value]


def visible_space(request: HttpRequest, space_id: int) -> CommunitySpace:
    """A space that the person may see; Http404 for others."""
    return _found(CommunitySpace.objects.visible_to(request.user), space_id)


def editable_space(request: HttpRequest, space_id: int) -> CommunitySpace:
    """A space of an institution in which the person contributes; Http404 for others."""
    return _found(CommunitySpace.objects.editable_by(request.user), space_id)


def _found(rows: "QuerySet[CommunitySpace]", key: int) -> CommunitySpace:
    row = rows.filter(pk=key).select_related("site__institution", "site__place").first()
    if row is None:
        raise Http404
    return row


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


def _form(request: HttpRequest, form: object, **words: str) -> HttpResponse:
    context = {"form": form, "caption": "Open to the community", **words}
    return render(request, "estates/form.html", context)
