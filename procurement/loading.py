"""From accepted lines to the books: COPY into a stage, keys for what is distinct, one INSERT … SELECT, facts.

Decisions are made once per distinct combination of supplier, category and department instead of once per line,
and narrow lines go in by one statement; `make bench` measures what that costs beside a bare COPY. Everything here
runs inside the caller's transaction; all SQL that writes lines is in this file.
"""

from typing import Any, cast

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Sum

from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period
from anchors.uploads import Loaded, Repeats, register_loader
from procurement.classification import apply_overrides, decide_keys
from procurement.ingest import CLEAN_COLUMNS
from procurement.location import locate_suppliers
from procurement.matching import is_redacted, normalised_name
from procurement.models import SpendFact
from procurement.rollup import add_facts, loaded_of

_TYPES = {"source_row": "int", "source_sheet": "int", "payment_date": "date", "amount_pence": "bigint"}
_SHARED = (
    "supplier", "supplier_reference", "postcode", "company_number", "charity_number",
    "category", "department", "procurement_class",
)  # fmt: skip
_FINGERPRINT = """hashtextextended(
    concat_ws(chr(31), s.payment_date, s.amount_pence, upper(s.supplier), s.transaction_number, s.category,
              s.department), 0)"""


class SpendLoader:
    """What loading a spend file means; see `anchors.uploads.Loader`."""

    def repeats(self, upload: Upload) -> Repeats:
        """Lines of the file that other uploads already brought, counted with multiplicity."""
        with transaction.atomic(), connection.cursor() as cursor:
            if not _meets_earlier_lines(cursor, upload):
                return Repeats(0, 0, ())
            _stage(cursor, upload)
            _count_earlier(cursor, upload)
            cursor.execute(
                f"""
                WITH mine AS (
                    SELECT {_FINGERPRINT} AS fingerprint, s.amount_pence, count(*) AS n
                    FROM stage s GROUP BY 1, 2
                )
                SELECT coalesce(sum(least(mine.n, earlier.n)), 0)::bigint,
                       coalesce(sum(least(mine.n, earlier.n) * mine.amount_pence), 0)::bigint
                FROM mine JOIN earlier USING (fingerprint)
                """
            )
            lines, pence = cursor.fetchone()
            cursor.execute(
                f"""
                SELECT DISTINCT unnest(earlier.uploads)
                FROM stage s JOIN earlier ON earlier.fingerprint = {_FINGERPRINT} ORDER BY 1
                """
            )
            uploads = tuple(row[0] for row in cursor.fetchall())
            cursor.execute("DROP TABLE stage, earlier")
        return Repeats(lines, pence, uploads)

    def load(self, upload: Upload) -> Loaded:
        """Add the accepted lines, leaving out repeats unless the uploader chose to keep them."""
        with connection.cursor() as cursor:
            _plan_for_new_rows(cursor)
            leave_out_repeats = not upload.keep_repeats and _meets_earlier_lines(cursor, upload)
            _stage(cursor, upload)
            _find_combinations(cursor, upload)
            if leave_out_repeats:
                _count_earlier(cursor, upload)
            _insert_lines(cursor, upload, leave_out_repeats=leave_out_repeats)
            cursor.execute("DROP TABLE stage, combination" + (", earlier" if leave_out_repeats else ""))
        apply_overrides(upload.institution, upload)
        add_facts(upload)
        return loaded_of(upload)

    def unload(self, upload: Upload) -> None:
        """Delete the upload's lines and facts."""
        with connection.cursor() as cursor:
            for table in ("spendline", "spendfact", "locationfact", "supplierfact"):
                cursor.execute(f"DELETE FROM procurement_{table} WHERE upload_id = %s", [upload.pk])

    def months(self, institution: AnchorInstitution, period: Period) -> dict[int, Loaded]:
        """What the books hold for the institution by month; months without lines are missing."""
        facts = SpendFact.objects.filter(institution=institution, ym__range=(period.first, period.last))
        rows = facts.values_list("ym").annotate(Sum("lines"), Sum("pence")).order_by("ym")
        return {ym: Loaded(lines, pence) for ym, lines, pence in rows}


def _plan_for_new_rows(cursor: CursorWrapper) -> None:
    """Keep the planner from nested loops: its statistics do not know the rows that this transaction writes."""
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.execute("SET LOCAL enable_nestloop = off")


def _stage(cursor: CursorWrapper, upload: Upload) -> None:
    columns = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in CLEAN_COLUMNS)
    cursor.execute(f"CREATE TEMP TABLE stage ({columns}) ON COMMIT DROP")
    with upload.clean_path.open("rb") as clean:
        _driver(cursor).copy_expert(
            "COPY stage FROM STDIN (FORMAT csv, HEADER true, FORCE_NOT_NULL *)", clean
        )
    if "procurement_class" in upload.found["columns"]:
        # Some publishers say what a payment was for only by a procurement class, beside a category never filled in.
        cursor.execute(
            """UPDATE stage SET category = procurement_class
               WHERE NOT EXISTS (SELECT FROM stage WHERE category <> '')"""
        )


def _driver(cursor: CursorWrapper) -> Any:
    """The psycopg2 cursor below Django's wrapper: COPY is not in Django's interface."""
    return cast("Any", cursor).cursor


def _meets_earlier_lines(cursor: CursorWrapper, upload: Upload) -> bool:
    """Whether another upload has lines in the months of this file; if not, nothing can be repeated."""
    months = [int(ym) for ym in upload.found.get("by_month", {})]
    cursor.execute(
        """SELECT EXISTS (SELECT FROM procurement_spendline
                          WHERE institution_id = %s AND ym = ANY(%s) AND upload_id <> %s)""",
        [upload.institution_id, months, upload.pk],
    )
    return bool(cursor.fetchone()[0])


def _count_earlier(cursor: CursorWrapper, upload: Upload) -> None:
    months = [int(ym) for ym in upload.found.get("by_month", {})]
    cursor.execute(
        """CREATE TEMP TABLE earlier ON COMMIT DROP AS
           SELECT fingerprint, count(*) AS n, array_agg(DISTINCT upload_id) AS uploads
           FROM procurement_spendline
           WHERE institution_id = %s AND ym = ANY(%s) AND upload_id <> %s GROUP BY 1""",
        [upload.institution_id, months, upload.pk],
    )


def _find_combinations(cursor: CursorWrapper, upload: Upload) -> None:
    """The distinct combinations of the file with their keys; new suppliers, categories and keys are made."""
    shared = ", ".join(_SHARED)
    cursor.execute(
        f"CREATE TEMP TABLE combination ON COMMIT DROP AS SELECT {shared}, NULL::bigint AS key_id"
        f" FROM stage GROUP BY {shared}"
    )
    cursor.execute("ANALYZE combination")
    suppliers = _add_suppliers(cursor, upload)
    cursor.execute(
        """INSERT INTO procurement_category (institution_id, name)
           SELECT DISTINCT %s::bigint, c.category FROM combination c ON CONFLICT DO NOTHING""",
        [upload.institution_id],
    )
    keys = _add_keys(cursor, upload)
    cursor.execute("ANALYZE combination")
    if suppliers:
        locate_suppliers(upload.institution, suppliers)
    if keys:
        decide_keys(upload.institution, keys)


def _add_suppliers(cursor: CursorWrapper, upload: Upload) -> list[int]:
    cursor.execute(
        """SELECT c.supplier, c.supplier_reference, c.postcode, max(c.company_number), max(c.charity_number)
           FROM combination c
           LEFT JOIN procurement_supplier known ON known.institution_id = %s AND known.name = c.supplier
                AND known.reference = c.supplier_reference AND known.postcode = c.postcode
           WHERE known.id IS NULL GROUP BY 1, 2, 3""",
        [upload.institution_id],
    )
    new = [(*row, normalised_name(row[0]), is_redacted(row[0])) for row in cursor.fetchall()]
    if not new:
        return []
    cursor.execute(
        """INSERT INTO procurement_supplier (institution_id, name, reference, postcode, company_number,
               charity_number, normalised, is_redacted, basis, located_postcode, is_abroad)
           SELECT %s, row.*, 'unknown', '', false
           FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                       %s::bool[]) AS row
           RETURNING id""",
        [upload.institution_id, *(list(column) for column in zip(*new, strict=True))],
    )
    return [row[0] for row in cursor.fetchall()]


def _add_keys(cursor: CursorWrapper, upload: Upload) -> list[int]:
    of_combination = """s.institution_id = %(institution)s AND s.name = c.supplier
        AND s.reference = c.supplier_reference AND s.postcode = c.postcode
        AND t.institution_id = %(institution)s AND t.name = c.category"""
    values = {"institution": upload.institution_id}
    cursor.execute(
        f"""INSERT INTO procurement_spendkey
                (institution_id, supplier_id, category_id, department, procurement_class, reason)
            SELECT DISTINCT %(institution)s::bigint, s.id, t.id, c.department, c.procurement_class, 'OPEN'
            FROM combination c, procurement_supplier s, procurement_category t WHERE {of_combination}
            ON CONFLICT DO NOTHING RETURNING id""",
        values,
    )
    new = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        f"""UPDATE combination c SET key_id = k.id
            FROM procurement_supplier s, procurement_category t, procurement_spendkey k
            WHERE {of_combination} AND k.institution_id = %(institution)s AND k.supplier_id = s.id
                  AND k.category_id = t.id AND k.department = c.department
                  AND k.procurement_class = c.procurement_class""",
        values,
    )
    return new


def _insert_lines(cursor: CursorWrapper, upload: Upload, *, leave_out_repeats: bool) -> None:
    shared = " AND ".join(f"c.{name} = s.{name}" for name in _SHARED)
    source = (
        f"""SELECT s.*, c.key_id, {_FINGERPRINT} AS fingerprint FROM stage s JOIN combination c ON {shared}"""
    )
    if leave_out_repeats:
        source = f"""
            SELECT numbered.* FROM (
                SELECT lines.*, row_number() OVER (
                    PARTITION BY fingerprint ORDER BY source_sheet, source_row) AS occurrence
                FROM ({source}) lines
            ) numbered LEFT JOIN earlier USING (fingerprint) WHERE occurrence > coalesce(earlier.n, 0)"""
    cursor.execute(
        f"""INSERT INTO procurement_spendline (institution_id, upload_id, key_id, payment_date, ym,
                amount_pence, source_row, source_sheet, transaction_number, description, fingerprint)
            SELECT %s, %s, key_id, payment_date,
                   (extract(year FROM payment_date) * 100 + extract(month FROM payment_date))::int,
                   amount_pence, source_row, source_sheet, transaction_number, description, fingerprint
            FROM ({source}) lines""",
        [upload.institution_id, upload.pk],
    )


register_loader("spend", SpendLoader())
