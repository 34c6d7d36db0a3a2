"""A made-up release of the size of one integrated care system: 550 small areas, six institutions, two quarters."""

import random
from collections import defaultdict

from anchors.disclosure import Cell, Sum

AREAS, MIDDLE_AREAS, DISTRICTS, DECILES = 550, 125, 4, 10
STAFF = {
    "acute": 22_000,
    "community": 13_000,
    "mental": 9_000,
    "council": 8_000,
    "small": 5_000,
    "board": 3_000,
}
BANDS = (("1-4", 45), ("5-7", 40), ("8+", 15))
SYSTEM = "system"


class Land:
    """Where small areas lie: middle area, district, decile of deprivation, and how many staff choose them."""

    def __init__(self, dice, areas=AREAS, middle_areas=MIDDLE_AREAS):
        self.middle = {area: area * middle_areas // areas for area in range(areas)}
        self.district = {middle: middle * DISTRICTS // middle_areas for middle in range(middle_areas)}
        deciles = [
            1 + area % DECILES for area in range(areas)
        ]  # each has some: an empty one could only be zero
        dice.shuffle(deciles)
        self.decile = dict(enumerate(deciles))
        self.pull = {name: [dice.lognormvariate(0, 0.8) for _ in range(areas)] for name in STAFF}


def first_quarter(dice, land, staff=STAFF):
    """People as (institution, area, band, is a starter)."""
    areas = range(len(land.middle))
    bands, weights = zip(*BANDS, strict=True)
    return [
        (name, area, dice.choices(bands, weights)[0], dice.random() < 0.05)
        for name, count in staff.items()
        for area in dice.choices(areas, land.pull[name], k=count)
    ]


def next_quarter(dice, land, people, leaving=0.03):
    """The same people a quarter later: some left, others came."""
    stayed = [(name, area, band, False) for name, area, band, _ in people if dice.random() > leaving]
    staff = defaultdict(int)
    for name, *_ in people:
        staff[name] += 1
    for name, *_ in stayed:
        staff[name] -= 1
    joined = first_quarter(dice, land, {name: round(count * 1.1) for name, count in staff.items()})
    return stayed + [(name, area, band, True) for name, area, band, _ in joined]


def tables(people, land):
    """All cells that can be reached, and all sums between them."""
    places, names = keys_of_places(land), sorted({name for name, *_ in people})
    counts = {(subject, *key): 0 for subject in (*names, SYSTEM) for key in places}
    for name, area, band, is_starter in people:
        for key in keys_of_person(land, area, band, is_starter):
            counts[name, *key] += 1
            counts[SYSTEM, *key] += 1
    cells = {key: Cell(count, is_second=key[1] in {"band", "starters"}) for key, count in counts.items()}
    return cells, [*sums_of_places(land, names), *sums_of_institutions(places, names)]


def keys_of_places(land):
    keys = [("area", area) for area in land.middle] + [("middle", middle) for middle in land.district]
    keys += [("district", district) for district in range(DISTRICTS)] + [("all",)]
    for decile in [*range(1, DECILES + 1), "all"]:
        keys += [("decile", decile)] if decile != "all" else []
        keys += [("band", decile, band) for band, _ in BANDS] + [("starters", decile)]
    return keys


def keys_of_person(land, area, band, is_starter):
    middle, decile = land.middle[area], land.decile[area]
    keys = [("area", area), ("middle", middle), ("district", land.district[middle]), ("all",)]
    keys += [("decile", decile), ("band", decile, band), ("band", "all", band)]
    return keys + ([("starters", decile), ("starters", "all")] if is_starter else [])


def sums_of_places(land, names):
    parts = defaultdict(list)
    for area, middle in land.middle.items():
        parts["middle", middle].append(("area", area))
        parts["decile", land.decile[area]].append(("area", area))
    for middle, district in land.district.items():
        parts["district", district].append(("middle", middle))
    sums = [*parts.items(), (("all",), [("district", district) for district in range(DISTRICTS)])]
    deciles = range(1, DECILES + 1)
    sums.append((("all",), [("decile", decile) for decile in deciles]))
    sums += [(("decile", decile), [("band", decile, band) for band, _ in BANDS]) for decile in deciles]
    sums.append((("all",), [("band", "all", band) for band, _ in BANDS]))
    sums += [(("band", "all", band), [("band", decile, band) for decile in deciles]) for band, _ in BANDS]
    sums.append((("starters", "all"), [("starters", decile) for decile in deciles]))
    return [
        Sum((subject, *total), tuple((subject, *part) for part in added))
        for subject in (*names, SYSTEM)
        for total, added in sums
    ]


def sums_of_institutions(places, names):
    return [Sum((SYSTEM, *key), tuple((name, *key) for name in names)) for key in places]


def two_quarters(seed=1):
    dice = random.Random(seed)
    land = Land(dice)
    people = first_quarter(dice, land)
    return tables(people, land), tables(next_quarter(dice, land, people), land)
