"""Drawing by hand in SVG: text, bars, lines, and the two sizes in which every chart is drawn.

Values go through markupsafe, so nothing in a label can become markup. Colours are attributes, not styles.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from anchors.charts.palette import INK, MUTED

Number = Decimal | float | int

LETTER = 0.53
"""Mean width of a letter of Arial, in ems."""
ELLIPSIS = "…"


@dataclass(frozen=True)
class Size:
    """One of the two drawings of a chart."""

    name: str
    width: int
    label: int
    """Font size of labels."""
    small: int
    """Font size of marks and second lines."""

    @property
    def is_narrow(self) -> bool:
        """Whether labels stand above their bars."""
        return self.name == "narrow"


WIDE = Size("wide", 584, 16, 14)
NARROW = Size("narrow", 340, 15, 14)


def canvas(size: Size, height: Number, alt: str, parts: Iterable[Markup]) -> Markup:
    """The whole drawing; `alt` names the finding and says where the figures are."""
    return Markup(
        '<svg class="anchors-chart anchors-chart--{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="{}" focusable="false">{}</svg>'
    ).format(size.name, size.width, place(height), size.width, place(height), alt, Markup("").join(parts))


def text(
    x: Number,
    y: Number,
    words: str,
    *,
    size: int = 16,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
) -> Markup:
    """Words with their baseline at y."""
    weight = Markup(' font-weight="600"') if bold else Markup("")
    return Markup('<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>').format(
        place(x), place(y), size, anchor, fill, weight, words
    )


def bar(x: Number, y: Number, width: Number, height: Number, fill: str) -> Markup:
    """A filled rectangle; a share that is not nothing is never invisible."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>').format(
        place(x),
        place(y),
        place(max(Decimal(width), Decimal("1.5"))),
        place(max(Decimal(height), Decimal(1))),
        fill,
    )


def line(x1: Number, y1: Number, x2: Number, y2: Number, *, stroke: str = INK, width: Number = 1) -> Markup:
    """A straight line."""
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>').format(
        place(x1), place(y1), place(x2), place(y2), stroke, width
    )


def lines_of(words: str, room: Number, size: int, most: int = 2) -> list[str]:
    """Words broken to fit a width, in at most so many lines; what still does not fit ends in an ellipsis."""
    letters = max(4, int(Decimal(room) / Decimal(size * LETTER)))
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= letters or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(each, letters) for each in lines]


def shortened(words: str, letters: int) -> str:
    """Words cut to a number of letters."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + ELLIPSIS


def width_of(words: str, size: int) -> int:
    """About how wide words are."""
    return int(len(words) * size * LETTER) + 1


def place(number: Number) -> str:
    """A coordinate to one decimal place."""
    return f"{Decimal(number):.1f}".removesuffix(".0")


LEAST_COURSE = 3
"""Fewer points than this are no course."""


def sparkline(values: Iterable[Number | None]) -> Markup:
    """A line of 132 by 34 beside a stat sentence, its last point marked; nothing for fewer than 3 values.

    It repeats what the words beside it say, so it is hidden from screen readers.
    """
    known = [Decimal(value) for value in values if value is not None]
    if len(known) < LEAST_COURSE:
        return Markup("")
    low, high = min(known), max(known)
    reach = high - low or Decimal(1)
    step = Decimal(124) / (len(known) - 1)
    points = [(4 + step * index, 30 - 26 * (value - low) / reach) for index, value in enumerate(known)]
    path = " ".join(f"{place(x)},{place(y)}" for x, y in points)
    return Markup(
        '<svg class="anchors-spark" viewBox="0 0 132 34" width="132" height="34" aria-hidden="true"'
        ' focusable="false">'
        '<polyline points="{}" fill="none" stroke="#12436D" stroke-width="2"/><circle cx="{}" cy="{}" r="3.5"'
        ' fill="#12436D"/></svg>'
    ).format(path, place(points[-1][0]), place(points[-1][1]))


def muted(x: Number, y: Number, words: str, *, size: int = 14, anchor: str = "middle") -> Markup:
    """Second-rank words."""
    return text(x, y, words, size=size, anchor=anchor, fill=MUTED)
