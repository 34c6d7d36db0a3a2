# ruff: noqa: S608 - the SQL is put together from constants of this module; values are always parameters
"""Rows of the two tables of measurements as endpoints read them, numbers and moments as text.

SQL by hand: making it takes Django longer than the database takes to answer, and reading a number only to write it
again as long as both. Whose rows they are is said by `Reach`, which asks the one rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from metrics.api.asking import FigureQuestion
from metrics.api.reach import Reach

CHUNK = 2000
NUMBERS = "m.first, m.last, m.numerator::text, m.denominator::text, m.source_version, m.computed_at::text"
OF_INSTITUTIONS = f"m.indicator, m.institution_id, NULL, {NUMBERS}"
OF_PLACES_TOO = (
    f"m.indicator, m.institution_id, (SELECT code FROM anchors_place WHERE id = m.place_id), {NUMBERS}"
)
KEY = ("m.indicator", "m.first", "m.last", "m.id")
Condition = tuple[str, Sequence[Any]]
Row = tuple[Any, ...]
"""Indicator, institution (id), place (GSS code), first and last month, numerator, denominator, source version, when
computed; behind these what is of one of the tables, and last the number of the row."""


@dataclass(frozen=True)
class Selection:
    """Rows of a table. `key` tells them apart and orders them, upwards if those behind a row are `past` it by `>`."""

    columns: str
    table: str
    key: tuple[str, ...]
    past: str
    conditions: tuple[str, ...]
    values: tuple[Any, ...]

    def page(self, limit: int, position: Sequence[Any] | None) -> list[Row]:
        """So many rows from the first on, or from behind a position: values of the key."""
        conditions, behind = self.conditions, tuple(position or ())
        if behind:
            conditions += (f"({', '.join(self.key)}) {self.past} ({', '.join(['%s'] * len(behind))})",)
        with connection.cursor() as cursor:
            cursor.execute(f"{self._sql(conditions)} LIMIT %s", (*self.values, *behind, limit))
            found: list[Row] = cursor.fetchall()
            return found

    def whole(self) -> Iterator[Row]:
        """All rows, read while they are sent."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._sql(self.conditions), self.values)
            while rows := cursor.fetchmany(CHUNK):
                yield from rows

    def _sql(self, conditions: Sequence[str]) -> str:
        way = "ASC" if self.past == ">" else "DESC"
        order = ", ".join(f"{name} {way}" for name in self.key)
        return f"SELECT {self.columns} FROM {self.table} m WHERE {' AND '.join(conditions)} ORDER BY {order}"


def standing(reach: Reach, asked: FigureQuestion) -> Selection:
    """Measurements that hold, in order."""
    columns = f"{_columns(reach)}, m.id"
    return Selection(columns, "metrics_measurement", KEY, ">", *_asked(reach, asked))


def former(reach: Reach, asked: FigureQuestion) -> Selection:
    """What measurements were, with when and why they changed and whether nothing came after; newest change first."""
    columns = f"{_columns(reach)}, m.replaced_at, m.reason, m.is_gone, m.id"
    return Selection(columns, "metrics_formermeasurement", ("m.id",), "<", *_asked(reach, asked))


def given_of_areas(reach: Reach, asked: FigureQuestion) -> Selection:
    """Measurements of the places that are asked for themselves, which no institution's sum holds."""
    codes = [each.key for each in asked.subjects if each.kind == "place"]
    of_areas = "m.place_id IN (SELECT id FROM anchors_place WHERE code = ANY(%s)) AND m.indicator = ANY(%s)"
    parts = [(of_areas, [codes, [*reach.submitted]]), *_narrowed(asked)]
    return Selection(f"{OF_PLACES_TOO}, m.id", "metrics_measurement", KEY, ">", *_apart(parts))


def _columns(reach: Reach) -> str:
    return OF_PLACES_TOO if reach.submitted else OF_INSTITUTIONS


def _asked(reach: Reach, asked: FigureQuestion) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """Conditions and their values: what may be read, narrowed to what is asked."""
    readable: Condition = ("m.institution_id = ANY(%s)", [[*reach.institutions]])
    if reach.submitted:
        readable = (
            "(m.institution_id = ANY(%s) OR m.place_id IS NOT NULL AND m.indicator = ANY(%s))",
            [[*reach.institutions], [*reach.submitted]],
        )
    found = [readable, *_narrowed(asked)]
    if asked.subjects:
        found.append(("m.institution_id = ANY(%s)", [[key for each in asked.subjects for key in each.ids]]))
    return _apart(found)


def _narrowed(asked: FigureQuestion) -> Iterator[Condition]:
    if asked.codes is not None:
        yield "m.indicator = ANY(%s)", [asked.codes]
    if asked.period is not None:
        yield "m.first >= %s AND m.last <= %s", [asked.period.first, asked.period.last]


def _apart(found: Sequence[Condition]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    return tuple(text for text, _ in found), tuple(value for _, values in found for value in values)
