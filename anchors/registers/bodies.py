"""Institutions on their way from a register into the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from anchors.geography import normal_postcode, places_of
from anchors.geography.stage import Change
from anchors.models import AnchorInstitution, Place, System, SystemMembership
from anchors.slugs import free_slug


@dataclass(frozen=True)
class Body:
    """One institution as a register has it. It is known by its ODS or GSS code, a new board by its name."""

    name: str
    kind: str
    ods_code: str | None = None
    gss_code: str | None = None
    postcode: str = ""
    place_code: str = ""
    board: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    register_code: str = field(default="", compare=False)


def bring(bodies: Iterable[Body]) -> tuple[Change, dict[Body, AnchorInstitution]]:
    """Create or update institutions. What a register does not know (a date, a postcode) stays as it is.

    Where `board` is given the institution becomes a member of the board's system for as long as it exists.
    """
    bodies = list(bodies)
    known = _known()
    located = places_of({body.postcode for body in bodies if body.postcode})
    codes = {body.place_code for body in bodies}
    places = dict(Place.objects.filter(code__in=codes).values_list("code", "id"))
    slugs = set(AnchorInstitution.objects.values_list("slug", flat=True))
    change, found = Change(), {}
    for body in bodies:
        institution = next((known[key] for key in _keys(body) if key in known), AnchorInstitution())
        place = places.get(body.place_code)
        if place is None and body.postcode in located:
            place = located[body.postcode].local_authority
        change += _save(institution, body, place, slugs)
        for key in _keys(body):
            known[key] = institution
        found[body] = institution
    return change + _join_systems(found), found


def _known() -> dict[tuple[str, str], AnchorInstitution]:
    known = {}
    members_of_samples = SystemMembership.objects.filter(system__is_sample=True).values("institution")
    for institution in AnchorInstitution.objects.exclude(pk__in=members_of_samples):
        for key in _keys(institution):
            known[key] = institution
    return known


def _keys(body: Body | AnchorInstitution) -> list[tuple[str, str]]:
    keys = [("ods", body.ods_code or ""), ("gss", body.gss_code or "")]
    if body.kind == AnchorInstitution.Kind.ICB:
        keys.append(("board", body.name))
    return [key for key in keys if key[1]]


def _save(institution: AnchorInstitution, body: Body, place: int | None, slugs: set[str]) -> Change:
    wanted = {
        "name": body.name,
        "kind": body.kind,
        "ods_code": body.ods_code,
        "gss_code": body.gss_code,
        "postcode": normal_postcode(body.postcode) or body.postcode,
        "home_place_id": place,
        "valid_from": body.valid_from,
        "valid_to": body.valid_to,
    }
    news = {
        name: value for name, value in wanted.items() if value not in (None, "", getattr(institution, name))
    }
    if institution.pk and not news:
        return Change(unchanged=1)
    is_new = institution.pk is None
    for name, value in news.items():
        setattr(institution, name, value)
    if is_new:
        institution.slug = free_slug(
            AnchorInstitution, body.name, body.ods_code or body.gss_code or "", slugs
        )
        slugs.add(institution.slug)
    institution.save()
    return Change(added=int(is_new), changed=int(not is_new))


def _join_systems(found: dict[Body, AnchorInstitution]) -> Change:
    systems = {system.code: system for system in System.objects.filter(is_sample=False).exclude(code="")}
    members = set(SystemMembership.objects.values_list("system_id", "institution_id"))
    joined = []
    for body, institution in found.items():
        system = systems.get(body.board)
        if system and (system.pk, institution.pk) not in members:
            joined.append(
                SystemMembership(system=system, institution=institution, valid_to=institution.valid_to)
            )
    SystemMembership.objects.bulk_create(joined)
    return Change(added=len(joined))
