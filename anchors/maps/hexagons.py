"""A cartogram of equal hexagons: each area one hexagon, near where it is, none on another.

The hexagons fill the outline of the areas (its supports in 24 directions) without gaps. Which area gets which is
the assignment with the least sum of squared distances, which turns a crowded town into a wide one and keeps left
of left and above of above.
"""

from functools import lru_cache
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from anchors.geography.shapes import Point
from anchors.maps.flat import flat

Cell = tuple[int, int]
"""Column and row. Odd rows stand half a hexagon to the right."""
Floats = NDArray[np.float64]

WIDTH, STEP = sqrt(3), 1.5
"""Of a hexagon of radius 1 that stands on a corner: from side to side, and from row to row."""
NEAREST = 1e-9
"""Closer than this, in degrees, is the same point."""
_DIRECTIONS = 24
_SEARCHES = 40
_CORNERS = ((0, -1), (0.5, -0.5), (0.5, 0.5), (0, 1), (-0.5, 0.5), (-0.5, -0.5))
"""In widths across and radii down, from the top, clockwise."""


@lru_cache(maxsize=64)
def cells(points: tuple[Point, ...]) -> tuple[Cell, ...]:
    """A cell for each (longitude, latitude); the same points always get the same cells."""
    if not points:
        return ()
    places: Floats = np.array(flat(points))
    places -= (places.min(axis=0) + places.max(axis=0)) / 2
    # Where all areas share a point, or nearly, a grid cannot grow from it: any size will do.
    reach = max(float(np.abs(places).max()), NEAREST)
    small, large = reach / (4 * len(points)), 4 * reach
    for _ in range(_SEARCHES):
        radius = sqrt(small * large)
        if (_outside(_lattice(reach, radius)[1], places) <= radius / 2).sum() >= len(points):
            small = radius
        else:
            large = radius
    names, centres = _lattice(reach, small)
    order = np.lexsort((*centres.T.round(9), _outside(centres, places).round(9)))[: len(points)]
    distances = ((places[:, None, :] - centres[order][None, :, :]) ** 2).sum(axis=2)
    _, taken = linear_sum_assignment(distances)
    chosen = names[order][taken]
    column, row = chosen.min(axis=0)
    # An even number of rows, so that those that stood to the right still do.
    shift = np.array([column, row - row % 2])
    return tuple((int(x), int(y)) for x, y in chosen - shift)


def _lattice(reach: float, radius: float) -> tuple[NDArray[np.int64], Floats]:
    """Cells round the middle that cover the reach with a hexagon to spare, and their centres."""
    across = int(reach / (radius * WIDTH)) + 2
    down = int(reach / (radius * STEP)) + 2
    columns, rows = np.meshgrid(np.arange(-across, across + 1), np.arange(-down, down + 1))
    names = np.stack([columns.ravel(), rows.ravel()], axis=1)
    return names, _centres(names) * radius


def _centres(names: NDArray[np.int64]) -> Floats:
    columns, rows = names.T
    return np.stack([(columns + (rows % 2) / 2) * WIDTH, rows * STEP], axis=1)


def _outside(centres: Floats, places: Floats) -> Floats:
    """How far centres lie outside the outline of the places; below 0 inside."""
    angles = np.arange(_DIRECTIONS) * 2 * pi / _DIRECTIONS
    directions = np.stack([np.cos(angles), np.sin(angles)])
    supports = (places @ directions).max(axis=0)
    farthest: Floats = (centres @ directions - supports).max(axis=1)
    return farthest


def centre(cell: Cell) -> Point:
    """Where a cell's middle lies, for hexagons of radius 1."""
    column, row = cell
    return (column + (row % 2) / 2) * WIDTH, row * STEP


def corners(middle: Point, radius: float) -> tuple[Point, ...]:
    """The six corners of a hexagon, from the top, clockwise."""
    return tuple(
        (middle[0] + across * WIDTH * radius, middle[1] + down * radius) for across, down in _CORNERS
    )


def neighbours(cell: Cell) -> dict[int, Cell]:
    """The cells to the right and below, by the side (its first corner) that they share with this one."""
    column, row = cell
    right = column + row % 2
    return {1: (column + 1, row), 2: (right, row + 1), 3: (right - 1, row + 1)}
