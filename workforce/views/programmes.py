"""Employment programmes: the list, one with its funnel, and entering what became of its people."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution
from anchors.views.frame import today
from anchors.wording import day
from metrics.views.once import made_once
from workforce.charts.programmes import cohorts_table, funnel_table, kept_table, programmes_table, reach_table
from workforce.forms.programmes import CohortForm, ProgrammeForm
from workforce.funnel import funnel_of
from workforce.models import Cohort, Group, Programme
from workforce.programmes import drop_cohort, keep_counts, keep_programme
from workforce.readings.programmes import FUNNEL_COLUMNS, funnel_records, programmes_read_by
from workforce.views.access import person

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme of the person's systems, with how many started and found work."""
    found = list(programmes_read_by(person(request)))
    context = {
        "programmes": found,
        "table": programmes_table([(each, funnel_of(each, person(request))) for each in found])
        if found
        else None,
        "may_add": _runners(request).exists(),
    }
    return render(request, "workforce/programmes/list.html", context)


@require_safe
@login_required
def programmes_download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every figure of every programme, as CSV or as a workbook."""
    rows = [
        row for each in programmes_read_by(person(request)) for row in funnel_records(each, person(request))
    ]
    return _sent("programmes", rows, ending)


@require_safe
@login_required
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    """One programme: from referral to lasting work, by starting quarter, whom it reaches."""
    found = _visible(request, programme_id)
    funnel = funnel_of(found, person(request))
    context = {
        "programme": found,
        "funnel": funnel,
        "rows": funnel_table(funnel),
        "kept": kept_table(funnel),
        "cohorts": cohorts_table(funnel, links=_may_change(request, found)),
        "reach": reach_table(funnel),
        "may_change": _may_change(request, found),
        "facts": list(_facts(found)),
    }
    return render(request, "workforce/programmes/one.html", context)


@require_safe
@login_required
def programme_download(request: HttpRequest, programme_id: int, ending: str) -> HttpResponseBase:
    """The figures of one programme."""
    found = _visible(request, programme_id)
    return _sent(f"programme-{found.pk}", funnel_records(found, person(request)), ending)


@both
@login_required
@made_once
def programme_new(request: HttpRequest) -> HttpResponseBase:
    """A programme that is not there yet."""
    runners = _runners(request)
    if not runners.exists():
        raise Http404
    form = ProgrammeForm(_answers(request), institutions=runners, initial={"institution": runners.first()})
    if form.is_valid():
        runner = form.cleaned_data["institution"]
        system = runner.system_on(timezone.localdate())
        if system is not None:
            made = keep_programme(form.fields_of_programme | {"system": system}, by=person(request))
            messages.success(request, f"{made.name} is added. Now enter how many people started.")
            return redirect("programme", made.pk)
        form.add_error("institution", f"{runner.name} is in no system today. Ask your integrated care board")
    return _form(request, form, title="Add a programme", act="Add the programme")


@both
@login_required
def programme_edit(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Correct what a programme is."""
    found = _changeable(request, programme_id)
    form = ProgrammeForm(_answers(request), institutions=_runners(request), programme=found)
    if form.is_valid():
        keep_programme(form.fields_of_programme, by=person(request), programme=found)
        messages.success(request, "Your changes are saved.")
        return redirect("programme", found.pk)
    return _form(request, form, title=f"Change {found.name}", act="Save the changes")


@both
@login_required
def cohort_counts(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Enter or correct what one group of those who started in a quarter had reached."""
    found = _changeable(request, programme_id)
    form = CohortForm(_answers(request), today=today(), **_entered(request, found))
    if form.is_valid():
        given = form.cleaned_data
        keep_counts(
            found, form.started, form.counts, group=given["group"], as_at=given["as_at"], source=given["source"],
            by=person(request),
        )  # fmt: skip
        messages.success(request, f"Counts of those who started in {form.started.label} are saved.")
        return redirect("programme", found.pk)
    words = "Leave a stage empty where you do not know it: 0 means nobody."
    return _form(request, form, title=f"Enter counts: {found.name}", act="Save the counts", words=words)


@both
@login_required
def cohort_remove(request: HttpRequest, cohort_id: int) -> HttpResponseBase:
    """Take a starting quarter out, after a question."""
    cohort = Cohort.objects.editable_by(request.user).select_related("programme").filter(pk=cohort_id).first()
    if cohort is None:
        raise Http404
    if request.method == "POST":
        drop_cohort(cohort)
        messages.success(request, f"Those who started in {cohort.started.label} are taken out.")
        return redirect("programme", cohort.programme_id)
    context = {"cohort": cohort, "programme": cohort.programme}
    return render(request, "workforce/programmes/remove.html", context)


def _sent(name: str, rows: list[dict[str, Any]], ending: str) -> HttpResponseBase:
    values = [[row[column] for column in FUNNEL_COLUMNS] for row in rows]
    if ending == "csv":
        return csv_response(name, FUNNEL_COLUMNS, values)
    if ending == "xlsx":
        sheet = Sheet("Figures", "Programmes: from referral to lasting work", FUNNEL_COLUMNS, [
            [_in_cell(row, column) for column in FUNNEL_COLUMNS] for row in rows
        ])  # fmt: skip
        return workbook_response(name, [sheet])
    raise Http404


def _in_cell(row: dict[str, Any], column: str) -> object:
    if row[column] is None and column in ("people", "reached", "out_of", "share"):
        return "Too soon to say" if row["too_soon"] else "Hidden" if row["suppressed"] else None
    return str(row[column]) if isinstance(row[column], bool) else row[column]


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


def _facts(programme: Programme) -> Any:
    days = _days(programme)
    target = programme.deprived_target
    for key, value in (
        ("Sort", programme.get_kind_display()),
        ("Run by", programme.institution.name),
        ("Runs", days),
        ("Outcome rule", programme.outcome_rule),
        ("Training", f"{programme.training_weeks} weeks, then {programme.search_weeks} weeks to find work"),
        (
            "Guaranteed interviews",
            programme.guaranteed_interviews and f"{programme.guaranteed_interviews:,} a year",
        ),
        ("Reserved posts", programme.reserved_posts and f"{programme.reserved_posts:,} a year"),
        (
            "Target",
            target is not None and f"{target * 100:.0f}% of starters from the most deprived fifth of areas",
        ),
    ):
        if value:
            yield {"key": key, "value": value}


def _days(programme: Programme) -> str:
    """`From 1 April 2025` or `1 April 2025 to 31 March 2027`."""
    first = day(programme.first_day)
    return f"{first} to {day(programme.last_day)}" if programme.last_day else f"From {first}"


def _runners(request: HttpRequest) -> "QuerySet[AnchorInstitution]":
    return AnchorInstitution.objects.filter(pk__in=person(request).institution_ids(contributing=True))


def _answers(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _visible(request: HttpRequest, programme_id: int) -> Programme:
    found = (
        Programme.objects.visible_to(request.user)
        .select_related("institution")
        .filter(pk=programme_id)
        .first()
    )
    if found is None:
        raise Http404
    assert isinstance(found, Programme)  # noqa: S101 - tells the type checker
    return found


def _may_change(request: HttpRequest, programme: Programme) -> bool:
    """Whether the person contributes where it is run: only they know the true counts."""
    return programme.institution_id in set(_runners(request).values_list("pk", flat=True))


def _changeable(request: HttpRequest, programme_id: int) -> Programme:
    found = _visible(request, programme_id)
    if not _may_change(request, found):
        raise Http404
    return found


def _form(request: HttpRequest, form: Any, *, title: str, act: str, words: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "caption": "Employment programmes", "act": act, "words": words}
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "workforce/programmes/form.html", context, status=status)
