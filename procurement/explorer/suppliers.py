# ruff: noqa: S608 - the SQL is put together from constants of this package; values are always parameters
"""Suppliers by money: rankings, concentration, one supplier's spellings. Names that differ in form only are one.

Redacted names are never listed, ranked or counted; they stay in the whole that shares are taken of.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from anchors.models import Place
from anchors.periods import Period
from procurement.analysis import CLES_SUPPLIERS, TOP_SUPPLIERS, Band, Concentration
from procurement.explorer.filters import BAND_WORDS
from procurement.explorer.places import BAND_SQL
from procurement.explorer.view import SpendView
from procurement.models import LocationBasis, Supplier, SupplierTotal

_TOTALS = """
    SELECT supplier_id, reason, lines[upto] - coalesce(lines[before], 0) AS lines,
           pence[upto] - coalesce(pence[before], 0) AS pence
    FROM (SELECT *, width_bucket(%(first)s - 1, months) AS before, width_bucket(%(last)s, months) AS upto
          FROM procurement_suppliertotal WHERE institution_id = ANY(%(institutions)s) OFFSET 0) total
    WHERE upto > before OFFSET 0"""
"""`OFFSET 0` keeps the steps apart: each array is looked into once, and only two numbers of it are joined."""
_OF_CATEGORIES = """
    SELECT f.supplier_id, f.reason, m.lines, m.pence
    FROM procurement_supplierfact f, unnest(f.months, f.lines, f.pence) AS m (ym, lines, pence)
    WHERE f.institution_id = ANY(%(institutions)s) AND f.category_id = ANY(%(categories)s)
      AND m.ym BETWEEN %(first)s AND %(last)s"""
_MONEY = f"""
    WITH money AS (
        SELECT m.*, s.normalised, s.institution_id, s.place_id IS NOT NULL OR s.is_abroad AS is_placed
        FROM ({{source}}) m JOIN procurement_supplier s ON s.id = m.supplier_id
        WHERE NOT s.is_redacted AND (%(reasons)s::text[] IS NULL OR m.reason = ANY(%(reasons)s))
          AND (%(suppliers)s::bigint[] IS NULL OR m.supplier_id = ANY(%(suppliers)s))
          AND (%(band)s::text IS NULL OR {BAND_SQL} = %(band)s)
    )"""
_RANKING = f"""{_MONEY}, supplier AS (
        SELECT normalised, sum(pence)::bigint AS pence,
               coalesce(sum(pence) FILTER (WHERE reason = 'OPEN'), 0)::bigint AS open_pence,
               sum(lines)::bigint AS lines, count(*) OVER () AS count
        FROM money WHERE normalised LIKE %(wanted)s GROUP BY 1
        ORDER BY 2 DESC, 1 LIMIT %(limit)s OFFSET %(offset)s
    ), spelling AS (
        SELECT normalised, supplier_id, institution_id, is_placed, sum(money.pence) AS pence
        FROM money JOIN supplier USING (normalised) GROUP BY 1, 2, 3, 4
    )
    SELECT (array_agg(spelling.supplier_id ORDER BY is_placed DESC, spelling.pence DESC, spelling.supplier_id))[1],
           supplier.pence, supplier.open_pence, supplier.lines, count(DISTINCT institution_id), supplier.count
    FROM supplier JOIN spelling USING (normalised)
    GROUP BY normalised, supplier.pence, supplier.open_pence, supplier.lines, supplier.count
    ORDER BY supplier.pence DESC, normalised"""
_CONCENTRATION = f"""{_MONEY},
    ranked AS (SELECT sum(pence) AS pence, row_number() OVER (ORDER BY sum(pence) DESC) AS place
               FROM money GROUP BY normalised)
    SELECT count(*), coalesce(sum(pence) FILTER (WHERE place <= %(top)s), 0)::bigint,
           coalesce(sum(pence) FILTER (WHERE place <= %(cles)s), 0)::bigint FROM ranked"""
_SPELLINGS = f"""{_MONEY}
    SELECT supplier_id, sum(pence)::bigint, sum(lines)::bigint FROM money GROUP BY supplier_id, is_placed
    ORDER BY is_placed DESC, 2 DESC, supplier_id"""


@dataclass(frozen=True)
class SupplierSpend:
    """A supplier's money in a view. Name, place and basis are those of its largest spelling with a known place."""

    supplier: Supplier
    pence: int
    influenceable_pence: int
    lines: int
    institutions: int
    band: Band


@dataclass(frozen=True)
class SupplierRanking:
    """One page of suppliers, largest first, and how many there are."""

    suppliers: tuple[SupplierSpend, ...]
    count: int


@dataclass(frozen=True)
class Spelling:
    """One way in which one institution's ledger writes a supplier, and its money in the view."""

    supplier: Supplier
    pence: int
    lines: int


def supplier_ranking(
    view: SpendView, *, search: str = "", limit: int = 50, offset: int = 0
) -> SupplierRanking:
    """Suppliers of a view by net money. `search` finds words of a name, whatever their case."""
    words = "%".join(_literal(word) for word in search.upper().split())
    rows = _rows(_RANKING, view, wanted=f"%{words}%" if words else "%", limit=limit, offset=offset)
    known = _suppliers(row[0] for row in rows)
    ranked = tuple(
        SupplierSpend(known[key], pence, open_pence, lines, institutions, band_of(view, known[key]))
        for key, pence, open_pence, lines, institutions, _ in rows
    )
    return SupplierRanking(ranked, rows[0][5] if rows else 0)


def concentration_of(view: SpendView, whole: int) -> Concentration:
    """How much of `whole`, the view's total, its largest suppliers have."""
    count, top, cles = _rows(_CONCENTRATION, view, top=TOP_SUPPLIERS, cles=CLES_SUPPLIERS)[0]
    return Concentration(count, {TOP_SUPPLIERS: top, CLES_SUPPLIERS: cles}, whole)


def spellings(view: SpendView) -> tuple[Spelling, ...]:
    """The spellings of the view's supplier, those with a known place first, then by money."""
    rows = _rows(_SPELLINGS, view)
    known = _suppliers(row[0] for row in rows)
    return tuple(Spelling(known[key], pence, lines) for key, pence, lines in rows)


def months_paid(view: SpendView) -> Period | None:
    """The first to the last month in which anybody in the view paid its supplier, whatever the view's own months."""
    totals = SupplierTotal.objects.filter(supplier__in=view.supplier_ids or ())
    months = [ym for each in totals.values_list("months", flat=True) for ym in each]
    return Period(min(months), max(months)) if months else None


def band_of(view: SpendView, supplier: Supplier) -> Band:
    """Where a supplier lies, seen from the view's local places."""
    return view.places.band_of(
        supplier.place_id, is_abroad=supplier.is_abroad, is_redacted=supplier.is_redacted
    )


def place_words(supplier: Supplier) -> str:
    """Where a supplier is, in words."""
    if supplier.is_abroad:
        return "Outside the UK"
    place: Place | None = supplier.place
    return place.name if place else "Not known"


def band_words(view: SpendView, supplier: Supplier) -> str:
    """The place and what it is for the view: "Marsh: local places"."""
    band = band_of(view, supplier)
    place = place_words(supplier)
    return place if band in (Band.UNKNOWN, Band.ABROAD) else f"{place}: {_begun_small(BAND_WORDS[band])}"


def _begun_small(words: str) -> str:
    return words[:1].lower() + words[1:]


def basis_words(supplier: Supplier) -> str:
    """How we know where it is."""
    return LocationBasis(supplier.basis).label


def _suppliers(keys: Any) -> dict[int, Supplier]:
    return Supplier.objects.select_related("place", "institution").in_bulk(list(keys))


def _rows(sql: str, view: SpendView, **values: str | int) -> list[tuple[Any, ...]]:
    source = _TOTALS if view.category_ids is None else _OF_CATEGORIES
    with connection.cursor() as cursor:
        cursor.execute(sql.format(source=source), view.values | values)
        return list(cursor.fetchall())


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
