"""Maps of sites as dots: their kind by shape and colour, their size by three written classes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from markupsafe import Markup

from anchors.charts import Figure, Table
from anchors.charts.drawing import NARROW, WIDE, Size, place, width_of
from anchors.geography.shapes import Point, Shape, middle_of
from anchors.maps.areas import TALLEST
from anchors.maps.flat import Frame, framed, path_of
from anchors.maps.key import key_list
from anchors.wording import plural

KINDS = 4
SIZES = 3
_MARGIN = 12
_RADII = (5.0, 8.0, 12.0)
_LABELS = {WIDE.name: 19, NARROW.name: 14}
"""Letters of names, in the drawing's own pixels: the wide one stands beside its table and is shown smaller."""
_TURN = pi * (3 - sqrt(5))
"""The golden angle, at which sites of one place stand round it without meeting."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A dot. `kind` (0 to 3) gives shape and colour, `size` (0 to 2) how large it is.

    `says` is its name and what the table says of it; point is (longitude, latitude), None where not known.
    """

    code: str
    says: str
    point: Point | None
    kind: int = 0
    size: int = 0
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteKey:
    """Names of the kinds, in their order, and of the sizes with their limits, smallest first."""

    kinds: tuple[str, ...]
    sizes: tuple[str, ...] = ()


def site_map(
    key: str,
    title: str,
    subtitle: str,
    sites: Sequence[Site],
    *,
    legend: SiteKey,
    table: Table,
    around: Mapping[str, Shape] | None = None,
    names: Mapping[str, Point] | None = None,
) -> Figure:
    """A figure whose chart is a dot map; `around` are outlines of local authorities by their names.

    `names` are those of places without an outline, each at a point of it.

    The map shows what lies within the outlines, or, without outlines, all sites. Sites of one postcode stand
    side by side. Those that are not on the map are counted in a note; they are in the table.
    """
    around = {name: shape for name, shape in (around or {}).items() if shape}
    placed = [site for site in sites if site.point and _is_within(site.point, around)]
    lost = len(sites) - len(placed)
    drawings = {
        size.name: _drawing(key, placed, around, names or {}, size=size, words=_account(placed, legend))
        for size in (WIDE, NARROW)
        if placed
    }
    note = f"Not on the map, because it has no position or lies elsewhere: {lost} of {len(sites)} sites."
    return Figure(
        key=key,
        title=title,
        subtitle=subtitle,
        table=table,
        wide=_legend(placed, legend) + drawings["wide"] if placed else Markup(""),
        narrow=drawings.get("narrow", Markup("")),
        notes=(f"{note} Every site is in the table.",) if lost else (),
    )


def _is_within(point: Point, around: Mapping[str, Shape]) -> bool:
    """Whether a point lies in the box round the outlines; anywhere will do where there are none."""
    if not around:
        return True
    corners = [corner for shape in around.values() for ring in shape for corner in ring]
    return all(
        min(each[axis] for each in corners) <= point[axis] <= max(each[axis] for each in corners)
        for axis in (0, 1)
    )


def _account(sites: Sequence[Site], legend: SiteKey) -> str:
    counts = Counter(site.kind for site in sites)
    parts = "; ".join(f"{counts[index]} {name}" for index, name in enumerate(legend.kinds) if counts[index])
    return f"Map of {plural(len(sites), 'site')}: {parts}. The figures are in the table view."


def _legend(sites: Sequence[Site], legend: SiteKey) -> Markup:
    used = {site.kind for site in sites}
    entries = [
        (_mark((11, 11), index, 8, f"anchors-map__site anchors-map__kind-{index}"), name)
        for index, name in enumerate(legend.kinds)
        if index in used
    ]
    entries += [
        (_mark((11, 11), 0, radius * 0.8, "anchors-map__size"), name)
        for radius, name in zip(_RADII, legend.sizes, strict=False)
    ]
    return key_list(entries)


def _drawing(
    key: str,
    sites: Sequence[Site],
    around: Mapping[str, Shape],
    names: Mapping[str, Point],
    *,
    size: Size,
    words: str,
) -> Markup:
    corners = [corner for shape in around.values() for ring in shape for corner in ring]
    frame = framed(
        corners or [site.point for site in sites if site.point],
        width=size.width,
        tallest=TALLEST[size.name],
        margin=_MARGIN,
    )
    parts = [Markup('<desc id="{}-{}-words">{}</desc>').format(key, size.name, words)]
    parts += [
        Markup('<path class="anchors-map__land" d="{}"/>').format(path_of(tuple(map(frame.ring, shape))))
        for shape in around.values()
    ]
    # Large dots first, so that small ones stand on them; otherwise in the order given, which is the table's.
    dots = sorted(_apart(sites, frame), key=lambda each: -each[0].size)
    parts += [_dot(site, at) for site, at in dots]
    taken = [at for _, at in dots]
    points = {name: middle_of(shape) for name, shape in around.items()} | {
        name: point for name, point in names.items() if name not in around and _is_within(point, around)
    }
    for name, point in points.items():
        label, places = _name(name, frame.at(point), size, taken)
        parts.append(label)
        taken += places
    return Markup(
        '<svg class="anchors-chart anchors-map anchors-chart--{0}" viewBox="0 0 {1} {2}" width="{1}"'
        ' height="{2}" role="{3}" aria-labelledby="{4}-title {4}-{0}-words" focusable="false">{5}</svg>'
    ).format(
        size.name,
        size.width,
        place(frame.height),
        "group" if any(site.href for site in sites) else "img",
        key,
        Markup("").join(parts),
    )


def _apart(sites: Sequence[Site], frame: Frame) -> list[tuple[Site, Point]]:
    """Where each site is drawn; those of one place in a spiral round it."""
    together: dict[Point, list[Site]] = {}
    for site in sites:
        if site.point is not None:
            together.setdefault(frame.at(site.point), []).append(site)
    drawn = []
    for (x, y), beside in together.items():
        step = _RADII[0] + max(_RADII[site.size % SIZES] for site in beside)
        for index, site in enumerate(sorted(beside, key=lambda each: -each.size)):
            reach, turn = step * sqrt(index), index * _TURN
            drawn.append((site, (x + reach * cos(turn), y + reach * sin(turn))))
    return drawn


def _dot(site: Site, at: Point) -> Markup:
    kind = site.kind % KINDS
    shape = _mark(at, kind, _RADII[site.size % SIZES], f"anchors-map__site anchors-map__kind-{kind}")
    inside = Markup("<title>{}</title>{}").format(site.says, shape)
    if site.href:
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(site.href, site.says, inside)
    return Markup("<g>{}</g>").format(inside)


def _mark(at: Point, kind: int, radius: float, css: str) -> Markup:
    """Circle, square, triangle or diamond of about the same area, so that kinds differ without colour."""
    x, y = at
    if kind == 0:
        return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
            css, place(x), place(y), place(radius)
        )
    side, tall, wide = radius * 0.89, radius * 1.25, radius * 1.25
    corners = {
        1: ((x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)),
        2: ((x, y - tall), (x + wide * 1.08, y + tall * 0.7), (x - wide * 1.08, y + tall * 0.7)),
        3: ((x, y - tall), (x + wide, y), (x, y + tall), (x - wide, y)),
    }[kind]
    path = "M" + "L".join(f"{place(a)} {place(b)}" for a, b in corners) + "z"
    return Markup('<path class="{}" d="{}"/>').format(css, path)


def _name(name: str, middle: Point, size: Size, taken: Sequence[Point]) -> tuple[Markup, list[Point]]:
    """The name of a local authority near its middle, clear of dots and inside the drawing; and where it now stands."""
    high = _LABELS[size.name]
    half = width_of(name, high) / 2
    x = min(max(middle[0], half), size.width - half)
    ways = (middle[1] + step * side for step in range(0, 6 * high, high) for side in (1, -1))
    free = (
        y for y in ways
        if y > high and all(abs(a - x) > half + _RADII[1] or abs(b + 5 - y) > high for a, b in taken)
    )  # fmt: skip
    y = next(free, middle[1])
    label = Markup(
        '<text class="anchors-map__name" x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text>'
    ).format(place(x), place(y), high, name)
    return label, [(x - half, y - 5), (x, y - 5), (x + half, y - 5)]
