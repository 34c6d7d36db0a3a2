"""Which band each place lies in, seen from the places that a reader calls local."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from anchors.filters import FilterError
from anchors.models import Place
from procurement.analysis import Band


@dataclass(frozen=True)
class PlaceBands:
    """Local authorities sorted into bands; every other known place in the UK is in the band `uk`."""

    local: tuple[Place, ...]
    system: tuple[Place, ...]
    region: tuple[Place, ...]
    regions: tuple[Place, ...]

    def ids(self, band: Band) -> list[int]:
        """Ids of the places of a band."""
        places = {Band.LOCAL: self.local, Band.SYSTEM: self.system, Band.REGION: self.region}[band]
        return [place.pk for place in places]

    def band_of(self, place_id: int | None, *, is_abroad: bool, is_redacted: bool) -> Band:
        """The band of one supplier's place, as `BAND_SQL` decides it for many."""
        if is_redacted:
            return Band.UNKNOWN
        if is_abroad:
            return Band.ABROAD
        return self._band_by_id.get(place_id, Band.UK) if place_id else Band.UNKNOWN

    @cached_property
    def _band_by_id(self) -> dict[int, Band]:
        return {key: band for band in (Band.REGION, Band.SYSTEM, Band.LOCAL) for key in self.ids(band)}

    @property
    def values(self) -> dict[str, Any]:
        """What `BAND_SQL` asks for."""
        return {str(band): self.ids(band) for band in (Band.LOCAL, Band.SYSTEM, Band.REGION)}


BAND_SQL = """CASE WHEN is_redacted THEN 'unknown' WHEN is_abroad THEN 'abroad' WHEN place_id IS NULL THEN 'unknown'
    WHEN place_id = ANY(%(local)s) THEN 'local' WHEN place_id = ANY(%(system)s) THEN 'system'
    WHEN place_id = ANY(%(region)s) THEN 'region' ELSE 'uk' END"""
"""The band of a row with the columns is_redacted, is_abroad and place_id."""


class PlaceTree:
    """Every place above a ward, read once."""

    def __init__(self) -> None:
        places = Place.objects.exclude(kind=Place.Kind.WARD).only("code", "name", "kind", "parent_id")
        self.by_id: Mapping[int, Place] = {place.pk: place for place in places}
        self.by_code = {place.code: place for place in self.by_id.values()}

    def named(self, codes: Iterable[str]) -> list[Place]:
        """Places by code; a code that no place has is refused."""
        codes = list(codes)
        for code in codes:
            if code not in self.by_code:
                raise FilterError(
                    "local", f'No place with the code "{code}" is loaded. Choose another local place.'
                )
        return [self.by_code[code] for code in codes]

    def authorities_in(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """The local authorities in some places, themselves included, by name."""
        wanted = {place.pk for place in places}
        found = (place for place in self.by_id.values() if place.kind == Place.Kind.LOCAL_AUTHORITY)
        inside = (place for place in found if not wanted.isdisjoint(each.pk for each in self._upward(place)))
        return tuple(sorted(inside, key=lambda place: place.name))

    def regions_of(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """The regions that some places lie in; Wales, Scotland and Northern Ireland are their own."""
        found = {}
        for place in places:
            chain = list(self._upward(place))
            regions = [each for each in chain if each.kind == Place.Kind.REGION]
            countries = [each for each in chain if each.kind == Place.Kind.COUNTRY]
            for each in regions or countries[:1]:
                found[each.pk] = each
        return tuple(sorted(found.values(), key=lambda place: place.name))

    def bands(self, local: Iterable[Place], system: Iterable[Place]) -> PlaceBands:
        """Sort the local authorities into bands; none is in two."""
        local = self.authorities_in(local)
        near = {place.pk for place in local}
        rest = tuple(place for place in self.authorities_in(system) if near and place.pk not in near)
        near |= {place.pk for place in rest}
        regions = self.regions_of(local)
        around = tuple(place for place in self.authorities_in(regions) if place.pk not in near)
        return PlaceBands(local, rest, around, regions)

    def _upward(self, place: Place) -> Iterable[Place]:
        step: Place | None = place
        while step is not None:
            yield step
            step = self.by_id.get(step.parent_id) if step.parent_id else None
