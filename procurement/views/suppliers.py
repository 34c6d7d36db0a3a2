"""Suppliers: the ranking, and one supplier's page."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anchors.charts import Column, Table
from anchors.wording import money, plural
from procurement import charts
from procurement.analysis import pounds, share
from procurement.classification import spelling_ids
from procurement.explorer import (
    Spelling,
    SpendSummary,
    band_words,
    basis_words,
    concentration_of,
    months_paid,
    place_words,
    spellings,
    spend_summary,
    supplier_ranking,
)
from procurement.models import Reason, Supplier
from procurement.overrides import overrides_of
from procurement.views.asking import asked, filtered, person, spending_page
from procurement.views.downloads import download_address
from procurement.views.filtering import SpendFilterForm, tags

SUPPLIERS_ON_A_PAGE = 50
LONGEST_SEARCH = 100


class Ranked(Paginator):  # type: ignore[type-arg]
    """Pages of a ranking that is cut in the database."""

    def __init__(self, summary: SpendSummary, search: str) -> None:
        super().__init__([], SUPPLIERS_ON_A_PAGE)
        self._summary, self._search = summary, search
        self.count = supplier_ranking(summary.view, search=search, limit=1).count

    def page(self, number: int | str) -> "Page[Any]":
        """One page, read when it is asked for."""
        number = self.validate_number(number)
        offset = (number - 1) * self.per_page
        ranking = supplier_ranking(
            self._summary.view, search=self._search, limit=self.per_page, offset=offset
        )
        return Page(ranking.suppliers, number, self)


@spending_page
def suppliers(request: HttpRequest) -> HttpResponse:
    """Suppliers by money, with a search by name."""
    summary = spend_summary(person(request), asked(request))
    view, search = summary.view, request.GET.get("search", "").strip()[:LONGEST_SEARCH]
    page = Ranked(summary, search).get_page(request.GET.get("page"))
    months = {ym for each in view.supplied.values() for ym in each.months}
    context = {
        "summary": summary,
        "view": view,
        "who": charts.who_words(view),
        "filter_form": SpendFilterForm(view, months, view.readable),
        "tags": tags(view, view.filter),
        "keep": {"search": search, "local": ",".join(view.filter.local)},
        "search": search,
        "left_out": charts.left_out_words(view),
        "page_of": page,
        "table": charts.ranking_table(summary, tuple(page.object_list), view.filter.as_query()),
        "concentration": concentration_of(view, summary.total) if summary.has_data else None,
        "csv": download_address(view, "suppliers.csv"),
    }
    return render(request, "procurement/suppliers.html", context)


@spending_page
def supplier(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """One supplier: its money, where it is and how we know, the names that ledgers give it."""
    summary = spend_summary(person(request), asked(request).but(supplier=supplier_id))
    view = summary.view
    seen = spellings(view)
    ours = _own_suppliers(view.own, seen)
    shown = seen[0].supplier if seen else view.supplier
    context = {
        "summary": summary,
        "view": view,
        "supplier": shown,
        "total": pounds(summary.total),
        "payers": len({each.supplier.institution_id for each in seen}),
        "names": _names_table(seen, summary),
        "institutions": _institutions_table(seen, summary),
        "facts": _facts(summary, shown, seen),
        "figures": {"months": charts.months_figure(summary), "influence": charts.influence_figure(summary)}
        if summary.has_data
        else {},
        "categories": _categories(summary),
        "lines": _lines_address(summary),
        "paid": None if summary.has_data else months_paid(view),
        "overrides": _overrides(ours),
        "own_suppliers": ours,
    }
    return render(request, "procurement/supplier.html", context)


def _lines_address(summary: SpendSummary) -> str:
    view = summary.view
    own = tuple(institution.slug for institution in view.institutions if institution.pk in view.own)
    if not own:
        return ""
    return filtered("spend_lines", view.filter.but(institutions=own))


def _names_table(seen: tuple[Spelling, ...], summary: SpendSummary) -> Table:
    columns = (
        Column("Name in the ledger"), Column("Institution"), Column("Its number there"), Column("Payments", "count"),
        Column("Total", "money"), Column("Place"), Column("How we know"),
    )  # fmt: skip
    rows = tuple(
        (
            each.supplier.name,
            each.supplier.institution.name,
            each.supplier.reference or "Not given",
            each.lines,
            pounds(each.pence),
            place_words(each.supplier),
            basis_words(each.supplier),
        )
        for each in seen
    )
    return Table(f"Names seen, {charts.period_words(summary.period)}", columns, rows)


def _categories(summary: SpendSummary) -> Table:
    rows = tuple(
        (category.name, pounds(category.part.total), pounds(category.part.influenceable))
        for category in summary.categories
    )
    columns = (Column("Category"), Column("Total", "money"), Column("Influenceable now", "money"))
    return Table("Categories", columns, rows)


def _institutions_table(seen: tuple[Spelling, ...], summary: SpendSummary) -> Table:
    found: dict[str, list[int]] = {}
    for each in seen:
        figures = found.setdefault(each.supplier.institution.name, [0, 0])
        figures[0] += each.lines
        figures[1] += each.pence
    rows = tuple(
        (name, lines, pounds(pence), share(pence, summary.total))
        for name, (lines, pence) in sorted(found.items(), key=lambda item: -item[1][1])
    )
    columns = (
        Column("Institution"),
        Column("Payments", "count"),
        Column("Total", "money"),
        Column("Share", "percent"),
    )
    return Table("By institution", columns, rows)


def _facts(summary: SpendSummary, shown: Supplier | None, seen: tuple[Spelling, ...]) -> list[dict[str, Any]]:
    if shown is None:
        return []
    view, institutions = summary.view, {each.supplier.institution_id for each in seen}
    company = next((each.supplier.company_number for each in seen if each.supplier.company_number), "")
    charity = next((each.supplier.charity_number for each in seen if each.supplier.charity_number), "")
    paid = f"{money(pounds(summary.total))} by {plural(len(institutions), 'institution')}"
    found = [
        {"key": "Paid", "value": paid, "note": charts.period_words(summary.period)},
        {
            "key": "Place",
            "value": band_words(view, shown),
            "note": basis_words(shown) if shown.basis != "unknown" else "",
        },
        {"key": "Deprivation", "value": _decile(shown)},
    ]
    if company:
        found.append({"key": "Company", "value": company, "note": "As the institutions’ files give it"})
    if charity:
        found.append({"key": "Charity", "value": charity, "note": "As the institutions’ files give it"})
    return found


def _decile(shown: Supplier) -> str:
    if shown.imd2025_decile is not None:
        return f"Decile {shown.imd2025_decile} of 10 (indices of 2025; 1 is the most deprived)"
    if shown.imd2019_decile is not None:
        return f"Decile {shown.imd2019_decile} of 10 (indices of 2019; 1 is the most deprived)"
    return "Not known"


def _own_suppliers(own: frozenset[int], seen: tuple[Spelling, ...]) -> list[dict[str, Any]]:
    """What one override covers, for each institution of one's own: its first spelling, and the payments under all."""
    found: list[dict[str, Any]] = []
    ours = {each.supplier.pk: each for each in seen if each.supplier.institution_id in own}
    while ours:
        first = next(iter(ours.values()))
        same = [ours.pop(pk) for pk in spelling_ids(first.supplier) if pk in ours]
        found.append({"supplier": first.supplier, "lines": sum(each.lines for each in same)})
    return found


def _overrides(ours: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Standing overrides of one's own institutions."""
    every = {each.pk: each for one in ours for each in overrides_of(one["supplier"]) if each.ended_at is None}
    return [
        {
            "override": each,
            "reason": Reason(each.reason).label,
            "end": reverse("override_end", args=[each.pk]),
        }
        for each in every.values()
    ]
