"""Systems and the anchor institutions in them, with dated membership and succession."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from anchors.models.people import Membership, User
from anchors.models.places import Place


def in_force(day: date, prefix: str = "") -> Q:
    """The condition that a dated row holds on the day; open ends hold for ever."""
    started = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    not_ended = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    return started & not_ended


class SystemQuerySet(models.QuerySet["System"]):
    """Systems by who asks."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The systems to which an institution of the person's belongs or belonged."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(
            pk__in=SystemMembership.objects.filter(institution__in=user.institution_ids()).values("system")
        )

    def covering(self, place: Place, day: date) -> Self:
        """The systems that a place lay in on a day: one for a ward or authority, maybe several for a county."""
        inside = Place.objects.filter(parent=place, kind=Place.Kind.LOCAL_AUTHORITY)
        areas = SystemArea.objects.filter(in_force(day), place__in=[*place.upward(), *inside])
        return self.filter(pk__in=areas.values("system"))


class System(models.Model):
    """An integrated care system (ICS): the partnership that plans together, not a legal body."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    code = models.CharField("ODS code of its board", max_length=10, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    is_sample = models.BooleanField("made-up sample data", default=False)

    objects: ClassVar = SystemQuerySet.as_manager()

    def __str__(self) -> str:
        """The name."""
        return self.name

    def local_authorities(self, day: date) -> "models.QuerySet[Place]":
        """The local authorities that made up the system on the day."""
        areas = self.areas.filter(in_force(day))
        return Place.objects.filter(pk__in=areas.values("place"))

    def on(self, day: date) -> "System":
        """The system that this one is, or had become, on the day. Of a split system, the one that took most."""
        system = self
        while system.valid_to is not None and system.valid_to < day and system.successor is not None:
            system = system.successor
        return system


class SystemArea(models.Model):
    """A local authority in a system, for a time. One split between systems goes where most small areas lie."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="areas")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        """Once a system and place."""

        constraints: ClassVar = [models.UniqueConstraint("system", "place", name="system_area_once")]

    def __str__(self) -> str:
        """What lies where."""
        return f"{self.place} in {self.system}"


class InstitutionQuerySet(models.QuerySet["AnchorInstitution"]):
    """Institutions by who asks and by system."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The institutions whose own rows the person may see."""
        return self.filter(pk__in=user.institution_ids()) if isinstance(user, User) else self.none()

    def partners_of(self, user: User | AnonymousUser) -> Self:
        """The institutions whose existence, and aggregates, the person may see: all in their systems."""
        systems = System.objects.visible_to(user)
        return self.filter(pk__in=SystemMembership.objects.filter(system__in=systems).values("institution"))

    def in_system(self, system: System, day: date) -> Self:
        """The members of a system on a day."""
        members = SystemMembership.objects.filter(in_force(day), system=system)
        return self.filter(pk__in=members.values("institution"))

    def covering(self, place: Place, day: date) -> Self:
        """Who served a place on a day: the NHS bodies of its system, and the councils that it lay in."""
        # Looked up step by step: nested, a planner with stale statistics has searched them all for each body.
        systems = list(System.objects.covering(place, day))
        members = SystemMembership.objects.filter(in_force(day), system__in=systems)
        nhs = Q(
            pk__in=list(members.values_list("institution", flat=True)), kind__in=AnchorInstitution.NHS_KINDS
        )
        councils = Q(home_place__in=place.upward(), kind__in=AnchorInstitution.COUNCIL_KINDS)
        return self.filter(nhs | councils).filter(in_force(day))


class AnchorInstitution(models.Model):
    """A body that will not move away and that buys, employs and owns enough to shape a local economy."""

    class Kind(models.TextChoices):
        """The sort of body; rules and benchmarks differ by it."""

        ICB = "icb", "Integrated care board"
        ACUTE_TRUST = "acute_trust", "Acute trust"
        COMMUNITY_TRUST = "community_trust", "Mental health or community trust"
        AMBULANCE_TRUST = "ambulance_trust", "Ambulance trust"
        CCG = "ccg", "Clinical commissioning group"
        UNITARY = "unitary", "Unitary council"
        COUNTY = "county", "County council"
        DISTRICT = "district", "District council"
        METROPOLITAN = "metropolitan", "Metropolitan district council"
        LONDON_BOROUGH = "london_borough", "London borough council"
        COMBINED_AUTHORITY = "combined_authority", "Combined authority"
        UNIVERSITY = "university", "University"
        COLLEGE = "college", "College"
        GOVERNMENT = "government", "Government department or agency"
        OTHER = "other", "Other anchor institution"

    NHS_KINDS: ClassVar = (Kind.ICB, Kind.ACUTE_TRUST, Kind.COMMUNITY_TRUST, Kind.AMBULANCE_TRUST, Kind.CCG)
    COUNCIL_KINDS: ClassVar = (
        Kind.UNITARY, Kind.COUNTY, Kind.DISTRICT, Kind.METROPOLITAN, Kind.LONDON_BOROUGH,
        Kind.COMBINED_AUTHORITY,
    )  # fmt: skip

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True, max_length=220)
    kind = models.CharField(max_length=20, choices=Kind)
    ods_code = models.CharField("ODS code", max_length=10, null=True, blank=True, unique=True)
    gss_code = models.CharField("GSS code", max_length=9, null=True, blank=True, unique=True)
    postcode = models.CharField(max_length=8, blank=True)
    home_place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects: ClassVar = InstitutionQuerySet.as_manager()

    class Meta:
        """Listed by name."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def sector(self) -> str:
        """`nhs`, `council` or `other`: which default rules apply."""
        if self.kind in self.NHS_KINDS:
            return "nhs"
        return "council" if self.kind in self.COUNCIL_KINDS else "other"

    def system_on(self, day: date) -> System | None:
        """The system it belongs to on the day."""
        membership = self.system_memberships.filter(in_force(day)).select_related("system").first()
        return membership.system if membership else None

    def role_of(self, user: User) -> str | None:
        """The person's role here today."""
        membership = user.memberships_in_force().filter(institution=self).first()
        return Membership.Role(membership.role).value if membership else None


class SystemMembership(models.Model):
    """An institution's time in a system."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="system_memberships"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        """Once a system and institution."""

        constraints: ClassVar = [
            models.UniqueConstraint("system", "institution", name="system_membership_once")
        ]

    def __str__(self) -> str:
        """Who is in what."""
        return f"{self.institution} in {self.system}"


class Succession(models.Model):
    """One institution took over from another: on 1 April 2026 the BLMK board became part of a larger one."""

    predecessor = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="successions_from"
    )
    successor = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="successions_to")
    on = models.DateField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        """Nobody succeeds themselves."""

        constraints: ClassVar = [
            models.UniqueConstraint("predecessor", "successor", name="succession_once"),
            models.CheckConstraint(
                name="succession_of_another", condition=~Q(predecessor=models.F("successor"))
            ),
        ]

    def __str__(self) -> str:
        """Who followed whom, when."""
        return f"{self.successor} followed {self.predecessor} on {self.on}"
