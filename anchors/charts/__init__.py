"""Figures: charts drawn on the server in the house style, each with the same numbers as a table.

    bar_figure(key, title, subtitle, [Bar(label, amount, share, tone)], heading="Place",
               benchmark=Benchmark(share, "mean of 26 studies"))
    waterfall_figure(key, title, subtitle, [Step("All spending", total), Step(why, off, taken=True), ...])
    month_figure(key, title, subtitle, [Month(202609, amount)], unit="m", style="columns")
    table_figure(key, title, subtitle, table)      a figure that is only a table
    sparkline(values)                              beside a stat sentence

Each gives a `Figure`: `{{ figure(fig, request) }}` of `anchors/macros/figures.html` draws the view that the
address asks for. `Figure.with_words(notes=, about=, downloads=)` adds the sentences. Charts are inline SVG
drawn twice, wide and narrow; they need no script, print, and carry no style.
"""

from anchors.charts.bars import Bar, Benchmark, Parity, bar_figure
from anchors.charts.drawing import sparkline
from anchors.charts.figure import Download, Figure
from anchors.charts.months import Month, month_figure
from anchors.charts.plot import allows_plots
from anchors.charts.table import Column, Table
from anchors.charts.waterfall import Step, waterfall_figure

__all__ = [
    "Bar",
    "Benchmark",
    "Column",
    "Download",
    "Figure",
    "Month",
    "Parity",
    "Step",
    "Table",
    "allows_plots",
    "bar_figure",
    "month_figure",
    "sparkline",
    "table_figure",
    "waterfall_figure",
]


def table_figure(key: str, title: str, subtitle: str, table: Table) -> Figure:
    """A figure without a chart: table, download and account of itself."""
    return Figure(key=key, title=title, subtitle=subtitle, table=table)
