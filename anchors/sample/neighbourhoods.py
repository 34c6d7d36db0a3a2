"""Where people live in the sample: neighbourhoods of five small areas each, with deprivation, people and points.

Everything is invented from a fixed seed. The points lie in the North Sea, where no real area is.
"""

from dataclasses import dataclass
from random import Random

from anchors.models import MiddleArea, Place, SmallArea, SmallAreaPopulation

SEED = 20261122
VINTAGES = (2011, 2021)
EDITIONS = {2011: 2019, 2021: 2025}
SMALL_AREAS = "ABCDE"
SOURCE = "Sample data"
NORTH, WEST, STEP = 54.6, 1.0, 0.02


@dataclass(frozen=True)
class Neighbourhood:
    """A middle area: its usual decile, and where its first small area lies, in steps east and south."""

    name: str
    decile: int
    east: int
    south: int


NEIGHBOURHOODS = {
    "E06000901": (
        Neighbourhood("Bargate", 1, 0, 2), Neighbourhood("Canal Side", 1, 0, 4),
        Neighbourhood("Station Quarter", 2, 3, 2), Neighbourhood("Castle Hill", 5, 3, 4),
        Neighbourhood("Parkfields", 7, 0, 0), Neighbourhood("Weston", 9, 3, 0),
    ),
    "E06000902": (
        Neighbourhood("Lower Quay", 1, 0, 7), Neighbourhood("Fenby", 3, 3, 7), Neighbourhood("Seaton End", 4, 0, 9),
        Neighbourhood("Far Marsh", 6, 3, 9),
    ),
    "E07000903": (
        Neighbourhood("Thornmere Town", 4, 7, 2), Neighbourhood("Millbrook", 6, 7, 4),
        Neighbourhood("Hollins", 8, 10, 2), Neighbourhood("Thornmere Rural", 10, 10, 4),
    ),
}  # fmt: skip
"""By code of the district."""


def add_neighbourhoods(district: Place, number: int) -> dict[int, list[SmallArea]]:
    """The small areas of a district of the sample, by census vintage; the same areas in both."""
    rng = Random(f"{SEED} {district.code}")  # noqa: S311 - made-up areas
    places = [
        (which, letter, _decile(which, rng), _decile(which, rng), rng.randrange(1300, 1800))
        for which in NEIGHBOURHOODS[district.code]
        for letter in SMALL_AREAS
    ]
    found: dict[int, list[SmallArea]] = {}
    for vintage in VINTAGES:
        middles = {
            which.name: MiddleArea.objects.create(
                name=which.name, vintage=vintage, code=f"E0209{number}{at:03d}", local_authority=district
            )
            for at, which in enumerate(NEIGHBOURHOODS[district.code])
        }
        areas = [_small_area(district, number, at, vintage, place) for at, place in enumerate(places)]
        for area, place in zip(areas, places, strict=True):
            area.middle_area = middles[place[0].name]
        found[vintage] = SmallArea.objects.bulk_create(areas)
        SmallAreaPopulation.objects.bulk_create(
            SmallAreaPopulation(
                small_area=area, year=2022, residents=place[4], working_age=place[4] * 5 // 8, ages="16-64",
                source=SOURCE,
            )
            for area, place in zip(areas, places, strict=True)
        )  # fmt: skip
    return found


def _decile(which: Neighbourhood, rng: Random) -> int:
    return min(max(which.decile + rng.choice((-1, 0, 0, 0, 1)), 1), 10)


def _small_area(
    district: Place, number: int, at: int, vintage: int, place: tuple[Neighbourhood, str, int, int, int]
) -> SmallArea:
    which, letter, older, newer, _ = place
    row, column = divmod(SMALL_AREAS.index(letter), 3)
    decile = older if vintage == VINTAGES[0] else newer
    area = SmallArea(
        code=f"E0199{number}{at + 1:03d}",
        vintage=vintage,
        name=f"{which.name} {letter}",
        local_authority=district,
        latitude=NORTH - STEP * 0.6 * (which.south + row),
        longitude=WEST + STEP * (which.east + column + row / 2),
    )
    edition = EDITIONS[vintage]
    setattr(area, f"imd{edition}_decile", decile)
    setattr(area, f"imd{edition}_rank", (decile - 1) * 3300 + number * 300 + at + 1)
    return area
