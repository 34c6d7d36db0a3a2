"""From check-your-answers to the decision record: submitting an appraisal, taking it back, deciding."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from anchors import wording
from anchors.downloads import csv_response
from estates.appraising import (
    CannotDo,
    Decision,
    decide,
    submit,
    take_back,
    withdraw,
)
from estates.exploring import Progress, Task, left_empty, task_states, unexplored
from estates.forms.appraisals import DecisionForm
from estates.models import Appraisal, Route
from estates.readings.options import comparison
from estates.rights import may_decide, who_decides
from estates.views.appraisals import asked_table, option_table
from estates.views.asking import answers, person
from estates.views.editing import both
from estates.views.plot_asking import editable_appraisal, may_change, visible_appraisal
from estates.views.surplus import plot_facts

NOT_PROVIDED = "Not provided"


@both
@login_required
def appraisal_check(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """All answers on one page, each with a way to change it; then it goes to the board."""
    found = editable_appraisal(request, appraisal_id)
    if request.method == "POST":
        try:
            submit(found, by=person(request))
        except CannotDo as rule:
            messages.error(request, str(rule))
            return redirect("appraisal_check", found.pk)
        messages.success(request, "The appraisal waits for a decision.")
        return redirect("appraisal", found.pk)
    states = task_states(found)
    context = _whole(request, found) | {
        "answers": check_rows(found),
        "left": [state.task for state in states[:-1] if state.progress is not Progress.COMPLETED],
        "is_open": found.state == Appraisal.State.OPEN,
        "who_decides": who_decides(found),
    }
    return render(request, "estates/appraisals/check.html", context)


@require_POST
@login_required
def appraisal_take_back(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """Back to work: undoes the submission."""
    found = editable_appraisal(request, appraisal_id)
    try:
        take_back(found, by=person(request))
        messages.success(request, "You can change the appraisal again.")
    except CannotDo as rule:
        messages.error(request, str(rule))
    return redirect("appraisal", found.pk)


@both
@login_required
def appraisal_withdraw(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """Gives it up; its record stays."""
    found = editable_appraisal(request, appraisal_id)
    if request.method == "POST":
        try:
            withdraw(found, by=person(request))
            messages.success(request, "The appraisal is withdrawn. Its record stays.")
        except CannotDo as rule:
            messages.error(request, str(rule))
        return redirect("plot", found.plot_id)
    context = {
        "form": None,
        "title": "Withdraw this appraisal?",
        "caption": str(found.plot),
        "act": "Withdraw it",
        "words": "It is not worked on any more. What was entered stays on record, and a new one can begin.",
        "back": reverse("appraisal", args=[found.pk]),
    }
    return render(request, "estates/surplus/form.html", context)


@both
@login_required
def appraisal_decide(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """The decision: a form, then a page that says what it means, then it is on record."""
    found = editable_appraisal(request, appraisal_id)
    if found.state != Appraisal.State.SUBMITTED:
        messages.error(request, "Only an appraisal that was submitted can be decided.")
        return redirect("appraisal", found.pk)
    if not may_decide(found, person(request)):
        messages.error(request, who_decides(found))
        return redirect("appraisal", found.pk)
    left = unexplored(list(found.options.all()), list(found.asked.all()))
    is_back = request.method == "POST" and "change" in request.POST
    form = DecisionForm(answers(request), appraisal=found, unexplored=left)
    if form.is_valid() and not is_back:
        if "confirmed" not in request.POST:
            return _interruption(request, found, form.decision, left)
        try:
            decide(found, form.decision, by=person(request))
        except CannotDo as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The decision is on record.")
            return redirect("appraisal_record", found.pk)
    context = {
        "form": form,
        "title": "Record the decision",
        "caption": f"Options appraisal, {found.plot}",
        "act": "Continue",
        "back": reverse("appraisal", args=[found.pk]),
    }
    return render(request, "estates/surplus/form.html", context)


@require_safe
@login_required
def appraisal_record(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """The record to print: the land, the options, who was asked, what was decided and why, what happened when."""
    found = visible_appraisal(request, appraisal_id)
    return render(request, "estates/appraisals/record.html", _whole(request, found))


@require_safe
@login_required
def log_download(request: HttpRequest, appraisal_id: int) -> HttpResponseBase:
    """The log as CSV."""
    found = visible_appraisal(request, appraisal_id)
    entries = found.log.select_related("by").order_by("at", "pk")
    rows = [(timezone.localtime(entry.at).isoformat(), entry.words, entry.by.name if entry.by else None)
            for entry in entries]  # fmt: skip
    return csv_response("decision-log", ("at", "what", "by"), rows)


def check_rows(found: Appraisal) -> list[dict[str, str]]:
    """The answers of the tasks in order, each with its task."""
    facts = {fact["key"]: fact["value"] for fact in plot_facts(found.plot)}
    options = ", ".join(option.name for option in comparison(list(found.options.all())).options)
    all_known = "Every cost has a figure" if options else ""
    notes = {state.task: state.note for state in task_states(found)}
    said = [
        (Task.DESCRIBE, "Area", facts["Area"]),
        (Task.DESCRIBE, "Replies asked for by", _day(found.comments_close)),
        (Task.DESCRIBE, "Board decides on", _day(found.decision_due)),
        (Task.LIMITS, "What limits it", found.plot.limits),
        (Task.OFFER, "Other public bodies", notes[Task.OFFER]),
        (Task.OPTIONS, "Options", options),
        (Task.SOCIAL_VALUE, "What each option does for the place", found.social_value),
        (Task.COSTS, "Costs", _skipped(found, Task.COSTS) or notes[Task.COSTS] or all_known),
        (Task.ASK, "Partners and residents", notes[Task.ASK]),
    ]
    return [
        {
            "key": key,
            "value": value or _skipped(found, task) or NOT_PROVIDED,
            "href": reverse("appraisal_task", args=[found.pk, task]),
        }
        for task, key, value in said
    ]


def _skipped(found: Appraisal, task: Task) -> str:
    why = left_empty(found).get(task)
    return f"Nothing. Reason given: {why}" if why else ""


def _whole(request: HttpRequest, found: Appraisal) -> dict[str, Any]:
    compared = comparison(list(found.options.all()))
    return {
        "appraisal": found,
        "plot": found.plot,
        "facts": plot_facts(found.plot),
        "compared": compared,
        "options": option_table(compared) if compared.options else None,
        "asked": asked_table(found, with_answers=False) if found.asked.exists() else None,
        "log": [
            {
                "what": entry.words,
                "text": f"By {entry.by.name}." if entry.by else "",
                "when": wording.moment(timezone.localtime(entry.at)),
            }
            for entry in found.log.select_related("by").order_by("at", "pk")
        ],
        "unexplored": [
            route.label for route in unexplored(list(found.options.all()), list(found.asked.all()))
        ],
        "may_change": may_change(request, found.plot),
        "skipped": [(task.label, why) for task, why in left_empty(found).items()],
    }


def _interruption(
    request: HttpRequest, found: Appraisal, decision: Decision, left: list[Route]
) -> HttpResponse:
    is_market = decision.option.route == Route.MARKET
    context = {
        "appraisal": found,
        "decision": decision,
        "is_market": is_market,
        "left": [route.label.lower() for route in left] if is_market else [],
        "sent": [(name, value) for name, values in request.POST.lists() for value in values
                 if name not in ("csrfmiddlewaretoken", "once", "confirmed", "change")],
    }  # fmt: skip
    return render(request, "estates/appraisals/interruption.html", context)


def _day(value: Any) -> str:
    return wording.day(value) if value else ""
