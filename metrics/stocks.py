"""Stocks: what there is on a day, such as floor or staff. Months are never summed: the latest reading stands. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from metrics.registry import Cut, Part, Whole

Figures = tuple[int | Decimal, int | Decimal | None]


def institutions_of(cuts: Iterable[Cut]) -> list[int]:
    """Everybody whose readings the cuts need."""
    return sorted({key for cut in cuts for key in cut.institutions})


def latest_of_each(readings: Iterable[Part], cuts: Sequence[Cut]) -> dict[Cut, Whole]:
    """The latest reading in each cut of each of its institutions, added up; cuts without a reading are absent."""
    in_order = sorted(readings, key=lambda each: each.ym)
    found = {cut: together(_latest(in_order, cut)) for cut in cuts}
    return {cut: whole for cut, whole in found.items() if whole is not None}


def together(figures: Iterable[Figures]) -> Whole | None:
    """Numerators and denominators added up; None where there is nothing to add."""
    known = list(figures)
    if not known:
        return None
    denominators = [each for _, each in known if each is not None]
    return Whole(
        sum((Decimal(each) for each, _ in known), Decimal()),
        sum(map(Decimal, denominators), Decimal()) if denominators else None,
    )


def _latest(in_order: Iterable[Part], cut: Cut) -> Iterable[Figures]:
    latest: dict[int, Figures] = {}
    for institution, ym, numerator, denominator in in_order:
        if institution in cut.institutions and ym in cut.period:
            latest[institution] = numerator, denominator
    return latest.values()
