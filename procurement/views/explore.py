"""The spend explorer: where the money goes and how much of it could go to local suppliers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from anchors.wording import millions, percent, plural
from procurement import charts
from procurement.analysis import pounds
from procurement.benchmarks import benchmarks
from procurement.explorer import (
    SpendFilter,
    SpendSummary,
    SpendView,
    missing_from,
    spend_summary,
    spend_view,
)
from procurement.views.asking import asked, filtered, person, spending_page
from procurement.views.downloads import download_address
from procurement.views.filtering import SpendFilterForm, tags

CATEGORIES_SHOWN = 20
GAPS_TOLD = 3


@spending_page
def explore(request: HttpRequest) -> HttpResponse:
    """Filters, the lead sentence, and every figure of the view."""
    summary = spend_summary(person(request), asked(request))
    view = summary.view
    months = {ym for each in view.supplied.values() for ym in each.months}
    context: dict[str, Any] = {
        "summary": summary,
        "view": view,
        "filter_form": SpendFilterForm(view, months, view.readable),
        "tags": tags(view, view.filter),
        "keep": {
            "supplier": view.filter.supplier,
            "local": ",".join(view.filter.local),
            "sort": request.GET.get("sort", ""),
        },
        "who": charts.payers_words(summary),
        "newest": max(months, default=None),
        "left_out": charts.left_out_words(view),
        "local_words": charts.local_words(view),
        "local_address": filtered("local_places", view.filter),
    }
    if summary.has_data:
        context |= _figures(request, summary) | {"take": _take_away(request, summary)}
    return render(request, "procurement/explore.html", context)


@spending_page
def local_places(request: HttpRequest) -> HttpResponse:
    """Choosing which places count as local; the form leads back to the explorer."""
    view = spend_view(person(request), asked(request))
    chosen = {place.pk for place in view.places.local}
    near = (*view.places.local, *view.places.system, *view.places.region)
    usual = {place.pk for place in view.choices_of_place}
    groups = [
        ("Ours", sorted((place for place in near if place.pk in usual), key=lambda place: place.name)),
        (
            "Elsewhere in our region",
            sorted((p for p in near if p.pk not in usual), key=lambda place: place.name),
        ),
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "chosen": chosen,
        "keep": _kept(view.filter),
    }
    return render(request, "procurement/local_places.html", context)


def lead(summary: SpendSummary) -> dict[str, str]:
    """The parts of the sentence that the page opens with."""
    influence = summary.influence
    return {
        "total": millions(pounds(influence.total)),
        "influenceable": millions(pounds(influence.influenceable)),
        "part": percent(influence.influenceable_share) if influence.influenceable_share is not None else "",
        "local": percent(summary.influenceable_local_share)
        if summary.influenceable_local_share is not None
        else "",
    }


def _figures(request: HttpRequest, summary: SpendSummary) -> dict[str, Any]:
    sort = request.GET.get("sort", "")
    sort = sort if sort.lstrip("-") in charts.SORTS else charts.USUAL_SORT
    published = benchmarks(timezone.localdate())
    drawn = {
        key: figure.with_words(downloads=_downloads(key, summary.view))
        for key, figure in charts.figures(summary, published).items()
    }
    most = None if request.GET.get("categories") == "all" else CATEGORIES_SHOWN
    return {
        "figures": drawn,
        "lead": lead(summary),
        "categories": charts.category_table(summary, sort, most),
        "category_finding": charts.category_finding(summary),
        "more_categories": max(0, len(summary.categories) - CATEGORIES_SHOWN) if most else 0,
        "local_note": charts.local_share_note(summary),
        "sorting": {"request": request, "by": sort},
        "benchmarks": charts.benchmark_table(summary, published),
    }


def _downloads(key: str, view: SpendView) -> tuple[Any, ...]:
    return (
        {
            "text": "These figures (CSV)",
            "href": download_address(view, f"{key}.csv"),
            "note": "full pounds and pence",
        },
        {"text": "All tables with notes (Excel)", "href": download_address(view, "spending.xlsx")},
    )


def _take_away(request: HttpRequest, summary: SpendSummary) -> list[dict[str, Any]]:
    view = summary.view
    links = [
        {"text": "Categories (CSV)", "href": download_address(view, "categories.csv")},
        {"text": "All tables with notes (Excel)", "href": download_address(view, "spending.xlsx")},
        {"text": "Suppliers (CSV)", "href": download_address(view, "suppliers.csv")},
        {"text": "The same from the API (JSON)", "href": filtered("api:spending", view.filter)},
    ]
    return [
        {"heading": "Download these figures", "links": links},
        {
            "heading": "Link to this view",
            "links": [
                {
                    "text": "Link to this exact view",
                    "href": filtered("spending", view.settled),
                    "note": "the same months, institutions and places for ever",
                },
                {
                    "text": "Live link",
                    "href": filtered("spending", view.filter),
                    "note": "same filters, newest months",
                },
            ],
            "text": ["Either link shows corrections made to the data later."],
        },
        {"heading": "About this data", "text": [*_supplied_words(summary), *_missing(summary)]},
    ]


def _supplied_words(summary: SpendSummary) -> list[str]:
    period, view = summary.period, summary.view
    if period is None:
        return []
    lines = f"{plural(summary.lines, 'payment')}, of which credits {millions(-pounds(summary.credit_pence))}."
    if len(view.institutions) == 1:
        return [lines]
    months = len(period.months)
    whole = [each for each in view.institutions if len(summary.supplied.get(each.pk, ())) == months]
    every = f"{len(whole)} of {len(view.institutions)} institutions supplied all {plural(months, 'month')}."
    return [every, lines]


def _missing(summary: SpendSummary) -> list[str]:
    return charts.missing_words(missing_from(summary), summary)[:GAPS_TOLD]


def _kept(spend_filter: SpendFilter) -> dict[str, str]:
    keys = {
        "period": spend_filter.period.code if spend_filter.period else "",
        "institution": ",".join(spend_filter.institutions),
        "category": spend_filter.category,
        "reason": spend_filter.reason,
    }
    return {key: value for key, value in keys.items() if value}
