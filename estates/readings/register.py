"""The register of sites as somebody asks for it: the same for page, file and endpoint."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from anchors.filters import ListFilter
from anchors.models import User
from estates.models import Site
from estates.readings.listing import having_words, order_of

HELD, ALL, UNKNOWN = "", "all", "unknown"
"""Sites in somebody's hands; also those that are gone; place not known."""
_LOOKUPS = {"institution": "institution__name", "place": "place__name"}
_SEARCHED = ("name", "address", "postcode", "ref", "uprn", "use", "terms_name")


@dataclass(frozen=True)
class RegisterFilter(ListFilter):
    """What of the register is asked for; every field is a key of the address."""

    SORTS = ("name", "institution", "place", "kind", "tenure", "status", "floor_m2", "land_ha")

    institution: str = ""
    kind: str = ""
    tenure: str = ""
    status: str = HELD
    place: str = ""
    search: str = ""
    sort: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Collection[str]]:
        """The closed lists."""
        return {
            "kind": Site.Kind.values,
            "tenure": [*Site.Tenure.values, UNKNOWN],
            "status": [*Site.Status.values, ALL],
        }


@dataclass(frozen=True)
class Totals:
    """Sites, institutions, and sums with how many sites they are of; None where no site has the figure."""

    sites: int
    institutions: int
    floor: Decimal | None
    floor_known: int
    land: Decimal | None
    land_known: int


@dataclass(frozen=True)
class PlaceTotals:
    """Sites of one local authority, how many of them stand empty or are surplus, and sums of what is known."""

    code: str
    name: str
    sites: int
    idle: int
    floor: Decimal | None
    land: Decimal | None


def register(user: User, asked: RegisterFilter) -> "QuerySet[Site]":
    """The sites that the person may see and asks for, in the order asked for."""
    sites: QuerySet[Site] = Site.objects.visible_to(user).select_related("institution", "place")
    return filtered(sites, asked).order_by(*order_of(asked.sort, _LOOKUPS))


def filtered(sites: "QuerySet[Site]", asked: RegisterFilter) -> "QuerySet[Site]":
    """Those of some sites that are asked for."""
    if asked.institution:
        sites = sites.filter(institution__slug__in=asked.institution.split(","))
    if asked.kind:
        sites = sites.filter(kind=asked.kind)
    if asked.tenure:
        sites = sites.filter(tenure="" if asked.tenure == UNKNOWN else asked.tenure)
    if asked.place:
        is_unknown = asked.place == UNKNOWN
        sites = sites.filter(place__isnull=True) if is_unknown else sites.filter(place__code=asked.place)
    if asked.status == HELD:
        sites = sites.exclude(status__in=Site.GONE)
    elif asked.status != ALL:
        sites = sites.filter(status=asked.status)
    return having_words(sites, asked.search, _SEARCHED)


def totals(sites: "QuerySet[Site]") -> Totals:
    """What the sites come to. A site without a figure is in no sum, and counted as without."""
    sums: dict[str, Any] = sites.order_by().aggregate(
        sites=Count("pk"),
        institutions=Count("institution", distinct=True),
        floor_known=Count("floor_m2"),
        land_known=Count("land_ha"),
        floor=Sum("floor_m2"),
        land=Sum("land_ha"),
    )
    return Totals(**sums)


def by_place(sites: "QuerySet[Site]") -> list[PlaceTotals]:
    """The same place by place, most sites first; sites of no known place together at the end."""
    idle = Q(status__in=(Site.Status.EMPTY, Site.Status.SURPLUS))
    rows: Any = sites.order_by().values("place__code", "place__name").annotate(
        sites=Count("pk"), idle=Count("pk", filter=idle), floor=Sum("floor_m2"), land=Sum("land_ha")
    )  # fmt: skip
    found = [
        PlaceTotals(row.pop("place__code") or UNKNOWN, row.pop("place__name") or "Not known", **row)
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.code == UNKNOWN, -each.sites, each.name))
