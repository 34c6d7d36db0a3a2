"""The scale of a course and the marks on it: grid, lines with their words, points, the key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

from anchors import wording
from anchors.charts import drawing
from anchors.charts.drawing import Number, Size
from anchors.charts.months import round_step
from anchors.charts.palette import INK, MUTED, RULE, TONES
from anchors.periods import MONTHS_IN_YEAR, Period
from metrics.courses import Course, CoursePoint
from metrics.registry import Unit
from metrics.spc import Variation
from metrics.wording import short_words

WIDE = Size("wide", 736, 16, 14)
NARROW = Size("narrow", 340, 15, 13)
TARGET = TONES["3"]
LINE_HEIGHT = 17


@dataclass(frozen=True)
class TargetLine:
    """The target's value, its words, and where its plan lies in each period, as far as it has one."""

    value: Decimal
    words: str
    plan: dict[Period, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    """A line right across the chart, with its words."""

    value: Decimal
    words: str
    colour: str = MUTED
    width: Number = Decimal("1.5")
    is_dashed: bool = False


class Scale:
    """Where periods and values go in one drawing; the grid need not begin at nothing."""

    def __init__(self, size: Size, course: Course, values: Iterable[Decimal], labels: Iterable[str]) -> None:
        found = list(values)
        low, high = min(found), max(found)
        self.size, self.course = size, course
        spread = high - low
        self.step = round_step(spread / 4 if spread else abs(high) / 4 or Decimal(1))
        if course.indicator.unit in (Unit.COUNT, Unit.DAYS):
            self.step = max(self.step, Decimal(1))
        self.low = (low / self.step).to_integral_value(rounding="ROUND_FLOOR") * self.step
        steps = ((high - self.low) / self.step).to_integral_value(rounding="ROUND_CEILING")
        self.high = self.low + max(steps, Decimal(1)) * self.step
        self.left = Decimal(max(drawing.width_of(self.tick(each), 14) for each in self.ticks) + 10)
        widest = max((drawing.width_of(each, 14) for each in labels), default=0)
        self.right = Decimal(size.width - (14 if size.is_narrow else widest + 10))
        self.top, self.bottom = Decimal(24), Decimal(264 if size.is_narrow else 284)

    @property
    def ticks(self) -> list[Decimal]:
        """The values of the grid's lines."""
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * index for index in range(count + 1)]

    def tick(self, value: Decimal) -> str:
        """A value of the grid, as short as it can be."""
        if self.course.indicator.unit is Unit.SHARE:
            return f"{(value * 100).normalize():f}%".replace("-", wording.MINUS)
        return short_words(self.course.indicator, value)

    def x(self, index: int) -> Decimal:
        """Where a point stands."""
        count = len(self.course.points)
        inset = Decimal(8)
        if count == 1:
            return (self.left + self.right) / 2
        return self.left + inset + (self.right - self.left - inset * 2) * index / (count - 1)

    def y(self, value: Decimal) -> Decimal:
        """Where a value stands."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def grid(self) -> list[Markup]:
        """Thin lines with their values."""
        parts = []
        for each in self.ticks:
            y = self.y(each)
            parts.append(drawing.line(self.left, y, self.right, y, stroke=RULE))
            parts.append(drawing.muted(self.left - 8, y + 5, self.tick(each), anchor="end"))
        return parts

    def period_labels(self) -> list[Markup]:
        """The first and the last period, and as many between as fit."""
        last = len(self.course.points) - 1
        room = 2 if self.size.is_narrow else 4
        every = max(1, -(-last // room))
        at = [index for index in range(0, last + 1, every) if last - index >= every] + [last]
        parts = []
        for index in dict.fromkeys(at):
            x = self.x(index)
            words = period_name(self.course.points[index].period)
            anchor = "start" if index == 0 and last else "end" if index == last and last else "middle"
            parts.append(drawing.line(x, self.bottom + 4, x, self.bottom + 10, stroke=MUTED))
            parts.append(drawing.muted(x, self.bottom + 28, words, size=self.size.small, anchor=anchor))
        return parts


def period_name(period: Period) -> str:
    """`Sep 2026`, `2026-27 Q2`, `2026-27`."""
    if period.first == period.last:
        return wording.month(period.first, short=True)
    if len(period.months) in (3, MONTHS_IN_YEAR):
        return period.code.replace("-Q", " Q")
    return period.label


def level_lines(scale: Scale, levels: Sequence[Level]) -> list[Markup]:
    """Lines right across, without their words: those are drawn last, over the points."""
    return [_line(scale.left, y, scale.right, y, each) for each in levels for y in (scale.y(each.value),)]


def level_words(scale: Scale, levels: Sequence[Level]) -> list[Markup]:
    """Their words, right of the chart. Where there is no room for them, `level_key` says the same below."""
    heights = _apart([scale.y(each.value) + Decimal(5) for each in levels])
    return [
        haloed(scale.right + 8, y, each.words, size=scale.size.small, anchor="start", fill=each.colour)
        for each, y in zip(levels, heights, strict=True)
    ]


def level_key(levels: Sequence[Level]) -> Markup:
    """What the lines are, the highest first, each as it is drawn."""
    highest_first = sorted(levels, key=lambda each: -each.value)
    lines = [(_line(0, 9, 24, 9, each), each.words) for each in highest_first]
    items = [
        Markup('<li><svg width="24" height="18" aria-hidden="true" focusable="false">{}</svg>{}</li>').format(
            drawn, words
        )
        for drawn, words in lines
    ]
    return Markup('<ul class="anchors-key">{}</ul>').format(Markup("").join(items))


def haloed(x: Number, y: Number, words: str, *, size: int, anchor: str = "middle", fill: str = INK) -> Markup:
    """Bold words with a white edge, to be read over lines."""
    return Markup(
        '<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}" font-weight="600" stroke="#fff"'
        ' stroke-width="4" stroke-linejoin="round" paint-order="stroke">{}</text>'
    ).format(drawing.place(x), drawing.place(y), size, anchor, fill, words)


def _line(x1: Number, y1: Number, x2: Number, y2: Number, level: Level) -> Markup:
    if not level.is_dashed:
        return drawing.line(x1, y1, x2, y2, stroke=level.colour, width=level.width)
    ends = [(Decimal(x1), Decimal(y1)), (Decimal(x2), Decimal(y2))]
    return polyline(ends, stroke=level.colour, width=level.width, dash="6 4")


def _apart(wanted: Sequence[Decimal]) -> list[Decimal]:
    """Heights of words, moved just so far that none lies over another."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    found = list(wanted)
    for before, after in pairwise(order):
        found[after] = max(found[after], found[before] + LINE_HEIGHT)
    return found


def polyline(
    points: Sequence[tuple[Decimal, Decimal]], *, stroke: str, width: Number, dash: str = ""
) -> Markup:
    """A line through points."""
    path = " ".join(f"{drawing.place(x)},{drawing.place(y)}" for x, y in points)
    dashed = Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup("")
    return Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>').format(
        path, stroke, width, dashed
    )


def mark(nature: Variation, x: Number, y: Number, size: Number = 5, *, is_whole: bool = True) -> Markup:
    """A point by what it says; shape and fill differ, not only colour."""
    if nature is Variation.COMMON:
        stroke = INK if is_whole else TONES["grey"]
        fill = "#fff" if is_whole else RULE
        return Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="2"/>').format(
            drawing.place(x), drawing.place(y), drawing.place(Decimal(size) - 1), fill, stroke
        )
    x, y, size = Decimal(x), Decimal(y), Decimal(size)
    if nature is Variation.CONCERNING:
        return drawing.bar(x - size, y - size, size * 2, size * 2, TONES["3"])
    if nature is Variation.IMPROVING:
        return Markup('<circle cx="{}" cy="{}" r="{}" fill="{}"/>').format(
            drawing.place(x), drawing.place(y), drawing.place(size), TONES["1"]
        )
    reach = size * Decimal("1.3")
    corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
    path = " ".join(f"{drawing.place(a)},{drawing.place(b)}" for a, b in corners)
    return Markup('<polygon points="{}" fill="{}"/>').format(path, MUTED)


KEY_WORDS = {
    Variation.IMPROVING: "Special cause, improving",
    Variation.CONCERNING: "Special cause, getting worse",
    Variation.HIGHER: "Special cause, higher or lower than before",
    Variation.LOWER: "Special cause, higher or lower than before",
    Variation.COMMON: "Common cause: ordinary change",
}
PARTIAL = "Not every institution supplied"


def key(shown: Iterable[tuple[Variation, bool]]) -> Markup:
    """What the points mean that are in the drawing: by what they say, and whether everybody supplied."""
    entries: dict[str, Markup] = {}
    for nature, is_whole in sorted(set(shown), key=lambda each: (each[0] is Variation.COMMON, not each[1])):
        words = KEY_WORDS[nature] if is_whole or nature is not Variation.COMMON else PARTIAL
        entries.setdefault(words, mark(nature, 9, 9, 6, is_whole=is_whole))
    items = [
        Markup('<li><svg width="18" height="18" aria-hidden="true" focusable="false">{}</svg>{}</li>').format(
            drawn, words
        )
        for words, drawn in entries.items()
    ]
    return Markup('<ul class="anchors-key">{}</ul>').format(Markup("").join(items))


def runs(points: Sequence[CoursePoint]) -> list[list[int]]:
    """Indexes of points with a value, broken where there is no data."""
    found: list[list[int]] = [[]]
    for index, point in enumerate(points):
        if point.value is None:
            found.append([])
        else:
            found[-1].append(index)
    return [run for run in found if run]
