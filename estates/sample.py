"""The estates of the sample system: 31 invented sites, three years of returns of its trusts; and taking them away.

The sites lie in the sea, so that nobody takes a dot for a real place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, pi, sin, sqrt
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet

from anchors.models import AnchorInstitution, Place, System
from anchors.sample import sample_institutions
from estates.loading import Origin, ReturnStatement, SiteStatement, state_returns, state_sites
from estates.models import EstateReturn, Site
from metrics.measuring import request_measuring

SOURCE = "Invented for the sample"
LAST_YEAR = 2025
MIDDLES = {"E06000901": (1.45, 54.70), "E06000902": (1.75, 54.62), "E07000903": (1.30, 54.55)}
SPREAD, TURN = 0.028, pi * (3 - sqrt(5))
Kind, Tenure, Status, Terms = Site.Kind, Site.Tenure, Site.Status, Site.Terms


@dataclass(frozen=True)
class Estate:
    """One invented site of the institution with this code. Square metres and hectares as text, empty for no data."""

    body: str
    name: str
    kind: str
    floor: str = ""
    land: str = ""
    status: str = Status.IN_USE
    tenure: str = Tenure.FREEHOLD
    use: str = ""
    more: Mapping[str, str] | None = None


CITY, MARSH, THORN = "E06000901", "E06000902", "E07000903"
ESTATES = (
    Estate("RZ01", "Northvale General Hospital", Kind.ACUTE, "98400", "21.5",
           more={"terms": Terms.PFI, "terms_name": "Northvale Healthcare Partnership", "terms_end": "2041-03-31"}),
    Estate("RZ01", "Quayside Eye and Dental Hospital", Kind.ACUTE, "14200", "1.8"),
    Estate("RZ01", "Harbour Lane Clinic", Kind.CLINIC, "2350", "0.4", tenure=Tenure.NHS_PROPERTY),
    Estate("RZ01", "The Old Laundry", Kind.SUPPORT, "3100", "1.4", Status.SURPLUS, use="Laundry until 2024"),
    Estate("RZ01", "Station Road offices", Kind.SUPPORT, "1980", "2.4", tenure=Tenure.LEASEHOLD, use="Offices"),
    Estate("RZ02", "Fenside Hospital", Kind.MENTAL_HEALTH, "18900", "9.6"),
    Estate("RZ02", "Marsh Health Centre", Kind.CLINIC, "4100", "0.6",
           more={"terms": Terms.LIFT, "terms_name": "Marsh LIFT Company", "terms_end": "2034-09-30"}),
    Estate("RZ02", "Reedham House", Kind.COMMUNITY, "6200", "3.1"),
    Estate("RZ02", "Sluice Cottage", Kind.CLINIC, "310", "0.3", Status.EMPTY),
    Estate("RZ02", "Drainside Depot", Kind.SUPPORT, "950", "0.5", tenure=Tenure.LEASEHOLD),
    Estate("QZ0", "Board offices, Corn Street", Kind.SUPPORT, "1450", tenure=Tenure.LEASEHOLD, use="Offices"),
    Estate(CITY, "Northvale City Hall", Kind.BUILDINGS, "11200", use="Town hall"),
    Estate(CITY, "Central Library", Kind.BUILDINGS, "3900", use="Library"),
    Estate(CITY, "Corporation Yard", Kind.LAND_AND_BUILDINGS, "2700", "3.4", use="Depot"),
    Estate(CITY, "Eastgate Market Hall", Kind.BUILDINGS, "4800", status=Status.LET, use="Market"),
    Estate(CITY, "Rope Walk allotments", Kind.LAND, "", "3.6", use="Allotments"),
    Estate(CITY, "Former Mill Lane School", Kind.LAND_AND_BUILDINGS, "5200", "2.9", Status.EMPTY, use="School"),
    Estate(CITY, "Wharf Street car park", Kind.LAND, "", "0.8", use="Car park"),
    Estate(CITY, "Castle Meadow", Kind.LAND, "", "11.4", use="Park"),
    Estate(MARSH, "Marsh Town Hall", Kind.BUILDINGS, "3600", use="Town hall"),
    Estate(MARSH, "Sea View Community Centre", Kind.BUILDINGS, "640", use="Community centre"),
    Estate(MARSH, "Dyke Road Depot", Kind.LAND_AND_BUILDINGS, "1250", "1.1", use="Depot"),
    Estate(MARSH, "Marsh Baths", Kind.BUILDINGS, "2100", status=Status.EMPTY, use="Swimming pool"),
    Estate(MARSH, "Land at Samphire Way", Kind.LAND, "", "4.2", Status.SURPLUS),
    Estate(MARSH, "Tide Mill units", Kind.BUILDINGS, "1850", status=Status.LET, use="Workshops"),
    Estate(MARSH, "Beacon Field", Kind.LAND, "", "6.5", use="Playing field"),
    Estate(THORN, "Thornmere Council Offices", Kind.BUILDINGS, "2900", use="Offices"),
    Estate(THORN, "Market Square shops", Kind.BUILDINGS, "1120", status=Status.LET, use="Shops"),
    Estate(THORN, "Thornmere Cemetery", Kind.LAND, "", "7.8", use="Cemetery"),
    Estate(THORN, "Former Tannery", Kind.LAND_AND_BUILDINGS, "", "1.7", Status.EMPTY),
    Estate(THORN, "Bridge House", Kind.BUILDINGS, "480", tenure=Tenure.LEASEHOLD, use="Advice centre"),
)  # fmt: skip

SHARES = {Status.IN_USE: ("0.02", "0.05"), Status.EMPTY: ("1", "0"), Status.SURPLUS: ("1", "0")}
"""Empty and under-used, of the floor of a site in that state."""
BACKLOG = {"backlog_high": 6, "backlog_significant": 21, "backlog_moderate": 30, "backlog_low": 14}
"""Pounds a square metre; older buildings of the sample are no worse than younger ones."""


def add_sample_estates(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_filled`: all of it."""
    bodies = {
        code: body
        for body in AnchorInstitution.objects.in_system(system, date(LAST_YEAR, 4, 1)).select_related(
            "home_place"
        )
        for code in (body.ods_code, body.gss_code)
        if code
    }
    with transaction.atomic():
        for code in dict.fromkeys(each.body for each in ESTATES):
            if code in bodies:
                _add(bodies[code], [each for each in ESTATES if each.body == code])


def _add(body: AnchorInstitution, estates: list[Estate]) -> None:
    is_council = body.kind in AnchorInstitution.COUNCIL_KINDS
    as_of = date(LAST_YEAR + 1, 3, 31)
    origin = Origin("land" if is_council else "eric", SOURCE, as_of, is_sample=True)
    statements = [_statement(body, each, number) for number, each in enumerate(estates, 1)]
    sites = state_sites(body, statements, origin)
    if body.kind not in (AnchorInstitution.Kind.ACUTE_TRUST, AnchorInstitution.Kind.COMMUNITY_TRUST):
        return
    pairs = zip(sites.values(), estates, strict=True)
    returns = [
        ReturnStatement(LAST_YEAR - back, site, _figures(each, back))
        for site, each in pairs
        for back in (2, 1, 0)
    ]  # fmt: skip
    state_returns(body, returns, origin)
    request_measuring([body.pk], reason="the sample")


def _statement(body: AnchorInstitution, each: Estate, number: int) -> SiteStatement:
    place: Place | None = body.home_place
    middle = MIDDLES[place.code] if place and place.code in MIDDLES else next(iter(MIDDLES.values()))
    reach, turn = SPREAD * sqrt(number), number * TURN + len(body.slug)
    facts: dict[str, Any] = {
        "name": each.name,
        "kind": each.kind,
        "status": each.status,
        "tenure": each.tenure,
        "use": each.use,
        "is_published": True,
        "place_id": place.pk if place else None,
        "longitude": round(middle[0] + 1.7 * reach * cos(turn), 4),
        "latitude": round(middle[1] + reach * sin(turn), 4),
        "located_by": "an invented position",
        **(each.more or {}),
    }
    facts |= {name: text for name, text in (("floor_m2", each.floor), ("land_ha", each.land)) if text}
    return SiteStatement(f"{body.slug[:3].upper()}{number:02d}", facts)


def _figures(each: Estate, years_ago: int) -> dict[str, str | None]:
    """Figures of one year: a little less idle floor and a little more backlog each year."""
    floor = Decimal(each.floor)
    empty, under_used = (Decimal(text) for text in SHARES[Status(each.status)])
    if each.status == Status.IN_USE:
        under_used += Decimal("0.012") * years_ago
    occupied = floor * (1 - empty)
    growth = 1 - Decimal("0.06") * years_ago
    figures = {
        "floor_m2": floor,
        "occupied_m2": occupied,
        "clinical_m2": occupied * Decimal("0.64"),
        "non_clinical_m2": occupied * Decimal("0.36"),
        "empty_share": empty,
        "under_used_share": under_used,
        "land_owned_ha": Decimal(each.land or 0),
        "land_idle_ha": Decimal(each.land or 0) if each.status == Status.SURPLUS else Decimal(0),
        "retail_m2": floor * Decimal("0.006") if each.kind == Kind.ACUTE else Decimal(0),
        "electricity_kwh": floor * 105,
        "gas_kwh": floor * 240,
        **{code: floor * rate * growth for code, rate in BACKLOG.items()},
    }
    return {code: f"{value.quantize(Decimal('0.0001')).normalize():f}" for code, value in figures.items()}


def remove_sample_estates(instance: System, **_: Any) -> None:
    """Receive `pre_delete` of a system: with a sample go the sites of its institutions and all that rests on them."""
    if not instance.is_sample:
        return
    ours = list(sample_institutions())
    with transaction.atomic():
        seen: set[tuple[str, int]] = set()
        _remove(EstateReturn.objects.filter(institution__in=ours), seen)
        _remove(Site.objects.filter(institution__in=ours), seen)


def _remove(rows: "QuerySet[Any]", seen: set[tuple[str, int]]) -> None:
    """Delete rows and everything that refers to them, whatever it is: foreign keys are checked when all is gone."""
    model: Any = rows.model
    name = str(model._meta.label)  # noqa: SLF001 - only Django knows what refers to what
    keys = [key for key in rows.values_list("pk", flat=True) if (name, key) not in seen]
    if not keys:
        return
    seen.update((name, key) for key in keys)
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if isinstance(relation, models.ManyToOneRel):
            other: Any = relation.related_model
            _remove(other._base_manager.filter(**{f"{relation.field.name}__in": keys}), seen)  # noqa: SLF001
    found: Any = model._base_manager.filter(pk__in=keys)  # noqa: SLF001
    found._raw_delete(found.db)  # noqa: SLF001 - what refers to the rows has gone before
