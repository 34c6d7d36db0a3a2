"""The gallery's maps: invented areas of Northvale, Thornmere and Marsh, as hexagons, as outlines, and with sites."""

from decimal import Decimal
from math import sin

from anchors.charts import Column, Figure, Table
from anchors.geography.shapes import Point, Shape, dissolved
from anchors.maps import Area, AreaKey, Classes, Site, SiteKey, area_map, classes_of, site_map

DISTRICTS = {"n": "Northvale", "t": "Thornmere", "m": "Marsh"}
STAFF = (
    (4, "12n 11n 9t 9t"),
    (3, "13n 13n 12n 13t 12t 9t"),
    (0, "6nd 12n 14n 16n 13n 12t 9t"),
    (1, "7nd 9nd 10nd 17n 15n 12t ht 8t"),
    (2, "8nd 14n 10md 8md 11m 9m hm"),
    (3, "6md 7md 8md 10m 8m 9m 7m"),
    (4, "10m 11m 9m 4md 8m"),
    (7, "hm 8m hm"),
)
"""By row, from so many half steps in: staff per 1,000, district, d where deprived; h where hidden."""
HIDDEN = "Fewer than 8 (hidden)"
SUBTITLE = "Staff in bands 2 to 4 per 1,000 residents aged 16 to 64, by middle area. 30 September 2026."
ABOUT = (
    "Headcount in post on 30 September 2026. Counts of 0 to 7 are hidden and all others rounded to the nearest 5.",
    "Classes have equal steps, chosen from the values that are shown.",
)
SITES = (
    ("Northvale General", -0.55, 52.12, 0, 2, "48,200 m²"),
    ("Kelder Lane Clinic", -0.48, 52.02, 0, 0, "900 m²"),
    ("Canal Side Health Centre", -0.55, 52.12, 0, 0, "1,400 m²"),
    ("Northvale Town Hall", -0.57, 52.09, 1, 1, "6,300 m²"),
    ("Marsh Depot", -0.46, 51.93, 1, 1, "5,100 m²"),
    ("Thornmere Library", -0.33, 52.11, 1, 0, "1,100 m²"),
    ("Old Laundry, Marsh", -0.41, 51.96, 2, 0, "2,000 m²"),
    ("Fenby Field", -0.36, 52.02, 2, 1, "8,700 m²"),
    ("Store in another county", 1.2, 53.0, 0, 0, "300 m²"),
)
HALF_STEP, DOWN = 0.025, 0.0265
LEFT, TOP = -0.75, 52.2
_JUMP = 0.012
_ACROSS, _ROWS = 6, 5


def staff_map(found: str = "") -> Figure:
    """Equal hexagons, since no outline is known."""
    areas, classes = _areas()
    return area_map(
        "map",
        "Fewer staff live where deprivation is highest",
        f"{SUBTITLE} Each hexagon is one area, drawn the same size.",
        areas,
        legend=AreaKey(classes=classes.names, hidden="Hidden: fewer than 8 staff"),
        table=_table(areas),
        found=found,
    ).with_words(
        notes=("The average is 10 staff per 1,000 residents; 10 of the 11 outlined areas are below it.",),
        about=ABOUT,
        downloads=({"text": "Areas (CSV, 2 KB)", "href": "?figure=map&format=csv"},),
    )


def outline_map() -> Figure:
    """Outlines, as they are drawn where boundaries have been loaded."""
    areas, classes = _areas()
    shapes = _outlines()
    drawn = [
        Area(
            code=area.code, says=area.says, shade=area.shade, group=DISTRICTS[group], shape=shape,
            is_outlined=area.is_outlined, href=f"?area={area.code}#outlines", label=area.label,
        )
        for area, (group, shape) in zip(areas, shapes, strict=False)
    ]  # fmt: skip
    drawn[17] = Area(
        code="none", says="Thornmere 099: no data", shade=None, group="Thornmere", shape=shapes[17][1]
    )
    return area_map(
        "outlines",
        "The same staff on a map with boundaries",
        SUBTITLE,
        drawn,
        legend=AreaKey(classes=classes.names, hidden="Hidden: fewer than 8 staff"),
        table=_table(drawn),
    ).with_words(about=ABOUT)


def estate_map() -> Figure:
    """Sites of three kinds on the outlines of their districts."""
    sites = [
        Site(code=name, says=f"{name}: {floor}", point=(east, north), kind=kind, size=size)
        for name, east, north, kind, size, floor in SITES
    ]
    around = {
        name: dissolved(shape for group, shape in _outlines() if group == letter)
        for letter, name in DISTRICTS.items()
    }
    kinds = ("NHS site", "Council site", "Declared surplus")
    rows = tuple((name, kinds[kind], floor) for name, _, _, kind, _, floor in SITES)
    return site_map(
        "sites",
        "Two of nine sites are declared surplus",
        "Sites by kind and floor area. 31 March 2026.",
        sites,
        legend=SiteKey(kinds=kinds, sizes=("Under 3,000 m²", "3,000 to 9,999 m²", "10,000 m² or more")),
        table=Table("Sites", (Column("Site"), Column("Kind"), Column("Floor area")), rows),
        around=around,
    )


def _areas() -> tuple[list[Area], Classes]:
    tokens = [
        (row, indent + 2 * index, token)
        for row, (indent, tokens) in enumerate(STAFF)
        for index, token in enumerate(tokens.split())
    ]
    classes = classes_of(Decimal(token.rstrip("ntmd")) for _, _, token in tokens if token[0] != "h")
    areas = []
    for number, (row, halves, token) in enumerate(tokens, start=1):
        value, letter = token.rstrip("ntmd"), token.rstrip("d")[-1]
        district = DISTRICTS[letter]
        is_hidden = value == "h"
        areas.append(
            Area(
                code=f"{letter}{number:03d}",
                says=f"{district} {number:03d}: {HIDDEN if is_hidden else f'{value} per 1,000'}",
                shade="hidden" if is_hidden else classes.of(Decimal(value)),
                label="" if is_hidden else value,
                group=district,
                is_outlined=token.endswith("d"),
                point=(LEFT + halves * HALF_STEP * 1.62, TOP - row * DOWN * 1.5),
            )
        )
    return areas, classes


def _table(areas: list[Area]) -> Table:
    rows = tuple(
        (*area.says.split(": ", 1), "Yes" if area.is_outlined else "No")
        for area in sorted(areas, key=lambda each: each.says)
    )
    columns = (Column("Area"), Column("Staff per 1,000"), Column("Most deprived fifth"))
    return Table("Staff per 1,000 residents by area", columns, rows)


def _outlines() -> list[tuple[str, Shape]]:
    """A grid of irregular areas with their districts: Thornmere to the right, Marsh below, Northvale else."""

    def corner(column: int, row: int) -> Point:
        east, north = sin(3.1 * column + 1.7 * row), sin(2.3 * column - 2.9 * row)
        return (LEFT + 0.09 * column + _JUMP * 1.5 * east, TOP - 0.06 * row + _JUMP * north)

    found: list[tuple[str, Shape]] = []
    for row in range(_ROWS):
        for column in range(_ACROSS):
            steps = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
            group = "m" if row > 2 else "t" if column > 3 else "n"
            found.append((group, (tuple(corner(column + x, row + y) for x, y in steps),)))
    return found
