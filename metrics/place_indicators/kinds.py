"""What a place indicator is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from anchors import wording
from metrics.registry import Direction, Goal

LABEL = "Place, not claim"
WHAT_THE_LABEL_MEANS = "Published figures show how a place is doing, not what anchor institutions caused."


class PlaceUnit(StrEnum):
    """What a published value is in. Values keep the publisher's unit and last digit: a per cent is 12.3, not 0.123."""

    PERCENT = "percent"
    YEARS = "years"
    COUNT = "count"
    POUNDS = "pounds"
    PER_1000 = "per-1000"
    PER_100000 = "per-100000"
    INDEX = "index"

    @property
    def label(self) -> str:
        """What people read under a title."""
        return {
            "percent": "per cent",
            "years": "years",
            "count": "number",
            "pounds": "pounds",
            "per-1000": "per 1,000 people",
            "per-100000": "per 100,000 people",
            "index": "index, 100 is England in 2015",
        }[self.value]

    def written(self, value: Decimal | None) -> str:
        """A value as people read it, with as many decimals as were published."""
        if value is None:
            return wording.NO_DATA
        number = wording.count(shortest(value))
        if self is PlaceUnit.PERCENT:
            return f"{number}%"
        if self is PlaceUnit.POUNDS:
            return f"£{number}"
        return f"{number} years" if self is PlaceUnit.YEARS else number


def shortest(value: Decimal) -> Decimal:
    """The same number without the zeros that a database adds behind the point."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


@dataclass(frozen=True)
class Nomis:
    """Which rows of a Nomis file are the indicator: `named` must stand there, `whole` wherever the column is there.

    `category` is the column that divides the indicator, such as the size of enterprises.
    """

    dataset: str
    named: Mapping[str, str]
    whole: Mapping[str, str]
    category: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceIndicator:
    """One published measure: of which goal, in which unit, who publishes it and how a file gives it.

    `fingertips` is the publisher's number of it, `extracts` the names (and measures, where a name has several) under
    which tables with one figure a row give it, `column` its heading where each measure has a column. A number that
    nobody could verify is left out, never guessed. `year_starts` is the month in which its `2021/22` begins.
    """

    code: str
    name: str
    goal: Goal
    unit: PlaceUnit
    direction: Direction
    publisher: str
    source: str
    limits: str = ""
    fingertips: int | None = None
    nomis: Nomis | None = None
    extracts: tuple[tuple[str, str], ...] = ()
    column: str = ""
    year_starts: int = 4
