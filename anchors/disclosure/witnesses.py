"""Witnesses: other counts that fit everything known, found by moving people about from the true counts."""

from collections.abc import Hashable, Iterator, Mapping
from itertools import chain, islice
from random import Random
from time import monotonic

from anchors.disclosure.knowledge import Knowledge
from anchors.disclosure.leaves import Leaves
from anchors.disclosure.programming import REACHES, Program

MOST_STEPS = 80
"""Moves of one person after which one attempt is given up."""

MOST_CANDIDATES = 80
"""Moves that are weighed against each other before the best of them is made."""

FEW = 0.05
"""Share of all unknowns: while more lack values, each institution's leaves are moved together."""

WORTH_IT = 0.9
"""A round that leaves more than this share of those that lacked values was the last one."""

FAR_SECONDS = 600.0
"""Seconds of one release for questions that reach beyond what is near: after them, what is not found is hidden."""

REST = 6
"""Steps for which a count that was moved is left alone, so that a move is not simply taken back."""


class Witnesses:
    """For every unknown the values seen in counts that fit all that is known.

    The unknowns that are no sum of others (leaves) are moved by one person at a time; all others follow. A walk
    from the true counts first sets one unknown one higher or lower, then mends what this breaks.
    """

    def __init__(self, known: Knowledge) -> None:
        """The true counts are the first witness."""
        self.known = known
        self.seen = [{count} for count in known.counts]
        self.leaves = Leaves(known)
        self.program = Program(self.leaves)
        self.sizes = [len(members) for members in self.leaves.members]
        self.order = Random(0)  # noqa: S311 - the order of a search, the same every time; nothing secret
        self.far_left = FAR_SECONDS
        self.least: list[int] = []
        self.most: list[int] = []

    def has_enough(self, unknown: int) -> bool:
        """Whether an unknown has been seen with as many values as it must keep."""
        return len(self.seen[unknown]) >= self.known.wanted[unknown]

    def search(self, bounds: tuple[list[int], list[int]]) -> list[int]:
        """Look for enough values of every unknown; those for which too few were found. `bounds` may be narrowed."""
        self._start(bounds)
        if len(self.leaves.enters) > REACHES[0]:
            self._look_for_many()
        return [n for n in range(len(self.known.counts)) if not self.has_enough(n) and not self._look(n)]

    def is_movable(self, unknown: int, bounds: tuple[list[int], list[int]]) -> bool:
        """Whether an unknown could be one more within bounds other than those known."""
        self._start(bounds)
        seen = self.seen
        self.seen = [set() for _ in seen]
        more = self.known.counts[unknown] + 1
        is_movable = self._walk(unknown, 1) or any(
            self.program.values_with(unknown, more, reach) for reach in REACHES
        )
        self.seen = seen
        return is_movable

    def add(self, values: Mapping[int, int]) -> None:
        """Remember values of unknowns that were found to fit together with all that is known."""
        for unknown, value in values.items():
            self.seen[unknown].add(value)

    def search_far(self, unknown: int) -> bool:
        """Look for enough values of one unknown by integer programming, the nearest to the true one first."""
        count, wanted = self.known.counts[unknown], self.known.wanted[unknown]
        values = [count + sign * distance for distance in range(1, 2 * wanted) for sign in (1, -1)]
        for reach in REACHES:
            for value in values:
                is_far = reach > REACHES[0]
                if self.has_enough(unknown) or (is_far and self.far_left <= 0):
                    break
                if value not in self.seen[unknown]:
                    started = monotonic()
                    self.add(self.program.values_with(unknown, value, reach))
                    self.far_left -= is_far * (monotonic() - started)
        return self.has_enough(unknown)

    def _start(self, bounds: tuple[list[int], list[int]]) -> None:
        self.least, self.most = self.leaves.bounds(*bounds)
        self.program.bind(bounds)
        self._return()

    def _look_for_many(self) -> None:
        """Ask for many at once: all leaves of one institution and quarter may move, the others' stay.

        Then those that still lack values with what is near to them, whosever it is.
        """
        groups: dict[Hashable, list[int]] = {}
        for leaf in self.leaves.enters:
            groups.setdefault(self.known.whose[leaf], []).append(leaf)
        while lacking := len(self._lacking()):
            if lacking < FEW * len(self.seen):
                break
            for group in groups.values():
                self.add(self.program.values(group, wishes=self._wishes()))
            if len(self._lacking()) > WORTH_IT * lacking:
                break
        for unknown in self._lacking():
            for _ in range(2):
                if self.has_enough(unknown):
                    break
                self.add(self.program.values(self.leaves.around(unknown, REACHES[0]), wishes=self._wishes()))

    def _lacking(self) -> list[int]:
        return [n for n in range(len(self.known.counts)) if not self.has_enough(n)]

    def _wishes(self) -> dict[int, int]:
        """For every unknown that lacks values one near its true count with which it was not seen."""
        wishes = {}
        for unknown in self._lacking():
            count, seen = self.known.counts[unknown], self.seen[unknown]
            near = range(max(self.least[unknown], count - 3), min(self.most[unknown], count + 3) + 1)
            if unseen := [value for value in near if value not in seen]:
                wishes[unknown] = unseen[self.order.randrange(len(unseen))]
        return wishes

    def _look(self, unknown: int) -> bool:
        """Look for enough values of one unknown, from where the last walk ended and then from the true counts."""
        for attempt in range(4):
            for step in (1, -1):
                while not self.has_enough(unknown) and self._walk(unknown, step):
                    pass
            if self.has_enough(unknown):
                return True
            if attempt % 2 == 0:
                self._return()
        return False

    def _return(self) -> None:
        """Back to the true counts."""
        self.at = self.leaves.values(self.known.counts)
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

    def _walk(self, unknown: int, step: int) -> bool:
        """Set one unknown one higher or lower and mend what that breaks; whether it could be done."""
        target = self.at[unknown] + step
        before = self.least[unknown], self.most[unknown]
        if not before[0] <= target <= before[1]:
            return False
        self.least[unknown] = self.most[unknown] = target
        self._weigh(unknown)
        trail = list(self._mending())
        is_mended = not self.broken
        self.least[unknown], self.most[unknown] = before
        for leaf, taken in [] if is_mended else reversed(trail):
            self._apply(leaf, -taken)
        self._weigh(unknown)
        if is_mended:
            moved = {number for leaf, _ in trail for number, _ in self.leaves.enters[leaf]}
            self.add({number: self.at[number] for number in moved if number < len(self.seen)})
        return is_mended

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
