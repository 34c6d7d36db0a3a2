"""Staff by area: the fixed ladder of small areas, middle areas and districts, each beside who lives there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from anchors.geography.positions import Position, Rung, positions
from anchors.models import SmallArea
from anchors.wording import rounded
from workforce.analysis import LEAST_EXPECTED, Participation, Verdict, share, verdict
from workforce.readings.asking import Level, StaffView
from workforce.readings.minimums import Minimums, minimums
from workforce.readings.residents import Footprint, decile_of, footprint_of, is_deprived

MOSTLY = Decimal("0.5")
"""A larger area is deprived where more than this share of its residents live in small areas of deciles 1 and 2."""
RUNGS: Mapping[str, Rung] = {
    Level.SMALL.value: "small_area",
    Level.MIDDLE.value: "middle_area",
    Level.DISTRICT.value: "local_authority",
}


@dataclass(frozen=True)
class AreaReading:
    """One area: staff as shown (None is hidden), beside the residents who live there.

    `residents` are those of working age, None where they are not known; `decile` is of small areas alone, and
    `deprived_share` the share of residents in deciles 1 and 2, of larger ones.
    """

    key: int
    code: str
    name: str
    district: str
    staff: int | None
    residents: int | None
    everybody: int | None
    all_staff: int | None
    all_residents: int
    decile: int | None
    deprived_share: Decimal | None
    is_deprived: bool
    least_residents: int
    within: "AreaReading | None" = None

    @property
    def is_small(self) -> bool:
        """Whether too few people live there for a rate of them."""
        return self.everybody is not None and self.everybody < self.least_residents

    @property
    def participation(self) -> Participation | None:
        """Staff beside residents; None where one is hidden or not known. A hidden count counts as nobody here."""
        if self.all_staff is None or self.residents is None or self.is_small or not self.all_residents:
            return None
        return Participation(self.staff or 0, self.all_staff, self.residents, self.all_residents)

    @property
    def expected(self) -> Decimal | None:
        """How many staff would live there if residence were all that counted."""
        return self.participation.expected if self.participation else None

    @property
    def per_1000(self) -> Decimal | None:
        """Staff per 1,000 residents of working age, whole, as it is shown."""
        if self.staff is None or not self.residents or self.is_small:
            return None
        return rounded(Decimal(self.staff * 1000) / self.residents)

    @property
    def quotient(self) -> Decimal | None:
        """The participation quotient."""
        return self.participation.quotient if self.participation and self.staff is not None else None

    @property
    def gap(self) -> Decimal | None:
        """People missing."""
        return self.participation.gap if self.participation and self.staff is not None else None

    @property
    def verdict(self) -> Verdict | None:
        """What its staff say; None where nothing is known to compare with."""
        if self.participation is None:
            return Verdict.HIDDEN if self.staff is None else None
        return verdict(self.staff, self.participation, is_deprived=self.is_deprived)

    @property
    def is_looked_at_within(self) -> bool:
        """Whether it says nothing by itself, and the middle area around it is looked at instead."""
        few = self.expected is not None and self.expected < LEAST_EXPECTED
        return self.within is not None and (few or self.staff is None)


@dataclass(frozen=True)
class AreasReading:
    """All areas of one rung, in the order of their names."""

    level: str
    rows: tuple[AreaReading, ...]
    footprint: Footprint
    all_staff: int | None
    minimums: Minimums
    is_true: bool = False

    @property
    def is_mapped(self) -> bool:
        """Whether there are enough staff: of fewer than the least number no area is shown."""
        return self.all_staff is not None and self.all_staff >= self.minimums.staff

    @cached_property
    def deprived(self) -> list[AreaReading]:
        """The most deprived, fewest staff for their residents first, as shown; hidden ones last, by name."""
        return in_order((row for row in self.rows if row.is_deprived), "rate")

    @property
    def hidden(self) -> list[AreaReading]:
        """Those whose figure is not shown."""
        return [row for row in self.rows if row.staff is None]

    @property
    def cold_spots(self) -> list[AreaReading]:
        """Deprived areas with so few staff that chance is unlikely."""
        return [row for row in self.deprived if row.verdict is Verdict.COLD_SPOT]

    @property
    def average(self) -> Decimal | None:
        """Staff per 1,000 residents of working age in the whole footprint."""
        if self.all_staff is None or not self.footprint.all_residents:
            return None
        return rounded(Decimal(self.all_staff * 1000) / self.footprint.all_residents)


_SORTS: Mapping[str, Callable[[AreaReading], Any]] = {
    "name": lambda row: row.name,
    "place": lambda row: row.district,
    "decile": lambda row: row.decile if row.decile is not None else row.deprived_share,
    "staff": lambda row: row.staff,
    "expected": lambda row: None if row.expected is None else rounded(row.expected),
    "rate": lambda row: row.per_1000,
    "quotient": lambda row: None if row.quotient is None else rounded(row.quotient, 2),
    "gap": lambda row: None if row.gap is None else rounded(row.gap),
    "reading": lambda row: row.verdict.label if row.verdict else None,
}


def in_order(rows: Iterable[AreaReading], sort: str) -> list[AreaReading]:
    """Sorted by a key of the table, minus for largest first: by what is displayed, never by more; no number is last."""
    key = _SORTS.get(sort.lstrip("-"), _SORTS["name"])
    named = sorted(rows, key=lambda row: row.name)
    known = [row for row in named if key(row) is not None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + [row for row in named if key(row) is None]


def areas_of(view: StaffView) -> AreasReading:
    """All staff of the view by area, as released. Only everybody in post is published by area."""
    assert view.release is not None  # noqa: S101 - callers ask only then
    footprint = footprint_of(view.release)
    rules = minimums(view.release.quarter.end)
    cells = view.cells(breakdown="all", category="all")
    all_staff = cells.filter(level=Level.FOOTPRINT).values_list("shown", flat=True).first()
    found = AreasReading(view.level, (), footprint, all_staff, rules)
    if not found.is_mapped:
        return found
    return replace(
        found, rows=area_rows(found, shown_figures(cells, view.level), view.edition, _around(cells, view))
    )


def _around(cells: Any, view: StaffView) -> Mapping[int, int | None]:
    """Figures of middle areas, in which small areas that say nothing are looked at."""
    return shown_figures(cells, Level.MIDDLE.value) if view.level == Level.SMALL else {}


def shown_figures(cells: Any, level: str) -> dict[int, int | None]:
    """Shown figures of one rung by the id of the area."""
    column = {"small": "small_area", "middle": "middle_area", "district": "district"}[level]
    return dict(cells.filter(level=level).values_list(column, "shown"))


def area_rows(
    frame: AreasReading,
    figures: Mapping[int, int | None],
    edition: int | None,
    around: Mapping[int, int | None],
) -> tuple[AreaReading, ...]:
    """A row for every area of the rung in the footprint; `figures` are by id, `around` those of middle areas."""
    above: dict[int, AreaReading] = {}
    if around:
        larger = replace(frame, level=Level.MIDDLE.value)
        above = {row.key: row for row in area_rows(larger, around, edition, {})}
    groups: dict[int, list[SmallArea]] = defaultdict(list)
    for area in frame.footprint.areas:
        if (
            key := getattr(area, f"{RUNGS[frame.level]}_id") if frame.level != "small" else area.pk
        ) is not None:
            groups[key].append(area)
    rows = [
        _row(frame, key, members, figures.get(key), edition, above.get(members[0].middle_area_id or 0))
        for key, members in groups.items()
        if key in figures
    ]
    return tuple(sorted(rows, key=lambda row: row.name))


def _row(
    frame: AreasReading,
    key: int,
    members: Sequence[SmallArea],
    staff: int | None,
    edition: int | None,
    within: AreaReading | None,
) -> AreaReading:
    first, footprint = members[0], frame.footprint
    district = first.local_authority.name if first.local_authority else ""
    deprived = [area for area in members if is_deprived(area, edition)]
    part = share(footprint.working_age(deprived) or 0, footprint.working_age(members) or 0)
    is_small = frame.level == Level.SMALL
    middle, place = first.middle_area, first.local_authority
    names: Mapping[str, tuple[str, str]] = {
        Level.SMALL.value: (first.code, str(first)),
        Level.MIDDLE.value: (middle.code or middle.name, middle.name) if middle else ("", ""),
        Level.DISTRICT.value: (place.code, place.name) if place else ("", ""),
    }
    code, name = names[frame.level]
    is_ranked = any(decile_of(area, edition) is not None for area in members)
    return AreaReading(
        key=key,
        code=code,
        name=name,
        district=district,
        staff=staff,
        residents=footprint.whole_working_age(members),
        everybody=footprint.residents(members),
        all_staff=frame.all_staff,
        all_residents=footprint.all_residents,
        decile=decile_of(first, edition) if is_small else None,
        deprived_share=None if is_small or not is_ranked else part,
        is_deprived=bool(deprived) if is_small else part is not None and part > MOSTLY,
        least_residents=frame.minimums.residents,
        within=within,
    )


def places_of(reading: AreasReading) -> dict[int, Position]:
    """Points and outlines of the rows, by key."""
    areas = SmallArea.objects.filter(pk__in=[area.pk for area in reading.footprint.areas])
    return positions(areas, RUNGS[reading.level])
