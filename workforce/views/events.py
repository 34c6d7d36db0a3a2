"""Dated events of a programme: what is kept, adding a file of them, taking one person or all of them away again.

The file of a request is held in memory alone: see `private_files`.
"""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from anchors import wording
from anchors.downloads import csv_response
from anchors.views.frame import today
from metrics.views.access import answers, both
from workforce.charts.events import cohorts_after
from workforce.event_files import COLUMNS, GROUPS, EventFile, EventsRefused, read_events, sealed, unsealed
from workforce.event_rules import Judged, judged
from workforce.events import OTHER_KEY, has_other_key, keep_events, remove_events, remove_person
from workforce.forms.events import EventsForm, WithdrawalForm
from workforce.forms.staff import TOO_LARGE
from workforce.intake import InMemoryOnly, IntakeFailed, guarded
from workforce.models import Programme, Stage
from workforce.readings.events import kept_events
from workforce.views.access import own_programme, person
from workforce.views.private_files import read_privately

SHOWN = 100


@csrf_exempt
@both
@login_required
@sensitive_post_parameters()
def programme_events(request: HttpRequest, programme_id: int) -> HttpResponse:
    """What is kept of a programme's events; the file, and what it would do. Nothing is written yet."""
    found = own_programme(request, programme_id)
    if request.method != "POST":
        return _asked(request, found)
    try:
        handler = read_privately(request)
    except IntakeFailed as failure:
        return _page(request, found, _form(request, found), str(failure), HTTPStatus.BAD_REQUEST)
    return _sent(request, found, handler)


@csrf_protect
def _asked(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = EventsForm(initial={"as_at": today()}, today=today(), first_day=programme.first_day)
    return _page(request, programme, form)


@csrf_protect
@sensitive_variables()
def _sent(request: HttpRequest, programme: Programme, handler: InMemoryOnly) -> HttpResponse:
    """Read the file and show what it would do, or say what is wrong with it."""
    form = _form(request, programme)
    if handler.is_too_large:
        return _page(request, programme, form, TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not form.is_valid():
        return _page(request, programme, form)
    if has_other_key(programme):
        return _page(request, programme, form, OTHER_KEY)
    try:
        read: Callable[..., EventFile] = guarded(read_events, EventsRefused)
        file = read(programme, form.cleaned_data["file"].read())
    except EventsRefused as refused:
        return _page(request, programme, form, str(refused))
    except IntakeFailed as failure:
        return _page(request, programme, form, str(failure), HTTPStatus.INTERNAL_SERVER_ERROR)
    return _review(request, programme, file, form.cleaned_data["as_at"])


@require_POST
@login_required
def programme_events_add(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """The yes: what the person saw is kept and folded; where it would do something else by now, it is shown again."""
    found = own_programme(request, programme_id)
    try:
        file, as_at = unsealed(found, request.POST.get("events", ""), by=person(request))
    except EventsRefused as refused:
        messages.error(request, f"{refused}.")
        return redirect("programme_events", found.pk)
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=found.pk)
        does = judged(found, file, as_at=as_at)
        if str(len(does.ready)) != request.POST.get("number", ""):
            if does.same and not does.ready:
                messages.info(request, "All events of this file are here already.")
                return redirect("programme_events", found.pk)
            messages.warning(request, "What this file would do has changed since you looked. Look again.")
            return _review(request, found, file, as_at)
        keep_events(found, does.ready, as_at=as_at, by=person(request))
    messages.success(request, f"{wording.plural(len(does.ready), 'event')} of the file stand in the counts.")
    return redirect("programme", found.pk)


@require_safe
@login_required
def programme_events_template(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """A file with the headings and two made-up people."""
    found = own_programme(request, programme_id)
    start, job = (f"{each:%d/%m/%Y}" for each in (found.first_day, timezone.localdate()))
    rows = [
        ["P0001", Stage.STARTED, start, "1", "out-of-work; deprived"], ["P0001", Stage.JOB, job, "1", ""],
        ["P0002", Stage.STARTED, start, "1", ""],
    ]  # fmt: skip
    return csv_response("events-template", COLUMNS, rows)


@both
@login_required
@sensitive_post_parameters("alias")
def programme_events_person(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Somebody withdraws: their events go, and the counts are made again without them."""
    found = own_programme(request, programme_id)
    form = WithdrawalForm(answers(request))
    if form.is_valid() and has_other_key(found):
        form.add_error("alias", OTHER_KEY)
    elif form.is_valid():
        gone = remove_person(found, form.cleaned_data["alias"], by=person(request))
        if gone:
            messages.success(request, f"{wording.plural(gone, 'event')} of that person are deleted.")
            return redirect("programme_events", found.pk)
        form.add_error(
            "alias", "No events are kept under this code. Check that it is written as in your files"
        )
    return _small(request, "person", found, form)


@both
@login_required
def programme_events_delete(request: HttpRequest, programme_id: int) -> HttpResponseBase:
    """Every event of a programme goes, with the counts made from them, after a question."""
    found = own_programme(request, programme_id)
    if request.method == "POST":
        gone = remove_events(found, by=person(request))
        messages.success(request, f"{wording.plural(gone, 'event')} of {found.name} are deleted.")
        return redirect("programme_events", found.pk)
    return _small(request, "delete", found)


def _form(request: HttpRequest, programme: Programme) -> EventsForm:
    return EventsForm(request.POST, request.FILES, today=today(), first_day=programme.first_day)


def _page(
    request: HttpRequest,
    programme: Programme,
    form: EventsForm,
    trouble: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    if trouble:
        if not form.errors:
            form.is_valid()
        form.errors["file"] = form.error_class([trouble])
    context = {
        "programme": programme, "form": form, "kept": kept_events(programme), "stages": Stage.choices,
        "groups": [(each.value, each.label) for each in GROUPS],
    }  # fmt: skip
    return render(request, "workforce/events/upload.html", context, status=status)


def _review(request: HttpRequest, programme: Programme, file: EventFile, as_at: date) -> HttpResponse:
    does = judged(programme, file, as_at=as_at)
    context = {
        "programme": programme, "does": does, "problems": does.problems[:SHOWN], "as_at": as_at,
        "after": _after(programme, does), "sealed": sealed(programme, file, as_at=as_at, by=person(request)),
    }  # fmt: skip
    return render(request, "workforce/events/review.html", context)


def _after(programme: Programme, does: Judged) -> Any:
    return cohorts_after(programme, does.ready) if does.ready else None


def _small(
    request: HttpRequest, name: str, programme: Programme, form: WithdrawalForm | None = None
) -> HttpResponse:
    context = {"programme": programme, "form": form, "kept": kept_events(programme)}
    return render(request, f"workforce/events/{name}.html", context)
