"""Maps of areas in five classes: real outlines where they are loaded, else a cartogram of equal hexagons."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markupsafe import Markup

from anchors.charts import Figure, Table
from anchors.charts.drawing import ELLIPSIS, NARROW, WIDE, Size, lines_of, place, width_of
from anchors.geography.shapes import Point, Ring, Shape, joined
from anchors.maps.flat import framed, path_of
from anchors.maps.hexagons import WIDTH, Cell, cells, centre, corners, neighbours
from anchors.maps.key import AreaKey, frame_sample, hatching, key_list, line_sample, patch, points_of
from anchors.maps.whereabouts import whereabouts

Shade = int | Literal["hidden"] | None
DARK = 3
"""From this class on, words on it are white."""
TALLEST = {"wide": 620, "narrow": 460}
_MARGIN = 4
_GAP = 0.045
"""Between hexagons, as a share of their radius."""
_INNER = 0.84
"""Radius of the outline of a deprived area, as a share of its hexagon's."""
_LARGEST = 66
"""The largest radius of a hexagon: few areas would be drawn as large as a page."""
_NAMES = 13
"""The size of names of areas."""
_LABELS = (17, 13)
"""The largest and the smallest size of a value on its area; where the smallest does not fit there is none."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """One area of a map. `shade` is its class (0 to 4), "hidden", or None for no data.

    `says` is what a pointer and a screen reader get: the name and the value **as the table writes it**; `label`
    the same value, short, to stand on a hexagon, and `name` stands below it where the names of all areas fit. All
    are given as text, so that no other figure can get into a drawing; a hidden area's label is not drawn. `group` is
    the larger area whose boundary is drawn; point is (longitude, latitude).
    """

    code: str
    says: str
    shade: Shade
    label: str = ""
    name: str = ""
    group: str = ""
    is_outlined: bool = False
    href: str = ""
    point: Point | None = None
    shape: Shape = ()


@dataclass(frozen=True)
class _Drawn:
    """An area with its path, the path of its outline within, and where its label stands."""

    area: Area
    path: str
    inner: str
    middle: Point


@dataclass(frozen=True)
class _Plan:
    """Everything that a drawing shows, where it stands."""

    drawn: list[_Drawn]
    lines: Shape
    height: float
    label_size: int | None = None
    names: tuple[tuple[str, ...], ...] = ()
    """The lines of each area's name, where all fit."""


def area_map(
    key: str,
    title: str,
    subtitle: str,
    areas: Sequence[Area],
    *,
    legend: AreaKey,
    table: Table,
    drawn_as: Literal["outlines", "hexagons"] | None = None,
    found: str = "",
) -> Figure:
    """A figure whose chart is a map, and whose table the caller gives: the same areas, the same displayed values.

    Outlines are drawn where every area has one, unless `drawn_as` says otherwise. `found` is the code of an area
    to mark. Areas whose place is not known are counted in a note; they are in the table.
    """
    placed = [area for area in areas if area.point or area.shape]
    is_outlines = drawn_as != "hexagons" and bool(placed) and all(area.shape for area in placed)
    if not is_outlines:
        placed = [area for area in placed if area.point]
    lost = len(areas) - len(placed)
    plan = _outlines if is_outlines else _hexagons
    plans = {size: plan(placed, size) for size in ((WIDE,) if is_outlines else (WIDE, NARROW)) if placed}
    drawings = {
        size.name: _drawing(
            key, each, size, words=_account(placed, legend), found=found, is_alone=is_outlines
        )
        for size, each in plans.items()
    }
    there = whereabouts((each.area.group, each.middle) for each in plans[WIDE].drawn) if placed else ""
    note = (
        f"Not on the map, for want of a position: {lost} of {len(areas)} areas. Every area is in the table."
    )
    return Figure(
        key=key,
        title=title,
        subtitle=subtitle,
        table=table,
        wide=_legend(key, placed, legend, found) + drawings["wide"] if placed else Markup(""),
        narrow=drawings.get("narrow", Markup("")),
        notes=((there,) if there else ()) + ((note,) if lost else ()),
    )


def _account(areas: Sequence[Area], legend: AreaKey) -> str:
    """What the drawing shows, for those who do not see it."""
    counts = [
        (sum(area.shade == index for area in areas), f"in the class {name}")
        for index, name in enumerate(legend.classes)
    ]
    counts += [
        (sum(area.shade == "hidden" for area in areas), "hidden"),
        (sum(area.shade is None for area in areas), "without data"),
        (sum(area.is_outlined for area in areas), f"outlined ({legend.outlined})"),
    ]
    parts = "; ".join(f"{count} {words}" for count, words in counts if count)
    return f"Map of {len(areas)} areas: {parts}. The figures are in the table view."


def _legend(key: str, areas: Sequence[Area], legend: AreaKey, found: str) -> Markup:
    entries = [(patch(f"anchors-map__{index}"), name) for index, name in enumerate(legend.classes)]
    shades = {area.shade for area in areas}
    if "hidden" in shades:
        hatched = Markup("<defs>{}</defs>").format(hatching(f"{key}-hidden-key"))
        entries.append((hatched + patch("", f"url(#{key}-hidden-key)"), legend.hidden))
    if None in shades:
        entries.append((patch("anchors-map__none"), legend.no_data))
    if any(area.is_outlined for area in areas):
        entries.append((frame_sample("anchors-map__outline"), legend.outlined))
    if len({area.group for area in areas}) > 1:
        entries.append((line_sample("anchors-map__line"), legend.group))
    if found in {area.code for area in areas}:
        entries.append((frame_sample("anchors-map__found"), legend.found))
    return key_list(entries)


def _hexagons(areas: list[Area], size: Size) -> _Plan:
    grid = cells(tuple(area.point for area in areas if area.point))
    centres = [centre(cell) for cell in grid]
    west, north = min(x for x, _ in centres), min(y for _, y in centres)
    across = max(x for x, _ in centres) - west + WIDTH
    down = max(y for _, y in centres) - north + 2
    radius = min((size.width - 2 * _MARGIN) / across, (TALLEST[size.name] - 2 * _MARGIN) / down, _LARGEST)
    left = (size.width - across * radius) / 2
    middles = [
        (left + (x - west + WIDTH / 2) * radius, _MARGIN + (y - north + 1) * radius) for x, y in centres
    ]
    drawn = [
        _Drawn(
            area,
            points_of(corners(middle, radius * (1 - _GAP))),
            points_of(corners(middle, radius * _INNER)),
            middle,
        )
        for area, middle in zip(areas, middles, strict=True)
    ]
    groups = {cell: area.group for area, cell in zip(areas, grid, strict=True)}
    rings = {cell: corners(middle, radius) for cell, middle in zip(grid, middles, strict=True)}
    return _Plan(
        drawn, _sides(groups, rings), down * radius + 2 * _MARGIN,
        label_size=_label_size(areas, radius), names=_names(areas, radius),
    )  # fmt: skip


def _sides(groups: dict[Cell, str], rings: dict[Cell, Ring]) -> Shape:
    """The sides between hexagons of different groups."""
    sides = []
    for cell, group in groups.items():
        ring = [(round(x, 1), round(y, 1)) for x, y in rings[cell]]
        for side, other in neighbours(cell).items():
            if groups.get(other, group) != group:
                sides.append((ring[side], ring[side + 1]))
    return joined(sides)


def _label_size(areas: Sequence[Area], radius: float) -> int | None:
    """The size at which every value fits on its hexagon, or None."""
    longest = max((area.label for area in areas), key=len, default="")
    largest, smallest = _LABELS
    size = min(largest, int(radius * 0.75))
    while size >= smallest and width_of(longest, size) > radius * WIDTH * 0.8:
        size -= 1
    return size if longest and size >= smallest else None


def _names(areas: Sequence[Area], radius: float) -> tuple[tuple[str, ...], ...]:
    """The lines of every name, at most two each; none where one does not fit on its hexagon below a value."""
    room = radius * WIDTH * 0.8
    lines = tuple(tuple(lines_of(area.name, room, _NAMES)) if area.name else () for area in areas)
    said = [line for each in lines for line in each]
    fits = all(width_of(line, _NAMES) <= room and not line.endswith(ELLIPSIS) for line in said)
    return lines if said and fits and radius >= _NAMES * 3 else ()


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _outlines(areas: list[Area], size: Size) -> _Plan:
    everything = [point for area in areas for ring in area.shape for point in ring]
    frame = framed(everything, width=size.width, tallest=TALLEST[size.name], margin=_MARGIN)
    shapes = [tuple(frame.ring(ring) for ring in area.shape) for area in areas]
    paths = [path_of(shape) for shape in shapes]
    middles = [_mean([point for ring in shape for point in ring]) for shape in shapes]
    drawn = [_Drawn(*each) for each in zip(areas, paths, paths, middles, strict=True)]
    return _Plan(drawn, _boundaries([area.group for area in areas], shapes), frame.height)


def _boundaries(groups: Sequence[str], shapes: Sequence[Shape]) -> Shape:
    """Lines between areas of different groups: the edges that two groups share."""
    seen: dict[tuple[Point, Point], set[str]] = {}
    for group, shape in zip(groups, shapes, strict=True):
        for ring in shape:
            for edge in pairwise(ring):
                seen.setdefault((min(edge), max(edge)), set()).add(group)
    return joined(edge for edge, beside in seen.items() if len(beside) > 1)


def _drawing(key: str, plan: _Plan, size: Size, *, words: str, found: str, is_alone: bool) -> Markup:
    """The SVG. One that is alone is shown at every width; the others at theirs."""
    name = f"{key}-{size.name}"
    parts = [Markup('<desc id="{}-words">{}</desc>').format(name, words)]
    if any(each.area.shade == "hidden" for each in plan.drawn):
        parts.append(Markup("<defs>{}</defs>").format(hatching(f"{name}-hidden")))
    parts += [_area(each, name) for each in plan.drawn]
    # Edges, outlines and lines last, so that no neighbour covers them.
    parts += [
        Markup('<path class="anchors-map__edge" d="{}"/>').format(each.path)
        for each in plan.drawn
        if each.area.shade is None
    ]
    parts += [_twice("anchors-map__outline", each.inner) for each in plan.drawn if each.area.is_outlined]
    if plan.lines:
        parts.append(_twice("anchors-map__line", "".join(_open_path(line) for line in plan.lines)))
    if plan.label_size:
        lines = plan.names or ((),) * len(plan.drawn)
        parts += [_label(each, plan.label_size, names) for each, names in zip(plan.drawn, lines, strict=True)]
    parts += [
        _twice("anchors-map__found", each.path) for each in plan.drawn if found and each.area.code == found
    ]
    return Markup(
        '<svg class="anchors-chart anchors-map{}" viewBox="0 0 {} {}" width="{}" height="{}" role="{}"'
        ' aria-labelledby="{}-title {}-words" focusable="false">{}</svg>'
    ).format(
        (" anchors-map--fine" if plan.label_size is None else "")
        + ("" if is_alone else f" anchors-chart--{size.name}"),
        size.width,
        place(plan.height),
        size.width,
        place(plan.height),
        "group" if any(each.area.href for each in plan.drawn) else "img",
        key,
        name,
        Markup("").join(parts),
    )


def _area(drawn: _Drawn, name: str) -> Markup:
    """One area with what it says."""
    area = drawn.area
    if area.shade == "hidden":
        look = Markup('class="anchors-map__area anchors-map__hidden" fill="url(#{}-hidden)"').format(name)
    else:
        shade = "none" if area.shade is None else area.shade
        look = Markup('class="anchors-map__area anchors-map__{}"').format(shade)
    shape = Markup('<path {} d="{}"/>').format(look, drawn.path)
    inside = Markup("<title>{}</title>{}").format(area.says, shape)
    if area.href:
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(area.href, area.says, inside)
    return Markup("<g>{}</g>").format(inside)


def _label(drawn: _Drawn, size: int, name: Sequence[str]) -> Markup:
    """The value on its hexagon, with its name below. A hidden area has no value, whatever was given."""
    area = drawn.area
    value = "" if area.shade == "hidden" else area.label
    is_dark = isinstance(area.shade, int) and area.shade >= DARK
    css = f"anchors-map__label{' anchors-map__label--light' if is_dark else ''}"
    x, y = drawn.middle
    height = _NAMES * 1.15
    top = y + size * 0.36 - len(name) * height / 2
    rows = [(value, top, size)] if value else []
    rows += [(line, top + height * number + 3, _NAMES) for number, line in enumerate(name, start=1)]
    return Markup("").join(
        Markup('<text class="{}" x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>').format(
            css, place(x), place(at), letters, words
        )
        for words, at, letters in rows
    )


def _twice(css: str, path: str) -> Markup:
    """A line on a white one, so that it shows on dark areas too."""
    return Markup('<path class="anchors-map__under {0}" d="{1}"/><path class="{0}" d="{1}"/>').format(
        css, path
    )


def _open_path(line: Ring) -> str:
    return "M" + "L".join(f"{place(x)} {place(y)}" for x, y in line)
