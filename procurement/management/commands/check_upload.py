"""`manage.py check_upload --kind spend FILE…`: what is in a file, without a database, an institution or a change."""

import json
import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anchors.ingest import Check, UploadKind, check, kind_of_upload, kinds_of_upload
from anchors.periods import Period, period_of

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Check files as the upload journey would."""

    help = "Check spend files without loading them: what would be added, what would be left out and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = sorted(kind.code for kind in kinds_of_upload() if kind.amount)
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--kind", choices=kinds, default="spend", help="what the files hold")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--period", help="the period the payments fall in: 2025-06, 2025-26-Q1 or 2025-26"
        )
        parser.add_argument("--date-order", choices=("day", "month"), help="how 03/04/2026 is read")
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="CODE=VALUE",
            help='answer a question, for example "amount_column=Net amount" or "supplier=Payee"',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        answers = dict(_answer(text) for text in options["answer"])
        if options["date_order"]:
            answers["date_order"] = options["date_order"]
        period = _period(options["period"] or answers.pop("period", None))
        for file in options["files"]:
            found = _checked(file, options["kind"], answers, period)
            self.stdout.write(
                json.dumps(found.contract(), ensure_ascii=False) if options["json"] else report(found)
            )


def _checked(file: str, kind: str, answers: dict[str, str], period: Period | None) -> Check:
    """The check of one file; a fault of ours is written to the log, and the other files go on."""
    try:
        return check(Path(file), kind_of_upload(kind), name=file, answers=answers, period=period)
    except Exception:
        log.exception("%s could not be checked", file)
        return Check(file, "refused", "The selected file could not be read. Save it as CSV and upload that.")


def _found(path: Path, kind: UploadKind, *, answers: dict[str, str], period: Period | None) -> Check:
    """The check of one file; one that fails by a fault of ours must not stop those after it."""
    try:
        return check(path, kind, name=str(path), answers=answers, period=period)
    except Exception as trouble:  # noqa: BLE001 - whatever it is, the other files are still to be checked
        return Check(
            str(path),
            "refused",
            f"The file could not be read, by a fault of ours ({type(trouble).__name__}).",
        )


def _answer(text: str) -> tuple[str, str]:
    code, sign, value = text.partition("=")
    if not sign:
        raise CommandError(f'"{text}" is not an answer. Write it as CODE=VALUE, for example date_order=day.')
    return code.strip(), value.strip()


def _period(text: str | None) -> Period | None:
    if not text:
        return None
    try:
        return period_of(text)
    except ValueError as trouble:
        raise CommandError(str(trouble)) from trouble


def report(found: Check) -> str:
    """A check as a person reads it."""
    if found.state == "refused":
        return f"{found.file}\n  Refused: {found.reason}\n"
    json_form = found.as_json()
    rows = [found.file]
    for name, label in (("accepted", "Would be added"), ("left_out", "Left out")):
        rows.append(
            f"  {label}: {json_form[name]['lines']:,} payments, £{float(json_form[name]['amount']):,.2f}"
        )
    ignored = ", ".join(f"{count:,} {what}" for what, count in json_form["ignored"].items() if count)
    rows.append(f"  Rows that are not payments: {ignored or 'none'}")
    rows.append(f"  Dates: {found.first_date or 'none'} to {found.last_date or 'none'}")
    rows.append("  Columns: " + ", ".join(f"{field} = {heading}" for field, heading in found.columns.items()))
    rows += [f"  Question: {question.text}" for question in found.questions]
    for problem in json_form["problems"]:
        rows.append(f"  {problem['title']}: {problem['count']:,} rows. {problem['act']}.")
        rows += [f"    {example['message']}" for example in problem["examples"][:3]]
    return "\n".join(rows) + "\n"
