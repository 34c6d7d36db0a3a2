"""Horizontal bars: how a whole divides. The whole's table is made of the same bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from anchors import wording
from anchors.charts import drawing
from anchors.charts.drawing import NARROW, WIDE, Size
from anchors.charts.figure import Figure
from anchors.charts.palette import TONES
from anchors.charts.table import Column, Kind, Table, written


@dataclass(frozen=True)
class Bar:
    """One part: its amount (pounds, or things), its share of the whole (0 to 1), its link in the table."""

    label: str
    amount: Decimal | int | None
    share: Decimal | None = None
    tone: str = "1"
    href: str = ""


@dataclass(frozen=True)
class Benchmark:
    """A mark across the first bar: the share elsewhere, and whose it is ("mean of 26 studies")."""

    share: Decimal
    words: str


@dataclass(frozen=True)
class Parity:
    """A line down all bars at a length of theirs, and what it is ("100: parity")."""

    at: Decimal
    words: str


def bar_figure(
    key: str,
    title: str,
    subtitle: str,
    bars: Sequence[Bar],
    *,
    heading: str,
    amount_heading: str = "£ million",
    amount_kind: Kind = "m",
    total: Bar | None = None,
    benchmark: Benchmark | None = None,
    parity: Parity | None = None,
    finding: str = "",
) -> Figure:
    """Bars from the largest or in their own order, drawn by share (by amount where no share is given).

    `heading` names what the bars are ("Place"); `total` is the last row of the table; `finding` is the
    sentence of the alternative text, made of the bars where empty.
    """
    alt = f"Bar chart. {finding or _sentence(bars, amount_kind)} The figures are in the table view."
    return Figure(
        key=key,
        title=title,
        subtitle=subtitle,
        table=_table(title, bars, heading, amount_heading, amount_kind, total),
        wide=_drawing(WIDE, bars, alt, amount_kind, benchmark, parity),
        narrow=_drawing(NARROW, bars, alt, amount_kind, benchmark, parity),
    )


def _table(
    title: str, bars: Sequence[Bar], heading: str, amount_heading: str, amount_kind: Kind, total: Bar | None
) -> Table:
    has_shares = any(bar.share is not None for bar in bars)
    columns = [Column(heading), Column(amount_heading, amount_kind)]
    rows = [_row(bar, has_shares=has_shares) for bar in bars]
    foot = _row(total, has_shares=has_shares) if total else None
    return Table(title, (*columns, *([Column("Share", "share")] if has_shares else [])), tuple(rows), foot)


def _row(bar: Bar, *, has_shares: bool) -> tuple[object, ...]:
    name = {"value": bar.label, "href": bar.href} if bar.href else bar.label
    return (name, bar.amount, *([{"value": bar.share, "tone": bar.tone}] if has_shares else []))


def _words(bar: Bar, kind: Kind) -> str:
    amount = wording.millions_short(bar.amount) if kind == "m" else written(bar.amount, kind)
    return amount if bar.share is None else f"{wording.percent(bar.share)}\N{NO-BREAK SPACE} {amount}"


def _sentence(bars: Sequence[Bar], kind: Kind) -> str:
    parts = [f"{bar.label} {_words(bar, kind)}".replace("\N{NO-BREAK SPACE}", ",") for bar in bars]
    return f"{wording.listed(parts)}."


def _drawing(
    size: Size,
    bars: Sequence[Bar],
    alt: str,
    kind: Kind,
    benchmark: Benchmark | None,
    parity: Parity | None,
) -> Markup:
    scale = _Scale(size, bars, kind, benchmark, parity)
    parts: list[Markup] = []
    y = Decimal(4)
    for index, each in enumerate(bars):
        mark = benchmark if index == 0 else None
        parts += scale.row(each, y, mark)
        y += scale.height(each) + (Decimal(22) if mark else 0)
    if not size.is_narrow:
        parts.append(drawing.line(scale.zero, 0, scale.zero, y - 6))
    if parity:
        parts += scale.down(parity, y - 6)
        y += Decimal(18)
    return drawing.canvas(size, y, alt, parts)


class _Scale:
    """Where things go in one drawing: labels at the left of the axis, or above their bars when narrow."""

    def __init__(
        self,
        size: Size,
        bars: Sequence[Bar],
        kind: Kind,
        benchmark: Benchmark | None,
        parity: Parity | None = None,
    ) -> None:
        self.size, self.kind, self.parity = size, kind, parity
        widest = max((drawing.width_of(each.label, size.label) for each in bars), default=0)
        self.room = Decimal(size.width if size.is_narrow else min(max(widest + 18, 90), 236))
        self.left = Decimal(0) if size.is_narrow else self.room
        words = max((drawing.width_of(_words(each, kind), size.label) for each in bars), default=0)
        lengths = [_length(each) for each in bars] + [Decimal(0)]
        if benchmark:
            lengths.append(benchmark.share)
        if parity:
            lengths.append(parity.at)
        self.reach = (max(lengths) - min(lengths)) or Decimal(1)
        self.span = size.width - self.left - words - 18
        self.zero = self.left - min(lengths) / self.reach * self.span

    def x(self, length: Decimal) -> Decimal:
        return self.zero + length / self.reach * self.span

    def label(self, each: Bar) -> list[str]:
        return drawing.lines_of(each.label, self.room - 14, self.size.label)

    def height(self, each: Bar) -> Decimal:
        extra = (len(self.label(each)) - 1) * 18
        return Decimal(58 + extra) if self.size.is_narrow else Decimal(40 + max(0, extra - 6))

    def row(self, each: Bar, y: Decimal, benchmark: Benchmark | None) -> list[Markup]:
        """One bar with its label and its direct words, and the mark across it."""
        lines, length = self.label(each), _length(each)
        thick = Decimal(22) if self.size.is_narrow else Decimal(26)
        top = y + (18 * len(lines) + 6 if self.size.is_narrow else max(0, 9 * (len(lines) - 1) - 3))
        parts = self._label(lines, y, top)
        start, end = sorted((self.zero, self.x(length)))
        parts.append(drawing.bar(start, top, end - start, thick, TONES[each.tone]))
        clear = max(end, self.x(self.parity.at)) if self.parity else end
        if benchmark:
            at = self.x(benchmark.share)
            clear = max(end, at)
            parts.append(drawing.line(at, top - 5, at, top + thick + 5, width=2))
            parts.append(self._mark(benchmark, at, top + thick + 20))
        words = _words(each, self.kind)
        size = self.size.small if self.size.is_narrow else self.size.label
        parts.append(
            drawing.text(clear + 10, top + thick / 2 + 6, words, size=size, bold=benchmark is not None)
        )
        return parts

    def down(self, parity: Parity, end: Decimal) -> list[Markup]:
        """The line of parity, on a white one so that it shows on bars too, and its words below."""
        at = self.x(parity.at)
        half = Decimal(drawing.width_of(parity.words, self.size.small)) / 2
        words = drawing.muted(
            min(max(at, half), self.size.width - half), end + 18, parity.words, size=self.size.small
        )
        return [
            drawing.line(at, 0, at, end, stroke="#fff", width=4),
            drawing.line(at, 0, at, end, width=2),
            words,
        ]

    def _label(self, lines: list[str], y: Decimal, top: Decimal) -> list[Markup]:
        size = self.size.label
        if self.size.is_narrow:
            return [drawing.text(0, y + 14 + 18 * index, each, size=size) for index, each in enumerate(lines)]
        first = top + 19 - 9 * (len(lines) - 1)
        at = self.left - 14
        return [
            drawing.text(at, first + 18 * index, each, size=size, anchor="end")
            for index, each in enumerate(lines)
        ]

    def _mark(self, benchmark: Benchmark, at: Decimal, y: Decimal) -> Markup:
        words = f"{wording.percent(benchmark.share)}: {benchmark.words}"
        half = Decimal(drawing.width_of(words, self.size.small)) / 2
        return drawing.muted(min(max(at, half), self.size.width - half), y, words, size=self.size.small)


def _length(each: Bar) -> Decimal:
    value = each.amount if each.share is None else each.share
    return Decimal(value or 0)
