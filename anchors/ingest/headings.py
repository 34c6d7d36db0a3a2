"""Which heading stands for which field, told from its words alone."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from anchors.ingest.kinds import Column, UploadKind
from anchors.ingest.text import clean, column_letter, heading_words, spelled_out

ALIAS, PATTERN, MISSPELT = 3, 2, 1
_SHORTEST_TO_CORRECT = 5


@dataclass(frozen=True, order=True)
class Match:
    """How well a heading fits a field: by alias before pattern before misspelling, then by place in the list."""

    strength: int
    place: int
    why: str
    is_weak: bool = False

    @property
    def order(self) -> tuple[int, int]:
        """Sort key: the best match is the smallest."""
        return -self.strength, self.place


@lru_cache(maxsize=20_000)
def match(column: Column, words: str) -> Match | None:
    """How the heading (as `heading_words` gives it) fits the column, None when it does not."""
    full = spelled_out(words)
    if full == words:
        return _match(column, words)
    found = [m for m in (_match(column, words), _match(column, full)) if m]
    return min(found, key=lambda m: m.order) if found and not column.refuses(full) else None


def _match(column: Column, words: str) -> Match | None:
    if not words:
        return None
    if column.alias_rank.get(words) is not None:
        return Match(ALIAS, column.alias_rank[words], "the heading is one we know")
    if len(words) > 120 or column.refuses(words):
        return None
    for place, pattern in enumerate(column.compiled):
        if pattern.search(words):
            return Match(PATTERN, place, "the words of the heading", is_weak=place >= column.weak_from)
    if len(words) >= _SHORTEST_TO_CORRECT and column.aliases:
        near = difflib.get_close_matches(
            words, [a for a in column.aliases if len(a) >= _SHORTEST_TO_CORRECT], 1, 0.87
        )
        if near:
            return Match(MISSPELT, column.alias_rank[near[0]], f'the heading is close to "{near[0]}"')
    return None


def labels(cells: Sequence[str]) -> list[str]:
    """Headings as they are shown: unnamed columns by their letter, repeated headings with it."""
    shown = [clean(cell) for cell in cells]
    names = [name.lower() for name in shown]
    return [
        (f"{name} (column {column_letter(i)})" if names.count(name.lower()) > 1 else name)
        if name
        else f"Column {column_letter(i)}"
        for i, name in enumerate(shown)
    ]


def row_score(kind: UploadKind, words: Sequence[str]) -> int:
    """How much a row looks like the heading row: fields that its cells stand for, the three main ones twice."""
    main = {kind.amount, kind.date, kind.party}
    score = 0
    for column in kind.columns:
        found = [m for w in words if w and (m := match(column, w)) and m.strength > MISSPELT]
        if column.pair and not found:
            found_pair = [any(_is_side(side, w) for w in words) for side in column.pair]
            score += 2 if all(found_pair) else 0
        elif found:
            score += 2 if column.code in main else 1
    return score


def _is_side(pattern: str, words: str) -> bool:
    import re  # noqa: PLC0415 - used here only

    return bool(words) and re.search(pattern, words) is not None


def pair_of(column: Column, words: Sequence[str]) -> tuple[int, int] | None:
    """The two columns, money out and money back, that together are an amount."""
    if not column.pair:
        return None
    sides = [[i for i, w in enumerate(words) if _is_side(side, w)] for side in column.pair]
    return (sides[0][0], sides[1][0]) if all(len(side) == 1 for side in sides) else None


def fingerprint(words: Sequence[str]) -> str:
    """The same for two tables whose headings (as `heading_cells` gives them) are the same in the same order."""
    return hashlib.sha256("|".join(words).rstrip("|").encode()).hexdigest()[:16]


def heading_cells(row: Sequence[str]) -> list[str]:
    """The row's cells as heading words."""
    return [heading_words(cell) if len(cell) < 200 else "" for cell in row]
