"""Who may record what was decided about land: contributors of the owner prepare it, a lead of the owner decides."""

from django.db.models import QuerySet
from django.utils import timezone

from anchors.models import Membership, User
from anchors.wording import listed
from estates.models import Appraisal


def may_decide(appraisal: Appraisal, user: User) -> bool:
    """Whether the person leads in the owner today."""
    return _leads(appraisal).filter(user=user).exists()


def who_decides(appraisal: Appraisal) -> str:
    """Who records its decision, as a sentence for people of the owner."""
    owner = appraisal.plot.site.institution.name
    names = [lead.user.name for lead in _leads(appraisal)]
    if not names:
        return f"Only a lead of {owner} records the decision, and it has none now. Write to us to have one named."
    return f"Only a lead of {owner} records the decision: {listed(names, 'or')}."


def _leads(appraisal: Appraisal) -> "QuerySet[Membership]":
    leads = Membership.objects.in_force(timezone.localdate()).filter(role=Membership.Role.LEAD)
    return (
        leads.filter(institution=appraisal.plot.site.institution_id)
        .select_related("user")
        .order_by("user__name")
    )
