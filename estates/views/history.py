"""What was changed of a record, as its page tells it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import DateField, Model
from django.utils import timezone

from anchors import wording


def told_change(change: Any, model: type[Model], act: str) -> dict[str, str]:
    """A row of changes (`changes` field to [before, after], `by`, `at`) of a record of `model`, for the timeline."""
    columns: dict[str, Any] = {each.name: each for each in model._meta.fields}  # noqa: SLF001 - names of its own columns
    said = [
        f"{_label(columns[name])}: {_word(columns[name], before)} → {_word(columns[name], after)}"
        for name, (before, after) in change.changes.items()
        if name in columns
    ]
    who = f" by {change.by.name}" if change.by else ""
    return {
        "what": f"{act}{who}.",
        "text": ". ".join(said),
        "when": wording.moment(timezone.localtime(change.at)),
    }


def _label(column: Any) -> str:
    words = str(column.verbose_name).split(":")[0]
    return f"{words[:1].upper()}{words[1:]}"


def _word(column: Any, value: Any) -> str:
    if value in (None, ""):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(column, DateField):
        return wording.day(date.fromisoformat(str(value)))
    words: Mapping[str, Any] = dict(column.flatchoices)
    return str(words.get(str(value), value))
