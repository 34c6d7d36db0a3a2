"""What groups and firms ask for: the list, adding a request, what would fit it and why, what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.charts import Column, Table
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import Place, System, SystemArea, SystemMembership, in_force
from estates.charts.community import number
from estates.charts.sites import square_metres
from estates.forms.requests import OutcomeForm, RequestFilterForm, RequestForm
from estates.matching import Match, matches
from estates.models import CommunitySpace, SpaceRequest
from estates.readings.requests import ALL, COLUMNS, RequestFilter, request_rows, requests, seen_plots
from estates.views.asking import answers, estates_page, owners, person
from estates.views.editing import both
from metrics.views.once import made_once

ON_A_PAGE = 50
STATES = SpaceRequest.State


@estates_page
def space_requests(request: HttpRequest) -> HttpResponse:
    """Requests by filter."""
    asked = RequestFilter.parse(request.GET)
    found = requests(person(request), asked)
    everything = requests(person(request), RequestFilter(state=ALL))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    places = Place.objects.filter(pk__in=everything.order_by().values("place")).order_by("name")
    query = f"?{asked.as_query()}" if asked.as_query() else ""
    context = {
        "asked": asked,
        "is_empty": not everything.exists(),
        "filter_form": RequestFilterForm(asked, places.values_list("code", "name")),
        "tags": _tags(asked, dict(places.values_list("code", "name"))),
        "page_of": page,
        "table": _table(list(page.object_list)),
        "may_add": owners(request).exists(),
        "csv": reverse("requests_download", args=["csv"]) + query,
        "xlsx": reverse("requests_download", args=["xlsx"]) + query,
        "api": reverse("api:estates-space-requests") + query,
    }
    return render(request, "estates/community/requests.html", context)


@estates_page
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The requests of the filter, as CSV or as a workbook that says what it holds."""
    asked = RequestFilter.parse(request.GET)
    told = [[row[name] for name in COLUMNS] for row in request_rows(person(request), asked)]
    if ending == "csv":
        return csv_response("space-requests", COLUMNS, told)
    if ending != "xlsx":
        raise Http404
    cover = [
        ("What", "What groups and firms look for"),
        ("Filter", asked.as_query() or "None: all that still look"),
        ("Made on", wording.day(timezone.localdate())),
        ("Figures", "An empty figure is no stated need."),
    ]
    return workbook_response("space-requests", [
        Sheet("About", "Requests for space", ("About", "Words"), cover),
        Sheet("Requests", "Requests for space", COLUMNS, told),
    ])  # fmt: skip


@estates_page
def space_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """A request, what would fit it with the reasons, and what came of it."""
    found = visible_request(request, request_id)
    is_open = found.state in (STATES.OPEN, STATES.OFFERED)
    context = {
        "asked": found,
        "facts": _facts(found),
        "offered": _offered(request, found),
        "matches": [_told(match) for match in matches(found, person(request))] if is_open else [],
        "is_open": is_open,
        "may_change": SpaceRequest.objects.editable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "estates/community/request.html", context)


@both
@login_required
@made_once
def request_new(request: HttpRequest) -> HttpResponseBase:
    """What a group or firm looks for, recorded by an institution of the system."""
    mine = owners(request)
    members = SystemMembership.objects.filter(in_force(timezone.localdate()), institution__in=mine)
    if not members.exists():
        raise Http404
    areas = SystemArea.objects.filter(system__in=members.values("system"))
    form = RequestForm(
        answers(request),
        owners=mine.filter(pk__in=members.values("institution")),
        places=Place.objects.filter(pk__in=areas.values("place")).order_by("name"),
        initial={"recorded_for": mine.first(), "received_on": timezone.localdate()},
    )
    if form.is_valid():
        owner = form.cleaned_data["recorded_for"]
        system = System.objects.filter(pk__in=members.filter(institution=owner).values("system")).earliest(
            "pk"
        )
        made = SpaceRequest.objects.create(**form.cleaned_data, system=system, by=person(request))
        messages.success(request, "The request is recorded. Below is what would fit it.")
        return redirect("space_request", made.pk)
    return _form(
        request, form, title="Record a request", act="Record this request", back=reverse("space_requests")
    )


@both
@login_required
def request_outcome(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """What was offered and what came of it; “Looking” takes an offer back."""
    found = SpaceRequest.objects.editable_by(request.user).filter(pk=request_id).first()
    if found is None:
        raise Http404
    fitting = {match.key: str(match.thing) for match in matches(found, person(request))}
    now = _key(found)
    seen = seen_plots(person(request))
    if now and (found.plot_id is None or found.plot_id in seen):
        fitting.setdefault(now, str(found.space or found.plot))
    asked = request.GET.get("match", "")
    initial = {
        "state": STATES.OFFERED if asked in fitting else found.state,
        "match": asked if asked in fitting else now,
        "outcome": found.outcome,
    }
    form = OutcomeForm(answers(request), things=list(fitting.items()), initial=initial)
    if form.is_valid():
        written = form.answers
        if now and now not in fitting and written["state"] != STATES.OPEN and not form.cleaned_data["match"]:
            del written["space_id"], written["plot_id"]  # what the person may not see stays as it is
        SpaceRequest.objects.filter(pk=found.pk).update(**written, by=person(request), at=timezone.now())
        messages.success(request, "What came of the request is saved.")
        return redirect("space_request", found.pk)
    back = reverse("space_request", args=[found.pk])
    return _form(request, form, title=f"What came of it: {found.body}", act="Save", back=back)


def visible_request(request: HttpRequest, request_id: int) -> SpaceRequest:
    """A request of the person's systems; Http404 for others."""
    found = requests(person(request), RequestFilter(state=ALL)).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


def _key(found: SpaceRequest) -> str:
    if found.space_id:
        return f"space-{found.space_id}"
    return f"plot-{found.plot_id}" if found.plot_id else ""


def _offered(request: HttpRequest, found: SpaceRequest) -> dict[str, str] | None:
    """What the request is matched to, where the person may see it."""
    if found.space_id:
        return {"text": str(found.space), "href": reverse("space", args=[found.space_id])}
    if found.plot_id and found.plot_id in seen_plots(person(request)):
        return {"text": str(found.plot), "href": reverse("plot", args=[found.plot_id])}
    return None


def _told(match: Match) -> dict[str, Any]:
    name = "space" if isinstance(match.thing, CommunitySpace) else "plot"
    return {
        "title": str(match.thing),
        "what": "Space on offer" if name == "space" else "Surplus land or building",
        "owner": match.thing.site.institution.name,
        "href": reverse(name, args=[match.thing.pk]),
        "key": match.key,
        "reasons": match.fit.reasons,
        "to_ask": match.fit.to_ask,
    }


def _facts(found: SpaceRequest) -> list[dict[str, str]]:
    rate = found.most_rate
    pay = "Nothing: it must be free" if rate == 0 else f"{wording.money(rate, pence=True)} an hour"
    facts = {
        "Looking for": found.get_want_display(),
        "Where": found.place.name if found.place else "Anywhere in the system",
        "People": wording.count(found.people) if found.people is not None else "",
        "Least floor": f"{square_metres(found.least_m2)} m²" if found.least_m2 is not None else "",
        "Hours": f"{number(found.hours)} a week" if found.hours is not None else "",
        "Can pay": pay if rate is not None else "",
        "Step-free access": "Needed" if found.needs_step_free else "",
        "Asked on": wording.day(found.received_on),
        "Recorded by": found.recorded_for.name,
    }
    return [{"key": key, "value": value} for key, value in facts.items() if value]


def _table(found: list[SpaceRequest]) -> Table:
    columns = (
        Column("Group or firm"), Column("Looking for"), Column("Place"), Column("Hours a week", "count"),
        Column("People", "count"), Column("State"), Column("Asked on", "date"),
    )  # fmt: skip
    return Table("Requests for space", columns, tuple(
        (
            {"value": each.body, "href": reverse("space_request", args=[each.pk]), "note": each.purpose},
            each.get_want_display(),
            each.place.name if each.place else "Anywhere",
            number(each.hours) or "Not stated",
            each.people if each.people is not None else "Not stated",
            {"value": each.get_state_display(), "note": each.outcome},
            each.received_on,
        )
        for each in found
    ))  # fmt: skip


def _tags(asked: RequestFilter, places: dict[str, str]) -> list[dict[str, str]]:
    words = {
        "want": dict(SpaceRequest.Want.choices).get(asked.want),
        "place": places.get(asked.place, asked.place),
        "state": dict([*STATES.choices, (ALL, "All")]).get(asked.state),
    }
    return [
        {"text": str(text), "href": f"?{asked.but(**{key: ''}).as_query()}"}
        for key, text in words.items()
        if getattr(asked, key)
    ]


def _form(request: HttpRequest, form: object, **words: str) -> HttpResponse:
    context = {"form": form, "caption": "Requests for space", **words}
    return render(request, "estates/form.html", context)
