"""What goes into a release and what comes out of it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from anchors.disclosure.profiles import Profile

Key = Hashable
"""Names a cell. Where it is a tuple, its first item says whose count it is: that speeds the search up, nothing else."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A true count of people, and whether it belongs to a second breakdown."""

    count: int
    is_second: bool = False


class Sum(NamedTuple):
    """A relation that everybody knows: the total's count is the sum of the parts' counts."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell in a release. Only `shown` may leave the service; the rest is kept for the next release.

    `basis` is the true count when the shown value was set: a later release keeps the value until the count has
    moved away from there. `is_kept` says that the value was taken over, `is_extra` that the cell is hidden to
    protect others.
    """

    count: int
    shown: int | None
    basis: int
    is_second: bool = False
    is_kept: bool = False
    is_extra: bool = False


@dataclass(frozen=True)
class Release:
    """All figures of one snapshot, audited together. Made by `release`, or again from rows that were kept."""

    profile: Profile
    figures: Mapping[Key, Figure]
    sums: tuple[Sum, ...]

    def shown(self, key: Key) -> int | None:
        """The value to show, HIDDEN (None) where there is none. KeyError for a cell that was not released."""
        return self.figures[key].shown
