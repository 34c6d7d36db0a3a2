"""What people write into the directory of support and the returns of wages, with what was there before."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from anchors.models import AnchorInstitution, Parameter, Place, System, User
from anchors.periods import month_name
from metrics.measuring import request_measuring
from metrics.planning import ChangedMeanwhile, stamp
from workforce.models import SupportOffer, SupportOfferChange, WageReturn, WageReturnChange

OFFER_FIELDS = (
    "kept_by", "provider", "name", "funder", "first_day", "last_day", "places_a_year", "who_for", "barriers", "areas",
    "referral_route", "outcome_rule", "price_per_place", "link",
)  # fmt: skip
LAST_VERIFIED = date(2027, 4, 30)
RATE_SOURCE = (
    "Living Wage Foundation, as reported by Employee Benefits; employers pay it from this day at the latest"
)
RATES = (
    ("uk", "Living Wage outside London", date(2025, 5, 1), date(2026, 4, 30), "12.60"),
    ("uk", "Living Wage outside London", date(2026, 5, 1), LAST_VERIFIED, "13.45"),
    ("london", "Living Wage in London", date(2025, 5, 1), date(2026, 4, 30), "13.85"),
    ("london", "Living Wage in London", date(2026, 5, 1), LAST_VERIFIED, "14.80"),
)
"""Zone, name, first and last day of the rate, pounds an hour. The rates of 2026-27 are not verified yet."""


def offer_facts(offer: SupportOffer) -> dict[str, Any]:
    """An offer's facts as they are compared and kept in its history: texts, numbers, lists of names."""
    return {name: _plain(offer, name) for name in OFFER_FIELDS}


def write_offer(offer: SupportOffer, given: Mapping[str, Any], *, by: User) -> dict[str, list[Any]]:
    """Make or change an offer; gives what changed, field to [before, after], which its history keeps."""
    with transaction.atomic():
        before = offer_facts(offer) if offer.pk else dict[str, Any]()
        for name in OFFER_FIELDS:
            if name in given and name != "areas":
                setattr(offer, name, given[name])
        if not offer.pk:
            offer.made_by = by
        offer.save()
        if "areas" in given:
            offer.areas.set(given["areas"])
        after = offer_facts(offer)
        changes = {name: [before.get(name), new] for name, new in after.items() if before.get(name) != new}
        if before and changes:
            SupportOfferChange.objects.create(offer=offer, changes=changes, by=by)
    return changes


def remove_offer(offer: SupportOffer, *, by: User, is_removed: bool = True) -> None:
    """Take an offer out of the directory, or put it back; it and its history stay."""
    with transaction.atomic():
        offer.is_removed = is_removed
        offer.save(update_fields=["is_removed"])
        changes = {"is_removed": [not is_removed, is_removed]}
        SupportOfferChange.objects.create(offer=offer, changes=changes, by=by)


def is_offered_twice(system: System, provider: str, name: str, *, beside: int | None = None) -> bool:
    """Whether another offer of the directory has the same provider and programme."""
    same = SupportOffer.objects.filter(system=system, provider=provider, name=name, is_removed=False)
    return any(each.pk != beside for each in same)


def load_rates(**_: Any) -> None:
    """Add the rates that are missing; one that somebody has changed since stays as it is."""
    for zone, name, first, last, value in RATES:
        words = {
            "name": name, "value": Decimal(value), "unit": "£ an hour", "source_title": RATE_SOURCE,
            "valid_to": last, "status": Parameter.Status.VERIFIED,
        }  # fmt: skip
        Parameter.objects.get_or_create(code=f"living-wage-{zone}", valid_from=first, defaults=words)


def rate_on(zone: str, day: date) -> Decimal | None:
    """Pounds an hour that employers must have reached on the day; None where no rate is verified."""
    return Parameter.objects.value_on(f"living-wage-{zone}", day)


WAGE_GUARD = ("institution", "who", "contract", "zone", "people", "below", "source")
"""What a form of a return carries a stamp of."""


def wage_facts(found: WageReturn) -> dict[str, Any]:
    """A return's facts as its history keeps them."""
    plain = {name: getattr(found, name) for name in ("who", "contract", "zone", "people", "below", "source")}
    return {
        "institution": found.institution.name, "quarter": found.quarter.label, "rate": f"{Decimal(found.rate):.2f}",
        **plain,
    }  # fmt: skip


def write_return(
    found: WageReturn, fields: Mapping[str, Any], *, by: User | None, expected: str = ""
) -> WageReturn:
    """Make or correct a return, with its history; measurements keep what they were before.

    ChangedMeanwhile where `expected`, the stamp of its fields when the form was made, no longer holds.
    """
    with transaction.atomic():
        before, months = dict[str, Any](), set[tuple[int, int]]()
        if found.pk:
            now = WageReturn.objects.select_for_update(of=("self",)).get(pk=found.pk)
            if expected and stamp(now, WAGE_GUARD) != expected:
                raise ChangedMeanwhile(now)
            before, months = wage_facts(now), {(now.institution_id, now.last_month)}
        for name, value in fields.items():
            setattr(found, name, value)
        found.by, found.at = by, timezone.now()
        found.save()
        act = WageReturnChange.Act.CORRECTED if before else WageReturnChange.Act.ADDED
        _remember(found, act, before, wage_facts(found), by)
        _measure(months | {(found.institution_id, found.last_month)}, by)
    return found


def remove_return(found: WageReturn, *, by: User) -> None:
    """Take away a return that was entered by mistake; what it said stays in the history."""
    with transaction.atomic():
        _remember(found, WageReturnChange.Act.REMOVED, wage_facts(found), {}, by)
        found.delete()
        _measure({(found.institution_id, found.last_month)}, by)


def _remember(
    found: WageReturn, act: str, before: Mapping[str, Any], after: Mapping[str, Any], by: User | None
) -> None:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if names:
        WageReturnChange.objects.create(
            institution=found.institution, wage_return=found, act=act, by=by,
            about=f"{found.contract or WageReturn.Who(found.who).label}, {found.quarter.label}",
            changes={name: [before.get(name), after.get(name)] for name in names},
        )  # fmt: skip


def _measure(returns: Iterable[tuple[int, int]], by: User | None) -> None:
    for institution, ym in returns:
        reason = f"a Living Wage return of the quarter to {month_name(ym)}"
        request_measuring([institution], [ym], reason=reason, by=by)


def _plain(offer: SupportOffer, name: str) -> Any:
    if name == "areas":
        return sorted(place.name for place in offer.areas.all())
    value = getattr(offer, name)
    if name in ("who_for", "barriers"):
        return sorted(str(each) for each in value)
    if isinstance(value, AnchorInstitution | Place):
        return value.name
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
