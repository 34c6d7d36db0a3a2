"""The figures of spending: each a finding, drawn and tabled from one summary."""

from procurement.charts.everything import figures, tables
from procurement.charts.influence import (
    SORTS,
    USUAL_SORT,
    category_finding,
    category_table,
    influence_figure,
    local_share_note,
    months_figure,
)
from procurement.charts.places import basis_table, benchmark_table, deprived_figure, places_figure
from procurement.charts.suppliers import concentration_figure, export_table, ranking_table
from procurement.charts.words import (
    left_out_words,
    local_words,
    missing_words,
    payers_words,
    period_words,
    who_words,
)

__all__ = [
    "SORTS",
    "USUAL_SORT",
    "basis_table",
    "benchmark_table",
    "category_finding",
    "category_table",
    "concentration_figure",
    "deprived_figure",
    "export_table",
    "figures",
    "influence_figure",
    "left_out_words",
    "local_share_note",
    "local_words",
    "missing_words",
    "months_figure",
    "payers_words",
    "period_words",
    "places_figure",
    "ranking_table",
    "tables",
    "who_words",
]
