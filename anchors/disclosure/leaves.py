"""Everything known, written over the unknowns that are no sum of others."""

from collections import deque
from collections.abc import Iterable

from anchors.disclosure.knowledge import Knowledge


class Leaves:
    """Every unknown, and every relation that defines none, as a sum of the unknowns that are no sum themselves."""

    def __init__(self, known: Knowledge) -> None:
        """Let the first relation of each total define it, unless that would be circular."""
        self.known = known
        self.parts: dict[int, list[tuple[int, int]]] = {}
        self.relations: list[int] = []
        for number, relation in enumerate(known.relations):
            (total, _), *parts = relation.members
            is_sum = relation.least == relation.most == 0
            if is_sum and total not in self.parts and not self._leads_to(total, [part for part, _ in parts]):
                self.parts[total] = [(part, 1) for part, _ in parts]
            else:
                self.relations.append(number)
        found: dict[int, dict[int, int]] = {}
        sums = [self._leaves(unknown, found) for unknown in range(len(known.counts))]
        sums += [self._added(known.relations[number].members, found) for number in self.relations]
        self.members = [[(leaf, factor) for leaf, factor in added.items() if factor] for added in sums]
        self.enters: dict[int, list[tuple[int, int]]] = {}
        for number, members in enumerate(self.members):
            for leaf, factor in members:
                self.enters.setdefault(leaf, []).append((number, factor))
        self.sides = {
            leaf: ([n for n, factor in entered if factor > 0], [n for n, factor in entered if factor < 0])
            for leaf, entered in self.enters.items()
        }

    def values(self, counts: list[int]) -> list[int]:
        """The unknowns' and the relations' values for given counts."""
        return [sum(factor * counts[leaf] for leaf, factor in members) for members in self.members]

    def bounds(self, least: list[int], most: list[int]) -> tuple[list[int], list[int]]:
        """The unknowns' bounds, followed by those of the relations that define none."""
        relations = [self.known.relations[number] for number in self.relations]
        return (
            [*least, *(relation.least for relation in relations)],
            [*most, *(relation.most for relation in relations)],
        )

    def around(self, unknown: int, at_most: int) -> list[int]:
        """The leaves of an unknown and those that small sums connect with them, nearest first."""
        reached = dict.fromkeys(leaf for leaf, _ in self.members[unknown][:at_most])
        waiting = deque(reached)
        while waiting and len(reached) < at_most:
            for number, _ in sorted(
                self.enters[waiting.popleft()], key=lambda entry: len(self.members[entry[0]])
            ):
                for other, _ in self.members[number][: at_most - len(reached)]:
                    if other not in reached:
                        reached[other] = None
                        waiting.append(other)
        return list(reached)

    def _leads_to(self, total: int, parts: list[int]) -> bool:
        """Whether the total is itself among what the parts are made of."""
        waiting, reached = list(parts), set(parts)
        while waiting:
            for part, _ in self.parts.get(waiting.pop(), []):
                if part not in reached:
                    reached.add(part)
                    waiting.append(part)
        return total in reached

    def _leaves(self, unknown: int, found: dict[int, dict[int, int]]) -> dict[int, int]:
        if unknown not in found:
            parts = self.parts.get(unknown)
            found[unknown] = {unknown: 1} if parts is None else self._added(parts, found)
        return found[unknown]

    def _added(self, members: Iterable[tuple[int, int]], found: dict[int, dict[int, int]]) -> dict[int, int]:
        added: dict[int, int] = {}
        for unknown, factor in members:
            for leaf, times in self._leaves(unknown, found).items():
                added[leaf] = added.get(leaf, 0) + factor * times
        return added
