"""Integer programming: whether an unknown can have a value, decided over everything known around it."""

from typing import Final

import numpy as np
import scipy

from anchors.disclosure.leaves import Leaves

MOST_LEAVES: Final = 300
"""Leaves that may differ from the true counts. A smaller release is decided as a whole; in a larger one the rest
stays as it is, so that a value may be missed, and a cell hidden that need not be, but never the other way."""

MOST_NODES: Final = 50
"""Branches after which an undecided question counts as no: a count of nodes, unlike seconds, is repeatable."""


def values_with(
    leaves: Leaves, bounds: tuple[list[int], list[int]], unknown: int, value: int
) -> dict[int, int]:
    """The values of all sums touched in counts that fit and give an unknown this value; empty if none were found."""
    least, most = leaves.bounds(*bounds)
    if not least[unknown] <= value <= most[unknown]:
        return {}
    least[unknown] = most[unknown] = value
    chosen = {leaf: place for place, leaf in enumerate(leaves.around(unknown, MOST_LEAVES))}
    entries = [
        (number, place, factor) for leaf, place in chosen.items() for number, factor in leaves.enters[leaf]
    ]
    rows = {number: row for row, number in enumerate(sorted({number for number, _, _ in entries}))}
    matrix = np.zeros((len(rows), len(chosen)))
    for number, place, factor in entries:
        matrix[rows[number], place] = factor
    counts = leaves.known.counts
    true = np.array(
        [sum(factor * counts[leaf] for leaf, factor in leaves.members[number]) for number in rows]
    )
    found = scipy.optimize.milp(  # the unknowns are changes from the true counts
        np.zeros(len(chosen)),
        integrality=np.ones(len(chosen)),
        bounds=scipy.optimize.Bounds(-np.array([counts[leaf] for leaf in chosen]), np.inf),
        constraints=scipy.optimize.LinearConstraint(
            scipy.sparse.csr_array(matrix),
            np.array([least[number] for number in rows]) - true,
            np.array([most[number] for number in rows]) - true,
        ),
        options={"node_limit": MOST_NODES},
    )
    if found.x is None:
        return {}
    values = true + matrix @ np.round(found.x)
    return {number: round(values[row]) for number, row in rows.items() if number < len(counts)}
