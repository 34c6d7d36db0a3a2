"""Which spaces and plots fit what a group or firm looks for, by rules that anybody can read, each with its reasons.

A need that is stated is never broken. What is not known of a space or plot breaks nothing: it is said, and to be asked.
Space by the hour is sought among rooms, halls, stalls, green space and hubs; premises among stalls, shops, what is
let to local firms and surplus buildings; land and buildings to own or run among surplus plots.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from anchors import wording
from anchors.models import AnchorInstitution, User
from estates.models import CommunitySpace, Plot, SpaceRequest, SpaceUse
from estates.readings.community import is_open

WEEKS = 13
"""Of a quarter."""
Kind, Want = CommunitySpace.Kind, SpaceRequest.Want
PREMISES = (Kind.STALL, Kind.RETAIL)


@dataclass(frozen=True)
class Need:
    """What is asked for; None and False are no need."""

    place: str | None = None
    people: int | None = None
    least_m2: Decimal | None = None
    hours: Decimal | None = None
    most_rate: Decimal | None = None
    step_free: bool = False


@dataclass(frozen=True)
class Offer:
    """What there is; None is not known. Hours are a week's: those that can be booked, and those that were left free."""

    place: str | None = None
    people: int | None = None
    m2: Decimal | None = None
    hours: Decimal | None = None
    hours_free: Decimal | None = None
    rate: Decimal | None = None
    step_free: bool | None = None


@dataclass(frozen=True)
class Fit:
    """Why something fits, and what of the need has to be asked about."""

    reasons: tuple[str, ...]
    to_ask: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A space or a plot that fits a request."""

    thing: CommunitySpace | Plot
    fit: Fit

    @property
    def key(self) -> str:
        """What names it in a form: `space-3`, `plot-7`."""
        return f"{'space' if isinstance(self.thing, CommunitySpace) else 'plot'}-{self.thing.pk}"


def fit(need: Need, offer: Offer) -> Fit | None:
    """How an offer meets a need; None where it breaks any part of it."""
    reasons: list[str] = []
    to_ask: list[str] = []
    for verdict, met, unknown in _tests(need, offer):
        if verdict is False:
            return None
        (to_ask if verdict is None else reasons).append(unknown if verdict is None else met)
    return Fit(tuple(reasons), tuple(to_ask))


def _tests(need: Need, offer: Offer) -> Iterable[tuple[bool | None, str, str]]:
    """For each part of the need that is stated: whether it is met (None: not known), and both in words."""
    if need.place is not None:
        is_there = None if offer.place is None else offer.place == need.place
        yield is_there, f"It is in {need.place}.", f"Whether it is in {need.place} is not known."
    if need.people is not None:
        holds = _reaches(offer.people, need.people)
        yield (
            holds,
            f"It holds {wording.count(offer.people)} people, and {wording.count(need.people)} come.",
            f"Whether it holds {wording.count(need.people)} people is not known.",
        )
    if need.least_m2 is not None:
        least = f"{wording.count(wording.rounded(need.least_m2))} m²"
        met = f"It has {wording.count(wording.rounded(offer.m2 or 0))} m², and {least} are needed."
        yield _reaches(offer.m2, need.least_m2), met, f"Whether it has {least} is not known."
    if need.hours is not None:
        yield _hours_test(need.hours, offer)
    if need.most_rate is not None:
        most = wording.money(need.most_rate, pence=True)
        can_pay = None if offer.rate is None else offer.rate <= need.most_rate
        charge = (
            "It is free." if offer.rate == 0 else f"It costs {wording.money(offer.rate, pence=True)} an hour,"
        )
        met = charge if offer.rate == 0 else f"{charge} and {most} can be paid."
        yield can_pay, met, f"Whether it costs {most} an hour or less is not known."
    if need.step_free:
        yield offer.step_free, "It has step-free access.", "Whether it has step-free access is not known."


def _hours_test(wanted: Decimal, offer: Offer) -> tuple[bool | None, str, str]:
    unknown = f"Whether {_number(wanted)} hours a week are free is not known."
    if offer.hours is not None and offer.hours < wanted:
        return False, "", unknown
    met = f"About {_number(offer.hours_free or Decimal())} hours a week were free, and {_number(wanted)} are needed."
    return _reaches(offer.hours_free, wanted), met, unknown


def _reaches(there: Decimal | int | None, wanted: Decimal | int) -> bool | None:
    return None if there is None else there >= wanted


def _number(value: Decimal) -> str:
    return f"{wording.rounded(value, 1).normalize():,f}"


def need_of(request: SpaceRequest) -> Need:
    """What a request states."""
    return Need(
        place=request.place.name if request.place else None,
        people=request.people,
        least_m2=request.least_m2,
        hours=request.hours,
        most_rate=request.most_rate,
        step_free=request.needs_step_free,
    )


def offer_of_space(space: CommunitySpace, newest: SpaceUse | None) -> Offer:
    """What a space offers; hours free are those offered less those used in its newest quarter with both."""
    free = None
    if newest is not None and newest.hours_offered is not None and newest.hours_used is not None:
        free = (newest.hours_offered - newest.hours_used) / WEEKS
    return Offer(
        place=space.site.place.name if space.site.place else None,
        people=space.people,
        m2=space.floor_m2,
        hours=space.hours_offered,
        hours_free=free,
        rate=Decimal() if space.charge == CommunitySpace.Charge.FREE else space.rate,
        step_free=space.is_step_free,
    )


def offer_of_plot(plot: Plot) -> Offer:
    """What a plot offers: where it is, and the floor of its buildings."""
    return Offer(place=plot.site.place.name if plot.site.place else None, m2=plot.floor_m2)


def matches(request: SpaceRequest, user: User) -> list[Match]:
    """Everything of the request's system that the person may see and that fits; the surest first.

    Sensitive plots are left out for everybody: a request and what it is matched to are read in the whole system.
    """
    need, found = need_of(request), list[Match]()
    for space, newest in _spaces(request, user):
        if answer := fit(need, offer_of_space(space, newest)):
            found.append(Match(space, answer))
    for plot in _plots(request, user):
        if answer := fit(need, offer_of_plot(plot)):
            found.append(Match(plot, answer))
    return sorted(found, key=lambda match: (len(match.fit.to_ask), str(match.thing)))


def _spaces(request: SpaceRequest, user: User) -> Iterable[tuple[CommunitySpace, SpaceUse | None]]:
    if request.want == Want.LAND:
        return
    for_firms = Q(kind__in=PREMISES) | Q(for_local_firms=True)
    wanted = for_firms if request.want == Want.PREMISES else ~Q(kind=Kind.RETAIL)
    today = timezone.localdate()
    members = AnchorInstitution.objects.in_system(request.system, today)
    begun = Q(opened_on=None) | Q(opened_on__lte=today)
    spaces = CommunitySpace.objects.visible_to(user).filter(
        is_open(), begun, wanted, site__institution__in=members
    )
    uses = SpaceUse.objects.filter(space__in=spaces.values("pk"), hours_offered__isnull=False)
    newest = {use.space_id: use for use in uses.filter(hours_used__isnull=False).order_by("last_month", "pk")}
    for space in spaces.select_related("site__place", "site__institution"):
        yield space, newest.get(space.pk)


def _plots(request: SpaceRequest, user: User) -> Iterable[Plot]:
    if request.want == Want.HOURS:
        return []
    members = AnchorInstitution.objects.in_system(request.system, timezone.localdate())
    plots = Plot.objects.visible_to(user).filter(
        is_sensitive=False, stage__in=Plot.OPEN, site__institution__in=members
    )
    if request.want == Want.PREMISES:
        plots = plots.filter(floor_m2__gt=0)
    return list(plots.select_related("site__place", "site__institution"))
