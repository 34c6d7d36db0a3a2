"""Whose measurements: the gate in front of every number of an institution, a system, a place or a group.

The rule is that of the spend pages (`procurement.explorer`): an institution's people read its own; people of an
integrated care board read those of every member of its system, and sums of them. Sums over institutions that the
person may not read one by one are refused, since the difference of two sums would tell. What is not theirs answers
exactly as what does not exist.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from anchors.models import AnchorInstitution, Place, Succession, System, User
from metrics.models import Group, readable_institutions

KEYS = ("institution", "system", "place", "group")


@dataclass(frozen=True)
class Subject:
    """Who is measured as one: `kind` is one of `KEYS`, `key` what names it in an address."""

    kind: str
    key: str
    name: str
    institutions: tuple[AnchorInstitution, ...]

    @property
    def ids(self) -> list[int]:
        """Of its institutions."""
        return [each.pk for each in self.institutions]

    @property
    def query(self) -> dict[str, str]:
        """Its part of a query string."""
        return {self.kind: self.key}


def subject_of(user: User, query: Mapping[str, str]) -> Subject:
    """Who a query asks about: `institution=a,b`, `system=slug`, `place=GSS code` or `group=slug`, the first of them.

    With none of them, what the person works as: their system for people of its board, else their institution.
    Http404 for what does not exist or has institutions that the person may not read.
    """
    readable = {each.slug: each for each in readable_institutions(user)}
    if given := query.get("institution", "").strip():
        return _named(given, readable)
    if given := query.get("system", "").strip():
        return _within(readable, _system(user, given))
    if given := query.get("place", "").strip():
        return _within(readable, _place(user, given))
    if given := query.get("group", "").strip():
        return _within(readable, _group(user, given))
    return _usual(user, readable)


def subjects_of(user: User) -> list[Subject]:
    """Everything that the person can choose from: their system, its groups and places, then institutions by name."""
    readable = {each.slug: each for each in readable_institutions(user)}
    ids = {each.pk for each in readable.values()}
    systems = (_of_system(system) for system in System.objects.visible_to(user).order_by("name"))
    groups = (_of_group(group) for group in Group.objects.visible_to(user))
    together = [each for each in (*systems, *groups) if each.institutions and ids.issuperset(each.ids)]
    single = sorted(readable.values(), key=lambda each: each.name)
    return [*together, *(_one(each) for each in single)]


def _one(institution: AnchorInstitution) -> Subject:
    return Subject("institution", institution.slug, institution.name, (institution,))


def _named(slugs: str, readable: Mapping[str, AnchorInstitution]) -> Subject:
    wanted = list(dict.fromkeys(slug.strip() for slug in slugs.split(",") if slug.strip()))
    if not wanted or not readable.keys() >= set(wanted):
        raise Http404
    chosen = tuple(readable[slug] for slug in wanted)
    if len(chosen) == 1:
        return _one(chosen[0])
    return Subject("institution", ",".join(wanted), f"{len(chosen)} institutions", chosen)


def _usual(user: User, readable: Mapping[str, AnchorInstitution]) -> Subject:
    own = list(AnchorInstitution.objects.visible_to(user))
    working = next((each for each in own if each.pk == user.working_as_id), own[0] if own else None)
    if working is None:
        raise Http404
    system = working.system_on(timezone.localdate())
    if working.kind == AnchorInstitution.Kind.ICB and system is not None:
        return _within(readable, _of_system(system))
    return _one(working)


def _within(readable: Mapping[str, AnchorInstitution], subject: Subject) -> Subject:
    """The subject, if the person may read each of its institutions."""
    if not subject.institutions or not {each.slug for each in subject.institutions} <= readable.keys():
        raise Http404
    return subject


def _system(user: User, slug: str) -> Subject:
    system = System.objects.visible_to(user).filter(slug=slug).first()
    if system is None:
        raise Http404
    return _of_system(system)


def _of_system(system: System) -> Subject:
    """The members today and the bodies that they took over from, whose months before count too."""
    members = AnchorInstitution.objects.in_system(system, timezone.localdate())
    before = Succession.objects.filter(successor__in=members.values("pk")).values("predecessor")
    institutions = AnchorInstitution.objects.filter(Q(pk__in=members.values("pk")) | Q(pk__in=before))
    return Subject("system", system.slug, system.name, tuple(institutions))


def _place(user: User, code: str) -> Subject:
    """The institutions of the person's systems that have their seat in the place, so that places sum to systems."""
    place = Place.objects.filter(code=code.upper()).first()
    if place is None:
        raise Http404
    known = Q(pk__in=AnchorInstitution.objects.partners_of(user).values("pk"))
    known |= Q(pk__in=readable_institutions(user).values("pk"))
    institutions = AnchorInstitution.objects.filter(known, home_place__in=_inside(place))
    return Subject("place", place.code, place.name, tuple(institutions))


def _inside(place: Place) -> Iterable[int]:
    """Ids of a place and all that lies in it; of a system's area, its local authorities."""
    found, newest = {place.pk}, {place.pk}
    if place.kind == Place.Kind.SYSTEM:
        for system in System.objects.filter(place=place):
            found |= {each.pk for each in system.local_authorities(timezone.localdate())}
    while newest:
        newest = set(Place.objects.filter(parent__in=newest).values_list("pk", flat=True)) - found
        found |= newest
    return found


def _group(user: User, slug: str) -> Subject:
    group = Group.objects.visible_to(user).filter(slug=slug).first()
    if group is None:
        raise Http404
    return _of_group(group)


def _of_group(group: Group) -> Subject:
    return Subject("group", group.slug, group.name, tuple(group.institutions.all()))
