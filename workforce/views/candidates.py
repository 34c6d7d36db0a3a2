"""Candidates of academies and work experience: gaps over the system, one programme's, entering them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from anchors import wording
from anchors.charts import Column, Table
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.periods import Period, period_of
from anchors.row_files import FileRow
from anchors.views.frame import today
from anchors.views.row_files import FilePages, add_page, upload_page
from metrics.views.access import answers, both
from workforce.charts.candidates import by_period, by_programme, gaps
from workforce.forms.candidates import COLUMNS, AspectsForm, CandidateFilterForm, CandidatesFile, ProfileForm
from workforce.models import Programme
from workforce.profiles import KINDS, Aspect, has_candidates, keep_profile
from workforce.publishing import note_of, published
from workforce.readings.candidates import (
    CANDIDATE_COLUMNS,
    AspectRow,
    CandidateFilter,
    CandidateRow,
    by_aspect,
    candidate_record,
    candidates,
    candidates_of,
)
from workforce.views.access import own_programme, person, runs, visible_programme
from workforce.views.asking import figures_page

SHOWN = (
    Column("Period"), Column("Background"), Column("Candidates who said", "count"), Column("Of these", "count"),
    Column("Residents"),
)  # fmt: skip


@figures_page
def candidates_page(request: HttpRequest) -> HttpResponse:
    """Where candidates differ from residents: added up by background, then programme by programme."""
    asked = CandidateFilter.parse(request.GET)
    rows = candidates(person(request), asked)
    summed = by_aspect(rows) if asked.periods != "all" else []
    context = {
        "asked": asked,
        "form": CandidateFilterForm(asked),
        "tags": _tags(asked),
        "programmes": Programme.objects.visible_to(request.user).filter(kind__in=KINDS).exists(),
        "rows": rows,
        "gaps": gaps(summed) if summed else None,
        "lead": _lead(summed),
        "tables": _tables(rows),
        "query": asked.as_query(),
    }
    return render(request, "workforce/candidates/list.html", context)


@figures_page
def candidates_download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The rows of the filter, as CSV or as a workbook that says what it holds."""
    asked = CandidateFilter.parse(request.GET)
    rows = [list(candidate_record(each).values()) for each in candidates(person(request), asked)]
    if ending == "csv":
        return csv_response("candidates", CANDIDATE_COLUMNS, rows)
    if ending != "xlsx":
        raise Http404
    cover = [
        ("What", "Background of candidates of academies and work experience, beside residents"),
        ("Filter", asked.as_query() or "None: the newest period of each programme"),
        ("Made on", wording.day(timezone.localdate())),
        (
            "Figures",
            "Shares are of candidates who said. An empty figure is hidden or was not given, never nought.",
        ),
    ]
    return workbook_response("candidates", [
        Sheet("About", "Candidates", ("About", "Words"), cover), Sheet("Rows", "Candidates", CANDIDATE_COLUMNS, rows),
    ])  # fmt: skip


@require_safe
@login_required
def programme_candidates(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The candidates of one programme by period, and the ways to enter them."""
    found = _with_candidates(visible_programme(request, programme_id))
    rows = candidates_of([found], person(request))
    stands = published([found]).get(found.pk)
    context = {
        "programme": found,
        "periods": by_period(rows),
        "may_change": runs(request, found),
        "stands": stands,
        "note": note_of(stands) if stands else "",
    }
    return render(request, "workforce/candidates/one.html", context)


@both
@login_required
def candidates_enter(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """All aspects of one period at once; an aspect that is emptied goes."""
    found = _with_candidates(own_programme(request, programme_id))
    initial = _entered(request, found)
    form = AspectsForm(answers(request), programme=found, today=today(), initial=initial)
    if form.is_valid():
        if not any(form.said.values()) and not _rows_of(found, form.cleaned_data["period"]):
            form.add_error(f"{Aspect.DEPRIVED}-candidates", "Enter the numbers of at least one background")
        else:
            keep_profile(found, form.cleaned_data["period"], form.said, by=person(request))
            label = form.cleaned_data["period"].label
            messages.success(request, f"Candidates of {label} are saved.")
            return redirect("programme_candidates", found.pk)
    return render(request, "workforce/candidates/enter.html", {"programme": found, "form": form})


@both
@login_required
def candidates_upload(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The file, and what it would do; nothing is added yet."""
    file = _file(request, programme_id)
    return upload_page(
        request, file, _pages(file.programme), programme=file.programme, aspects=Aspect.choices
    )


@require_POST
@login_required
def candidates_upload_add(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """The yes: what the person saw is added."""
    file = _file(request, programme_id)
    return add_page(request, file, _pages(file.programme), by=person(request), done="saved")


@require_safe
@login_required
def candidates_template(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """A file with the headings and the rows of a made-up year."""
    file = _file(request, programme_id)
    year = CandidatesFile.example_period(file.today).code
    rows = [
        [year, Aspect.DEPRIVED, 120, 30, "0.21", "Indices of Deprivation 2025, working age"],
        [year, Aspect.SCHOOL_MEALS, 96, 24, "", ""],
    ]
    return csv_response("candidates-template", list(COLUMNS), rows)


def _with_candidates(programme: Programme) -> Programme:
    if not has_candidates(programme):
        raise Http404
    return programme


def _file(request: HttpRequest, programme_id: int) -> CandidatesFile:
    return CandidatesFile(_with_candidates(own_programme(request, programme_id)), today())


def _pages(programme: Programme) -> FilePages:
    return FilePages(
        record="row of candidates",
        plural="rows of candidates",
        caption=programme.name,
        section="employment",
        back=reverse("programme_candidates", args=[programme.pk]),
        upload=reverse("candidates_upload", args=[programme.pk]),
        add=reverse("candidates_upload_add", args=[programme.pk]),
        explained="workforce/candidates/file.html",
        columns=SHOWN,
        row=_row,
    )


def _row(row: FileRow[ProfileForm]) -> list[object]:
    given = row.form.cleaned_data
    percent = given["residents_percent"]
    return [
        given["period"].label, Aspect(given["aspect"]).label, given["candidates"], given["people"],
        "Not said" if percent is None else f"{percent.normalize():f}%",
    ]  # fmt: skip


def _entered(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    """What is known of the period in the address, to be corrected; of a new one, what was last said of residents."""
    try:
        period = period_of(request.GET.get("period", ""))
    except ValueError:
        period = None
    if period and (rows := _rows_of(programme, period)):
        return {"period": period.code} | AspectsForm.before(rows, only_residents=False)
    latest = programme.profiles.order_by("last_month")
    return AspectsForm.before(latest, only_residents=True) | ({"period": period.code} if period else {})


def _rows_of(programme: Programme, period: Period) -> list[Any]:
    return list(programme.profiles.filter(first_month=period.first, last_month=period.last))


def _tables(rows: Iterable[CandidateRow]) -> list[tuple[str, str, Table]]:
    """Code, name and table of each background that somebody counted."""
    found = list(rows)
    return [
        (str(aspect), str(aspect.label), by_programme(those, aspect=str(aspect.label)))
        for aspect in Aspect
        if (those := [row for row in found if row.aspect == aspect])
    ]


def _lead(summed: Iterable[AspectRow]) -> str:
    """The widest gap in one sentence."""
    known = [(row.gap, row) for row in summed if row.gap is not None]
    if not known:
        return ""
    gap, widest = min(known, key=lambda each: each[0])
    if gap >= 0:
        return "No background is rarer among candidates than among residents"
    share, residents = (wording.percent(each) for each in (widest.share, widest.residents_share))
    return (
        f"The widest gap: {widest.aspect.label.lower()}, {share} of candidates and {residents} of residents"
    )


def _tags(asked: CandidateFilter) -> list[dict[str, str]]:
    found = [
        ("programme", "One programme" if asked.programme else ""),
        ("kind", Programme.Kind(asked.kind).label if asked.kind else ""),
        ("aspect", Aspect(asked.aspect).label if asked.aspect else ""),
        ("periods", "All periods" if asked.periods else ""),
    ]
    return [
        {"text": str(text), "href": f"?{asked.but(**{name: ''}).as_query()}"} for name, text in found if text
    ]
