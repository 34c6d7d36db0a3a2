"""One space open to the community: its facts, its use by quarter, what was changed; adding, correcting, closing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.downloads import csv_response
from anchors.periods import Period, quarter_of
from estates.charts.community import charge_words, number, step_free_words, sums_facts, use_figure, use_table
from estates.charts.sites import square_metres
from estates.forms.community import CloseForm, SpaceForm, UseForm
from estates.models import CommunitySpace, SpaceChange, SpaceUse
from estates.opening import change_space, open_space, state_use, withdraw_use
from estates.readings.community import USE_COLUMNS, latest_use
from estates.views.asking import answers, estates_page, person
from estates.views.editing import both
from estates.views.history import told_change
from estates.views.plot_asking import held_sites
from metrics.views.once import made_once

QUARTERS_BACK = 12


@estates_page
def space(request: HttpRequest, space_id: int) -> HttpResponse:
    """What is known of a space, and its use by quarter."""
    found = visible_space(request, space_id)
    uses = list(found.uses.all())
    newest = latest_use(CommunitySpace.objects.filter(pk=found.pk))
    csv = reverse("space_uses_download", args=[found.pk])
    may = CommunitySpace.objects.editable_by(request.user).filter(pk=found.pk).exists()
    context = {
        "space": found,
        "facts": space_facts(found),
        "table": use_table(uses, links=may) if uses else None,
        "figure": use_figure(uses, [{"text": "Use by quarter (CSV)", "href": csv}]),
        "sums": newest,
        "sum_facts": sums_facts(newest) if newest else [],
        "history": [_told(change) for change in found.changes.select_related("by")],
        "may_change": may,
        "is_closed": found.closed_on is not None and found.closed_on <= timezone.localdate(),
        "csv": csv,
        "api": f"{reverse('api:estates-space-uses')}?space={found.pk}",
    }
    return render(request, "estates/community/space.html", context)


@estates_page
def uses_download(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """The use of a space by quarter as CSV."""
    found = visible_space(request, space_id)
    return csv_response("space-use", USE_COLUMNS, found.uses.values_list(*USE_COLUMNS))


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
        made = open_space(form.answers, by=person(request))
        messages.success(request, f"{made.name} is on offer.")
        return redirect("space", made.pk)
    return _form(request, form, title="Add a space", act="Add this space", back=reverse("community_space"))


@both
@login_required
@transaction.atomic
def space_edit(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """Corrections go on record beside what was there before."""
    found = editable_space(request, space_id)
    form = SpaceForm(answers(request), sites=held_sites(request), space=found)
    if form.is_valid():
        if change_space(found, form.answers, by=person(request)):
            messages.success(request, "Your changes are saved, and what was there before is kept.")
        return redirect("space", found.pk)
    return _form(request, form, title=f"Change {found.name}", act="Save the changes", back=_address(found))


@both
@login_required
def space_close(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """Takes a space off the offer, or opens it again; its use stays."""
    found = editable_space(request, space_id)
    form = CloseForm(answers(request), initial={"closed_on": found.closed_on or timezone.localdate()})
    if form.is_valid():
        closed_on = form.cleaned_data["closed_on"]
        change_space(found, {"closed_on": closed_on}, by=person(request))
        words = f"closed from {wording.day(closed_on)}. Its use stays" if closed_on else "open"
        messages.success(request, f"{found.name} is {words}.")
        return redirect("space", found.pk)
    title = f"Open or close {found.name}" if found.closed_on else f"Close {found.name}"
    return _form(request, form, title=title, act="Save", back=_address(found))


@both
@login_required
def space_use(request: HttpRequest, space_id: int) -> HttpResponseBase:
    """The figures of one quarter; sent again for the same quarter, they take the place of the former ones."""
    found = editable_space(request, space_id)
    quarters = past_quarters()
    asked = request.GET.get("quarter") or quarters[0].code
    there = {_quarter(use).code: use for use in found.uses.all()}
    form = UseForm(
        answers(request), space=found, quarters=quarters, use=there.get(asked), initial={"quarter": asked}
    )
    if form.is_valid():
        if state_use(found, form.period, form.written, by=person(request)):
            messages.success(request, f"The figures of {form.period.label} are saved.")
        return redirect("space", found.pk)
    words = (
        "Figures of a quarter that has some already take their place; what was there is kept. Leave empty what nobody "
        "knows; 0 says none."
    )
    return _form(
        request,
        form,
        title=f"Use of {found.name}",
        act="Save the figures",
        words=words,
        back=_address(found),
        take_out=reverse("use_remove", args=[found.pk, asked]) if asked in there else "",
    )


@both
@login_required
def use_remove(request: HttpRequest, space_id: int, quarter: str) -> HttpResponseBase:
    """Takes out the figures of a quarter, after a question."""
    found = editable_space(request, space_id)
    use = next((each for each in found.uses.all() if _quarter(each).code == quarter), None)
    if use is None:
        raise Http404
    when = _quarter(use).label
    if request.method == "POST":
        withdraw_use(use, by=person(request))
        messages.success(request, f"The figures of {when} are taken out.")
        return redirect("space", found.pk)
    words = (
        f"{found.name} then has no figures for {when}, and measures leave them out. The history keeps them."
    )
    title = f"Take out the figures of {when}?"
    return _form(request, None, title=title, act="Take them out", words=words, back=_address(found))


def past_quarters() -> list[Period]:
    """The quarters of three years that are over, the newest first."""
    found = [quarter_of(timezone.localdate()).before()]
    while len(found) < QUARTERS_BACK:
        found.append(found[-1].before())
    return found


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
        "Where": _where(space),
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


def _where(space: CommunitySpace) -> str:
    of_site = (space.site.address or space.site.postcode) if space.sees_site else ""
    return space.address or of_site or "Ask the owner"


def _quarter(row: SpaceUse | SpaceChange) -> Period:
    return Period(row.first_month, row.last_month)  # type: ignore[arg-type]


def _told(change: SpaceChange) -> dict[str, str]:
    if change.first_month:
        return told_change(change, SpaceUse, f"Use of {_quarter(change).label}")
    return told_change(change, CommunitySpace, "Changed" if change.changes else "Put on offer")


def _address(space: CommunitySpace) -> str:
    return reverse("space", args=[space.pk])


def _form(request: HttpRequest, form: object, **words: Any) -> HttpResponse:
    context = {"form": form, "caption": "Open to the community", **words}
    return render(request, "estates/form.html", context)
