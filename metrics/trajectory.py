"""Where a target's line is in a month: straight from the baseline to the target, or through its steps. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from anchors.periods import MONTHS_IN_YEAR


class Aim(Protocol):
    """What a target says; `metrics.models.Target` is one. `steps` are pairs of ym and value, in any order."""

    @property
    def baseline(self) -> Decimal | None:
        """The value it starts from."""

    @property
    def baseline_last(self) -> int | None:
        """The last month of the baseline, as ym."""

    @property
    def value(self) -> Decimal:
        """The value to reach."""

    @property
    def due(self) -> int:
        """The month to reach it by, as ym."""

    @property
    def steps(self) -> Sequence[Sequence[Any]]:
        """Values on the way."""


class Corner(NamedTuple):
    """A month in which the line has a value that somebody gave."""

    ym: int
    value: Decimal


def corners(target: Aim) -> tuple[Corner, ...]:
    """The baseline at its last month, the steps, and the target, oldest first: what a chart draws the line through."""
    found = [Corner(int(ym), Decimal(str(value))) for ym, value in target.steps]
    if target.baseline is not None and target.baseline_last is not None:
        found.append(Corner(target.baseline_last, target.baseline))
    found.append(Corner(target.due, target.value))
    return tuple(sorted(found))


def planned(target: Aim, ym: int) -> Decimal | None:
    """Where the line is in a month, between two corners in proportion to the months gone by.

    None before the line begins: before the end of the baseline, or, with none, before the first step or the target.
    From the month of the target on it is the target. A reading over several months belongs to its last one.
    """
    line = corners(target)
    if ym < line[0].ym:
        return None
    if ym >= target.due:
        return target.value
    before, after = next(pair for pair in pairwise(line) if pair[0].ym <= ym < pair[1].ym)
    share = Decimal(months_between(before.ym, ym)) / months_between(before.ym, after.ym)
    return before.value + (after.value - before.value) * share


def months_between(first: int, last: int) -> int:
    """How many months lie between two, both as ym: 0 for the same, 1 for the next."""
    years, months = last // 100 - first // 100, last % 100 - first % 100
    return years * MONTHS_IN_YEAR + months
