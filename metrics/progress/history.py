"""What happened to an action or a commitment, as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anchors.wording import day
from metrics.models import Status, Update
from metrics.recommendations import recommendation, step_of

NAMES = {
    "status": "Status",
    "owner": "Owner",
    "person": "Person",
    "institution": "Promised by",
    "due": "Due date",
    "title": "Title",
    "detail": "What it is",
    "why": "Why",
    "next_step": "Next step",
    "blockers": "What is in the way",
    "depends_on": "Waits for",
    "commitment": "Commitment",
    "recommendation": "Recommendation",
    "step": "Step",
    "target": "Target",
}
LONG = frozenset({"detail", "why", "next_step", "blockers"})
NOTHING = "nothing"


@dataclass(frozen=True)
class Change:
    """One entry of a history: who, when, what they said, and each change as a sentence."""

    by: str
    at: datetime
    words: str
    changes: tuple[str, ...]


def changes_of(updates: Iterable[Update]) -> list[Change]:
    """The updates in their order."""
    return [
        Change(
            by=each.by.name if each.by else "Somebody whose account is gone",
            at=each.at,
            words=each.words,
            changes=tuple(_sentence(name, *values) for name, values in each.changes.items()),
        )
        for each in updates
    ]


def _sentence(name: str, before: Any, after: Any) -> str:
    said = NAMES.get(name, name.replace("_", " ").capitalize())
    old, new = _words(name, before), _words(name, after)
    if new == NOTHING:
        return f"{said} removed; it was: {old}"
    if old == NOTHING or name in LONG:
        return f"{said}: {new}"
    return f"{said}: {new}, before: {old}"


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    if name == "status" and value in Status.values:
        return str(Status(value).label)
    if name == "due":
        return day(date.fromisoformat(value))
    if name == "recommendation":
        return f"{value}. {recommendation(int(value)).title}"
    return f"{value}: {step_of(value).title}" if name == "step" else str(value)
