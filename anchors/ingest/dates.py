"""Dates as text, read strictly; and the order of day and month, decided from every date of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Order = Literal["day", "month"]
EARLIEST_YEAR = 1990

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_MONTH = (
    r"(?P<mon>jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = r"(?:[T ,]\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?\s*(?:Z|[+-]\d\d:?\d\d)?)?\Z"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?"
_YEAR = r"(?P<y>\d{4}|\d{2})"

_ISO = re.compile(r"(?P<y>\d{4})\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<d>\d{1,2})" + _TIME, re.IGNORECASE)
_NUMERIC = re.compile(
    r"(?P<a>\d{1,2})\s?[-/.\\ ]\s?(?P<b>\d{1,2})\s?[-/.\\ ]\s?" + _YEAR + _TIME, re.IGNORECASE
)
_NAMED = re.compile(
    _WEEKDAY + r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[-/., ]*" + _MONTH + r"[-/.,' ]*" + _YEAR + _TIME,
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(
    _WEEKDAY + _MONTH + r"[-/. ]+(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/,. ]+" + _YEAR + _TIME, re.IGNORECASE
)
_PACKED = re.compile(r"(?P<a>\d{2})(?P<b>\d{2})(?P<c>\d{2})(?P<e>\d{2})(?:\.0)?\Z")
_SERIAL = re.compile(r"(?P<days>\d{5})(?:\.\d+)?\Z")
_MONTH_YEAR = re.compile(_MONTH + r"[-/.,' ]*" + _YEAR + r"\Z", re.IGNORECASE)
_ISO_MONTH = re.compile(r"(?P<y>20\d{2})[-/](?P<m>0[1-9]|1[0-2])\Z")
_NO_YEAR = re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/. ]+" + _MONTH + r"\Z", re.IGNORECASE)
_MENTION = re.compile(r"(?<![a-z])" + _MONTH + r"[\s_.,'-]*(?P<y>20\d{2}|\d{2}(?!\d))", re.IGNORECASE)
_NUMBER_MENTION = re.compile(r"(?<!\d)(?P<y>20\d{2})[-_ ]?(?P<m>0[1-9]|1[0-2])(?!\d)")


def full_year(digits: str) -> int:
    """Two digits are this century: 20 is 2020. Four stand as they are."""
    return int(digits) + (2000 if len(digits) == 2 else 0)


def real_date(year: int, month: int, day: int) -> date | None:
    """The date, if it exists and a payment could have been made on it."""
    if not EARLIEST_YEAR <= year <= today().year + 1:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def today() -> date:
    """The current day."""
    return datetime.now(tz=UTC).date()


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def months_mentioned(texts: Iterable[str]) -> set[tuple[int, int]]:
    """Every (year, month) that titles, sheet names or file names speak of: "Spend June 2020", "2020-06"."""
    found = set()
    for text in texts:
        for match in _MENTION.finditer(text):
            found.add((full_year(match["y"]), MONTHS[match["mon"][:3].lower()]))
        found.update((int(m["y"]), int(m["m"])) for m in _NUMBER_MENTION.finditer(text))
    return {(year, month) for year, month in found if EARLIEST_YEAR < year <= today().year + 1}


class Dates(dict[str, date | None]):
    """Date by text under one order of day and month, each distinct text read once, with evidence for the order.

    `serials` allows Excel day numbers; `period` (first and last day) supplies the year where a text has none.
    """

    def __init__(
        self, order: Order, *, serials: bool = False, period: tuple[date, date] | None = None
    ) -> None:
        super().__init__()
        self.order, self.serials, self.period = order, serials, period
        self.day_first: str = ""
        self.month_first: str = ""
        self.either: set[tuple[int, int, int]] = set()
        self.certain: set[date] = set()
        self.month_only: set[str] = set()

    def __missing__(self, text: str) -> date | None:
        if len(self) > 300_000:
            self.clear()
        value = self[text] = self.read(text.strip().strip("'\"="))
        return value

    def read(self, text: str) -> date | None:
        """Date of one text, without memory."""
        if match := _NUMERIC.match(text):
            return self._numeric(int(match["a"]), int(match["b"]), full_year(match["y"]))
        if match := _ISO.match(text):
            return self._known(int(match["y"]), int(match["m"]), int(match["d"]))
        if match := _NAMED.match(text) or _NAME_FIRST.match(text):
            return self._known(full_year(match["y"]), MONTHS[match["mon"][:3].lower()], int(match["d"]))
        if match := _PACKED.match(text):
            return self._packed(match)
        if self.serials and (match := _SERIAL.match(text)):
            found = date(1899, 12, 30) + timedelta(days=int(match["days"]))
            return self._known(found.year, found.month, found.day)
        return self._incomplete(text)

    def _known(self, year: int, month: int, day: int) -> date | None:
        found = real_date(year, month, day)
        if found and len(self.certain) < 5000:
            self.certain.add(found)
        return found

    def _numeric(self, first: int, second: int, year: int) -> date | None:
        as_day, as_month = real_date(year, second, first), real_date(year, first, second)
        if as_day and as_month:
            if first != second and len(self.either) < 5000:
                self.either.add((year, first, second))
            elif first == second:
                self.certain.add(as_day)
            return as_day if self.order == "day" else as_month
        if as_day:
            self.day_first = self.day_first or f"{first:02d}/{second:02d}/{year}"
        elif as_month:
            self.month_first = self.month_first or f"{first:02d}/{second:02d}/{year}"
        found = as_day or as_month
        if found and len(self.certain) < 5000:
            self.certain.add(found)
        return found

    def _packed(self, match: re.Match[str]) -> date | None:
        a, b, c, e = (int(match[part]) for part in "abce")
        return self._known(a * 100 + b, c, e) or self._known(c * 100 + e, b, a)

    def _incomplete(self, text: str) -> date | None:
        if match := _MONTH_YEAR.match(text):
            year, month = full_year(match["y"]), MONTHS[match["mon"][:3].lower()]
        elif match := _ISO_MONTH.match(text):
            year, month = int(match["y"]), int(match["m"])
        elif self.period and (match := _NO_YEAR.match(text)):
            return self._in_period(self.period, MONTHS[match["mon"][:3].lower()], int(match["d"]))
        else:
            return None
        found = real_date(year, month, 1)
        if found:
            self.month_only.add(text)
        return found

    @staticmethod
    def _in_period(period: tuple[date, date], month: int, day: int) -> date | None:
        first, last = period
        candidates = (real_date(year, month, day) for year in range(first.year, last.year + 1))
        return next((found for found in candidates if found and first <= found <= last), None)


def has_no_year(text: str) -> bool:
    """Whether the text is a day and month alone, such as 12-Jun."""
    return bool(_NO_YEAR.match(text.strip()))


def decided_order(
    dates: Dates, *, mentioned: set[tuple[int, int]], period: tuple[date, date] | None
) -> Order | None:
    """The one order in which every date of the file can be read; None where both fit and nothing else decides.

    Evidence, strongest first: dates possible in only one order; the declared period; dates in the future; the month
    that the title speaks of; all dates falling in one month under one order and scattered under the other.
    """
    if dates.day_first or dates.month_first:
        return "day" if dates.day_first else "month"
    if not dates.either:
        return "day"
    by_day = [date(y, b, a) for y, a, b in dates.either]
    by_month = [date(y, a, b) for y, a, b in dates.either]
    known = sorted(dates.certain)
    spans: list[tuple[date, date]] = [period] if period else []
    spans.append((date(EARLIEST_YEAR, 1, 1), today()))
    if mentioned:
        spans.extend((date(y, m, 1), month_end(y, m)) for y, m in mentioned if len(mentioned) == 1)
    if known:
        spans.append((known[0].replace(day=1), month_end(known[-1].year, known[-1].month)))
    for first, last in spans:
        fits = [all(first <= found <= last for found in reading) for reading in (by_day, by_month)]
        if fits[0] != fits[1]:
            return "day" if fits[0] else "month"
    return _compact_order(by_day, by_month)


def _compact_order(by_day: list[date], by_month: list[date]) -> Order | None:
    if len(by_day) < 3:
        return None
    day_months = {(found.year, found.month) for found in by_day}
    month_months = {(found.year, found.month) for found in by_month}
    if len(day_months) == 1 and len(month_months) > 2:
        return "day"
    if len(month_months) == 1 and len(day_months) > 2:
        return "month"
    return None
