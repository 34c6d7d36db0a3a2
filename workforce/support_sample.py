"""Support and wages of the sample system: invented programmes, claimants and returns; and taking claimants away.

No programme is for carers, refugees or people who are homeless, and Thornmere has few places for its claimants.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors import wording
from anchors.models import AnchorInstitution, Place, System
from anchors.periods import Period, month_name
from anchors.sample.bodies import IN_POST
from anchors.views.frame import today
from metrics.measuring import request_measuring
from metrics.models import PlaceSource, PlaceValue
from workforce.forms.staff import quarters
from workforce.gap_map import CLAIMANTS
from workforce.loading import rate_on
from workforce.models import SupportOffer, WageReturn

SOURCE = "Invented for the sample"
CITY, MARSH, THORN = "E06000901", "E06000902", "E07000903"
PEOPLE = {CITY: 6840, MARSH: 2310, THORN: 1120}
HOSPITAL, COMMUNITY, CITY_COUNCIL, MARSH_COUNCIL = (
    "northvale-hospitals", "marsh-community", "northvale-city-council", "marsh-borough-council",
)  # fmt: skip
Offer = tuple[str, str, str, str, int | None, list[str], list[str], list[str]]
OFFERS: Sequence[Offer] = (
    (CITY_COUNCIL, "Quayside Works", "Northvale City Council", "City council and DWP", 240,
     ["anyone", "long-term"], ["skills", "applications", "confidence"], [CITY]),
    (HOSPITAL, "Ways into Care", "Northvale Hospitals academy", "NHS England", 90,
     ["young", "deprived", "ethnic-minority"], ["experience", "skills", "applications"], []),
    (COMMUNITY, "Individual placement and support", "Marsh Community and Mental Health", "NHS England", 180,
     ["mental-health", "health"], ["health", "confidence", "employers"], []),
    (MARSH_COUNCIL, "Marsh into Work", "Marsh College", "Borough council", 75,
     ["young", "care-leavers"], ["skills", "travel", "experience"], [MARSH]),
    (MARSH_COUNCIL, "Back to Work at 50", "Fenside Learning Trust", "Community fund", 30,
     ["over-50", "long-term"], ["digital", "confidence"], [MARSH, THORN]),
    (CITY_COUNCIL, "English for work", "Central Library", "City council", 120,
     ["ethnic-minority"], ["english"], [CITY]),
    (CITY_COUNCIL, "Second Start", "Harbour Trust", "Ministry of Justice", 25,
     ["offenders"], ["employers", "checks", "housing"], [CITY]),
    (COMMUNITY, "Supported internships", "Reedham House", "", None,
     ["disabled", "young"], ["experience", "travel", "employers"], [MARSH]),
)  # fmt: skip
"""Who keeps the record, programme, provider, funder, places a year, who for, barriers, areas."""

RETURNS = (
    (HOSPITAL, "", IN_POST[HOSPITAL], 0.004), (HOSPITAL, "Cleaning and portering, general hospital", 310, 0.34),
    (HOSPITAL, "Catering, all sites", 140, 0.29), (HOSPITAL, "Security, all sites", 60, None),
    (COMMUNITY, "", IN_POST[COMMUNITY], 0.006), (COMMUNITY, "Cleaning, health centres", 95, 0.41),
    (CITY_COUNCIL, "", IN_POST[CITY_COUNCIL], 0.012), (CITY_COUNCIL, "Leisure centres", 220, 0.38),
)  # fmt: skip
"""Institution, contract, people, share below the rate in the newest quarter; None is not known."""


def add_sample_support(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_filled`: the directory, claimants of the districts, two quarters of returns."""
    bodies = {each.slug: each for each in AnchorInstitution.objects.in_system(system, timezone.localdate())}
    places = {place.code: place for place in system.local_authorities(today())}
    newest, before = [each for each in quarters(today()) if each.end < today()][:2]
    with transaction.atomic():
        _add_offers(system, bodies, places)
        _add_claimants(places, newest)
        for quarter, more in ((newest, Decimal(1)), (before, Decimal("1.15"))):
            _add_returns(bodies, quarter, more)
        request_measuring([each.pk for each in bodies.values()], reason="the sample")


def _add_offers(system: System, bodies: dict[str, AnchorInstitution], places: dict[str, Place]) -> None:
    for keeper, name, provider, funder, number, who_for, barriers, areas in OFFERS:
        offer = SupportOffer.objects.create(
            system=system, kept_by=bodies[keeper], provider=provider, name=name, funder=funder, places_a_year=number,
            who_for=who_for, barriers=barriers, first_day=date(2025, 4, 1), is_sample=True,
        )  # fmt: skip
        offer.areas.set([places[code] for code in areas if code in places])


def _add_claimants(places: dict[str, Place], quarter: Period) -> None:
    source, _ = PlaceSource.objects.get_or_create(
        sha256="sample-claimants",
        defaults={"name": SOURCE, "layout": "sample", "publisher": SOURCE, "rows": len(PEOPLE)},
    )
    for code, place in places.items():
        PlaceValue.objects.create(
            indicator=CLAIMANTS, place=place, area_code=code, area_name=place.name, period=month_name(quarter.last),
            first=quarter.last, last=quarter.last, value=PEOPLE.get(code, 1000), source=source,
        )  # fmt: skip


def _add_returns(bodies: dict[str, AnchorInstitution], quarter: Period, more: Decimal) -> None:
    rate = rate_on(WageReturn.Zone.UK, quarter.end)
    if rate is None:
        return
    for body, contract, people, share in RETURNS:
        WageReturn.objects.create(
            institution=bodies[body], first_month=quarter.first, last_month=quarter.last,
            who=WageReturn.Who.CONTRACTED if contract else WageReturn.Who.STAFF, contract=contract, rate=rate,
            people=people, below=None if share is None else int(Decimal(str(share)) * people * more),
            source=SOURCE, is_sample=True,
        )  # fmt: skip


def remove_sample_claimants(instance: System, **_: Any) -> None:
    """Receive `pre_delete` of a system: with a sample go the claimants of its districts."""
    if instance.is_sample:
        PlaceSource.objects.filter(sha256="sample-claimants").delete()


def support_of_people(**_: Any) -> list[str]:
    """Answer `anchors.sample.sample_leaving`: what people added to the sample's directory and returns, in words."""
    offers = SupportOffer.objects.filter(is_sample=False, system__is_sample=True).count()
    returns = WageReturn.objects.filter(
        is_sample=False, institution__system_memberships__system__is_sample=True
    ).count()
    found = (
        (offers, "programme of support", "programmes of support"),
        (returns, "Living Wage return", "Living Wage returns"),
    )
    return [wording.plural(number, one, many) for number, one, many in found if number]
