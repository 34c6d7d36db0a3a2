"""Integer programming: other counts that fit everything known, for many unknowns at once or for a value of one."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import scipy

from anchors.disclosure.leaves import Leaves

REACHES: Final = (300, 600, 1200, 2400, 4800)
"""Leaves that may differ from the counts that are known to fit, nearest first; more where fewer do not suffice. The
rest stays as it is, so that a value may be missed, and a cell hidden that need not be, but never the other way."""

MOST_NODES: Final = 50
"""Branches after which an undecided question counts as no: a count of nodes, unlike seconds, is repeatable."""

MOST_SECONDS: Final = 5.0
"""Seconds after which one question counts as no all the same. Hundreds of cells never take so long; where thousands
hang together a question may take minutes, and then a release of the same counts may hide another cell."""

FAR: Final = 12
"""People by whom a leaf may differ from its true count: more than any question needs."""

Row = np.ndarray[Any, np.dtype[np.float64]]


class Program:
    """The leaves as columns and all sums of them as rows, to be asked for other counts that fit.

    An answer is made of changes from counts that fit, at first the true ones; what is not asked about stays.
    """

    def __init__(self, leaves: Leaves) -> None:
        """Write the sums down once."""
        self.leaves = leaves
        counts = leaves.known.counts
        self.columns = {leaf: column for column, leaf in enumerate(sorted(leaves.enters))}
        self.counts = np.array([counts[leaf] for leaf in self.columns], dtype=float)
        self.at = np.array(leaves.values(counts), dtype=float)
        entries = [
            (row, self.columns[leaf], factor)
            for row, members in enumerate(leaves.members)
            for leaf, factor in members
        ]
        rows, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
        self.matrix = scipy.sparse.csc_array(
            (np.array(factors, dtype=float), (rows, columns)), shape=(len(self.at), len(self.columns))
        )
        self.least, self.most = self.at, self.at

    def bind(self, bounds: tuple[list[int], list[int]]) -> None:
        """Ask within these bounds of the unknowns from now on, and from the true counts."""
        counts = self.leaves.known.counts
        self.counts = np.array([counts[leaf] for leaf in self.columns], dtype=float)
        self.at = np.array(self.leaves.values(counts), dtype=float)
        least, most = self.leaves.bounds(*bounds)
        self.least, self.most = np.array(least, dtype=float), np.array(most, dtype=float)

    def values_with(self, unknown: int, value: int, reach: int) -> dict[int, int]:
        """The values of all sums touched in counts that fit and give an unknown this value; empty if none are found.

        Nothing is found either where a shorter reach was all there is.
        """
        if not self.least[unknown] <= value <= self.most[unknown]:
            return {}
        chosen = self.leaves.around(unknown, reach)
        shorter = max((each for each in REACHES if each < reach), default=0)
        return self.values(chosen, must={unknown: value}, nodes=MOST_NODES) if len(chosen) > shorter else {}

    def values(
        self,
        chosen: Collection[int],
        *,
        wishes: Mapping[int, int] | None = None,
        must: Mapping[int, int] | None = None,
        nodes: int = 1,
    ) -> dict[int, int]:
        """The values of all sums touched in counts of the chosen leaves that fit; empty if none are found.

        They give each unknown of `must` its value and bring as many of `wishes` as possible to or towards theirs.
        The next question starts from them: what a sum left no room for may be possible once others have moved.
        """
        columns = np.array([self.columns[leaf] for leaf in chosen], dtype=np.intp)
        part = self.matrix[:, columns]
        rows = np.unique(part.indices)
        part = part.tocsr()[rows]
        least, most = self.least[rows] - self.at[rows], self.most[rows] - self.at[rows]
        aims = np.zeros(len(rows))
        self._narrow(rows, least, most, aims, wishes or {})
        for unknown, value in (must or {}).items():
            row = int(np.searchsorted(rows, unknown))
            if row == len(rows) or rows[row] != unknown:
                return {}
            least[row] = most[row] = value - self.at[unknown]
        found = scipy.optimize.milp(
            aims @ part,
            integrality=np.ones(len(columns)),
            bounds=scipy.optimize.Bounds(np.maximum(-FAR, -self.counts[columns]), FAR),
            constraints=scipy.optimize.LinearConstraint(part, least, most),
            options={"node_limit": nodes, "mip_rel_gap": 0.5, "time_limit": MOST_SECONDS},
        )
        if found.x is None:
            return {}
        people = np.round(found.x)
        changes = part @ people
        if (changes < least).any() or (changes > most).any():
            return {}
        self.counts[columns] += people
        self.at[rows] += changes
        totals = len(self.leaves.known.counts)
        return {int(row): int(value) for row, value in zip(rows, self.at[rows], strict=True) if row < totals}

    def _narrow(self, rows: Row, least: Row, most: Row, aims: Row, wishes: Mapping[int, int]) -> None:
        """Let every unknown of the wishes move towards its value only, and aim for that."""
        for place, row in enumerate(rows):
            if row in wishes:
                change = wishes[row] - self.at[row]
                least[place], most[place] = min(0.0, change), max(0.0, change)
                aims[place] = -np.sign(change)
