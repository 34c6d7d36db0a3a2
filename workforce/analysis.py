"""Formulas of the employment lever: who works here, set against who lives here. Pure.

Counts are people (headcount, never posts) who live inside the footprint unless a name says otherwise; shares are
Decimals of 0 to 1, or None where there is nothing to divide by. Deciles are of the English indices of deprivation:
1 is the most deprived tenth of small areas. The formulas are those of participation quotients, which compare a share
of staff with a share of residents, and of indirectly standardised ratios (Breslow and Day, Statistical methods in
cancer research II, 1987, chapter 2), of which Byar's limits are the usual ones in public health.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import sqrt

INDICES = {2019: 2011, 2025: 2021}
"""Index of deprivation to the census vintage of the small areas that it ranks."""

DEPRIVED_DECILES = frozenset({1, 2})
"""The most deprived fifth of small areas in England."""

LEAST_EXPECTED = 5
"""Below so many expected staff an area says nothing by itself and is looked at as part of a larger one."""

Z_95 = 1.959964
"""The standard normal value with 2.5% above it: limits of 95%."""


class Verdict(StrEnum):
    """What staff of an area say, beside what would be expected of it."""

    COLD_SPOT = "cold-spot"
    BELOW = "below"
    ABOVE = "above"
    AS_EXPECTED = "as-expected"
    TOO_FEW = "too-few"
    HIDDEN = "hidden"

    @property
    def label(self) -> str:
        """What people read."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.COLD_SPOT: "Gap unlikely to be chance",
    Verdict.BELOW: "Below expected",
    Verdict.ABOVE: "Above expected",
    Verdict.AS_EXPECTED: "As expected",
    Verdict.TOO_FEW: "Too few to say",
    Verdict.HIDDEN: "Hidden",
}


def share(part: int, whole: int) -> Decimal | None:
    """Part of a whole; None where the whole is nothing."""
    return Decimal(part) / whole if whole > 0 else None


@dataclass(frozen=True)
class Participation:
    """Staff who live somewhere, beside the residents aged 16 to 64 who do, each with the whole footprint's.

    "Somewhere" is a decile, the two most deprived together, or an area: `staff` of `all_staff` live there, and
    `residents` of `all_residents`.
    """

    staff: int
    all_staff: int
    residents: int
    all_residents: int

    @property
    def share_of_staff(self) -> Decimal | None:
        """N over N."""
        return share(self.staff, self.all_staff)

    @property
    def share_of_residents(self) -> Decimal | None:
        """P of the place over P of all."""
        return share(self.residents, self.all_residents)

    @property
    def quotient(self) -> Decimal | None:
        """The participation quotient: 1 is parity, under 1 means that fewer work here than live here would suggest."""
        whole = self.all_staff * self.residents
        return Decimal(self.staff * self.all_residents) / whole if whole > 0 else None

    @property
    def expected(self) -> Decimal | None:
        """How many of all staff would live there if residence were all that counted."""
        return Decimal(self.all_staff * self.residents) / self.all_residents if self.all_residents else None

    @property
    def gap(self) -> Decimal | None:
        """People missing there: expected less actual; negative where more live there than expected."""
        return None if self.expected is None else self.expected - self.staff


def byar_upper(count: int, z: float = Z_95) -> float:
    """The upper limit of a Poisson count by Byar's approximation (Breslow and Day, 1987, equation 2.12)."""
    more = count + 1
    return float(more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3)


def byar_lower(count: int, z: float = Z_95) -> float:
    """The lower limit of a Poisson count by Byar's approximation (Breslow and Day, 1987, equation 2.11)."""
    return float(count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3) if count else 0.0


def verdict(staff: int | None, of: Participation, *, is_deprived: bool) -> Verdict:
    """What an area says: `staff` is its shown count, None where hidden; `of` holds all staff and the residents.

    Few or many are only called so where chance is an unlikely reason: where the upper 95% limit of the count is below
    what is expected, or the lower one above it. Everything between reads as expected. Nothing is said of a hidden
    count, which may be small or hidden to protect another. Only the most deprived fifth has cold spots: elsewhere a
    low count is no gap to close.
    """
    if staff is None:
        return Verdict.HIDDEN
    expected = of.expected
    if expected is None or expected < LEAST_EXPECTED:
        return Verdict.TOO_FEW
    if byar_upper(staff) < expected:
        return Verdict.COLD_SPOT if is_deprived else Verdict.BELOW
    return Verdict.ABOVE if byar_lower(staff) > expected else Verdict.AS_EXPECTED
