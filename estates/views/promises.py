"""Homes promised and built: the table, the statements of one plot, adding one, taking one out of the count."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from anchors import wording
from anchors.charts import Column, Table
from anchors.downloads import Sheet, csv_response, workbook_response
from estates.charts.promises import headline, promise_table, state_words
from estates.disposing import state_homes, withdraw_homes
from estates.forms.homes import HomesForm
from estates.models import HomesStatement, Plot, Tenure
from estates.readings.promises import Promise, homes_of, promises
from estates.views.asking import answers, estates_page, person
from estates.views.editing import both
from estates.views.plot_asking import editable_plot, may_change, visible_plot
from metrics.views.once import made_once

HEADINGS = (
    "plot", "institution", "title", "sold_on", "homes_promised", "affordable_promised", "affordable_built",
    "share_built", "promise_lowered", "key_worker_homes", "note",
)  # fmt: skip
DEFINED = (
    "Affordable homes are those of the National Planning Policy Framework, Annex 2. Homes at market rent for key "
    "workers are not counted as affordable; they stand apart."
)


@estates_page
def promises_page(request: HttpRequest) -> HttpResponse:
    """What was promised on land, and what came of it."""
    found = list(promised(request))
    owners = {each.plot.site.institution.slug: each.plot.site.institution.name for each in found}
    slug = request.GET.get("institution", "")
    context = {
        "table": promise_table(found) if found else None,
        "headline": headline(found),
        "state_words": state_words(found),
        "key_worker": sum(each.key_worker for each in found),
        "owner": owners.get(slug, slug),
        "asked": slug,
        "may_add": Plot.objects.editable_by(request.user).exists(),
        "query": f"?institution={slug}" if slug else "",
        "today": timezone.localdate(),
    }
    return render(request, "estates/promises/list.html", context)


@estates_page
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same plots as CSV, or as a workbook that says what it holds."""
    found = list(promised(request))
    if ending == "csv":
        return csv_response("promises", HEADINGS, rows(found))
    if ending != "xlsx":
        raise Http404
    cover = [
        ("What", "Homes promised and built on land that you may see"),
        ("Made on", wording.day(timezone.localdate())),
        ("Defined", DEFINED),
    ]
    return workbook_response("promises", [
        Sheet("About", "Homes promised and built", ("About", "Words"), cover),
        Sheet("Promises", "Homes promised and built", HEADINGS, list(rows(found))),
    ])  # fmt: skip


def promised(request: HttpRequest) -> list[Promise]:
    """Promises on the plots that the person may see, of the institution in the address if it names one."""
    plots = Plot.objects.visible_to(request.user)
    if slug := request.GET.get("institution", ""):
        plots = plots.filter(site__institution__slug=slug)
    return promises(plots)


def rows(found: list[Promise]) -> Iterator[tuple[object, ...]]:
    """Promises as the files and the endpoint have them."""
    for each in found:
        share = None if each.share is None else wording.rounded(each.share, 6)
        yield (
            each.plot.pk, each.plot.site.institution.slug, each.plot.title, each.plot.disposed_on,
            each.promised.all if each.promised else None, each.promised.affordable if each.promised else None,
            each.built.affordable if each.built else None, share, each.is_lowered, each.key_worker, each.note,
        )  # fmt: skip


@estates_page
def plot_homes(request: HttpRequest, plot_id: int) -> HttpResponse:
    """Every statement of one plot, oldest first, also those that were entered by mistake."""
    plot = visible_plot(request, plot_id)
    statements = list(HomesStatement.objects.filter(plot=plot).order_by("on", "pk"))
    told = promises(Plot.objects.filter(pk=plot.pk))
    context = {
        "plot": plot,
        "table": _statements(statements) if statements else None,
        "promise": told[0] if told else None,
        "statements": statements,
        "may_change": may_change(request, plot),
        "defined": DEFINED,
    }
    return render(request, "estates/promises/plot.html", context)


@both
@login_required
@made_once
def homes_new(request: HttpRequest, plot_id: int) -> HttpResponseBase:
    """What a document says of homes on the plot."""
    plot = editable_plot(request, plot_id)
    form = HomesForm(answers(request), plot=plot, initial={"stage": request.GET.get("stage", "")})
    if form.is_valid():
        state_homes(plot, form.answers, by=person(request))
        messages.success(request, "The statement is saved beside the earlier ones.")
        return redirect("plot_homes", plot.pk)
    context = {
        "form": form,
        "title": "State homes",
        "caption": str(plot),
        "act": "Save this statement",
        "words": f"A later statement never replaces an earlier one. {DEFINED}",
        "back": reverse("plot_homes", args=[plot.pk]),
    }
    return render(request, "estates/surplus/form.html", context)


@require_POST
@login_required
def homes_withdraw(request: HttpRequest, statement_id: int) -> HttpResponseBase:
    """Takes out of the count what was entered by mistake, or back into it; the row stays."""
    rows = HomesStatement.objects.editable_by(request.user).select_related("plot__site")
    statement = rows.filter(pk=statement_id).first()
    if statement is None:
        raise Http404
    is_withdrawn = request.POST.get("withdrawn") != "no"
    withdraw_homes(statement, by=person(request), is_withdrawn=is_withdrawn)
    words = "does not count any more. It stays in the list" if is_withdrawn else "counts again"
    messages.success(request, f"The statement of {wording.day(statement.on)} {words}.")
    return redirect("plot_homes", statement.plot_id)


def _statements(statements: list[HomesStatement]) -> Table:
    stated = [tenure for tenure in Tenure if any(tenure.value in each.homes for each in statements)]
    columns = (
        Column("What says so"), Column("Day", "date"), *(Column(tenure.label, "count") for tenure in stated),
        Column("Affordable", "percent"), Column("Source"),
    )  # fmt: skip
    return Table(
        "Statements of homes, oldest first", columns, tuple(_row(each, stated) for each in statements)
    )


def _row(each: HomesStatement, stated: list[Tenure]) -> tuple[Any, ...]:
    what: dict[str, Any] = {"value": each.get_stage_display()}
    if each.is_withdrawn:
        what["late"] = "Entered by mistake:"
    return (
        what, each.on, *({"value": each.homes.get(tenure.value, "Not stated")} for tenure in stated),
        homes_of(each).share, {"value": each.source, "note": each.note},
    )  # fmt: skip
