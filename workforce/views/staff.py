"""Pages of staff files: what was received and what is missing, sending one, and what it came to.

The file of a request is held in memory alone: see `private_files`.
"""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from anchors.downloads import csv_response
from anchors.models import AnchorInstitution
from anchors.periods import Period
from anchors.views.frame import today
from workforce.forms.staff import MEGABYTES, TOO_LARGE, StaffFileForm, quarters
from workforce.intake import (
    COLUMNS,
    InMemoryOnly,
    IntakeError,
    IntakeFailed,
    IntakeRefused,
    confirm_staff,
    receive_staff,
    undo_staff,
    withdraw_staff,
)
from workforce.models import StaffIntake
from workforce.releasing import closing, release_of
from workforce.views.access import may_publish, own_institutions, own_intake, own_system, person
from workforce.views.private_files import read_privately
from workforce.views.staff_tables import checks_of, quarter_table, received_rows
from workforce.wording import NOT_KEPT

State = StaffIntake.State
both = require_http_methods(["GET", "HEAD", "POST"])
CONTEXT = {"not_kept": NOT_KEPT, "megabytes": MEGABYTES, "columns": COLUMNS}
TEMPLATE = "workforce/staff/new.html"


@require_safe
@login_required
def staff_files(request: HttpRequest) -> HttpResponse:
    """Files received by institution and quarter, what is missing, and the way to send one and to publish."""
    system = own_system(request)
    mine = StaffIntake.objects.editable_by(request.user).select_related("institution", "sent_by")
    context: dict[str, Any] = {
        "system": system,
        "quarters": quarter_table(system, today()) if system else None,
        "intakes": list(mine.order_by("-pk")[:40]),
        "may_send": bool(own_institutions(request)),
        "may_publish": system is not None and may_publish(person(request), system),
    }
    return render(request, "workforce/staff/list.html", context)


@require_safe
@login_required
def staff_files_download(request: HttpRequest) -> HttpResponseBase:
    """What was received, as a file: institutions, quarters and states; no counts."""
    headings = ["Institution", "Quarter", "Census date", "State", "Sent"]
    return csv_response("staff-files", headings, received_rows(person(request)))


@csrf_exempt
@both
@login_required
@sensitive_post_parameters()
def staff_new(request: HttpRequest) -> HttpResponseBase:
    """Ask for a staff file, saying first what becomes of it; turn it into counts at once."""
    if not own_institutions(request):
        raise Http404
    if request.method != "POST":
        return _asked(request)
    try:
        handler = read_privately(request)
    except IntakeFailed as failure:
        form = _form(request, request)
        form.errors.clear()
        form.errors["file"] = form.error_class([str(failure)])
        return render(request, TEMPLATE, CONTEXT | {"form": form}, status=HTTPStatus.BAD_REQUEST)
    return _sent(request, handler)


@csrf_protect
def _asked(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, CONTEXT | {"form": _form(request, None)})


@csrf_protect
@sensitive_variables()
def _sent(request: HttpRequest, handler: InMemoryOnly) -> HttpResponseBase:
    """Read the file and lead to what it came to, or say what is wrong with it."""
    form = _form(request, request)
    status = HTTPStatus.OK
    if handler.is_too_large:
        form.errors["file"] = form.error_class([TOO_LARGE])
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    elif form.is_valid():
        try:
            intake = _taken_in(request, form)
        except IntakeRefused as refusal:
            form.add_error("file", str(refusal))
            if refusal.choices:
                form.ask_column(refusal.choices)
        except IntakeFailed as failure:
            form.add_error("file", str(failure))
            status = HTTPStatus.INTERNAL_SERVER_ERROR
        else:
            return redirect("staff_intake", intake.pk)
    return render(request, TEMPLATE, CONTEXT | {"form": form}, status=status)


@sensitive_variables()
def _taken_in(request: HttpRequest, form: StaffFileForm) -> StaffIntake:
    """The counts. The same form sent twice makes them once: the key is of the form, not of the file."""
    file = form.cleaned_data["file"]
    once = request.POST.get("once", "")
    told = repr((person(request).pk, once, form.purpose, file.size))
    key = hashlib.sha256(told.encode()).hexdigest() if once else ""
    return receive_staff(form.purpose, file.read(), by=person(request), idempotency_key=key)


def _form(request: HttpRequest, posted: HttpRequest | None) -> StaffFileForm:
    first = {name: request.GET[name] for name in ("institution", "quarter") if name in request.GET}
    own = own_institutions(request)
    return StaffFileForm(
        posted.POST if posted else None,
        posted.FILES if posted else None,
        institutions=own,
        today=today(),
        notes=_notes(own),
        initial=first,
    )


def _notes(own: list[AnchorInstitution]) -> dict[Period, str]:
    """What to say of quarters that are published, or are published no more, for all of these institutions."""
    systems = [system for each in own if (system := each.system_on(today()))]
    found = {}
    for quarter in quarters(today()) if systems else []:
        if all(release_of(each, quarter) for each in systems):
            found[quarter] = "published"
        elif all(closing(each, quarter) for each in systems):
            found[quarter] = "closed"
    return found


@require_safe
@login_required
def staff_template(request: HttpRequest) -> HttpResponseBase:
    """An empty file with our headings."""
    names = [column.label for column in COLUMNS if column.code not in ("area", "people")]
    return csv_response("staff-template", names, [])


@require_safe
@login_required
def staff_areas_template(request: HttpRequest) -> HttpResponseBase:
    """An empty file of counts by small area."""
    return csv_response("staff-by-area-template", ["LSOA code", "Number of people", "Pay band"], [])


@both
@login_required
def staff_intake(request: HttpRequest, intake_id: int) -> HttpResponseBase:
    """What a file came to, before and after the yes. True counts: for contributors of the institution only."""
    intake = own_intake(request, intake_id)
    if request.method == "POST":
        said = f"The staff counts of {intake.institution} for {intake.quarter.label} were added."
        return _step(request, intake, confirm_staff, said)
    system = intake.institution.system_on(intake.census_date)
    same = StaffIntake.objects.in_force().filter(
        institution=intake.institution, first_month=intake.first_month, last_month=intake.last_month
    )
    context = {
        "intake": intake,
        "checks": checks_of(intake),
        "standing": same.exclude(pk=intake.pk).first() if intake.state == State.CHECKED else None,
        "release": release_of(system, intake.quarter) if system else None,
        "closing": closing(system, intake.quarter) if system else "",
        "is_waiting": intake.state == State.CHECKED,
    }
    return render(request, "workforce/staff/one.html", context)


@both
@login_required
def staff_undo(request: HttpRequest, intake_id: int) -> HttpResponseBase:
    """Taking counts back asks once."""
    intake = own_intake(request, intake_id)
    if request.method == "POST":
        said = f"The staff counts of {intake.institution} for {intake.quarter.label} were taken back."
        return _step(request, intake, undo_staff, said)
    if intake.state != State.RECEIVED:
        return redirect("staff_intake", intake.pk)
    return render(request, "workforce/staff/undo.html", {"intake": intake})


@both
@login_required
def staff_throw_away(request: HttpRequest, intake_id: int) -> HttpResponseBase:
    """Throwing counts away before they were added asks once: the file is not here any more."""
    intake = own_intake(request, intake_id)
    if request.method == "POST":
        return _step(request, intake, withdraw_staff, "The counts were thrown away. Nothing was added.")
    if intake.state != State.CHECKED:
        return redirect("staff_intake", intake.pk)
    return render(request, "workforce/staff/throw_away.html", {"intake": intake})


def _step(
    request: HttpRequest, intake: StaffIntake, step: Callable[..., None], said: str
) -> HttpResponseBase:
    try:
        step(intake, by=person(request))
    except IntakeError as problem:
        messages.error(request, str(problem))
        return redirect("staff_intake", intake.pk)
    messages.success(request, said)
    return redirect("staff_files")
