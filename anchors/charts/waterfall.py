"""Waterfall: what is taken off a whole, step by step, and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from anchors import wording
from anchors.charts import drawing
from anchors.charts.drawing import NARROW, WIDE, Size
from anchors.charts.figure import Figure
from anchors.charts.palette import TONES
from anchors.charts.table import Column, Table


@dataclass(frozen=True)
class Step:
    """One line: the whole, a part taken off (`taken`), or what is left; amounts in pounds, positive."""

    label: str
    amount: Decimal
    taken: bool = False
    tone: str = ""
    href: str = ""

    @property
    def colour(self) -> str:
        """Grey for what is taken off, the first tone for a whole, unless it has its own."""
        return TONES[self.tone or ("grey" if self.taken else "1")]

    @property
    def words(self) -> str:
        """The direct label: a part taken off carries a minus."""
        return wording.millions_short(-self.amount if self.taken else self.amount)


def waterfall_figure(
    key: str, title: str, subtitle: str, steps: Sequence[Step], *, heading: str = "Step", finding: str = ""
) -> Figure:
    """The first step is the whole; each step that is `taken` comes off; the others stand on the axis.

    The table has the same steps, with each one's share of the whole.
    """
    alt = f"Waterfall chart. {finding or _sentence(steps)} The figures are in the table view."
    return Figure(
        key=key,
        title=title,
        subtitle=subtitle,
        table=_table(title, steps, heading),
        wide=_drawing(WIDE, steps, alt),
        narrow=_drawing(NARROW, steps, alt),
    )


def _table(title: str, steps: Sequence[Step], heading: str) -> Table:
    whole = steps[0].amount if steps else Decimal(0)
    rows = tuple(
        (
            {"value": step.label, "href": step.href, "strong": not step.taken},
            -step.amount if step.taken else step.amount,
            step.amount / whole if whole else None,
        )
        for step in steps
    )
    return Table(title, (Column(heading), Column("£ million", "m"), Column("Share", "percent")), rows)


def _sentence(steps: Sequence[Step]) -> str:
    if not steps:
        return "Nothing to show."
    taken = [f"{step.label} {wording.millions(step.amount)}" for step in steps if step.taken]
    left = [f"{step.label} {wording.millions(step.amount)}" for step in steps[1:] if not step.taken]
    off = f" come off {wording.listed(taken)}." if taken else "."
    return f"From {steps[0].label} {wording.millions(steps[0].amount)}{off} {wording.listed(left)}."


def _spans(steps: Sequence[Step]) -> list[tuple[Decimal, Decimal]]:
    """Where each bar starts and ends, in pounds: parts hang from what was left before them."""
    spans: list[tuple[Decimal, Decimal]] = []
    left = steps[0].amount if steps else Decimal(0)
    for step in steps:
        if step.taken:
            spans.append((left - step.amount, left))
            left -= step.amount
        else:
            spans.append((Decimal(0), step.amount))
    return spans


def _drawing(size: Size, steps: Sequence[Step], alt: str) -> Markup:
    spans = _spans(steps)
    low = min([Decimal(0), *(min(span) for span in spans)])
    high = max([Decimal(1), *(max(span) for span in spans)])
    words = max((drawing.width_of(step.words, 15) for step in steps), default=0)
    label = size.small if size.is_narrow else 15
    widest = max((drawing.width_of(step.label, label + (not step.taken)) for step in steps), default=0)
    left = Decimal(0) if size.is_narrow else Decimal(min(max(widest + 18, 120), 300))
    scale = (size.width - left - words - 12) / (high - low)
    zero = left - low * scale
    parts: list[Markup] = []
    y = Decimal(2)
    for step, span in zip(steps, spans, strict=True):
        parts += _row(size, step, (zero + min(span) * scale, zero + max(span) * scale), y, left)
        y += 43 if size.is_narrow else 30
    if not size.is_narrow:
        parts.append(drawing.line(zero, 0, zero, y - 2))
    return drawing.canvas(size, y + 2, alt, parts)


def _row(size: Size, step: Step, span: tuple[Decimal, Decimal], y: Decimal, left: Decimal) -> list[Markup]:
    bold = not step.taken
    start, end = span
    if size.is_narrow:
        label = drawing.text(
            0, y + 13, drawing.lines_of(step.label, size.width, 14, 1)[0], size=14, bold=bold
        )
        return [
            label,
            drawing.bar(start, y + 19, end - start, 16, step.colour),
            drawing.text(end + 8, y + 32, step.words, size=14, bold=bold),
        ]
    words = drawing.lines_of(step.label, left - 14, 15, 1)[0]
    return [
        drawing.text(left - 14, y + 16, words, size=16 if bold else 15, anchor="end", bold=bold),
        drawing.bar(start, y, end - start, 22, step.colour),
        drawing.text(end + 8, y + 17, step.words, size=15, bold=bold),
    ]
