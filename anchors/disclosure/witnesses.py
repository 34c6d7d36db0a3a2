"""Witnesses: other counts that fit everything known, found by moving people about from the true counts."""

from collections.abc import Hashable, Mapping
from itertools import pairwise
from random import Random
from time import process_time

from anchors.disclosure.knowledge import Knowledge
from anchors.disclosure.leaves import Leaves
from anchors.disclosure.programming import Program
from anchors.disclosure.walking import Walks

REACHES = (150, 300, 600, 1200, 2400)
"""Leaves around one unknown that may change for its sake, nearest first; more where fewer do not suffice. The rest
stays as it is, so that a value may be missed, and a cell hidden that need not be, but never the other way."""

NEAR = 300
"""Leaves up to which a question takes less than a second."""

MOST_SECONDS = 600.0
"""Seconds of this process for larger questions of one release: after them, what is not found is hidden."""

MANY = 0.2
"""Share of all unknowns: while more lack values, all of them are asked for at once, afterwards half of them, drawn by
lot, since neighbours often want the same people."""

WORTH_IT = 0.9
"""A round that leaves more than this share of those that lacked values was the last one."""


class Witnesses:
    """For every unknown the values seen in counts that fit all that is known."""

    def __init__(self, known: Knowledge) -> None:
        """The true counts are the first witness."""
        self.known = known
        self.seen = [{count} for count in known.counts]
        self.leaves = Leaves(known)
        self.program = Program(self.leaves)
        self.walks = Walks(self.leaves)
        self.order = Random(0)  # noqa: S311 - the order of a search, the same every time; nothing secret
        self.seconds_left = MOST_SECONDS
        self.bounds: tuple[list[int], list[int]] = ([], [])

    def has_enough(self, unknown: int) -> bool:
        """Whether an unknown has been seen with as many values as it must keep."""
        return len(self.seen[unknown]) >= self.known.wanted[unknown]

    def add_range(self, unknown: int, least: int, most: int) -> None:
        """Remember that every value from `least` to `most` is known to be possible; as many as are needed."""
        self.seen[unknown].update(range(least, min(most, least + 2 * self.known.wanted[unknown]) + 1))

    def search(self, bounds: tuple[list[int], list[int]]) -> list[int]:
        """Look for enough values of every unknown; those for which too few were found. `bounds` may be narrowed."""
        self.bounds = bounds
        self.walks.bind(bounds)
        failing, before = self._lacking(), -1
        while failing and len(failing) != before:
            before = len(failing)
            self.program.bind(bounds)
            if len(self.leaves.enters) > NEAR:
                self._look_for_many()
            self.program.bind(bounds)  # many changes end in a corner, from where nothing near may move
            lacking = [unknown for unknown in self._lacking() if not self._look_by_walks(unknown)]
            largest_first = sorted(lacking, key=self.known.counts.__getitem__, reverse=True)
            failing = [unknown for unknown in largest_first if not self._look(unknown)]
        return failing

    def is_movable(self, unknown: int, bounds: tuple[list[int], list[int]]) -> bool:
        """Whether an unknown could be one more within bounds other than those known."""
        self.program.bind(bounds)
        self.walks.bind(bounds)
        more = self.known.counts[unknown] + 1
        return bool(self.walks.walk(unknown, 1)) or any(
            self._ask(chosen, {unknown: more}).get(unknown) == more for chosen in self._around(unknown)
        )

    def _look_for_many(self) -> None:
        """Ask for many at once: all leaves of one institution may move, in both quarters, the others' stay."""
        groups: dict[Hashable, list[int]] = {}
        for leaf in self.leaves.enters:
            groups.setdefault(self.known.whose[leaf], []).append(leaf)
        while lacking := len(self._lacking()):
            for group in groups.values():
                self._add(self._ask(group, self._wishes()))
            if len(self._lacking()) > WORTH_IT * lacking:
                break

    def _look_by_walks(self, unknown: int) -> bool:
        """Look for enough values of one unknown, from where the last walk ended and then from the true counts."""
        for attempt in range(4):
            for step in (1, -1):
                while not self.has_enough(unknown) and (found := self.walks.walk(unknown, step)):
                    self._add(found)
            if self.has_enough(unknown):
                return True
            if attempt % 2 == 0:
                self.walks.restart()
        return False

    def _look(self, unknown: int) -> bool:
        """Look for enough values of one unknown, the nearest to the true one first, both ways."""
        count, wanted = self.known.counts[unknown], self.known.wanted[unknown]
        for chosen in self._around(unknown):
            for sign in (1, -1):
                for value in (count + sign * distance for distance in range(1, 2 * wanted)):
                    if self.has_enough(unknown):
                        return True
                    if value in self.seen[unknown]:
                        continue
                    self._add(self._ask(chosen, {unknown: value}))
                    if value not in self.seen[unknown]:
                        break
        return self.has_enough(unknown)

    def _around(self, unknown: int) -> list[list[int]]:
        """The leaves around an unknown as far as each reach, while farther means more."""
        around = [self.leaves.around(unknown, reach) for reach in REACHES]
        return around[:1] + [more for fewer, more in pairwise(around) if len(more) > len(fewer)]

    def _ask(self, chosen: list[int], wishes: Mapping[int, int]) -> dict[int, int]:
        """Values that fit, see `Program.values`; none when it is large and the time is up."""
        if len(chosen) > NEAR and self.seconds_left <= 0:
            return {}
        started = process_time()
        found = self.program.values(chosen, wishes)
        self.seconds_left -= (process_time() - started) * (len(chosen) > NEAR)
        return found

    def _add(self, values: Mapping[int, int]) -> None:
        """Remember values of unknowns that were found to fit together with all that is known."""
        for unknown, value in values.items():
            self.seen[unknown].add(value)

    def _lacking(self) -> list[int]:
        return [n for n in range(len(self.known.counts)) if not self.has_enough(n)]

    def _wishes(self) -> dict[int, int]:
        """For unknowns that lack values one near the true count with which they were not seen."""
        least, most = self.bounds
        wishes, lacking = {}, self._lacking()
        for unknown in lacking:
            if len(lacking) <= MANY * len(self.seen) and self.order.random() < 0.5:
                continue
            count, seen = self.known.counts[unknown], self.seen[unknown]
            near = range(max(least[unknown], count - 3), min(most[unknown], count + 3) + 1)
            if unseen := [value for value in near if value not in seen]:
                wishes[unknown] = self.order.choice(unseen)
        return wishes
