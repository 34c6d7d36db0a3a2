"""Five classes of a map with their limits in words, from the values as they are displayed."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from anchors import wording

CLASSES = 5
_NICE = (1, 2, 5, 25)
_FINEST = 15
"""No step is so fine that the values span more than this many of them: the outer classes would swallow all."""
_ANYWHERE = 2
"""Steps of up to so many units may begin anywhere; longer ones begin at their multiples."""


@dataclass(frozen=True)
class Classes:
    """Where classes 1 to 4 begin (class 0 is below them all), and what each is called."""

    limits: tuple[Decimal, ...]
    names: tuple[str, ...]

    def of(self, value: Decimal) -> int:
        """The class of a displayed value, 0 to 4."""
        return bisect_right(self.limits, value)


def classes_of(
    values: Iterable[Decimal],
    *,
    unit: Decimal = Decimal(1),
    write: Callable[[Decimal], str] = wording.count,
) -> Classes:
    """Equal round steps that spread the values most evenly over five classes.

    `values` are those that are shown, already rounded to `unit` and without hidden ones, so that limits tell
    nothing more. `write` puts a limit into words. The names are as "Under 7", "7 or 8", "13 or more".
    """
    units = sorted(int((value / unit).to_integral_value()) for value in values)
    first, step = _best(units) if units else (1, 1)
    starts = [first + step * index for index in range(CLASSES - 1)]
    names = [f"Under {write(first * unit)}"]
    names += [_between(start * unit, (start + step - 1) * unit, unit, write) for start in starts[:-1]]
    names.append(f"{write(starts[-1] * unit)} or more")
    return Classes(tuple(start * unit for start in starts), tuple(names))


def _best(units: list[int]) -> tuple[int, int]:
    """Beginning of class 1 and step for which the sum of squared class sizes is least; then the longer step."""
    low, high = units[0], units[-1]

    def unevenness(choice: tuple[int, int]) -> tuple[int, int, int]:
        first, step = choice
        below = [0, *(bisect_left(units, first + step * index) for index in range(CLASSES - 1)), len(units)]
        return (
            sum((after - before) ** 2 for before, after in pairwise(below)),
            -step,
            first,
        )

    choices = (
        (first, step)
        for step in _steps(high - low)
        for first in range(low + 1 - (step > _ANYWHERE) * ((low + 1) % step), high + 2, _stride(step))
    )
    return min(choices, key=unevenness)


def _stride(step: int) -> int:
    return 1 if step <= _ANYWHERE else step


def _steps(reach: int) -> list[int]:
    """Round steps that are neither too fine nor too coarse for values that reach so far."""
    coarsest = max(reach // 3, 1)
    powers = range(len(str(coarsest)))
    steps = {nice * 10**power for power in powers for nice in _NICE}
    return sorted(step for step in steps if step * _FINEST >= reach and step <= coarsest)


def _between(low: Decimal, high: Decimal, unit: Decimal, write: Callable[[Decimal], str]) -> str:
    if low == high:
        return write(low)
    return f"{write(low)} {'or' if high - low == unit else 'to'} {write(high)}"
