"""Rolling lines up into facts: after a load, before an undo, and when decisions, places or overrides change."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from anchors.models import Upload
from anchors.uploads import Loaded

Values = dict[str, list[int]]
"""Ids of the institutions whose facts they are, and of uploads where only some are meant."""
_BY_UPLOAD = ("spendfact", "categoryfact", "supplierfact")
_ROLL = """
    CREATE TEMP TABLE rolled ON COMMIT DROP AS
    SELECT k.institution_id, l.upload_id, l.ym, k.supplier_id, k.category_id, coalesce(o.reason, k.reason) AS reason,
           CASE WHEN o.id IS NULL THEN k.rule_id END AS rule_id, o.id IS NOT NULL AS is_overridden, s.place_id,
           s.is_abroad, s.is_redacted, s.basis, s.imd2019_decile, s.imd2025_decile, l.lines, l.pence, l.credit_pence
    FROM (SELECT l.upload_id, l.ym, l.key_id, l.override_id, count(*)::int AS lines,
                 sum(l.amount_pence)::bigint AS pence,
                 coalesce(sum(l.amount_pence) FILTER (WHERE l.amount_pence < 0), 0)::bigint AS credit_pence
          FROM procurement_spendline l WHERE {where} GROUP BY 1, 2, 3, 4) l
    JOIN procurement_spendkey k ON k.id = l.key_id AND k.institution_id = ANY(%(institutions)s)
    JOIN procurement_supplier s ON s.id = k.supplier_id AND s.institution_id = ANY(%(institutions)s)
    LEFT JOIN procurement_override o ON o.id = l.override_id"""
"""Keys and suppliers are named by institution too: else the whole of those tables is read for one upload."""
_SPEND = """
    INSERT INTO procurement_spendfact (institution_id, upload_id, ym, reason, place_id, is_abroad, is_redacted, basis,
        imd2019_decile, imd2025_decile, lines, pence, credit_pence)
    SELECT institution_id, upload_id, ym, reason, place_id, is_abroad, is_redacted, basis, imd2019_decile,
           imd2025_decile, sum(lines), sum(pence)::bigint, sum(credit_pence)::bigint
    FROM rolled GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"""
_CATEGORY = "institution_id, category_id, reason, rule_id, is_overridden, place_id, is_abroad, is_redacted"
_CATEGORIES = f"""
    INSERT INTO procurement_categoryfact (upload_id, {_CATEGORY}, months, lines, pence)
    SELECT upload_id, {_CATEGORY}, array_agg(ym), array_agg(lines), array_agg(pence)
    FROM (SELECT upload_id, {_CATEGORY}, ym, sum(lines)::int AS lines, sum(pence)::bigint AS pence
          FROM rolled GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 OFFSET 0) month
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9"""
_SUPPLIERS = """
    INSERT INTO procurement_supplierfact
        (institution_id, upload_id, supplier_id, category_id, reason, months, lines, pence, credit_pence)
    SELECT institution_id, upload_id, supplier_id, category_id, reason,
           array_agg(ym), array_agg(lines), array_agg(pence), array_agg(credit_pence)
    FROM rolled GROUP BY 1, 2, 3, 4, 5"""
_SUPPLIER = "institution_id, supplier_id, reason"
_TOTAL = """
    WITH fact AS MATERIALIZED (
        SELECT id, {columns}, months, lines, pence, min(id) OVER (PARTITION BY {columns}) AS first
        FROM procurement_{name}fact WHERE {by} IN (SELECT {by} FROM touched)
    )
    INSERT INTO procurement_{name}total ({columns}, months, lines, pence)
    SELECT {columns}, total.months, total.lines, total.pence
    FROM (SELECT first, array_agg(ym ORDER BY ym) AS months, array_agg(lines ORDER BY ym) AS lines,
                 array_agg(pence ORDER BY ym) AS pence
          FROM (SELECT first, ym, (sum(sum(lines)::int) OVER running)::int AS lines,
                       (sum(sum(pence)) OVER running)::bigint AS pence
                FROM (SELECT first, unnest(months) AS ym, unnest(lines) AS lines, unnest(pence) AS pence FROM fact) f
                GROUP BY 1, 2 WINDOW running AS (PARTITION BY first ORDER BY ym)) month
          GROUP BY 1) total
    JOIN fact ON fact.id = total.first"""
"""Facts that differ in upload alone go by the first of them: months are sorted by two numbers, not by ten columns."""
_TOTALS = (
    _TOTAL.format(name="category", columns=_CATEGORY, by="institution_id"),
    _TOTAL.format(name="supplier", columns=_SUPPLIER, by="supplier_id"),
)


def add_facts(upload: Upload) -> None:
    """Roll up the lines of an upload that has no facts yet."""
    with transaction.atomic(), connection.cursor() as cursor:
        _touch(cursor, "false", {})
        _add_facts(cursor, *_of(upload))


def remove_facts(upload: Upload) -> None:
    """Take the facts of an upload away; its lines are the caller's."""
    with transaction.atomic(), connection.cursor() as cursor:
        _remove_facts(cursor, *_of(upload))
        _total(cursor)


def rebuild_facts(institution_ids: Iterable[int], upload_ids: Iterable[int] | None = None) -> None:
    """Roll lines up again after decisions, places or overrides changed; all uploads unless some are named."""
    where, values = "l.institution_id = ANY(%(institutions)s)", {"institutions": list(institution_ids)}
    if upload_ids is not None:
        where, values = f"{where} AND l.upload_id = ANY(%(uploads)s)", values | {"uploads": list(upload_ids)}
    with transaction.atomic(), connection.cursor() as cursor:
        _remove_facts(cursor, where, values)
        _add_facts(cursor, where, values)


def loaded_of(upload: Upload) -> Loaded:
    """How many lines and how much money of an upload are in the books."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(lines), 0)::bigint, coalesce(sum(pence), 0)::bigint
               FROM procurement_spendfact WHERE upload_id = %s""",
            [upload.pk],
        )
        lines, pence = cursor.fetchone()
    return Loaded(lines, pence)


def _of(upload: Upload) -> tuple[str, Values]:
    """What chooses the lines or facts of one upload."""
    return "l.upload_id = ANY(%(uploads)s)", {"institutions": [upload.institution_id], "uploads": [upload.pk]}


def _remove_facts(cursor: CursorWrapper, where: str, values: Values) -> None:
    """Delete the chosen facts of uploads and remember whose totals have to be made anew."""
    _touch(cursor, where, values)
    for table in _BY_UPLOAD:
        cursor.execute(f"DELETE FROM procurement_{table} l WHERE {where}", values)


def _add_facts(cursor: CursorWrapper, where: str, values: Values) -> None:
    """Roll the chosen lines up once, make the facts of uploads from that, and the totals from those."""
    cursor.execute(_ROLL.format(where=where), values)
    cursor.execute("SET LOCAL enable_sort = off")  # grouping by ten columns takes a third as long by hashing
    for statement in (_SPEND, _CATEGORIES, _SUPPLIERS):
        cursor.execute(statement)
    cursor.execute("SET LOCAL enable_sort = on")
    cursor.execute("INSERT INTO touched SELECT DISTINCT institution_id, supplier_id FROM rolled")
    cursor.execute("DROP TABLE rolled")
    _total(cursor)


def _touch(cursor: CursorWrapper, where: str, values: Values) -> None:
    cursor.execute(
        f"""CREATE TEMP TABLE touched ON COMMIT DROP AS
            SELECT DISTINCT institution_id, supplier_id FROM procurement_supplierfact l WHERE {where}""",
        values,
    )


def _total(cursor: CursorWrapper) -> None:
    """Make the totals of the suppliers touched, and of their institutions' categories, anew."""
    cursor.execute("ANALYZE touched")
    # One upload touches few of all suppliers; what is known of them lies near, since it was written together.
    cursor.execute("SET LOCAL enable_nestloop = on")
    cursor.execute("SET LOCAL random_page_cost = 1.1")
    for table, column in (("categorytotal", "institution_id"), ("suppliertotal", "supplier_id")):
        cursor.execute(f"DELETE FROM procurement_{table} WHERE {column} IN (SELECT {column} FROM touched)")
    for statement in _TOTALS:
        cursor.execute(statement)
    cursor.execute("DROP TABLE touched")
