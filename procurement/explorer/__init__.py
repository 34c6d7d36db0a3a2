"""The one way in which pages, downloads and endpoints ask about spending.

    asked = SpendFilter.parse(request.GET)            # FilterError: a sentence for the person
    summary = spend_summary(user, asked)              # Http404: nothing there, or nothing there for them
    ranking = supplier_ranking(summary.view)
    lines = spend_lines(user, lines_view(user, asked))

A `SpendView` is a filter as one person may use it; it can only be had from `spend_view`, which is the gate.
"""

from procurement.explorer.agreement import Agreement, ClassAgreement, agreement
from procurement.explorer.coverage import (
    Coverage,
    Missing,
    coverage,
    left_out,
    missing_from,
    period_with,
    runs_words,
    usual_month,
)
from procurement.explorer.filters import BAND_WORDS, SpendFilter, reason_words
from procurement.explorer.lines import (
    LinePage,
    export_rows,
    lines_view,
    page_of_lines,
    reason_of,
    spend_lines,
)
from procurement.explorer.months import SuppliedMonths, least_share
from procurement.explorer.partners import SystemAggregate, system_aggregate
from procurement.explorer.summary import (
    CategorySpend,
    Money,
    Part,
    SpendSummary,
    institutions_of,
    spend_summary,
    summary_of,
)
from procurement.explorer.suppliers import (
    Spelling,
    SupplierRanking,
    SupplierSpend,
    band_of,
    band_words,
    basis_words,
    concentration_of,
    months_paid,
    place_words,
    spellings,
    supplier_ranking,
)
from procurement.explorer.view import SpendView, latest_period, readable_institutions, spend_view

__all__ = [
    "BAND_WORDS",
    "Agreement",
    "CategorySpend",
    "ClassAgreement",
    "Coverage",
    "LinePage",
    "Missing",
    "Money",
    "Part",
    "Spelling",
    "SpendFilter",
    "SpendSummary",
    "SpendView",
    "SuppliedMonths",
    "SupplierRanking",
    "SupplierSpend",
    "SystemAggregate",
    "agreement",
    "band_of",
    "band_words",
    "basis_words",
    "concentration_of",
    "coverage",
    "export_rows",
    "institutions_of",
    "latest_period",
    "least_share",
    "left_out",
    "lines_view",
    "missing_from",
    "months_paid",
    "page_of_lines",
    "period_with",
    "place_words",
    "readable_institutions",
    "reason_of",
    "reason_words",
    "runs_words",
    "spellings",
    "spend_lines",
    "spend_summary",
    "spend_view",
    "summary_of",
    "supplier_ranking",
    "system_aggregate",
    "usual_month",
]
