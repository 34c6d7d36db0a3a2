"""The list of uploads, and the door to each."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from anchors.models import AnchorInstitution, Upload
from anchors.uploads import State
from anchors.views.uploads.access import may_edit, person, standing, visible_upload
from anchors.views.uploads.words import kind_words, period_words, pounds_of

ON_A_PAGE = 25
COLOURS = {
    State.RECEIVED: "blue",
    State.QUESTION: "yellow",
    State.CHECKED: "yellow",
    State.CONFIRMED: "blue",
    State.LOADED: "green",
    State.REFUSED: "red",
    State.UNDONE: "grey",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class Row:
    """One upload as the list shows it."""

    upload: Upload
    what: str
    period: str
    colour: str
    lines: int | None
    pounds: Any


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
    accepted = upload.found.get("accepted", {})
    lines = upload.lines_loaded if upload.state == State.LOADED else accepted.get("lines")
    pence = upload.pence_loaded if upload.state == State.LOADED else None
    return Row(
        upload=upload,
        what=kind_words(upload.kind),
        period=period_words(upload),
        colour=COLOURS[State(upload.state)],
        lines=lines,
        pounds=pounds_of(pence) if pence is not None else None,
    )
