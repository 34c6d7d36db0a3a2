"""How the value of an indicator is written, by its unit. Pure; shared by pages, charts and files."""

from decimal import Decimal

from anchors import wording
from anchors.periods import MONTHS_IN_YEAR, Period, month_name
from metrics.registry import Indicator, Unit


def value_words(indicator: Indicator, value: Decimal | None) -> str:
    """For prose: `38%`, `£1.2 million`, `1,204`, `31 days`."""
    if value is None:
        return wording.NO_DATA
    match indicator.unit:
        case Unit.SHARE:
            return wording.percent(value)
        case Unit.POUNDS:
            return wording.millions(value)
        case Unit.DAYS:
            return wording.plural(int(wording.rounded(value)), "day")
        case Unit.HECTARES:
            return f"{_hectares(value, 1)} hectares"
        case Unit.COUNT:
            return wording.count(wording.rounded(value, _places(indicator)))


def exact_words(indicator: Indicator, value: Decimal | None) -> str:
    """For tables and labels of points: `38.4%`, `£1,234,567`, `1,204`, `31.3 days`."""
    if value is None:
        return wording.NO_DATA
    match indicator.unit:
        case Unit.SHARE:
            return wording.percent(value, 1)
        case Unit.POUNDS:
            return wording.money(value)
        case Unit.DAYS:
            return f"{wording.count(wording.rounded(value, 1))} days"
        case Unit.HECTARES:
            return f"{_hectares(value, 2)} hectares"
        case Unit.COUNT:
            return wording.count(wording.rounded(value, _places(indicator)))


def short_words(indicator: Indicator, value: Decimal | None) -> str:
    """For charts: `38.4%`, `£1.2m`, `1,204`, `31.3`."""
    if value is None:
        return wording.NO_DATA
    match indicator.unit:
        case Unit.POUNDS:
            return wording.millions_short(value)
        case Unit.DAYS:
            return wording.count(wording.rounded(value, 1))
        case Unit.HECTARES:
            return _hectares(value, 2)
        case _:
            return exact_words(indicator, value)


def part_words(indicator: Indicator, number: Decimal | None) -> str:
    """A numerator or denominator: `£140,096,254`, `1,204`; nothing where there is none."""
    if number is None:
        return ""
    match indicator.made_of or indicator.unit:
        case Unit.POUNDS:
            return wording.money(number)
        case Unit.HECTARES:
            return _hectares(number, 2)
        case _:
            return wording.count(wording.rounded(number))


def displayed(indicator: Indicator, value: Decimal) -> Decimal:
    """The value as precisely as prose shows it, so that lists are sorted by what people see."""
    match indicator.unit:
        case Unit.SHARE:
            return wording.rounded(value, 2)
        case Unit.POUNDS:
            is_large = abs(value) >= wording.LEAST_MILLION
            return wording.rounded(value, -5) if is_large else wording.rounded(value)
        case Unit.DAYS:
            return wording.rounded(value)
        case Unit.HECTARES:
            return wording.rounded(value, 1)
        case Unit.COUNT:
            return wording.rounded(value, _places(indicator))


def period_words(period: Period) -> str:
    """`the 12 months to September 2026`, or the months by name."""
    if len(period.months) == MONTHS_IN_YEAR:
        return f"the 12 months to {month_name(period.last)}"
    return period.label


def when(period: Period) -> str:
    """The same to stand by itself: `12 months to September 2026`."""
    return period_words(period).removeprefix("the ")


def read_in(indicator: Indicator, period: Period) -> str:
    """When a value was read, to follow it: `in the 12 months to September 2026`; of a stock, `as of September 2026`."""
    return f"as of {month_name(period.last)}" if indicator.is_stock else f"in {period_words(period)}"


def read_when(indicator: Indicator, period: Period) -> str:
    """The same to stand by itself: `12 months to September 2026`, `As of September 2026`."""
    return f"As of {month_name(period.last)}" if indicator.is_stock else when(period)


def _hectares(value: Decimal, places: int) -> str:
    """`4.6`, `12`: plots are small, so whole hectares say too little."""
    return f"{wording.rounded(value, places).normalize():,f}".replace("-", wording.MINUS)


def _places(indicator: Indicator) -> int:
    """Counts are whole; a count for each of something has a decimal place."""
    return 1 if indicator.is_ratio else 0
