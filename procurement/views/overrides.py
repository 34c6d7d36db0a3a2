"""A person's decision that the rules are wrong: for a supplier, for one payment, and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from anchors import wording
from procurement.forms import LineOverrideForm, SupplierOverrideForm
from procurement.models import Override, Reason, SpendLine, Supplier
from procurement.overrides import (
    Covered,
    covered_by,
    end_override,
    override_line,
    override_supplier,
    payments_to,
)
from procurement.views.rules import person, pounds

MOST_NAMES = 10
both = require_http_methods(["GET", "HEAD", "POST"])


@both
@login_required
def override_supplier_page(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """Override the rules for every payment to a supplier."""
    suppliers = Supplier.objects.editable_by(request.user).select_related("institution")
    supplier = suppliers.filter(pk=supplier_id, is_redacted=False).first()
    if supplier is None:
        raise Http404
    form = SupplierOverrideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = override_supplier(supplier, by=person(request), **form.cleaned_data)
        messages.success(request, covers(made))
        return redirect(address("supplier", supplier.pk))
    context = _page(form, supplier.institution.name, f"Override the rules for {supplier}")
    context |= _in_the_books(payments_to(supplier))
    context |= {"back": address("supplier", supplier.pk), "act": "Override the rules for this supplier"}
    return render(request, "procurement/rules/override.html", context)


@both
@login_required
def override_line_page(request: HttpRequest, line_id: int) -> HttpResponse:
    """Override the rules for one payment."""
    lines = SpendLine.objects.editable_by(request.user).select_related("institution", "key__supplier")
    line = lines.filter(pk=line_id).first()
    if line is None:
        raise Http404
    form = LineOverrideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        override_line(line, by=person(request), **form.cleaned_data)
        messages.success(request, f"This payment now counts as: {Reason(form.cleaned_data['reason']).label}.")
        return redirect(address("spend_line", line.pk))
    amount = wording.money(pounds(line.amount_pence), pence=True)
    title = f"Override the rules for {amount} to {line.key.supplier}"
    context = _page(form, f"{line.institution}, paid {wording.day(line.payment_date)}", title)
    context |= {"back": address("spend_line", line.pk), "act": "Override the rules for this payment"}
    return render(request, "procurement/rules/override.html", context)


@both
@login_required
def override_end(request: HttpRequest, override_id: int) -> HttpResponse:
    """End an override, so that the rules decide again."""
    overrides = Override.objects.editable_by(request.user).select_related(
        "institution", "supplier", "made_by"
    )
    override = overrides.filter(pk=override_id, ended_at__isnull=True).first()
    if override is None:
        raise Http404
    back = _back(override)
    if request.method == "POST":
        end_override(override, by=person(request))
        messages.success(request, "The override has ended. The rules decide again.")
        return redirect(back)
    context = {"override": override, "back": back, "covers": covers(override)}
    return render(request, "procurement/rules/override_end.html", context)


def address(name: str, key: int) -> str:
    """The address of a supplier's or a payment's page; the list of rules while there is none."""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return reverse("rules")


def _back(override: Override) -> str:
    if override.supplier_id is not None or override.line_row is None:
        return address("supplier", override.supplier_id or 0)
    line = SpendLine.objects.filter(
        upload=override.line_upload, source_row=override.line_row, source_sheet=override.line_sheet or 0
    ).first()
    return address("spend_line", line.pk) if line else reverse("rules")


def covers(override: Override) -> str:
    """How much an override covers, under how many names, and from when to when."""
    found = covered_by(override)
    amount = wording.money(pounds(found.pence))
    words = f"The override covers {wording.plural(found.lines, 'payment')} worth {amount}"
    if override.supplier_id is None:
        return f"{words}."
    if len(found.names) > 1:
        words += f", under {len(found.names)} spellings of the supplier’s name"
    ends = f" It ends on {wording.day(override.valid_to)}." if override.valid_to else ""
    return f"{words}. Those of later uploads are covered too.{ends}"


def _in_the_books(found: Covered) -> dict[str, Any]:
    return {
        "lines": found.lines,
        "amount": pounds(found.pence),
        "names": found.names[:MOST_NAMES] if len(found.names) > 1 else (),
        "more_names": max(0, len(found.names) - MOST_NAMES),
    }


def _page(form: Any, caption: str, title: str) -> dict[str, Any]:
    return {"form": form, "caption": caption, "title": title}
