"""Periods as publishers and spreadsheets write them. Pure.

A year alone is a calendar year; `2021/22` is a financial year unless the figures follow the school year (`starts`).
"""

import re

from anchors.periods import MONTHS_IN_YEAR, Period, financial_quarter, month, months_earlier

APRIL = 4
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_YEAR = r"((?:19|20)\d\d)"
_NAME = r"([a-z]{3,9})\.?"
_DASH = r"\s*(?:-|–|to)\s*"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("month", rf"{_NAME}[ -]{_YEAR}"),
    ("month_back", rf"{_YEAR}[ -]{_NAME}"),
    ("month_short", rf"{_NAME}-(\d\d)"),
    ("iso_month", rf"{_YEAR}-(0[1-9]|1[0-2])(?:-01)?(?: 00:00:00)?"),
    ("first_day", rf"0?1/(0?[1-9]|1[0-2])/{_YEAR}"),
    ("months", rf"{_NAME} {_YEAR}{_DASH}{_NAME} {_YEAR}"),
    ("year", _YEAR),
    ("years", rf"{_YEAR}{_DASH}(\d\d|(?:19|20)\d\d)"),
    ("split_year", rf"{_YEAR}[/-](\d\d)"),
    ("split_years", rf"{_YEAR}/(\d\d){_DASH}(?:20)?(\d\d)/(\d\d)"),
    ("quarter", rf"q([1-4]) {_YEAR}"),
    ("split_quarter", rf"{_YEAR}[/-](\d\d)[ -]q([1-4])"),
    ("split_quarter_back", rf"q([1-4]) {_YEAR}[/-](\d\d)"),
)


def published_period(text: str, *, starts: int = APRIL) -> Period:
    """The months that a publisher's words for a period mean; `starts` is the month in which `2021/22` begins.

    `March 2023` · `Oct 2021-Sep 2022` · `2019` · `2015 - 17` · `2021/22` · `2020/21 - 22/23` · `Q1 2022` (a quarter of
    the calendar year) · `2021/22 Q1` (of the financial year). ValueError for anything else.
    """
    words = " ".join(text.split()).lower()
    for shape, pattern in _SHAPES:
        if shape != "iso_month" and (found := re.fullmatch(pattern, words)):
            period = _read(shape, found.groups(), starts)
            if period is not None:
                return period
    raise ValueError(f'"{text}" is not a period, such as March 2023, 2021/22 or 2015 - 17.')


def month_in_words(text: str) -> Period:
    """One month, also as spreadsheets make of it: `2026-09`, `Sep-26`, `2026-09-01`, `01/09/2026`. ValueError else."""
    words = " ".join(text.split()).lower()
    for shape in ("iso_month", "month", "month_back", "month_short", "first_day"):
        found = re.fullmatch(dict(_SHAPES)[shape], words)
        period = _read(shape, found.groups(), APRIL) if found else None
        if period is not None:
            return period
    raise ValueError(f'"{text}" is not a month.')


def quarter_in_words(text: str) -> Period:
    """One quarter of a financial year: `2026-27-Q2`, `2026/27 Q2`, `Q2 2026/27`. ValueError for anything else."""
    words = " ".join(text.split()).lower()
    for shape in ("split_quarter", "split_quarter_back"):
        found = re.fullmatch(dict(_SHAPES)[shape], words)
        period = _read(shape, found.groups(), APRIL) if found else None
        if period is not None:
            return period
    raise ValueError(f'"{text}" is not a quarter.')


def financial_year_in_words(text: str) -> Period:
    """One financial year: `2026-27`, `2026/27`. ValueError for anything else."""
    words = " ".join(text.split()).lower().removesuffix(" financial year")
    found = re.fullmatch(dict(_SHAPES)["split_year"], words)
    period = _read("split_year", found.groups(), APRIL) if found else None
    if period is None:
        raise ValueError(f'"{text}" is not a financial year.')
    return period


def _read(shape: str, parts: tuple[str, ...], starts: int) -> Period | None:
    """The period of a text that has the shape; None where its numbers or names do not fit together."""
    if shape.startswith("month") or shape in ("iso_month", "first_day"):
        return _months(shape, parts)
    if "quarter" in shape:
        return _quarter(shape, parts)
    first = int(parts[0])
    if shape == "year":
        return Period(first * 100 + 1, first * 100 + MONTHS_IN_YEAR)
    if shape == "years":
        return _calendar_years(first, parts[1])
    last = first if shape == "split_year" else first // 100 * 100 + int(parts[2])
    if int(parts[-1]) != (last + 1) % 100 or (shape == "split_years" and int(parts[1]) != (first + 1) % 100):
        return None
    if last < first:
        return None
    begin = first * 100 + starts
    return Period(begin, months_earlier(begin, 1 - MONTHS_IN_YEAR * (last - first + 1)))


def _months(shape: str, parts: tuple[str, ...]) -> Period | None:
    if shape == "iso_month":
        return month(int(parts[0]) * 100 + int(parts[1]))
    if shape == "first_day":
        return month(int(parts[1]) * 100 + int(parts[0]))
    if shape == "months":
        first, last = _month(parts[0], parts[1]), _month(parts[2], parts[3])
        return Period(first, last) if first and last and first <= last else None
    name, year = (parts[1], parts[0]) if shape == "month_back" else parts
    ym = _month(name, f"20{year}" if shape == "month_short" else year)
    return month(ym) if ym else None


def _month(name: str, year: str) -> int | None:
    number = _MONTHS.get(name[:3])
    return int(year) * 100 + number if number else None


def _quarter(shape: str, parts: tuple[str, ...]) -> Period | None:
    if shape == "quarter":
        first = int(parts[1]) * 100 + 3 * (int(parts[0]) - 1) + 1
        return Period(first, first + 2)
    quarter, year, second = (parts[2], *parts[:2]) if shape == "split_quarter" else parts
    return financial_quarter(int(year), int(quarter)) if int(second) == (int(year) + 1) % 100 else None


def _calendar_years(first: int, end: str) -> Period | None:
    last = int(end) if len(end) > 2 else first // 100 * 100 + int(end)
    return Period(first * 100 + 1, last * 100 + MONTHS_IN_YEAR) if last >= first else None
