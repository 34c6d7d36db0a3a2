"""Staff by decile of deprivation, beside the residents of each; and which groups of staff come from deciles 1 and 2."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from anchors.models import SmallArea
from workforce.analysis import Participation, share
from workforce.models import CATEGORIES, Breakdown, category_label
from workforce.readings.asking import ALL, Level, StaffView
from workforce.readings.residents import Footprint, decile_of, footprint_of

DECILES = range(1, 11)


@dataclass(frozen=True)
class DecileReading:
    """Staff of one decile as shown, None where hidden; `decile` is None for deciles 1 and 2 together."""

    decile: int | None
    staff: int | None
    all_staff: int | None
    residents: int | None
    all_residents: int

    @property
    def name(self) -> str:
        """`1 (most deprived)`, `Deciles 1 and 2`."""
        ends = {1: " (most deprived)", 10: " (least deprived)"}
        return "Deciles 1 and 2" if self.decile is None else f"{self.decile}{ends.get(self.decile, '')}"

    @property
    def participation(self) -> Participation | None:
        """Staff beside residents; None where one of the figures is hidden or not known."""
        if self.staff is None or self.all_staff is None or self.residents is None or not self.all_residents:
            return None
        return Participation(self.staff, self.all_staff, self.residents, self.all_residents)

    @property
    def share_of_staff(self) -> Decimal | None:
        """Of all staff in the footprint."""
        if self.staff is None or self.all_staff is None:
            return None
        return share(self.staff, self.all_staff)

    @property
    def share_of_residents(self) -> Decimal | None:
        """Of all residents of working age."""
        return None if self.residents is None else share(self.residents, self.all_residents)

    @property
    def quotient(self) -> Decimal | None:
        """The participation quotient."""
        return self.participation.quotient if self.participation else None

    @property
    def expected(self) -> Decimal | None:
        """How many of all staff would live there if residence were all that counted."""
        return self.participation.expected if self.participation else None

    @property
    def gap(self) -> Decimal | None:
        """People missing."""
        return self.participation.gap if self.participation else None


@dataclass(frozen=True)
class DecilesReading:
    """One group of staff by decile of one index."""

    edition: int
    rows: tuple[DecileReading, ...]
    deprived: DecileReading
    all_staff: int | None
    """Staff of whom deciles are shares: see `staff_in_deciles`."""
    inside: int | None
    headcount: int | None
    footprint: Footprint

    @property
    def live_in(self) -> Decimal | None:
        """The share of all staff who live in the footprint; only of all in post."""
        if self.inside is None or self.headcount is None:
            return None
        return share(self.inside, self.headcount)

    @property
    def unranked(self) -> str:
        """Who is in no decile, where the index does not rank every area; else empty."""
        if self.footprint.is_ranked(self.edition):
            return ""
        areas = sum(decile_of(area, self.edition) is None for area in self.footprint.areas)
        return (
            f"{areas} of {len(self.footprint.areas)} small areas have no decile in the Indices of Deprivation "
            f"{self.edition} here: staff and residents of these are in no figure by decile."
        )


@dataclass(frozen=True)
class GroupReading:
    """One group of staff: how many, and how many of them from deciles 1 and 2."""

    staff: str
    heading: str
    name: str
    deprived: DecileReading


def deciles_of(view: StaffView) -> DecilesReading | None:
    """The view's group by decile; None where its release has no tables by the edition, or none of the group."""
    edition = view.edition
    if view.release is None or edition is None or edition not in view.editions:
        return None
    footprint = footprint_of(view.release, edition=edition)
    residents = residents_by_decile(footprint, edition)
    rows = view.cells(breakdown=view.asked.breakdown, category=view.asked.category).values_list(
        "level", "edition", "decile", "shown"
    )
    found = {(level, of, decile): shown for level, of, decile, shown in rows}
    if not found:
        return None
    inside = found.get((Level.FOOTPRINT.value, None, None))
    by_decile = [
        shown for (level, of, _), shown in found.items() if (level, of) == (Level.DECILE.value, edition)
    ]
    all_staff = staff_in_deciles(footprint, edition, inside=inside, by_decile=by_decile)
    all_residents = residents_in_deciles(residents)

    def reading(level: str, decile: int | None) -> DecileReading:
        people = residents.get(decile or 0, 0 if decile else None)
        return DecileReading(decile, found.get((level, edition, decile)), all_staff, people, all_residents)

    there = [each for each in DECILES if (Level.DECILE.value, edition, each) in found]
    return DecilesReading(
        edition=edition,
        rows=tuple(reading(Level.DECILE.value, decile) for decile in there),
        deprived=reading(Level.DEPRIVED.value, None),
        all_staff=all_staff,
        inside=inside,
        headcount=found.get((Level.STAFF.value, None, None)),
        footprint=footprint,
    )


def groups_of(view: StaffView) -> list[GroupReading]:
    """Every group that the release has, by deciles 1 and 2 of the view's edition, in the order of the lists."""
    if view.release is None or view.edition not in view.editions or view.edition is None:
        return []
    footprint = footprint_of(view.release, edition=view.edition)
    residents = residents_by_decile(footprint, view.edition)
    rows = view.cells(level__in=(Level.FOOTPRINT, Level.DEPRIVED, Level.DECILE)).values_list(
        "breakdown", "category", "level", "edition", "shown"
    )
    found = {row[:4]: row[4] for row in rows if row[2] != Level.DECILE}
    by_decile: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for breakdown, category, level, edition, shown in rows:
        if (level, edition) == (Level.DECILE, view.edition):
            by_decile[breakdown, category].append(shown)
    all_residents = residents_in_deciles(residents)
    groups = []
    for breakdown, categories in CATEGORIES.items():
        for category in categories:
            whole = (breakdown, category, Level.FOOTPRINT.value, None)
            if whole not in found:
                continue
            deprived = found.get((breakdown, category, Level.DEPRIVED.value, view.edition))
            staff = staff_in_deciles(
                footprint, view.edition, inside=found[whole], by_decile=by_decile[breakdown, category]
            )
            reading = DecileReading(None, deprived, staff, residents.get(0), all_residents)
            is_one = len(categories) == 1
            code = str(breakdown) if is_one else f"{breakdown}.{category}"
            name = "All in post" if breakdown == ALL else category_label(breakdown, category)
            groups.append(GroupReading(code, Breakdown(breakdown).label, name, reading))
    return groups


def staff_in_deciles(
    footprint: Footprint, edition: int | None, *, inside: int | None, by_decile: Iterable[int | None]
) -> int | None:
    """Staff of whom deciles are shares: those of the footprint, where an index ranks every area of it.

    Else those of the deciles together, as shown: people in other areas are in no decile, and neither are residents
    there. None where one of the deciles is hidden.
    """
    if footprint.is_ranked(edition):
        return inside
    shown = list(by_decile)
    return None if None in shown else sum(each or 0 for each in shown)


def residents_in_deciles(residents: Mapping[int, int]) -> int:
    """Residents of all deciles of `residents_by_decile`."""
    return sum(number for decile, number in residents.items() if decile)


def residents_by_decile(footprint: Footprint, edition: int) -> Mapping[int, int]:
    """Residents of working age by decile; deciles 1 and 2 together under 0."""
    members: dict[int, list[SmallArea]] = defaultdict(list)
    for area in footprint.areas:
        decile = decile_of(area, edition)
        if decile is not None:
            members[decile].append(area)
    found = {decile: footprint.working_age(areas) or 0 for decile, areas in members.items()}
    if not footprint.all_residents:
        return {}
    return {0: found.get(1, 0) + found.get(2, 0), **found}
