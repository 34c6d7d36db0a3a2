"""What the values of a column say it is, told from the first rows of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from anchors.ingest.amounts import european_pence, parted, pence
from anchors.ingest.dates import Dates, has_no_year
from anchors.ingest.totals import filled

_SERIAL = re.compile(r"[34][0-9]{4}(\.[0-9]+)?\Z")
_DIGITS = re.compile(r"[0-9]{1,15}\Z")


@dataclass
class Evidence:
    """Counts over the sampled values of one column; `shares` are of the values that are not empty."""

    rows: int = 0
    filled: int = 0
    dates: int = 0
    serials: int = 0
    yearless: int = 0
    amounts: int = 0
    decimals: int = 0
    negatives: int = 0
    parted: int = 0
    distinct: set[str] = field(default_factory=set)

    def share(self, count: int) -> float:
        """Share of the filled cells."""
        return count / self.filled if self.filled else 0.0

    @property
    def fullness(self) -> float:
        """Share of rows that have a value."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def is_date(self) -> bool:
        """Most values are dates."""
        return self.share(self.dates) >= 0.5 or self.is_serial_date or self.share(self.yearless) >= 0.5

    @property
    def is_serial_date(self) -> bool:
        """Most values are whole numbers in the range of Excel's day numbers, with or without real dates."""
        return self.serials > 0 and self.share(self.serials + self.dates) >= 0.8

    @property
    def is_amount(self) -> bool:
        """Most values are numbers."""
        return self.share(self.amounts) >= 0.5

    @property
    def is_money(self) -> bool:
        """Nearly all values are numbers, and enough have pence to be money and not numbers of something."""
        return self.share(self.amounts) >= 0.9 and self.share(self.decimals) >= 0.25

    @property
    def is_parted_amount(self) -> bool:
        """Most values are a number or a text and then an amount, run together."""
        return self.share(self.parted) >= 0.6 and self.share(self.parted + self.amounts) >= 0.9

    @property
    def is_text(self) -> bool:
        """Most values are neither dates nor numbers."""
        return self.share(self.amounts) < 0.5 and self.share(self.dates) < 0.5


def evidence(rows: Sequence[Sequence[str]], width: int) -> list[Evidence]:
    """Evidence for each of `width` columns; rows with a single cell are titles and headings of groups."""
    found = [Evidence() for _ in range(width)]
    dates = Dates("day")
    lines = [row for row in rows if filled(row) > 1] or rows
    for index, entry in enumerate(found):
        entry.rows = len(lines)
        for value, times in Counter(row[index].strip() for row in lines if index < len(row)).items():
            if value:
                _count(entry, value, times, dates)
    return found


def _count(entry: Evidence, value: str, times: int, dates: Dates) -> None:
    entry.filled += times
    if len(entry.distinct) < 500:
        entry.distinct.add(value)
    if dates[value] is not None:
        entry.dates += times
    elif has_no_year(value):
        entry.yearless += times
    elif _SERIAL.match(value):
        entry.serials += times
    amount = pence(value)
    if amount is None:
        amount = european_pence(value)
    if amount is None:
        entry.parted += times * (parted(value) is not None)
    else:
        entry.amounts += times
        entry.negatives += times * (amount < 0)
        entry.decimals += times * ("." in value[-4:] or not value.lstrip("-")[:1].isdigit() or "," in value)


def is_reference(values: Sequence[str]) -> bool:
    """Whether numbers are reference numbers rather than money: whole, long and all of much the same size."""
    numbers = sorted(int(v) for v in values if _DIGITS.match(v))
    if len(numbers) < 8 or len(numbers) < 0.95 * len(values):
        return False
    low, high = numbers[len(numbers) // 20], numbers[-1 - len(numbers) // 20]
    return low >= 100_000 and high < 2.5 * low and len(set(numbers)) > 0.3 * len(numbers)
