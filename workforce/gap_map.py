"""Where support is missing: places a year for every 1,000 claimants by district, and who is served nowhere.

Places of support for several districts, or for the whole system, are shared out by their claimants, so that districts
add up to the system. A district whose claimants nobody has loaded has no rate: no data is never nought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from anchors.models import Place, System
from metrics.models import PlaceValue
from workforce.models import SupportOffer, TargetGroup

CLAIMANTS = "claimant-count"
AREA_HEADINGS = (
    "area", "name", "kind", "offers", "offers_without_number", "places_a_year", "claimants", "claimants_in",
    "per_1000_claimants",
)  # fmt: skip
GROUP_HEADINGS = ("group", "name", "offers", "offers_without_number", "places_a_year", "districts_without")


@dataclass(frozen=True)
class AreaGap:
    """A district, or a ward that an offer names: its places a year, None where nobody said or they cannot be shared."""

    place: Place
    offers: int
    without_number: int
    places: Decimal | None
    claimants: int | None
    claimants_in: str

    @property
    def per_1000(self) -> Decimal | None:
        """Places a year for every 1,000 claimants; None without both."""
        if self.places is None or not self.claimants:
            return None
        return self.places * 1000 / self.claimants

    def as_record(self) -> dict[str, Any]:
        """As files and the endpoint have it."""
        one = Decimal("0.1")
        rate = self.per_1000
        return {
            "area": self.place.code, "name": self.place.name, "kind": self.place.kind, "offers": self.offers,
            "offers_without_number": self.without_number,
            "places_a_year": None if self.places is None else self.places.quantize(one),
            "claimants": self.claimants, "claimants_in": self.claimants_in or None,
            "per_1000_claimants": None if rate is None else rate.quantize(one),
        }  # fmt: skip


@dataclass(frozen=True)
class GroupGap:
    """A target group: support that names it, and the districts in which nothing does."""

    group: TargetGroup
    offers: int
    without_number: int
    places: int | None
    nowhere_in: tuple[str, ...]

    def as_record(self) -> dict[str, Any]:
        """As files and the endpoint have it."""
        return {
            "group": self.group.value, "name": str(self.group.label), "offers": self.offers,
            "offers_without_number": self.without_number, "places_a_year": self.places,
            "districts_without": list(self.nowhere_in),
        }  # fmt: skip


@dataclass(frozen=True)
class GapMap:
    """Districts, wards that offers name, and target groups."""

    districts: tuple[AreaGap, ...]
    wards: tuple[AreaGap, ...]
    groups: tuple[GroupGap, ...]

    @property
    def areas(self) -> tuple[AreaGap, ...]:
        """Districts, then wards."""
        return (*self.districts, *self.wards)

    @property
    def unserved(self) -> list[GroupGap]:
        """Groups that no support names."""
        return [each for each in self.groups if not each.offers]

    @property
    def no_claimants(self) -> list[Place]:
        """Districts without a claimant count."""
        return [each.place for each in self.districts if each.claimants is None]


def gap_map(system: System, offers: Iterable[SupportOffer], day: date) -> GapMap:
    """The gaps between offers that run on the day and the districts of the system; offers with areas at hand."""
    found = list(offers)
    districts = sorted(system.local_authorities(day), key=lambda place: place.name)
    wards = {p.pk: p for offer in found for p in offer.areas.all() if p.kind == Place.Kind.WARD}
    claimants = _claimants([place.code for place in (*districts, *wards.values())])
    people = {place.pk: claimants[place.code][0] for place in districts if place.code in claimants}
    shares = [(offer, _shares(offer, districts, people)) for offer in found]
    return GapMap(
        tuple(_district(place, shares, claimants) for place in districts),
        tuple(_ward(place, found, claimants) for place in sorted(wards.values(), key=lambda each: each.name)),
        tuple(_group(group, shares, districts) for group in TargetGroup),
    )


Shares = dict[int, Decimal | None]


def _claimants(codes: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The newest count of each area, and its month in words."""
    rows = PlaceValue.objects.filter(indicator=CLAIMANTS, area_code__in=codes, sex="", category="")
    newest = rows.order_by("area_code", "-last").distinct("area_code")
    return {row.area_code: (int(row.value), row.period) for row in newest}


def _served(offer: SupportOffer, districts: Sequence[Place]) -> list[Place]:
    """Districts that an offer serves, also in part; all of them where it names no area."""
    named = {place.pk for area in offer.areas.all() for place in (area, *_within(area))}
    around = {area.pk for area in offer.areas.all()}
    if not around:
        return list(districts)
    return [place for place in districts if place.pk in named or place.parent_id in around]


def _within(area: Place) -> list[Place]:
    return [area.parent] if area.kind == Place.Kind.WARD and area.parent is not None else []


def _shares(offer: SupportOffer, districts: Sequence[Place], people: dict[int, int]) -> Shares:
    """How much of an offer falls to each district, 0 to 1; None where its claimants are not known."""
    served = _served(offer, districts)
    if len(served) == 1:
        return {served[0].pk: Decimal(1)}
    whole = sum(people.get(place.pk, 0) for place in served)
    if not whole or any(place.pk not in people for place in served):
        return {place.pk: None for place in served}
    return {place.pk: Decimal(people[place.pk]) / whole for place in served}


def _district(
    place: Place, shares: Sequence[tuple[SupportOffer, Shares]], claimants: dict[str, tuple[int, str]]
) -> AreaGap:
    here = [(offer, share[place.pk]) for offer, share in shares if place.pk in share]
    known = [(offer.places_a_year, share) for offer, share in here if offer.places_a_year is not None]
    shared = [number * share for number, share in known if share is not None]
    is_known = len(shared) == len(known) and (bool(known) or not here)
    count, when = claimants.get(place.code, (None, ""))
    return AreaGap(
        place, len(here), len(here) - len(known), sum(shared, Decimal()) if is_known else None, count, when
    )


def _ward(place: Place, offers: Sequence[SupportOffer], claimants: dict[str, tuple[int, str]]) -> AreaGap:
    """Support for this ward alone; that for its whole district is in the district's row."""
    here = [offer for offer in offers if [area.pk for area in offer.areas.all()] == [place.pk]]
    known = [offer.places_a_year for offer in here if offer.places_a_year is not None]
    count, when = claimants.get(place.code, (None, ""))
    places = Decimal(sum(known)) if known or not here else None
    return AreaGap(place, len(here), len(here) - len(known), places, count, when)


def _group(
    group: TargetGroup, shares: Sequence[tuple[SupportOffer, Shares]], districts: Sequence[Place]
) -> GroupGap:
    here = [(offer, share) for offer, share in shares if group.value in offer.who_for]
    known = [offer.places_a_year for offer, _ in here if offer.places_a_year is not None]
    reached = {key for _, share in here for key in share}
    nowhere = tuple(place.name for place in districts if place.pk not in reached)
    return GroupGap(
        group, len(here), len(here) - len(known), sum(known) if known or not here else None, nowhere
    )
