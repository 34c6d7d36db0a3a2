"""Rows that sum other rows, with a label or without one."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTHS = (
    "jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september"
    "|oct|october|nov|november|dec|december"
)
_SUMS = "total|totals|subtotal|subtotals|sum|balance|carried|brought"
_ALLOWED = (
    f"{_SUMS}|sub|grand|overall|net|gross|of|for|the|all|spend|spending|expenditure|payment|payments|transactions|transaction"
    "|invoice|invoices|amount|amounts|value|values|vat|inc|incl|including|excl|exc|ex|excluding|and|month|monthly|year|yearly"
    "|annual|quarter|quarterly|qtr|q|period|report|page|pages|over|above|forward|fwd|to|date|ytd|count|number|lines|line|file"
    f"|check|control|figure|p|k|in|this|published|paid|gbp|cumulative|running|final|combined|c|b|f|{_MONTHS}"
)
_STRICT = re.compile(rf"(?:(?:{_ALLOWED}|\d+k?)\b\s*)+\Z")
_HAS_SUM = re.compile(rf"\b(?:{_SUMS})\b")
_LOOSE = re.compile(
    r".+\b(?:sub ?)?totals?\Z|(?:sub |grand )?totals? (?:for|of)\b.+"
    r"|(?:grand|sub|overall) ?total\b(?!.*\b(?:ltd|limited|plc|llp|cic|inc|co|uk)\Z).*|.* carried forward\Z"
)
_COUNTED = r"rows?|records?|lines?|transactions?|payments?|invoices?|items?|suppliers?|entries|amounts?|values?|spend"
_COUNTS = re.compile(
    rf"(?:no|number|count|average|mean|max|min|maximum|minimum|difference|variance)"
    rf"(?: (?:of|per|the|all|in|file|paid|single|{_COUNTED}|\d+))*\Z"
    rf"|(?:check|control|{_COUNTED})(?: (?:totals?|sums?|counts?|figures?|numbers?|in|file|\d+))*\Z"
)
_HINT = re.compile(
    rf"{_SUMS}|sub|forward|no|number|count|average|mean|max|min|differ|varian|check|control|row|record|line"
)
"""In small letters: searching without regard to case takes five times as long, and every name is looked through."""
_TOTAL_WORD = re.compile(r"\b(?:sub)?totals?\b", re.IGNORECASE)
_VAT = re.compile(
    r"(?:(?:add|plus|total|less|irrecoverable|recoverable|input|of which) )*(?:vat|value added tax)"
    r"(?: (?:at|on above|on the above|amount|standard rate|payable|\d{1,2}|percent|pc|p))*\Z"
)
FEWEST_NUMBERED = 3
LONGEST_LABEL = 120
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def _words(text: str) -> str:
    return _NOT_WORD.sub(" ", text.lower().replace("sub-total", "subtotal")).strip()


def is_total_label(text: str) -> bool:
    """Whether a cell says "total" and nothing that could be a name: "Grand Total", "Total spend April 2020"."""
    if len(text) > 80:
        return False
    words = _words(text)
    return bool(_HAS_SUM.search(words)) and bool(_STRICT.match(words))


def is_loose_total_label(text: str) -> bool:
    """Whether a cell says that something is totalled ("Adult Services Total"), or counted; it might be a name."""
    if len(text) > LONGEST_LABEL or not _HINT.search(text.lower()):
        return False
    words = _words(text)
    return bool(words) and bool(_LOOSE.match(words) or _COUNTS.match(words) or is_total_label(text))


def is_vat_label(text: str) -> bool:
    """Whether a cell says that an amount is the VAT on those above: "VAT", "Add VAT @ 20%"."""
    return len(text) < LONGEST_LABEL and "va" in text.lower() and _VAT.match(_words(text)) is not None


def has_total_word(text: str) -> bool:
    """Whether "total" stands anywhere in a text."""
    return _TOTAL_WORD.search(text) is not None


def is_numbering(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3, 4."""
    numbers = [cell.strip(" ()") for cell in cells if cell.strip()]
    return len(numbers) >= FEWEST_NUMBERED and numbers == [str(n) for n in range(1, len(numbers) + 1)]


class Sums:
    """Running sum of the lines of a table and the points at which totals stood, to tell what an amount adds up."""

    def __init__(self) -> None:
        self.marks: dict[int, None] = {0: None}
        self.adjustment = 0

    def explains(self, amount: int, *, before: int, after: int, end: int, tolerance: int = 0) -> bool:
        """Whether the amount is the sum of all lines, of all so far, of a group above, of the group below.

        `before`: pence of all lines above the row; `after`: up to the next such row; `end`: of the whole table.
        """
        before, after, end = (value + self.adjustment for value in (before, after, end))
        candidates = {before, end, after - before, end - before}
        for slack in range(-tolerance, tolerance + 1):
            if amount + slack in candidates or before - amount - slack in self.marks:
                return True
        return False

    def mark(self, before: int) -> None:
        """Remember that a total stood here."""
        self.marks[before + self.adjustment] = None
        if len(self.marks) > 20_000:
            self.marks = dict(list(self.marks.items())[-10_000:])


def filled(cells: Sequence[str]) -> int:
    """Number of cells that hold something."""
    return sum(1 for cell in cells if cell.strip())
