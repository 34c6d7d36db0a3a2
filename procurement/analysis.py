"""Formulas of the spending lever: bands of place, shares, leakage, the influenceable part, concentration. Pure.

Money is integer pence, net of credits; shares are Decimals of 0 to 1, or None where there is nothing to divide by.
The bands and `leakage` follow the CLES analysis as the Health Foundation prints it (Building healthier communities,
2019, table 2): Leeds 28% in the local authority, 31% in the wider region *including* it, 69% leakage.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

OPEN = "OPEN"
LOCKED = "LOCKED"
DEPRIVED_DECILES = frozenset({1, 2})
"""The most deprived fifth of small areas, as the English indices of deprivation number them (decile 1 is the worst)."""

TOP_SUPPLIERS = 10
CLES_SUPPLIERS = 300
"""CLES takes the 300 largest suppliers as a stand-in for all of them."""


class Band(StrEnum):
    """Where money goes, seen from the places that the reader calls local. Each pound is in one band."""

    LOCAL = "local"
    SYSTEM = "system"
    REGION = "region"
    UK = "uk"
    ABROAD = "abroad"
    UNKNOWN = "unknown"


KNOWN_BANDS = (Band.LOCAL, Band.SYSTEM, Band.REGION, Band.UK, Band.ABROAD)
REGIONAL_BANDS = (Band.LOCAL, Band.SYSTEM, Band.REGION)


def share(part: int, whole: int) -> Decimal | None:
    """Part of a whole; None when the whole is nothing, or less than nothing because credits outweigh payments."""
    return Decimal(part) / whole if whole > 0 else None


def pounds(pence: int) -> Decimal:
    """Pence as pounds, exactly."""
    return Decimal(pence).scaleb(-2)


@dataclass(frozen=True)
class PlaceSpend:
    """Pence by band. Redacted names count as place not known: they are in totals and in no place.

    Every share is of money with a known place; `local_range` says what the rest could do to it.
    """

    pence: Mapping[Band, int] = field(default_factory=dict)

    def of(self, band: Band) -> int:
        """Pence in a band."""
        return self.pence.get(band, 0)

    @property
    def total(self) -> int:
        """All of it, known or not."""
        return sum(self.pence.values())

    @property
    def known(self) -> int:
        """The denominator of every share of place."""
        return sum(self.of(band) for band in KNOWN_BANDS)

    @property
    def unknown(self) -> int:
        """Money whose place nobody knows."""
        return self.of(Band.UNKNOWN)

    @property
    def unknown_share(self) -> Decimal | None:
        """Of all money."""
        return share(self.unknown, self.total)

    @property
    def regional(self) -> int:
        """The wider region, local places included."""
        return sum(self.of(band) for band in REGIONAL_BANDS)

    def share_of(self, band: Band) -> Decimal | None:
        """A band's part of the money with a known place; of all money for the unknown band."""
        return self.unknown_share if band == Band.UNKNOWN else share(self.of(band), self.known)

    @property
    def local_share(self) -> Decimal | None:
        """Spending at local suppliers over spending with a known place (CLES)."""
        return self.share_of(Band.LOCAL)

    @property
    def regional_share(self) -> Decimal | None:
        """The wider region including the local places, as in the Health Foundation's table 2."""
        return share(self.regional, self.known)

    @property
    def leakage(self) -> Decimal | None:
        """What leaves the wider region: 1 less the regional share (Health Foundation, table 2)."""
        return None if self.regional_share is None else 1 - self.regional_share

    @property
    def local_range(self) -> tuple[Decimal, Decimal] | None:
        """The local share of all money if none, and if all, of the money with an unknown place were local."""
        low, high = (
            share(self.of(Band.LOCAL), self.total),
            share(self.of(Band.LOCAL) + self.unknown, self.total),
        )
        return None if low is None or high is None else (low, high)

    def __add__(self, other: "PlaceSpend") -> "PlaceSpend":
        """Band by band."""
        return PlaceSpend({band: self.of(band) + other.of(band) for band in Band})


@dataclass(frozen=True)
class Influence:
    """Pence by reason code: what can be influenced now, what later, what not and why (standards b3)."""

    pence: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All reasons, the open one included."""
        return sum(self.pence.values())

    @property
    def influenceable(self) -> int:
        """What could go to another supplier now."""
        return self.pence.get(OPEN, 0)

    @property
    def locked(self) -> int:
        """Under contract until a known date: not now, but from then."""
        return self.pence.get(LOCKED, 0)

    @property
    def not_influenceable(self) -> int:
        """Everything with another reason."""
        return self.total - self.influenceable - self.locked

    @property
    def influenceable_share(self) -> Decimal | None:
        """Of all spending."""
        return share(self.influenceable, self.total)

    def steps(self, order: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """The waterfall from all spending to the influenceable part: each closed reason that has money, in order."""
        return tuple(
            (reason, self.pence[reason]) for reason in order if reason != OPEN and self.pence.get(reason)
        )


@dataclass(frozen=True)
class DeprivedSpend:
    """Pence by deprivation decile of the supplier's small area, of one release of the indices.

    The denominator is money whose supplier's small area has a decile: England only, place known.
    """

    pence: Mapping[int, int] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """The denominator."""
        return sum(self.pence.values())

    @property
    def deprived(self) -> int:
        """At suppliers in the most deprived fifth of areas."""
        return sum(pence for decile, pence in self.pence.items() if decile in DEPRIVED_DECILES)

    @property
    def deprived_share(self) -> Decimal | None:
        """Of money with a known decile."""
        return share(self.deprived, self.known)


@dataclass(frozen=True)
class Concentration:
    """How much of all spending the largest suppliers take. Redacted names are in the whole and never among them."""

    suppliers: int
    pence: Mapping[int, int]
    whole: int

    def share_of_top(self, count: int) -> Decimal | None:
        """The share of all spending that went to the `count` largest suppliers."""
        return share(self.pence[count], self.whole)


def is_safe_to_show(others: Iterable[int], *, least: int, most: Decimal) -> bool:
    """The contributor rule for one cell of an aggregate shown to an institution.

    `others` is what each *other* institution that supplied data has in the cell. There must be at least `least` of
    them, and none may have more than the share `most` of their sum; credits count by size. So what is left after
    taking away one's own part is never one partner's figure, or nearly so.
    """
    sizes = [abs(pence) for pence in others]
    whole = sum(sizes)
    return len(sizes) >= least and all(size <= most * whole for size in sizes)
