"""Support on offer as tables, and its gaps as tables and a map of the same values."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from anchors import wording
from anchors.charts import Column, Figure, Table
from anchors.geography.boundaries import outlines
from anchors.maps import Area, AreaKey, area_map, classes_of
from workforce.gap_map import AreaGap, GapMap, GroupGap
from workforce.models import Barrier, SupportOffer, TargetGroup

OFFER_COLUMNS = (
    Column("Programme", sort="programme"), Column("Provider", sort="provider"), Column("Who for"),
    Column("What it takes out of the way"), Column("Where"), Column("Places a year", "count", sort="places"),
    Column("Ends", sort="ends"),
)  # fmt: skip
NOT_SAID = "Not said"


def offer_table(offers: Sequence[SupportOffer]) -> Table:
    """The directory, a row each."""
    return Table("Support on offer", OFFER_COLUMNS, tuple(_offer(each) for each in offers))


def _offer(offer: SupportOffer) -> tuple[Any, ...]:
    return (
        {"value": offer.name, "href": reverse("support_offer", args=[offer.pk])},
        offer.provider,
        names(TargetGroup, offer.who_for),
        names(Barrier, offer.barriers) or NOT_SAID,
        where(offer),
        NOT_SAID if offer.places_a_year is None else offer.places_a_year,
        wording.day(offer.last_day) if offer.last_day else "No end",
    )


def names(of: type[TargetGroup] | type[Barrier], codes: Sequence[str]) -> str:
    """Labels of a closed list in its order; a code that is not in it stands as it is."""
    labels = dict(of.choices)
    known = [str(labels[value]) for value in of.values if value in codes]
    return "; ".join([*known, *(code for code in codes if code not in labels)])


def where(offer: SupportOffer) -> str:
    """The areas of an offer in words."""
    return wording.listed(sorted(place.name for place in offer.areas.all())) or "Whole system"


def area_table(rows: Sequence[AreaGap], caption: str, first: str) -> Table:
    """Areas with places, claimants and the rate."""
    columns = (
        Column(first), Column("Places per 1,000 claimants", "count"), Column("Places a year", "count"),
        Column("Claimants", "count"), Column("Programmes", "count"),
    )  # fmt: skip
    return Table(caption, columns, tuple(_area(each) for each in rows))


def _area(gap: AreaGap) -> tuple[Any, ...]:
    missing = f"{gap.without_number} without a number" if gap.without_number else ""
    claimants: Any = gap.claimants
    if gap.claimants is not None:
        claimants = {"value": gap.claimants, "note": gap.claimants_in}
    return (
        gap.place.name,
        whole(gap.per_1000),
        whole(gap.places),
        claimants,
        {"value": gap.offers, "note": missing},
    )


def group_table(rows: Sequence[GroupGap], districts: int) -> Table:
    """Target groups with what there is for them, and where there is nothing."""
    columns = (
        Column("Who for"),
        Column("No support in"),
        Column("Places a year", "count"),
        Column("Programmes", "count"),
    )
    return Table("Support by target group", columns, tuple(_group(each, districts) for each in rows))


def _group(gap: GroupGap, districts: int) -> tuple[Any, ...]:
    nowhere: Any = wording.listed(gap.nowhere_in) or "Offered in every district"
    if districts and len(gap.nowhere_in) == districts:
        nowhere = {"value": "", "late": "Served nowhere"}
    missing = f"{gap.without_number} without a number" if gap.without_number else ""
    return (
        str(gap.group.label),
        nowhere,
        gap.places,
        {"value": gap.offers, "note": missing},
    )


def gap_figure(found: GapMap, positions: Mapping[int, Any], table: Table) -> Figure | None:
    """The districts in classes of places per 1,000 claimants; None without a rate or a position."""
    rates = [rate for each in found.districts if (rate := each.per_1000) is not None]
    if not rates:
        return None
    classes = classes_of([wording.rounded(rate) for rate in rates])
    shapes = outlines([each.place.code for each in found.districts])
    if not any(shapes.get(each.place.code) or positions.get(each.place.pk) for each in found.districts):
        return None
    areas = []
    for each in found.districts:
        rate = whole(each.per_1000)
        position = positions.get(each.place.pk)
        said = "No data" if rate is None else f"{wording.count(rate)} places per 1,000 claimants"
        areas.append(
            Area(
                code=each.place.code,
                says=f"{each.place.name}: {said}",
                shade=None if rate is None else classes.of(rate),
                label="" if rate is None else wording.count(rate),
                name=each.place.name,
                point=getattr(position, "point", None),
                shape=shapes.get(each.place.code, getattr(position, "shape", ())),
            )
        )
    return area_map(
        "gaps", _finding(found), "Places a year per 1,000 claimants, by district", areas,
        legend=AreaKey(classes=classes.names), table=table,
    )  # fmt: skip


def _finding(found: GapMap) -> str:
    known = [(rate, each.place.name) for each in found.districts if (rate := each.per_1000) is not None]
    if len(known) > 1 and min(known)[0] != max(known)[0]:
        return f"Fewest places for its claimants: {min(known)[1]}"
    return "Places for claimants, by district"


def whole(value: Decimal | None) -> Decimal | None:
    """Places are whole."""
    return None if value is None else wording.rounded(value)
