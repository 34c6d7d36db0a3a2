"""Who lives in the footprint of a release: residents of working age by small area, one edition for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from anchors.geography.populations import Populations, populations
from anchors.models import SmallArea
from workforce.analysis import DEPRIVED_DECILES, INDICES
from workforce.models import Release, ReleasedCell


@dataclass(frozen=True)
class Footprint:
    """The small areas of a release's districts in one census vintage, and who lives there."""

    areas: tuple[SmallArea, ...]
    populations: Populations
    before: Populations | None = None
    """Of the areas of 2011 in the same districts, where those of now carry their counts."""

    @cached_property
    def all_residents(self) -> int:
        """Residents of working age in the districts, also of areas that have changed since they were counted."""
        if self.before is None:
            return self.working_age(self.areas) or 0
        return sum(people.working_age for people in self.before.of.values())

    @property
    def uncounted(self) -> int:
        """How many small areas the population file does not have."""
        return sum(area.pk not in self.populations.of for area in self.areas)

    def is_ranked(self, edition: int | None) -> bool:
        """Whether an index of deprivation ranks every area, so that everybody in the footprint is in a decile."""
        return all(decile_of(area, edition) is not None for area in self.areas)

    def working_age(self, areas: Iterable[SmallArea]) -> int | None:
        """Of some of them together; None where none is counted."""
        found = [self.populations.of[area.pk].working_age for area in areas if area.pk in self.populations.of]
        return sum(found) if found else None

    def residents(self, areas: Iterable[SmallArea]) -> int | None:
        """Of every age; None unless each is counted."""
        chosen = list(areas)
        if not chosen or any(area.pk not in self.populations.of for area in chosen):
            return None
        return sum(self.populations.of[area.pk].residents for area in chosen)

    def whole_working_age(self, areas: Iterable[SmallArea]) -> int | None:
        """Of some of them together; None unless each is counted."""
        chosen = list(areas)
        return None if self.residents(chosen) is None else self.working_age(chosen)

    @property
    def words(self) -> str:
        """`residents aged 16 to 64`; 16 to 59 where the source counts those."""
        return f"residents aged {self.populations.ages or '16 to 64'}"

    @property
    def source(self) -> str:
        """Year and source; which areas it does not count."""
        if self.populations.year is None:
            return (
                "No population of small areas has been loaded, so that nothing can be expected of any. Platform "
                "staff can load the mid-year estimates."
            )
        text = f"Residents: {self.populations.source}."
        if self.populations.is_carried:
            text += " They are counted by the small areas of 2011, of which most did not change."
        if self.uncounted:
            absent = f"{self.uncounted} of {len(self.areas)} small areas"
            text += f" {absent} are not in it by themselves, so that nothing is expected of each."
        return text


def decile_of(area: SmallArea, edition: int | None) -> int | None:
    """Its decile in an edition; None where that edition does not rank areas of its vintage."""
    return {2019: area.imd2019_decile, 2025: area.imd2025_decile}.get(edition or 0)


def is_deprived(area: SmallArea, edition: int | None) -> bool:
    """Whether it is of deciles 1 and 2."""
    return decile_of(area, edition) in DEPRIVED_DECILES


def footprint_of(release: Release, *, edition: int | None = None) -> Footprint:
    """The footprint as the release shows it; with an edition, in the vintage that this index ranks."""
    vintage = INDICES[edition] if edition else release.vintage
    districts = ReleasedCell.objects.filter(release=release, institution=None, level="district")
    areas: QuerySet[SmallArea] = SmallArea.objects.filter(
        vintage=vintage, local_authority__in=districts.values("district")
    )
    listed = areas.select_related("middle_area", "local_authority").order_by("code")
    found = populations(areas)
    former = SmallArea.objects.filter(vintage=2011, local_authority__in=districts.values("district"))
    return Footprint(tuple(listed), found, populations(former) if found.is_carried else None)
