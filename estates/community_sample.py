"""The community space of the sample system: invented rooms, their use over eight quarters, what a group looks for.

It rests on the invented sites and goes with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors.models import AnchorInstitution, System
from anchors.periods import Period, quarter_of
from estates.models import CommunitySpace, Site, SpaceChange, SpaceRequest, SpaceUse
from metrics.measuring import request_measuring

SOURCE = "Invented for the sample"
QUARTERS = 8
WEEKS = 13
Kind, Charge, Want = CommunitySpace.Kind, CommunitySpace.Charge, SpaceRequest.Want


@dataclass(frozen=True)
class Space:
    """A space on the site of that name; `used` is the share of its hours used eight quarters ago and in the newest."""

    site: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    used: tuple[str, str] | None = None


SPACES = (
    Space("Northvale General Hospital", "Garden room", {
        "kind": Kind.ROOM, "people": 24, "floor_m2": 48, "hours_offered": 30, "charge": Charge.FREE,
        "is_step_free": True, "equipment": "Kitchen, screen", "how_to_book": "Reception desk",
        "address": "Infirmary Road, side entrance"},
        ("0.31", "0.62")),
    Space("Reedham House", "Gymnasium", {
        "kind": Kind.HALL, "people": 60, "floor_m2": 210, "hours_offered": 24, "charge": Charge.BELOW_COST, "rate": 9,
        "is_step_free": True, "equipment": "Sprung floor, showers"}, ("0.52", "0.47")),
    Space("Sea View Community Centre", "Main hall", {
        "kind": Kind.HALL, "people": 120, "floor_m2": 260, "hours_offered": 60, "charge": Charge.BELOW_COST, "rate": 14,
        "is_step_free": True, "equipment": "Stage, kitchen", "how_to_book": "Centre office"}, ("0.58", "0.71")),
    Space("Central Library", "Reading room", {
        "kind": Kind.ROOM, "people": 16, "hours_offered": 20, "charge": Charge.FREE, "is_step_free": False},
        ("0.40", "0.55")),
    Space("Eastgate Market Hall", "Starter stalls", {
        "kind": Kind.STALL, "hours_offered": 48, "charge": Charge.BELOW_COST, "rate": "2.50", "for_local_firms": True},
        ("0.66", "0.83")),
    Space("Castle Meadow", "Community orchard", {"kind": Kind.GREEN, "charge": Charge.FREE}),
    Space("Market Square shops", "Unit 4", {
        "kind": Kind.RETAIL, "floor_m2": 62, "charge": Charge.COST, "for_local_firms": True, "is_step_free": True}),
)  # fmt: skip
REQUESTS: tuple[Mapping[str, Any], ...] = (
    {"body": "Marsh parents’ group", "purpose": "Play morning twice a week", "want": Want.HOURS, "people": 20,
     "hours": 6, "most_rate": 5, "needs_step_free": True},
    {"body": "Two Rivers Repair", "purpose": "Workshop for bicycles and small electricals", "want": Want.PREMISES,
     "least_m2": 55},
)  # fmt: skip


def add_sample_spaces(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_filled`, after the sites: all of it."""
    today = timezone.localdate()
    members = AnchorInstitution.objects.in_system(system, today)
    sites = {site.name: site for site in Site.objects.filter(institution__in=members)}
    with transaction.atomic():
        there = [space for space in SPACES if space.site in sites]
        for space in there:
            _add(sites[space.site], space, today)
        _ask(system, members.order_by("name").first(), today)
        owners = {sites[space.site].institution_id for space in there}
        if owners:
            request_measuring(sorted(owners), reason="the sample's space for the community")


def _add(site: Site, space: Space, today: date) -> None:
    quarters = _quarters(today)
    made: CommunitySpace = CommunitySpace.objects.create(
        site=site, name=space.name, opened_on=quarters[0].start, is_sample=True, **space.fields
    )
    SpaceChange.objects.create(space=made)
    if space.used is None:
        return
    first, last = map(Decimal, space.used)
    for number, quarter in enumerate(quarters):
        share = first + (last - first) * number / (QUARTERS - 1)
        SpaceUse.objects.create(space=made, first_month=quarter.first, last_month=quarter.last, source=SOURCE,
                                **_figures(space, share, number))  # fmt: skip


def _figures(space: Space, share: Decimal, number: int) -> dict[str, Any]:
    """A quarter's figures: bookings of three hours, every ninth one a no-show, fewer in summer."""
    offered = Decimal(space.fields["hours_offered"]) * WEEKS
    season = Decimal("0.93") if number % 4 == 1 else Decimal(1)
    used = (offered * share * season).quantize(Decimal(1))
    bookings = int(used / 3)
    groups = 5 + bookings // 12
    is_cheap = space.fields["charge"] in (Charge.FREE, Charge.BELOW_COST)
    return {
        "hours_offered": offered,
        "hours_used": used,
        "hours_cheap": used if is_cheap else 0,
        "bookings": bookings,
        "no_shows": bookings // 9,
        "groups": groups,
        "groups_deprived": groups * 2 // 5,
    }


def _ask(system: System, recorder: AnchorInstitution | None, today: date) -> None:
    for number, words in enumerate(REQUESTS, 1):
        if recorder is not None:
            SpaceRequest.objects.create(
                system=system, recorded_for=recorder, received_on=today - timedelta(days=17 * number), is_sample=True,
                **words,
            )  # fmt: skip


def _quarters(today: date) -> list[Period]:
    found = [quarter_of(today).before()]
    while len(found) < QUARTERS:
        found.append(found[-1].before())
    return found[::-1]
