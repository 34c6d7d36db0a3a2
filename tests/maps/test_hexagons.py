"""The cartogram: one hexagon an area, none on another, neighbours near each other."""

import json
import time
from itertools import combinations, pairwise
from math import cos, hypot, radians, sin, sqrt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from anchors.geography.shapes import middle_of, shape_of
from anchors.maps.flat import flat
from anchors.maps.hexagons import cells, centre, neighbours
from tests.places.conftest import REFERENCE

points = st.tuples(st.floats(-6, 2), st.floats(50, 56))


def scattered(count):
    """A town and the country round them, always the same."""
    return tuple(
        (
            -0.5 + (0.1 if index % 3 else 0.3) * sin(index * 1.7),
            52 + (0.06 if index % 3 else 0.2) * cos(index * 2.3),
        )
        for index in range(count)
    )


def apart(places):
    return [hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(places, 2)]


def nearness(found):
    """Rank correlation of the distances on the earth with those on the map."""
    return spearmanr(apart(flat(found)), apart([centre(cell) for cell in cells(tuple(found))])).statistic


@settings(max_examples=40, deadline=None)
@given(st.lists(points, min_size=1, max_size=60))
@example([(0.0, 50.0), (5e-324, 50.0)])
@example([(0.0, 50.0), (1e-160, 50.0), (0.0, 50.0)])
def test_every_area_has_a_hexagon_of_its_own_wherever_the_areas_are(found):
    grid = cells(tuple(found))
    assert len(set(grid)) == len(found)
    middles = [centre(cell) for cell in grid]
    assert min(apart(middles), default=sqrt(3)) >= sqrt(3) - 1e-9
    assert all(column >= 0 and row >= 0 for column, row in grid)


def test_neighbours_stay_near():
    assert nearness(scattered(150)) > 0.7


def test_west_stays_west_and_north_stays_north():
    found = scattered(150)
    middles = [centre(cell) for cell in cells(found)]
    assert spearmanr([east for east, _ in found], [x for x, _ in middles]).statistic > 0.8
    assert spearmanr([north for _, north in found], [-y for _, y in middles]).statistic > 0.8


def test_the_same_areas_always_have_the_same_hexagons():
    found = scattered(80)
    again = cells.__wrapped__(found)
    assert cells(found) == again
    assert sorted(cells.__wrapped__(found[::-1])) == sorted(again)


def test_five_hundred_and_fifty_areas_take_less_than_a_second():
    start = time.process_time()
    cells.__wrapped__(scattered(550))
    assert time.process_time() - start < 1


def test_neighbours_of_a_cell_touch_it():
    for cell in ((3, 2), (3, 3)):
        x, y = centre(cell)
        for other in neighbours(cell).values():
            a, b = centre(other)
            assert hypot(a - x, b - y) == pytest.approx(sqrt(3))


@pytest.mark.realdata
def test_the_areas_of_a_real_system_stay_near_their_neighbours():
    path = REFERENCE / "geography" / "boundaries" / "lsoa2021-blmk.geojson"
    if not path.exists():
        pytest.skip(f"the published boundaries are not here ({path}); set ANCHORS_REALDATA")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [shape_of(feature["geometry"]) for feature in features]
    found = [middle_of(shape) for shape in shapes]
    assert len(set(cells(tuple(found)))) == 583
    assert nearness(found) > 0.85
    assert beside(shapes, found) > 0.5


def beside(shapes, found):
    """The share of pairs with a common border whose hexagons are at most two apart."""
    owners = {}
    for index, shape in enumerate(shapes):
        for edge in (edge for ring in shape for edge in pairwise(ring)):
            owners.setdefault((min(edge), max(edge)), set()).add(index)
    pairs = {tuple(sorted(both)) for both in owners.values() if len(both) == 2}
    middles = [centre(cell) for cell in cells(tuple(found))]
    near = [
        hypot(*(a - b for a, b in zip(middles[one], middles[other], strict=True))) for one, other in pairs
    ]
    return sum(distance <= 2 * sqrt(3) + 1e-9 for distance in near) / len(pairs)


def test_the_flat_map_is_true_to_scale_in_its_middle():
    """A degree of longitude at 52 north is cos(52) of a degree of latitude."""
    west, east = flat([(-1.0, 52.0), (0.0, 52.0)])
    assert east[0] - west[0] == pytest.approx(cos(radians(52)))
