# ruff: noqa: S608 - the SQL is put together from constants of this lever; values are always parameters
"""What each institution has month by month, for all asked institutions at once: what the indicators are made of.

Local places are those of an institution's own system today (for a body that another took over, its successor's;
without a system, its home). Facts and formulas are those of the spend pages.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from anchors import wording
from anchors.models import (
    AnchorInstitution,
    Place,
    Succession,
    System,
    SystemMembership,
    Upload,
    User,
    in_force,
)
from anchors.periods import Period
from metrics.registry import Asked, Cut, Shared, Whole
from procurement.analysis import DEPRIVED_DECILES, TOP_SUPPLIERS, pounds
from procurement.explorer import SystemAggregate, system_aggregate
from procurement.explorer.places import BAND_SQL, PlaceBands, PlaceTree
from procurement.explorer.summary import Money
from procurement.models import RuleChange

ASKED = "institution_id = ANY(%(institutions)s) AND (%(months)s::int[] IS NULL OR ym = ANY(%(months)s))"
Row = tuple[Any, ...]

_BY_BAND = f"""
    SELECT institution_id, ym, reason, {BAND_SQL} AS band, sum(pence)::bigint
    FROM procurement_spendfact WHERE {ASKED} GROUP BY 1, 2, 3, 4"""
_BY_DECILE = f"""
    SELECT institution_id, ym, coalesce(sum(pence) FILTER (WHERE imd2025_decile = ANY(%(deciles)s)), 0)::bigint,
           sum(pence)::bigint
    FROM procurement_spendfact WHERE {ASKED} AND imd2025_decile IS NOT NULL AND NOT is_redacted GROUP BY 1, 2"""
_LINES_BY_RULE = f"""
    SELECT institution_id, ym, sum(month.lines) FILTER (WHERE is_overridden OR rule_id IS NOT NULL), sum(month.lines)
    FROM procurement_categoryfact, unnest(months, lines) AS month (ym, lines) WHERE {ASKED} GROUP BY 1, 2"""
_CUTS = """
    WITH cut AS MATERIALIZED (
        SELECT * FROM unnest(%(numbers)s::int[], %(institutions)s::bigint[], %(yms)s::int[])
                      AS month (number, institution_id, ym))"""
_LARGEST = f"""{_CUTS}, spelling AS MATERIALIZED (
        SELECT s.id, name.id AS name_id FROM procurement_supplier s JOIN (
            SELECT normalised, min(id) AS id FROM procurement_supplier
            WHERE institution_id = ANY(%(everybody)s) GROUP BY 1) name USING (normalised)
        WHERE s.institution_id = ANY(%(everybody)s) AND NOT s.is_redacted
    ), money AS MATERIALIZED (
        SELECT institution_id, unnest(t.months) AS ym, name_id, unnest(t.pence) - unnest(0::bigint || t.pence) AS pence
        FROM procurement_suppliertotal t JOIN spelling ON spelling.id = t.supplier_id
        WHERE institution_id = ANY(%(everybody)s)
    ), ranked AS (
        SELECT number, sum(pence) AS pence, row_number() OVER (PARTITION BY number ORDER BY sum(pence) DESC) AS place
        FROM money JOIN cut USING (institution_id, ym) GROUP BY number, name_id)
    SELECT number, sum(pence)::bigint FROM ranked WHERE place <= %(top)s GROUP BY 1"""
_TOTAL = f"""{_CUTS}
    SELECT number, sum(pence)::bigint FROM procurement_spendfact JOIN cut USING (institution_id, ym) GROUP BY 1"""
_SUPPLIED = f"""
    SELECT f.institution_id, f.ym, (min(u.loaded_at) AT TIME ZONE %(zone)s)::date
    FROM (SELECT DISTINCT institution_id, ym, upload_id FROM procurement_spendfact WHERE {ASKED}) f
    JOIN anchors_upload u ON u.id = f.upload_id WHERE u.loaded_at IS NOT NULL GROUP BY 1, 2"""


class Books(NamedTuple):
    """The money of one institution in one month, and whether any place counts as local to it."""

    institution: int
    ym: int
    money: Money
    has_local: bool


def sources(asked: Asked) -> Mapping[int, str]:
    """The newest upload in each institution's books and the day of its newest rules."""
    uploads = Upload.objects.filter(
        institution__in=asked.institutions, kind="spend", state=Upload.State.LOADED
    )
    newest = dict(uploads.values_list("institution").annotate(Max("pk")).order_by())
    changes = RuleChange.objects.filter(state=RuleChange.State.APPLIED).order_by()
    own = dict(changes.filter(institution__in=newest).values_list("institution").annotate(Max("applied_at")))
    shared = dict(changes.filter(system__isnull=False).values_list("system").annotate(Max("applied_at")))
    systems = _systems_of(newest)
    return {
        key: f"uploads to {upload}, {_rules_words(own.get(key), shared.get(systems.get(key)))}"
        for key, upload in newest.items()
    }


def _rules_words(*moments: Any) -> str:
    known = [moment for moment in moments if moment is not None]
    if not known:
        return "rules as shipped"
    return f"rules of {wording.day(timezone.localtime(max(known)).date())}"


def books(asked: Asked) -> list[Books]:
    """The money of each institution and month, by reason and band: one query for each set of local places."""
    found: dict[tuple[int, int], Money] = defaultdict(Money)
    with_local: set[int] = set()
    for bands, institutions in asked.once(local_places):
        if bands.local:
            with_local.update(institutions)
        for key, ym, reason, band, pence in _rows(_BY_BAND, institutions, asked.months, **bands.values):
            found[key, ym].add(reason, band, pence)
    return [Books(key, ym, money, key in with_local) for (key, ym), money in found.items()]


def local_places(asked: Asked) -> list[tuple[PlaceBands, list[int]]]:
    """The institutions with spending, by the places that are local to them."""
    supplied = [
        row[0]
        for row in _select(
            """SELECT institution.id FROM unnest(%(institutions)s::bigint[]) AS institution (id)
               WHERE EXISTS (SELECT FROM procurement_spendfact WHERE institution_id = institution.id)""",
            {"institutions": list(asked.institutions)},
        )
    ]
    tree, today, systems = PlaceTree(), timezone.localdate(), _systems_of(supplied)
    areas = {
        system.pk: list(system.local_authorities(today))
        for system in System.objects.filter(pk__in=systems.values())
    }
    together: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for key, home in AnchorInstitution.objects.filter(pk__in=supplied).values_list("pk", "home_place"):
        members = tuple(place.pk for place in areas.get(systems.get(key, 0), ()))
        together[members or ((home,) if home else ())].append(key)
    return [
        (_bands(tree, places, areas.get(systems.get(institutions[0], 0), ())), institutions)
        for places, institutions in together.items()
    ]


def _bands(tree: PlaceTree, local: Iterable[int], system: Iterable[Place]) -> PlaceBands:
    return tree.bands([tree.by_id[key] for key in local if key in tree.by_id], system)


def _systems_of(institutions: Iterable[int]) -> dict[int, int]:
    """The system that each institution belongs to today, else that of the body that took it over."""
    ids, today = list(institutions), timezone.localdate()
    members = SystemMembership.objects.filter(in_force(today))
    found = dict(members.filter(institution__in=ids).order_by("-pk").values_list("institution", "system"))
    gone = Succession.objects.filter(predecessor__in=set(ids) - found.keys()).order_by("on")
    for before, after in gone.values_list("predecessor", "successor"):
        system = members.filter(institution=after).values_list("system", flat=True).first()
        if system is not None:
            found[before] = system
    return found


def of_deciles(asked: Asked) -> list[Row]:
    """Institution, month, pence in the most deprived fifth of areas, pence with a known decile (2025 indices)."""
    return _rows(_BY_DECILE, asked.institutions, asked.months, deciles=list(DEPRIVED_DECILES))


def of_rules(asked: Asked) -> list[Row]:
    """Institution, month, payments that a rule or a person decided (None for none), payments."""
    return _rows(_LINES_BY_RULE, asked.institutions, asked.months)


def of_largest(asked: Asked) -> dict[tuple[int, int], int]:
    """Pence of the ten largest suppliers of each month, by institution and month; nothing for none."""
    months = [(each.institution, each.ym) for each in asked.once(books)]
    largest = _of_cuts(_LARGEST, [Cut((key,), Period(ym, ym)) for key, ym in months], top=TOP_SUPPLIERS)
    return {months[number]: pence for number, pence in largest.items()}


def of_supply(asked: Asked) -> list[Row]:
    """Institution, month, the day on which payments of the month were first added."""
    return _rows(_SUPPLIED, asked.institutions, asked.months, zone=timezone.get_default_timezone_name())


def largest_together(cuts: Sequence[Cut]) -> dict[Cut, Whole]:
    """The ten largest suppliers of institutions together over a whole period, and all their money, in two queries."""
    largest = _of_cuts(_LARGEST, cuts, top=TOP_SUPPLIERS)
    totals = _of_cuts(_TOTAL, cuts)
    return {
        cuts[number]: Whole(pounds(largest.get(number, 0)), pounds(total)) for number, total in totals.items()
    }


def _of_cuts(sql: str, cuts: Sequence[Cut], **values: Any) -> dict[int, int]:
    """What a statement over `_CUTS` gives, by the place of the cut in the list."""
    months = [
        (number, institution, ym)
        for number, cut in enumerate(cuts)
        for institution, ym in product(cut.institutions, cut.period.months)
    ]
    if not months:
        return {}
    numbers, institutions, yms = map(list, zip(*months, strict=True))
    asked = {"numbers": numbers, "institutions": institutions, "yms": yms}
    rows = _select(sql, {**asked, "everybody": sorted(set(institutions)), **values})
    return dict(rows)


def shared(
    figures: Callable[[SystemAggregate], tuple[int, int | None] | None],
) -> Callable[[User], Shared | None]:
    """The whole system as its institutions' people may see it, by the contributor rule of the spend pages.

    `figures` gives numerator and denominator in pence, or None where the money may not be divided so finely. None
    where nobody supplied, and where no limits of the rule are set.
    """

    def of(user: User) -> Shared | None:
        system = system_aggregate(user)
        if system is None:
            return None
        found = figures(system) if system.months else None
        numerator, denominator = (None if part is None else pounds(part) for part in found or (None, None))
        return Shared(numerator, denominator, system.period, system.months, system.institutions)

    return of


def _rows(
    sql: str, institutions: Sequence[int], months: Sequence[int] | None, **values: Any
) -> list[tuple[Any, ...]]:
    asked = {"institutions": list(institutions), "months": None if months is None else list(months)}
    return _select(sql, asked | values)


def _select(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
