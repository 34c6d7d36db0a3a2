"""Who may open which page of an upload, and where an upload stands.

An upload of another institution answers like a number that was never given: 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from anchors.models import SavedMapping, Upload, User
from anchors.uploads import State, UploadError, working_job

Page = Callable[[HttpRequest, Upload], HttpResponseBase]
WORKING = (State.RECEIVED, State.CONFIRMED)


def person(request: HttpRequest) -> User:
    """Whoever is signed in; only for pages that ask for a sign-in."""
    return cast("User", request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it was nothing; None where nothing was to be sent."""
    return request.POST if request.method == "POST" else None


def upload_page(*states: str, editing: bool = False) -> Callable[[Page], Callable[..., HttpResponseBase]]:
    """A page of one upload, for those who may see it, or with `editing` contribute to it.

    An upload in another state than these leads to the page where it stands; a step that is no longer open says so
    there.
    """

    def declare(page: Page) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(page)
        def shown(request: HttpRequest, upload_id: int) -> HttpResponseBase:
            upload = visible_upload(request, upload_id)
            if editing and not may_edit(request, upload):
                raise Http404
            if states and upload.state not in states:
                return redirect(standing(upload, may_edit=may_edit(request, upload)))
            try:
                return page(request, upload)
            except UploadError as problem:
                messages.error(request, str(problem))
                return redirect("upload", upload.pk)

        return shown

    return declare


def visible_upload(request: HttpRequest, upload_id: int) -> Upload:
    """The upload, if the person has a role in its institution; else 404."""
    uploads = Upload.objects.visible_to(request.user).select_related(
        "institution", "uploaded_by", "confirmed_by"
    )
    upload = uploads.filter(pk=upload_id).first()
    if upload is None:
        raise Http404
    return upload


def may_edit(request: HttpRequest, upload: Upload) -> bool:
    """Whether the person may answer, add, throw away and undo it."""
    return Upload.objects.editable_by(request.user).filter(pk=upload.pk).exists()


def standing(upload: Upload, *, may_edit: bool) -> str:
    """The address of the page where the upload stands."""
    if upload.state in WORKING or (upload.state == State.LOADED and working_job(upload)):
        name = "upload_working"
    elif upload.state == State.REFUSED:
        name = "upload_refused"
    elif upload.state in (State.QUESTION, State.CHECKED) and may_edit:
        name = _next_step(upload)
    else:
        name = "upload_report"
    return reverse(name, args=[upload.pk])


def _next_step(upload: Upload) -> str:
    if upload.mapping is None and upload.found.get("headings") and not _is_known_layout(upload):
        return "upload_columns"
    return "upload_question" if upload.state == State.QUESTION else "upload_review"


def _is_known_layout(upload: Upload) -> bool:
    if upload.rest_of_id:
        return True
    return _saved(upload).exists()


def _saved(upload: Upload) -> QuerySet[SavedMapping]:
    return SavedMapping.objects.filter(
        institution=upload.institution, kind=upload.kind, fingerprint=upload.found.get("fingerprint", "")
    )
