"""The steps that people and programs take: each is one short transaction that writes a state and asks for a job."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from anchors.jobs import OPEN, request_job
from anchors.models import AnchorInstitution, Job, Upload, User
from anchors.periods import Period, period_of

State = Upload.State
IN_THE_BOOKS = (State.CONFIRMED, State.LOADED)
WORK = {State.RECEIVED: "check", State.CONFIRMED: "load", State.LOADED: "undo"}
"""The job that moves an upload on from a state."""


class UploadError(Exception):
    """The journey cannot take this step; the message is one sentence for the person."""


def receive_upload(
    *,
    institution: AnchorInstitution,
    kind: str,
    file: "BinaryIO | File[bytes]",
    name: str,
    by: User | None,
    period: Period | None = None,
    answers: Mapping[str, str] | None = None,
    rest_of: Upload | None = None,
    idempotency_key: str = "",
    is_sample: bool = False,
) -> Upload:
    """Keep a file and ask for its check; the same content, already in the books, is refused with where it is.

    `rest_of` is the upload whose left-out rows the file brings corrected: its answers and its period hold for them
    too. A correction of a correction belongs to the first upload.
    """
    first = (rest_of.rest_of or rest_of) if rest_of else None
    period = period or _declared(answers) or (first.period if first else None)
    sha256, size = _measured(file)
    upload = Upload(
        institution=institution,
        kind=kind,
        name=Path(name.replace("\\", "/")).name[:255] or "file",
        size=size,
        sha256=sha256,
        first_month=period.first if period else None,
        last_month=period.last if period else None,
        answers=(first.answers if first else {}) | dict(answers or {}),
        rest_of=first,
        idempotency_key=idempotency_key,
        uploaded_by=by,
        is_sample=is_sample,
    )
    with transaction.atomic():
        if earlier := _already_there(upload):
            upload.state, upload.reason = State.REFUSED, _already_loaded(earlier)
        upload.file.save(upload.name, File(file), save=False)
        upload.save()
        if upload.state == State.RECEIVED:
            request_job("check", by=by, upload=upload)
    return upload


def answer_upload(
    upload: Upload,
    *,
    by: User | None,
    answers: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    period: Period | None = None,
) -> None:
    """Keep the person's answers, or the columns they matched, and check the file again with them.

    It is checked again once every open question has its answer, and not at all when the columns are as we found them.
    """
    period = period or _declared(answers)
    with transaction.atomic():
        upload = locked(upload, State.QUESTION, State.CHECKED, State.REFUSED)
        changed = bool(answers or period) or (
            mapping is not None and dict(mapping) != upload.found.get("columns")
        )
        upload.answers |= dict(answers or {})
        upload.mapping = dict(mapping) if mapping is not None else upload.mapping
        if period:
            upload.first_month, upload.last_month = period.first, period.last
        if (changed or upload.state == State.QUESTION) and not _unanswered(upload):
            upload.state, upload.reason = State.RECEIVED, ""
            request_job("check", by=by, upload=upload)
        upload.save()


def confirm_upload(upload: Upload, *, by: User | None, keep_repeats: bool = False) -> None:
    """Ask for the checked lines to be added. Confirming twice asks once."""
    with transaction.atomic():
        upload = locked(upload, State.CHECKED, State.CONFIRMED, State.LOADED)
        if upload.state != State.CHECKED:
            return
        if upload.rest_of and upload.rest_of.state == State.UNDONE:
            raise UploadError(rest_of_nothing(upload.rest_of))
        if earlier := _already_there(upload):
            raise UploadError(_already_loaded(earlier))
        upload.state, upload.reason, upload.keep_repeats = State.CONFIRMED, "", keep_repeats
        upload.confirmed_by, upload.confirmed_at = by, timezone.now()
        _save_once(upload)
        request_job("load", by=by, upload=upload)


def undo_upload(upload: Upload, *, by: User | None) -> None:
    """Ask for an upload's lines, and those of its corrections, to be taken out again. Undoing twice asks once."""
    with transaction.atomic():
        upload = locked(upload, State.LOADED, State.UNDONE)
        if upload.state == State.UNDONE or working_job(upload):
            return
        request_job("undo", by=by, upload=upload)


def withdraw_upload(upload: Upload, *, by: User | None) -> None:
    """Throw away a file that is not in the books."""
    with transaction.atomic():
        upload = locked(upload, State.RECEIVED, State.QUESTION, State.CHECKED, State.CONFIRMED, State.REFUSED)
        if upload.state == State.CONFIRMED and not failed_job(upload):
            raise UploadError(_closed(upload))
        upload.state, upload.undone_by, upload.undone_at = State.WITHDRAWN, by, timezone.now()
        upload.save()


def retry_upload(upload: Upload, *, by: User | None) -> None:
    """Ask again for work that failed for a reason of ours. Asking twice asks once."""
    with transaction.atomic():
        upload = locked(upload, *WORK)
        if failed_job(upload):
            request_job(WORK[State(upload.state)], by=by, upload=upload)


def working_job(upload: Upload) -> Job | None:
    """The job that is to move the upload on and is not finished."""
    return upload.jobs.filter(kind=WORK.get(State(upload.state)), state__in=OPEN).order_by("pk").last()


def failed_job(upload: Upload) -> Job | None:
    """The job that was to move the upload on and failed for a reason of ours; it may be asked for again."""
    job = upload.jobs.filter(kind=WORK.get(State(upload.state))).order_by("pk").last()
    return job if job and job.state == Job.State.FAILED else None


def locked(upload: Upload, *states: str) -> Upload:
    """The upload's row, locked until the transaction ends. UploadError when it stands in none of the states."""
    row = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("institution", "rest_of")
        .get(pk=upload.pk)
    )
    if states and row.state not in states:
        raise UploadError(_closed(row))
    return row


def _declared(answers: Mapping[str, str] | None) -> Period | None:
    """The period, where it is given as the answer to the question that asks for it."""
    code = (answers or {}).get("period")
    if not code:
        return None
    try:
        return period_of(code)
    except ValueError as problem:
        raise UploadError(str(problem)) from None


def _unanswered(upload: Upload) -> bool:
    """Whether a question is still open; the one about columns is answered by any mapping."""
    answered = set(upload.answers) | ({"columns"} if upload.mapping is not None else set())
    return upload.state == State.QUESTION and any(
        question["code"] not in answered for question in upload.found.get("questions", [])
    )


def _measured(file: "BinaryIO | File[bytes]") -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.hexdigest(), size


def _already_there(upload: Upload) -> Upload | None:
    same = Upload.objects.filter(
        institution=upload.institution, kind=upload.kind, sha256=upload.sha256, state__in=IN_THE_BOOKS
    )
    return same.exclude(pk=upload.pk).first()


def _save_once(upload: Upload) -> None:
    """Save, unless the same content was confirmed by somebody else in this moment."""
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:
        earlier = _already_there(upload)
        if earlier is None:
            raise
        raise UploadError(_already_loaded(earlier)) from None


def _already_loaded(earlier: Upload) -> str:
    day = date_format(timezone.localtime(earlier.uploaded_at), "j F Y")
    return (
        f"This file is already here: it has the same content as upload {earlier.pk} "
        f"({earlier.name}, {day}). Undo that upload first if you want to add the file again."
    )


def rest_of_nothing(first: Upload) -> str:
    """Why a correction cannot be added once the upload that it corrects is gone."""
    return (
        f"This file corrects upload {first.pk}, which has been undone since. "
        "Upload the whole file again, with the corrected rows in it."
    )


def _closed(upload: Upload) -> str:
    standing = {
        State.RECEIVED: "is still being checked",
        State.QUESTION: "has a question that needs an answer first",
        State.CHECKED: "has been checked and is waiting to be added",
        State.CONFIRMED: "is being added",
        State.LOADED: "has been added",
        State.REFUSED: "could not be read",
        State.UNDONE: "has been undone",
        State.WITHDRAWN: "has been thrown away",
    }
    return f"This upload {standing[State(upload.state)]}, so this step is not open."
