"""Reorganisations: which board took over from which, and where a system's areas and members went.

What happened is in fixtures/successions.csv, with its source. A row says that on a date a system (by the ODS code of
its board) became another; a row with `areas` and `institutions` says it of those alone, where a system was split.
The predecessor `CCG` stands for every clinical commissioning group, which its system's board followed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from anchors.geography.stage import Change
from anchors.models import AnchorInstitution, Succession, System, SystemArea, SystemMembership
from anchors.registers.bodies import Body, bring
from anchors.registers.trusts import fixture_rows
from anchors.slugs import free_slug

_DAY = timedelta(days=1)
_ODS_SOURCE = (
    "ODS list of clinical commissioning groups: the only one of its system that opened the day after"
)


@dataclass(frozen=True)
class Event:
    """One row of the file."""

    on: date
    predecessor: str
    name: str
    code: str
    areas: frozenset[str]
    institutions: frozenset[str]
    source: str


def events() -> list[Event]:
    """Every known reorganisation, oldest first."""
    return [
        Event(
            on=date.fromisoformat(row["date"]),
            predecessor=row["predecessor"],
            name=row["successor_name"],
            code=row["successor_code"],
            areas=frozenset(row["areas"].split()),
            institutions=frozenset(row["institutions"].split()),
            source=row["source"],
        )
        for row in fixture_rows("successions.csv")
    ]


def apply_successions() -> Change:
    """Bring systems, boards and commissioning groups up to the known reorganisations. Twice changes nothing."""
    change = _follow_ended_groups()
    by_system: dict[tuple[date, str], list[Event]] = defaultdict(list)
    for event in events():
        if event.predecessor == "CCG":
            change += _end_groups(event)
        else:
            by_system[event.on, event.predecessor].append(event)
    for (_, code), parts in sorted(by_system.items()):
        system = System.objects.filter(code=code, is_sample=False).first()
        if system:
            change += _replace(system, parts)
    return change


def _follow_ended_groups() -> Change:
    """A group that closed was followed by the group of its system that opened the day after, if that was one alone."""
    opened: dict[tuple[date, int], list[int]] = defaultdict(list)
    members = SystemMembership.objects.filter(
        institution__kind=AnchorInstitution.Kind.CCG, system__is_sample=False
    )
    facts = list(
        members.values_list("institution", "system", "institution__valid_from", "institution__valid_to")
    )
    for institution, system, start, _ in facts:
        if start is not None:
            opened[start, system].append(institution)
    added = 0
    for institution, system, _, end in facts:
        successors = opened.get((end + _DAY, system), []) if end else []
        if end is not None and len(successors) == 1:
            added += _succeed(institution, successors[0], end + _DAY, _ODS_SOURCE)
    return Change(added=added)


def _end_groups(event: Event) -> Change:
    """The groups that were left became parts of their system's board."""
    boards = _boards()
    change = Change()
    for board in boards.values():
        if board.valid_from is None:
            board.valid_from = event.on
            board.save(update_fields=["valid_from"])
            change += Change(changed=1)
    groups = SystemMembership.objects.filter(
        Q(institution__valid_to=None) | Q(institution__valid_to=event.on - _DAY),
        institution__kind=AnchorInstitution.Kind.CCG,
        system__code__in=boards,
    )
    for membership in groups.select_related("institution", "system"):
        group = membership.institution
        change += _end(group, event.on) + _end(membership, event.on)
        change += Change(added=_succeed(group.pk, boards[membership.system.code].pk, event.on, event.source))
    return change


def _replace(system: System, parts: list[Event]) -> Change:
    """End a system and hand its areas and members to its successors; the part without areas takes the rest."""
    whole = next(event for event in parts if not event.areas)
    change, successors = Change(), {}
    for event in parts:
        made, successors[event.name] = _successor(event)
        change += made
    main = successors[whole.name]
    if (system.successor_id, system.valid_to) != (main.pk, whole.on - _DAY):
        system.successor, system.valid_to = main, whole.on - _DAY
        system.save(update_fields=["successor", "valid_to"])
        change += Change(changed=1)
    change += _succeed_board(system, parts, successors)
    for area in system.areas.select_related("place"):
        place = area.place
        event = next((event for event in parts if place.code in event.areas), whole)
        change += _end(area, event.on)
        _, is_new = SystemArea.objects.get_or_create(
            system=successors[event.name], place=place, defaults={"valid_from": event.on}
        )
        change += Change(added=int(is_new))
    return change + _move_members(system, parts, whole, successors)


def _move_members(system: System, parts: list[Event], whole: Event, successors: dict[str, System]) -> Change:
    change = Change()
    memberships = system.memberships.exclude(institution__ods_code=system.code)
    memberships = memberships.exclude(valid_to__lt=whole.on - _DAY)
    for membership in memberships.select_related("institution__home_place"):
        institution = membership.institution
        place = institution.home_place.code if institution.home_place else ""
        moves = (
            event for event in parts if institution.ods_code in event.institutions or place in event.areas
        )
        event = next(moves, whole)
        change += _end(membership, event.on)
        _, is_new = SystemMembership.objects.get_or_create(
            system=successors[event.name], institution=institution, defaults={"valid_from": event.on}
        )
        change += Change(added=int(is_new))
    return change


def _successor(event: Event) -> tuple[Change, System]:
    """The new system with its board."""
    systems = System.objects.filter(is_sample=False)
    system = (
        systems.filter(code=event.code).first() if event.code else systems.filter(name=event.name).first()
    )
    is_new = system is None
    if system is None:
        slug = free_slug(System, event.name, event.code or "system")
        system = System.objects.create(name=event.name, slug=slug, code=event.code, valid_from=event.on)
    name = f"NHS {event.name} Integrated Care Board"
    board = Body(name, AnchorInstitution.Kind.ICB, ods_code=event.code or None, valid_from=event.on)
    change, found = bring([board])
    _, is_joined = SystemMembership.objects.get_or_create(
        system=system, institution=found[board], defaults={"valid_from": event.on}
    )
    return change + Change(added=int(is_new) + int(is_joined)), system


def _succeed_board(system: System, parts: Iterable[Event], successors: dict[str, System]) -> Change:
    board = _boards().get(system.code)
    if board is None:
        return Change()
    change = Change()
    for event in parts:
        membership = system.memberships.filter(institution=board).first()
        change += _end(board, event.on) + (_end(membership, event.on) if membership else Change())
        new = AnchorInstitution.objects.get(
            kind=AnchorInstitution.Kind.ICB, system_memberships__system=successors[event.name]
        )
        change += Change(added=_succeed(board.pk, new.pk, event.on, event.source))
    return change


def _boards() -> dict[str, AnchorInstitution]:
    boards = AnchorInstitution.objects.filter(kind=AnchorInstitution.Kind.ICB, ods_code__isnull=False)
    return {board.ods_code or "": board for board in boards}


def _end(row: AnchorInstitution | SystemArea | SystemMembership, on: date) -> Change:
    """The row held until the day before; one that ended earlier stays so."""
    if row.valid_to is not None and row.valid_to < on:
        return Change()
    row.valid_to = on - _DAY
    row.save(update_fields=["valid_to"])
    return Change(changed=1)


def _succeed(predecessor: int, successor: int, on: date, source: str) -> int:
    _, is_new = Succession.objects.get_or_create(
        predecessor_id=predecessor, successor_id=successor, defaults={"on": on, "source": source}
    )
    return int(is_new)
