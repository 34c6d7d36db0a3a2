"""A file of dated events: read in memory, and refused whole if anything in it could tell who somebody is.

No value of the file is ever repeated, neither in a sentence nor in an error; what leaves this module is hashed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core import signing

from anchors.ingest.text import column_letter
from anchors.models import User
from anchors.row_files import A_DAY, RowFileError, heading_of, table_of
from workforce.events import Beginning, Event, hashed
from workforce.identifiers import identifier_in, trouble_with_alias
from workforce.models import Group, Programme, Stage

MOST_ROWS, MOST_SPELLS = 10_000, 99
COLUMNS = ("alias", "stage", "date", "spell", "groups")
NEEDED = COLUMNS[:3]
GROUPS = [group for group in Group if group != Group.ALL]
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class EventsRefused(Exception):  # noqa: N818 - it says what became of the file
    """Nothing of the file is taken; the message is a sentence without its full stop, with nothing of the file in it."""


@dataclass(frozen=True)
class Row:
    """An event of the file and where it stands."""

    number: int
    event: Event


@dataclass
class EventFile:
    """What could be read: events in the file's order, problems with their rows, and whose rows have one."""

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    unread: int = 0
    spoilt: set[Beginning] = field(default_factory=set)


def read_events(programme: Programme, content: bytes) -> EventFile:
    """The events of a CSV file, hashed. EventsRefused where it cannot be read or holds what could identify somebody."""
    try:
        headings, *_ = rows = table_of(content, NEEDED, most_rows=MOST_ROWS)
    except RowFileError as problem:
        raise EventsRefused(str(problem)) from None
    _refuse_headings(headings)
    for number, cells in enumerate(rows[1:], start=2):
        _refuse_identifiers(number, headings, cells)
    found = EventFile()
    for number, cells in enumerate(rows[1:], start=2):
        if any(cells):
            _read(programme, number, _Cells(headings, cells), found)
    return found


def _refuse_headings(headings: Sequence[str]) -> None:
    """Only the columns that are read may be there: another could hold anything."""
    for place, name in enumerate(headings):
        if name and (name not in COLUMNS or name in headings[:place]):
            raise EventsRefused(
                f"Column {column_letter(place)} is none of {', '.join(COLUMNS)}, or stands twice. Nothing of the file "
                "was kept: remove that column, so that nothing comes here that is not needed"
            )


def _refuse_identifiers(number: int, headings: Sequence[str], cells: Sequence[str]) -> None:
    for place, cell in enumerate(cells):
        name = headings[place] if place < len(headings) else ""
        if not cell or (name in _CLOSED and _CLOSED[name](cell) is not None):
            continue
        if looks_like := trouble_with_alias(cell) if name == "alias" else identifier_in(cell):
            heading = f" ({name})" if name else ""
            raise EventsRefused(
                f"Row {number}, column {column_letter(place)}{heading}: this looks like {looks_like}. Nothing of the "
                "file was kept: write a code that says nothing about the person instead, for example P0001. Number the "
                "people of the programme in a list that only you keep, and use those numbers here"
            )
        if not name:
            raise EventsRefused(
                f"Row {number} has more cells than the first row. Nothing of the file was kept"
            )


@dataclass(frozen=True)
class _Cells:
    """One row by heading, and where a heading stands, in words."""

    headings: Sequence[str]
    cells: Sequence[str]

    def __getitem__(self, name: str) -> str:
        place = self.headings.index(name) if name in self.headings else len(self.cells)
        return self.cells[place] if place < len(self.cells) else ""

    def at(self, number: int, name: str) -> str:
        if name not in self.headings:
            return f"Row {number}"
        return f"Row {number}, column {column_letter(self.headings.index(name))} ({name})"


def _read(programme: Programme, number: int, cells: _Cells, found: EventFile) -> None:
    """One row: an event, or what is wrong with it."""
    said = {name: read(cells[name]) for name, _, read in _FIELDS}
    alias = hashed(programme, said["alias"]) if said["alias"] else ""
    if None not in said.values():
        event = Event(alias, said["spell"], said["stage"], said["date"], said["groups"])
        found.rows.append(Row(number, event))
        return
    found.problems += [
        (number, f"{cells.at(number, name)}: {words}") for name, words, _ in _FIELDS if said[name] is None
    ]
    found.unread += 1
    if alias and said["spell"]:
        found.spoilt.add((alias, said["spell"]))


def sealed(programme: Programme, file: EventFile, *, as_at: date, by: User) -> str:
    """What was read, hashed, as text that only this person can send back, for this programme."""
    rows = [
        [row.number, each.alias, each.spell, str(each.stage), each.on.isoformat(), sorted(each.groups)]
        for row in file.rows
        for each in [row.event]
    ]
    told = [by.pk, programme.pk, as_at.isoformat(), rows, file.problems, file.unread, sorted(file.spoilt)]
    return signing.dumps(told, salt="workforce.events", compress=True)


def unsealed(programme: Programme, text: str, *, by: User) -> tuple[EventFile, date]:
    """What was read, and the day up to which it speaks. EventsRefused where too old, or not for this purpose."""
    try:
        person, of, as_at, rows, problems, unread, spoilt = signing.loads(
            text, salt="workforce.events", max_age=A_DAY
        )
    except signing.BadSignature:
        raise EventsRefused("This file was looked at too long ago. Upload it again") from None
    if (person, of) != (by.pk, programme.pk):
        raise EventsRefused("This file was looked at by somebody else or elsewhere. Upload it again")
    read = [
        Row(
            number,
            Event(
                alias, spell, Stage(stage), date.fromisoformat(on), frozenset(Group(each) for each in groups)
            ),
        )
        for number, alias, spell, stage, on, groups in rows
    ]
    whose = {(alias, number) for alias, number in spoilt}
    wrong = [(number, words) for number, words in problems]
    return EventFile(read, wrong, unread, whose), date.fromisoformat(as_at)


def _stage(text: str) -> Stage | None:
    return _STAGES.get(heading_of(text))


def _on(text: str) -> date | None:
    parts = _DAY.fullmatch(text), _ISO.fullmatch(text)
    try:
        if parts[0]:
            return date(int(parts[0][3]), int(parts[0][2]), int(parts[0][1]))
        return date.fromisoformat(text) if parts[1] else None
    except ValueError:
        return None


def _spell(text: str) -> int | None:
    """Which of their beginnings: the first where nothing is said."""
    number = int(text or 1) if (text or "1").isascii() and (text or "1").isdigit() and len(text) < 4 else 0
    return number if 0 < number <= MOST_SPELLS else None


def _groups(text: str) -> frozenset[Group] | None:
    names = [heading_of(each) for each in re.split(r"[;|]", text) if each.strip()]
    found = [_GROUPS.get(name) for name in names]
    return None if None in found else frozenset(each for each in found if each)


def _alias(text: str) -> str | None:
    return text or None


_STAGES = {heading_of(words): stage for stage in Stage for words in (str(stage), str(stage.label))}
_GROUPS = {heading_of(words): group for group in GROUPS for words in (str(group), str(group.label))}
_CLOSED = {"stage": _stage, "date": _on, "spell": _spell, "groups": _groups}
_FIELDS: tuple[tuple[str, str, Any], ...] = (
    ("alias", "no alias stands here. Every row needs the code of its person.", _alias),
    ("stage", f"this is none of the stages. Use one of {', '.join(Stage.values)}.", _stage),
    ("date", "this is not a real date. Use day/month/year, for example 28/02/2026.", _on),
    (
        "spell",
        f"this is not a whole number from 1 to {MOST_SPELLS}. Leave it empty for somebody’s first start.",
        _spell,
    ),
    (
        "groups",
        f"something here is none of the groups. Use these, with semicolons between: {', '.join(GROUPS)}.",
        _groups,
    ),
)
