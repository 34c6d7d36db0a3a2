"""Surplus land as tables: the list, and the pipeline by stage and use."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from anchors import wording
from anchors.charts import Column, Table
from estates.charts.sites import hectares
from estates.models import Plot
from estates.readings.plots import Cell

COLUMNS = (
    Column("Land", sort="title"), Column("Owner", sort="institution"), Column("Stage", sort="stage"),
    Column("Hectares", "count", sort="area_ha"), Column("Declared surplus", sort="declared_on"),
    Column("Planned for", sort="planned_year"), Column("Use"), Column("Options appraisal"),
)  # fmt: skip


def plot_table(plots: Sequence[Plot], appraised: dict[int, str]) -> Table:
    """The plots, a row each; `appraised` says how far the options of a plot are looked at."""
    return Table("Surplus land", COLUMNS, tuple(_row(plot, appraised.get(plot.pk)) for plot in plots))


def _row(plot: Plot, appraised: str | None) -> tuple[Any, ...]:
    title: dict[str, Any] = {"value": plot.title, "href": reverse("plot", args=[plot.pk])}
    if plot.is_sensitive:
        title["note"] = "Sensitive"
    stage: Any = plot.get_stage_display()
    if plot.disposed_on:
        stage = {"value": stage, "note": wording.day(plot.disposed_on)}
    return (
        title,
        plot.site.institution.name,
        stage,
        hectares(plot.area_ha),
        wording.day(plot.declared_on) if plot.declared_on else "Not declared",
        str(plot.planned_year) if plot.planned_year else "Not planned",
        plot.get_future_use_display() or "Not decided",
        appraised or "None yet",
    )


def site_plot_table(plots: Sequence[Plot], appraised: dict[int, str]) -> Table:
    """The plots of one site, whose owner the page says."""
    kept = (0, 2, 3, 7)
    columns = tuple(Column(COLUMNS[at].heading, COLUMNS[at].kind) for at in kept)
    rows = (_row(plot, appraised.get(plot.pk)) for plot in plots)
    return Table("Surplus land of this site", columns, tuple(tuple(row[at] for at in kept) for row in rows))


def pipeline_table(cells: Sequence[Cell]) -> Table:
    """Stages down, uses across; only uses that some land has."""
    uses = [use for use in (*Plot.Use.values, "") if any(cell.use == use for cell in cells)]
    stages = [stage for stage in Plot.Stage.values if any(cell.stage == stage for cell in cells)]
    names = {**dict(Plot.Use.choices), "": "Not decided"}
    columns = (
        Column("Stage"),
        *(Column(str(names[use]), "count") for use in uses),
        Column("All", "count"),
        Column("Hectares", "count"),
    )
    rows = tuple(
        (str(Plot.Stage(stage).label), *_counts([cell for cell in cells if cell.stage == stage], uses))
        for stage in stages
    )
    return Table("Plots by stage and use", columns, rows, ("All", *_counts(cells, uses)))


def _counts(cells: Sequence[Cell], uses: Sequence[str]) -> tuple[Any, ...]:
    number = [sum(cell.plots for cell in cells if cell.use == use) for use in uses]
    lands = [cell.land for cell in cells if cell.land is not None]
    land = hectares(sum(lands, Decimal())) if lands else None
    return (*number, sum(number), land)
