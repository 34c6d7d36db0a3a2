"""Those who started a programme in one quarter: entering, correcting and taking out their counts."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from anchors.charts import Column
from anchors.downloads import csv_response
from anchors.periods import quarter_of
from anchors.row_files import FileRow
from anchors.views.frame import today
from anchors.views.row_files import FilePages, add_page, upload_page
from anchors.wording import day
from metrics.views.access import answers, both
from workforce.forms.cohort_file import COLUMNS, CohortsFile
from workforce.forms.programmes import CohortForm
from workforce.models import Cohort, Group, Programme, Stage
from workforce.programmes import CountedOtherwise, drop_cohort, keep_counts
from workforce.readings.programmes import count_records
from workforce.views.access import own_programme, person
from workforce.views.programmes import form_page


@both
@login_required
def cohort_counts(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Enter or correct what one group of those who started in a quarter had reached."""
    found = own_programme(request, programme_id)
    form = CohortForm(answers(request), today=today(), programme=found, **_entered(request, found))
    if form.is_valid():
        given = form.cleaned_data
        try:
            keep_counts(
                found, form.started, form.counts, group=given["group"], as_at=given["as_at"],
                source=given["source"], by=person(request),
            )  # fmt: skip
        except CountedOtherwise as problem:
            form.add_error("quarter", str(problem))
        else:
            messages.success(request, f"Counts of those who started in {form.started.label} are saved.")
            return redirect("programme", found.pk)
    words = "Leave a stage empty where you do not know it: 0 means nobody."
    return form_page(request, form, title=f"Enter counts: {found.name}", act="Save the counts", words=words)


@both
@login_required
def cohort_remove(request: HttpRequest, cohort_id: int) -> HttpResponseBase:
    """Take a starting quarter out, after a question."""
    cohort = Cohort.objects.editable_by(request.user).select_related("programme").filter(pk=cohort_id).first()
    if cohort is None:
        raise Http404
    if request.method == "POST":
        try:
            drop_cohort(cohort)
        except CountedOtherwise as problem:
            messages.error(request, f"{problem}.")
        else:
            messages.success(request, f"Those who started in {cohort.started.label} are taken out.")
        return redirect("programme", cohort.programme_id)
    context = {
        "programme": cohort.programme,
        "title": f"Take out those who started in {cohort.started.label}",
        "words": "All counts of people who started in that quarter go, and shares change. You can enter them again.",
        "act": "Take them out",
        "back": "Keep them",
    }
    return render(request, "workforce/programmes/remove.html", context)


@both
@login_required
def cohorts_upload(request: HttpRequest, programme_id: int) -> HttpResponse:
    """A file of counts, and what it would do; nothing is written yet."""
    found = own_programme(request, programme_id)
    return upload_page(
        request, CohortsFile(found, today()), _pages(found), programme=found, groups=Group.choices
    )


@require_POST
@login_required
def cohorts_upload_add(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """The yes: the counts that the person saw are written."""
    found = own_programme(request, programme_id)
    file = CohortsFile(found, today())
    return add_page(request, file, _pages(found), by=person(request), done="saved")


@require_safe
@login_required
def cohorts_template(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """The counts that there are as a file to be changed and sent back; without any, a row that shows how."""
    found = own_programme(request, programme_id)
    rows = [
        [_cell(record[name]) for name in COLUMNS.values()]
        for record in count_records(found)
        if record["basis"] == Cohort.Basis.COUNTS
    ]
    first = quarter_of(found.first_day)
    counted = max(today(), first.end)
    example = {"quarter": first.code, "counted_on": _cell(counted), "group": "all", "started": 40, "job": 23}
    return csv_response(
        f"counts-{found.pk}", list(COLUMNS), rows or [[example.get(name, "") for name in COLUMNS]]
    )


def _cell(value: object) -> object:
    """A day as the page asks for it."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def _pages(programme: Programme) -> FilePages:
    return FilePages(
        record="row of counts",
        plural="rows of counts",
        caption=programme.name,
        section="employment",
        back=reverse("programme", args=[programme.pk]),
        upload=reverse("cohorts_upload", args=[programme.pk]),
        add=reverse("cohorts_upload_add", args=[programme.pk]),
        explained="workforce/programmes/file.html",
        columns=(Column("Started in"), Column("Of whom"), Column("Counted on"), Column("People by stage")),
        row=_row,
    )


def _row(row: FileRow[CohortForm]) -> list[object]:
    given, people = row.form.cleaned_data, row.form.counts
    said = "; ".join(f"{Stage(stage).label} {number:,}" for stage, number in people.items())
    return [row.form.started.label, Group(given["group"]).label, day(given["as_at"]), said]


def _entered(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    """What is known of the cohort that the address names, to be corrected."""
    cohort = programme.cohorts.filter(pk=_number(request.GET.get("cohort", ""))).first()
    group = request.GET.get("group", Group.ALL)
    if cohort is None:
        return {"initial": {"group": group, "as_at": today()}}
    counts = dict(cohort.counts.filter(group=group).values_list("stage", "people"))
    initial = {"quarter": cohort.started.code, "as_at": cohort.as_at, "group": group, "source": cohort.source}
    return {"initial": initial, "given": counts}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
