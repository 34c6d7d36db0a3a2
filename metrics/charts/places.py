"""The course of a published measure in one area, with England beside it. Place, not claim."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from anchors import wording
from anchors.charts import Column, Figure, Table, drawing
from anchors.charts.drawing import NARROW, WIDE, Number, Size
from anchors.charts.months import round_step
from anchors.charts.palette import INK, MUTED, RULE, TONES
from anchors.periods import MONTHS_IN_YEAR
from metrics.place_indicators import LABEL, WHAT_THE_LABEL_MEANS, PlaceUnit
from metrics.place_indicators.kinds import shortest
from metrics.place_readings import Series, period_of, period_shown

AREA, ENGLAND = TONES["1"], MUTED
MOST_DOTS, KEY_ROW, DASHES = 24, 22, "5 4"
Point = tuple[Decimal, Decimal]
"""Months since year 0, value."""


def place_figure(series: Series, area: str) -> Figure:
    """Chart and table of one measure of one area; a single period is only a table."""
    key = "-".join(
        each for each in (series.indicator.code, *series.group.lower().replace(",", "").split()) if each
    )
    newest, oldest = series.newest, series.values[0]
    indicator = series.indicator
    name = f"{indicator.name}, {series.group}" if series.group else indicator.name
    span = (
        period_shown(oldest)
        if len(series.values) == 1
        else f"{period_shown(oldest)} to {period_shown(newest)}"
    )
    subtitle = f"{name}: {indicator.unit.label}, {span}. {LABEL}."
    figure = Figure(key=key, title=finding(series), subtitle=subtitle, table=_table(series, name, area))
    figure = figure.with_words(notes=_notes(series), about=_about(series))
    if len(series.values) < 2:
        return figure
    alt = f"Line chart. {area}, {name}: {_story(series)} {LABEL}. The figures are in the table view."
    wide, narrow = (_drawing(size, series, area, alt) for size in (WIDE, NARROW))
    return Figure(
        key=key, title=figure.title, subtitle=subtitle, table=figure.table, wide=wide, narrow=narrow,
        notes=figure.notes, about=figure.about,
    )  # fmt: skip


def finding(series: Series) -> str:
    """Where the area stands, in 10 words or fewer."""
    newest, beside = series.newest, series.beside
    if beside is None or not is_compared(series):
        return f"{written(series, newest.value)} in {period_shown(newest)}"
    if newest.value == beside.value:
        return f"As England in {period_shown(newest)}"
    side = "above" if newest.value > beside.value else "below"
    return f"{written(series, newest.value)}, {side} England in {period_shown(newest)}"


def is_compared(series: Series) -> bool:
    """Whether England says something beside the area: rates and shares, never totals, and not beside itself."""
    is_rate = series.indicator.unit is not PlaceUnit.COUNT
    return is_rate and bool(series.england) and series.newest.area_code != "E92000001"


def written(series: Series, value: Decimal | None) -> str:
    """A value in the unit of the measure."""
    return series.indicator.unit.written(value)


def _story(series: Series) -> str:
    oldest, newest = series.values[0], series.newest
    first, last = (f"{written(series, each.value)} in {period_shown(each)}" for each in (oldest, newest))
    words = f"{first}, {last}."
    if series.beside is not None and is_compared(series):
        words += f" England: {written(series, series.beside.value)}."
    return words


def _table(series: Series, name: str, area: str) -> Table:
    """Newest first, as people look for the newest."""
    has_limits = any(each.lower is not None and each.upper is not None for each in series.values)
    columns = [Column("Period"), Column(area, "count")]
    columns += [Column("95% interval", "count")] if has_limits else []
    columns += [Column("England", "count")] if is_compared(series) else []
    rows = []
    for each in reversed(series.values):
        cells: list[object] = [period_shown(each), written(series, each.value)]
        if has_limits:
            cells.append(limits(series, each.lower, each.upper))
        if is_compared(series):
            beside = series.england.get(period_of(each))
            cells.append(written(series, beside.value) if beside else None)
        rows.append(tuple(cells))
    return Table(f"{name}, {area}. {LABEL}", tuple(columns), tuple(rows))


def limits(series: Series, lower: Decimal | None, upper: Decimal | None) -> str | None:
    """`58 to 62.2`, where the publisher says how sure it is."""
    if lower is None or upper is None:
        return None
    return f"{wording.count(shortest(lower))} to {wording.count(shortest(upper))}"


def _notes(series: Series) -> tuple[str, ...]:
    source = series.newest.source
    vintage = f" Areas: {source.vintage}." if source.vintage else ""
    return (
        f"{LABEL}. Source: {series.indicator.publisher}, {series.indicator.source}.{vintage}",
        *((series.indicator.limits,) if series.indicator.limits else ()),
    )


def _about(series: Series) -> tuple[str, ...]:
    source = series.newest.source
    return (
        WHAT_THE_LABEL_MEANS,
        f"Published by {series.indicator.publisher}: {series.indicator.source}.",
        f"The newest figure comes from the file {source.name}, loaded on {wording.day(source.loaded_at.date())}.",
        f"Edition of the areas: {source.vintage or 'not stated'}. Code as published: {series.newest.area_code}.",
        *((series.indicator.limits,) if series.indicator.limits else ()),
    )


class _Scale:
    """Where months and values go; the grid need not begin at nothing."""

    def __init__(self, size: Size, series: Series, lines: Sequence[Sequence[Point]]) -> None:
        points = [point for line in lines for point in line]
        values, self.months = [value for _, value in points], [when for when, _ in points]
        low, high = min(values), max(values)
        self.size, self.unit = size, series.indicator.unit
        self.step = round_step((high - low) / 4 if high > low else abs(high) / 4 or Decimal(1))
        self.low = (low / self.step).to_integral_value(rounding="ROUND_FLOOR") * self.step
        count = ((high - self.low) / self.step).to_integral_value(rounding="ROUND_CEILING")
        self.ticks = [self.low + self.step * index for index in range(max(int(count), 1) + 1)]
        self.left = Decimal(max(drawing.width_of(self.tick(each), 14) for each in self.ticks) + 12)
        self.right = Decimal(size.width - 12)
        self.top = Decimal(20 + KEY_ROW * len([line for line in lines if line]))
        self.bottom = self.top + (170 if size.is_narrow else 200)

    def tick(self, value: Decimal) -> str:
        """A value of the grid, as short as it can be."""
        number = wording.count(shortest(value))
        if self.unit is PlaceUnit.POUNDS:
            return f"£{number}"
        return f"{number}%" if self.unit is PlaceUnit.PERCENT else number

    def x(self, when: Decimal) -> Decimal:
        first, last = min(self.months), max(self.months)
        return self.left + 6 + (self.right - self.left - 6) * (when - first) / ((last - first) or 1)

    def y(self, value: Decimal) -> Decimal:
        return self.bottom - (value - self.low) / (self.ticks[-1] - self.low) * (self.bottom - self.top)

    def grid(self) -> list[Markup]:
        """Thin lines with their values."""
        parts: list[Markup] = []
        for each in self.ticks:
            parts.append(drawing.line(self.left, self.y(each), self.right, self.y(each), stroke=RULE))
            parts.append(drawing.muted(self.left - 8, self.y(each) + 5, self.tick(each), anchor="end"))
        return parts


def _drawing(size: Size, series: Series, area: str, alt: str) -> Markup:
    own = [(_when(each.first, each.last), each.value) for each in series.values]
    england = sorted(series.england.items()) if is_compared(series) else []
    both = [(_when(period.first, period.last), value.value) for period, value in england]
    beside = [point for point in both if own[0][0] <= point[0] <= own[-1][0]]
    scale = _Scale(size, series, [own, beside])
    parts = scale.grid()
    if len(beside) > 1:
        parts += _line(scale, beside, ENGLAND, DASHES)
    parts += [*_line(scale, own, AREA), *_key(scale, series, area, has_england=len(beside) > 1)]
    ends = (
        (own[0][0], period_shown(series.values[0]), "start"),
        (own[-1][0], period_shown(series.newest), "end"),
    )
    for when, words, anchor in ends:
        parts.append(drawing.muted(scale.x(when), scale.bottom + 24, words, anchor=anchor))
    return drawing.canvas(size, scale.bottom + 34, alt, parts)


def _when(first: int, last: int) -> Decimal:
    """The middle of a period."""
    return Decimal(_month(first) + _month(last)) / 2


def _month(ym: int) -> int:
    return ym // 100 * MONTHS_IN_YEAR + ym % 100


def _line(scale: _Scale, points: Sequence[Point], colour: str, dash: str = "") -> list[Markup]:
    places = [(scale.x(when), scale.y(value)) for when, value in points]
    dots = [] if dash else places if len(places) <= MOST_DOTS else places[-1:]
    return [_stroke(places, colour, dash), *(_dot(x, y, colour) for x, y in dots)]


def _dot(x: Number, y: Number, colour: str) -> Markup:
    return Markup('<circle cx="{}" cy="{}" r="3.5" fill="{}"/>').format(
        drawing.place(x), drawing.place(y), colour
    )


def _key(scale: _Scale, series: Series, area: str, *, has_england: bool) -> list[Markup]:
    """Each line's name and newest value above the chart, where no line can run through it."""
    entries = [(f"{area} {written(series, series.newest.value)}", AREA, "")]
    if has_england:
        value = f" {written(series, series.beside.value)}" if series.beside else ""
        entries.append((f"England{value}", ENGLAND, DASHES))
    parts: list[Markup] = []
    for row, (words, colour, dash) in enumerate(entries):
        y = Decimal(12 + row * KEY_ROW)
        parts.append(_stroke([(Decimal(0), y), (Decimal(26), y)], colour, dash))
        shown = drawing.shortened(words, 38 if scale.size.is_narrow else 66)
        parts.append(drawing.text(34, y + 5, shown, size=14, fill=INK, bold=not dash))
    return parts


def _stroke(places: Sequence[Point], colour: str, dash: str) -> Markup:
    dashes = Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup("")
    path = " ".join(f"{drawing.place(x)},{drawing.place(y)}" for x, y in places)
    return Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>').format(
        path, colour, 2 if dash else 3, dashes
    )
