"""How figures are written in English: money, shares, counts, dates, lists. Pure; shared by pages and files.

A figure that nobody supplied is written "No data", never 0. Amounts are pounds (Decimal or int), shares lie
between 0 and 1, and minus is a real minus sign.
"""

from collections.abc import Iterable, Sized
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from anchors.periods import Period, month_name, runs

NO_DATA = "No data"
NOT_APPLICABLE = "Not applicable"
TOO_SOON = "Too soon to say"
NO_FIGURE = "No figure yet"
HIDDEN = "Fewer than 8 (hidden)"
HIDDEN_FIGURE = "Hidden"
"""Where another reason may have hidden a figure too: which one did is itself a secret."""
NO_NUMBER = frozenset({NO_DATA, NO_FIGURE, NOT_APPLICABLE, TOO_SOON, HIDDEN, HIDDEN_FIGURE})

MINUS = "\N{MINUS SIGN}"
MILLION = Decimal(1_000_000)
BILLION = Decimal(1_000_000_000)
LEAST_TENTH = Decimal("0.05")
LEAST_MILLION = MILLION - 50_000
LEAST_BILLION = BILLION - 50_000_000
LEAST_PER_CENT = Decimal("0.005")
NOON = 12
KILOBYTE = 1000
MOST_RUNS = 3

Amount = Decimal | int


class Titled(Protocol):
    """Anything that names itself to people."""

    @property
    def label(self) -> str:
        """What people read."""


def rounded(value: Amount, places: int = 0) -> Decimal:
    """Rounded half away from zero, as people round money."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def money(amount: Amount | None, *, pence: bool = False) -> str:
    """Full pounds: `£1,234,567`, or `£38,412.60` with pence."""
    if amount is None:
        return NO_DATA
    return _signed(rounded(amount, 2 if pence else 0), before="£")


def millions(amount: Amount | None) -> str:
    """For prose: `£1.2 million`, `£2.4 billion`; full pounds below a million."""
    return _scaled(amount, million=" million", billion=" billion")


def millions_short(amount: Amount | None) -> str:
    """For labels in a chart: `£271.8m`, `£1.2bn`; full pounds below a million."""
    return _scaled(amount, million="m", billion="bn")


def in_millions(amount: Amount | None) -> str:
    """For a column of £ million, to one place; "Under 0.1" where rounding would make an amount nothing."""
    if amount is None:
        return NO_DATA
    value = Decimal(amount) / MILLION
    if value and abs(value) < LEAST_TENTH:
        return "Under 0.1" if value > 0 else f"Under {MINUS}0.1"
    return _signed(rounded(value, 1))


def percent(share: Amount | None, places: int = 0) -> str:
    """A share of 0 to 1 as `31%`; "under 1%" and "over 99%" where rounding would claim none or all."""
    if share is None:
        return NO_DATA
    value = Decimal(share)
    if places == 0 and 0 < value < LEAST_PER_CENT:
        return "under 1%"
    if places == 0 and 1 - LEAST_PER_CENT <= value < 1:
        return "over 99%"
    return _signed(rounded(value * 100, places)) + "%"


def change(share: Amount | None) -> str:
    """A change as a signed share: `+3%`, `-4%` with a real minus, `0%`."""
    if share is None:
        return NO_DATA
    text = percent(share)
    return f"+{text}" if rounded(Decimal(share) * 100) > 0 else text


def pence_of_pound(share: Amount | None) -> str:
    """A share of money as pence of each pound: 0.31 to `31p`."""
    return NO_DATA if share is None else f"{rounded(Decimal(share) * 100)}p"


def count(number: Amount | Sized | None) -> str:
    """`17,962`; the number of things where a collection is given."""
    if number is None:
        return NO_DATA
    return _signed(Decimal(len(number)) if isinstance(number, Sized) else Decimal(number))


def plural(number: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 row`, `41 rows`, `2 councils`; `many` where adding s is wrong."""
    return f"{count(number)} {noun(number, one, many)}"


def noun(number: int, one: str, many: str = "") -> str:
    """The noun alone, to follow a number written elsewhere."""
    return one if number == 1 else many or f"{one}s"


def day(value: date | None) -> str:
    """`3 March 2026`."""
    return NO_DATA if value is None else f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """`6 November 2026 at 2:14pm`. The caller has put the time in the zone that people live in."""
    if value is None:
        return NO_DATA
    hour = value.hour % NOON or NOON
    half = "am" if value.hour < NOON else "pm"
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{day(value)} at {hour}{minutes}{half}"


def month(value: date | int | None, *, short: bool = False) -> str:
    """`September 2026` of a day or of a month such as 202609; `Sep 2026` when short."""
    if value is None:
        return NO_DATA
    name = month_name(value) if isinstance(value, int) else f"{value:%B %Y}"
    return f"{name[:3]} {name[-4:]}" if short else name


def period(value: Period | Titled | str | None) -> str:
    """`July to September 2026`."""
    if value is None:
        return NO_DATA
    return value if isinstance(value, str) else value.label


def during(value: Period | None) -> str:
    """When something was, to stand behind a verb: `in September 2026`, `from July to September 2026`."""
    if value is None:
        return NO_DATA
    return f"{'in' if value.first == value.last else 'from'} {value.label}"


def months(values: Iterable[int]) -> str:
    """`April to June 2026 and September 2026`; past three runs only how many months lie between which two."""
    found = sorted(values)
    labels = [run.label for run in runs(found)]
    if len(labels) > MOST_RUNS:
        return f"{len(found)} months between {month_name(found[0])} and {month_name(found[-1])}"
    return listed(labels)


def size(octets: int) -> str:
    """The size of a file: `31 KB`, `2.9 MB`."""
    if octets < KILOBYTE * KILOBYTE:
        return f"{max(1, rounded(Decimal(octets) / KILOBYTE))} KB"
    return f"{rounded(Decimal(octets) / KILOBYTE / KILOBYTE, 1)} MB"


def listed(words: Iterable[object], joint: str = "and") -> str:
    """`C, G, I and J`."""
    *first, last = [str(word) for word in words] or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last


def _scaled(amount: Amount | None, *, million: str, billion: str) -> str:
    if amount is None:
        return NO_DATA
    value = Decimal(amount)
    if abs(value) >= LEAST_BILLION:
        return _signed(rounded(value / BILLION, 1), before="£") + billion
    if abs(value) >= LEAST_MILLION:
        return _signed(rounded(value / MILLION, 1), before="£") + million
    return money(value)


def _signed(value: Decimal, before: str = "") -> str:
    return f"{MINUS if value < 0 else ''}{before}{abs(value):,}"
