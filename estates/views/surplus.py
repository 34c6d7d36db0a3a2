"""Surplus land: the list with its totals, a plot, adding one, correcting it, moving it on."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from anchors import wording
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution
from estates.charts.plots import pipeline_table, plot_table, site_plot_table
from estates.charts.sites import hectares, square_metres
from estates.disposing import CannotMove, add_plot, change_plot, is_last_of_site, move_plot
from estates.forms.plots import PlotFilterForm, PlotForm, StageForm
from estates.models import Appraisal, Plot, Site
from estates.readings.plots import ALL, PlotFilter, pipeline, plots
from estates.readings.promises import promises
from estates.views.asking import answers, estates_page, person
from estates.views.editing import both
from estates.views.history import told_change
from estates.views.plot_asking import editable_plot, held_sites, may_change, visible_plot
from estates.views.site_sections import site_section
from metrics.views.once import made_once

ON_A_PAGE = 50
HEADINGS = (
    "id", "institution", "site", "ref", "title", "stage", "sensitive", "area_ha", "floor_m2", "declared_on",
    "empty_since", "planned_year", "disposed_on", "planning_status", "book_value", "market_value", "receipt",
    "holding_cost", "limits", "future_use", "workspace_m2", "handed_to",
)  # fmt: skip


@estates_page
def surplus(request: HttpRequest) -> HttpResponse:
    """Plots by filter; above them all surplus land of the system by stage and use."""
    asked = PlotFilter.parse(request.GET)
    found = plots(person(request), asked)
    everything = plots(person(request), PlotFilter(stage=ALL))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    bodies = AnchorInstitution.objects.filter(pk__in=everything.order_by().values("site__institution"))
    owners_seen = list(bodies.values_list("slug", "name"))
    cells = pipeline(person(request))
    context = {
        "asked": asked,
        "is_empty": not cells and not everything.exists(),
        "filter_form": PlotFilterForm(asked, owners_seen),
        "tags": _tags(asked, dict(owners_seen)),
        "page_of": page,
        "table": plot_table(list(page.object_list), _appraised(request, page.object_list)),
        "lead": _lead(found),
        "pipeline": pipeline_table(cells) if cells else None,
        "may_add": held_sites(request).exists(),
        "csv": f"{reverse('surplus_download', args=['csv'])}?{asked.as_query()}",
        "xlsx": f"{reverse('surplus_download', args=['xlsx'])}?{asked.as_query()}",
        "api": f"{reverse('api:estates-plots')}?{asked.but(sort='').as_query()}",
    }
    return render(request, "estates/surplus/list.html", context)


@estates_page
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The plots of the filter, as CSV or as a workbook that says what it holds."""
    asked = PlotFilter.parse(request.GET)
    found = plots(person(request), asked)
    if ending == "csv":
        return csv_response("surplus-land", HEADINGS, rows(found))
    if ending != "xlsx":
        raise Http404
    cover = [
        ("What", "Surplus land that you may see"),
        ("Filter", asked.as_query() or "None: all that is still open"),
        ("Made on", wording.day(timezone.localdate())),
        ("Figures", "Money is pounds. An empty figure is not known, never nought."),
    ]
    return workbook_response("surplus-land", [
        Sheet("About", "Surplus land", ("About", "Words"), cover),
        Sheet("Plots", "Surplus land", HEADINGS, list(rows(found))),
    ])  # fmt: skip


def rows(found: "QuerySet[Plot]") -> Iterator[tuple[object, ...]]:
    """Plots as the files and the endpoint have them."""
    for plot in found.iterator(chunk_size=2000):
        yield (
            plot.pk, plot.site.institution.slug, plot.site_id, plot.ref, plot.title, plot.stage, plot.is_sensitive,
            plot.area_ha, plot.floor_m2, plot.declared_on, plot.empty_since, plot.planned_year, plot.disposed_on,
            plot.planning_status, plot.book_value, plot.market_value, plot.receipt, plot.holding_cost, plot.limits,
            plot.future_use, plot.workspace_m2, plot.handed_to,
        )  # fmt: skip


@estates_page
def plot(request: HttpRequest, plot_id: int) -> HttpResponse:
    """All that is known of a plot: facts, options, homes promised and built, what was changed when."""
    found = visible_plot(request, plot_id)
    told = promises(Plot.objects.filter(pk=found.pk))
    context = {
        "plot": found,
        "facts": plot_facts(found),
        "appraisals": Appraisal.objects.filter(plot=found).select_related("chosen"),
        "promise": told[0] if told else None,
        "history": [
            told_change(change, Plot, change.why or "Changed")
            for change in found.changes.select_related("by")
        ],
        "may_change": may_change(request, found),
        "sees_site": Site.objects.visible_to(request.user).filter(pk=found.site_id).exists(),
    }
    return render(request, "estates/surplus/plot.html", context)


@both
@login_required
@made_once
def plot_new(request: HttpRequest) -> HttpResponseBase:
    """Land or a building that is not needed, on a site of the register."""
    sites = held_sites(request)
    if not sites.exists():
        raise Http404
    form = PlotForm(answers(request), sites=sites, initial={"site": request.GET.get("site", "")})
    if form.is_valid():
        made = add_plot(form.cleaned_data["site"], form.answers, by=person(request))
        messages.success(request, f"{made.title} is added to surplus land.")
        return redirect("plot", made.pk)
    return _form(request, form, title="Add surplus land", act="Add this land", back=reverse("surplus"))


@both
@login_required
@transaction.atomic
def plot_edit(request: HttpRequest, plot_id: int) -> HttpResponseBase:
    """Corrections go on record beside what was there before."""
    found = editable_plot(request, plot_id)
    form = PlotForm(answers(request), sites=held_sites(request), plot=found)
    if form.is_valid():
        if change_plot(found, form.answers, by=person(request), why=form.cleaned_data["why"]):
            messages.success(request, "Your changes are saved, and what was there before is kept.")
        return redirect("plot", found.pk)
    return _form(request, form, title=f"Change {found.title}", act="Save the changes", back=_address(found))


@both
@login_required
def plot_stage(request: HttpRequest, plot_id: int) -> HttpResponseBase:
    """Moves the plot on, or back where it was reported wrongly."""
    found = editable_plot(request, plot_id)
    now = {"stage": found.stage, "on": found.disposed_on}
    form = StageForm(answers(request), plot=found, is_last=is_last_of_site(found), initial=now)
    if form.is_valid():
        given = form.cleaned_data
        try:
            is_site_sold = given.get("site_after") == "sold"
            move_plot(
                found,
                given["stage"],
                by=person(request),
                why=given["why"],
                on=given["on"],
                is_site_sold=is_site_sold,
            )
        except CannotMove as rule:
            form.add_error(rule.field, str(rule))
        else:
            messages.success(request, _moved(found))
            return redirect("plot", found.pk)
    return _form(request, form, title=f"Change the stage of {found.title}", act="Save the stage",
                 back=_address(found))  # fmt: skip


def _moved(before: Plot) -> str:
    """What became of the plot, and what went with that."""
    now: Plot = Plot.objects.select_related("site").get(pk=before.pk)
    words = [f"{now.title}: {now.get_stage_display().lower()}."]
    if now.site.status != before.site.status:
        words.append(f"{now.site.name} in the register: {now.site.get_status_display().lower()}.")
    if before.declared_on and not now.declared_on:
        words.append(f"That it was declared surplus on {wording.day(before.declared_on)} is taken back too.")
    return " ".join(words)


@site_section("plots")
def plots_of_site(request: HttpRequest, site: Site) -> dict[str, Any] | None:
    """What of a site is not needed."""
    found = list(Plot.objects.visible_to(request.user).filter(site=site).select_related("site__institution"))
    may_add = held_sites(request).filter(pk=site.pk).exists()
    if not found and not may_add:
        return None
    table = site_plot_table(found, _appraised(request, found)) if found else None
    return {"table": table, "add": f"{reverse('plot_new')}?site={site.pk}" if may_add else ""}


def plot_facts(plot: Plot) -> list[dict[str, str]]:
    """What is known of a plot; area and limits also where they are not."""
    areas = [
        f"{hectares(plot.area_ha)} hectares" if plot.area_ha is not None else "",
        f"building {square_metres(plot.floor_m2)} m²" if plot.floor_m2 is not None else "",
    ]
    facts = {
        "Declared surplus": wording.day(plot.declared_on) if plot.declared_on else "Not declared",
        "Area": "; ".join(filter(None, areas)) or wording.NO_DATA,
        "Empty since": wording.month(plot.empty_since) if plot.empty_since else "",
        "Costs us": f"{wording.money(plot.holding_cost)} a year" if plot.holding_cost is not None else "",
        "Book value": wording.millions(plot.book_value) if plot.book_value is not None else "",
        "Market value": wording.millions(plot.market_value) if plot.market_value is not None else "",
        "Receipt": wording.millions(plot.receipt) if plot.receipt is not None else "",
        "Sold or handed over": wording.day(plot.disposed_on) if plot.disposed_on else "",
        "Planned for": str(plot.planned_year or ""),
        "Planning": plot.planning_status,
        "Use": plot.get_future_use_display(),
        "Went to": plot.handed_to,
        "Space for small firms": f"{square_metres(plot.workspace_m2)} m²" if plot.workspace_m2 else "",
        "Limits": plot.limits or "Not checked yet",
    }
    return [{"key": key, "value": value} for key, value in facts.items() if value]


def _appraised(request: HttpRequest, found: Any) -> dict[int, str]:
    rows = Appraisal.objects.visible_to(request.user).filter(plot__in=[each.pk for each in found])
    return {row.plot_id: row.get_state_display() for row in rows.order_by("pk")}


def _lead(found: "QuerySet[Plot]") -> str:
    areas = list(found.order_by().values_list("area_ha", flat=True))
    known = [each for each in areas if each is not None]
    words = wording.plural(len(areas), "plot")
    if not known:
        return f"{words}; no area is known."
    part = "" if len(known) == len(areas) else f", counting {len(known)} with a known area"
    return f"{words}, {hectares(sum(known, Decimal()))} hectares{part}."


def _tags(asked: PlotFilter, names: dict[str, str]) -> list[dict[str, str]]:
    words = {
        "institution": ", ".join(names.get(slug, slug) for slug in asked.institution.split(",")),
        "stage": dict([*Plot.Stage.choices, (ALL, "All stages")]).get(asked.stage),
        "use": dict([*Plot.Use.choices, ("undecided", "Use not decided")]).get(asked.use),
        "search": f"“{asked.search}”",
    }
    return [
        {"text": str(text), "href": f"?{asked.but(**{key: ''}).as_query()}"}
        for key, text in words.items()
        if getattr(asked, key)
    ]


def _address(plot: Plot) -> str:
    return reverse("plot", args=[plot.pk])


def _form(request: HttpRequest, form: object, **words: str) -> HttpResponse:
    context = {"form": form, "caption": "Surplus land", **words}
    return render(request, "estates/surplus/form.html", context)
