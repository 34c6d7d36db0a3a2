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
_NO_YEAR = re.compile(
    _WEEKDAY
    + r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[-/. ]+"
    + _MONTH
    + r"|(?P<a>\d{1,2})/(?P<b>\d{1,2}))\Z",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(_MONTH + r"\Z", re.IGNORECASE)
_AROUND = (
    r"(?:paid|payments?|pmt|date|dated|on|w/?e|w/?c|wk|week|month|period|quarter|ending|ended|end|beginning|commencing"
    r"|starting|bacs|chaps|cheque|chq|run|posted|cleared|processed|issued|remittance|trans(?:action)?|day|at|of|the"
    r"|gmt|bst|utc|[a-z]+ (?:summer|standard) time)"
)
_BEFORE = re.compile(rf"(?:{_AROUND}\b[\s:.,()/-]*)+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:(?:[\s:.,(-]+|(?<=\d)){_AROUND}(?:[+-]\d{{4}})?[.)]*)+\Z", re.IGNORECASE)
"""Words that may stand around a date and say nothing else: "w/e 12/04/2023", "12/04/2023 00:00 GMT"."""
_DATE = (
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:20)?\d\d(?:\s\d\d:\d\d(?::\d\d)?)?"
    r"|20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[-/ ]{_MONTH.replace('?P<mon>', '?:')}[-/ ,]*(?:20)?\d\d"
)
_DATE_FIRST = re.compile(rf"\s*(?P<date>{_DATE})(?:\s*[,;:|-]\s*|\s+)(?P<text>.*[A-Za-z].*)\Z", re.IGNORECASE)
_DATE_LAST = re.compile(rf"(?P<text>.*[A-Za-z].*?)(?:\s*[,;:|-]\s*|\s+)(?P<date>{_DATE})\s*\Z", re.IGNORECASE)
_ANYWHERE = re.compile(rf"(?<![\d/.-])(?:{_DATE})(?![\d/-])", re.IGNORECASE)
_FINANCIAL_YEAR = re.compile(r"(?<!\d)(?P<y>20\d{2})\s?[-/_ ]\s?(?:20)?(?P<z>\d{2})(?!\d)")
_PLAIN_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
MOST_DAYS_ASTRAY = 150
LONGEST_CELL = 200
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


def span_mentioned(texts: Iterable[str]) -> tuple[date, date] | None:
    """First and last day of the time that titles and names speak of: months, a financial year, a year; else None."""
    texts = [text for text in texts if len(text) < LONGEST_CELL]
    months = sorted(months_mentioned(texts))
    if months and (months[-1][0] - months[0][0]) * 12 + months[-1][1] - months[0][1] < 12:
        return date(*months[0], 1), month_end(*months[-1])
    years = {int(m["y"]) for text in texts for m in _FINANCIAL_YEAR.finditer(text) if _follows(m)}
    if len(years) == 1 and not months:
        year = years.pop()
        return date(year, 4, 1), date(year + 1, 3, 31)
    plain = {int(m[0]) for text in texts for m in _PLAIN_YEAR.finditer(text)}
    if len(plain) == 1 and not months and not years:
        year = plain.pop()
        return date(year, 1, 1), date(year, 12, 31)
    return None


def _follows(years: re.Match[str]) -> bool:
    return (int(years["y"]) + 1) % 100 == int(years["z"])


def parted_date(text: str) -> tuple[str, str] | None:
    """Date and text that have run together in one cell, either way round; None where that is not so."""
    if len(text) > LONGEST_CELL or not any(map(str.isdigit, text)):
        return None
    match = _DATE_FIRST.match(text) or _DATE_LAST.match(text)
    dates = Dates("day")
    if match is None or dates.read(text.strip()) or dates.read(match["date"]) is None:
        return None
    return match["date"].strip(), match["text"].strip()


def dates_within(text: str, dates: Dates) -> set[date]:
    """Every date that stands in a text, as `dates` reads it."""
    found = (dates.read(match[0].strip()) for match in _ANYWHERE.finditer(text[:500]))
    return {day for day in found if day}


class Dates(dict[str, date | None]):
    """Date by text under one order of day and month, each distinct text read once, with evidence for the order.

    `serials` allows Excel day numbers; `period` (first and last day) supplies the year where a text has none: a date
    in it, else the nearest one.
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
        return self._incomplete(text) or self._surrounded(text)

    def _surrounded(self, text: str) -> date | None:
        """The date in a text that else has only words such as "paid" and "week ending"."""
        if len(text) > LONGEST_CELL or not any(map(str.isdigit, text)):
            return None
        bare = _AFTER.sub("", _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text).strip(" ()")
        return self.read(bare) if bare and bare != text else None

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
            found = real_date(full_year(match["y"]), MONTHS[match["mon"][:3].lower()], 1)
        elif match := _ISO_MONTH.match(text):
            found = real_date(int(match["y"]), int(match["m"]), 1)
        elif self.period and (match := _MONTH_ALONE.match(text)):
            found = self._near_period(self.period, MONTHS[match["mon"][:3].lower()], 1)
        elif self.period and (match := _NO_YEAR.match(text)):
            return self._without_year(self.period, match)
        else:
            return None
        if found:
            self.month_only.add(text)
        return found

    def _without_year(self, period: tuple[date, date], match: re.Match[str]) -> date | None:
        if match["mon"]:
            return self._near_period(period, MONTHS[match["mon"][:3].lower()], int(match["d"]))
        first, second = int(match["a"]), int(match["b"])
        near = self._near_period(period, second, first) or self._near_period(period, first, second)
        return self._numeric(first, second, near.year) if near else None

    @staticmethod
    def _near_period(period: tuple[date, date], month: int, day: int) -> date | None:
        first, last = period
        candidates = (real_date(year, month, day) for year in range(first.year - 1, last.year + 2))
        found = [(max((first - c).days, (c - last).days, 0), c) for c in candidates if c]
        return min(found)[1] if found and min(found)[0] <= MOST_DAYS_ASTRAY else None


def has_no_year(text: str) -> bool:
    """Whether the text is a day and month alone, such as 12-Jun, or a month alone."""
    text = text.strip()
    return bool(_NO_YEAR.match(text) or _MONTH_ALONE.match(text))


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
