"""The gallery: every component of ours with its rule, drawn with made-up figures of Northvale and Marsh."""

from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anchors import charts, forms
from anchors.charts.palette import TONES
from anchors.views.gallery_maps import estate_map, outline_map, staff_map

MILLION = Decimal(1_000_000)
PLACES = (
    ("Our three districts", "271.8", "1"),
    ("Rest of the region", "245.5", "2"),
    ("Rest of the UK", "350.8", "grey"),
    ("Outside the UK", "8.8", "grey"),
)
TAKEN = (
    ("NHS Supply Chain", "148.7"),
    ("National framework or price", "131.4"),
    ("NHS or government body", "104.9"),
    ("Individual care placements", "97.8"),
    ("PFI or LIFT charge", "41.2"),
    ("Tax, pensions and payroll", "38.6"),
    ("Energy and water, bought nationally", "27.3"),
    ("Grants, precepts and benefits", "22.5"),
    ("Name redacted: cannot be told", "6.9"),
)
MONTHS = (74.2, 71.9, 78.8, 73.3, 70.1, 92.4, 72.0, 75.6, None, 74.9, 77.7, 80.3)
SHARES = (27, 28, 29, 28, 28, 29, 30, 29, 30, 30, 31, 31)
SPARK = (27, 27, 28, 28, 29, 29, 30, 31)
CATEGORIES = (
    ("Construction and estates works", "98.7", "16.8", "29.3", "52.6", "0.439", "0.04"),
    ("Facilities: laundry, catering, waste", "74.1", "18.4", "21.9", "33.8", "0.290", "0.03"),
    ("ICT and telecoms", "62.4", "26.1", "17.6", "18.7", "0.128", "0.02"),
    ("Energy and water", "33.2", "32.1", "0", "1.1", "0.091", "0.004"),
)
ABOUT = (
    "Place is a supplier’s trading site, or its registered office where no site is known (22% of spend).",
    "Amounts are net of VAT. Credits are taken off. Source: payments of six institutions.",
)
REFUSED = {"name": "Fenby Roofing Ltd", "paid_0": "31", "paid_1": "2", "paid_2": "2026"}


class ExampleForm(forms.Form):
    """One field of every component."""

    name = django_forms.CharField(label="Name of the supplier", help_text="As it stands in your ledger")
    email = django_forms.EmailField(
        label="Work email", widget=django_forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = django_forms.CharField(label="Password", widget=django_forms.PasswordInput)
    category = django_forms.ChoiceField(label="Category", choices=[("", "Choose one"), ("1", "Construction")])
    order = django_forms.ChoiceField(
        label="Is 03/07/2026 the 3rd of July or the 7th of March?",
        choices=[("dmy", "3 July: day first"), ("mdy", "7 March: month first")],
        widget=forms.RadioSelect(hints={"dmy": "412 of your dates read both ways"}),
    )
    kinds = django_forms.MultipleChoiceField(
        label="Which institutions?",
        choices=[("trust", "NHS trusts"), ("council", "Councils")],
        widget=django_forms.CheckboxSelectMultiple,
    )
    agree = django_forms.BooleanField(label="Send me an email when it is done", required=False)
    paid = forms.DateField(label="When was it paid?", help_text="For example, 28 2 2026")
    file = django_forms.FileField(label="Upload a file", help_text="CSV or Excel, smaller than 500MB")
    reason = django_forms.CharField(label="Why?", widget=django_forms.Textarea)
    step = django_forms.CharField(widget=django_forms.HiddenInput, initial="3")


class ExampleFilters(forms.Form):
    """The filters of an explorer page."""

    period = django_forms.ChoiceField(
        label="Period", choices=[("", "October 2025 to September 2026")], required=False
    )
    institution = django_forms.ChoiceField(
        label="Institution", choices=[("", "All that supplied")], required=False
    )
    category = django_forms.ChoiceField(label="Category", choices=[("", "All categories")], required=False)


@charts.allows_plots
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """For those who build and check the service: platform staff, or anyone on a machine in debug mode."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise Http404
    sort = request.GET.get("sort", "-now")
    refused = ExampleForm(REFUSED, auto_id="refused_%s")
    refused.is_valid()
    context = {
        "bands": bands(),
        "influenceable": influenceable(),
        "by_month": by_month(),
        "by_share": by_share(),
        "spark": charts.sparkline(SPARK),
        "categories": categories(sort),
        "sorting": {"request": request, "by": sort},
        "example": ExampleForm(),
        "refused": refused,
        "filter_form": ExampleFilters(auto_id="filter_%s"),
        "page_of": Paginator(range(418), 25).get_page(request.GET.get("page")),
        "palette": TONES,
        "staff_map": staff_map(request.GET.get("area", "")),
        "outline_map": outline_map(),
        "estate_map": estate_map(),
    }
    return render(request, "anchors/gallery.html", context)


def bands() -> charts.Figure:
    """Place bars with a benchmark's mark."""
    known = sum(Decimal(amount) for _, amount, _ in PLACES)
    bars = [
        charts.Bar(name, Decimal(amount) * MILLION, Decimal(amount) / known, tone)
        for name, amount, tone in PLACES
    ]
    return charts.bar_figure(
        "bands",
        "31p of each pound stays in our districts",
        "Share of £876.9 million with a known place. 12 months to September 2026.",
        bars,
        heading="Place",
        total=charts.Bar("Place known", known * MILLION, Decimal(1), "grey"),
        benchmark=charts.Benchmark(Decimal("0.36"), "mean of 26 studies"),
    ).with_words(
        notes=("Place not known: £42.3 million (5%). If all of it were local the first bar would be 34%.",),
        about=ABOUT,
        downloads=({"text": "Places (CSV, 3 KB)", "href": "?figure=bands&format=csv"},),
    )


def influenceable() -> charts.Figure:
    """From all spending to what can be influenced now."""
    steps = [charts.Step("All spending", Decimal("919.2") * MILLION)]
    steps += [charts.Step(name, Decimal(amount) * MILLION, taken=True) for name, amount in TAKEN]
    steps += [
        charts.Step("Under contract until a known date", Decimal("118.4") * MILLION, taken=True, tone="3"),
        charts.Step("Influenceable now", Decimal("181.5") * MILLION),
        charts.Step("of which with local suppliers", Decimal("69.0") * MILLION, tone="2"),
    ]
    title = "One pound in five can be influenced now"
    subtitle = "£ million, by the first rule that applies to each line. 12 months to September 2026."
    return charts.waterfall_figure("influenceable", title, subtitle, steps).with_words(about=ABOUT)


def by_month() -> charts.Figure:
    """Columns with one month that nobody supplied."""
    months = [
        charts.Month(month, None if amount is None else Decimal(str(amount)) * MILLION)
        for month, amount in zip(_year(), MONTHS, strict=True)
    ]
    return charts.month_figure(
        "months", "March is the dearest month", "£ million a month, net of VAT.", months
    )


def by_share() -> charts.Figure:
    """A line of shares."""
    months = [charts.Month(month, Decimal(share) / 100) for month, share in zip(_year(), SHARES, strict=True)]
    title, subtitle = "More stays local than a year ago", "Share of spend with a known place, by month."
    return charts.month_figure("shares", title, subtitle, months, unit="percent", style="line")


def categories(sort: str) -> charts.Table:
    """A table that the server sorts."""
    keys = ("category", "total", "not", "contract", "now", "local", "unknown")
    columns = (
        charts.Column("Category", "text", "category"),
        charts.Column("Total", "m", "total"),
        charts.Column("Not influenceable", "m", "not"),
        charts.Column("Under contract", "m", "contract"),
        charts.Column("Influenceable now", "m", "now"),
        charts.Column("Local share", "share"),
        charts.Column("Place not known", "percent", "unknown"),
    )
    found: list[tuple[Any, ...]] = [
        (name, *(Decimal(amount) * MILLION for amount in row[:4]), *map(Decimal, row[4:]))
        for name, *row in CATEGORIES
    ]
    at = keys.index(sort.lstrip("-")) if sort.lstrip("-") in keys else keys.index("now")
    found.sort(key=lambda row: row[at], reverse=sort.startswith("-"))
    mark = Decimal("0.38")
    rows = [
        ({"value": row[0], "href": "#table"}, *row[1:5], {"value": row[5], "tone": "2", "mark": mark}, row[6])
        for row in found
    ]
    return charts.Table("Spending by category, £ million, 12 months to September 2026", columns, tuple(rows))


def _year() -> tuple[int, ...]:
    return (202510, 202511, 202512, *range(202601, 202610))
