"""How few suppliers have how much, and the ranking as a table."""

from typing import Any

from django.urls import reverse

from anchors.charts import Column, Figure, Table, table_figure
from anchors.wording import percent, plural
from procurement.analysis import CLES_SUPPLIERS, TOP_SUPPLIERS, Concentration, pounds, share
from procurement.charts.words import period_words, who_words
from procurement.explorer import (
    BAND_WORDS,
    SpendSummary,
    SupplierRanking,
    SupplierSpend,
    basis_words,
    place_words,
)


def concentration_figure(summary: SpendSummary, concentration: Concentration) -> Figure:
    """The share of all spending that the 10 and the 300 largest suppliers have."""
    top = concentration.share_of_top(TOP_SUPPLIERS)
    title = (
        f"The {TOP_SUPPLIERS} largest suppliers have {percent(top)} of spending"
        if top
        else "No suppliers yet"
    )
    rows = tuple(
        (f"{count} largest suppliers", pounds(concentration.pence[count]),
         {"value": concentration.share_of_top(count), "tone": "1"})
        for count in (TOP_SUPPLIERS, CLES_SUPPLIERS)
    )  # fmt: skip
    foot = (
        f"All {plural(concentration.suppliers, 'supplier')} and redacted names",
        pounds(concentration.whole),
        1,
    )
    columns = (Column("Suppliers"), Column("£ million", "m"), Column("Share", "share"))
    table = Table(f"{who_words(summary.view)}: concentration", columns, rows, foot)
    subtitle = f"Share of all spending, net of credits. {period_words(summary.period)}."
    return table_figure("concentration", title, subtitle, table).with_words(
        about=(
            (
                "Names that differ only in form (capitals, punctuation, Ltd or Limited) count as one supplier, "
                "across institutions. CLES looks at the 300 largest as a stand-in for all of them, so their "
                "share says how far that holds here."
            ),
            "Redacted names are in the whole, and never among the suppliers.",
        )
    )


def ranking_table(summary: SpendSummary, suppliers: tuple[SupplierSpend, ...], query: str) -> Table:
    """Suppliers, largest first; names lead to their pages with the same filter."""
    rows = tuple(
        (
            {"value": each.supplier.name, "href": f"{reverse('supplier', args=[each.supplier.pk])}?{query}"},
            pounds(each.pence),
            share(each.pence, summary.total),
            pounds(each.influenceable_pence),
            place_words(each.supplier),
            BAND_WORDS[each.band],
            each.lines,
            each.institutions,
        )
        for each in suppliers
    )
    columns: tuple[Column, ...] = (
        Column("Supplier"), Column("Total", "money"), Column("Share", "percent"), Column("Influenceable", "money"),
        Column("Place"), Column("For us"), Column("Payments", "count"), Column("Institutions", "count"),
    )  # fmt: skip
    return Table(f"Suppliers of {who_words(summary.view)}, {period_words(summary.period)}", columns, rows)


def export_table(
    summary: SpendSummary, ranking: SupplierRanking
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Headings and rows of the ranking as a file."""
    headings = (
        "Supplier", "Total (£)", "Share of all spending (%)", "Influenceable (£)", "Place", "Where it is for us",
        "How we know the place", "Payments", "Institutions",
    )  # fmt: skip
    rows = []
    for each in ranking.suppliers:
        part = share(each.pence, summary.total)
        rows.append((
            each.supplier.name, pounds(each.pence), None if part is None else round(part * 100, 2),
            pounds(each.influenceable_pence), place_words(each.supplier), BAND_WORDS[each.band],
            basis_words(each.supplier), each.lines, each.institutions,
        ))  # fmt: skip
    return headings, rows
