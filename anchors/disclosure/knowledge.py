"""What an attacker knows of a release, as unknown counts with bounds and relations between them."""

from collections.abc import Hashable
from typing import Final, NamedTuple

from anchors.disclosure.figures import Figure, Key, Release
from anchors.disclosure.profiles import HIDDEN, Profile

MANY: Final = 10**9
"""No upper bound: more people than there are."""

SHOWN_CHOICES: Final = 2
"""A shown count must not be exact."""


class Relation(NamedTuple):
    """Members (unknown, factor 1 or -1) whose sum lies between two bounds."""

    members: tuple[tuple[int, int], ...]
    least: int
    most: int


class Knowledge:
    """The unknowns of this release and the former one: bounds, relations, and how many values each must keep.

    The worst case is meant. The attacker is taken to know which cells are hidden for their own size (0 to 7) and
    which only to protect others (any count); where the rule leaves open how a figure came about, the narrower
    reading that holds in truth. Hiding a cell only ever widens what is possible, so what was shown to be
    possible stays so.
    """

    def __init__(self, release: Release, former: Release | None) -> None:
        """Write down everything that the two releases tell."""
        self.profile: Profile = release.profile
        self.counts: list[int] = []
        self.least: list[int] = []
        self.most: list[int] = []
        self.wanted: list[int] = []
        self.whose: list[Hashable] = []
        self.relations: list[Relation] = []
        self.entering: list[list[tuple[int, int]]] = []
        self.links: dict[int, int] = {}
        self.bases: dict[Key, tuple[int, int | None]] = {}
        if former:
            self._write_former(former)
        self.cells: dict[Key, int] = {}
        for key, figure in release.figures.items():
            self.cells[key] = self._write(key, figure, self.profile)
            self._link(self.cells[key], figure, self.bases.get(key))
        self._relate(release, self.cells)

    def hide(self, unknown: int) -> None:
        """Nothing is known any more of a cell but that it counts people."""
        self.least[unknown], self.most[unknown] = 0, MANY
        self.wanted[unknown] = self.profile.fewest_choices
        if unknown in self.links:
            linked = self.links.pop(unknown)
            self.relations[linked] = self.relations[linked]._replace(least=-MANY, most=MANY)

    def _write_former(self, former: Release) -> None:
        """The unknowns of the former release, and for each figure the count it was set from."""
        unknowns = {}
        for key, figure in former.figures.items():
            unknowns[key] = basis = self._write(key, figure, former.profile)
            if figure.is_extra:
                continue
            if figure.is_kept:
                behind = former.profile.counts_behind(figure.shown, is_second=figure.is_second)
                basis = self._unknown(key, figure.basis, behind, wanted=1)
                self._stay(unknowns[key], basis, figure, former.profile)
            if former.profile == self.profile:
                self.bases[key] = basis, figure.shown
        self._relate(former, unknowns)

    def _write(self, key: Key, figure: Figure, profile: Profile) -> int:
        """A new unknown for a figure, bounded by what its shown value says."""
        is_open = figure.is_extra or figure.is_kept
        bounds = (0, MANY) if is_open else profile.counts_behind(figure.shown, is_second=figure.is_second)
        wanted = profile.fewest_choices if figure.shown is HIDDEN else SHOWN_CHOICES
        return self._unknown(key, figure.count, bounds, wanted=wanted)

    def _unknown(self, key: Key, count: int, bounds: tuple[int, int], *, wanted: int) -> int:
        self.whose.append(key[0] if isinstance(key, tuple) else None)
        self.counts.append(count)
        self.least.append(bounds[0])
        self.most.append(bounds[1])
        self.wanted.append(wanted)
        self.entering.append([])
        return len(self.counts) - 1

    def _relation(self, members: tuple[tuple[int, int], ...], least: int, most: int) -> int:
        number = len(self.relations)
        self.relations.append(Relation(members, least, most))
        for unknown, factor in members:
            self.entering[unknown].append((number, factor))
        return number

    def _relate(self, release: Release, unknowns: dict[Key, int]) -> None:
        """Every sum of the release: its total less its parts is nothing."""
        for total, parts in release.sums:
            self._relation(((unknowns[total], 1), *((unknowns[part], -1) for part in parts)), 0, 0)

    def _link(self, unknown: int, figure: Figure, former: tuple[int, int | None] | None) -> None:
        """What a figure's staying or changing since the former release says."""
        if former is None or figure.is_extra:
            return
        basis, shown = former
        if figure.is_kept:
            self._stay(unknown, basis, figure, self.profile)
        elif figure.shown != shown:
            has_grown = shown is HIDDEN or (figure.shown is not HIDDEN and figure.shown > shown)
            low, high = (unknown, basis) if has_grown else (basis, unknown)
            self.links[unknown] = self._relation(((low, 1), (high, -1)), self.profile.least_change, MANY)

    def _stay(self, unknown: int, basis: int, figure: Figure, profile: Profile) -> None:
        """A figure stayed: its count moved little, or else the figure would have."""
        slack = profile.least_change - 1
        if abs(figure.count - figure.basis) <= slack or figure.shown is HIDDEN:
            self.links[unknown] = self._relation(((unknown, 1), (basis, -1)), -slack, slack)
            return
        nearest = profile.second_nearest if figure.is_second else profile.nearest
        steps = slack // nearest * nearest
        self.least[unknown], _ = profile.counts_behind(figure.shown - steps, is_second=figure.is_second)
        _, self.most[unknown] = profile.counts_behind(figure.shown + steps, is_second=figure.is_second)
