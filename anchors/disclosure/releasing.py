"""The release of a snapshot: the plain rule, what is kept from the former release, and what protects the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from anchors.disclosure.figures import Cell, Figure, Key, Release, Sum
from anchors.disclosure.profiles import HIDDEN, Profile
from anchors.disclosure.protecting import protected


def release(
    cells: Mapping[Key, Cell],
    sums: Iterable[Sum],
    profile: Profile,
    former: Release | None = None,
) -> Release:
    """The figures that may be shown of these true counts, audited together.

    `cells` holds every cell that anybody can reach, zeros included: a cell that is absent reads as a known zero.
    `sums` are all additive relations between them. Every hidden cell keeps at least `profile.fewest_choices`
    possible values, and no shown one a single value, for whoever knows the rule, every sum and the `former`
    release. Same input, same output. ValueError when a count is negative or a sum does not add up.
    """
    relations = tuple(sums)
    check_sums(cells, relations)
    earlier = former.figures if former and former.profile == profile else {}
    figures = {key: figure(cell, profile, earlier.get(key)) for key, cell in cells.items()}
    return protected(Release(profile, figures, relations), former)


def check_sums(cells: Mapping[Key, Cell], sums: Iterable[Sum]) -> None:
    """Refuse counts that cannot be counts, and sums that are none: the audit would protect something else."""
    for key, cell in cells.items():
        if cell.count < 0:
            raise ValueError(f"The cell {key} counts {cell.count} people. A count cannot be negative.")
    for total, parts in sums:
        added = sum(cells[part].count for part in parts)
        if cells[total].count != added:
            raise ValueError(f"The cell {total} counts {cells[total].count} people, but its parts {added}.")


def figure(cell: Cell, profile: Profile, former: Figure | None) -> Figure:
    """The cell by the plain rule, or as formerly shown while fewer than `least_change` people came or went."""
    fresh = profile.shown(cell.count, is_second=cell.is_second)
    if former and former.is_second == cell.is_second and not has_moved(cell.count, fresh, former, profile):
        return replace(former, count=cell.count, is_kept=True)
    return Figure(cell.count, fresh, cell.count, cell.is_second)


def has_moved(count: int, fresh: int | None, former: Figure, profile: Profile) -> bool:
    """Whether both the count and its figure moved by `least_change`, so that a change tells of no few people."""
    if abs(count - former.basis) < profile.least_change:
        return False
    if fresh is HIDDEN or former.shown is HIDDEN:
        return True
    return abs(fresh - former.shown) >= profile.least_change
