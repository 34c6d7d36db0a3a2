"""Loading a postcode directory: 2.6 million rows, streamed into a stage and joined to what they refer to."""

from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

from anchors.geography.files import ReferenceFileError, Row
from anchors.geography.recognition import Recognised
from anchors.geography.stage import Change

_FORM = "^([A-Z]{1,2}[0-9][0-9A-Z]?|NPT|GIR)[0-9][A-Z]{2}$"
_LEAST_GOOD_SHARE = 0.9


def directory_rows(found: Recognised) -> Iterator[Row]:
    """The columns that are used, without a look at any cell: SQL does that for the whole file at once."""
    places = tuple(found.columns.values())
    picked = itemgetter(*places)
    with found.table.rows() as rows:
        for _ in islice(rows, found.heading):
            pass
        number = found.heading
        try:
            for number, row in enumerate(rows, start=found.heading + 1):
                yield picked(row)
        except IndexError:
            raise ReferenceFileError(
                f"Row {number} has fewer columns than the headings. The file is cut short; download it again."
            ) from None


def load_directory(cursor: CursorWrapper, found: Recognised) -> Change:
    """Postcodes with local authority and small areas. A directory overwrites; derived tables only fill gaps.

    Columns that the file does not have stay as they are. A code that no loaded place has leaves the local
    authority to the small area. Rows without a postcode in Royal Mail's form are refused when they are many.
    """
    _resolve(cursor)
    cursor.execute("SELECT count(*), (SELECT count(*) FROM stage) FROM incoming")
    good, total = cursor.fetchone()
    if good < _LEAST_GOOD_SHARE * total:
        raise ReferenceFileError(
            f"Only {good:,} of its {total:,} rows have a postcode. Expected a directory with one postcode a row."
        )
    columns = {"local_authority_id": ("authority", "old", "new"), "small_area_2011_id": ("old",)}
    columns |= {"small_area_2021_id": ("new",), "terminated": ("ended",)}
    present = [name for name, fields in columns.items() if not set(fields).isdisjoint(found.columns)]
    changed = _update(cursor, present, is_final=found.kind.code == "postcodes")
    added = _insert(cursor)
    if "region" in found.columns:
        _place_in_regions(cursor)
    return Change(added, changed, good - added - changed)


def unplaced(cursor: CursorWrapper) -> int:
    """How many rows of the staged directory name a local authority that is not loaded."""
    cursor.execute(
        """
        SELECT coalesce(sum(n), 0) FROM (SELECT authority, count(*) AS n FROM stage GROUP BY 1) s
        WHERE authority ~ '^[EWSN]' AND authority !~ '^.99999999$'
          AND NOT EXISTS (SELECT FROM anchors_place p WHERE p.code = s.authority)
        """
    )
    return int(cursor.fetchone()[0])


def _resolve(cursor: CursorWrapper) -> None:
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute("DROP TABLE IF EXISTS incoming")
    cursor.execute(
        """
        CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
        SELECT s.code, coalesce(p.id, new.local_authority_id, old.local_authority_id) AS local_authority_id,
               old.id AS small_area_2011_id, new.id AS small_area_2021_id, s.terminated
        FROM (
            SELECT upper(replace(postcode, ' ', '')) AS code, authority, old, new,
                   CASE WHEN ended ~ '^[12][0-9]{5}$' THEN ended::int END AS terminated
            FROM stage
        ) s
        LEFT JOIN anchors_place p ON p.code = s.authority
        LEFT JOIN anchors_smallarea old ON old.code = s.old AND old.vintage = 2011
        LEFT JOIN anchors_smallarea new ON new.code = s.new AND new.vintage = 2021
        WHERE s.code ~ %s
        """,
        [_FORM],
    )
    cursor.execute("ANALYZE incoming")


def _update(cursor: CursorWrapper, columns: list[str], *, is_final: bool) -> int:
    cursor.execute("SELECT EXISTS (SELECT FROM anchors_postcode)")
    if not cursor.fetchone()[0]:
        return 0
    value = "s.{0}" if is_final else "coalesce(t.{0}, s.{0})"
    values = [sql.SQL(value).format(sql.Identifier(name)) for name in columns]
    sets = [sql.SQL("{} = {}").format(sql.Identifier(name), new) for name, new in zip(columns, values, strict=True)]
    cursor.execute(
        sql.SQL(
            "UPDATE anchors_postcode t SET {} FROM incoming s WHERE t.code = s.code AND ({}) IS DISTINCT FROM ({})"
        ).format(
            sql.SQL(", ").join(sets),
            sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in columns),
            sql.SQL(", ").join(values),
        )
    )
    return int(cursor.rowcount)


def _insert(cursor: CursorWrapper) -> int:
    cursor.execute(
        """
        INSERT INTO anchors_postcode (code, local_authority_id, small_area_2011_id, small_area_2021_id, terminated)
        SELECT s.code, s.local_authority_id, s.small_area_2011_id, s.small_area_2021_id, s.terminated
        FROM incoming s WHERE NOT EXISTS (SELECT FROM anchors_postcode t WHERE t.code = s.code)
        ON CONFLICT DO NOTHING
        """
    )
    return int(cursor.rowcount)


def _place_in_regions(cursor: CursorWrapper) -> None:
    """Hang local authorities and counties that are only known to be in England below their region."""
    cursor.execute(
        """
        WITH seen AS (SELECT authority, region, count(*) AS n FROM stage WHERE region LIKE 'E12%' GROUP BY 1, 2),
        placed AS (
            SELECT p.id, p.parent_id, upper.kind AS upper_kind, r.id AS region_id, seen.n
            FROM seen JOIN anchors_place p ON p.code = seen.authority JOIN anchors_place r ON r.code = seen.region
            JOIN anchors_place upper ON upper.id = p.parent_id
        ),
        wanted AS (
            SELECT CASE WHEN upper_kind = 'county' THEN parent_id ELSE id END AS id, region_id, sum(n) AS n
            FROM placed WHERE upper_kind IN ('county', 'country') GROUP BY 1, 2
        )
        UPDATE anchors_place t SET parent_id = best.region_id
        FROM (SELECT DISTINCT ON (id) id, region_id FROM wanted ORDER BY id, n DESC) best, anchors_place country
        WHERE t.id = best.id AND t.parent_id = country.id AND country.kind = 'country'
        """
    )
