"""Overrides: a person says that the rules are wrong for a supplier or for one payment, and why."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from anchors import wording
from anchors.models import AnchorInstitution, User
from metrics.measuring import request_measuring
from procurement.classification import apply_overrides, hold_books
from procurement.models import Override, SpendLine, Supplier
from procurement.rollup import rebuild_facts


def override_supplier(
    supplier: Supplier,
    *,
    reason: str,
    why: str,
    by: User,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Override:
    """Give every payment to the supplier, dated inside the range, this reason whatever the rules say."""
    override = Override(
        institution=supplier.institution,
        supplier=supplier,
        reason=reason,
        why=why,
        valid_from=valid_from,
        valid_to=valid_to,
        made_by=by,
    )
    return _made(override, by)


def override_line(line: SpendLine, *, reason: str, why: str, by: User) -> Override:
    """Give one payment this reason; it is remembered by its upload, sheet and row."""
    override = Override(
        institution=line.institution,
        line_upload=line.upload_id,
        line_sheet=line.source_sheet,
        line_row=line.source_row,
        reason=reason,
        why=why,
        made_by=by,
    )
    return _made(override, by)


def end_override(override: Override, *, by: User) -> None:
    """From now on the rules decide again, or an older override that still stands. Ending twice ends once."""
    _check_may(by, override.institution)
    with transaction.atomic():
        hold_books([override.institution_id])
        ended = Override.objects.filter(pk=override.pk, ended_at__isnull=True)
        if ended.update(ended_at=timezone.now(), ended_by=by):
            _restate(override.institution)


def overrides_of(supplier: Supplier) -> "list[Override]":
    """All overrides of a supplier, ended ones too, the newest first."""
    return list(supplier.overrides.select_related("made_by", "ended_by").order_by("-pk"))


def _made(override: Override, by: User) -> Override:
    _check_may(by, override.institution)
    with transaction.atomic():
        hold_books([override.institution_id])
        override.save()
        _restate(override.institution)
    return override


def _restate(institution: AnchorInstitution) -> None:
    touched = apply_overrides(institution)
    if touched:
        rebuild_facts([institution.pk], touched)
        reason = f"a decision by hand of {wording.day(timezone.localdate())}"
        request_measuring([institution.pk], reason=reason)


def _check_may(person: User, institution: AnchorInstitution) -> None:
    """Contributors and leads of the institution may; readers look."""
    if not person.institution_ids(contributing=True).filter(institution=institution).exists():
        raise PermissionDenied
