"""Outlines as closed rings of (longitude, latitude): read from GeoJSON, dissolved into larger areas, their middles.

Rings are filled by the even-odd rule, so that parts and holes are alike.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]
Shape = tuple[Ring, ...]

DECIMALS = 4
"""Of a degree: about 11 m, a tenth of a pixel where a system fills a page."""
_LEAST_POINTS = 4


class ShapeError(ValueError):
    """What is no outline in degrees. The message says what was found."""


def shape_of(geometry: Mapping[str, Any]) -> Shape:
    """The rings of a GeoJSON Polygon or MultiPolygon, rounded, without repeated points; too small parts go.

    Raises ShapeError for another geometry and for coordinates that are not degrees.
    """
    if geometry.get("type") == "Polygon":
        polygons = [geometry["coordinates"]]
    elif geometry.get("type") == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        raise ShapeError(f"a {geometry.get('type')} where an area is expected")
    rings = [_rounded(ring) for polygon in polygons for ring in polygon]
    return tuple(ring for ring in rings if len(ring) >= _LEAST_POINTS)


def _rounded(ring: Sequence[Sequence[float]]) -> Ring:
    points: list[Point] = []
    for longitude, latitude, *_ in ring:
        if abs(longitude) > 180 or abs(latitude) > 90:
            raise ShapeError("coordinates in metres where degrees are expected")
        point = (round(longitude, DECIMALS), round(latitude, DECIMALS))
        if not points or points[-1] != point:
            points.append(point)
    return tuple(points)


def middle_of(shape: Shape) -> Point:
    """The centre of gravity of the largest part, as (longitude, latitude)."""
    ring = max(shape, key=lambda each: abs(_area(each)))
    # From its first point, so that small areas far from zero keep their digits.
    x0, y0 = ring[0]
    twice = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise((px - x0, py - y0) for px, py in ring):
        cross = x1 * y2 - x2 * y1
        twice += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return (x0 + x / (3 * twice), y0 + y / (3 * twice)) if twice else (x0, y0)


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def dissolved(shapes: Iterable[Shape]) -> Shape:
    """The outline of areas together: an edge that two of them share is inside and goes."""
    edges: Counter[tuple[Point, Point]] = Counter()
    for shape in shapes:
        for ring in shape:
            edges.update((min(edge), max(edge)) for edge in pairwise(ring) if edge[0] != edge[1])
    return joined(edge for edge, times in edges.items() if times % 2)


def joined(edges: Iterable[tuple[Point, Point]]) -> Shape:
    """Lines of edges put end to end; those that come back to their beginning are rings."""
    ends: dict[Point, list[Point]] = {}
    for one, other in edges:
        ends.setdefault(one, []).append(other)
        ends.setdefault(other, []).append(one)
    lines = []
    # Lines that end somewhere first, from an end; then only rings are left.
    for start in sorted(ends, key=lambda point: (len(ends[point]) % 2 == 0, point)):
        while ends[start]:
            line = [start]
            while ends[line[-1]]:
                after = ends[line[-1]].pop()
                ends[after].remove(line[-1])
                line.append(after)
            lines.append(tuple(line))
    return tuple(lines)
