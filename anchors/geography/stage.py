"""Rows on their way into a reference table: COPY into a stage, then only what is new or different is written."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import psycopg2
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

from anchors.geography.files import ReferenceFileError

_BATCH = 20_000


@dataclass(frozen=True)
class Change:
    """How many records a load added, changed and found as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Change") -> "Change":
        """Both together."""
        return Change(
            self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged
        )


class _Feed:
    """Rows as the text that COPY reads, a batch at a time, so that memory stays flat."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self._rows = iter(rows)
        self.failure: Exception | None = None

    def read(self, _size: int = -1) -> str:
        """The next batch as CSV; empty at the end."""
        text = io.StringIO()
        try:
            csv.writer(text, lineterminator="\n").writerows(islice(self._rows, _BATCH))
        except Exception as failure:
            self.failure = failure
            raise
        return text.getvalue()

    readline = read


def stage(
    cursor: CursorWrapper,
    columns: Mapping[str, str],
    present: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> int:
    """Put rows into a temporary table `stage`; empty cells are null. Returns the number of rows.

    `columns` maps every column to its type; `present` names those that the rows have, in order; the others are
    null throughout. Raises ReferenceFileError for a cell that is not of its column's type.
    """
    cursor.execute("DROP TABLE IF EXISTS stage")
    declared = sql.SQL(", ").join(
        sql.SQL("{} " + kind).format(sql.Identifier(name)) for name, kind in columns.items()
    )
    cursor.execute(sql.SQL("CREATE TEMPORARY TABLE stage ({}) ON COMMIT DROP").format(declared))
    names = sql.SQL(", ").join(map(sql.Identifier, present))
    copy = sql.SQL("COPY stage ({}) FROM STDIN (FORMAT csv)").format(names)
    feed = _Feed(rows)
    try:
        cursor.copy_expert(copy, feed)
    except psycopg2.DataError as error:
        first_line = str(error).partition("\n")[0]
        raise ReferenceFileError(f"A cell does not hold what its heading says ({first_line}).") from error
    except psycopg2.Error:
        if feed.failure:  # the driver hides what happened while rows were read
            raise feed.failure from None
        raise
    count = int(cursor.rowcount)
    cursor.execute("ANALYZE stage")
    return count


def merge(
    cursor: CursorWrapper,
    table: str,
    source: str,
    *,
    key: Sequence[str],
    overwrite: Sequence[str] = (),
    fill: Sequence[str] = (),
) -> Change:
    """Bring a table up to what a query gives, touching only rows that change.

    `source` is a SELECT of the key and the columns; a row whose key stands there twice counts once. `overwrite`
    columns take the new value unless it is null, `fill` columns only where nothing is known yet. Of two
    files that disagree, one overwrites and the other fills, so that the order in which they come changes nothing.
    """
    columns = (*key, *overwrite, *fill)
    cursor.execute("DROP TABLE IF EXISTS incoming")
    cursor.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT DISTINCT ON ({}) * FROM ({}) AS source"
        ).format(_listed("", key), sql.SQL(source))
    )
    total = cursor.rowcount
    changed = _update(cursor, table, key, _new_values(overwrite, fill))
    cursor.execute(
        sql.SQL(
            "INSERT INTO {} ({}) SELECT {} FROM incoming s WHERE NOT EXISTS (SELECT FROM {} t WHERE {})"
        ).format(
            sql.Identifier(table),
            _listed("", columns),
            _listed("s.", columns),
            sql.Identifier(table),
            _matched(key),
        )
    )
    added = cursor.rowcount
    return Change(added, changed, total - added - changed)


def _new_values(overwrite: Sequence[str], fill: Sequence[str]) -> dict[str, sql.Composable]:
    values: dict[str, sql.Composable] = {}
    for name in overwrite:
        values[name] = sql.SQL("coalesce(s.{0}, t.{0})").format(sql.Identifier(name))
    for name in fill:
        # A name that is not known is empty text, everything else is null.
        known = "nullif(t.{0}, '')" if name == "name" else "t.{0}"
        values[name] = sql.SQL(f"coalesce({known}, s.{{0}})").format(sql.Identifier(name))
    return values


def _update(cursor: CursorWrapper, table: str, key: Sequence[str], values: dict[str, sql.Composable]) -> int:
    if not values:
        return 0
    statement = sql.SQL("UPDATE {} t SET {} FROM incoming s WHERE {} AND ({}) IS DISTINCT FROM ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in values.items()
        ),
        _matched(key),
        _listed("t.", tuple(values)),
        sql.SQL(", ").join(values.values()),
    )
    cursor.execute(statement)
    return int(cursor.rowcount)


def _listed(prefix: str, names: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.SQL(prefix) + sql.Identifier(name) for name in names)


def _matched(key: Sequence[str]) -> sql.Composable:
    return sql.SQL(" AND ").join(sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in key)
