"""Month by month: columns for amounts, a line for shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10
from typing import Literal

from markupsafe import Markup

from anchors import wording
from anchors.charts import drawing
from anchors.charts.drawing import NARROW, WIDE, Size
from anchors.charts.figure import Figure
from anchors.charts.palette import RULE, TONES
from anchors.charts.plot import Plot, plot
from anchors.charts.table import Column, Table, written

Unit = Literal["m", "count", "percent"]
HEADINGS: dict[str, str] = {"m": "£ million", "count": "Number", "percent": "Share"}


@dataclass(frozen=True)
class Month:
    """One month as `ym` (202609), with its pounds, number or share; None where nobody supplied it."""

    ym: int
    value: Decimal | int | None
    href: str = ""


def month_figure(
    key: str,
    title: str,
    subtitle: str,
    months: Sequence[Month],
    *,
    unit: Unit = "m",
    style: Literal["columns", "line"] = "columns",
    finding: str = "",
) -> Figure:
    """The months in order; one that nobody supplied is a gap in the drawing and "No data" in the table."""
    alt = f"{'Column' if style == 'columns' else 'Line'} chart. {finding or _sentence(months, unit)}"
    alt = f"{alt} The figures are in the table view."
    rows = tuple(
        (
            {"value": wording.month(month.ym), "href": month.href} if month.href else wording.month(month.ym),
            month.value,
        )
        for month in months
    )
    return Figure(
        key=key,
        title=title,
        subtitle=subtitle,
        table=Table(title, (Column("Month"), Column(HEADINGS[unit], unit)), rows),
        wide=_drawing(WIDE, months, alt, unit, style),
        narrow=_drawing(NARROW, months, alt, unit, style),
        plot=_plot(months, unit, style),
    )


def _plot(months: Sequence[Month], unit: Unit, style: Literal["columns", "line"]) -> Plot:
    scale = {"percent": Decimal(100), "m": 1 / wording.MILLION}.get(unit, Decimal(1))
    points = [
        (
            wording.month(month.ym, short=True),
            None if month.value is None else month.value * scale,
            f"{wording.month(month.ym)}: {_label(month.value, unit)}",
        )
        for month in months
    ]
    prefix, suffix = {"m": ("£", "m"), "percent": ("", "%")}.get(unit, ("", ""))
    return plot(style, points, prefix=prefix, suffix=suffix)


def _label(value: Decimal | int | None, unit: Unit) -> str:
    return wording.millions_short(value) if unit == "m" else written(value, unit)


def _sentence(months: Sequence[Month], unit: Unit) -> str:
    known = [month for month in months if month.value is not None]
    if not known:
        return "No data."
    least = min(known, key=lambda month: month.value or 0)
    most = max(known, key=lambda month: month.value or 0)
    return (
        f"{wording.month(months[0].ym)} to {wording.month(months[-1].ym)}: "
        f"least {_label(least.value, unit)} in "
        f"{wording.month(least.ym)}, most {_label(most.value, unit)} in {wording.month(most.ym)}."
    )


class _Axes:
    """Where months and values go in one drawing."""

    def __init__(self, size: Size, months: Sequence[Month], unit: Unit) -> None:
        values = [Decimal(month.value) for month in months if month.value is not None]
        low, high = min([Decimal(0), *values]), max([Decimal(0), *values])
        self.step = round_step((high - low) / 5 or Decimal(1))
        # A month of a few credits, too small to be seen, opens no grid below zero.
        low = low if -low > self.step / 20 else Decimal(0)
        self.low = (low / self.step).to_integral_value(rounding="ROUND_FLOOR") * self.step
        steps_up = (high / self.step).to_integral_value(rounding="ROUND_CEILING")
        self.high = max(steps_up, Decimal(1)) * self.step
        self.size, self.unit = size, unit
        labels = [drawing.width_of(_label(tick, unit), 14) for tick in self.ticks]
        self.left = Decimal(max(labels) + 10)
        self.top, self.bottom = Decimal(14), Decimal(214 if size.is_narrow else 244)
        self.slot = (size.width - self.left - 4) / max(len(months), 1)

    @property
    def ticks(self) -> list[Decimal]:
        """The values of the grid's lines."""
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * index for index in range(count + 1)]

    def y(self, value: Decimal | int) -> Decimal:
        return self.bottom - (Decimal(value) - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def x(self, index: int) -> Decimal:
        """The middle of a month's slot."""
        return self.left + self.slot * (index + Decimal("0.5"))

    def grid(self) -> list[Markup]:
        """Thin lines with their values; the line of zero is ink."""
        parts: list[Markup] = []
        for tick in self.ticks:
            y = self.y(tick)
            parts.append(
                drawing.line(self.left, y, self.size.width, y, stroke="#212b32" if tick == 0 else RULE)
            )
            parts.append(drawing.muted(self.left - 8, y + 5, _tick(tick, self.unit), anchor="end"))
        return parts

    def month_labels(self, months: Sequence[Month]) -> list[Markup]:
        """As many names as fit, the year under the first and every January."""
        every = next(n for n in (1, 2, 3, 6, 12, 24, 120) if self.slot * n >= 34)
        parts: list[Markup] = []
        for index, month in enumerate(months):
            if index % every == 0:
                parts.append(
                    drawing.muted(self.x(index), self.bottom + 20, wording.month(month.ym, short=True)[:3])
                )
            if index == 0 or (month.ym % 100 <= every and index % every == 0):
                parts.append(drawing.muted(self.x(index), self.bottom + 38, str(month.ym // 100)))
        return parts


def _drawing(size: Size, months: Sequence[Month], alt: str, unit: Unit, style: str) -> Markup:
    axes = _Axes(size, months, unit)
    draw = _columns if style == "columns" else _line
    parts = [*axes.grid(), *draw(axes, months), *_last_label(axes, months), *axes.month_labels(months)]
    return drawing.canvas(size, axes.bottom + 46, alt, parts)


def _columns(axes: _Axes, months: Sequence[Month]) -> list[Markup]:
    width = min(axes.slot * Decimal("0.72"), Decimal(40))
    parts: list[Markup] = []
    for index, month in enumerate(months):
        if month.value is None:
            continue
        top, bottom = sorted((axes.y(month.value), axes.y(0)))
        parts.append(drawing.bar(axes.x(index) - width / 2, top, width, bottom - top, TONES["1"]))
    return parts


def _line(axes: _Axes, months: Sequence[Month]) -> list[Markup]:
    """Runs of known months, each its own line, so that a gap stays a gap."""
    runs: list[list[tuple[Decimal, Decimal]]] = [[]]
    for index, month in enumerate(months):
        if month.value is None:
            runs.append([])
        else:
            runs[-1].append((axes.x(index), axes.y(month.value)))
    parts: list[Markup] = []
    for run in filter(None, runs):
        points = " ".join(f"{drawing.place(x)},{drawing.place(y)}" for x, y in run)
        parts.append(
            Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="3"/>').format(
                points, TONES["1"]
            )
        )
        parts += [
            Markup('<circle cx="{}" cy="{}" r="3.5" fill="{}"/>').format(
                drawing.place(x), drawing.place(y), TONES["1"]
            )
            for x, y in (run if len(run) <= 24 else run[-1:])
        ]
    return parts


def _last_label(axes: _Axes, months: Sequence[Month]) -> list[Markup]:
    """The newest value, in words, above its column or point."""
    last = next((index for index in reversed(range(len(months))) if months[index].value is not None), None)
    if last is None:
        return []
    value = months[last].value or 0
    words = _label(value, axes.unit)
    half = Decimal(drawing.width_of(words, 14)) / 2
    at = min(axes.x(last), axes.size.width - half)
    near = [
        month.value for index, month in enumerate(months) if abs(axes.x(index) - at) < half + axes.slot / 2
    ]
    top = max(Decimal(each) for each in [*near, 0] if each is not None)
    return [drawing.text(at, axes.y(top) - 8, words, size=14, anchor="middle", bold=True)]


def _tick(value: Decimal, unit: Unit) -> str:
    if unit == "percent":
        return f"{(value * 100).normalize():f}%"
    if unit == "count":
        return wording.count(int(value))
    millions = (value / wording.MILLION).normalize()
    if value and abs(value) < wording.MILLION:
        return f"£{value / 1000:,.0f}k".replace("£-", f"{wording.MINUS}£")
    return f"£{millions:f}m".replace("£-", f"{wording.MINUS}£") if value else "0"


def round_step(least: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20 … that is not below."""
    power = Decimal(10) ** floor(log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
