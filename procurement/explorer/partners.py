# ruff: noqa: S608 - the SQL is put together from constants of this package; values are always parameters
"""The whole system as an institution's people may see it: summed with the others, never so that one can be told.

Reliability rule ISO-14: an aggregate shown to an institution holds at least three *other* institutions and none of
them has more than 85% of it. It is applied to the smallest cells that the shown figures are made of (a month;
influenceable or not; local, elsewhere or not known), so that no difference of two shown figures breaks it either: a sum
of safe cells is safe. A month with one unsafe cell is left out of every figure, and the page says so.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from anchors.models import AnchorInstitution, Parameter, Place, User
from anchors.periods import Period
from procurement.analysis import OPEN, Band, Influence, PlaceSpend, is_safe_to_show
from procurement.explorer.filters import SpendFilter
from procurement.explorer.months import supplied_months
from procurement.explorer.places import BAND_SQL
from procurement.explorer.view import SpendView, latest_period, spend_view

CLOSED = "CLOSED"
Cell = tuple[bool, str]
Key = TypeVar("Key", bound=Hashable)
Group = frozenset[Cell]
PLACES = ("local", "uk", "unknown")
LEVELS: tuple[tuple[Group, ...], ...] = (
    tuple(frozenset({(is_open, place)}) for is_open in (True, False) for place in PLACES),
    tuple(frozenset((is_open, place) for place in PLACES) for is_open in (True, False)),
    (frozenset((is_open, place) for is_open in (True, False) for place in PLACES),),
)
"""How finely the money is divided: influenceable or not by local, elsewhere and not known; influenceable or not; not.

Only one level is ever shown, the finest at which at least half of the months are safe.
"""

_CELLS = f"""
    SELECT institution_id, ym, reason = 'OPEN',
           CASE WHEN band IN ('local', 'unknown') THEN band ELSE 'uk' END, sum(pence)::bigint
    FROM (SELECT institution_id, ym, reason, pence, {BAND_SQL} AS band FROM procurement_spendfact
          WHERE institution_id = ANY(%(institutions)s) AND ym BETWEEN %(first)s AND %(last)s) fact
    GROUP BY 1, 2, 3, 4"""


@dataclass(frozen=True)
class SystemAggregate:
    """The system's figures over the months that may be shown; no months when none may.

    `local` are the places that count as local to it.
    `influence` and `places` are None where the money may not be divided so finely.
    """

    institutions: int
    period: Period
    months: tuple[int, ...]
    left_out: tuple[int, ...]
    local: tuple[Place, ...]
    total: int
    influence: Influence | None
    places: PlaceSpend | None
    influenceable_places: PlaceSpend | None


def system_aggregate(user: User) -> SystemAggregate | None:
    """The whole system, for one of its institutions' people: always the latest period and the usual local places.

    It takes no filter, because the difference of two filters could be one partner's figure. None where the limits
    of the rule are not set or nobody supplied.
    """
    view = spend_view(user, SpendFilter())
    today = timezone.localdate()
    least = Parameter.objects.value_on("contributor-rule-least", today)
    most = Parameter.objects.value_on("contributor-rule-most", today)
    if view.system is None or least is None or most is None:
        return None
    members = AnchorInstitution.objects.in_system(view.system, today)
    period = latest_period(supplied_months(members.values_list("pk", flat=True)))
    if period is None:
        return None
    cells = _cells(list(members.values_list("pk", flat=True)), period, view)
    level, months = safe_level(cells, view.own, least=int(least), most=most)
    by_place, by_reason = level == 0, level <= 1
    return SystemAggregate(
        institutions=len({institution for ym in months for institution in cells[ym]}),
        period=period,
        months=tuple(sorted(months)),
        left_out=tuple(sorted(set(cells) - set(months))),
        local=view.places.local,
        total=sum(_sums(cells, months, lambda _: True).values()),
        influence=Influence(_sums(cells, months, lambda cell: OPEN if cell[0] else CLOSED))
        if by_reason
        else None,
        places=PlaceSpend(_sums(cells, months, lambda cell: Band(cell[1]))) if by_place else None,
        influenceable_places=PlaceSpend(_sums(cells, months, _open_band)) if by_place else None,
    )


Cells = Mapping[int, Mapping[int, Mapping[Cell, int]]]
"""Pence by month, institution and cell; an institution that supplied nothing in a month is absent from it."""


def safe_level(cells: Cells, own: Iterable[int], *, least: int, most: Decimal) -> tuple[int, list[int]]:
    """The finest level at which at least half of the months may be shown, else the coarsest; and those months."""
    months: list[int] = []
    for level, groups in enumerate(LEVELS):
        months = safe_months(cells, own, groups, least=least, most=most)
        if months and len(months) * 2 >= len(cells):
            return level, months
    return len(LEVELS) - 1, months


def safe_months(
    cells: Cells, own: Iterable[int], groups: Iterable[Group], *, least: int, most: Decimal
) -> list[int]:
    """The months in which every group of cells may be shown to somebody who knows the figures of `own`."""
    mine, groups = set(own), list(groups)
    found = []
    for ym, by_institution in cells.items():
        others = [figures for institution, figures in by_institution.items() if institution not in mine]
        sums = ([sum(each.get(cell, 0) for cell in group) for each in others] for group in groups)
        if all(is_safe_to_show(figures, least=least, most=most) for figures in sums):
            found.append(ym)
    return found


def _open_band(cell: Cell) -> Band | None:
    return Band(cell[1]) if cell[0] else None


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
