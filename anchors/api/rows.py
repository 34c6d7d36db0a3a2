"""Rows as JSON and CSV have them: a serializer names the columns, `values()` reads them.

A model serializer takes three times as long for the same list, so serializers here only describe.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from anchors.wording import rounded

SHARE_PLACES = 6


@extend_schema_field({"type": "string", "format": "decimal", "examples": ["1234.50", "-20.00"]})
class Pounds(serializers.Field[int, int, Decimal, Any]):
    """Pence in the books, written as pounds with two decimals. In JSON a string, so that no client rounds it."""

    def to_representation(self, value: int) -> Decimal:
        return pounds(value)


@extend_schema_field(OpenApiTypes.DOUBLE)
class Share(serializers.Field[Decimal, Decimal, float, Any]):
    """A share between 0 and 1, rounded to six decimals; null where there is nothing to divide by."""

    def to_representation(self, value: Decimal) -> float:
        return share(value)


def pounds(pence: int) -> Decimal:
    """`1234.50`."""
    return Decimal(pence).scaleb(-2).quantize(Decimal("0.01"))


def share(value: Decimal) -> float:
    """The nearest number of six decimals."""
    return float(rounded(value, SHARE_PLACES))


class Row(serializers.Serializer[Any]):
    """The columns of a list, each with its `source` in the model; see `columns`."""


def columns(shape: type[Row]) -> dict[str, str]:
    """Column to the lookup that reads it; one with source "*" is made by the endpoint."""
    fields = shape().fields.items()
    return {name: str(field.source).replace(".", "__") for name, field in fields if field.source != "*"}


def read(rows: QuerySet[Model], lookups: Mapping[str, str]) -> QuerySet[Model, dict[str, Any]]:
    """The rows as dictionaries of lookups."""
    return rows.values(*dict.fromkeys(lookups.values()))


def writer(shape: type[Row]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What turns a row of lookups into a row of columns; only money and shares are written differently."""
    lookups = [*columns(shape).items()]
    fields = shape().fields.items()
    changes = {name: field.to_representation for name, field in fields if isinstance(field, Pounds | Share)}

    def written(row: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: row[lookup] for name, lookup in lookups}
        for name, change in changes.items():
            if found[name] is not None:
                found[name] = change(found[name])
        return found

    return written
