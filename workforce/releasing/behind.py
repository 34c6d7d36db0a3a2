"""What is kept behind published figures, so that the next ones are protected together with them."""

from collections.abc import Callable, Sequence
from typing import Any

from anchors.disclosure import Figure, Key, Profile, Sum
from anchors.disclosure import Release as Protected
from workforce.models import PublicationBehind, ReleaseBehind


def behind_of(protected: Protected) -> dict[str, list[Any]]:
    """Figures and sums as `ReleaseBehind` and `PublicationBehind` keep them."""
    places = {key: place for place, key in enumerate(protected.figures)}
    figures = [
        [key, each.count, each.shown, each.basis, each.is_second, each.is_kept, each.is_extra]
        for key, each in protected.figures.items()
    ]
    sums = [[places[total], *(places[part] for part in parts)] for total, parts in protected.sums]
    return {"figures": figures, "sums": sums}


def restored(
    profile: Profile, behind: ReleaseBehind | PublicationBehind, key_of: Callable[[Sequence[Any]], Key]
) -> Protected:
    """The protected figures again; `key_of` makes a key of its parts."""
    figures: dict[Key, Figure] = {key_of(key): Figure(*rest) for key, *rest in behind.figures}
    keys = list(figures)
    sums = tuple(Sum(keys[total], tuple(keys[part] for part in parts)) for total, *parts in behind.sums)
    return Protected(profile, figures, sums)
