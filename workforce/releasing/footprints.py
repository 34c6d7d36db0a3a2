"""The small areas that a release speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anchors.models import SmallArea, System
from workforce.analysis import INDICES
from workforce.models import StaffCount
from workforce.releasing.cells import Area, Footprint


@dataclass(frozen=True)
class KnownFootprint(Footprint):
    """The footprint with the rows that its areas are, by level and code, as columns of a released cell."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def footprint_on(system: System, intakes: Iterable[int], day: date) -> KnownFootprint:
    """The areas of the system on the day; figures are by the vintage in which most people have an area."""
    districts = system.local_authorities(day)
    found = SmallArea.objects.filter(local_authority__in=districts).select_related(
        "middle_area", "local_authority"
    )
    areas = {each.pk: _area(each) for each in found.order_by("code", "vintage")}
    vintage = _vintage(intakes)
    editions = {
        edition: ranked
        for edition, ranked in INDICES.items()
        if any(area.vintage == ranked and edition in area.deciles for area in areas.values())
    }
    rows: dict[str, dict[str, Any]] = {}
    for each in found:
        if each.vintage == vintage and each.local_authority is not None:
            rows[f"small {each.code}"] = {"small_area_id": each.pk}
            rows[f"district {each.local_authority.code}"] = {"district_id": each.local_authority_id}
            if each.middle_area:
                name = each.middle_area.code or each.middle_area.name
                rows[f"middle {name}"] = {"middle_area_id": each.middle_area_id}
    return KnownFootprint(areas, vintage, editions, rows)


def _area(row: SmallArea) -> Area:
    middle = row.middle_area
    deciles = {2019: row.imd2019_decile, 2025: row.imd2025_decile}
    return Area(
        key=row.pk,
        code=row.code,
        middle=(middle.code or middle.name) if middle else "",
        district=row.local_authority.code if row.local_authority else "",
        vintage=row.vintage,
        deciles={edition: decile for edition, decile in deciles.items() if decile is not None},
    )


def _vintage(intakes: Iterable[int]) -> int:
    """The newer one, unless more people have an area of the older."""
    people = {
        vintage: sum(
            StaffCount.objects.filter(
                intake__in=intakes, breakdown="all", small_area__vintage=vintage
            ).values_list("people", flat=True)
        )
        for vintage in (2021, 2011)
    }
    return max(people, key=lambda each: (people[each], each))
