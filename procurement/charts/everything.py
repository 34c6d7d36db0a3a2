"""Every figure and every table of a summary, by the name that its address has."""

from anchors.charts import Figure, Table
from procurement.benchmarks import Benchmark
from procurement.charts.influence import category_table, influence_figure, months_figure
from procurement.charts.places import basis_table, benchmark_table, deprived_figure, places_figure
from procurement.charts.suppliers import concentration_figure
from procurement.explorer import SpendSummary, concentration_of


def figures(summary: SpendSummary, published: tuple[Benchmark, ...]) -> dict[str, Figure]:
    """The figures of the explorer page."""
    drawn = (
        places_figure(summary, published),
        influence_figure(summary),
        months_figure(summary),
        concentration_figure(summary, concentration_of(summary.view, summary.total)),
        deprived_figure(summary),
    )
    return {figure.key: figure for figure in drawn}


def tables(summary: SpendSummary, published: tuple[Benchmark, ...]) -> dict[str, Table]:
    """The tables behind them, and those that stand alone: what the files hold."""
    found = {key: figure.table for key, figure in figures(summary, published).items()}
    return found | {
        "categories": category_table(summary),
        "benchmarks": benchmark_table(summary, published),
        "basis": basis_table(summary),
    }
