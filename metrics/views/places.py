"""Places: what published sources say of the areas that a system serves. Place, not claim."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anchors import wording
from anchors.charts import Column, Table
from anchors.downloads import csv_response
from anchors.forms import Form
from anchors.models import Place
from anchors.views.frame import Frame, today
from metrics.charts.places import is_compared, limits, place_figure, written
from metrics.forms.guarded import choices
from metrics.models import PlaceSource, PlaceValue
from metrics.place_indicators import LABEL, WHAT_THE_LABEL_MEANS, PlaceIndicator
from metrics.place_readings import (
    ENGLAND,
    Area,
    Series,
    areas,
    areas_named,
    areas_of,
    measures_of,
    newest_of,
    period_shown,
    series_of,
)
from metrics.registry import Goal
from metrics.views.access import person

MOST_FOUND = 30
CSV_HEADINGS = (
    "label", "indicator", "name", "goal", "unit", "area code", "area name", "period", "first month", "last month",
    "sex", "category", "value", "lower 95%", "upper 95%", "publisher", "source", "file", "edition of areas",
    "loaded at",
)  # fmt: skip


class MeasureForm(Form):
    """Which measure to compare areas by."""

    measure = forms.ChoiceField(label="Measure", required=False)

    def __init__(self, measures: Sequence[PlaceIndicator], chosen: PlaceIndicator) -> None:
        super().__init__(initial={"measure": chosen.code}, auto_id="%s")
        choices(self.fields["measure"], [(each.code, each.name) for each in measures])


class SearchForm(Form):
    """An area by name or code."""

    q = forms.CharField(label="Name or GSS code of an area", required=False, max_length=60)


@require_safe
@login_required
def places(request: HttpRequest) -> HttpResponse:
    """The areas of the system side by side by one measure (`?measure=code`), and a search for others (`?q=words`)."""
    frame = Frame(request)
    ours = areas_of(person(request), frame.system, today())
    codes = [each.code for each in ours]
    measures = measures_of(codes)
    wanted = request.GET.get("measure", "")
    if wanted and wanted not in {each.code for each in measures}:
        raise Http404
    chosen = next((each for each in measures if not wanted or each.code == wanted), None)
    search = request.GET.get("q", "").strip()[:60]
    context = {
        "label": LABEL,
        "meaning": WHAT_THE_LABEL_MEANS,
        "system": frame.system,
        "ours": _areas_table(ours),
        "has_figures": bool(measures),
        "is_loaded": PlaceSource.objects.exists(),
        "chosen": chosen,
        "form": None,
        "filter": MeasureForm(measures, chosen) if chosen else None,
        "comparison": _comparison(chosen, ours) if chosen else None,
        "search": SearchForm({"q": search} if search else None, auto_id="%s"),
        "searched": search,
        "found": areas_named(search, MOST_FOUND) if search else [],
        "most": MOST_FOUND,
        "download": f"{reverse('places_download')}?measure={chosen.code}" if chosen else "",
    }
    return render(request, "metrics/places/list.html", context)


@require_safe
@login_required
def place(request: HttpRequest, gss: str) -> HttpResponse:
    """Everything published of one area; the course of one measure (`?measure=code`) with England beside it."""
    area, around = _area(gss)
    found = series_of(area.code)
    wanted = request.GET.get("measure", "")
    codes = [each.indicator.code for each in found]
    if wanted and wanted not in codes:
        raise Http404
    chosen = wanted or (codes[0] if codes else "")
    shown = [each for each in found if each.indicator.code == chosen]
    context = {
        "label": LABEL,
        "meaning": WHAT_THE_LABEL_MEANS,
        "area": area,
        "around": around,
        "larger": _with_figures(each.code for each in around),
        "inside": _with_figures(Place.objects.filter(parent__code=area.code).values_list("code", flat=True)),
        "figures": [place_figure(each, area.name).with_words(downloads=(_download(area),)) for each in shown],
        "chosen": shown[0].indicator if shown else None,
        "goals": [
            (goal.label, table)
            for goal in Goal
            if (table := _goal_table(goal, found, area, chosen)) is not None
        ],
        "facts": _facts(area),
        "download": _download(area),
    }
    return render(request, "metrics/places/place.html", context)


@require_safe
@login_required
def place_download(request: HttpRequest, gss: str) -> HttpResponseBase:
    """Everything published of one area."""
    area, _ = _area(gss)
    rows = (_csv_row(each.indicator, value) for each in series_of(area.code) for value in each.values)
    return csv_response(f"place-{area.code}", CSV_HEADINGS, rows)


@require_safe
@login_required
def places_download(request: HttpRequest) -> HttpResponseBase:
    """The comparison of the system's areas by one measure (`?measure=code`)."""
    codes = [each.code for each in areas_of(person(request), Frame(request).system, today())]
    chosen = next((each for each in measures_of(codes) if each.code == request.GET.get("measure")), None)
    if chosen is None:
        raise Http404
    rows = (_csv_row(chosen, value) for value in newest_of(chosen, codes))
    return csv_response(f"places-{chosen.code}", CSV_HEADINGS, rows)


def _area(gss: str) -> tuple[Area, list[Place]]:
    """The area and what it lies in; 404 for a code that nothing is known of."""
    found = areas([gss.upper()])
    if not found:
        raise Http404
    there = Place.objects.filter(code=found[0].code).first()
    return found[0], there.upward()[1:] if there else []


def _with_figures(codes: Iterable[str]) -> list[Area]:
    return [each for each in areas(codes) if each.measures]


def _areas_table(found: Sequence[Area]) -> Table:
    rows = tuple(
        (
            {"value": each.name, "href": reverse("place", args=[each.code]), "note": each.code},
            each.kind,
            each.measures or None,
            wording.month(each.last),
        )
        for each in found
    )
    columns = (Column("Area"), Column("Kind"), Column("Measures", "count"), Column("Newest period ends"))
    return Table(f"Areas and what is published of them. {LABEL}", columns, rows)


def _comparison(indicator: PlaceIndicator, ours: Sequence[Area]) -> Table:
    """The newest value of each area, in the order of the areas."""
    values = newest_of(indicator, [each.code for each in ours])
    names = {each.code: each.name for each in ours}
    order = {each.code: place for place, each in enumerate(ours)}
    ordered = sorted(values, key=lambda each: (order[each.area_code], each.sex, each.category))
    has_groups = any(each.sex or each.category for each in values)
    has_limits = any(each.lower is not None for each in values)
    rows = []
    for each in ordered:
        of = Series(indicator, each.sex, each.category, (each,), {})
        cells: list[Any] = [
            {
                "value": names[each.area_code],
                "href": f"{reverse('place', args=[each.area_code])}?measure={indicator.code}#trend",
                "visually_hidden": f", {of.group}" if of.group else "",
            }
        ]
        cells += [of.group.capitalize() or "Everybody"] if has_groups else []
        cells += [written(of, each.value), period_shown(each)]
        cells += [limits(of, each.lower, each.upper)] if has_limits else []
        rows.append({"cells": tuple(cells), "pick": each.area_code == ENGLAND})
    columns = [
        Column("Area"),
        *([Column("Group")] if has_groups else []),
        Column("Value", "count"),
        Column("Period"),
    ]
    columns += [Column("95% interval", "count")] if has_limits else []
    return Table(f"{indicator.name}, {indicator.unit.label}. {LABEL}", tuple(columns), tuple(rows))  # type: ignore[arg-type]


def _goal_table(goal: Goal, found: Sequence[Series], area: Area, chosen: str) -> Table | None:
    """The newest value of each measure of a goal, England beside it."""
    of_goal = [each for each in found if each.indicator.goal is goal]
    if not of_goal:
        return None
    rows = tuple(_goal_row(each, area, chosen) for each in of_goal)
    columns = (
        Column("Measure"),
        Column("Newest", "count"),
        Column("Period"),
        Column("England", "count"),
        Column("First known"),
    )
    return Table(f"{goal.label}: what is published of {area.name}. {LABEL}", columns, rows)


def _goal_row(series: Series, area: Area, chosen: str) -> Any:
    indicator, newest, oldest = series.indicator, series.newest, series.values[0]
    beside = series.beside if is_compared(series) else None
    england = (
        "Not applicable" if not is_compared(series) else written(series, beside.value) if beside else None
    )
    name = f"{indicator.name}, {series.group}" if series.group else indicator.name
    return (
        {"value": name, "href": f"?measure={indicator.code}#trend", "note": indicator.publisher},
        {"value": written(series, newest.value), "strong": indicator.code == chosen},
        period_shown(newest),
        england,
        f"{written(series, oldest.value)} in {period_shown(oldest)}" if oldest is not newest else "The same",
    )


def _facts(area: Area) -> list[dict[str, str]]:
    values = PlaceValue.objects.filter(area_code=area.code)
    span = values.aggregate(Min("first"), Max("last"))
    facts = [{"key": "GSS code", "value": area.code}]
    if area.kind:
        facts.append({"key": "Kind", "value": area.kind})
    names = sorted(set(values.values_list("area_name", flat=True).distinct()) - {area.name, area.code})
    if names:
        facts.append({"key": "Also published as", "value": wording.listed(names)})
    if area.last:
        facts.append({"key": "Figures from", "value": wording.month(span["first__min"])})
        facts.append({"key": "Figures to", "value": wording.month(span["last__max"])})
    sources = PlaceSource.objects.filter(values_given__area_code=area.code).distinct().order_by("name")
    for each in sources:
        vintage = f"Areas: {each.vintage}. " if each.vintage else "Edition of the areas not stated. "
        facts.append(
            {
                "key": "File",
                "value": each.name,
                "note": f"{vintage}Loaded {wording.day(each.loaded_at.date())}",
            }
        )
    return facts


def _download(area: Area) -> Any:
    return {
        "text": f"All figures of {area.name} (CSV)",
        "href": reverse("place_download", args=[area.code]),
        "note": "With source, file and edition",
    }


def _csv_row(indicator: PlaceIndicator, value: PlaceValue) -> list[object]:
    source = value.source
    return [
        LABEL, indicator.code, indicator.name, indicator.goal.label, indicator.unit.label, value.area_code,
        value.area_name, value.period, value.first, value.last, value.sex, value.category, value.value, value.lower,
        value.upper, indicator.publisher, indicator.source, source.name, source.vintage, source.loaded_at,
    ]  # fmt: skip
