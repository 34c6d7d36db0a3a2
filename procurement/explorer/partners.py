# ruff: noqa: S608 - the SQL is put together from constants of this package; values are always parameters
"""The whole system as an institution's people may see it: summed with the others, never so that one can be told.

Reliability rule ISO-14: an aggregate shown to an institution holds at least three *other* institutions and none of
them has more than 85% of it. It is applied to the smallest cells that the figures are made of (a month, influenceable
or not, local or elsewhere or not known), so that no difference of two shown figures breaks it either: a sum of safe
cells is safe. A month with one unsafe cell is left out of every figure, and the page says so.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from anchors.models import AnchorInstitution, Parameter, System, User
from anchors.periods import Period
from procurement.analysis import Band, Influence, PlaceSpend, is_safe_to_show
from procurement.explorer.places import BAND_SQL
from procurement.explorer.view import SpendView, latest_period

Cell = tuple[bool, str]
Key = TypeVar("Key", bound=Hashable)
CELLS: tuple[Cell, ...] = tuple(
    (is_open, place) for is_open in (True, False) for place in ("local", "uk", "unknown")
)
"""Influenceable or not, and local, elsewhere or not known."""

_CELLS = f"""
    SELECT institution_id, ym, reason = 'OPEN',
           CASE WHEN band IN ('local', 'unknown') THEN band ELSE 'uk' END, sum(pence)::bigint
    FROM (SELECT institution_id, ym, reason, pence, {BAND_SQL} AS band FROM procurement_spendfact
          WHERE institution_id = ANY(%(institutions)s) AND ym BETWEEN %(first)s AND %(last)s) fact
    GROUP BY 1, 2, 3, 4"""


@dataclass(frozen=True)
class SystemAggregate:
    """The system's figures over the months that may be shown; none at all when no month may."""

    institutions: int
    period: Period
    months: tuple[int, ...]
    left_out: tuple[int, ...]
    influence: Influence
    places: PlaceSpend
    influenceable_places: PlaceSpend


def system_aggregate(view: SpendView, user: User) -> SystemAggregate | None:
    """The whole system beside an institution's own figures; None where the rule is not set or nobody else supplied."""
    today = timezone.localdate()
    least = Parameter.objects.value_on("contributor-rule-least", today)
    most = Parameter.objects.value_on("contributor-rule-most", today)
    if view.system is None or least is None or most is None:
        return None
    members = _members(view.system)
    period = latest_period(members)
    if period is None:
        return None
    cells = _cells(members, period, view)
    own = set(user.institution_ids())
    months = safe_months(cells, own, least=int(least), most=most)
    everybody = {institution for ym in months for institution in cells[ym]}
    return SystemAggregate(
        institutions=len(everybody),
        period=period,
        months=tuple(sorted(months)),
        left_out=tuple(sorted(set(cells) - set(months))),
        influence=Influence(_sums(cells, months, lambda cell: "OPEN" if cell[0] else "CLOSED")),
        places=PlaceSpend(_sums(cells, months, lambda cell: Band(cell[1]))),
        influenceable_places=PlaceSpend(
            _sums(cells, months, lambda cell: Band(cell[1]) if cell[0] else None)
        ),
    )


Cells = Mapping[int, Mapping[int, Mapping[Cell, int]]]
"""Pence by month, institution and cell; an institution that supplied nothing in a month is absent from it."""


def safe_months(cells: Cells, own: Iterable[int], *, least: int, most: Decimal) -> list[int]:
    """The months whose every cell may be shown to somebody who knows the figures of the institutions in `own`."""
    mine = set(own)
    found = []
    for ym, by_institution in cells.items():
        others = [figures for institution, figures in by_institution.items() if institution not in mine]
        if all(
            is_safe_to_show((each.get(cell, 0) for each in others), least=least, most=most) for cell in CELLS
        ):
            found.append(ym)
    return found


def _members(system: System) -> list[int]:
    today = timezone.localdate()
    return list(AnchorInstitution.objects.in_system(system, today).values_list("pk", flat=True))


def _cells(members: list[int], period: Period, view: SpendView) -> Cells:
    found: dict[int, dict[int, dict[Cell, int]]] = defaultdict(lambda: defaultdict(dict))
    values = view.places.values | {"institutions": members, "first": period.first, "last": period.last}
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, values)
        for institution, ym, is_open, place, pence in cursor.fetchall():
            found[ym][institution][is_open, place] = pence
    return found


def _sums(cells: Cells, months: Iterable[int], key_of: Callable[[Cell], Key | None]) -> dict[Key, int]:
    sums: dict[Key, int] = defaultdict(int)
    for ym in months:
        for figures in cells[ym].values():
            for cell, pence in figures.items():
                key = key_of(cell)
                if key is not None:
                    sums[key] += pence
    return sums
