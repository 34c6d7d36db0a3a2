"""Which months an institution has supplied: those that hold a fair part of what it usually pays in a month.

A ledger extract often carries a payment or two of some other month: an invoice dated years ago, a typing error. Such a
*stray* month is in every total, but it is no month that the institution has supplied. The usual month is the one of
which half of all payments lie in months at least as large, so that no number of stray months can move it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from anchors.models import Parameter

LEAST_SHARE = "supplied-month-least-share"
"""The parameter: how large a part of the usual month's payments a month must have."""


@dataclass(frozen=True)
class SuppliedMonths:
    """An institution's months that count as supplied, and the stray ones."""

    months: frozenset[int] = frozenset()
    stray: frozenset[int] = frozenset()


def supplied_months(institution_ids: Iterable[int]) -> dict[int, SuppliedMonths]:
    """The months of each of the institutions that has any payment."""
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT institution_id, ym, sum(lines)::bigint FROM procurement_spendfact
               WHERE institution_id = ANY(%s) GROUP BY 1, 2""",
            [list(institution_ids)],
        )
        for institution, ym, count in cursor.fetchall():
            lines[institution][ym] = count
    least = least_share()
    return {institution: sorted_out(by_month, least) for institution, by_month in lines.items()}


def sorted_out(lines: Mapping[int, int], least: Decimal) -> SuppliedMonths:
    """Months by their number of payments: those with at least the share `least` of the usual month, and the rest."""
    usual, whole, counted = 0, sum(lines.values()), 0
    for usual in sorted(lines.values(), reverse=True):
        counted += usual
        if counted * 2 >= whole:
            break
    months = frozenset(ym for ym, count in lines.items() if count >= least * usual)
    return SuppliedMonths(months, frozenset(lines) - months)


def least_share() -> Decimal:
    """The parameter's value today; without one every month with a payment counts."""
    return Parameter.objects.value_on(LEAST_SHARE, timezone.localdate()) or Decimal(0)
