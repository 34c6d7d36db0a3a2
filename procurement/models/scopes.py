"""Whose rules they are: an institution's or a system's; who may look at them and who may change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from anchors.models import AnchorInstitution, Membership, System, User
from procurement.models.rules import Rule, RuleChange


@dataclass(frozen=True)
class RuleScope:
    """An institution or a system, never both: the body whose list of rules is read or changed."""

    institution: AnchorInstitution | None = None
    system: System | None = None

    def __post_init__(self) -> None:
        """Exactly one of the two."""
        if (self.institution is None) == (self.system is None):
            message = "Rules belong to an institution or to a system."
            raise ValueError(message)

    @property
    def kind(self) -> str:
        """`institution` or `system`, as in an address."""
        return "institution" if self.institution else "system"

    @property
    def name(self) -> str:
        """The body's name."""
        return self._body.name

    @property
    def slug(self) -> str:
        """The body's name in an address."""
        return self._body.slug

    @property
    def _body(self) -> AnchorInstitution | System:
        body = self.institution or self.system
        assert body is not None  # noqa: S101 - held by __post_init__
        return body

    def reaching(self) -> list[Rule]:
        """Every standing rule that concerns it, in order, those that others replace among them."""
        if self.institution:
            system = self.institution.system_on(today())
            return list(Rule.objects.reaching(system=system, institution=self.institution))
        return list(Rule.objects.reaching(system=self.system))

    def in_force(self) -> list[Rule]:
        """The rules that apply, in order."""
        return not_replaced(self.reaching())

    def owns(self, rule: Rule) -> bool:
        """Whether the rule was made here, so that it can be withdrawn; wider rules can only be replaced."""
        if self.institution:
            return rule.institution_id == self.institution.pk
        return self.system is not None and rule.system_id == self.system.pk

    def institutions(self) -> list[AnchorInstitution]:
        """Those whose payments a change here can move."""
        if self.institution:
            return [self.institution]
        assert self.system is not None  # noqa: S101 - held by __post_init__
        return list(AnchorInstitution.objects.in_system(self.system, today()))

    def changes(self) -> Q:
        """The condition on changes of its rules."""
        return Q(institution=self.institution) if self.institution else Q(system=self.system)

    def is_visible_to(self, user: User | AnonymousUser) -> bool:
        """Whether the person may look: any role there, or for a system in one of its institutions."""
        if self.institution:
            return AnchorInstitution.objects.visible_to(user).filter(pk=self.institution.pk).exists()
        assert self.system is not None  # noqa: S101 - held by __post_init__
        return System.objects.visible_to(user).filter(pk=self.system.pk).exists()

    def is_changeable_by(self, user: User | AnonymousUser) -> bool:
        """Leads of the institution change its rules; a system's are changed by leads of its board."""
        if not isinstance(user, User):
            return False
        leads = user.memberships_in_force().filter(role=Membership.Role.LEAD)
        return leads.filter(institution__in=self._owners()).exists()

    def shows_money_to(self, user: User | AnonymousUser) -> bool:
        """Whether the person may read its totals; a whole system's are for the officers of its board."""
        return isinstance(user, User) and self._owners().filter(pk__in=user.institution_ids()).exists()

    def _owners(self) -> QuerySet[AnchorInstitution]:
        """The institution, or the board of the system."""
        if self.institution:
            return AnchorInstitution.objects.filter(pk=self.institution.pk)
        assert self.system is not None  # noqa: S101 - held by __post_init__
        members = AnchorInstitution.objects.in_system(self.system, today())
        return members.filter(kind=AnchorInstitution.Kind.ICB)


def scope_of(change: RuleChange) -> RuleScope:
    """The body whose rules a change concerns."""
    return RuleScope(institution=change.institution, system=change.system)


def not_replaced(rules: Sequence[Rule]) -> list[Rule]:
    """Those of the rules that no other one of them replaces."""
    return [rule for rule in rules if not any(other.stands_in_for(rule) for other in rules)]


def today() -> date:
    """The day in the zone that people live in."""
    return timezone.localdate()
