"""A person's decision that the rules are wrong: for a supplier, for one payment, and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from anchors import wording
from procurement.forms import LineOverrideForm, SupplierOverrideForm
from procurement.models import Override, Reason, SpendLine, Supplier
from procurement.overrides import end_override, override_line, override_supplier
from procurement.views.rules import person, pounds

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
        messages.success(request, _covers(made))
        return redirect(address("supplier", supplier.pk))
    lines = SpendLine.objects.filter(key__supplier=supplier)
    context = _page(form, supplier.institution.name, f"Override the rules for {supplier}", lines)
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
    context = {"override": override, "back": back, "covers": _covers(override)}
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


def _covers(override: Override) -> str:
    found = override.lines.aggregate(lines=Count("pk"), pence=Sum("amount_pence"))
    amount = wording.money(pounds(found["pence"] or 0))
    return f"The override covers {wording.plural(found['lines'], 'payment')} worth {amount}."


def _page(form: Any, caption: str, title: str, lines: Any = None) -> dict[str, Any]:
    context: dict[str, Any] = {"form": form, "caption": caption, "title": title}
    if lines is not None:
        found = lines.aggregate(lines=Count("pk"), pence=Sum("amount_pence"))
        context |= {"lines": found["lines"], "amount": pounds(found["pence"] or 0)}
    return context
