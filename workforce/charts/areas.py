"""Staff by area as a map and as tables of the same displayed values."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from anchors import wording
from anchors.charts import Column, Figure, Table
from anchors.maps import Area, AreaKey, Shade, area_map, classes_of
from anchors.maps.classes import Classes
from workforce.analysis import Verdict
from workforce.readings import AreaReading, AreasReading
from workforce.readings.areas import places_of

TOO_FEW_RESIDENTS = "Too few residents"
MOST_LABELS = 70
"""More values would be too small to read, each on its own area."""
SINGULAR = {"small": "small area", "middle": "middle area", "district": "district"}


def area_table(reading: AreasReading, rows: Sequence[AreaReading], caption: str) -> Table:
    """Areas with staff, what would be expected, the rate, and what it says."""
    is_small = reading.level == "small"
    is_district = reading.level == "district"
    columns = [
        Column(SINGULAR[reading.level].capitalize(), sort="name"),
        *([] if is_district else [Column("District", sort="place")]),
        Column("Decile", "count", sort="decile")
        if is_small
        else Column("Residents in deciles 1 and 2", "percent", sort="decile"),
        Column("Staff", "count", sort="staff"),
        Column("Expected", "count", sort="expected"),
        Column("Per 1,000", "count", sort="rate"),
        Column("Quotient", "count", sort="quotient"),
        Column("Gap in people", "count", sort="gap"),
        Column("Reading", sort="reading"),
    ]
    return Table(caption, tuple(columns), tuple(_row(row, is_district=is_district) for row in rows))


def _row(row: AreaReading, *, is_district: bool) -> tuple[Any, ...]:
    return (
        row.name,
        *([] if is_district else [row.district]),
        row.decile if row.deprived_share is None else row.deprived_share,
        staff_words(row),
        whole(row.expected),
        rate_words(row),
        comparison(row, None if row.quotient is None else wording.rounded(row.quotient, 2)),
        comparison(row, whole(row.gap)),
        reading_cell(row),
    )


def deprived_table(reading: AreasReading, most: int | None = None) -> Table:
    """The most deprived areas, fewest staff for their residents first."""
    found = reading.deprived
    caption = f"The {wording.plural(len(found), 'most deprived area')}, fewest staff first"
    if len(found) == 1:
        caption = "The most deprived area"
    is_small, is_district = reading.level == "small", reading.level == "district"
    columns = (
        Column("Area"),
        *([] if is_district else [Column("District")]),
        Column("Decile", "count") if is_small else Column("In decile 1 or 2", "percent"),
        Column("Staff", "count"),
        Column("Expected", "count"),
        Column("Per 1,000", "count"),
        Column("Reading"),
    )
    rows = tuple(
        (
            row.name,
            *([] if is_district else [row.district]),
            row.decile if is_small else row.deprived_share,
            staff_words(row),
            whole(row.expected),
            rate_words(row),
            reading_cell(row),
        )
        for row in found[:most]
    )
    return Table(caption, columns, rows)


def hidden_table(reading: AreasReading) -> Table:
    """Every hidden area by name."""
    columns = (Column("Area"), Column("District"), Column("Staff"), Column("Expected", "count"))
    rows = tuple((row.name, row.district, staff_words(row), whole(row.expected)) for row in reading.hidden)
    return Table("Hidden areas", columns, rows)


def staff_words(row: AreaReading) -> int | str:
    """The shown figure, or the one word for every hidden one."""
    return wording.HIDDEN_FIGURE if row.staff is None else row.staff


def rate_words(row: AreaReading) -> Decimal | str | None:
    """Staff per 1,000 residents as shown everywhere."""
    if row.is_small:
        return TOO_FEW_RESIDENTS
    return comparison(row, row.per_1000)


def comparison(row: AreaReading, value: Decimal | None) -> Decimal | str | None:
    """A figure that is worked out from the shown one; hidden with it."""
    return wording.HIDDEN_FIGURE if row.staff is None else value


def whole(value: Decimal | None) -> Decimal | None:
    """People are whole."""
    return None if value is None else wording.rounded(value)


def verdict_words(row: AreaReading) -> str | None:
    """What the area says; of one that says nothing by itself, also what the middle area around it says."""
    if row.verdict is None:
        return None
    within = row.within
    if row.is_looked_at_within and within is not None and within.verdict is not None:
        return f"{row.verdict.label} ({within.name}: {within.verdict.label.lower()})"
    return row.verdict.label


def reading_cell(row: AreaReading) -> Any:
    """The verdict as a cell: in red where a gap is unlikely to be chance."""
    if row.verdict is None:
        return None
    if row.verdict is Verdict.COLD_SPOT:
        return {"value": "", "late": row.verdict.label}
    within = row.within
    if row.is_looked_at_within and within is not None and within.verdict is not None:
        return {"value": row.verdict.label, "note": f"{within.name}: {within.verdict.label.lower()}"}
    return row.verdict.label


def says(row: AreaReading) -> str:
    """What pointer and screen reader get: name and rate as the table writes it."""
    rate = rate_words(row)
    if rate is None:
        return f"{row.name}: {wording.NO_DATA.lower()}"
    return f"{row.name}: {rate}" if isinstance(rate, str) else f"{row.name}: {wording.count(rate)} per 1,000"


def area_words(row: AreaReading) -> str:
    """One area in a sentence: name and rate as the map says it, and what it says."""
    reading = verdict_words(row)
    return f"{says(row)}. {reading}." if reading and row.staff is not None else f"{says(row)}."


def areas_figure(
    reading: AreasReading,
    *,
    title: str,
    subtitle: str,
    rows: Sequence[AreaReading],
    found: str = "",
) -> Figure:
    """The map, with the table of all its areas; `rows` is their order."""
    table = area_table(reading, rows, title)
    places = places_of(reading)
    classes = classes_of(shown_rates(reading.rows))
    is_labelled = len(reading.rows) <= MOST_LABELS
    areas = [_area(row, classes, places.get(row.key), is_labelled=is_labelled) for row in rows]
    outlined = {
        "small": "Most deprived fifth in England",
        "middle": "Most residents live in deciles 1 and 2",
        "district": "Most residents live in deciles 1 and 2",
    }
    legend = AreaKey(
        classes=classes.names,
        hidden="Hidden, to protect people",
        no_data="No data, or too few residents",
        outlined=outlined[reading.level],
    )
    return area_map("map", title, subtitle, areas, legend=legend, table=table, found=found)


def shown_rates(rows: Iterable[AreaReading]) -> list[Decimal]:
    """The rates that are displayed, from which the classes are made: hidden areas have no part in them."""
    return [row.per_1000 for row in rows if row.per_1000 is not None]


def _area(row: AreaReading, classes: Classes, place: Any, *, is_labelled: bool) -> Area:
    rate = row.per_1000
    shade: Shade = "hidden" if row.staff is None else None if rate is None else classes.of(rate)
    return Area(
        code=row.code,
        says=says(row),
        shade=shade,
        label=wording.count(rate) if is_labelled and rate is not None else "",
        name=row.name,
        group=row.district,
        is_outlined=row.is_deprived,
        point=place.point if place else None,
        shape=place.shape if place else (),
    )
