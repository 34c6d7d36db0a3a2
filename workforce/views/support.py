"""The directory of support: the list, one offer with its history, adding, changing and removing one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from anchors import wording
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution, System
from anchors.views.frame import today
from metrics.api.listing import flat
from metrics.models import systems_planned_by
from metrics.views.once import made_once
from workforce.charts.support import names, offer_table, where
from workforce.forms.support import OfferFilterForm, OfferForm
from workforce.gap_map import gap_map
from workforce.loading import remove_offer, write_offer
from workforce.models import Barrier, SupportOffer, TargetGroup
from workforce.readings.support import (
    ALL,
    OFFER_HEADINGS,
    WHOLE,
    OfferFilter,
    directory,
    offer_record,
    offers,
    on_offer,
    places_there,
)
from workforce.views.access import own_institutions, own_system, person
from workforce.views.asking import figures_page, system_or_404

ON_A_PAGE = 50
LABELS = {
    "kept_by": "Record kept by", "name": "Programme", "provider": "Provider", "funder": "Paid by",
    "who_for": "Who for", "barriers": "Takes out of the way", "areas": "Where", "places_a_year": "Places a year",
    "first_day": "Starts", "last_day": "Ends", "referral_route": "How to refer", "outcome_rule": "Outcome",
    "price_per_place": "Price of a place, £", "link": "Web address", "is_removed": "Taken out of the directory",
}  # fmt: skip
both = require_http_methods(["GET", "HEAD", "POST"])


@figures_page
def support(request: HttpRequest) -> HttpResponse:
    """Offers by filter, and in one sentence who is served nowhere."""
    system = own_system(request)
    if system is None:
        return render(request, "workforce/support/list.html", {"system": None})
    asked = OfferFilter.parse(request.GET)
    found = offers(person(request), system, asked, today())
    everything = directory(person(request), system)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    areas = [(place.code, place.name) for place in places_there(system, today())]
    providers = everything.order_by("provider").values_list("provider", flat=True).distinct()
    context = {
        "system": system,
        "asked": asked,
        "is_empty": not everything.exists(),
        "filter_form": OfferFilterForm(asked, areas, providers),
        "tags": _tags(asked, dict(areas)),
        "page_of": page,
        "table": offer_table(list(page.object_list)),
        "lead": _lead(found),
        "unserved": gap_map(system, on_offer(everything, today()), today()).unserved,
        "may_add": bool(keepers(request, system)),
        "query": asked.as_query(),
    }
    return render(request, "workforce/support/list.html", context)


@figures_page
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The offers of the filter, as CSV or as a workbook that says what it holds."""
    asked = OfferFilter.parse(request.GET)
    found = offers(person(request), system_or_404(request), asked, today())
    rows = [[flat(value) for value in offer_record(each).values()] for each in found]
    if ending == "csv":
        return csv_response("support-on-offer", OFFER_HEADINGS, rows)
    if ending != "xlsx":
        raise Http404
    cover = [
        ("What", "Support on offer to people who look for work"),
        ("Filter", asked.as_query() or "None: all that is running now"),
        ("Made on", wording.day(timezone.localdate())),
        (
            "Figures",
            "Places are of a whole year. An empty figure is not known, never nought. No area: whole system.",
        ),
    ]
    return workbook_response("support-on-offer", [
        Sheet("About", "Support on offer", ("About", "Words"), cover),
        Sheet("Support", "Support on offer", OFFER_HEADINGS, rows),
    ])  # fmt: skip


@figures_page
def offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """All that the directory says of one programme, and what was changed when."""
    found = _offer(request, SupportOffer.objects.visible_to(request.user), offer_id)
    context = {
        "offer": found,
        "facts": _facts(found),
        "history": [_told(change) for change in found.changes.select_related("by")],
        "programmes": list(found.programmes.order_by("name")),
        "may_change": SupportOffer.objects.editable_by(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "workforce/support/offer.html", context)


@both
@login_required
@made_once
def offer_new(request: HttpRequest) -> HttpResponseBase:
    """A programme that is not in the directory yet."""
    system = system_or_404(request)
    if not keepers(request, system):
        raise Http404
    initial = {"kept_by": keepers(request, system)[0].slug}
    form = offer_form(request, SupportOffer(system=system), initial)
    if form.is_valid():
        write_offer(form.offer, form.cleaned_data, by=person(request))
        messages.success(request, f"{form.offer.name} is in the directory.")
        return redirect("support_offer", form.offer.pk)
    return _form(request, form, title="Add support", act="Add to the directory", back=reverse("support"))


@both
@login_required
def offer_edit(request: HttpRequest, offer_id: int) -> HttpResponseBase:
    """Corrections go on record beside what was there before."""
    found = _offer(request, SupportOffer.objects.editable_by(request.user), offer_id)
    if found.is_removed:
        raise Http404
    form = offer_form(request, found)
    if form.is_valid():
        if write_offer(found, form.cleaned_data, by=person(request)):
            messages.success(request, "Your changes are saved, and what was there before is kept.")
        return redirect("support_offer", found.pk)
    back = reverse("support_offer", args=[found.pk])
    return _form(request, form, title=f"Change {found.name}", act="Save the changes", back=back)


@require_POST
@login_required
def offer_remove(request: HttpRequest, offer_id: int) -> HttpResponseBase:
    """Takes an offer out of the directory, or puts it back; it and its history stay."""
    found = _offer(request, SupportOffer.objects.editable_by(request.user), offer_id)
    is_removed = request.POST.get("removed") != "no"
    if not is_removed and _is_taken(found):
        messages.error(
            request, "The directory has this programme of this provider again. Change that record instead."
        )
        return redirect("support_offer", found.pk)
    if is_removed != found.is_removed:
        remove_offer(found, by=person(request), is_removed=is_removed)
    words = "is taken out of the directory. You can put it back here" if is_removed else "is back"
    messages.success(request, f"{found.name} {words}.")
    return redirect("support_offer", found.pk)


def keepers(request: HttpRequest, system: System) -> list[AnchorInstitution]:
    """Institutions of the system whose records the person may write; its board writes those of all."""
    members = AnchorInstitution.objects.in_system(system, today())
    if systems_planned_by(person(request)).filter(pk=system.pk).exists():
        own = {each.pk for each in own_institutions(request)}
        return sorted(members, key=lambda each: (each.pk not in own, each.name))
    return [each for each in own_institutions(request) if members.filter(pk=each.pk).exists()]


def offer_form(request: HttpRequest, found: SupportOffer, initial: dict[str, Any] | None = None) -> OfferForm:
    """The form of an offer with what the person may choose."""
    mine = AnchorInstitution.objects.filter(pk__in=[each.pk for each in keepers(request, found.system)])
    data = request.POST if request.method == "POST" else None
    places = places_there(found.system, today())
    return OfferForm(data, offer=found, keepers=mine, places=places, initial=initial or {})


def _is_taken(found: SupportOffer) -> bool:
    same = SupportOffer.objects.filter(
        system=found.system, provider=found.provider, name=found.name, is_removed=False
    )
    return same.exclude(pk=found.pk).exists()


def _offer(request: HttpRequest, rows: "QuerySet[SupportOffer]", key: int) -> SupportOffer:
    found = (
        rows.filter(pk=key).select_related("system", "kept_by", "made_by").prefetch_related("areas").first()
    )
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, form: OfferForm, *, title: str, act: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "caption": "Support on offer", "act": act, "back": back}
    return render(request, "workforce/support/form.html", context)


def _lead(found: "QuerySet[SupportOffer]") -> str:
    given = list(found.values_list("places_a_year", flat=True))
    known = [number for number in given if number is not None]
    words = wording.plural(len(given), "programme")
    if known:
        words += f" with {wording.plural(sum(known), 'place')} a year"
    unknown = len(given) - len(known)
    return words + (f"; {wording.count(unknown)} did not say how many" if unknown and known else "")


def _tags(asked: OfferFilter, areas: dict[str, str]) -> list[dict[str, str]]:
    found = {
        "who_for": names(TargetGroup, [asked.who_for]) if asked.who_for else "",
        "barrier": names(Barrier, [asked.barrier]) if asked.barrier else "",
        "area": "Whole system only" if asked.area == WHOLE else areas.get(asked.area, asked.area),
        "provider": asked.provider,
        "state": "Also ended" if asked.state == ALL else "",
    }
    return [
        {"text": text, "href": f"?{asked.but(**{key: ''}).as_query()}"} for key, text in found.items() if text
    ]


def _facts(found: SupportOffer) -> list[dict[str, Any]]:
    price = None if found.price_per_place is None else wording.money(found.price_per_place, pence=True)
    given: list[tuple[str, Any]] = [
        ("Provider", found.provider), ("Paid by", found.funder), ("Who for", names(TargetGroup, found.who_for)),
        ("Takes out of the way", names(Barrier, found.barriers)), ("Where", where(found)),
        ("Places a year", None if found.places_a_year is None else wording.count(found.places_a_year)),
        ("Starts", found.first_day and wording.day(found.first_day)),
        ("Ends", found.last_day and wording.day(found.last_day)), ("How to refer", found.referral_route),
        ("What counts as an outcome", found.outcome_rule), ("Price of a place", price),
        ("Record kept by", found.kept_by.name),
    ]  # fmt: skip
    rows = [{"key": key, "value": value or "Not said"} for key, value in given]
    if found.link:
        rows.insert(-1, {"key": "Web address", "value": found.link, "href": found.link})
    return rows


def _told(change: Any) -> dict[str, str]:
    by = f" by {change.by.name}" if change.by else ""
    words = [
        f"{LABELS.get(name, name)}: {_said(name, before)} → {_said(name, after)}"
        for name, (before, after) in change.changes.items()
    ]
    when = wording.moment(timezone.localtime(change.at))
    return {"what": "; ".join(words), "text": "", "when": f"{when}{by}"}


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in ("who_for", "barriers"):
        return names(TargetGroup if name == "who_for" else Barrier, value or []) or "nothing"
    if isinstance(value, list):
        return wording.listed(value) or "whole system"
    return "nothing" if value in (None, "") else str(value)
