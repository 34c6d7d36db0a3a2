"""What one value must be: whose, when, how much, and where it comes from. The same for the form and for files."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from anchors import wording
from anchors.models import AnchorInstitution, Place
from anchors.periods import (
    Period,
    financial_quarter,
    financial_year,
    financial_year_of,
    month,
    months_earlier,
    ym_of,
)
from metrics.models import SubmittedIndicator
from metrics.published_periods import financial_year_in_words, month_in_words, quarter_in_words
from metrics.registry import Unit

FIELDS = ("institution", "period", "numerator", "denominator", "source", "link")
LONGEST_SOURCE, DECIMALS = 300, 4
_LARGEST = Decimal(10) ** 15
_NUMBER = re.compile(rf"[-{wording.MINUS}]?(\d{{1,3}}(,\d{{3}})+|\d+)(\.\d+)?")
_SHOWN = {"month": 36, "quarter": 16, "year": 10}
_READERS = {"month": month_in_words, "quarter": quarter_in_words, "year": financial_year_in_words}
PERIOD_WORDS = {
    "month": "a month, for example 2026-09 or September 2026",
    "quarter": "a quarter of a financial year, for example 2026-27 Q2",
    "year": "a financial year, for example 2026-27",
}


class Objection(ValueError):  # noqa: N818 - an answer to the person, not a failure of ours
    """What is wrong with one field: what was found, what was expected, what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Given:
    """One value that can be submitted, of an institution or a place."""

    institution: AnchorInstitution | None
    place: Place | None
    period: Period
    numerator: Decimal
    denominator: Decimal | None
    source: str
    link: str

    @property
    def subject(self) -> AnchorInstitution | Place | None:
        """Whose it is."""
        return self.institution or self.place


Subjects = Mapping[str, AnchorInstitution | Place]
"""Those for whom values may be given, by every name and code in small letters that they go by."""


def given(
    indicator: SubmittedIndicator, cells: Mapping[str, str], subjects: Subjects, today: date
) -> tuple[Given | None, list[Objection]]:
    """The value that the cells (text by `FIELDS`) say; or None and everything that is wrong with them."""
    text = {name: " ".join(cells.get(name, "").split()) for name in FIELDS}
    readers: dict[str, Callable[[], Any]] = {
        "institution": lambda: _subject(text["institution"], subjects),
        "period": lambda: _period(text["period"], indicator.cadence, today),
        "numerator": lambda: _number("numerator", text["numerator"]),
        "denominator": lambda: _denominator(text["denominator"], indicator),
        "source": lambda: _source(text["source"]),
        "link": lambda: _link(text["link"]),
    }
    read: dict[str, Any] = {}
    objections: list[Objection] = []
    for name, reader in readers.items():
        try:
            read[name] = reader()
        except Objection as objection:
            objections.append(objection)
    if not objections and (objection_to_both := _misfit(indicator, read["numerator"], read["denominator"])):
        objections.append(objection_to_both)
    if objections:
        return None, objections
    subject = read.pop("institution")
    is_place = isinstance(subject, Place)
    return Given(None if is_place else subject, subject if is_place else None, **read), []


def subjects_by_name(institutions: Iterable[AnchorInstitution], places: Iterable[Place]) -> Subjects:
    """Those for whom values may be given, by name, address and codes."""
    found: dict[str, AnchorInstitution | Place] = {}
    for place in places:
        found |= dict.fromkeys(_folded(place.code, place.name), place)
    for each in institutions:
        # A council goes by the code of its area too; a file that means the area itself cannot be told apart.
        names = (each.name, each.slug, each.ods_code or "", each.gss_code or "")
        found |= dict.fromkeys(_folded(*names), each)
    return found


def periods_for(cadence: str, today: date) -> list[Period]:
    """The periods that a value can be for, the newest first: those that are over."""
    now, year = ym_of(today), financial_year_of(ym_of(today))
    periods = {
        "month": lambda: (month(months_earlier(now, back)) for back in range(1, _SHOWN["month"] + 1)),
        "quarter": lambda: (
            financial_quarter(year - back, quarter)
            for back in range(_SHOWN["quarter"] // 4 + 1)
            for quarter in (4, 3, 2, 1)
        ),
        "year": lambda: (financial_year(year - back) for back in range(_SHOWN["year"] + 1)),
    }
    return [each for each in periods[cadence]() if each.last < now][: _SHOWN[cadence]]


def _folded(*names: str) -> list[str]:
    return [" ".join(name.split()).casefold() for name in names if name]


def _subject(text: str, subjects: Subjects) -> AnchorInstitution | Place:
    if not text:
        raise Objection("institution", "there is no institution. Give its name or its code.")
    found = subjects.get(text.casefold())
    if found is None:
        names = wording.listed(sorted({each.name for each in subjects.values()})[:3], "or")
        raise Objection(
            "institution",
            f'"{text}" is not one that you can give values for. Use its name or code, for example {names}.',
        )
    return found


def _period(text: str, cadence: str, today: date) -> Period:
    expected = PERIOD_WORDS[cadence]
    if not text:
        raise Objection("period", f"there is no period. Give {expected}.")
    as_shown = {each.label.casefold(): each for each in periods_for(cadence, today)}
    try:
        found = as_shown.get(text.casefold()) or _READERS[cadence](text)
    except ValueError:
        raise Objection("period", f'"{text}" is not {expected.partition(",")[0]}. Give {expected}.') from None
    if found.last >= ym_of(today):
        raise Objection("period", f'"{text}" is not over yet. Give a period that has ended.')
    return found


def _number(field: str, text: str) -> Decimal:
    if not text:
        raise Objection(field, f"there is no {field}. Give a number, or delete the row if there is no data.")
    plain = text.removeprefix("£").strip()
    if not _NUMBER.fullmatch(plain):
        hint = " Give the number itself and what it is out of, not a percentage." if "%" in text else ""
        raise Objection(field, f'"{text}" is not a number. Use digits, for example 1234.5.{hint}')
    value = Decimal(plain.replace(",", "").replace(wording.MINUS, "-"))
    if abs(value) >= _LARGEST or -int(value.as_tuple().exponent) > DECIMALS:
        raise Objection(field, f'"{text}" has too many digits. Use no more than {DECIMALS} decimals.')
    return value


def _denominator(text: str, indicator: SubmittedIndicator) -> Decimal | None:
    if not indicator.denominator:
        if text:
            raise Objection(
                "denominator", f'"{text}" has no place here: this measure has no denominator. Leave it empty.'
            )
        return None
    value = _number("denominator", text)
    if value <= 0:
        raise Objection("denominator", f'"{text}" is not more than 0. Give what the numerator is out of.')
    return value


def _misfit(
    indicator: SubmittedIndicator, numerator: Decimal, denominator: Decimal | None
) -> Objection | None:
    """What is wrong with the two numbers together."""
    if numerator < 0 and indicator.unit != Unit.POUNDS:
        return Objection("numerator", f'"{numerator}" is less than 0. Give a number of 0 or more.')
    if indicator.unit == Unit.SHARE and denominator is not None and numerator > denominator:
        return Objection(
            "numerator",
            f'"{numerator}" is more than the denominator, {denominator}. A share cannot be more than all of it.',
        )
    return None


def _source(text: str) -> str:
    if not text:
        raise Objection("source", "there is no source. Say where the figure comes from.")
    if len(text) > LONGEST_SOURCE:
        raise Objection("source", f"the source is longer than {LONGEST_SOURCE} letters. Shorten it.")
    return text


def _link(text: str) -> str:
    if not text:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        message = f'"{text}" is not a web address. Use one that starts with https://, or leave it empty.'
        raise Objection("link", message) from None
    return text
