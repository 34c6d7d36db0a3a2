"""Hiding more: where a hidden count could be worked out, cells around it are hidden until it cannot."""

from collections.abc import Iterator
from dataclasses import replace

from anchors.disclosure.figures import Release
from anchors.disclosure.knowledge import MANY, Knowledge
from anchors.disclosure.narrowing import Narrowed, in_trees, narrow, narrowed
from anchors.disclosure.profiles import HIDDEN
from anchors.disclosure.witnesses import Witnesses


def protected(plain: Release, former: Release | None) -> Release:
    """The release with as many more cells hidden as every hidden cell's choices need; nothing else changed."""
    protection = Protection(plain, former)
    while failing := protection.failing():
        mended = set[int]()  # what was hidden for one may help its neighbours: they are asked again first
        for unknown in failing:
            if mended.isdisjoint(protection.relations_of(unknown)):
                mended |= protection.protect(unknown, can_wait=bool(mended))
    return protection.release()


class Protection:
    """A release on its way: what the attacker knows of it, and which cells are hidden for others' sake.

    It ends, because every round hides a cell or gives up a question, and a release with all cells hidden tells
    nothing.
    """

    def __init__(self, plain: Release, former: Release | None) -> None:
        """Start from the plain rule."""
        self.plain = plain
        self.known = Knowledge(plain, former)
        self.witnesses = Witnesses(self.known)
        self.keys = {unknown: key for key, unknown in self.known.cells.items()}
        self.is_shown = [False] * len(self.known.counts)
        for key, unknown in self.known.cells.items():
            self.is_shown[unknown] = plain.figures[key].shown is not HIDDEN
        self.extra = {unknown for key, unknown in self.known.cells.items() if plain.figures[key].is_extra}
        self.trees = in_trees(self.known)
        self.bounds = Narrowed([], [], is_settled=False)
        self.asked: set[int] = set()

    def release(self) -> Release:
        """The release as it stands."""
        figures = dict(self.plain.figures)
        for unknown in self.extra:
            key = self.keys[unknown]
            figures[key] = replace(figures[key], shown=HIDDEN, is_extra=True)
        return replace(self.plain, figures=figures)

    def failing(self) -> list[int]:
        """The unknowns that have too few values, by bounds alone if any, otherwise by looking for each."""
        self.bounds = narrowed(self.known)
        least, most, is_settled = self.bounds
        for unknown in self.trees if is_settled else ():
            self.witnesses.add_range(unknown, least[unknown], most[unknown])
        certain = [
            unknown
            for unknown, wanted in enumerate(self.known.wanted)
            if not self.witnesses.has_enough(unknown) and most[unknown] - least[unknown] + 1 < wanted
        ]
        return certain or self.witnesses.search((least, most))

    def relations_of(self, unknown: int) -> set[int]:
        """The relations that an unknown enters."""
        return {number for number, _ in self.known.entering[unknown]}

    def protect(self, unknown: int, *, can_wait: bool) -> set[int]:
        """Hide one more cell for the sake of an unknown, itself if it is shown; the relations that this opens.

        One that `can_wait` is left to the next round where no shown cell could help: what was hidden may do.
        """
        chosen = None
        if self._is_secret(unknown):
            chosen = unknown if self.is_shown[unknown] else self._nearest(unknown)
        if can_wait and (chosen is None or not self.is_shown[chosen]):
            return set()
        if chosen is None:  # the sums alone or the former release told it already
            self.known.wanted[unknown] = 1
            return set()
        self.known.hide(chosen)
        self.is_shown[chosen] = False
        self.extra.add(chosen)
        return self.relations_of(chosen)

    def _is_secret(self, unknown: int) -> bool:
        """Whether a count could be another one at all, were nothing shown: sums alone can make one zero."""
        if unknown not in self.asked:
            self.asked.add(unknown)
            size = len(self.known.counts)
            nothing = [0] * size, [MANY] * size
            return self.witnesses.is_movable(unknown, nothing)
        return True

    def _nearest(self, unknown: int) -> int | None:
        """The cell whose hiding does least harm: a shown one nearby, or one whose smallness is told no more."""
        for is_open in (self.is_shown.__getitem__, self._is_small):
            for ring in self._rings(unknown):
                for group in ring:
                    found = [other for other in group if is_open(other)]
                    if found:
                        return min(found, key=lambda other: (self.known.counts[other], other))
        return None

    def _is_small(self, unknown: int) -> bool:
        return unknown in self.keys and unknown not in self.extra

    def _rings(self, start: int) -> Iterator[list[list[int]]]:
        """The unknowns around one, ring by ring: in each the relations, tightest first, parts before the total."""
        reached, used, ring = {start}, set[int](), [start]
        while ring:
            doors = {number: n for n in ring for number, _ in self.known.entering[n] if number not in used}
            used.update(doors)
            groups: list[list[int]] = []
            for number in sorted(doors, key=lambda number: (self._room(number, doors[number]), number)):
                members = [unknown for unknown, _ in self.known.relations[number].members]
                groups += [members[1:], members[:1]]
            yield groups
            ring = list(dict.fromkeys(n for group in groups for n in group if n not in reached))
            reached.update(ring)

    def _room(self, number: int, unknown: int) -> int:
        """How many values one relation alone leaves an unknown."""
        relation = self.known.relations[number]
        least = {member: self.bounds.least[member] for member, _ in relation.members}
        most = {member: self.bounds.most[member] for member, _ in relation.members}
        least[unknown], most[unknown] = self.known.least[unknown], self.known.most[unknown]
        narrow(relation, least, most)
        return most[unknown] - least[unknown] + 1
