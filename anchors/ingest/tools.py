"""What all tables of one upload share while they are read: readers with a memory, findings, the files written."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from anchors.ingest.amounts import PartedPence, Pence
from anchors.ingest.composing import is_credit_word, is_yes
from anchors.ingest.dates import Dates
from anchors.ingest.findings import Findings
from anchors.ingest.kinds import UploadKind
from anchors.ingest.text import CleanText
from anchors.ingest.totals import is_loose_total_label, is_vat_label
from anchors.ingest.writing import NULL, CleanFile, LeftOutFile

BUCKETS = 64


class Span(Protocol):
    """A declared period: its first and last day."""

    @property
    def start(self) -> date:
        """First day."""

    @property
    def end(self) -> date:
        """Last day."""


class Watched(dict[str, bool]):
    """Whether a text in small letters matches a pattern, each distinct text tried once."""

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self._pattern = re.compile(pattern)

    def __missing__(self, text: str) -> bool:
        if len(self) > 200_000:
            self.clear()
        found = self[text] = self._pattern.search(text.lower()) is not None
        return found


class Names(dict[str, bool]):
    """Whether the cell of a name needs a second look: empty, a bare number, or perhaps the label of a total."""

    def __missing__(self, text: str) -> bool:
        if len(self) > 200_000:
            self.clear()
        plain = text.strip()
        found = self[text] = not plain or plain.isdigit() or is_loose_total_label(text) or is_vat_label(text)
        return found


class CreditWords(dict[str, bool]):
    """Whether a type of document is money back, by its words or by a flag."""

    def __init__(self, is_credit: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_credit = is_credit

    def __missing__(self, text: str) -> bool:
        if len(self) > 200_000:
            self.clear()
        found = self[text] = self._is_credit(text)
        return found


class IsoDates(dict[date | None, str]):
    """Dates and their months as COPY reads them."""

    def __missing__(self, day: date | None) -> str:
        found = self[day] = f"{day.isoformat()}\t{day:%Y%m}" if day else f"{NULL}\t{NULL}"
        return found


@dataclass
class Tools:
    """What all tables of one upload share: readers with their memory, findings, the two files written."""

    kind: UploadKind
    dates: Dates
    findings: Findings
    clean: CleanFile
    left_out: LeftOutFile
    period: Span | None = None
    left_out_rows: int = 0
    credits_are_minus: bool = False
    """Lines that are credits by their type are read as money back, though they have no minus."""
    credits: list[int] = field(default_factory=lambda: [0, 0])
    """Such lines without and with a minus."""
    credit_type: str = ""
    credit_words: CreditWords = field(default_factory=lambda: CreditWords(is_credit_word))
    credit_flags: CreditWords = field(default_factory=lambda: CreditWords(is_yes))
    pence: Pence = field(default_factory=Pence)
    parted: PartedPence = field(default_factory=PartedPence)
    text: CleanText = field(default_factory=CleanText)
    names: Names = field(default_factory=Names)
    iso: IsoDates = field(default_factory=IsoDates)
    seen: list[array[int]] = field(default_factory=lambda: [array("q") for _ in range(BUCKETS)])
    watched: dict[tuple[str, str], Watched] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in self.kind.texts:
            for watch in column.watch:
                self.watched[column.code, watch.code] = Watched(watch.pattern)

    def identical_lines(self) -> int:
        """How many lines are equal, cell for cell, to an earlier one."""
        return sum(len(bucket) - len(set(bucket)) for bucket in self.seen)
