"""What pages and programs say of staff files. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from anchors.wording import count, listed


class Said(NamedTuple):
    """What is wrong with some rows, and what came of it or what to do."""

    title: str
    act: str


PROBLEMS: Mapping[str, Said] = {
    "no-postcode": Said("No postcode", "Counted as not placed. Add the home postcode."),
    "not-a-postcode": Said(
        "Not a whole postcode", "Counted as not placed. Write it in full, for example LU1 2AB."
    ),
    "unknown-postcode": Said(
        "A postcode that is not in the directory", "Counted as not placed. Check its letters and digits."
    ),
    "no-fixed-place": Said(
        "A code for no fixed address or an address abroad", "Counted as not placed. There is nothing to do."
    ),
    "no-area": Said("A postcode without a small area", "Counted as not placed. There is nothing to do."),
    "area": Said(
        "Not the code of a small area", "Counted as not placed. Use LSOA codes, for example E01000001."
    ),
    "people": Said(
        "Not a whole number of people", "Left out. Write the true number: small ones are hidden later, by us."
    ),
    "starter": Said(
        "Neither a date nor yes or no under Starter",
        "Not counted as a starter. Use a date such as 28/02/2026.",
    ),
    "leaver": Said(
        "Neither a date nor yes or no under Leaver", "Counted as in post. Use a date such as 28/02/2026."
    ),
}
"""Problem code of a staff file to its words. None of them repeats what stands in the file."""

PASSED_OVER: Mapping[str, tuple[str, str]] = {
    "blank": ("blank row", ""),
    "heading": ("repeated heading", ""),
    "note": ("row of notes or totals", "rows of notes or totals"),
    "second-post": ("further post of a person already counted", "further posts of people already counted"),
}
"""What was not counted because it stands for nobody, in the singular and the plural (empty: add s)."""

ROWS_SHOWN = 5
"""Rows that are named of a problem."""


def rows_words(how_many: int, rows: Sequence[int]) -> str:
    """`Rows 14, 88 and 90, and 12 more`: `rows` are the numbers of the first."""
    numbers = [count(row) for row in rows[:ROWS_SHOWN]]
    rest = how_many - len(numbers)
    words = f"Row {numbers[0]}" if how_many == 1 else f"Rows {listed(numbers)}"
    return f"{words}, and {count(rest)} more" if rest else words


NOT_KEPT = (
    "Postcodes are turned into areas at once, in memory, and are not kept: not the file, not a row of it, not a "
    "postcode. What we keep is how many people live in each small area."
)
