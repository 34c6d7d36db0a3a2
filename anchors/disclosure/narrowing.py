"""Interval propagation: the bounds that the relations put on each unknown. Exact where they form a tree."""

from collections import deque
from typing import NamedTuple

from anchors.disclosure.knowledge import Knowledge, Relation

Bounds = list[int] | dict[int, int]

MOST_VISITS = 100
"""Times a relation is looked at on average before the bounds found so far, which hold anyway, are enough."""


class Narrowed(NamedTuple):
    """The least and the most of every unknown, and whether nothing more can be passed along."""

    least: list[int]
    most: list[int]
    is_settled: bool


def narrowed(known: Knowledge) -> Narrowed:
    """The least and the most of every unknown, given all the others' bounds. Never too narrow."""
    least, most = list(known.least), list(known.most)
    waiting = deque(range(len(known.relations)))
    is_waiting = [True] * len(known.relations)
    visits = MOST_VISITS * len(known.relations)
    while waiting and (visits := visits - 1):
        number = waiting.popleft()
        is_waiting[number] = False
        for unknown in narrow(known.relations[number], least, most):
            for other, _ in known.entering[unknown]:
                if not is_waiting[other] and other != number:
                    is_waiting[other] = True
                    waiting.append(other)
    return Narrowed(least, most, not waiting)


def in_trees(known: Knowledge) -> list[int]:
    """The unknowns that no circle of relations can be reached from: each value within settled bounds is possible."""
    found: list[int] = []
    reached = set[int]()
    for start in range(len(known.counts)):
        if start in reached:
            continue
        relations, unknowns, waiting = set[int](), {start}, [start]
        while waiting:
            doors = {number for number, _ in known.entering[waiting.pop()]} - relations
            relations |= doors
            through = {member for number in doors for member, _ in known.relations[number].members} - unknowns
            unknowns |= through
            waiting += through
        reached |= unknowns
        ways = sum(len(known.relations[number].members) for number in relations)
        if ways == len(relations) + len(unknowns) - 1:
            found += unknowns
    return found


def narrow(relation: Relation, least: Bounds, most: Bounds) -> list[int]:
    """Narrow the members' bounds by one relation; the unknowns that changed."""
    low = high = 0
    for unknown, factor in relation.members:
        low += least[unknown] if factor > 0 else -most[unknown]
        high += most[unknown] if factor > 0 else -least[unknown]
    changed = []
    for unknown, factor in relation.members:
        down, up = (least[unknown], most[unknown]) if factor > 0 else (-most[unknown], -least[unknown])
        new_down, new_up = max(down, relation.least - high + up), min(up, relation.most - low + down)
        if new_down > down or new_up < up:
            least[unknown], most[unknown] = (new_down, new_up) if factor > 0 else (-new_up, -new_down)
            changed.append(unknown)
    return changed
