"""Overrides: a person says that the rules are wrong for a supplier or for one payment, and why."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from anchors import wording
from anchors.models import AnchorInstitution, User
from metrics.measuring import request_measuring
from procurement.classification import apply_overrides, hold_books, spelling_ids
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
    """Give every payment to the supplier, dated inside the range, this reason whatever the rules say.

    It holds for every spelling of it that the institution's ledger has, or gets with a later upload: see
    `classification.spelling_ids`.
    """
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


def overrides_of(supplier: Supplier) -> list[Override]:
    """All overrides of a supplier under any spelling, ended ones too, the newest first."""
    found = Override.objects.filter(supplier__in=spelling_ids(supplier))
    return list(found.select_related("made_by", "ended_by", "supplier").order_by("-pk"))


@dataclass(frozen=True)
class Covered:
    """The payments that an override covers, or would: how many, what they come to, the names that they are under."""

    lines: int
    pence: int
    names: tuple[str, ...]


def covered_by(override: Override) -> Covered:
    """What an override covers today."""
    return _covered(override.lines.all())


def payments_to(supplier: Supplier) -> Covered:
    """What an override of the supplier without dates would cover."""
    return _covered(SpendLine.objects.filter(key__supplier__in=spelling_ids(supplier)))


def _covered(lines: QuerySet[SpendLine]) -> Covered:
    found = lines.aggregate(lines=Count("pk"), pence=Sum("amount_pence"))
    names = lines.order_by("key__supplier__name").values_list("key__supplier__name", flat=True).distinct()
    return Covered(found["lines"], found["pence"] or 0, tuple(names))


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
