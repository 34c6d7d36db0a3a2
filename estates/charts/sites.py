"""The register as a map of dots and as a table of the same sites."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse

from anchors import maps, wording
from anchors.charts import Column, Figure, Table
from anchors.geography.boundaries import outlines
from anchors.models import Place
from estates.models import Site
from estates.readings import Totals
from estates.readings.register import PlaceTotals

MOST_DOTS = 1500
"""More would hide each other; the map then shows none and says so."""
FEWEST_DOTS = 2
"""A single dot without outlines round it says nothing of where it is."""
SMALL, LARGE = Decimal(1_000), Decimal(10_000)
SIZES = ("Under 1,000 m² of floor, or no data", "1,000 to 10,000 m²", "10,000 m² or more")
STATES = ("In use", "Empty or surplus", "Let to others", "Gone")
_STATE = {
    Site.Status.IN_USE: 0, Site.Status.EMPTY: 1, Site.Status.SURPLUS: 1, Site.Status.LET: 2,
    Site.Status.SOLD: 3, Site.Status.CLOSED: 3, Site.Status.UNLISTED: 3,
}  # fmt: skip

COLUMNS = (
    Column("Site", sort="name"), Column("Institution", sort="institution"), Column("Place", sort="place"),
    Column("Kind", sort="kind"), Column("Tenure", sort="tenure"), Column("Status", sort="status"),
    Column("Floor, m²", "count", sort="floor_m2"), Column("Land, hectares", "count", sort="land_ha"),
)  # fmt: skip


PLACE_COLUMNS = (
    Column("Place"), Column("Sites", "count"), Column("Empty or surplus", "count"), Column("Floor, m²", "count"),
    Column("Land, hectares", "count"),
)  # fmt: skip


def hectares(value: Decimal | None) -> str | None:
    """`12.5`, with two decimals at most: whole hectares say too little of small plots."""
    return None if value is None else f"{value.quantize(Decimal('0.01')).normalize():,f}"


def square_metres(value: Decimal | None) -> str | None:
    """`1,299`: whole square metres are as close as anybody measures."""
    return None if value is None else wording.count(wording.rounded(value))


def register_table(sites: Sequence[Site], totals: Totals | None = None) -> Table:
    """The sites, a row each; the last row sums all that are asked for, also those on other pages."""
    rows = tuple(
        (
            {
                "value": site.name,
                "href": reverse("site", args=[site.pk]),
                "note": site.address or site.postcode,
            },
            site.institution.name,
            site.place.name if site.place else "Not known",
            site.get_kind_display(),
            site.get_tenure_display() or "Not known",
            site.get_status_display(),
            square_metres(site.floor_m2),
            hectares(site.land_ha),
        )
        for site in sites
    )
    foot = None
    if totals is not None and totals.sites:
        foot = (
            f"All {totals.sites:,}",
            "",
            "",
            "",
            "",
            "",
            square_metres(totals.floor),
            hectares(totals.land),
        )
    return Table("Sites", COLUMNS, rows, foot)


def sites_figure(sites: Sequence[Site], totals: Totals, *, title: str, subtitle: str) -> Figure:
    """The map of dots with its table; no drawing where there are too many sites for one."""
    table = replace(register_table(sites, totals), caption="Sites of the map")
    if len(sites) > MOST_DOTS:
        note = f"No map: {len(sites):,} sites would hide each other. Choose an institution or a place."
        return Figure(key="map", title=title, subtitle=subtitle, table=table, notes=(note,))
    around = _around(sites)
    if (
        len({(site.latitude, site.longitude) for site in sites if site.latitude is not None}) < FEWEST_DOTS
        and not around
    ):
        note = "No map: fewer than two of these sites have a position."
        return Figure(key="map", title=title, subtitle=subtitle, table=table, notes=(note,))
    return maps.site_map(
        "map",
        title,
        subtitle,
        [_dot(site) for site in sites],
        legend=maps.SiteKey(kinds=STATES, sizes=SIZES),
        table=table,
        around=around,
        names=_middles(sites),
    )


def places_table(places: Sequence[PlaceTotals], address: Callable[[str], str]) -> Table:
    """What each place has; `address` is that of the register of one place, by its code."""
    rows = tuple(
        (
            {"value": each.name, "href": address(each.code)},
            each.sites,
            each.idle,
            square_metres(each.floor),
            hectares(each.land),
        )
        for each in places
    )
    return Table("Sites by place", PLACE_COLUMNS, rows)


def _dot(site: Site) -> maps.Site:
    point = (
        (site.longitude, site.latitude) if site.longitude is not None and site.latitude is not None else None
    )
    known = square_metres(site.floor_m2)
    floor = f"{known} m²" if known else "floor area: no data"
    return maps.Site(
        code=site.ref,
        says=f"{site.name}, {site.institution.name}: {site.get_status_display().lower()}, {floor}",
        point=point,
        kind=_STATE[Site.Status(site.status)],
        size=_size(site.floor_m2),
        href=reverse("site", args=[site.pk]),
    )


def _size(floor: Decimal | None) -> int:
    if floor is None or floor < SMALL:
        return 0
    return 1 if floor < LARGE else 2


def _around(sites: Sequence[Site]) -> dict[str, tuple[tuple[tuple[float, float], ...], ...]]:
    """Outlines of the local authorities in which sites lie, where they are loaded."""
    places: dict[str, Place] = {site.place.code: site.place for site in sites if site.place}
    return {places[code].name: shape for code, shape in outlines(places).items()}


def _middles(sites: Sequence[Site]) -> dict[str, tuple[float, float]]:
    """The mean of the sites of each local authority, where its name can stand if no outline is loaded."""
    points: dict[str, list[tuple[float, float]]] = {}
    for site in sites:
        if site.place and site.longitude is not None and site.latitude is not None:
            points.setdefault(site.place.name, []).append((site.longitude, site.latitude))
    return {
        name: (sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found))
        for name, found in points.items()
    }
