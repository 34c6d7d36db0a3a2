"""Amounts with a decimal comma (2.500,00) that stand without quotation marks, so that the comma cut them in two.

Read cell by cell, 2.500 | 00 is £2.50. Such an amount is put together only to be shown: its row is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from anchors.ingest.amounts import european_pence, pence, pounds
from anchors.ingest.realigning import Shape, longer_readings

_DOTTED = re.compile(r"\s*[-£(]{0,3}\s?\d{1,3}(?:\.\d{3})+\Z")
_DECIMALS = re.compile(r"\d{1,2}\)?-?\s*\Z")
LONGEST_DECIMALS = 5
MOSTLY = 0.9

Compose = Callable[[list[str]], list[str]]
"""Gives a row with its whole amount in the amount column."""


def is_dotted(row: Sequence[str], place: int) -> bool:
    """Whether a cell and the next are an amount with its thousands parted by points: 2.500 | 00."""
    return _has_decimals(row, place) and _DOTTED.match(row[place]) is not None


def is_cut(row: Sequence[str], place: int) -> bool:
    """Whether a cell and the next may be one amount: 2.500 | 00, but also 2500 | 00, which may be other things."""
    if not _has_decimals(row, place) or european_pence(f"{row[place]},{row[place + 1]}") is None:
        return False
    begins_text = row[place + 2 : place + 3] and row[place + 2].startswith(" ") and row[place + 2].strip()
    return is_dotted(row, place) or row[place].startswith(" ") or not begins_text


def _has_decimals(row: Sequence[str], place: int) -> bool:
    return (
        place + 1 < len(row)
        and len(row[place + 1]) <= LONGEST_DECIMALS
        and _DECIMALS.match(row[place + 1]) is not None
    )


def whole_samples(rows: list[list[str]], width: int, places: Collection[int]) -> list[list[str]]:
    """Rows of a table with their cut amounts whole, where most have too many cells for the headings because of them.

    `places` are the columns whose headings speak of an amount.
    """
    ends = [_ended(row) for row in rows]
    longer = [row for row in ends if len(row) > width]
    if not longer or len(longer) * 2 < len(rows):
        return rows
    ways: list[Callable[[list[str]], list[str]]] = [
        partial(_joined_at, place=place) for place in sorted(places, reverse=True)
    ]
    for way in (*ways, _joined_throughout):
        fitting = [
            len(row) == width and any(map(_is_comma, (row[place] for place in places)))
            for row in map(way, longer)
        ]
        if sum(fitting) >= MOSTLY * len(longer):
            return [way(row) if len(row) > width else row for row in ends]
    return rows


@dataclass(frozen=True)
class CutAmount:
    """An amount as it stood before a comma cut it, its likely pence, and whether no other reading is better."""

    text: str
    pence: int
    is_likeliest: bool


def cut_amount(
    row: Sequence[str], shape: Shape, places: Collection[int], compose: Compose
) -> CutAmount | None:
    """The amount of a row with more cells than columns, where a decimal comma in it could be the reason.

    `places` are the columns that make up the amount, `compose` the way in which they do. None also where spaces
    after the commas of a text are the plain reason.
    """
    best: tuple[int, str, int] | None = None
    for whole in _readings(list(row), shape.width):
        text = next((whole[place] for place in places if _is_comma(whole[place])), None)
        plain = compose([pounds(european_pence(cell) or 0) if _is_comma(cell) else cell for cell in whole])
        value = pence(plain[shape.amount])
        if text is None or value is None or not shape.fits(plain):
            continue
        score = shape.agreement(plain) if "." not in text else 3 * shape.width
        if best is None or score > best[0]:
            best = score, text, value
    if best is None:
        return None
    is_likeliest = best[0] >= _otherwise(list(row), shape, compose)
    spaced = sum(cell.startswith(" ") for cell in _ended(row))
    if not is_likeliest and (spaced == len(_ended(row)) - shape.width or len(_ended(row)) <= shape.width):
        return None
    return CutAmount(*best[1:], is_likeliest)


def _otherwise(row: list[str], shape: Shape, compose: Compose) -> int:
    """How complete the row is at best when read without a decimal comma."""
    ways = [compose(row[: shape.width]), *longer_readings(compose(_ended(row)), shape)]
    return max((shape.agreement(way) for way in ways if shape.fits(way)), default=0)


def _readings(row: list[str], width: int) -> Iterator[list[str]]:
    """The row with one or all of its cut amounts whole, as wide as the table."""
    ways = [_joined_throughout(row), *(_joined_at(row, i) for i in range(len(row) - 1))]
    for way in ways:
        beyond = [cell for cell in way[width:] if cell.strip()]
        if len(way) < len(row) and all(pence(cell.strip()) is None for cell in beyond):
            yield (way + [""] * width)[:width]


def _joined_at(row: list[str], place: int) -> list[str]:
    if not is_cut(row, place):
        return row
    return [*row[:place], f"{row[place]},{row[place + 1]}", *row[place + 2 :]]


def _joined_throughout(row: list[str]) -> list[str]:
    whole: list[str] = []
    place = 0
    while place < len(row):
        step = 1 + is_cut(row, place)
        whole.append(",".join(row[place : place + step]))
        place += step
    return whole


def _is_comma(cell: str) -> bool:
    return "," in cell and european_pence(cell) is not None


def _ended(row: Sequence[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return list(row[:end])
