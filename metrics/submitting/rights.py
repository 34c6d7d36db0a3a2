"""Who may do what with submitted figures.

Contributors of every institution of a system propose definitions and give the values of their own institution;
those of its board also for other members and for places. Leads of the board decide; what is a lead's own another
lead decides, wherever there is one.
"""

from django.db.models import QuerySet
from django.utils import timezone

from anchors.models import (
    AnchorInstitution,
    Membership,
    Place,
    System,
    SystemMembership,
    User,
    in_force,
)
from metrics.models import SubmittedIndicator, systems_planned_by


def systems_contributed_to(user: User) -> QuerySet[System]:
    """Those of which an institution in which the person contributes is a member today."""
    institutions = user.institution_ids(contributing=True)
    members = SystemMembership.objects.filter(in_force(timezone.localdate()), institution__in=institutions)
    return System.objects.filter(pk__in=members.values("system"))


def systems_led_by(user: User) -> QuerySet[System]:
    """Those in whose board the person is a lead today."""
    leads = user.memberships_in_force().filter(
        role=Membership.Role.LEAD, institution__kind=AnchorInstitution.Kind.ICB
    )
    boards = SystemMembership.objects.filter(
        in_force(timezone.localdate()), institution__in=leads.values("institution")
    )
    return System.objects.filter(pk__in=boards.values("system"))


def has_lead(user: User, system: System) -> bool:
    """Whether the person decides about the system's submitted figures."""
    return systems_led_by(user).filter(pk=system.pk).exists()


def has_another_lead(user: User, system: System) -> bool:
    """Whether somebody else leads in the system's board today, so that a second person can look."""
    boards = AnchorInstitution.objects.in_system(system, timezone.localdate()).filter(
        kind=AnchorInstitution.Kind.ICB
    )
    leads = Membership.objects.in_force(timezone.localdate()).filter(
        role=Membership.Role.LEAD, institution__in=boards, user__is_active=True
    )
    return leads.exclude(user=user).exists()


def may_change(user: User, indicator: SubmittedIndicator) -> bool:
    """Whether the person may change a definition that is not approved: who proposed it, and the board."""
    is_open = indicator.state in (SubmittedIndicator.State.PROPOSED, SubmittedIndicator.State.RETURNED)
    mine = (
        indicator.proposed_by_id == user.pk
        and systems_contributed_to(user).filter(pk=indicator.system_id).exists()
    )
    return is_open and (mine or systems_planned_by(user).filter(pk=indicator.system_id).exists())


def institutions_given_by(user: User, system: System) -> QuerySet[AnchorInstitution]:
    """The institutions of the system for which the person may give values."""
    members = AnchorInstitution.objects.in_system(system, timezone.localdate())
    if systems_planned_by(user).filter(pk=system.pk).exists():
        return members
    return members.filter(pk__in=user.institution_ids(contributing=True))


def places_given_by(user: User, system: System) -> QuerySet[Place]:
    """The local authorities of the system, for those who may give values about places: its board."""
    if not systems_planned_by(user).filter(pk=system.pk).exists():
        return Place.objects.none()
    return system.local_authorities(timezone.localdate())
