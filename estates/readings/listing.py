"""What the lists of estates have in common: words that are searched for, and the order that is asked for."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def having_words(found: "QuerySet[Row]", text: str, columns: Collection[str]) -> "QuerySet[Row]":
    """Rows with every word of a text somewhere in these columns."""
    for word in text.split():
        either = Q()
        for name in columns:
            either |= Q(**{f"{name}__icontains": word})
        found = found.filter(either)
    return found


def order_of(sort: str, lookups: Mapping[str, str], *, then: str = "name") -> list[Any]:
    """What to order by: the column asked for, unknown ones last; then by name, then as they were entered."""
    name = sort.lstrip("-")
    if not name:
        return [then, "pk"]
    column = F(lookups.get(name, name))
    first = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
    return [first, then, "pk"]
