"""Linear programming, rounded to whole people: other counts that fit everything known."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import scipy

from anchors.disclosure.leaves import Leaves

FAR: Final = 6
"""People by whom one answer may change a leaf: more make the questions slow and are not needed for four values."""

ROUNDINGS: Final = (0, 1, FAR)
"""How far whole counts are looked for around the fractional ones: as good as all are whole already."""

MOST_NODES: Final = 50
"""Branches after which rounding is given up: a count of nodes, unlike seconds, is repeatable."""

MOST_SECONDS: Final = 60.0
"""Seconds after which one question counts as no all the same: on a very slow machine another cell may be hidden."""

TINY: Final = 1e-6

Row = np.ndarray[Any, np.dtype[np.float64]]


class Program:
    """The leaves as columns and all sums of them as rows, to be asked for other counts that fit.

    An answer is made of changes from counts that fit, at first the true ones; what is not asked about stays.
    """

    def __init__(self, leaves: Leaves) -> None:
        """Write the sums down once."""
        self.leaves = leaves
        self.columns = {leaf: column for column, leaf in enumerate(sorted(leaves.enters))}
        entries = [
            (row, self.columns[leaf], factor)
            for row, members in enumerate(leaves.members)
            for leaf, factor in members
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        self.matrix = scipy.sparse.csc_array(
            (np.array(factors, dtype=float), (rows, columns)),
            shape=(len(leaves.members), len(self.columns)),
        )

    def bind(self, bounds: tuple[list[int], list[int]]) -> None:
        """Ask within these bounds of the unknowns from now on, and from the true counts."""
        counts = self.leaves.known.counts
        self.counts = np.array([counts[leaf] for leaf in self.columns], dtype=float)
        self.at = np.array(self.leaves.values(counts), dtype=float)
        least, most = self.leaves.bounds(*bounds)
        self.least, self.most = np.array(least, dtype=float), np.array(most, dtype=float)

    def values(self, chosen: Collection[int], wishes: Mapping[int, int]) -> dict[int, int]:
        """The values of all sums touched in counts of the chosen leaves that fit; empty if none are found.

        They bring as many unknowns of `wishes` as possible to or towards the values wished for. The next question
        starts from them: what a sum left no room for may be possible once others have moved.
        """
        columns = np.array([self.columns[leaf] for leaf in chosen], dtype=np.intp)
        part = self.matrix[:, columns]
        rows = np.unique(part.indices)
        part = part.tocsr()[rows]
        least, most = self.least[rows] - self.at[rows], self.most[rows] - self.at[rows]
        aims = np.zeros(len(rows))
        for place, row in enumerate(rows.tolist()):
            if row in wishes:
                change = wishes[row] - self.at[row]
                least[place], most[place] = min(0.0, change), max(0.0, change)
                aims[place] = -np.sign(change)
        people = _changes(part, aims, (least, most), np.maximum(-FAR, -self.counts[columns]))
        if people is None:
            return {}
        self.counts[columns] += people
        self.at[rows] += part @ people
        totals = len(self.leaves.known.counts)
        return {int(row): int(value) for row, value in zip(rows, self.at[rows], strict=True) if row < totals}


def _changes(part: Any, aims: Row, sums: tuple[Row, Row], least: Row) -> Row | None:
    """Whole changes of the leaves, from `least` to FAR, whose sums keep their bounds and follow the aims; or None.

    The best fractional ones are whole nearly everywhere, since nearly every leaf enters sums of few kinds. What is
    not is rounded by integer programming, which is asked about little and so answers soon.
    """
    aim, fit = aims @ part, scipy.optimize.LinearConstraint(part, *sums)
    most = np.full(len(least), float(FAR))
    best = scipy.optimize.milp(
        aim,
        bounds=scipy.optimize.Bounds(least, most),
        constraints=fit,
        options={"time_limit": MOST_SECONDS},
    ).x
    if best is None:
        return None
    for room in ROUNDINGS:
        floor, ceiling = np.floor(best + TINY) - room, np.ceil(best - TINY) + room
        found = best
        if (floor < ceiling).any():
            found = scipy.optimize.milp(
                aim,
                integrality=np.ones(len(best)),
                bounds=scipy.optimize.Bounds(np.maximum(floor, least), np.minimum(ceiling, most)),
                constraints=fit,
                options={"node_limit": MOST_NODES, "mip_rel_gap": 0.5, "time_limit": MOST_SECONDS},
            ).x
        if found is not None:
            people: Row = np.round(found)
            changes = part @ people
            if (changes >= sums[0]).all() and (changes <= sums[1]).all():
                return people
    return None
