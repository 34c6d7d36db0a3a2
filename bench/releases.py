"""A release of a system's staff: up to eight institutions, four districts, every breakdown, quarters in a row.

Everything is invented from a fixed rule. Nothing touches the database: what takes its time is the protection, and
writing its figures down takes seconds.
"""

import resource
import time
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from random import Random
from typing import NamedTuple

from anchors.disclosure import Profile, Release, release
from workforce.models import CATEGORIES
from workforce.releasing.cells import STAFF, Area, Count, Footprint, Tables, tables_of
from workforce.releasing.making import PARTITIONS

PROFILE = Profile("default", "Default", "bench")
INSTITUTIONS = (
    (24_000, "ethnicity"),
    (15_000, "age"),
    (11_000, "sex"),
    (9_000, "disability"),
    (7_000, "ethnicity"),
    (5_000, "age"),
    (3_000, "ethnicity"),
    (1_500, "sex"),
)
"""Staff, and the one characteristic that the institution's file gives."""
AREAS = 550
LEAVING, STARTERS = 0.03, 0.12
Result = dict[str, float]


class Person(NamedTuple):
    """Whose (from 0), where (a number of an area, or none), and category by breakdown."""

    subject: int
    where: str
    area: int
    groups: dict[str, str]


def run(institutions: str = "3", staff: str = "1", quarters: str = "1") -> Result:
    """Cells, seconds of each release (one or two) and peak megabytes; `staff` is a share of everybody."""
    dice = Random(1)
    sizes = [(round(people * float(staff)), group) for people, group in INSTITUTIONS[: int(institutions)]]
    footprint = _footprint(dice)
    pull = [list(accumulate(dice.lognormvariate(0, 0.8) for _ in range(AREAS))) for _ in sizes]
    people = [_person(dice, n, group, pull[n]) for n, (size, group) in enumerate(sizes) for _ in range(size)]
    later = [
        each
        if dice.random() > LEAVING
        else _person(dice, each.subject, sizes[each.subject][1], pull[each.subject])
        for each in people
    ]
    former: Release | None = None
    result: Result = {"staff": len(people)}
    for name, quarter in (("first s", people), ("second s", later))[: int(quarters)]:
        tables = _tables(quarter, footprint)
        started = time.perf_counter()
        former = release(tables.cells, tables.sums, PROFILE, former)  # type: ignore[arg-type]
        result[name] = time.perf_counter() - started
        result["cells"] = len(tables.cells)
        result["hidden for others"] = sum(each.is_extra for each in former.figures.values())
    return result | {"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _footprint(dice: Random) -> Footprint:
    """Areas of both vintages, a few of which were changed, each with the decile of the index that ranks it."""
    areas = {}
    for number in range(AREAS):
        decile, middle = 1 + number * 7 % 10, f"middle {number // 4}"
        for vintage, edition, key in ((2011, 2019, number + 1), (2021, 2025, number + 1 + AREAS)):
            code = f"E{number:08}" if vintage == 2021 or number % 10 else f"F{number:08}"
            ranked = min(10, max(1, decile + (vintage == 2021) * dice.choice((-1, 0, 0, 1))))
            areas[key] = Area(
                key, code, middle, f"district {number // 4 * 16 // AREAS}", vintage, {edition: ranked}
            )
    return Footprint(areas, 2021, {2019: 2011, 2025: 2021})


def _person(dice: Random, subject: int, characteristic: str, pull: list[float]) -> Person:
    (area,) = dice.choices(range(1, AREAS + 1), cum_weights=pull)
    where = dice.choices(("area", "outside", "unknown"), (82, 16, 2))[0]
    groups = {each: dice.choice(list(CATEGORIES[each])) for each in ("band", "staff-group", characteristic)}
    groups["all"] = "all"
    if dice.random() < STARTERS:
        groups["starters"] = "all"
    if dice.random() < STARTERS:
        groups["leavers"] = "all"
    return Person(subject, where, area if where == "area" else 0, groups)


def _tables(people: list[Person], footprint: Footprint) -> Tables:
    categories = {breakdown: list(groups) for breakdown, groups in CATEGORIES.items()}
    return tables_of(_counts(people), footprint, categories, PARTITIONS)


def _counts(people: list[Person]) -> Iterator[Count]:
    """Counts as a file gives them: by area of either vintage."""
    found: Counter[tuple[int, str, str, str, int]] = Counter()
    for each in people:
        for breakdown, category in each.groups.items():
            for area in (each.area, each.area + AREAS) if each.area else (0,):
                found[each.subject + 1, breakdown, category, each.where, area] += 1
    for subject, number in Counter(each.subject + 1 for each in people).items():
        yield Count(subject, "all", "all", STAFF, 0, number)
    for (subject, breakdown, category, where, area), number in found.items():
        yield Count(subject, breakdown, category, where, area, number)
