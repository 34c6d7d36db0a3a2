"""Those who started a programme in one quarter: entering, correcting and taking out their counts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from anchors.views.frame import today
from metrics.views.access import answers, both
from workforce.forms.programmes import CohortForm
from workforce.models import Cohort, Group, Programme
from workforce.programmes import CountedOtherwise, drop_cohort, keep_counts
from workforce.views.access import own_programme, person
from workforce.views.programmes import form_page


@both
@login_required
def cohort_counts(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Enter or correct what one group of those who started in a quarter had reached."""
    found = own_programme(request, programme_id)
    form = CohortForm(answers(request), today=today(), **_entered(request, found))
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
    context = {"cohort": cohort, "programme": cohort.programme}
    return render(request, "workforce/programmes/remove.html", context)


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
