"""People paid below the Living Wage: returns by quarter and contract, the rates by date, adding and correcting."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from anchors import wording
from anchors.charts import Table
from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.models import AnchorInstitution
from anchors.views.frame import today
from metrics.planning import ChangedMeanwhile
from metrics.views.once import made_once
from workforce.charts.wages import rate_table, wage_changes_table, wage_table
from workforce.forms.staff import quarters
from workforce.forms.wages import WageForm
from workforce.loading import rate_on, remove_return, write_return
from workforce.models import WageReturn, WageReturnChange
from workforce.readings.wages import (
    CHANGE_HEADINGS,
    MEASURE,
    WAGE_HEADINGS,
    change_record,
    measured_together,
    rates,
    together,
    told_facts,
    verified_until,
    wage_changes,
    wage_record,
    wage_returns,
)
from workforce.views.access import own_institutions, person
from workforce.views.asking import figures_page
from workforce.views.support import both

CHANGES_SHOWN = 20
OF_WHOM = (
    "People aged 18 or over, directly employed or working here for a contractor, paid less an hour than the Living "
    "Wage in force on the last day of the quarter."
)


@figures_page
def living_wage(request: HttpRequest) -> HttpResponse:
    """Returns of the person's institutions, newest quarter first, and the rates."""
    found = list(wage_returns(person(request)))
    known = rates()
    until = verified_until(known)
    context = {
        "tables": _tables(request, found),
        "lead": _lead(found),
        "rates": rate_table(known) if known else None,
        "until": until,
        "is_past": until is None or until < today(),
        "may_add": bool(own_institutions(request)),
        "measure": reverse("measure", args=[MEASURE]),
        "whose": _whose(request),
        "changes": wage_changes_table(list(wage_changes(person(request))[:CHANGES_SHOWN])),
        "together": measured_together(person(request)),
        "of_whom": OF_WHOM,
    }
    return render(request, "workforce/wages/list.html", context)


@figures_page
def wages_download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The returns as CSV or as a workbook that says what it holds."""
    rows = [list(wage_record(each).values()) for each in wage_returns(person(request))]
    if ending == "csv":
        return csv_response("living-wage", WAGE_HEADINGS, rows)
    if ending != "xlsx":
        raise Http404
    cover = [
        ("What", OF_WHOM), ("Whose", "Institutions of yours"), ("Made on", wording.day(timezone.localdate())),
        ("Figures", "An empty figure is not known, never nought. The rate is pounds an hour."),
    ]  # fmt: skip
    return workbook_response("living-wage", [
        Sheet("About", "Living Wage", ("About", "Words"), cover),
        Sheet("Returns", "Living Wage", WAGE_HEADINGS, rows),
    ])  # fmt: skip


@figures_page
def wage_changes_download(request: HttpRequest) -> HttpResponseBase:
    """Who changed what of the returns, also of those that were removed, as CSV."""
    rows = [list(change_record(each).values()) for each in wage_changes(person(request))]
    return csv_response("living-wage-changes", CHANGE_HEADINGS, rows)


@both
@login_required
@made_once
def wage_new(request: HttpRequest) -> HttpResponseBase:
    """A quarter's return for directly employed staff or for one contract."""
    if not own_institutions(request):
        raise Http404
    form = _wage_form(request)
    if form.is_valid():
        found = write_return(WageReturn(), form.fields_of_return, by=person(request))
        messages.success(request, f"The return for {found.quarter.label} is saved.")
        return redirect("living_wage")
    return _page(request, form, title="Add a return", act="Save this return")


@both
@login_required
def wage_edit(request: HttpRequest, wage_id: int) -> HttpResponseBase:
    """A correction; measurements that were made from the return keep what they were."""
    found = _mine(request, wage_id)
    form = _wage_form(request, found)
    if form.is_valid():
        try:
            write_return(found, form.fields_of_return, by=person(request), expected=form.expected)
        except ChangedMeanwhile as clash:
            form.tell(clash)
        else:
            messages.success(request, "Your changes are saved, and what was there before is kept.")
            return redirect("living_wage")
    history = [_told(each) for each in found.changes.select_related("by")]
    return _page(request, form, title="Correct a return", act="Save the changes", history=history)


@require_POST
@login_required
def wage_remove(request: HttpRequest, wage_id: int) -> HttpResponseBase:
    """Takes away a return that was entered by mistake."""
    found = _mine(request, wage_id)
    name = str(found)
    remove_return(found, by=person(request))
    messages.success(request, f"The return of {name} is removed.")
    return redirect("living_wage")


def _whose(request: HttpRequest) -> str:
    """Whose returns the person sees: `Northvale ICB and Marsh Borough Council`."""
    names = AnchorInstitution.objects.visible_to(request.user).order_by("name").values_list("name", flat=True)
    return wording.listed(list(names))


def _mine(request: HttpRequest, key: int) -> WageReturn:
    rows = WageReturn.objects.editable_by(request.user).select_related("institution")
    found = rows.filter(pk=key).first()
    if not isinstance(found, WageReturn):
        raise Http404
    return found


def _wage_form(request: HttpRequest, found: WageReturn | None = None) -> WageForm:
    mine = AnchorInstitution.objects.filter(pk__in=[each.pk for each in own_institutions(request)])
    zones = WageReturn.Zone.values
    over = [
        each
        for each in quarters(today())
        if each.end < today() and any(rate_on(zone, each.end) is not None for zone in zones)
    ]
    initial: dict[str, Any] = {"institution": own_institutions(request)[0].slug, "zone": "uk"}
    if found:
        names = ("who", "contract", "zone", "people", "below", "source")
        initial = {name: getattr(found, name) for name in names}
        initial |= {"institution": found.institution.slug, "quarter": found.quarter.code}
    data = request.POST if request.method == "POST" else None
    return WageForm(data, institutions=mine, quarters=over, found=found, initial=initial)


def _told(change: WageReturnChange) -> dict[str, str]:
    """A change for the timeline."""
    who = f" by {change.by.name}" if change.by else ""
    when = wording.moment(timezone.localtime(change.at))
    return {"what": f"{change.get_act_display()}{who}.", "text": ". ".join(told_facts(change)), "when": when}


def _page(
    request: HttpRequest, form: WageForm, *, title: str, act: str, history: list[dict[str, str]] | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "caption": "Living Wage", "act": act, "of_whom": OF_WHOM}
    context["history"] = history
    return render(request, "workforce/wages/form.html", context)


def _tables(request: HttpRequest, found: list[WageReturn]) -> list[tuple[str, Table]]:
    """The name of institution and quarter, and their returns."""
    mine = set(WageReturn.objects.editable_by(request.user).values_list("pk", flat=True))
    grouped = groupby(found, key=lambda each: (each.quarter, each.institution_id))
    parts = [(quarter.label, list(rows)) for (quarter, _), rows in grouped]
    return [(f"{rows[0].institution.name}, {words}", wage_table(rows, words, mine)) for words, rows in parts]


def _lead(found: list[WageReturn]) -> str:
    """The newest quarter in one sentence."""
    if not found:
        return ""
    newest = [each for each in found if each.last_month == found[0].last_month]
    whole, quarter = together(newest), found[0].quarter.label
    if whole.below is None:
        return f"For {quarter}, nobody has said yet how many people are paid below the Living Wage"
    people = wording.plural(whole.people, "person", "people")
    verb = "is" if whole.below == 1 else "are"
    return f"In {quarter}, {wording.count(whole.below)} of {people} {verb} paid below the Living Wage"
