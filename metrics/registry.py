"""What is measured: each indicator is one function in a lever's `indicators.py`, under a decorator that defines it.

    @indicator(code="total-spend", name="Total spend", lever=Lever.SPENDING, recommendations=(2,), ...)
    def total_spend(asked: Asked) -> Iterable[Part]:
        return (Part(institution, ym, pounds(pence)) for institution, ym, pence in ...)

A function answers for all asked institutions and months at once, so that measuring costs a few queries and not one
an institution. It gives parts, never shares: longer periods and groups of institutions are sums of parts. What has
no data is left out, never given as 0. A definition that is not complete stops start-up with a sentence.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from anchors.periods import Period
from metrics.recommendations import RECOMMENDATIONS, Lever

Answer = TypeVar("Answer")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBERS = frozenset(each.number for each in RECOMMENDATIONS)
_WORDS = ("code", "name", "question", "numerator", "why", "limits", "author")


class IndicatorError(ValueError):
    """A definition that cannot be used; the message is one sentence that says which and why."""


class Goal(StrEnum):
    """What an economy is for, beyond growth (OECD, 2020, cited in the BLMK action plan)."""

    ENVIRONMENT = "environmental-sustainability"
    INEQUALITY = "falling-inequality"
    WELLBEING = "rising-wellbeing"
    RESILIENCE = "resilience"

    @property
    def label(self) -> str:
        """What people read."""
        return self.value.replace("-", " ").capitalize()


class Unit(StrEnum):
    """What a value is in. Shares are 0 to 1; money is pounds."""

    SHARE = "share"
    POUNDS = "pounds"
    COUNT = "count"
    DAYS = "days"
    HECTARES = "hectares"

    @property
    def label(self) -> str:
        """What people read."""
        return self.value.capitalize()


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"

    @property
    def label(self) -> str:
        """What people read."""
        return "Neither is better" if self is Direction.NEITHER else f"{self.value.capitalize()} is better"


class Part(NamedTuple):
    """What one institution has in one month. No denominator where the value is an amount or a count."""

    institution: int
    ym: int
    numerator: int | Decimal
    denominator: int | Decimal | None = None


class Whole(NamedTuple):
    """What several institutions or months have together, where that is not the sum of their parts."""

    numerator: Decimal
    denominator: Decimal | None


class Cut(NamedTuple):
    """Some institutions over a period, measured as one."""

    institutions: tuple[int, ...]
    period: Period


@dataclass(frozen=True)
class Shared:
    """What people of one institution may see of their whole system, over the months that may be shown.

    No numerator where the lever's rule hides the figure, since it could give a partner away.
    """

    numerator: Decimal | None
    denominator: Decimal | None
    period: Period
    months: tuple[int, ...]
    institutions: int


@dataclass(frozen=True)
class Asked:
    """For whom and when measurements are wanted; `months` None means every month in which there is data."""

    institutions: tuple[int, ...]
    months: tuple[int, ...] | None = None
    _read: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def wants(self, ym: int) -> bool:
        """Whether a month is asked for."""
        return self.months is None or ym in self.months

    def once(self, read: Callable[["Asked"], Answer]) -> Answer:
        """What `read` gives for this question, read the first time and remembered: for what indicators share."""
        if read not in self._read:
            self._read[read] = read(self)
        answer: Answer = self._read[read]
        return answer


Measured = Callable[[Asked], Iterable[Part]]
"""The function of an indicator."""


@dataclass(frozen=True)
class Indicator:
    """A definition: what is asked, of which recommendation and goal, and what the value is made of, in words.

    `made_of` is what numerator and denominator are in where that is not the unit of the value: pounds for a share of
    money. `parts` is None for an indicator whose values people submit. `whole` is given where the whole is not the sum
    of its parts, for many cuts at once, without those that have no data. `shared` is given where people of one
    institution may see their system's value under the lever's rule. `source` is given where its figures come from
    elsewhere than the lever's others. `is_monthly` says that an institution sends figures of every month, so that a
    month without is missing; of events and of what is returned by quarter or year it is not. `covers` is how many
    months one figure stands for, the last of them that of its part: 3 for a quarter's. `is_stock` says that a longer
    period is its latest figures, so that words name its last month and not its length.
    """

    code: str
    name: str
    question: str
    lever: Lever
    recommendations: tuple[int, ...]
    goal: Goal
    unit: Unit
    direction: Direction
    numerator: str
    denominator: str
    why: str
    limits: str
    author: str
    next_review: date
    made_of: Unit | None = None
    parts: Measured | None = field(default=None, repr=False, compare=False)
    whole: Callable[[Sequence[Cut]], Mapping[Cut, Whole]] | None = field(
        default=None, repr=False, compare=False
    )
    shared: Callable[[Any], Shared | None] | None = field(default=None, repr=False, compare=False)
    source: Callable[[Asked], Mapping[int, str]] | None = field(default=None, repr=False, compare=False)
    is_monthly: bool = field(default=True, repr=False, compare=False)
    covers: int = 1
    is_stock: bool = field(default=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a definition that says too little or names what does not exist."""
        empty = [name for name in _WORDS if not str(getattr(self, name)).strip()]
        if empty:
            raise IndicatorError(f'The indicator "{self.code or self.name}" has no {_listed(empty)}.')
        if not _CODE.fullmatch(self.code):
            raise IndicatorError(
                f'"{self.code}" is not a code. Use small letters, digits and hyphens, for example local-share.'
            )
        if not self.recommendations:
            raise IndicatorError(f'The indicator "{self.code}" names no recommendation.')
        if unknown := sorted(set(self.recommendations) - _NUMBERS):
            raise IndicatorError(
                f'The indicator "{self.code}" names recommendation {_listed(unknown)}. They are numbered 1 to 9.'
            )
        if self.unit is Unit.SHARE and not self.denominator.strip():
            raise IndicatorError(f'The indicator "{self.code}" is a share and has no denominator.')
        if self.covers < 1:
            raise IndicatorError(f'A figure of the indicator "{self.code}" stands for {self.covers} months.')
        if self.is_stock and self.whole is None:
            raise IndicatorError(
                f'The indicator "{self.code}" is a stock, whose whole is no sum of its parts.'
            )

    @property
    def is_ratio(self) -> bool:
        """Whether its value is a numerator over a denominator; otherwise the numerator is the value."""
        return bool(self.denominator)

    @property
    def is_summed(self) -> bool:
        """Whether longer periods and groups are sums of parts."""
        return self.whole is None

    def value(self, numerator: Decimal, denominator: Decimal | None) -> Decimal | None:
        """The value; None where there is nothing to divide by, or less than nothing because credits outweigh."""
        return ratio(numerator, denominator) if self.is_ratio else numerator

    def as_json(self) -> dict[str, Any]:
        """The definition as clients and `list_indicators` read it."""
        return {
            "code": self.code,
            "name": self.name,
            "question": self.question,
            "lever": str(self.lever),
            "recommendations": list(self.recommendations),
            "goal": str(self.goal),
            "unit": str(self.unit),
            "direction": str(self.direction),
            "numerator": self.numerator,
            "denominator": self.denominator or None,
            "why_it_matters": self.why,
            "limits": self.limits,
            "author": self.author,
            "next_review": self.next_review.isoformat(),
            "is_sum_of_parts": self.is_summed,
            "months_of_a_figure": self.covers,
        }


def ratio(numerator: Decimal, denominator: Decimal | None) -> Decimal | None:
    """One over the other; None where there is nothing to divide by, or less than nothing."""
    return numerator / denominator if denominator is not None and denominator > 0 else None


_indicators: dict[str, Indicator] = {}
_sources: dict[Lever, Callable[[Asked], Mapping[int, str]]] = {}
_OPTIONAL = ("made_of", "whole", "shared", "source", "is_monthly", "covers", "is_stock")
_NEEDED = tuple(each.name for each in fields(Indicator) if each.name not in (*_OPTIONAL, "parts"))


def indicator(**words: Any) -> Callable[[Measured], Measured]:
    """Declare a function as the measure of an indicator; `words` are the fields of `Indicator`.

    IndicatorError for a code that is taken, a recommendation that does not exist, or a field that is missing.
    """

    def declare(parts: Measured) -> Measured:
        name = words.get("code") or parts.__name__
        missing = [each for each in _NEEDED if each not in words and each != "denominator"]
        if missing:
            raise IndicatorError(f'The indicator "{name}" has no {_listed(missing)}.')
        if unknown := sorted(set(words) - set(_NEEDED) - set(_OPTIONAL)):
            raise IndicatorError(f'The indicator "{name}" has {_listed(unknown)}, which no definition has.')
        if name in _indicators:
            raise IndicatorError(f'Two indicators have the code "{name}".')
        _indicators[name] = Indicator(**{"denominator": "", **words}, parts=parts)
        _forget_what_follows()
        return parts

    return declare


def source_of(
    lever: Lever,
) -> Callable[[Callable[[Asked], Mapping[int, str]]], Callable[[Asked], Mapping[int, str]]]:
    """Declare what says, for each asked institution, which data and rules a lever's measurements were made from.

    An indicator with a `source` of its own says so itself.
    """

    def declare(
        versions: Callable[[Asked], Mapping[int, str]],
    ) -> Callable[[Asked], Mapping[int, str]]:
        if lever in _sources:
            raise IndicatorError(f"Two functions say what the measurements of {lever.label} were made from.")
        _sources[lever] = versions
        return versions

    return declare


def source_versions(of: Indicator, asked: Asked) -> Mapping[int, str]:
    """What an indicator's measurements are made from now, by institution; empty where nobody says."""
    source = of.source or _sources.get(of.lever)
    return asked.once(source) if source else {}


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    """Every indicator that a lever measures, by recommendation and name."""
    return tuple(sorted(_indicators.values(), key=lambda each: (each.recommendations, each.name)))


@lru_cache(maxsize=1)
def definitions_version() -> str:
    """What changes with any definition of a lever."""
    return hashlib.sha256(repr([each.as_json() for each in indicators()]).encode()).hexdigest()


def indicator_of(code: str) -> Indicator:
    """An indicator that a lever measures. KeyError for any other code."""
    return _indicators[code]


def is_declared(code: str) -> bool:
    """Whether a lever measures an indicator with this code."""
    return code in _indicators


def forget(code: str) -> None:
    """Take a declaration back: for tests that declare their own."""
    _indicators.pop(code, None)
    _forget_what_follows()


def _forget_what_follows() -> None:
    indicators.cache_clear()
    definitions_version.cache_clear()


def _listed(names: Iterable[object]) -> str:
    words = [str(name).replace("_", " ") for name in names]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
