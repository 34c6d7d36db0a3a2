"""Many offers from a file: prepare, upload, look at what it would do, say yes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from anchors import wording
from anchors.downloads import csv_response
from anchors.models import System
from anchors.views.frame import today
from workforce.charts.support import names
from workforce.forms.support import OffersFileForm
from workforce.forms.support_file import (
    COLUMNS,
    Chooser,
    FileRow,
    OffersFileError,
    Rows,
    add_rows,
    checked,
    rows_of,
    sealed,
    unsealed,
)
from workforce.models import TargetGroup
from workforce.readings.support import places_there
from workforce.views.access import person
from workforce.views.asking import system_or_404
from workforce.views.support import both, keepers

SHOWN = 100


@both
@login_required
def support_upload(request: HttpRequest) -> HttpResponse:
    """The file, and what it would do; nothing is added yet."""
    choose = _chooser(request)
    form = OffersFileForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        try:
            rows = rows_of(form.cleaned_data["file"].read())
        except OffersFileError as problem:
            form.add_error("file", str(problem))
        else:
            return _review(request, rows, choose)
    context = {"form": form, "columns": list(COLUMNS), "groups": TargetGroup.choices}
    return render(request, "workforce/support/upload.html", context)


@require_POST
@login_required
def support_upload_add(request: HttpRequest) -> HttpResponseBase:
    """The yes: what the person saw is added; where it would do something else by now, it is shown again."""
    choose = _chooser(request)
    try:
        rows = unsealed(request.POST.get("rows", ""), by=person(request), system=choose.system)
    except OffersFileError as problem:
        messages.error(request, f"{problem}.")
        return redirect("support_upload")
    with transaction.atomic():
        System.objects.select_for_update().get(pk=choose.system.pk)
        found = checked(rows, choose)
        if str(len(found.rows)) != request.POST.get("number", ""):
            if found.same and not found.rows:
                messages.info(request, "All rows of this file are in the directory already.")
                return redirect("support")
            messages.warning(request, "What this file would do has changed since you looked. Look again.")
            return _review(request, rows, choose)
        number = add_rows(found, by=person(request))
    messages.success(request, f"{wording.plural(number, 'programme')} of the file stand in the directory.")
    return redirect("support")


@require_safe
@login_required
def support_template(request: HttpRequest) -> HttpResponseBase:
    """A file with the headings and one row that shows how to fill it in."""
    choose = _chooser(request)
    district = choose.places[0].name if choose.places else ""
    example = {
        "programme": "Example: remove this row", "provider": "Name of the provider", "who_for": "young; carers",
        "barriers": "skills; childcare", "areas": district, "places_a_year": "120", "starts": "01/04/2026",
        "ends": "31/03/2027", "kept_by": choose.keepers[0].slug,
    }  # fmt: skip
    return csv_response("support-template", list(COLUMNS), [[example.get(name, "") for name in COLUMNS]])


def _review(request: HttpRequest, rows: Rows, choose: Chooser) -> HttpResponse:
    found = checked(rows, choose)
    context = {
        "found": found,
        "rows": [_row(each) for each in found.rows[:SHOWN]],
        "more": max(len(found.rows) - SHOWN, 0),
        "problems": found.problems[:SHOWN],
        "sealed": sealed(rows, by=person(request), system=choose.system),
    }
    return render(request, "workforce/support/review.html", context)


def _row(row: FileRow) -> list[object]:
    given = row.form.cleaned_data
    places = given["places_a_year"]
    return [
        given["name"], given["provider"], names(TargetGroup, given["who_for"]),
        wording.listed(place.name for place in given["areas"]) or "Whole system",
        "Not said" if places is None else places, "Changes the record" if row.is_change else "New",
    ]  # fmt: skip


def _chooser(request: HttpRequest) -> Chooser:
    system = system_or_404(request)
    mine = keepers(request, system)
    if not mine:
        raise Http404
    return Chooser(system, mine, places_there(system, today()))
