"""The spending of one institution: its figures, its months, the ways into it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from procurement import charts
from procurement.benchmarks import benchmarks
from procurement.explorer import SpendFilter, agreement, coverage, lines_view, runs_words, spend_summary
from procurement.views.asking import asked, filtered, person, spending_page
from procurement.views.overview import stats


@spending_page
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """The spending of an institution that the person may read; its profile is `metrics.views.profile`."""
    only = SpendFilter(period=asked(request).period, institutions=(slug,), local=asked(request).local)
    summary = spend_summary(person(request), only)
    view = summary.view
    found = view.institutions[0]
    supplied = coverage(view.institutions)[0]
    is_own = found.pk in view.own
    published = benchmarks(timezone.localdate())
    context: dict[str, Any] = {
        "institution": found,
        "summary": summary,
        "view": view,
        "supplied": supplied,
        "gaps": runs_words(supplied.gaps),
        "is_own": is_own,
        "explore": filtered("spending", view.filter),
        "lines": filtered("spend_lines", view.filter) if is_own else "",
        "suppliers": filtered("suppliers", view.filter),
        "agreement": filtered("agreement", view.filter)
        if is_own
        and summary.has_data
        and agreement(person(request), lines_view(person(request), view.filter))
        else "",
    }
    if summary.has_data:
        context |= {
            "stats": stats(summary),
            "figures": charts.figures(summary, published),
            "benchmarks": charts.benchmark_table(summary, published),
        }
    return render(request, "procurement/institution.html", context)
