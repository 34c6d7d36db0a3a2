"""Where areas are and what they look like, on each rung of the ladder: small area, middle area, local authority."""

from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from anchors.geography.boundaries import outlines
from anchors.geography.shapes import Point, Shape, dissolved, middle_of
from anchors.models import SmallArea

Rung = Literal["small_area", "middle_area", "local_authority"]


@dataclass(frozen=True)
class Position:
    """Point (longitude, latitude) and outline of an area; None and () where no file gave them."""

    point: Point | None = None
    shape: Shape = ()


def positions(areas: QuerySet[SmallArea], rung: Rung) -> dict[int, Position]:
    """Positions by the id of the small area, middle area or local authority that some small areas make up.

    A larger area has an outline only if each of these small areas has one, and its point is the middle of that,
    else the mean of its small areas' points. All small areas must be of one vintage.
    """
    above = {"small_area": "id", "middle_area": "middle_area_id", "local_authority": "local_authority_id"}
    rows = list(areas.values_list(above[rung], "code", "vintage", "longitude", "latitude"))
    vintages = {vintage for _, _, vintage, _, _ in rows}
    known = outlines((code for _, code, *_ in rows), vintage=max(vintages, default=None))
    parts: dict[int, list[tuple[Shape, Point | None]]] = {}
    for key, code, _, east, north in rows:
        point = None if east is None or north is None else (east, north)
        parts.setdefault(key, []).append((known.get(code, ()), point))
    return {key: _together(each) for key, each in parts.items()}


def _together(parts: list[tuple[Shape, Point | None]]) -> Position:
    shapes = [shape for shape, _ in parts]
    if all(shapes):
        shape = shapes[0] if len(shapes) == 1 else dissolved(shapes)
        return Position(middle_of(shape), shape)
    points = [point for _, point in parts if point is not None]
    if not points:
        return Position()
    east, north = (sum(each) / len(points) for each in zip(*points, strict=True))
    return Position((east, north))
