"""What a person may read of measurements, and the version of them all: asked in the query that finds the token.

The rule is `metrics.models.readable_institutions` and nothing else. Making SQL of it takes Django far longer than the
database takes to answer, so the SQL is made once a day, for a placeholder, and asked with the person's own number.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from anchors.api.compiled import Compiled
from anchors.models import Token, User
from metrics.models import FormerMeasurement, Measurement, SubmittedIndicator, readable_institutions
from metrics.registry import definitions_version, indicators

NOBODY = -7_031_964
"""Stands for the person in the SQL; no row has this number."""


@dataclass(frozen=True)
class Reach:
    """What the database told, as JSON: nothing of it is looked at where only the version is wanted."""

    told: str | None

    @property
    def version(self) -> str:
        """It changes with any measurement, with whose figures the person may read, and with any definition."""
        return hashlib.sha256(f"{definitions_version()} {self.told}".encode()).hexdigest()

    @cached_property
    def institutions(self) -> Mapping[int, tuple[str, str | None]]:
        """Readable ones: id to slug and GSS code of its seat."""
        return {row["pk"]: (row["slug"], row["home_place__code"]) for row in self._rows}

    @cached_property
    def submitted(self) -> Mapping[str, str]:
        """Codes of the approved indicators of the person's systems, with their units."""
        return dict(each.split(" ") for each in self._rows[0]["submitted"]) if self._rows else {}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Units of all indicators by code."""
        return {**self.submitted, **{each.code: str(each.unit) for each in indicators()}}

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = orjson.loads(self.told or "[]")
        return found


def reach_of(user: User, token: Token | None = None) -> Reach:
    """What this person may read now; a token that was found with `reach_asked` knows it already."""
    ((told,),) = (token.told,) if token else reach_asked().rows(user.pk)
    return Reach(told)


def reach_asked() -> Compiled:
    """The statement that tells it; the rule asks for the day too."""
    return _statement(timezone.localdate())


@lru_cache(maxsize=2)
def _statement(day: date) -> Compiled:
    nobody = User(pk=NOBODY)
    submitted = SubmittedIndicator.objects.approved().visible_to(nobody).order_by("code")
    newest = Measurement.objects.order_by("-computed_at").values("computed_at")[:1]
    former = FormerMeasurement.objects.order_by("-pk").values("pk")[:1]
    rows = readable_institutions(nobody).annotate(
        submitted=ArraySubquery(submitted.values(both=Concat("code", Value(" "), "unit"))),
        newest=Subquery(newest),
        former=Subquery(former),
    )
    columns = ("pk", "slug", "home_place__code", "submitted", "newest", "former")
    return Compiled.of(rows.order_by("pk").values_list(*columns), NOBODY).gathered()
