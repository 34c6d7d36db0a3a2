"""Figures and tables of staff: where they live, and who is missing."""

from workforce.charts.areas import area_table, areas_figure, deprived_table, hidden_table
from workforce.charts.deciles import decile_table, deciles_figure, group_table

__all__ = [
    "area_table",
    "areas_figure",
    "decile_table",
    "deciles_figure",
    "deprived_table",
    "group_table",
    "hidden_table",
]
