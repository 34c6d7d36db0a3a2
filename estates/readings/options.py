"""Options of an appraisal side by side: in the order in which they are to be tried, the best of each row, the frontier.

Nothing is added up into one score (standards, e3).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from anchors import wording
from anchors.wording import NO_FIGURE, count, listed, millions, plural
from estates.analysis import best, frontier
from estates.models import AFFORDABLE, Option, Route, Tenure

Figure = Decimal | int | None


@dataclass(frozen=True)
class Measure:
    """A row of the comparison: what it is called, how it is written, and whether more (1) or less (-1) is better."""

    code: str
    label: str
    write: Callable[[Any], str]
    sign: int = 1


def _area(value: Any) -> str:
    return f"{count(wording.rounded(value))} m²"


def _each_year(value: Any) -> str:
    return wording.money(value)


MEASURES = (
    Measure("receipt", "Receipt now", millions),
    Measure("income", "Income each year", _each_year),
    *(Measure(f"homes:{each.value}", f"Homes: {each.label[:1].lower()}{each.label[1:]}", count) for each in Tenure),
    Measure("staff_homes", "Of these, for NHS or council staff", count),
    Measure("jobs", "Jobs", count),
    Measure("workspace_m2", "Space for small firms", _area),
    Measure("community_m2", "Community space", _area),
    Measure("community_hours", "Community space, hours a week", count),
    Measure("saved_cost", "Running cost avoided each year", _each_year),
    Measure("carbon", "Carbon to build, tonnes CO2e", count, -1),
    Measure("first_used", "First used", str, -1),
)  # fmt: skip
WORDS = (("risk_with", "Who bears the risk"), ("could_fail", "Could fail because"))
KEEPS = frozenset({"receipt", "income", "carbon", "first_used"})
"""Rows that are shown even where no option has a figure: what a board asks first."""


@dataclass(frozen=True)
class Shown:
    """A figure in the comparison."""

    text: str
    value: Figure
    is_best: bool


@dataclass(frozen=True)
class Comparison:
    """Options in order with their letters, rows of figures, rows of words, and what the frontier says."""

    options: tuple[Option, ...]
    figures: tuple[tuple[Measure, tuple[Shown, ...]], ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]
    headline: str
    frontier: str

    @property
    def titles(self) -> list[str]:
        """`A. Affordable homes`."""
        return [
            f"{letter}. {option.name}" for letter, option in zip(ascii_uppercase, self.options, strict=False)
        ]


def figures_of(option: Option) -> dict[str, Figure]:
    """Everything of an option that is a number; None is no figure yet."""
    found: dict[str, Figure] = {
        each.code: getattr(option, each.code) for each in MEASURES if not each.code.startswith("homes:")
    }
    return found | {f"homes:{tenure.value}": option.homes.get(tenure.value) for tenure in Tenure}


def affordable(option: Option) -> int | None:
    """Affordable homes of all tenures that count as such; None where no home is stated at all."""
    return sum(option.homes.get(tenure.value, 0) for tenure in AFFORDABLE) if option.homes else None


def in_order(options: Sequence[Option]) -> list[Option]:
    """Affordable homes first, the market last."""
    order = list(Route.values)
    return sorted(options, key=lambda option: (order.index(option.route), option.pk))


def comparison(options: Sequence[Option]) -> Comparison:
    """The options side by side."""
    ordered = in_order(options)
    each = [figures_of(option) for option in ordered]
    rows = tuple(
        (measure, _row(measure, [figures[measure.code] for figures in each]))
        for measure in MEASURES
        if measure.code in KEEPS or any(figures[measure.code] is not None for figures in each)
    )
    words = tuple(
        (label, tuple(getattr(option, name) or "Not said yet" for option in ordered)) for name, label in WORDS
    )
    return Comparison(tuple(ordered), rows, words, _headline(ordered), _frontier(ordered))


def _row(measure: Measure, values: Sequence[Figure]) -> tuple[Shown, ...]:
    top = best(values, measure.sign)
    return tuple(
        Shown(NO_FIGURE if value is None else measure.write(value), value, value is not None and value == top)
        for value in values
    )


def _compared(option: Option) -> Mapping[str, Figure]:
    """What the frontier weighs: market homes and homes for key workers are no aim of their own."""
    figures = {code: value for code, value in figures_of(option).items() if not code.startswith("homes:")}
    return figures | {"affordable": affordable(option)}


def _frontier(ordered: Sequence[Option]) -> str:
    if len(ordered) < 2:
        return ""
    better = {each.code: each.sign for each in MEASURES if not each.code.startswith("homes:")} | {
        "affordable": 1
    }
    stands = frontier([_compared(option) for option in ordered], better)
    kept = [letter for letter, is_kept in zip(ascii_uppercase, stands, strict=False) if is_kept]
    beaten = [letter for letter, is_kept in zip(ascii_uppercase, stands, strict=False) if not is_kept]
    if not beaten:
        return (
            "No option is beaten in everything by another: choosing one gives something up, whichever it is."
        )
    one, many = len(beaten) == 1, len(kept) > 1
    words = (
        f"Option{'' if one else 's'} {listed(beaten)} {'is' if one else 'are'} beaten: another option is at least as "
        "good in every figure and better in one."
    )
    return f"{words} The choice is between {listed(kept)}." if many else f"{words} Option {kept[0]} is left."


def _headline(ordered: Sequence[Option]) -> str:
    """What a sale brings beside the first option, where both say; else how many options there are."""
    first, last = (ordered[0], ordered[-1]) if len(ordered) > 1 else (None, None)
    if first is None or last is None or last.route != Route.MARKET or first.route == Route.MARKET:
        return f"{plural(len(ordered), 'option')} side by side"
    if first.receipt is None or last.receipt is None:
        return f"{plural(len(ordered), 'option')} side by side"
    gain = last.receipt - first.receipt
    words = f"A sale brings {millions(abs(gain))} {'more' if gain >= 0 else 'less'} than option A"
    homes, sold = affordable(first), affordable(last)
    if homes is None or sold is None or homes == sold:
        return words
    return f"{words}, and {abs(homes - sold)} {'fewer' if homes > sold else 'more'} affordable homes"
