"""The directory of support as somebody asks for it: the list, and an offer as files and endpoint have it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from anchors.filters import ListFilter
from anchors.models import Place, System, User
from workforce.models import Barrier, SupportOffer, TargetGroup

OPEN, ALL, WHOLE = "", "all", "whole"
LONGEST = 200
_ORDER = {"programme": "name", "provider": "provider", "places": "places_a_year", "ends": "last_day"}
OFFER_HEADINGS = (
    "id", "programme", "provider", "funder", "who_for", "barriers", "areas", "places_a_year", "starts", "ends",
    "referral_route", "outcome_rule", "price_per_place", "link", "kept_by",
)  # fmt: skip


@dataclass(frozen=True)
class OfferFilter(ListFilter):
    """What of the directory is asked for; every field is a key of the address."""

    SORTS = ("programme", "provider", "places", "ends")

    who_for: str = ""
    barrier: str = ""
    area: str = ""
    provider: str = ""
    state: str = OPEN
    sort: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Collection[str]]:
        """The closed lists."""
        return {
            "who_for": TargetGroup.values,
            "barrier": Barrier.values,
            "state": [ALL],
        }


def directory(user: User, system: System) -> "QuerySet[SupportOffer]":
    """All offers of the system that stand in its directory and that the person may see, ended ones too."""
    found: QuerySet[SupportOffer] = SupportOffer.objects.visible_to(user).filter(
        system=system, is_removed=False
    )
    return found.select_related("kept_by").prefetch_related("areas")


def on_offer(found: "QuerySet[SupportOffer]", day: date) -> "QuerySet[SupportOffer]":
    """Those that run on the day."""
    begun = Q(first_day__isnull=True) | Q(first_day__lte=day)
    return found.filter(begun, Q(last_day__isnull=True) | Q(last_day__gte=day))


def offers(user: User, system: System, asked: OfferFilter, day: date) -> "QuerySet[SupportOffer]":
    """The offers asked for, in the order asked for."""
    found = directory(user, system)
    if asked.state == OPEN:
        found = on_offer(found, day)
    if asked.who_for:
        found = found.filter(who_for__contains=[asked.who_for])
    if asked.barrier:
        found = found.filter(barriers__contains=[asked.barrier])
    if asked.provider:
        found = found.filter(provider=asked.provider)
    if asked.area == WHOLE:
        found = found.filter(areas__isnull=True)
    elif asked.area:
        found = found.filter(Q(areas__isnull=True) | Q(pk__in=_in_area(asked.area))).distinct()
    name = _ORDER.get(asked.sort.lstrip("-"), "provider")
    return found.order_by(f"-{name}" if asked.sort.startswith("-") else name, "provider", "name", "pk")


def offer_record(offer: SupportOffer) -> dict[str, Any]:
    """An offer as files and the endpoint have it: codes of the closed lists, areas by name."""
    return {
        "id": offer.pk,
        "programme": offer.name,
        "provider": offer.provider,
        "funder": offer.funder,
        "who_for": list(offer.who_for),
        "barriers": list(offer.barriers),
        "areas": sorted(place.name for place in offer.areas.all()),
        "places_a_year": offer.places_a_year,
        "starts": offer.first_day,
        "ends": offer.last_day,
        "referral_route": offer.referral_route,
        "outcome_rule": offer.outcome_rule,
        "price_per_place": offer.price_per_place,
        "link": offer.link,
        "kept_by": offer.kept_by.slug,
    }


def places_there(system: System, day: date) -> list[Place]:
    """The districts of the system and the wards in them, which an offer may name."""
    districts = system.local_authorities(day)
    found = Place.objects.filter(Q(pk__in=districts) | Q(parent__in=districts, kind=Place.Kind.WARD))
    return sorted(found, key=lambda place: (place.kind != Place.Kind.LOCAL_AUTHORITY, place.name))


def _in_area(code: str) -> "QuerySet[SupportOffer, Any]":
    """Offers that name the area, or a ward of it, or what it lies in."""
    around = Q(areas__code=code) | Q(areas__parent__code=code) | Q(areas__children__code=code)
    return SupportOffer.objects.filter(around).values("pk")
