"""`import_spend FILE --institution CODE`: the whole upload journey in one command, through the same verbs and states.

Work runs in this process, so that neither a worker nor Redis is needed. The command ends with an error, and the one
sentence that says why, when the file is refused or a question is open.
"""

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from anchors import wording
from anchors.jobs import run_here
from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period, period_of
from anchors.uploads import (
    State,
    UploadError,
    already_held,
    confirm_upload,
    failed_job,
    receive_upload,
    withdraw_upload,
)

QUESTION_OPEN = 2
"""The exit code where an answer is needed; everything else that goes wrong is 1."""


class Command(BaseCommand):
    """Adds a spend file to an institution's books."""

    help = "Adds a spend file to an institution's books: checks it, asks nothing, says what was added."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and whose it is; then what a person would be asked."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--institution", required=True, metavar="CODE", help="ODS code, GSS code or slug")
        parser.add_argument("--period", metavar="P", help="2026-09, 2026-27-Q2, 2026-27 or 2025-10..2026-09")
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="CODE=VALUE",
            help="answers a question of the importer",
        )
        parser.add_argument(
            "--keep-repeats", action="store_true", help="add lines that other uploads brought too"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        """Receive, check, confirm, load."""
        upload = _received(options)
        held = None
        if upload.state == State.CHECKED:
            held = already_held(upload)
            with run_here():
                confirm_upload(upload, by=None, keep_repeats=options["keep_repeats"])
            upload.refresh_from_db()
        problem = _problem(upload)
        if upload.state == State.QUESTION:
            withdraw_upload(upload, by=None)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(upload) | {"already_held": held and held.as_json()}))
        elif not problem:
            self.stdout.write(_said(upload))
            if held:
                self.stdout.write(f"The books held {held.words} before.")
        if problem:
            raise CommandError(problem, returncode=QUESTION_OPEN if upload.state == State.QUESTION else 1)


def _received(options: dict[str, Any]) -> Upload:
    """The upload after its check."""
    if not options["file"].is_file():
        message = f'There is no file "{options["file"]}". Give the path of a ledger extract.'
        raise CommandError(message)
    try:
        period = period_of(options["period"]) if options["period"] else None
        with options["file"].open("rb") as file, run_here():
            upload = receive_upload(
                institution=_institution(options["institution"]),
                kind="spend",
                file=file,
                name=options["file"].name,
                by=None,
                period=period,
                answers=_answers(options["answer"], period),
            )
    except (OSError, ValueError, UploadError) as problem:
        raise CommandError(str(problem)) from None
    upload.refresh_from_db()
    return upload


def _institution(code: str) -> AnchorInstitution:
    wanted = Q(ods_code__iexact=code) | Q(gss_code__iexact=code) | Q(slug=code)
    found = AnchorInstitution.objects.filter(wanted).first()
    if found is None:
        raise CommandError(
            f'No institution has the code "{code}". Give its ODS code, its GSS code or its slug; '
            "load_institutions reads the registers."
        )
    return found


def _answers(given: list[str], period: Period | None) -> dict[str, str]:
    answers = {}
    for text in given:
        code, equals, value = text.partition("=")
        if not equals or not code:
            raise CommandError(f'"{text}" is not an answer. Write CODE=VALUE, for example date_order=day.')
        answers[code] = value
    return answers


def _problem(upload: Upload) -> str:
    """Why nothing was added, in one sentence; empty when the lines are in."""
    if upload.state == State.LOADED:
        return ""
    if upload.state == State.QUESTION:
        return " ".join(_asked(question) for question in upload.found["questions"])
    if job := failed_job(upload):
        return f"The work failed for a reason of ours: the reference is job {job.pk}. Nothing was added."
    return upload.reason or f"The upload is {upload.get_state_display().lower()}."


def _asked(question: dict[str, Any]) -> str:
    choices = wording.listed(
        [f"{question['code']}={choice['value']}" for choice in question["choices"]], "or"
    )
    how = f"--answer {choices}" if choices else "--period, for example 2026-09"
    return f"{question['text']} Run it again with {how}."


def _as_json(upload: Upload) -> dict[str, Any]:
    found = upload.found
    names = ("questions", "accepted", "left_out", "ignored", "first_date", "last_date", "columns")
    pence = upload.pence_loaded or 0
    return {
        "upload": upload.pk,
        "file": upload.name,
        "state": upload.state,
        "reason": upload.reason or None,
        **{name: found.get(name) for name in names},
        "repeats": upload.repeats,
        "added": {"lines": upload.lines_loaded or 0, "amount": f"{Decimal(pence) / 100:.2f}"},
        "problems": [{"code": each["code"], "count": each["count"]} for each in found.get("problems", [])],
    }


def _said(upload: Upload) -> str:
    words = [f"Upload {upload.pk}: {wording.plural(upload.lines_loaded or 0, 'payment')} added,"]
    words.append(f"{wording.money(Decimal(upload.pence_loaded or 0) / 100, pence=True)} in all.")
    if left_out := upload.found["left_out_rows"]:
        words.append(f"{wording.plural(left_out, 'row')} left out: {upload.left_out_path}.")
    if not upload.keep_repeats and (repeats := (upload.repeats or {}).get("lines")):
        words.append(f"{wording.plural(repeats, 'payment')} already here.")
    words.extend(
        f"Read with the answer for an earlier file with these headings: {each['code']}={each['answer']}."
        for each in upload.found.get("from_before", [])
    )
    return " ".join(words)
