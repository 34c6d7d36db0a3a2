"""What a cell of a staff file says, as one of a closed list of categories. Pure; nothing is remembered."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from anchors.ingest.dates import Dates

NOT_KNOWN, OTHER = "not-known", "other"
YES = frozenset({"y", "yes", "true", "1", "x", "starter", "leaver", "new", "new starter", "left"})
NO = frozenset({"", "n", "no", "false", "0", "-", "none", "n/a", "na", "in post", "current"})
END_OF_TIME = "4712"
"""The year that payroll systems give a day that has no end."""

_BAND = re.compile(
    r"\bband\s*([1-9])(?!\d)|^\s*([1-9])\s*[a-d]?\s*$|\bx[rn]\s*0?(\d{1,2})(?!\d)", re.IGNORECASE
)
_RANGE = re.compile(r"\b([1-9])\s*(?:-|to|–)\s*([1-9])\b")
_AND_ABOVE = re.compile(r"\b8\s*(?:\+|[a-d]?\s*(?:and|&)\s*(?:above|over)|[- ]plus)", re.IGNORECASE)
_MONEY = re.compile(r"(?<!\d)(\d{2,3})[, ]?(\d{3})(?:\.\d\d)?(?!\d)")
_NUMBER = re.compile(r"\d{1,3}")
_LOWEST_MIDDLE, _LOWEST_HIGH, _OLDEST = 5, 8, 120

STAFF_GROUPS = (
    ("medical", r"\b(medical|dental|doctor|consultant)"),
    ("allied-health", r"\b(allied|ahp)"),
    ("nursing", r"\b(nurs|midwi)"),
    (
        "clinical-support",
        r"\b(additional clinical|clinical support|support to clinical|health ?care assistant)",
    ),
    ("scientists", r"\bhealth ?care scien"),
    ("scientific-technical", r"\b(scientific|technic|pharmac)"),
    ("administrative", r"\b(admin|clerical|managers?\b|infrastructure)"),
    ("estates", r"\b(estates|ancillary|facilities)"),
    ("students", r"\bstudent"),
)
ETHNIC_GROUPS = (
    ("mixed", r"\b(mixed|multiple)"),
    (
        NOT_KNOWN,
        r"\b(not stated|prefer not|unknown|undefined|unspecified|not known|refused|not disclosed|null)",
    ),
    ("asian", r"\b(asian|indian|pakistani|bangladeshi|chinese)\b"),
    ("black", r"\b(black|african|caribbean)\b"),
    ("white", r"\bwhite\b"),
    (OTHER, r"\b(other|arab)\b"),
)
ETHNIC_LETTERS = {
    **dict.fromkeys("abc", "white"), **dict.fromkeys("defg", "mixed"), **dict.fromkeys("hjkl", "asian"),
    **dict.fromkeys("mnp", "black"), "r": "asian", "s": OTHER, "z": NOT_KNOWN,
}  # fmt: skip
_AGE_GROUPS = ((26, "under-26"), (36, "26-35"), (46, "36-45"), (56, "46-55"), (_OLDEST, "56-plus"))


def pay_group(text: str, thresholds: Mapping[str, Decimal] | None = None) -> str:
    """The group of an Agenda for Change band ("Band 5", "8a", "XR05", "1-4") or of a salary.

    Salaries need `thresholds`: the least yearly pay of "5-7" and of "8-plus"; without them, and for every other pay
    scale, the group is "other".
    """
    if found := _RANGE.search(text):
        ends = {_group(int(found[1])), _group(int(found[2]))}
        return ends.pop() if len(ends) == 1 else OTHER
    if _AND_ABOVE.search(text):
        return "8-plus"
    if found := _BAND.search(text):
        return _group(int(next(number for number in found.groups() if number)))
    pay = [Decimal(a + b) for a, b in _MONEY.findall(text)]
    return _group_of_pay(sum(pay, Decimal(0)) / len(pay), thresholds) if pay and thresholds else OTHER


def _group(band: int) -> str:
    if band < 1:
        return OTHER
    return "1-4" if band < _LOWEST_MIDDLE else "5-7" if band < _LOWEST_HIGH else "8-plus"


def _group_of_pay(pay: Decimal, thresholds: Mapping[str, Decimal]) -> str:
    if pay >= thresholds["8-plus"]:
        return "8-plus"
    return "5-7" if pay >= thresholds["5-7"] else "1-4"


def staff_group(text: str) -> str:
    """The national staff group that the words name; councils' own groups are "other"."""
    return _first(STAFF_GROUPS, text.lower()) or OTHER


def ethnic_group(text: str) -> str:
    """One of the five groups of the census, by words or by the NHS letter."""
    words = text.lower().strip()
    if found := _first(ETHNIC_GROUPS, words):
        return found
    return ETHNIC_LETTERS.get(words[:1], NOT_KNOWN) if len(words) <= 2 else NOT_KNOWN


def disability(text: str) -> str:
    """Yes, no, or not known."""
    words = text.lower().strip()
    if words in ("y", "yes", "disabled", "true", "1"):
        return "yes"
    return "no" if words in ("n", "no", "not disabled", "none", "false", "0") else NOT_KNOWN


def sex(text: str) -> str:
    """Female, male, or not known."""
    return {"f": "female", "m": "male", "w": "female"}.get(text.lower().strip()[:1], NOT_KNOWN)


def age_group(on: date) -> Callable[[str], str]:
    """A reader of ages, age bands (by their middle) and dates of birth, as of the day."""
    dates = Dates("day")

    def read(text: str) -> str:
        age = _age(text, on, dates)
        return next((code for limit, code in _AGE_GROUPS if age < limit), NOT_KNOWN) if age else NOT_KNOWN

    return read


def _age(text: str, on: date, dates: Dates) -> Decimal | None:
    if re.search(r"\d{4}|\d[/.]\d", text):
        born = re.search(r"(?:19|20)\d\d", text)
        return Decimal(on.year - int(born[0])) if born else None
    numbers = [Decimal(each) for each in _NUMBER.findall(text)]
    return sum(numbers, Decimal(0)) / len(numbers) if numbers else None


class Happened:
    """Whether somebody started or left, by a flag or a date, seen from a day."""

    def __init__(self, on: date) -> None:
        self._on, self._since = on, _a_year_before(on)
        self._dates = Dates("day", serials=True)

    def lately(self, text: str) -> bool | None:
        """Whether it was in the twelve months before the day; None for what is neither a flag nor a date."""
        said = _flag(text)
        day = self._day(text) if said is None else None
        return said if day is None else self._since < day <= self._on

    def already(self, text: str) -> bool:
        """Whether it was on or before the day."""
        said = _flag(text)
        day = self._day(text) if said is None else None
        return bool(said) if day is None else day <= self._on

    def _day(self, text: str) -> date | None:
        """The date; the first or the last there is for one long past or far ahead."""
        if found := self._dates[text.strip()]:
            return found
        year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
        if year is None:
            return date.min if re.search(r"\d[-/. ]\w{1,9}[-/. ]\d\d(?!\d)", text) else None
        return date.min if int(year[0]) < self._on.year else date.max


def _flag(text: str) -> bool | None:
    words = text.lower().strip()
    return words in YES if words in YES or words in NO or END_OF_TIME in words else None


def _a_year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _first(groups: tuple[tuple[str, str], ...], words: str) -> str:
    return next((code for code, pattern in groups if re.search(pattern, words)), "")
