"""Changing actions and commitments, with who changed what; refused where somebody else did so meanwhile."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from anchors.models import User
from anchors.wording import month
from metrics.models import Action, Comment, Commitment, Status, Target, Update
from metrics.registry import indicator_of, is_declared
from metrics.wording import value_words

Thing = Action | Commitment
"""What has a status, a history, comments and evidence."""

Row = TypeVar("Row", bound=models.Model)


class ChangedMeanwhile(Exception):  # noqa: N818 - it is no error of anybody's
    """Somebody changed these rows after the page was opened. Nothing was written; `rows` are as they are now."""

    def __init__(self, *rows: models.Model) -> None:
        super().__init__("Changed meanwhile")
        self.rows = rows


def stamp(row: models.Model, names: Iterable[str]) -> str:
    """What the fields hold, as a short text that changes when one of them does; a form carries it along."""
    held = [(name, str(getattr(row, _column(row, name)))) for name in sorted(names)]
    return hashlib.sha256(repr(held).encode()).hexdigest()[:16]


@transaction.atomic
def rewrite(row: Row, fields: Mapping[str, Any], *, expected: str = "") -> dict[str, list[Any]]:
    """Write the fields; gives those that changed, as what they were and became.

    ChangedMeanwhile where `expected`, the stamp of these fields when the form was made, no longer holds.
    """
    now = _locked(row)
    if expected and stamp(now, fields) != expected:
        raise ChangedMeanwhile(now)
    changed = {name: value for name, value in fields.items() if getattr(now, name) != value}
    story = {name: [_told(getattr(now, name)), _told(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(now, name, value)
        setattr(row, name, value)
    if changed:
        now.save(update_fields=list(changed))
    return story


@transaction.atomic
def change(
    thing: Thing, fields: Mapping[str, Any], *, by: User, words: str = "", expected: str = ""
) -> Update | None:
    """Write the fields of an action or a commitment with its history; None where nothing changed or was said."""
    story = rewrite(thing, fields, expected=expected)
    story.pop("finished_on", None)
    return _written(thing, by=by, words=words, changes=story) if story or words else None


def set_status(
    thing: Thing,
    status: str,
    *,
    by: User,
    words: str = "",
    finished_on: date | None = None,
    expected: str = "",
) -> Update | None:
    """Where it stands now. `finished_on` is for what is completed, today unless said; `expected` the status seen.

    The status before is in the history, so that it can be set back.
    """
    fields: dict[str, Any] = {"status": status}
    with transaction.atomic():
        now = _locked(thing)
        if expected and now.status != expected:
            raise ChangedMeanwhile(now)
        if isinstance(thing, Action):
            done = finished_on or thing.finished_on or timezone.localdate()
            fields["finished_on"] = done if status == Status.COMPLETED else None
        return change(thing, fields, by=by, words=words)


def add_update(thing: Thing, words: str, *, by: User) -> Update:
    """What somebody has to say of how it goes."""
    return _written(thing, by=by, words=words, changes={})


@transaction.atomic
def assign(rows: Iterable[tuple[Action, Mapping[str, Any], str]], *, by: User) -> int:
    """Change many actions at once, each with its fields and the stamp expected; gives how many changed.

    All or none: ChangedMeanwhile names every row that somebody else changed.
    """
    clashes: list[models.Model] = []
    changed = 0
    for action, fields, expected in rows:
        try:
            changed += change(action, fields, by=by, expected=expected) is not None
        except ChangedMeanwhile as clash:
            clashes += clash.rows
    if clashes:
        raise ChangedMeanwhile(*clashes)
    return changed


def is_waiting_for(action: Action, other: Action) -> bool:
    """Whether `other` waits, directly or through others, for the action; then the action cannot wait for it."""
    after = dict(Action.objects.filter(plan=action.plan_id).values_list("pk", "depends_on"))
    seen: set[int] = set()
    at: int | None = other.pk
    while at is not None and at not in seen:
        if at == action.pk:
            return True
        seen.add(at)
        at = after.get(at)
    return False


def add_comment(thing: Thing, words: str, *, by: User) -> Comment:
    """A remark."""
    found: Comment = Comment.objects.create(plan=thing.plan, words=words, by=by, **_about(thing))
    return found


def remove_comment(comment: Comment) -> None:
    """Take a remark back: its words go, its place stays."""
    comment.words, comment.removed_at = "Removed", timezone.now()
    comment.save(update_fields=["words", "removed_at"])


def _written(thing: Thing, *, by: User, words: str, changes: dict[str, list[Any]]) -> Update:
    found: Update = Update.objects.create(
        plan=thing.plan, words=words, changes=changes, by=by, **_about(thing)
    )
    return found


def _about(thing: Thing) -> dict[str, Thing]:
    return {"action" if isinstance(thing, Action) else "commitment": thing}


def _locked(row: Row) -> Row:
    return type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)  # noqa: SLF001


def _column(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "attname", name))  # noqa: SLF001


def _told(value: Any) -> Any:
    """A value as the history keeps it: names of things, days as ISO 8601."""
    if isinstance(value, Target) and is_declared(value.indicator):
        indicator = indicator_of(value.indicator)
        return f"{indicator.name}, {value_words(indicator, value.value)} by {month(value.due)}"
    if isinstance(value, models.Model):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
