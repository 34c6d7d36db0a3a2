"""What missing months do to each measure, as a table."""

from collections.abc import Iterable
from decimal import Decimal

from anchors.charts import Column, Table
from metrics.gaps import Gap
from metrics.registry import Indicator
from metrics.wording import displayed, value_words

MOST_COLUMNS = 4


def gap_table(gaps: Iterable[Gap]) -> Table | None:
    """Measures down, institutions across, those with most months missing first; None where nothing can be said."""
    told = sorted(
        (gap for gap in gaps if gap.effects), key=lambda gap: (-len(gap.months), gap.institution.name)
    )
    told = told[:MOST_COLUMNS]
    by_gap = [{each.indicator.code: each for each in gap.effects} for gap in told]
    indicators = {each.indicator.code: each.indicator for gap in told for each in gap.effects}
    if not indicators:
        return None
    rows = []
    for code, indicator in indicators.items():
        found = [effects.get(code) for effects in by_gap]
        now = next(each.value for each in found if each is not None)
        cells = [_words(indicator, each.value, each.with_them) if each else None for each in found]
        rows.append((indicator.name, value_words(indicator, now), *cells))
    columns = [Column("Measure"), Column("As it is", "count")]
    columns += [Column(f"With the months of {gap.institution.name}", "count") for gap in told]
    return Table("What the missing months might do to each measure", tuple(columns), tuple(rows))


def _words(indicator: Indicator, now: Decimal | None, then: Decimal | None) -> str:
    if now is not None and then is not None and displayed(indicator, now) == displayed(indicator, then):
        return "The same"
    return value_words(indicator, then)
