"""Many values from a file: prepare, upload, look at what is in it, say yes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from anchors import wording
from anchors.downloads import csv_response
from anchors.views.frame import today
from metrics.forms.submitted import ValuesFileForm
from metrics.models import SubmittedFile, SubmittedIndicator
from metrics.submitting import (
    HEADINGS,
    PERIOD_WORDS,
    Row,
    SubmittingError,
    add_file,
    checked,
    institutions_given_by,
    periods_for,
    read_file,
    throw_away,
)
from metrics.views.access import answers, both, person
from metrics.views.once import made_once
from metrics.views.submitted_tables import number_words
from metrics.views.submitted_values import open_definition

SHOWN = 200


@both
@login_required
@made_once
def submitted_upload(request: HttpRequest, definition: str) -> HttpResponse:
    """What the file must look like, and the file."""
    indicator = _given_by(request, definition)
    form = ValuesFileForm(answers(request), request.FILES or None)
    if form.is_valid():
        try:
            file = read_file(indicator, form.cleaned_data["file"], by=person(request))
        except SubmittingError as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("submitted_file", file.pk)
    context = {"form": form, "indicator": indicator, "columns": _columns(indicator)}
    return render(request, "metrics/submitted/upload.html", context)


@require_safe
@login_required
def submitted_template(request: HttpRequest, definition: str) -> HttpResponseBase:
    """A file with the headings, and a row for each institution that the person may give a value for."""
    indicator = _given_by(request, definition)
    newest = periods_for(indicator.cadence, today())[0]
    fields = _fields(indicator)
    rows = [
        [{"institution": each.name, "period": newest.code}.get(name, "") for name in fields]
        for each in institutions_given_by(person(request), indicator.system)
    ]
    return csv_response(f"{indicator.code}-template", [HEADINGS[name] for name in fields], rows)


@both
@login_required
def submitted_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """What is in a file and what adding it would do; nothing counts before the yes, and a lead's after it."""
    files = SubmittedFile.objects.visible_to(request.user).select_related("indicator__system")
    file: SubmittedFile = get_object_or_404(files, pk=file_id)
    indicator = file.indicator
    if indicator.state != SubmittedIndicator.State.APPROVED:
        raise Http404
    if file.state != SubmittedFile.State.READ:
        messages.info(request, f"{file.name}: {file.get_state_display().lower()}.")
        return redirect("submitted_indicator", indicator.code)
    if request.method == "POST":
        return _answered(request, file)
    found = checked(file, by=person(request), today=today())
    context = {
        "file": file,
        "indicator": indicator,
        "found": found,
        "rows": [_row(indicator, each) for each in found.rows[:SHOWN]],
        "more": max(len(found.rows) - SHOWN, 0),
        "problems": found.problems[:SHOWN],
        "more_problems": max(len(found.problems) - SHOWN, 0),
    }
    return render(request, "metrics/submitted/file.html", context)


def _answered(request: HttpRequest, file: SubmittedFile) -> HttpResponse:
    code = file.indicator.code
    if request.POST.get("answer") == "throw-away":
        throw_away(file)
        messages.success(request, f"{file.name} was thrown away. Nothing of it was added.")
        return redirect("submitted_upload", code)
    found = checked(file, by=person(request), today=today())
    if str(len(found.rows)) != request.POST.get("values", ""):
        messages.warning(
            request, "What this file would do has changed since you looked. Look again, then add it."
        )
        return redirect("submitted_file", file.pk)
    try:
        values = add_file(file, by=person(request), today=today())
    except SubmittingError as problem:
        messages.error(request, str(problem))
    else:
        wait = "waits" if len(values) == 1 else "wait"
        messages.success(request, f"{wording.plural(len(values), 'value')} {wait} for a lead of the board.")
    return redirect("submitted_indicator", code)


def _given_by(request: HttpRequest, definition: str) -> SubmittedIndicator:
    """A definition for which the person may give values; else 404."""
    indicator = open_definition(request, definition)
    if not institutions_given_by(person(request), indicator.system).exists():
        raise Http404
    return indicator


def _fields(indicator: SubmittedIndicator) -> list[str]:
    return [name for name in HEADINGS if name != "denominator" or indicator.denominator]


def _columns(indicator: SubmittedIndicator) -> list[list[str]]:
    """What each column of the file holds."""
    words = {
        "institution": "The name or code of the institution",
        "period": PERIOD_WORDS[indicator.cadence][:1].upper() + PERIOD_WORDS[indicator.cadence][1:],
        "numerator": indicator.numerator[:1].upper() + indicator.numerator[1:],
        "denominator": indicator.denominator[:1].upper() + indicator.denominator[1:],
        "source": "Where the figure comes from, for example: contracts register, extract of 3 April 2026",
        "link": "The web address of the evidence. May be empty",
    }
    return [[HEADINGS[name], words[name]] for name in _fields(indicator)]


def _row(indicator: SubmittedIndicator, row: Row) -> list[object]:
    given = row.given
    ratio = [number_words(indicator, given.denominator)] if indicator.denominator else []
    before = (
        f"Corrects {number_words(indicator, row.before.numerator)}"
        + (f" out of {number_words(indicator, row.before.denominator)}" if indicator.denominator else "")
        if row.before
        else "New"
    )
    return [
        str(given.subject), given.period.label, number_words(indicator, given.numerator), *ratio, given.source, before,
    ]  # fmt: skip
