"""Payment lines: only for people with a role in the institution that made them, whoever else may read its totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from anchors.filters import FilterError
from anchors.models import User
from procurement.analysis import Band, pounds
from procurement.explorer.filters import BAND_WORDS, SpendFilter
from procurement.explorer.suppliers import band_of, basis_words, place_words
from procurement.explorer.view import SpendView, spend_view
from procurement.models import Reason, SpendLine

LINES_ON_A_PAGE = 50
EXPORT_HEADINGS = (
    "Institution", "Date paid", "Supplier", "Supplier number", "Category", "Department", "Publisher's own class",
    "Transaction number", "Description", "Amount (£)", "Reason code", "Reason", "Rule", "Overridden by",
    "Overridden on", "Why it was overridden", "Place", "Place code", "Where it is for us", "How we know the place",
    "Upload", "Sheet", "Row",
)  # fmt: skip


@dataclass(frozen=True)
class LinePage:
    """Some lines, newest first, and the key of the next page (empty on the last)."""

    lines: tuple[SpendLine, ...]
    next_key: str


def lines_view(user: User, spend_filter: SpendFilter) -> SpendView:
    """The view of a filter over institutions whose lines the person may see. Http404 for any other."""
    own = tuple(spend_view(user, SpendFilter()).readable)
    ids = set(user.institution_ids())
    slugs = [institution.slug for institution in own if institution.pk in ids]
    if not slugs or not set(slugs) >= set(spend_filter.institutions):
        raise Http404
    return spend_view(user, spend_filter.but(institutions=spend_filter.institutions or tuple(slugs)))


def spend_lines(user: User, view: SpendView, search: str = "") -> "QuerySet[SpendLine]":
    """The lines of a view, newest first, with all that `reason_of` and a table need."""
    lines = SpendLine.objects.visible_to(user).filter(institution__in=view.institution_ids)
    if view.period is None:
        return lines.none()
    lines = lines.filter(ym__range=(view.period.first, view.period.last))
    if view.category_ids is not None:
        lines = lines.filter(key__category__in=view.category_ids)
    if view.supplier_ids is not None:
        lines = lines.filter(key__supplier__in=view.supplier_ids)
    if (reasons := view.filter.reasons) is not None:
        by_rule = Q(override__isnull=True, key__reason__in=reasons)
        lines = lines.filter(by_rule | Q(override__reason__in=reasons))
    if view.filter.band is not None:
        lines = lines.filter(_in_band(view, view.filter.band))
    for word in search.split():
        lines = lines.filter(
            Q(key__supplier__name__icontains=word)
            | Q(description__icontains=word)
            | Q(transaction_number__icontains=word)
            | Q(key__category__name__icontains=word)
        )
    return lines.select_related(
        "institution", "key__supplier__place", "key__category", "key__rule", "override__made_by", "upload"
    ).order_by("-ym", "-payment_date", "-pk")


def reason_of(line: SpendLine) -> Reason:
    """Why it can or cannot be influenced now: what a person decided, else what the rules say."""
    return Reason(line.override.reason if line.override else line.key.reason)


def page_of_lines(lines: "QuerySet[SpendLine]", after: str = "", size: int = LINES_ON_A_PAGE) -> LinePage:
    """One page; `after` is the key that the page before gave."""
    if after:
        day, number = _key(after)
        lines = lines.filter(ym__lte=day.year * 100 + day.month).filter(
            Q(payment_date__lt=day) | Q(payment_date=day, pk__lt=number)
        )
    found = list(lines[: size + 1])
    has_more = len(found) > size
    last = found[size - 1] if has_more else None
    return LinePage(tuple(found[:size]), f"{last.payment_date:%Y%m%d}-{last.pk}" if last else "")


def export_rows(view: SpendView, lines: "QuerySet[SpendLine]") -> Iterator[tuple[Any, ...]]:
    """Every line as a row under `EXPORT_HEADINGS`, read as it is sent, with the reason and what it rests on."""
    for line in lines.iterator(chunk_size=2000):
        key, override = line.key, line.override
        supplier = key.supplier
        yield (
            line.institution.name, line.payment_date, supplier.name, supplier.reference, key.category.name,
            key.department, key.procurement_class, line.transaction_number, line.description,
            pounds(line.amount_pence), reason_of(line).value, reason_of(line).label,
            key.rule.title if key.rule and not override else "",
            (override.made_by.name if override.made_by else "Not known") if override else "",
            override.made_at.date() if override else None, override.why if override else "",
            place_words(supplier), supplier.place.code if supplier.place else "",
            BAND_WORDS[band_of(view, supplier)], basis_words(supplier),
            line.upload_id, line.source_sheet + 1, line.source_row,
        )  # fmt: skip


def _in_band(view: SpendView, band: Band) -> Q:
    supplier = "key__supplier__"
    redacted = Q(**{f"{supplier}is_redacted": True})
    abroad = Q(**{f"{supplier}is_abroad": True})
    nowhere = Q(**{f"{supplier}place__isnull": True})
    if band == Band.UNKNOWN:
        return redacted | (nowhere & ~abroad)
    if band == Band.ABROAD:
        return abroad & ~redacted
    if band == Band.UK:
        near = [key for each in (Band.LOCAL, Band.SYSTEM, Band.REGION) for key in view.places.ids(each)]
        return ~redacted & ~nowhere & ~Q(**{f"{supplier}place__in": near})
    return ~redacted & Q(**{f"{supplier}place__in": view.places.ids(band)})


def _key(after: str) -> tuple[date, int]:
    day, _, number = after.partition("-")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        raise FilterError(
            "after", "That page of payments does not exist. Start again from the first page."
        ) from None
