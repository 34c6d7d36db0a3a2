"""The upload journey: wizard, API and command line all come through these few verbs.

received -> (question) -> checked -> confirmed -> loaded, or refused, withdrawn, undone. Checking, loading and
undoing are jobs; each ends in one transaction (`jobs.effect`), so that being cut off or run twice changes
nothing. What a kind of upload means for the books is a `Loader`, which a lever registers for its kind.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from anchors import ingest
from anchors.jobs import effect, handles, progress, request_job
from anchors.models import AnchorInstitution, Job, SavedMapping, Upload, User
from anchors.periods import Period

State = Upload.State


class Loader(Protocol):
    """What a lever does with the accepted lines of its kind of upload. Both verbs run inside a transaction."""

    def repeats(self, upload: Upload) -> "Repeats":
        """How much of the file other loaded uploads already brought."""

    def load(self, upload: Upload) -> "Loaded":
        """Put the accepted lines into the books; called at most once for an upload that stays loaded."""

    def unload(self, upload: Upload) -> None:
        """Take the upload's lines out of the books again; harmless when there are none."""


@dataclass(frozen=True)
class Repeats:
    """Lines of a file that are in the books already, and the uploads that brought them."""

    lines: int
    pence: int
    uploads: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """For the upload's row."""
        return {"lines": self.lines, "pence": self.pence, "uploads": list(self.uploads)}


@dataclass(frozen=True)
class Loaded:
    """What went into the books."""

    lines: int
    pence: int


class UploadError(Exception):
    """The journey cannot take this step; the message is one sentence for the person."""


_loaders: dict[str, Loader] = {}


def register_loader(kind: str, loader: Loader) -> None:
    """Declare what loading means for a kind. A second loader for the same kind is refused at start-up."""
    if kind in _loaders:
        message = f'Two loaders for uploads of the kind "{kind}".'
        raise ValueError(message)
    _loaders[kind] = loader


def receive_upload(
    *,
    institution: AnchorInstitution,
    kind: str,
    file: BinaryIO | File,
    name: str,
    by: User | None,
    period: Period | None = None,
    answers: Mapping[str, str] | None = None,
    rest_of: Upload | None = None,
    idempotency_key: str = "",
    is_sample: bool = False,
) -> Upload:
    """Keep a file and ask for its check; the same content, already in the books, is refused with where it is."""
    sha256, size = _measured(file)
    upload = Upload(
        institution=institution,
        kind=kind,
        name=Path(name.replace("\\", "/")).name[:255] or "file",
        size=size,
        sha256=sha256,
        first_month=period.first if period else None,
        last_month=period.last if period else None,
        answers=dict(answers or {}),
        rest_of=rest_of,
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
    """Keep the person's answers, or the columns they matched, and check the file again with them."""
    with transaction.atomic():
        upload = _locked(upload, State.QUESTION, State.CHECKED, State.REFUSED)
        upload.answers |= dict(answers or {})
        upload.mapping = dict(mapping) if mapping is not None else upload.mapping
        if period:
            upload.first_month, upload.last_month = period.first, period.last
        upload.state, upload.reason = State.RECEIVED, ""
        upload.save()
        request_job("check", by=by, upload=upload)


def confirm_upload(upload: Upload, *, by: User | None, keep_repeats: bool = False) -> None:
    """Ask for the checked lines to be added. Confirming twice asks once."""
    with transaction.atomic():
        upload = _locked(upload, State.CHECKED, State.CONFIRMED, State.LOADED)
        if upload.state != State.CHECKED:
            return
        if earlier := _already_there(upload):
            raise UploadError(_already_loaded(earlier))
        upload.state, upload.keep_repeats = State.CONFIRMED, keep_repeats
        upload.confirmed_by, upload.confirmed_at = by, timezone.now()
        upload.save()
        request_job("load", by=by, upload=upload)


def undo_upload(upload: Upload, *, by: User | None) -> None:
    """Ask for an upload's lines, and those of its corrections, to be taken out again. Undoing twice asks once."""
    with transaction.atomic():
        upload = _locked(upload, State.LOADED, State.UNDONE)
        if upload.state == State.UNDONE or upload.jobs.filter(kind="undo", state__in=("waiting", "running")):
            return
        request_job("undo", by=by, upload=upload)


def withdraw_upload(upload: Upload, *, by: User | None) -> None:
    """Throw away a file that is not in the books."""
    with transaction.atomic():
        upload = _locked(upload, State.RECEIVED, State.QUESTION, State.CHECKED, State.REFUSED)
        upload.state, upload.undone_by, upload.undone_at = State.WITHDRAWN, by, timezone.now()
        upload.save()


@handles("check")
def check(job: Job) -> None:
    """Read the file from end to end and say what is in it. Nothing reaches the books."""
    upload = _upload_of(job)
    if upload.state != State.RECEIVED:
        with effect(job):
            return
    clean, left_out = upload.clean_path.with_suffix(".part"), upload.left_out_path.with_suffix(".part")
    found = ingest.check(
        Path(upload.file.path),
        ingest.kind_of_upload(upload.kind),
        name=upload.name,
        mapping=_mappings(upload),
        answers=upload.answers,
        period=upload.period,
        clean=clean,
        left_out=left_out,
        progress=progress(job),
    )
    with effect(job):
        upload = _locked(upload, State.RECEIVED)
        clean.replace(upload.clean_path)
        left_out.replace(upload.left_out_path)
        upload.check_result, upload.state, upload.reason = found.as_json(), State(found.state), found.reason or ""
        if upload.state == State.CHECKED:
            upload.repeats = _loaders[upload.kind].repeats(upload).as_json()
        upload.save()


@handles("load")
def load(job: Job) -> None:
    """Add the accepted lines: all of them or, when cut off, none."""
    with effect(job):
        upload = _locked(_upload_of(job), State.CONFIRMED, State.LOADED)
        if upload.state == State.LOADED:
            return
        loaded = _loaders[upload.kind].load(upload)
        upload.lines_loaded, upload.pence_loaded = loaded.lines, loaded.pence
        upload.state, upload.loaded_at = State.LOADED, timezone.now()
        upload.save()
        _remember_mapping(upload)


@handles("undo")
def undo(job: Job) -> None:
    """Take an upload and its corrections out of the books."""
    with effect(job):
        first = _upload_of(job)
        for upload in [first, *first.corrections.filter(state=State.LOADED)]:
            row = _locked(upload, State.LOADED, State.UNDONE)
            _loaders[row.kind].unload(row)
            row.state, row.undone_by, row.undone_at = State.UNDONE, job.requested_by, timezone.now()
            row.save()


def _measured(file: BinaryIO | File) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.hexdigest(), size


def _already_there(upload: Upload) -> Upload | None:
    same = Upload.objects.filter(
        institution=upload.institution,
        kind=upload.kind,
        sha256=upload.sha256,
        state__in=(State.CONFIRMED, State.LOADED),
    )
    return same.exclude(pk=upload.pk).first()


def _already_loaded(earlier: Upload) -> str:
    day = date_format(timezone.localtime(earlier.uploaded_at), "j F Y")
    return (
        f"This file is already here: it has the same content as upload {earlier.pk} "
        f"({earlier.name}, {day}). Undo that upload first if you want to add the file again."
    )


def _locked(upload: Upload, *states: str) -> Upload:
    row = Upload.objects.select_for_update().select_related("institution").get(pk=upload.pk)
    if row.state not in states:
        message = f"This upload is {row.get_state_display().lower()}, so this step is not open any more."
        raise UploadError(message)
    return row


def _upload_of(job: Job) -> Upload:
    return Upload.objects.select_related("institution").get(pk=job.upload_id)


def _mappings(upload: Upload) -> dict[str, dict[str, str]]:
    """Heading fingerprint to mapping; what the sender chose for this file wins over what was saved."""
    saved = SavedMapping.objects.filter(institution=upload.institution, kind=upload.kind)
    found = {row.fingerprint: row.mapping for row in saved}
    if upload.mapping is not None and (fingerprint := upload.found.get("fingerprint")):
        found[fingerprint] = upload.mapping
    return found


def _remember_mapping(upload: Upload) -> None:
    if upload.mapping is None or not (fingerprint := upload.found.get("fingerprint")):
        return
    SavedMapping.objects.update_or_create(
        institution=upload.institution,
        kind=upload.kind,
        fingerprint=fingerprint,
        defaults={"mapping": upload.mapping, "saved_by": upload.confirmed_by},
    )
