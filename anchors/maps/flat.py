"""From the round earth to a flat drawing: an equirectangular projection, true at the middle of what is shown.

    x = longitude x cos(mean latitude),   y = -latitude

in degrees, then one scale for both. Over a system of 100 km the error is below 1%, which no reader of a map of
classes can see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from anchors.geography.shapes import Point, Ring, Shape

HALF = 0.5


def flat(points: Sequence[Point]) -> list[Point]:
    """Points as (x, y), y growing downwards, in degrees of latitude."""
    middle = sum(latitude for _, latitude in points) / len(points) if points else 0.0
    shrunk = cos(radians(middle))
    return [(longitude * shrunk, -latitude) for longitude, latitude in points]


@dataclass(frozen=True)
class Frame:
    """How far a part of the earth is moved and stretched to fill a width, within a height."""

    west: float
    north: float
    shrunk: float
    scale: float
    left: float
    top: float
    height: float

    def at(self, point: Point) -> Point:
        """Where a (longitude, latitude) is drawn, to half a pixel, so that neighbours' corners still meet."""
        x = (point[0] - self.west) * self.shrunk * self.scale + self.left
        y = (self.north - point[1]) * self.scale + self.top
        return round(x / HALF) * HALF, round(y / HALF) * HALF

    def ring(self, ring: Ring) -> Ring:
        """A ring as drawn, without corners that have fallen together."""
        points = [self.at(point) for point in ring]
        return (points[0], *(after for before, after in pairwise(points) if after != before))


def framed(points: Iterable[Point], *, width: int, tallest: int, margin: int) -> Frame:
    """The frame that shows all of these points, centred."""
    known = list(points)
    longitudes, latitudes = [each[0] for each in known], [each[1] for each in known]
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    shrunk = cos(radians((south + north) / 2))
    across, down = max((east - west) * shrunk, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * margin) / across, (tallest - 2 * margin) / down)
    left = (width - across * scale) / 2
    return Frame(west, north, shrunk, scale, left, margin, down * scale + 2 * margin)


def path_of(shape: Shape) -> str:
    """The `d` of an SVG path for rings as drawn."""
    return "".join(_subpath(ring) for ring in shape if len(ring) > 2)


def _subpath(ring: Ring) -> str:
    closed = ring[0] == ring[-1]
    start, *rest = ring[:-1] if closed else ring
    steps = "L".join(f"{x:g} {y:g}" for x, y in (start, *rest))
    return f"M{steps}" + ("Z" if closed else "")
