"""Walks: from counts that fit to others that fit, by moving single people; quick where few cells hang together."""

from collections.abc import Iterator
from itertools import chain, islice
from random import Random

from anchors.disclosure.leaves import Leaves

MOST_STEPS = 80
"""Moves of one person after which one attempt is given up."""

MOST_CANDIDATES = 80
"""Moves that are weighed against each other before the best of them is made."""

REST = 6
"""Steps for which a count that was moved is left alone, so that a move is not simply taken back."""


class Walks:
    """The unknowns that are no sum of others (leaves) are moved by one person at a time; all others follow.

    A walk first sets one unknown one higher or lower, then mends what this breaks. The next one starts from there.
    """

    def __init__(self, leaves: Leaves) -> None:
        """Of these leaves; `bind` comes first."""
        self.leaves = leaves
        self.sizes = [len(members) for members in leaves.members]
        self.order = Random(0)  # noqa: S311 - the order of a search, the same every time; nothing secret

    def bind(self, bounds: tuple[list[int], list[int]]) -> None:
        """Walk within these bounds of the unknowns from now on, and from the true counts."""
        self.least, self.most = self.leaves.bounds(*bounds)
        self.restart()

    def restart(self) -> None:
        """Back to the true counts."""
        self.at = self.leaves.values(self.leaves.known.counts)
        self.broken: dict[int, None] = {}
        self.harm_up = [0] * len(self.at)
        self.harm_down = [0] * len(self.at)
        for number in range(len(self.at)):
            self._weigh(number)

    def _weigh(self, number: int) -> None:
        """Note whether a sum is broken, and whether one more or one fewer would break it further or mend it."""
        above, below = self.at[number] - self.most[number], self.least[number] - self.at[number]
        self.harm_up[number] = (above >= 0) - (below > 0)
        self.harm_down[number] = (below >= 0) - (above > 0)
        if above > 0 or below > 0:
            self.broken[number] = None
        else:
            self.broken.pop(number, None)

    def walk(self, unknown: int, step: int) -> dict[int, int]:
        """Set one unknown one higher or lower and mend what that breaks: the values that changed; empty if it fails."""
        target = self.at[unknown] + step
        before = self.least[unknown], self.most[unknown]
        if not before[0] <= target <= before[1]:
            return {}
        self.least[unknown] = self.most[unknown] = target
        self._weigh(unknown)
        trail = list(self._mending())
        is_mended = not self.broken
        self.least[unknown], self.most[unknown] = before
        for leaf, taken in [] if is_mended else reversed(trail):
            self._apply(leaf, -taken)
        self._weigh(unknown)
        if not is_mended:
            return {}
        moved = {number for leaf, _ in trail for number, _ in self.leaves.enters[leaf]}
        return {number: self.at[number] for number in moved if number < len(self.leaves.known.counts)}

    def _mending(self) -> Iterator[tuple[int, int]]:
        """Make moves until nothing is broken or the steps run out, and tell each."""
        rested: dict[int, int] = {}
        for now in range(MOST_STEPS):
            if not self.broken:
                return
            number = min(self.broken, key=self.sizes.__getitem__)
            move = self._best_move(number, {leaf for leaf, until in rested.items() if until > now})
            if move is None:
                continue
            self._apply(*move)
            rested[move[0]] = now + REST
            yield move

    def _best_move(self, number: int, resting: set[int]) -> tuple[int, int] | None:
        """The move of one leaf that mends one thing and breaks fewest others; the first that breaks nothing."""
        towards = 1 if self.at[number] < self.least[number] else -1
        members = self.leaves.members[number]
        best, least_harm, weighed = None, 0, 0
        first = self.order.randrange(len(members)) if members else 0
        for leaf, factor in chain(islice(members, first, None), islice(members, first)):
            step = towards if factor > 0 else -towards
            if leaf in resting or not self.least[leaf] <= self.at[leaf] + step <= self.most[leaf]:
                continue
            harm = self._harm(leaf, step)
            if best is None or harm < least_harm:
                best, least_harm = (leaf, step), harm
            weighed += 1
            if harm < 0 or weighed == MOST_CANDIDATES:
                break
        return best

    def _harm(self, leaf: int, step: int) -> int:
        """By how much a move would break more than it mends."""
        with_it, against_it = self.leaves.sides[leaf]
        rising, falling = (with_it, against_it) if step > 0 else (against_it, with_it)
        up, down = self.harm_up.__getitem__, self.harm_down.__getitem__
        return sum(map(up, rising)) + sum(map(down, falling))

    def _apply(self, leaf: int, step: int) -> None:
        for number, factor in self.leaves.enters[leaf]:
            self.at[number] += factor * step
            self._weigh(number)
