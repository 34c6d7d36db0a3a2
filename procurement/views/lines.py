"""Payment lines of one's own institution: the list with every filter, and the story of one payment."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from anchors.charts import Column, Table
from anchors.periods import Period
from anchors.wording import day, money
from procurement import charts
from procurement.analysis import OPEN, pounds
from procurement.classification import book_of, combination_of
from procurement.explorer import (
    LinePage,
    SpendFilter,
    SpendView,
    band_words,
    basis_words,
    coverage,
    lines_view,
    page_of_lines,
    place_words,
    reason_of,
    spellings,
    spend_lines,
    spend_view,
    summary_of,
)
from procurement.influence import Answer, Step
from procurement.models import LocationBasis, Reason, Rule, SpendLine
from procurement.views.asking import asked, filtered, person, spending_page
from procurement.views.filtering import SpendFilterForm, tags
from procurement.views.overrides import covers

LONGEST_SEARCH = 100


@spending_page
def lines(request: HttpRequest) -> HttpResponse:
    """The lines of a filter, newest first, with the reason and the rule of each."""
    view = lines_view(person(request), asked(request))
    search = request.GET.get("search", "").strip()[:LONGEST_SEARCH]
    found = page_of_lines(spend_lines(person(request), view, search), request.GET.get("after", ""))
    own = [institution for institution in view.readable if institution.pk in view.own]
    months = {ym for each in coverage(view.institutions) for ym in each.months}
    summary = summary_of(view)
    context = {
        "view": view,
        "summary": summary,
        "total": pounds(summary.total),
        "who": charts.who_words(view),
        "filter_form": SpendFilterForm(view, months, own),
        "tags": tags(view, asked(request)),
        "keep": {"supplier": view.filter.supplier, "search": search, "local": ",".join(view.filter.local)},
        "search": search,
        "table": _table(found, many=len(view.institutions) > 1),
        "found": found,
        "is_first": not request.GET.get("after"),
        "csv": _export_address(view, search),
    }
    return render(request, "procurement/lines.html", context)


def _export_address(view: SpendView, search: str) -> str:
    address, words = filtered("lines_export", view.filter), urlencode({"search": search})
    return f"{address}{'&' if '?' in address else '?'}{words}" if search else address


@spending_page
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One payment: the verdict, the rules in their order, the override, where it came from."""
    found = _line(request, line_id)
    supplier = found.key.supplier
    view = spend_view(person(request), SpendFilter(institutions=(found.institution.slug,)))
    steps = book_of(found.institution).trace(combination_of(found.key))
    named = None if supplier.is_redacted else view
    if named is not None:
        in_view = view.period is not None and found.ym in view.period
        about = SpendFilter(supplier=supplier.pk, period=None if in_view else Period(found.ym, found.ym))
        named = spend_view(person(request), about)
    context = {
        "line": found,
        "amount_words": money(pounds(found.amount_pence), pence=True),
        "supplier": supplier,
        "reason": reason_of(found),
        "by_rules": Reason(found.key.reason),
        "is_open": reason_of(found) == OPEN,
        "rules": _rules_table(steps, found),
        "names": _names(named) if named else None,
        "supplier_page": _supplier_page(named) if named else "",
        "facts": _facts(found, view),
        "history": _history(found),
        "covers": covers(found.override) if found.override else "",
        "may_override": found.institution.role_of(person(request)) != "reader",
    }
    return render(request, "procurement/line.html", context)


def _line(request: HttpRequest, line_id: int) -> SpendLine:
    lines = SpendLine.objects.visible_to(person(request)).select_related(
        "institution",
        "key__supplier__place",
        "key__category",
        "key__rule",
        "override__made_by",
        "upload__uploaded_by",
    )
    found = lines.filter(pk=line_id).first()
    if found is None:
        raise Http404
    return found


def _table(found: LinePage, *, many: bool) -> Table:
    columns = (
        Column("Supplier"),
        *([Column("Institution")] if many else []),
        Column("Paid"),
        Column("Category"),
        Column("Amount", "pence"),
        Column("Can it be influenced?"),
        Column("Place"),
    )
    return Table("Payments, newest first", columns, tuple(_row(each, many=many) for each in found.lines))


def _row(each: SpendLine, *, many: bool) -> tuple[Any, ...]:
    reason, supplier = reason_of(each), each.key.supplier
    why = {"value": "Yes" if reason == OPEN else reason.label, "note": _why(each)}
    name = {
        "value": supplier.name or "No name",
        "href": reverse("spend_line", args=[each.pk]),
        "note": each.description or each.transaction_number,
    }
    institution = [each.institution.name] if many else []
    amount = pounds(each.amount_pence)
    paid = day(each.payment_date).replace(" ", "\N{NO-BREAK SPACE}")
    return (name, *institution, paid, str(each.key.category), amount, why, place_words(supplier))


def _why(each: SpendLine) -> str:
    if each.override:
        return f"Override by {each.override.made_by or 'somebody who has left'}"
    return f"Rule: {each.key.rule.title}" if each.key.rule else "No rule matched"


def _rules_table(steps: list[Step], found: SpendLine) -> Table:
    """Every rule in its order; the ones after the match are one row."""
    titles = Rule.objects.in_bulk([step.test.id for step in steps])
    rows: list[Any] = []
    untested = []
    for number, step in enumerate(steps, start=1):
        if step.answer == Answer.NOT_TESTED:
            untested.append(number)
            continue
        name = f"{number}. {titles[step.test.id].title if step.test.id in titles else step.test.reason}"
        matched = step.answer == Answer.YES
        answer = "Yes, then overridden" if matched and found.override else step.answer.value
        cells = (
            {"value": name, "strong": matched},
            {"value": answer, "strong": matched},
            step.looked_at,
        )
        rows.append({"cells": cells, "pick": True} if matched else cells)
    if untested:
        span = f"{untested[0]} to {untested[-1]}" if len(untested) > 1 else str(untested[0])
        rows.append((f"{span}. The rules after it", Answer.NOT_TESTED.value, "A rule had already matched"))
    columns = (Column("Rule"), Column("Result"), Column("What we looked at"))
    return Table("Rules in order", columns, tuple(rows))


def _supplier_page(view: SpendView) -> str:
    return filtered("supplier", view.filter.but(supplier=None), str(view.filter.supplier))


def _names(view: SpendView) -> Table:
    found: dict[tuple[str, str], list[int]] = {}
    for each in spellings(view):
        figures = found.setdefault((each.supplier.name, each.supplier.institution.name), [0, 0])
        figures[0] += each.lines
        figures[1] += each.pence
    rows = tuple((*names, lines, pounds(pence)) for names, (lines, pence) in found.items())
    columns = (
        Column("Name in the ledger"),
        Column("Institution"),
        Column("Payments", "count"),
        Column("Total", "money"),
    )
    return Table(f"Names seen, {charts.period_words(view.period)}", columns, rows)


def _facts(found: SpendLine, view: SpendView) -> list[dict[str, Any]]:
    key = found.key
    supplier = key.supplier
    place = band_words(view, supplier)
    basis = "" if supplier.basis == LocationBasis.UNKNOWN else basis_words(supplier)
    number = found.transaction_number
    facts: list[dict[str, Any]] = [
        {"key": "Place", "value": place, "note": basis},
        {"key": "Category", "value": str(key.category)},
        {"key": "Department", "value": key.department or "Not given"},
        {"key": "Description", "value": found.description or "Not given"},
        {"key": "Transaction", "value": number or "Not given", "mono": bool(number)},
    ]
    if supplier.reference:
        facts.append({"key": "Supplier number", "value": supplier.reference, "mono": True})
    if key.procurement_class:
        facts.append({"key": "Publisher’s class", "value": key.procurement_class})
    return facts


def _history(found: SpendLine) -> list[dict[str, str]]:
    upload, override = found.upload, found.override
    by = f", {upload.uploaded_by}" if upload.uploaded_by else ""
    added = timezone.localtime(upload.loaded_at or upload.uploaded_at)
    rule = f"rule “{found.key.rule.title}”" if found.key.rule else "no rule matched"
    verdict = "Influenceable:" if found.key.reason == OPEN else "Not influenceable:"
    label = "" if found.key.reason == OPEN else f"{Reason(found.key.reason).label}, "
    steps = [
        {
            "what": "Added",
            "text": f"in upload {upload.pk} ({upload.name}), row {found.source_row:,}",
            "when": f"{day(added)}{by}",
        },
        {"what": verdict, "text": f"{label}{rule}", "when": "By the rules in force now, automatic"},
    ]
    if override:
        made = timezone.localtime(override.made_at)
        text = f"{Reason(override.reason).label}: “{override.why}”"
        steps.append(
            {
                "what": "Overridden:",
                "text": text,
                "when": f"{day(made)}, {override.made_by or 'somebody who has left'}",
            }
        )
    return steps
