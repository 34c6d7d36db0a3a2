"""Who sees what: plans by system, measurements by institution under the rule of the spend pages."""

from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from anchors.models import (
    AnchorInstitution,
    ScopedQuerySet,
    Succession,
    System,
    SystemMembership,
    User,
    in_force,
)

Row = TypeVar("Row", bound=models.Model)


def readable_institutions(user: User | AnonymousUser) -> QuerySet[AnchorInstitution]:
    """Those whose measurements the person may read: the rule of the spend pages.

    Their own; for people of an integrated care board also the members of its system today and the bodies that those
    took over from.
    """
    if not isinstance(user, User):
        return AnchorInstitution.objects.none()
    today = timezone.localdate()
    own = user.institution_ids()
    boards = own.filter(institution__kind=AnchorInstitution.Kind.ICB)
    theirs = SystemMembership.objects.filter(in_force(today), institution__in=boards)
    members = SystemMembership.objects.filter(in_force(today), system__in=theirs.values("system"))
    before = Succession.objects.filter(successor__in=members.values("institution"))
    return AnchorInstitution.objects.filter(
        Q(pk__in=own) | Q(pk__in=members.values("institution")) | Q(pk__in=before.values("predecessor"))
    )


def systems_planned_by(user: User | AnonymousUser, *, contributing: bool = True) -> QuerySet[System]:
    """The systems in whose board the person contributes or leads today; with `contributing=False`, has any role."""
    if not isinstance(user, User):
        return System.objects.none()
    boards = AnchorInstitution.objects.filter(
        kind=AnchorInstitution.Kind.ICB, pk__in=user.institution_ids(contributing=contributing)
    )
    memberships = SystemMembership.objects.filter(in_force(timezone.localdate()), institution__in=boards)
    return System.objects.filter(pk__in=memberships.values("system"))


class SystemScopedQuerySet(ScopedQuerySet[Row]):
    """Rows of a system's plan: all its institutions see them, its board changes them.

    `system_path` is the lookup to the system; `owner_path` to the institution whose contributors may change the
    row too, empty where only the board may.
    """

    system_path = "system"
    owner_path = ""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the systems to which an institution of the person's belongs or belonged."""
        return self.filter(**{f"{self.system_path}__in": System.objects.visible_to(user)})

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """Those that the person may change."""
        if not isinstance(user, User):
            return self.none()
        may = Q(**{f"{self.system_path}__in": systems_planned_by(user)})
        if self.owner_path:
            may |= Q(**{f"{self.owner_path}__in": user.institution_ids(contributing=True)})
        return self.visible_to(user).filter(may)


class PlanRowQuerySet(SystemScopedQuerySet[Row]):
    """Rows that hang on a plan."""

    system_path = "plan__system"
