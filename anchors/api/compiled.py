# ruff: noqa: S608 - put together from statements that Django made; values are always parameters
"""Statements that go with every request: made into SQL once, and planned by the database once a connection.

For a nested rule Django takes longer to make the SQL, and the database to plan it, than to answer it.
Like cursors on the server, this needs a connection of one's own: no pooler that shares one between transactions.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Model, QuerySet

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Compiled:
    """A query with one thing left open, which is asked many times."""

    name: str
    sql: str

    @classmethod
    def of(cls, rows: QuerySet[Model, Any], placeholder: object) -> Self:
        """A `values_list` in which the placeholder stands for what is asked each time, and stands nowhere else."""
        sql, given = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            raw: Any = cursor.cursor
            written = [b"$1" if each == placeholder else raw.mogrify("%s", [each]) for each in given]
        return cls._named(sql % tuple(each.decode() for each in written))

    def gathered(self) -> Self:
        """The same as one value: its rows as a JSON array, in text; None for no rows."""
        return self._named(f"SELECT json_agg(row)::text FROM ({self.sql}) row")

    def along_with(self, other: Self, person: str) -> Self:
        """The same with one more column, the answer of another statement about the person in one of the columns."""
        about = other.sql.replace("$1", f"(SELECT {person} FROM first)")
        return self._named(f"WITH first AS MATERIALIZED ({self.sql}) SELECT first.*, ({about}) FROM first")

    @classmethod
    def _named(cls, sql: str) -> Self:
        return cls(f"anchors_{hashlib.sha256(sql.encode()).hexdigest()[:16]}", sql)

    def rows(self, value: str | int) -> Sequence[tuple[Any, ...]]:
        """The answer for one value."""
        with connection.cursor() as cursor:
            known = _prepared.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute(f"PREPARE {self.name} AS {self.sql}")
                known.add(self.name)
            cursor.execute(f"EXECUTE {self.name} (%s)", [value])
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
