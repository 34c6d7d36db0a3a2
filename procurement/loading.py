"""From accepted lines to the books: keys for what is distinct, one COPY of narrow lines, facts.

Decisions are made once per distinct combination of supplier, category and department instead of once per line; the
check has numbered the combinations, so lines need only their key in place of that number as they pass to the
database. `make bench` measures what that costs beside a bare COPY. Everything here runs inside the caller's
transaction; all SQL that writes lines is in this file.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import compress
from typing import BinaryIO

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Sum

from anchors.ingest.collector import collector_paused
from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period
from anchors.uploads import Loaded, Repeats, register_loader
from metrics.measuring import request_measuring
from procurement.classification import apply_overrides
from procurement.ingest import SHARED, SPEND
from procurement.keys import FileKeys
from procurement.models import SpendFact
from procurement.rollup import add_facts, loaded_of, remove_facts

NUMBER_WIDTH = 8
"""Digits of a combination's number at the start of each accepted line; see `anchors.ingest.writing.Numbers`."""
BYTES_AT_ONCE = 1 << 18
"""Read in one go: after every read this thread waits for its turn while the other one decides keys."""
_TYPES = {
    "combination": "int", "payment_date": "date", "ym": "int", "amount_pence": "bigint", "source_row": "int",
    "source_sheet": "int",
}  # fmt: skip
_IDENTITY = "supplier, category, department, payment_date, amount_pence, transaction_number"
"""What is the same of two lines that are one payment brought twice; suppliers without regard to case."""


class SpendLoader:
    """What loading a spend file means; see `anchors.uploads.Loader`."""

    def repeats(self, upload: Upload) -> Repeats:
        """Lines of the file that other uploads already brought, counted with multiplicity."""
        with transaction.atomic(), connection.cursor() as cursor:
            if not _meets_earlier_lines(cursor, upload):
                return Repeats(0, 0, ())
            _plan_for_new_rows(cursor)
            _read_combinations(cursor, upload)
            _find_repeated(cursor, upload)
            cursor.execute("SELECT count(*), coalesce(sum(amount_pence), 0)::bigint FROM repeated")
            lines, pence = cursor.fetchone()
            cursor.execute("SELECT DISTINCT unnest(uploads) FROM repeated ORDER BY 1")
            uploads = tuple(row[0] for row in cursor.fetchall())
            cursor.execute("DROP TABLE combination, repeated")
        return Repeats(lines, pence, uploads)

    @collector_paused()
    def load(self, upload: Upload) -> Loaded:
        """Add the accepted lines, leaving out repeats unless the uploader chose to keep them."""
        with connection.cursor() as cursor:
            _plan_for_new_rows(cursor)
            _read_combinations(cursor, upload)
            keys = FileKeys(cursor, upload.institution)
            kept = None
            if not upload.keep_repeats and _meets_earlier_lines(cursor, upload):
                kept = _kept(cursor, upload)
            columns = ", ".join(("institution_id", "upload_id", "key_id", *SPEND.clean_columns[1:]))
            statement = f"COPY procurement_spendline ({columns}) FROM STDIN"
            # New keys are decided while the database takes the lines in, which is most of a load.
            with ThreadPoolExecutor(max_workers=1) as beside:
                copied = beside.submit(_copy, cursor, statement, upload, _prefixes(upload, keys), kept)
                keys.decide()
                copied.result()
            keys.write()
            cursor.execute("DROP TABLE combination")
        apply_overrides(upload.institution, upload)
        add_facts(upload)
        _request_measuring(upload, f"upload {upload.pk}")
        return loaded_of(upload)

    def unload(self, upload: Upload) -> None:
        """Delete the upload's lines and facts."""
        _request_measuring(upload, f"undoing upload {upload.pk}")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procurement_spendline WHERE upload_id = %s", [upload.pk])
        remove_facts(upload)

    def months(self, institution: AnchorInstitution, period: Period) -> dict[int, Loaded]:
        """What the books hold for the institution by month; months without lines are missing."""
        facts = SpendFact.objects.filter(institution=institution, ym__range=(period.first, period.last))
        rows = facts.values_list("ym").annotate(Sum("lines"), Sum("pence")).order_by("ym")
        return {ym: Loaded(lines, pence) for ym, lines, pence in rows}


def _request_measuring(upload: Upload, reason: str) -> None:
    """Have the indicators of the upload's months measured once this transaction has committed."""
    months = SpendFact.objects.filter(upload=upload).values_list("ym", flat=True).distinct()
    request_measuring([upload.institution_id], months, reason=reason, upload=upload)


class _Stream:
    """What COPY reads: blocks of lines from an iterator, whatever size it asks for."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks

    def read(self, _size: int = -1) -> bytes:
        return next(self._blocks, b"")


def _copy(
    cursor: CursorWrapper,
    statement: str,
    upload: Upload,
    prefixes: dict[bytes, bytes] | None = None,
    kept: bytearray | None = None,
) -> None:
    """Send the accepted lines to the database.

    `prefixes` holds what stands in the place of each combination's number; `kept` has a 1 for each line that goes in.
    """
    with upload.clean_path.open("rb", buffering=BYTES_AT_ONCE) as clean:
        cursor.copy_expert(statement, _Stream(_blocks(clean, prefixes, kept)))


def _blocks(clean: BinaryIO, prefixes: dict[bytes, bytes] | None, kept: bytearray | None) -> Iterator[bytes]:
    position = 0
    while lines := clean.readlines(BYTES_AT_ONCE):
        first, position = position, position + len(lines)
        if kept is not None:
            lines = list(compress(lines, kept[first:position]))
        if prefixes is not None:
            lines = [prefixes[line[:NUMBER_WIDTH]] + line[NUMBER_WIDTH:] for line in lines]
        if lines:
            yield b"".join(lines)


def _plan_for_new_rows(cursor: CursorWrapper) -> None:
    """Keep the planner from nested loops: its statistics do not know the rows that this transaction writes."""
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.execute("SET LOCAL enable_nestloop = off")


def _read_combinations(cursor: CursorWrapper, upload: Upload) -> None:
    """The distinct combinations of the file, by the numbers that the check gave them."""
    columns = ", ".join(f"{name} text" for name in SHARED)
    cursor.execute(f"CREATE TEMP TABLE combination (number int, {columns}) ON COMMIT DROP")
    with upload.combinations_path.open("rb") as file:
        cursor.copy_expert(f"COPY combination (number, {', '.join(SHARED)}) FROM STDIN", file)
    if "procurement_class" in upload.found["columns"]:
        # Some publishers say what a payment was for only by a procurement class, beside a category never filled in.
        cursor.execute(
            """UPDATE combination SET category = procurement_class
               WHERE NOT EXISTS (SELECT FROM combination WHERE category <> '')"""
        )


def _meets_earlier_lines(cursor: CursorWrapper, upload: Upload) -> bool:
    """Whether another upload has lines in the months of this file; if not, nothing can be repeated."""
    months = [int(ym) for ym in upload.found.get("by_month", {})]
    cursor.execute(
        """SELECT EXISTS (SELECT FROM procurement_spendline
                          WHERE institution_id = %s AND ym = ANY(%s) AND upload_id <> %s)""",
        [upload.institution_id, months, upload.pk],
    )
    return bool(cursor.fetchone()[0])


def _find_repeated(cursor: CursorWrapper, upload: Upload) -> None:
    """The lines of the file that other uploads brought, each as often as they did, by their position in the file."""
    columns = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in SPEND.clean_columns)
    cursor.execute(
        f"CREATE TEMP TABLE stage (position int GENERATED ALWAYS AS IDENTITY, {columns}) ON COMMIT DROP"
    )
    _copy(cursor, f"COPY stage ({', '.join(SPEND.clean_columns)}) FROM STDIN", upload)
    months = [int(ym) for ym in upload.found.get("by_month", {})]
    cursor.execute(
        f"""CREATE TEMP TABLE repeated ON COMMIT DROP AS
            WITH earlier ({_IDENTITY}, n, uploads) AS (
                SELECT upper(s.name), t.name, k.department, l.payment_date, l.amount_pence, l.transaction_number,
                       count(*) AS n, array_agg(DISTINCT l.upload_id) AS uploads
                FROM procurement_spendline l JOIN procurement_spendkey k ON k.id = l.key_id
                JOIN procurement_supplier s ON s.id = k.supplier_id
                JOIN procurement_category t ON t.id = k.category_id
                WHERE l.institution_id = %s AND l.ym = ANY(%s) AND l.upload_id <> %s
                GROUP BY 1, 2, 3, 4, 5, 6
            ), mine ({_IDENTITY}, position, occurrence) AS (
                SELECT upper(c.supplier), c.category, c.department, m.payment_date, m.amount_pence,
                       m.transaction_number, m.position,
                       row_number() OVER (
                           PARTITION BY upper(c.supplier), c.category, c.department, m.payment_date,
                                        m.amount_pence, m.transaction_number
                           ORDER BY m.position) AS occurrence
                FROM stage m JOIN combination c ON c.number = m.combination
            )
            SELECT mine.position, mine.amount_pence, earlier.uploads
            FROM mine JOIN earlier USING ({_IDENTITY})
            WHERE mine.occurrence <= earlier.n""",
        [upload.institution_id, months, upload.pk],
    )
    cursor.execute("DROP TABLE stage")


def _kept(cursor: CursorWrapper, upload: Upload) -> bytearray:
    """A 1 for each accepted line that is not a repeat, in the order of the file."""
    _find_repeated(cursor, upload)
    kept = bytearray(b"\x01") * int(upload.found["accepted"]["lines"])
    cursor.execute("SELECT position FROM repeated")
    while rows := cursor.fetchmany(100_000):
        for (position,) in rows:
            kept[position - 1] = 0
    cursor.execute("DROP TABLE repeated")
    return kept


def _prefixes(upload: Upload, keys: FileKeys) -> dict[bytes, bytes]:
    """What takes the place of each combination's number."""
    return {
        b"%0*d" % (NUMBER_WIDTH, number): b"%d\t%d\t%d" % (upload.institution_id, upload.pk, key)
        for number, key in keys.by_number.items()
    }


register_loader("spend", SpendLoader())
