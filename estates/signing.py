"""The principles that partners sign for disposals: writing them, signing, taking a signature back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from anchors.models import AnchorInstitution, System, User
from estates.models import DisposalPrinciples, PrinciplesSignature


@transaction.atomic
def write_principles(system: System, *, title: str, sentences: Sequence[str], by: User) -> DisposalPrinciples:
    """Put a text in force. The one before ends today and keeps its signatures; the new one has none yet."""
    System.objects.select_for_update().get(pk=system.pk)
    today = timezone.localdate()
    standing = DisposalPrinciples.objects.filter(system=system, valid_to=None).first()
    if standing is not None and (standing.title, standing.sentences) == (title, list(sentences)):
        return standing
    if standing is not None:
        standing.valid_to = today
        standing.save(update_fields=["valid_to"])
    made: DisposalPrinciples = DisposalPrinciples.objects.create(
        system=system, title=title, sentences=list(sentences), valid_from=today, made_by=by
    )
    return made


@transaction.atomic
def sign(
    principles: DisposalPrinciples, institution: AnchorInstitution, *, signed_by: str, on: date, by: User
) -> PrinciplesSignature:
    """The institution's signature, once; the one that stands if there is one."""
    DisposalPrinciples.objects.select_for_update().get(pk=principles.pk)
    signature: PrinciplesSignature
    signature, _ = PrinciplesSignature.objects.get_or_create(
        principles=principles, institution=institution, withdrawn_on=None,
        defaults={"signed_by": signed_by, "signed_on": on, "by": by},
    )  # fmt: skip
    return signature


def take_back_signature(signature: PrinciplesSignature) -> None:
    """The institution does not stand by it any more; the row says since when."""
    if signature.withdrawn_on is None:
        signature.withdrawn_on = timezone.localdate()
        signature.save(update_fields=["withdrawn_on"])
