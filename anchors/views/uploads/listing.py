"""The list of uploads, and the door to each."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from anchors.ingest import kinds_of_upload
from anchors.models import AnchorInstitution, Upload
from anchors.uploads import State, failed_job
from anchors.views.uploads.access import WORKING, may_edit, person, standing, visible_upload
from anchors.views.uploads.words import kind_words, period_words, pounds_of

ON_A_PAGE = 25
STATES = {
    State.RECEIVED: ("Being checked", "blue"),
    State.QUESTION: ("Needs an answer", "yellow"),
    State.CHECKED: ("Ready to add", "yellow"),
    State.CONFIRMED: ("Being added", "blue"),
    State.LOADED: ("Added", "green"),
    State.REFUSED: ("Not accepted", "red"),
    State.UNDONE: ("Undone", "grey"),
    State.WITHDRAWN: ("Thrown away", "grey"),
}


@dataclass(frozen=True)
class Row:
    """One upload as the list shows it."""

    upload: Upload
    what: str
    period: str
    state: str
    colour: str
    lines: int | None
    pounds: Decimal | None


@require_safe
@login_required
def uploads(request: HttpRequest) -> HttpResponse:
    """Every upload of the person's institutions, newest first."""
    visible = Upload.objects.visible_to(request.user)
    loaded = visible.filter(state=State.LOADED, kind="spend").aggregate(
        files=Count("pk"), lines=Sum("lines_loaded"), pence=Sum("pence_loaded")
    )
    waiting = visible.filter(Q(state=State.QUESTION) | Q(state=State.CHECKED)).count()
    found = visible.select_related("institution", "uploaded_by").order_by("-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    institutions = AnchorInstitution.objects.visible_to(request.user)
    context = {
        "page_of_uploads": page,
        "rows": [_row(upload) for upload in page],
        "loaded": loaded,
        "waiting": waiting,
        "institutions": list(institutions),
        "may_upload": person(request).institution_ids(contributing=True).exists(),
    }
    return render(request, "anchors/uploads/list.html", context)


@require_safe
@login_required
def upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The permalink of an upload: leads to the page where it stands."""
    found = visible_upload(request, upload_id)
    return redirect(standing(found, may_edit=may_edit(request, found)))


def _row(upload: Upload) -> Row:
    lines, pounds = _figures(upload)
    words, colour = STATES[State(upload.state)]
    if upload.state in WORKING and failed_job(upload):
        words, colour = "Stopped: try again", "red"
    return Row(
        upload=upload,
        what=kind_words(upload.kind),
        period=period_words(upload) or _no_period(upload),
        state=words,
        colour=colour,
        lines=lines,
        pounds=pounds,
    )


def _no_period(upload: Upload) -> str:
    has_dates = any(kind.code == upload.kind and kind.date for kind in kinds_of_upload())
    return "Not known yet" if has_dates else "Not applicable"


def _figures(upload: Upload) -> tuple[int | None, Decimal | None]:
    """Lines and pounds: what is in the books, or what could be; None for both where there is neither."""
    accepted = upload.found.get("accepted")
    has_money = bool(upload.found.get("by_month"))
    if upload.state == State.LOADED:
        return upload.lines_loaded, pounds_of(upload.pence_loaded or 0) if has_money else None
    if accepted is None or upload.state in (State.REFUSED, State.UNDONE, State.WITHDRAWN):
        return None, None
    return accepted["lines"], Decimal(accepted["amount"]) if has_money else None
