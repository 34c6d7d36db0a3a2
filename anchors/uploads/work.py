"""What the worker does for an upload: check it, load it, undo it. Each ends in one transaction."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone

from anchors import ingest
from anchors.ingest.composing import CREDIT_LINES
from anchors.ingest.headings import fingerprint, heading_cells
from anchors.ingest.writing import ADDED_HEADINGS
from anchors.jobs import effect, handles, progress
from anchors.models import AnchorInstitution, Job, SavedMapping, Upload
from anchors.uploads.journey import State, locked, rest_of_nothing
from anchors.uploads.loaders import loader_of, whose_rows

CHANGED_MEANWHILE = (
    "Another upload was added or undone since this file was checked, so the counts below have changed. "
    "Look at them again before you add."
)

LAYOUT_ANSWERS = ("date_order", CREDIT_LINES)
"""Answers that belong to a layout as much as to a file: the next file with the same headings is read with them, which
its review says and can change. Which column is the amount is kept with the columns."""


@handles("check")
def check(job: Job) -> None:
    """Read the file from end to end and say what is in it. Nothing reaches the books."""
    upload = _upload_of(job)
    if upload.state != State.RECEIVED:
        with effect(job):
            return
    with _parts(upload, job) as parts:
        found = _found(upload, job, parts, upload.answers)
        earlier = _earlier_answers(upload, found)
        if earlier:
            found = _found(
                upload, job, parts, upload.answers | {each["code"]: each["answer"] for each in earlier}
            )
        with effect(job):
            upload = locked(upload)
            if upload.state != State.RECEIVED:
                return
            for part, path in zip(parts, _paths(upload), strict=True):
                _keep(part, path)
            _write_down(upload, found, earlier)
            if upload.state == State.CHECKED:
                _count_repeats(upload)
            upload.save()


@handles("load")
def load(job: Job) -> None:
    """Add the accepted lines: all of them or, when cut off, none.

    When the books have changed since the person looked at the counts, the upload goes back to them instead.
    """
    with effect(job), _books_of(job):
        upload = locked(_upload_of(job))
        if upload.state != State.CONFIRMED:
            return
        if change := _change_since(upload):
            upload.state, upload.reason = State.CHECKED, change
            upload.save()
            return
        loaded = loader_of(upload).load(upload)
        expected = _promised(upload)
        if loaded.lines != expected:
            message = f"Upload {upload.pk}: {loaded.lines} lines were loaded where {expected} were promised."
            raise RuntimeError(message)
        upload.lines_loaded, upload.pence_loaded = loaded.lines, loaded.pence
        upload.state, upload.loaded_at = State.LOADED, timezone.now()
        upload.save()
        _remember_layout(upload)


@handles("undo")
def undo(job: Job) -> None:
    """Take an upload and its corrections out of the books."""
    with effect(job), _books_of(job):
        first = _upload_of(job)
        for upload in [first, *first.corrections.filter(state=State.LOADED).order_by("pk")]:
            row = locked(upload)
            if row.state != State.LOADED:
                continue
            loader_of(row).unload(row)
            row.state, row.undone_by, row.undone_at = State.UNDONE, job.requested_by, timezone.now()
            row.save()


def _found(upload: Upload, job: Job, parts: list[Path], answers: dict[str, str]) -> ingest.Check:
    clean, combinations, left_out = parts
    kind = ingest.kind_of_upload(upload.kind)
    reading = ingest.check if kind.amount else partial(ingest.check_list, whose=whose_rows(upload))
    return reading(
        Path(upload.file.path),
        kind,
        name=upload.name,
        mapping=_mappings(upload),
        answers=answers,
        period=upload.period,
        clean=clean,
        combinations=combinations,
        left_out=left_out,
        progress=progress(job),
    )


def _earlier_answers(upload: Upload, found: ingest.Check) -> list[dict[str, Any]]:
    """Open questions that the institution answered for an earlier file of this layout, each with that answer."""
    saved = SavedMapping.objects.filter(
        institution=upload.institution, kind=upload.kind, fingerprint=found.fingerprint
    ).first()
    known = saved.answers if saved else {}
    return [
        asdict(question) | {"answer": known[question.code]}
        for question in found.questions
        if question.code in LAYOUT_ANSWERS
        and known.get(question.code) in {choice["value"] for choice in question.choices}
    ]


def _write_down(upload: Upload, found: ingest.Check, earlier: list[dict[str, Any]]) -> None:
    """Keep what was found; `from_before` holds the questions that earlier answers settled, until they are changed."""
    kept = [
        each
        for each in upload.found.get("from_before", [])
        if upload.answers.get(each["code"]) == each["answer"]
    ]
    upload.answers |= {each["code"]: each["answer"] for each in earlier}
    upload.check_result = found.as_json() | {"from_before": [*kept, *earlier]}
    upload.state, upload.reason = State(found.state), found.reason or ""
    _forget_answers(upload)


def _upload_of(job: Job) -> Upload:
    return Upload.objects.select_related("institution", "rest_of").get(jobs=job)


@contextmanager
def _books_of(job: Job) -> Iterator[None]:
    """One upload of an institution at a time; new uploads and readers are not held up."""
    AnchorInstitution.objects.select_for_update(no_key=True).get(jobs=job)
    yield


@contextmanager
def _parts(upload: Upload, job: Job) -> Iterator[list[Path]]:
    """Three files to write to that no other attempt writes to; those of attempts that were cut off are removed."""
    for earlier in upload.folder.glob("*.part"):
        earlier.unlink(missing_ok=True)
    end = f".{job.pk}-{job.attempts}.part"
    parts = [path.with_suffix(end) for path in _paths(upload)]
    try:
        yield parts
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _paths(upload: Upload) -> tuple[Path, Path, Path]:
    return upload.clean_path, upload.combinations_path, upload.left_out_path


def _keep(part: Path, path: Path) -> None:
    """Put a finished file in its place, safe from a power cut; lists of things have no combinations."""
    if part.exists():
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)


def _forget_answers(upload: Upload) -> None:
    """An answer to a question that is asked again did not fit."""
    asked = {question["code"] for question in upload.found["questions"]}
    upload.answers = {code: value for code, value in upload.answers.items() if code not in asked}


def _count_repeats(upload: Upload) -> None:
    upload.checked_at = timezone.now()
    upload.repeats = loader_of(upload).repeats(upload).as_json()


def _change_since(upload: Upload) -> str:
    """Why the review that the person confirmed is out of date, if it is; the upload then has the new counts."""
    if upload.rest_of and upload.rest_of.state == State.UNDONE:
        return rest_of_nothing(upload.rest_of)
    others = Upload.objects.filter(institution=upload.institution, kind=upload.kind).exclude(pk=upload.pk)
    changed = others.filter(Q(loaded_at__gte=upload.checked_at) | Q(undone_at__gte=upload.checked_at))
    if not changed.exists():
        return ""
    seen = upload.repeats
    _count_repeats(upload)
    return CHANGED_MEANWHILE if upload.repeats != seen and not upload.keep_repeats else ""


def _promised(upload: Upload) -> int:
    """How many lines the button that was pressed said it would add."""
    repeated = 0 if upload.keep_repeats or not upload.repeats else upload.repeats["lines"]
    return int(upload.found["accepted"]["lines"]) - int(repeated)


def _mappings(upload: Upload) -> dict[str, dict[str, str]]:
    """Heading fingerprint to mapping; what the sender chose for this file wins over what was saved."""
    saved = SavedMapping.objects.filter(institution=upload.institution, kind=upload.kind)
    found = {row.fingerprint: row.mapping for row in saved} | _mappings_of_rest(upload)
    if upload.mapping is not None and (fingerprint := upload.found.get("fingerprint")):
        found[fingerprint] = upload.mapping
    return found


def _mappings_of_rest(upload: Upload) -> dict[str, dict[str, str]]:
    """Corrected rows have the columns of the first upload, with or without the three that we added to them."""
    first = upload.rest_of
    if first is None or not first.found.get("headings"):
        return {}
    labels = [heading["heading"] for heading in first.found["headings"]]
    sent, added = (fingerprint(heading_cells(cells)) for cells in (labels, [*labels, *ADDED_HEADINGS]))
    return dict.fromkeys((first.found["fingerprint"], sent, added), first.mapping or first.found["columns"])


def _remember_layout(upload: Upload) -> None:
    """Keep which columns were read and the answers of the layout; answers that this file did not need stay known."""
    answers = {code: upload.answers[code] for code in LAYOUT_ANSWERS if code in upload.answers}
    if (upload.mapping is None and not answers) or not (fingerprint := upload.found.get("fingerprint")):
        return
    saved = SavedMapping.objects.filter(
        institution=upload.institution, kind=upload.kind, fingerprint=fingerprint
    ).first()
    answers = (saved.answers if saved else {}) | answers
    SavedMapping.objects.update_or_create(
        institution=upload.institution,
        kind=upload.kind,
        fingerprint=fingerprint,
        defaults={"mapping": upload.found["columns"], "answers": answers, "saved_by": upload.confirmed_by},
    )
