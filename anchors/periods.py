"""Periods: a financial year, a quarter or a month. Pure; months are integers such as 202609 (`ym`)."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

MONTHS_IN_YEAR = 12
FIRST_MONTH_OF_FINANCIAL_YEAR = 4
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-(\d{2})-Q([1-4])")


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole months, both ends included. English public bodies' financial year starts on 1 April."""

    first: int
    last: int

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.first > self.last:
            message = f"A period cannot end ({self.last}) before it starts ({self.first})."
            raise ValueError(message)

    @property
    def months(self) -> tuple[int, ...]:
        """Every month as `ym`, in order."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(month_after(found[-1]))
        return tuple(found)

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.first // 100, self.first % 100, 1)

    @property
    def end(self) -> date:
        """The last day."""
        year, month = divmod(self.last, 100)
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def code(self) -> str:
        """What goes into an address: `2026-09`, `2026-27-Q2`, `2026-27` or `2025-10..2026-09`."""
        count = len(self.months)
        if count == 1 and not _reads_as_year(self.first):
            return _month_code(self.first)
        year = financial_year_of(self.first)
        if self == financial_year(year):
            return _year_code(year)
        quarter = (self.first % 100 - FIRST_MONTH_OF_FINANCIAL_YEAR) % MONTHS_IN_YEAR // 3 + 1
        if self == financial_quarter(year, quarter):
            return f"{_year_code(year)}-Q{quarter}"
        return f"{_month_code(self.first)}..{_month_code(self.last)}"

    @property
    def label(self) -> str:
        """What people read: `September 2026`, `July to September 2026`, `October 2025 to September 2026`."""
        first_name, last_name = month_name(self.first), month_name(self.last)
        if self.first == self.last:
            return first_name
        if self.first // 100 == self.last // 100:
            first_name = first_name.split()[0]
        return f"{first_name} to {last_name}"

    def before(self) -> "Period":
        """The period of the same length just before this one."""
        count = len(self.months)
        return Period(months_earlier(self.first, count), months_earlier(self.last, count))

    def __contains__(self, ym: int) -> bool:
        """Whether the month lies inside."""
        return self.first <= ym <= self.last


def runs(months: Iterable[int]) -> tuple[Period, ...]:
    """Months as runs without a gap: April to June and September."""
    ordered = sorted(months)
    if not ordered:
        return ()
    gaps = [(before, after) for before, after in pairwise(ordered) if month_after(before) != after]
    starts, ends = [ordered[0], *(after for _, after in gaps)], [*(before for before, _ in gaps), ordered[-1]]
    return tuple(Period(first, last) for first, last in zip(starts, ends, strict=True))


def usual_end(newest: Iterable[int]) -> int:
    """The month up to which pages show figures unless asked otherwise: the newest that at least half have reached.

    `newest` has the newest month of each body, at least one. Bodies more than a year behind the first do not count. So
    neither a file that comes early nor a body that stopped moves everybody's figures.
    """
    ordered = sorted(newest, reverse=True)
    going = [ym for ym in ordered if ym > months_earlier(ordered[0], MONTHS_IN_YEAR)]
    return going[(len(going) - 1) // 2]


def ym_of(day: date) -> int:
    """The month of a day as an integer, 3 September 2026 to 202609."""
    return day.year * 100 + day.month


def month_after(ym: int) -> int:
    """The next month."""
    return ym + 1 if ym % 100 < MONTHS_IN_YEAR else (ym // 100 + 1) * 100 + 1


def months_earlier(ym: int, count: int) -> int:
    """The month that lies `count` months before."""
    index = ym // 100 * MONTHS_IN_YEAR + ym % 100 - 1 - count
    return index // MONTHS_IN_YEAR * 100 + index % MONTHS_IN_YEAR + 1


def month_name(ym: int) -> str:
    """`September 2026`."""
    return f"{calendar.month_name[ym % 100]} {ym // 100}"


def financial_year_of(ym: int) -> int:
    """The calendar year in which the month's financial year starts: 2026 for 202609 and for 202703."""
    return ym // 100 if ym % 100 >= FIRST_MONTH_OF_FINANCIAL_YEAR else ym // 100 - 1


def financial_year(year: int) -> Period:
    """1 April of `year` to 31 March of the next."""
    return Period(year * 100 + 4, (year + 1) * 100 + 3)


def financial_quarter(year: int, quarter: int) -> Period:
    """Quarter 1 (April to June) to 4 (January to March) of the financial year starting in `year`."""
    first = months_earlier(year * 100 + 4, -3 * (quarter - 1))
    return Period(first, months_earlier(first, -2))


def quarter_of(day: date) -> Period:
    """The quarter of the financial year that the day lies in."""
    first = months_earlier(ym_of(day), (day.month - 1) % 3)
    return Period(first, months_earlier(first, -2))


def month(ym: int) -> Period:
    """One month."""
    return Period(ym, ym)


def period_of(text: str) -> Period:
    """The period that a code names (see `Period.code`). Raises ValueError with what was expected."""
    first, dots, last = text.strip().partition("..")
    if dots:
        return Period(_end_of(first).first, _end_of(last).last)
    if found := _QUARTER.fullmatch(first):
        _check_year(found[1], found[2], text)
        return financial_quarter(int(found[1]), int(found[3]))
    if (found := _YEAR.fullmatch(first)) and int(found[2]) == (int(found[1]) + 1) % 100:
        return financial_year(int(found[1]))
    if found := _MONTH.fullmatch(first):
        return month(int(found[1]) * 100 + int(found[2]))
    raise ValueError(_not_a_period(text))


def _end_of(text: str) -> Period:
    """One end of a run: a month wherever it can be read as one."""
    found = _MONTH.fullmatch(text.strip())
    return month(int(found[1]) * 100 + int(found[2])) if found else period_of(text)


def _reads_as_year(ym: int) -> bool:
    """Whether the month's code would name a year: 2011-12 is the year, 2011-12..2011-12 its December."""
    return ym % 100 == (ym // 100 + 1) % 100


def _check_year(first: str, second: str, text: str) -> None:
    if int(second) != (int(first) + 1) % 100:
        raise ValueError(_not_a_period(text))


def _not_a_period(text: str) -> str:
    return f'"{text}" is not a period. Use a month (2026-09), a quarter (2026-27-Q2) or a year (2026-27).'


def _month_code(ym: int) -> str:
    return f"{ym // 100}-{ym % 100:02d}"


def _year_code(year: int) -> str:
    return f"{year}-{(year + 1) % 100:02d}"
