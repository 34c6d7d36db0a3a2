"""The facts about a file that stand at the side of its report."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from anchors import wording
from anchors.models import Upload, User
from anchors.uploads import State
from anchors.views.uploads.words import pounds_of

ORDERS = {"day": "Day first", "month": "Month first"}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MOST_COLUMNS = 8
Fact = dict[str, Any]


def file_facts(upload: Upload) -> list[Fact]:
    """Key and value, in the order in which people ask for them."""
    return list(_facts(upload, upload.found.get("file_facts", {})))


def _facts(upload: Upload, found: Mapping[str, Any]) -> Iterator[Fact]:
    yield {"key": "File", "value": f"{upload.name}, {wording.size(upload.size)}"}
    yield {"key": "Sent by", "value": _who_and_when(upload.uploaded_by, upload.uploaded_at)}
    if upload.state in (State.LOADED, State.UNDONE) and upload.loaded_at:
        yield {"key": "Added by", "value": _who_and_when(upload.confirmed_by, upload.loaded_at)}
        if upload.pence_loaded is not None and upload.found.get("by_month"):
            yield {"key": "Total added", "value": wording.money(pounds_of(upload.pence_loaded))}
    if upload.state in (State.UNDONE, State.WITHDRAWN) and upload.undone_at:
        yield {"key": "Undone by" if upload.state == State.UNDONE else "Thrown away by",
               "value": _who_and_when(upload.undone_by, upload.undone_at)}  # fmt: skip
    if found.get("sheet"):
        yield {"key": "Sheet", "value": found["sheet"]}
    if found.get("header_row"):
        yield {"key": "Headings", "value": f"Row {found['header_row']}"}
    if upload.answers.get("date_order") in ORDERS:
        yield {"key": "Dates", "value": ORDERS[upload.answers["date_order"]]}
    if kept := _text_form(found):
        yield {"key": "File type", "value": kept}
    if ignored := _ignored_columns(upload):
        yield {"key": "Columns left out", "value": ignored}
    yield from _repeats(upload)
    yield {"key": "Checksum", "value": " ".join(upload.sha256[i : i + 4] for i in (0, 4, 8)), "mono": True}


def _who_and_when(who: User | None, when: datetime) -> str:
    moment = wording.moment(timezone.localtime(when))
    return f"{who.name}, {moment}" if who else moment


def _text_form(found: Mapping[str, Any]) -> str:
    """`CSV, Windows-1252, commas`."""
    words = [
        found.get("format", ""),
        found.get("encoding", ""),
        DELIMITERS.get(found.get("delimiter", ""), ""),
    ]
    return ", ".join(word for word in words if word)


def _ignored_columns(upload: Upload) -> str:
    letters = [
        each["letter"] for each in upload.found.get("headings", []) if not (each["field"] or each["why"])
    ]
    if len(letters) > MOST_COLUMNS:
        return f"{wording.listed([*letters[:MOST_COLUMNS], f'{len(letters) - MOST_COLUMNS} more'])}"
    return wording.listed(letters) if letters else ""


def _repeats(upload: Upload) -> Iterator[Fact]:
    repeats = upload.repeats or {}
    if not repeats.get("lines"):
        return
    others = wording.listed(repeats["uploads"])
    what = f"{wording.plural(repeats['lines'], 'row')} of {wording.noun(len(repeats['uploads']), 'upload')} {others}"
    note = "Added again, as you chose" if upload.keep_repeats else "Left out"
    yield {"key": "Repeats", "value": what, "note": note if upload.state == State.LOADED else ""}
