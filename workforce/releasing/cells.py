"""The cells of a release and the sums they enter: everything that anybody can reach, zeros included. Pure.

The same people stand in small areas, middle areas, districts and deciles, of each institution and of all together, so
whoever knows some figures knows sums of others. Every such sum is written down here for the audit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from anchors.disclosure import Cell, Sum

WHOLE = 0
"""The subject that is all institutions of the release together; others are institutions by primary key."""
LATENT = "latent"
"""A level that is never shown: people of a decile who live in areas that other tables do not have."""
BASE = "base"
"""A level that is never shown: everybody whose institution gave a breakdown."""
STAFF = "staff"
"""Where a count is of everybody in post, wherever they live."""
DEPRIVED = (1, 2)
ALL = ("all", "all")


class CellKey(NamedTuple):
    """What a figure is of. `area` is a code; `edition` and `decile` are 0 where they do not apply."""

    subject: int
    breakdown: str
    category: str
    level: str
    area: str = ""
    edition: int = 0
    decile: int = 0


@dataclass(frozen=True)
class Area:
    """A small area of the footprint: its middle area and district, and its decile in each index that ranks it."""

    key: int
    code: str
    middle: str
    district: str
    vintage: int
    deciles: Mapping[int, int] = field(default_factory=dict)


class Count(NamedTuple):
    """A true count: whose, by what, where; `area` is the key of a small area, 0 for none."""

    subject: int
    breakdown: str
    category: str
    where: str
    area: int
    people: int


@dataclass(frozen=True)
class Footprint:
    """The small areas that a release speaks of: those of its vintage have figures, the others only count by decile."""

    areas: Mapping[int, Area]
    vintage: int
    editions: Mapping[int, int]
    """Index of deprivation to the vintage that it ranks."""

    @property
    def shown(self) -> list[Area]:
        """Those that have figures of their own."""
        return [area for area in self.areas.values() if area.vintage == self.vintage]


@dataclass
class Tables:
    """Cells and sums as they are gathered."""

    cells: dict[CellKey, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)

    def add(self, key: CellKey, people: int) -> CellKey:
        """A cell."""
        self.cells[key] = Cell(people, is_second=(key.breakdown, key.category) != ALL)
        return key

    def relate(self, total: CellKey, parts: Iterable[CellKey]) -> None:
        """A sum, unless its one part is the total."""
        there = tuple(parts)
        if there and there != (total,):
            self.sums.append(Sum(total, there))


Groups = Mapping[str, Sequence[str]]
"""Breakdown to its categories."""


def tables_of(
    counts: Iterable[Count], footprint: Footprint, categories: Groups, partitions: Iterable[str]
) -> Tables:
    """Cells and sums of all institutions and of the whole. Of `partitions`, everybody is in one category."""
    by_subject: dict[int, list[Count]] = defaultdict(list)
    for count in counts:
        by_subject[count.subject].append(count)
        by_subject[WHOLE].append(count._replace(subject=WHOLE))
    tables = Tables()
    given: dict[int, set[str]] = {}
    for subject in sorted(by_subject):
        rows = by_subject[subject]
        given[subject] = {each.breakdown for each in rows}
        _subject(
            tables, subject, rows, footprint, {b: categories[b] for b in categories if b in given[subject]}
        )
    given.pop(WHOLE, None)
    for subject in (WHOLE, *given):
        _partitioned(tables, subject, given, categories, set(partitions))
    _added_up(tables, given)
    return tables


def _subject(
    tables: Tables, subject: int, rows: Sequence[Count], footprint: Footprint, groups: Groups
) -> None:
    found: dict[tuple[str, str], dict[tuple[str, int], int]] = defaultdict(Counter)
    for each in rows:
        found[each.breakdown, each.category][each.where, each.area] += each.people
    _ladder(tables, subject, found[ALL], footprint)
    for breakdown, categories in groups.items():
        for category in categories:
            people = found[breakdown, category]
            start = CellKey(subject, breakdown, category, "footprint")
            if (breakdown, category) != ALL:
                tables.add(start, _inside(people, footprint))
            for edition, vintage in footprint.editions.items():
                _deciles(tables, start, people, footprint, (edition, vintage))


def _inside(people: Mapping[tuple[str, int], int], footprint: Footprint) -> int:
    return sum(people.get(("area", area.key), 0) for area in footprint.shown)


def _ladder(
    tables: Tables, subject: int, people: Mapping[tuple[str, int], int], footprint: Footprint
) -> None:
    """Everybody by small area, middle area, district, footprint; outside; not placed; all staff."""

    def key(level: str, area: str = "") -> CellKey:
        return CellKey(subject, *ALL, level, area)

    middles: dict[str, list[CellKey]] = defaultdict(list)
    districts: dict[str, dict[CellKey, None]] = defaultdict(dict)
    for area in footprint.shown:
        small = tables.add(key("small", area.code), people.get(("area", area.key), 0))
        middles[area.middle].append(small)
        districts[area.district][key("middle", area.middle) if area.middle else small] = None
    for middle, parts in middles.items():
        if middle:
            tables.relate(_total(tables, key("middle", middle), parts), parts)
    for district, members in districts.items():
        tables.relate(_total(tables, key("district", district), members), members)
    whole = [key("district", district) for district in districts]
    tables.relate(_total(tables, key("footprint"), whole), whole)
    # Somebody without an area of the vintage shown is not placed in it.
    outside = tables.add(key("outside"), people.get(("outside", 0), 0))
    placed = tables.cells[key("footprint")].count + tables.cells[outside].count
    unplaced = tables.add(key("unplaced"), people.get((STAFF, 0), 0) - placed)
    parts = [key("footprint"), outside, unplaced]
    tables.relate(_total(tables, key("staff"), parts), parts)


def _total(tables: Tables, key: CellKey, parts: Iterable[CellKey]) -> CellKey:
    return tables.add(key, sum(tables.cells[part].count for part in parts))


def _deciles(
    tables: Tables,
    start: CellKey,
    people: Mapping[tuple[str, int], int],
    footprint: Footprint,
    index: tuple[int, int],
) -> None:
    """A category by decile of one index of deprivation. What is in no decile is latent."""
    edition, vintage = index
    is_all = (start.breakdown, start.category) == ALL
    shown = {area.code: start._replace(level="small", area=area.code) for area in footprint.shown}
    counts: Counter[int] = Counter()
    members: dict[int, list[CellKey]] = defaultdict(list)
    hidden: Counter[int] = Counter()
    for area in footprint.areas.values():
        decile = area.deciles.get(edition)
        if area.vintage != vintage or decile is None:
            continue
        number = people.get(("area", area.key), 0)
        counts[decile] += number
        if is_all and area.code in shown:
            members[decile].append(shown[area.code])
        else:
            hidden[decile] += number
    # A decile without an area is no cell: everybody can look up that nobody can live in it.
    keys = {
        decile: tables.add(start._replace(level="decile", edition=edition, decile=decile), counts[decile])
        for decile in sorted(counts)
    }
    if deprived := [keys[decile] for decile in DEPRIVED if decile in keys]:
        tables.relate(_total(tables, start._replace(level="deprived", edition=edition), deprived), deprived)
    if is_all:
        _from_areas(tables, keys, members, hidden)
    rest = tables.cells[start].count - sum(counts.values())
    if rest < 0:
        return
    parts = list(keys.values())
    if rest:
        parts.append(tables.add(start._replace(level=LATENT, edition=edition), rest))
    tables.relate(start, parts)


def _from_areas(
    tables: Tables,
    keys: Mapping[int, CellKey],
    members: Mapping[int, list[CellKey]],
    hidden: Mapping[int, int],
) -> None:
    """A decile is the sum of its small areas; those of another vintage that have no figure are latent together."""
    for decile, key in keys.items():
        known = sum(tables.cells[each].count for each in members[decile])
        parts = list(members[decile])
        if hidden[decile] or known != tables.cells[key].count:
            if tables.cells[key].count < known:
                continue
            parts.append(tables.add(key._replace(level=LATENT), tables.cells[key].count - known))
        tables.relate(key, parts)


def _partitioned(
    tables: Tables, subject: int, given: Mapping[int, set[str]], categories: Groups, partitions: set[str]
) -> None:
    """The categories of a breakdown add up to everybody of those institutions that gave it."""
    for breakdown in sorted(partitions):
        givers = [each for each, theirs in given.items() if breakdown in theirs and subject in (WHOLE, each)]
        if not givers:
            continue
        for place in _places(tables, subject, breakdown, categories[breakdown][0]):
            parts = [place._replace(breakdown=breakdown, category=each) for each in categories[breakdown]]
            total = place._replace(breakdown=ALL[0], category=ALL[1])
            if subject == WHOLE and len(givers) < len(given):
                theirs = [total._replace(subject=each) for each in givers]
                total = place._replace(breakdown=breakdown, category=BASE)
                tables.relate(_total(tables, total, theirs), theirs)
            if all(part in tables.cells for part in parts) and total in tables.cells:
                tables.relate(total, parts)


def _places(tables: Tables, subject: int, breakdown: str, category: str) -> Iterator[CellKey]:
    """The keys of one category, which every other category has too; not the latent ones."""
    for key in list(tables.cells):
        if (key.subject, key.breakdown, key.category) == (
            subject,
            breakdown,
            category,
        ) and key.level != LATENT:
            yield key


def _added_up(tables: Tables, given: Mapping[int, set[str]]) -> None:
    """The whole is the sum of its institutions, figure by figure."""
    for key in [key for key in tables.cells if key.subject == WHOLE and key.category != BASE]:
        parts = [theirs for each in given if (theirs := key._replace(subject=each)) in tables.cells]
        if sum(tables.cells[part].count for part in parts) == tables.cells[key].count:
            tables.relate(key, parts)
