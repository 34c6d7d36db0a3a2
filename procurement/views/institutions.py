"""One institution: its figures, its months, the ways into its spending."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from anchors.models import AnchorInstitution
from anchors.wording import day
from procurement import charts
from procurement.benchmarks import benchmarks
from procurement.explorer import SpendFilter, agreement, coverage, lines_view, runs_words, spend_summary
from procurement.views.asking import asked, person, spending_page
from procurement.views.overview import stats


@spending_page
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of an institution that the person may read."""
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
        "facts": _facts(found, view.system.name if view.system else ""),
        "explore": f"{reverse('spending')}?{view.filter.as_query()}",
        "lines": f"{reverse('spend_lines')}?{view.filter.as_query()}" if is_own else "",
        "suppliers": f"{reverse('suppliers')}?{view.filter.as_query()}",
        "agreement": f"{reverse('agreement')}?{view.filter.as_query()}"
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


def _facts(found: AnchorInstitution, system: str) -> list[dict[str, str]]:
    facts = [{"key": "Kind", "value": AnchorInstitution.Kind(found.kind).label}]
    if system:
        facts.append({"key": "System", "value": system})
    if found.home_place:
        facts.append({"key": "Home", "value": found.home_place.name})
    if found.ods_code:
        facts.append({"key": "ODS code", "value": found.ods_code})
    if found.gss_code:
        facts.append({"key": "GSS code", "value": found.gss_code})
    took_over = found.successions_to.select_related("predecessor")
    followed = found.successions_from.select_related("successor")
    facts += [
        {"key": "Took over from", "value": str(step.predecessor), "note": day(step.on)} for step in took_over
    ]
    facts += [{"key": "Followed by", "value": str(step.successor), "note": day(step.on)} for step in followed]
    return facts
