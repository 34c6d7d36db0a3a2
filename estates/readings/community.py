"""Space open to the community as somebody asks for it: the spaces, their use by quarter, and what that comes to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from anchors.filters import ListFilter
from anchors.models import User
from anchors.periods import Period
from estates.models import CommunitySpace, SpaceUse
from estates.readings.listing import having_words, order_of

OPEN, CLOSED, ALL = "", "closed", "all"
YES = "yes"
_LOOKUPS = {"institution": "site__institution__name"}
_SEARCHED = ("name", "address", "equipment", "seen_site_name")
"""Nothing of a site that its owner keeps to itself."""


USE_COLUMNS = (
    "first_month", "last_month", "hours_offered", "hours_used", "hours_cheap", "bookings", "no_shows", "groups",
    "groups_deprived", "source",
)  # fmt: skip
"""What is told of the use in a quarter."""


@dataclass(frozen=True)
class SpaceFilter(ListFilter):
    """What of the spaces is asked for; every field is a key of the address."""

    SORTS = ("name", "institution", "kind", "people", "hours_offered", "rate")

    institution: str = ""
    place: str = ""
    kind: str = ""
    charge: str = ""
    step_free: str = ""
    state: str = OPEN
    search: str = ""
    sort: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Collection[str]]:
        """The closed lists."""
        return {
            "kind": CommunitySpace.Kind.values,
            "charge": CommunitySpace.Charge.values,
            "step_free": [YES],
            "state": [CLOSED, ALL],
        }


@dataclass(frozen=True)
class Ratio:
    """One part of a whole, over the spaces for which both are known."""

    part: Decimal
    whole: Decimal
    spaces: int

    @property
    def share(self) -> Decimal | None:
        """0 to 1; None where there is nothing to divide by."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class UseSums:
    """The use of some spaces in one quarter; each figure is None where no space has it, never nought."""

    quarter: Period
    spaces: int
    hours: Ratio | None
    cheap: Ratio | None
    deprived: Ratio | None
    no_shows: Ratio | None
    groups: int | None


def spaces(user: User, asked: SpaceFilter) -> "QuerySet[CommunitySpace]":
    """The spaces that the person may see and asks for, in the order asked for."""
    found: QuerySet[CommunitySpace] = CommunitySpace.objects.visible_to(user)
    found = found.select_related("site__institution", "site__place")
    return filtered(found, asked).order_by(*order_of(asked.sort, _LOOKUPS))


def is_open() -> Q:
    """Spaces that can be had today."""
    today = timezone.localdate()
    return Q(closed_on=None) | Q(closed_on__gt=today)


def filtered(found: "QuerySet[CommunitySpace]", asked: SpaceFilter) -> "QuerySet[CommunitySpace]":
    """Those of some spaces that are asked for."""
    if asked.institution:
        found = found.filter(site__institution__slug__in=asked.institution.split(","))
    given = {"site__place__code": asked.place, "kind": asked.kind, "charge": asked.charge}
    found = found.filter(**{name: value for name, value in given.items() if value})
    if asked.step_free:
        found = found.filter(is_step_free=True)
    if asked.state != ALL:
        found = found.exclude(is_open()) if asked.state == CLOSED else found.filter(is_open())
    return having_words(found, asked.search, _SEARCHED)


def quarter_of(use: SpaceUse) -> Period:
    """The months that the figures are of."""
    return Period(use.first_month, use.last_month)


def latest_use(found: "QuerySet[CommunitySpace]") -> UseSums | None:
    """The newest quarter for which any of the spaces has figures, summed over those that have them."""
    uses = SpaceUse.objects.filter(space__in=found.order_by().values("pk"))
    newest = uses.order_by("-last_month", "-first_month").first()
    if newest is None:
        return None
    quarter = quarter_of(newest)
    return use_sums(quarter, list(uses.filter(first_month=quarter.first, last_month=quarter.last)))


def use_sums(quarter: Period, uses: Sequence[SpaceUse]) -> UseSums:
    """Figures of one quarter added up."""
    groups = [use.groups for use in uses if use.groups is not None]
    return UseSums(
        quarter,
        len(uses),
        ratio(uses, "hours_used", "hours_offered"),
        ratio(uses, "hours_cheap", "hours_used"),
        ratio(uses, "groups_deprived", "groups"),
        ratio(uses, "no_shows", "bookings"),
        sum(groups) if groups else None,
    )


def ratio(uses: Iterable[SpaceUse], part: str, whole: str) -> Ratio | None:
    """One column over another, where a row has both; None where none has."""
    both = [(getattr(use, part), getattr(use, whole)) for use in uses]
    known = [
        (Decimal(top), Decimal(bottom)) for top, bottom in both if top is not None and bottom is not None
    ]
    if not known:
        return None
    tops, bottoms = zip(*known, strict=True)
    return Ratio(sum(tops, Decimal()), sum(bottoms, Decimal()), len(known))
