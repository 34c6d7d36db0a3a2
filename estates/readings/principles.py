"""Who has signed the principles for disposals and who has not: every member of the system, in the order of names."""

from dataclasses import dataclass

from django.utils import timezone

from anchors.models import AnchorInstitution
from estates.models import DisposalPrinciples, PrinciplesSignature


@dataclass(frozen=True)
class Signatory:
    """A member of the system and its standing signature, if any; `before` is the last one that it took back."""

    institution: AnchorInstitution
    signature: PrinciplesSignature | None
    before: PrinciplesSignature | None


def signatories(principles: DisposalPrinciples) -> list[Signatory]:
    """All members today, and others that signed."""
    rows = list(principles.signatures.select_related("institution").order_by("pk"))
    standing = {row.institution_id: row for row in rows if row.withdrawn_on is None}
    former = {row.institution_id: row for row in rows if row.withdrawn_on is not None}
    members = {
        each.pk: each for each in AnchorInstitution.objects.in_system(principles.system, timezone.localdate())
    }
    members |= {row.institution_id: row.institution for row in rows if row.institution_id in standing}
    return [
        Signatory(each, standing.get(key), former.get(key))
        for key, each in sorted(members.items(), key=lambda pair: pair[1].name)
    ]
