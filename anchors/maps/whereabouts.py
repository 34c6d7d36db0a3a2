"""Where groups of areas lie on a map, in words: `Top left: Northvale. Right: Thornmere. Bottom: Marsh.`"""

from collections import defaultdict
from collections.abc import Iterable

from anchors.geography.shapes import Point
from anchors.wording import listed

MOST_GROUPS = 9
"""More have no direction of their own."""
NEAR = 0.2
"""Closer to the middle than this, as a share of half the map, is neither left nor right, top nor bottom."""


def whereabouts(places: Iterable[tuple[str, Point]]) -> str:
    """The side of the map on which each group lies on average; places are on the drawing, downward from the top.

    Empty for a single group, or for too many.
    """
    groups: dict[str, list[Point]] = defaultdict(list)
    for group, place in places:
        groups[group].append(place)
    if not 1 < len(groups) <= MOST_GROUPS or "" in groups:
        return ""
    points = [point for members in groups.values() for point in members]
    (west, east), (north, south) = ((min(each), max(each)) for each in zip(*points, strict=True))
    sides: dict[str, list[str]] = defaultdict(list)
    for group, members in groups.items():
        across = _part(sum(x for x, _ in members) / len(members), west, east)
        down = _part(sum(y for _, y in members) / len(members), north, south)
        sides[_side(across, down)].append(group)
    return " ".join(f"{side}: {listed(sorted(names))}." for side, names in sorted(sides.items(), key=_order))


def _part(value: float, least: float, most: float) -> float:
    """From -1 at one edge to 1 at the other."""
    return 0 if most <= least else 2 * (value - least) / (most - least) - 1


def _side(across: float, down: float) -> str:
    level = "Top" if down < -NEAR else "Bottom" if down > NEAR else ""
    hand = "left" if across < -NEAR else "right" if across > NEAR else ""
    return f"{level} {hand}".strip().capitalize() or "Middle"


def _order(item: tuple[str, list[str]]) -> int:
    """From the top down, and from left to right."""
    words = item[0].lower()
    level = 0 if "top" in words else 2 if "bottom" in words else 1
    return level * 3 + (0 if "left" in words else 2 if "right" in words else 1)
