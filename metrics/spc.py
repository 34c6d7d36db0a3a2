"""Statistical process control: which changes of a series are more than its ordinary variation. Pure.

Run chart: values and their median, for fewer than 12 points. XmR chart (individual values and moving ranges), from 12
points on: mean, and limits at mean ± 2.66 × mean moving range (2.66 is 3 / 1.128, Shewhart's three sigma from ranges of
two; D. J. Wheeler, Understanding Variation, 1993). Four signals count as special cause, as NHS England's Making Data
Count programme has them; its icons for variation and assurance are said here in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median as middle
from typing import NamedTuple

from metrics.registry import Direction

LEAST_POINTS = 12
"""Fewer points than this make a run chart: limits would move with every new one. The first so many are the baseline."""

FACTOR = Decimal("2.66")
RUN = 7
NEAR = Decimal(2) / 3
"""Further from the mean than this part of the way to a limit is close to the limit."""


@dataclass(frozen=True)
class XmR:
    """Values with their mean and limits; `baseline` is how many of the first values these are computed from."""

    values: tuple[Decimal, ...]
    baseline: int
    mean: Decimal
    moving_ranges: tuple[Decimal, ...]
    mean_moving_range: Decimal
    lower: Decimal
    upper: Decimal

    def side(self, value: Decimal) -> int:
        """1 above the mean, -1 below, 0 on it."""
        return (value > self.mean) - (value < self.mean)


class Signal(StrEnum):
    """A pattern that ordinary variation almost never makes."""

    OUTSIDE = "outside"
    SHIFT = "shift"
    TREND = "trend"
    NEAR_LIMIT = "near-limit"

    @property
    def label(self) -> str:
        """What people read."""
        return {
            Signal.OUTSIDE: "outside the limits",
            Signal.SHIFT: f"{RUN} or more in a row on one side of the average",
            Signal.TREND: f"{RUN} or more in a row rising or falling",
            Signal.NEAR_LIMIT: "two of three close to a limit",
        }[self]


class Sign(NamedTuple):
    """A signal at one point, and whether it points up (1) or down (-1)."""

    signal: Signal
    side: int


class Variation(StrEnum):
    """What the newest point says: the meanings of the variation icons."""

    COMMON = "common"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    HIGHER = "higher"
    LOWER = "lower"
    TOO_SOON = "too-soon"

    @property
    def label(self) -> str:
        """What people read."""
        return {
            Variation.COMMON: "no significant change",
            Variation.IMPROVING: "improving",
            Variation.CONCERNING: "getting worse",
            Variation.HIGHER: "higher than before",
            Variation.LOWER: "lower than before",
            Variation.TOO_SOON: "too soon to say",
        }[self]

    @property
    def meaning(self) -> str:
        """The same in the terms of Making Data Count."""
        return {
            Variation.COMMON: "common cause variation",
            Variation.IMPROVING: "special cause variation of an improving nature",
            Variation.CONCERNING: "special cause variation of a concerning nature",
            Variation.HIGHER: "special cause variation, upwards, where neither way is better",
            Variation.LOWER: "special cause variation, downwards, where neither way is better",
            Variation.TOO_SOON: f"fewer than {LEAST_POINTS} points, or none that differ",
        }[self]


class Assurance(StrEnum):
    """Whether the process, as it now runs, will hit the target: the meanings of the assurance icons."""

    HITS = "hits"
    MISSES = "misses"
    HIT_OR_MISS = "hit-or-miss"
    TOO_SOON = "too-soon"
    NO_TARGET = "no-target"
    NEITHER = "neither"

    @property
    def label(self) -> str:
        """What people read."""
        return {
            Assurance.HITS: "will consistently hit the target",
            Assurance.MISSES: "will consistently miss the target",
            Assurance.HIT_OR_MISS: "will hit or miss the target",
            Assurance.TOO_SOON: "too soon to say",
            Assurance.NO_TARGET: "no target",
            Assurance.NEITHER: "not judged",
        }[self]


def xmr(values: Sequence[Decimal | int], *, baseline: int | None = None) -> XmR:
    """The chart of at least two values, oldest first; limits from the first `baseline` of them, else from all."""
    given = tuple(Decimal(value) for value in values)
    first = given[: baseline or len(given)]
    if len(first) < 2:
        message = "An XmR chart needs at least two values."
        raise ValueError(message)
    mean = sum(first, Decimal()) / len(first)
    ranges = tuple(abs(after - before) for before, after in pairwise(first))
    mean_range = sum(ranges, Decimal()) / len(ranges)
    return XmR(
        values=given,
        baseline=len(first),
        mean=mean,
        moving_ranges=ranges,
        mean_moving_range=mean_range,
        lower=mean - FACTOR * mean_range,
        upper=mean + FACTOR * mean_range,
    )


def median(values: Sequence[Decimal | int]) -> Decimal:
    """The middle line of a run chart."""
    return Decimal(middle(Decimal(value) for value in values))


def signals(chart: XmR) -> tuple[tuple[Sign, ...], ...]:
    """What is special about each value, the strongest sign first; nothing for ordinary variation."""
    found: list[list[Sign]] = [[] for _ in chart.values]
    for index, value in enumerate(chart.values):
        if not chart.lower <= value <= chart.upper:
            found[index].append(Sign(Signal.OUTSIDE, chart.side(value)))
    for signal, sides in ((Signal.SHIFT, _sides(chart)), (Signal.TREND, _steps(chart))):
        for first, last in _runs(sides):
            # A trend of seven points is six steps; its first point is the one before the first step.
            start = first - 1 if signal is Signal.TREND else first
            if last - start + 1 >= RUN:
                for index in range(start, last + 1):
                    found[index].append(Sign(signal, sides[last]))
    for index in _close(chart):
        found[index].append(Sign(Signal.NEAR_LIMIT, chart.side(chart.values[index])))
    return tuple(tuple(signs) for signs in found)


def variation(chart: XmR | None, direction: Direction) -> Variation:
    """What the newest point says, and whether that is good; without a chart it is too soon to say."""
    if chart is None:
        return Variation.TOO_SOON
    return nature(signals(chart)[-1], direction)


def nature(signs: Sequence[Sign], direction: Direction) -> Variation:
    """What the signs of one point mean; the strongest decides."""
    if not signs:
        return Variation.COMMON
    rises = signs[0].side > 0
    if direction is Direction.NEITHER:
        return Variation.HIGHER if rises else Variation.LOWER
    return Variation.IMPROVING if rises == (direction is Direction.HIGHER) else Variation.CONCERNING


def assurance(chart: XmR | None, target: Decimal | None, direction: Direction) -> Assurance:
    """Whether ordinary variation stays on the right side of the target, on the wrong one, or straddles it."""
    if target is None:
        return Assurance.NO_TARGET
    if direction is Direction.NEITHER:
        return Assurance.NEITHER
    if chart is None:
        return Assurance.TOO_SOON
    if chart.lower <= target <= chart.upper:
        return Assurance.HIT_OR_MISS
    is_above = target > chart.upper
    return Assurance.MISSES if is_above == (direction is Direction.HIGHER) else Assurance.HITS


def _sides(chart: XmR) -> list[int]:
    return [chart.side(value) for value in chart.values]


def _steps(chart: XmR) -> list[int]:
    """Up or down from the value before; the first value has none before it."""
    return [0, *((after > before) - (after < before) for before, after in pairwise(chart.values))]


def _runs(sides: Sequence[int]) -> list[tuple[int, int]]:
    """First and last index of each run of the same side; what is on neither side ends a run."""
    found: list[tuple[int, int]] = []
    for index, side in enumerate(sides):
        if side and index and sides[index - 1] == side:
            found[-1] = (found[-1][0], index)
        elif side:
            found.append((index, index))
    return found


def _close(chart: XmR) -> list[int]:
    """Points close to a limit of which two are among three in a row on one side of the mean."""
    reach = (chart.upper - chart.mean) * NEAR
    close = [reach > 0 and abs(value - chart.mean) > reach for value in chart.values]
    sides, found = _sides(chart), set()
    for start in range(len(close) - 2):
        three = range(start, start + 3)
        near = [index for index in three if close[index]]
        if len(near) > 1 and len({sides[index] for index in three}) == 1:
            found.update(near)
    return sorted(found)
