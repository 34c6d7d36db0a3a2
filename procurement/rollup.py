"""Rolling lines up into facts: after a load, and again when decisions, places or overrides change."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from anchors.models import Upload
from anchors.uploads import Loaded


def add_facts(upload: Upload) -> None:
    """Roll up the lines of an upload that has no facts yet."""
    _add_facts("l.upload_id = %s", [upload.pk])


def rebuild_facts(institution_ids: Iterable[int], upload_ids: Iterable[int] | None = None) -> None:
    """Roll lines up again after decisions, places or overrides changed; all uploads unless some are named."""
    where, values = "l.institution_id = ANY(%s)", [list(institution_ids)]
    if upload_ids is not None:
        where, values = f"{where} AND l.upload_id = ANY(%s)", [*values, list(upload_ids)]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("spendfact", "locationfact", "supplierfact"):
            cursor.execute(f"DELETE FROM procurement_{table} l WHERE {where}", values)
        _add_facts(where, values)


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


def _add_facts(where: str, values: Sequence[Any]) -> None:
    """Roll the chosen lines up once, and from that make the three tables of facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH rolled AS MATERIALIZED (
                    SELECT l.institution_id, l.upload_id, l.ym, k.category_id, k.supplier_id,
                           coalesce(o.reason, k.reason) AS reason, o.id IS NOT NULL AS is_overridden,
                           s.place_id,
                           s.is_abroad, s.is_redacted, s.basis, s.imd2019_decile, s.imd2025_decile,
                           l.lines, l.pence, l.credit_pence
                    FROM (SELECT l.institution_id, l.upload_id, l.ym, l.key_id, l.override_id,
                                 count(*) AS lines,
                                 sum(l.amount_pence) AS pence, sum(least(l.amount_pence, 0)) AS credit_pence
                          FROM procurement_spendline l WHERE {where} GROUP BY 1, 2, 3, 4, 5) l
                    JOIN procurement_spendkey k ON k.id = l.key_id
                    JOIN procurement_supplier s ON s.id = k.supplier_id
                    LEFT JOIN procurement_override o ON o.id = l.override_id
                ), spend AS (
                    INSERT INTO procurement_spendfact (institution_id, upload_id, ym, category_id, reason,
                        is_overridden, place_id, is_abroad, is_redacted, lines, pence, credit_pence)
                    SELECT institution_id, upload_id, ym, category_id, reason, is_overridden, place_id,
                           is_abroad, is_redacted, sum(lines), sum(pence), sum(credit_pence)
                    FROM rolled GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
                ), location AS (
                    INSERT INTO procurement_locationfact (institution_id, upload_id, ym, reason, place_id,
                        is_abroad, is_redacted, basis, imd2019_decile, imd2025_decile, lines, pence)
                    SELECT institution_id, upload_id, ym, reason, place_id, is_abroad, is_redacted, basis,
                           imd2019_decile, imd2025_decile, sum(lines), sum(pence)
                    FROM rolled GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
                )
                INSERT INTO procurement_supplierfact
                    (institution_id, upload_id, ym, supplier_id, category_id, reason, lines, pence)
                SELECT institution_id, upload_id, ym, supplier_id, category_id, reason, sum(lines), sum(pence)
                FROM rolled GROUP BY 1, 2, 3, 4, 5, 6""",
            values,
        )
