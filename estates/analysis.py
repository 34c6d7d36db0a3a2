"""Formulas of the estates lever: which options no other beats, homes promised against homes built. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LEAST_IN_A_CELL = 3
"""Sensitive plots are in a total only with so many plots in its cell (standards, e2)."""

Figures = Mapping[str, Decimal | int | None]


def frontier(options: Sequence[Figures], better: Mapping[str, int]) -> list[bool]:
    """For each option, whether no other is at least as good in everything and better in something.

    `better` gives for each figure compared 1 where more is better and -1 where less is. A figure that one of two
    options lacks cannot tell them apart: an option is only beaten by one that has every figure it has itself.
    """
    return [
        not any(_beats(other, option, better) for other in options if other is not option)
        for option in options
    ]


def _beats(one: Figures, other: Figures, better: Mapping[str, int]) -> bool:
    compared = [(name, sign) for name, sign in better.items() if other.get(name) is not None]
    if not compared or any(one.get(name) is None for name, _ in compared):
        return False
    leads = [sign * (Decimal(one[name] or 0) - Decimal(other[name] or 0)) for name, sign in compared]
    return min(leads) >= 0 and max(leads) > 0


def best(figures: Iterable[Decimal | int | None], sign: int) -> Decimal | int | None:
    """The highest (sign 1) or lowest (sign -1) figure of a row; None where fewer than two have one or all are equal."""
    known = [figure for figure in figures if figure is not None]
    if len(set(known)) < 2:
        return None
    return max(known) if sign > 0 else min(known)


@dataclass(frozen=True)
class Homes:
    """Homes by tenure at one moment. `affordable` are the tenures that count as such (NPPF, Annex 2)."""

    on: date
    by_tenure: Mapping[str, int]
    affordable_tenures: frozenset[str]

    @property
    def all(self) -> int:
        """Every home."""
        return sum(self.by_tenure.values())

    @property
    def affordable(self) -> int:
        """Those that are affordable."""
        return sum(number for tenure, number in self.by_tenure.items() if tenure in self.affordable_tenures)

    @property
    def share(self) -> Decimal | None:
        """Affordable homes of all homes; None where no home is stated."""
        return Decimal(self.affordable) / self.all if self.all else None


@dataclass(frozen=True)
class Lowered:
    """A later statement that promises less affordable housing than an earlier one."""

    before: Homes
    after: Homes


def lowered(promises: Sequence[Homes]) -> Lowered | None:
    """The newest promise beside the best one before it, where its share or its number of affordable homes is lower.

    `promises` are sale agreements and permissions, oldest first. Pontefract's 30% that became 6% is the case
    (Healthy places, 2023); a permission for more homes of which the same number is affordable lowers the share.
    """
    stated = [each for each in promises if each.share is not None]
    if len(stated) < 2:
        return None
    *earlier, after = stated
    before = max(earlier, key=lambda each: (each.share or Decimal(0), each.affordable))
    share_fell = (after.share or Decimal(0)) < (before.share or Decimal(0))
    return Lowered(before, after) if share_fell or after.affordable < before.affordable else None


def share_built(promised: Homes | None, built: Homes | None) -> Decimal | None:
    """Affordable homes built of those promised; None where nothing was promised or nothing is known of building."""
    if promised is None or built is None or not promised.affordable:
        return None
    return Decimal(built.affordable) / promised.affordable
