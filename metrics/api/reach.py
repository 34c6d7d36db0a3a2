"""What a person may read of measurements, and the version of them all: one statement, asked before anything else.

The rule is `metrics.models.readable_institutions` and nothing else. Making SQL of it takes Django far longer than the
database takes to answer, so the SQL is made once a day, for a placeholder, and asked with the person's own number.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from anchors.api.compiled import Compiled
from anchors.models import User
from metrics.models import FormerMeasurement, Measurement, SubmittedIndicator, readable_institutions
from metrics.registry import Indicator, indicators

NOBODY = -7_031_964
"""Stands for the person in the SQL; no row has this number."""


@dataclass(frozen=True)
class Reach:
    """Readable institutions (id to slug and GSS code of its seat), units of indicators by code, and a version.

    `version` changes with any measurement, with whose figures the person may read, and with any definition.
    """

    institutions: Mapping[int, tuple[str, str | None]]
    submitted: Mapping[str, str]
    units: Mapping[str, str]
    version: str

    @property
    def rows(self) -> Q:
        """The measurements of it: the same as `Measurement.objects.visible_to`."""
        own = Q(institution__in=list(self.institutions))
        return own | Q(place__isnull=False, indicator__in=list(self.submitted)) if self.submitted else own


def reach_of(user: User) -> Reach:
    """What this person may read now."""
    rows = _statement(timezone.localdate()).rows(user.pk)
    submitted = dict(each.split(" ") for each in rows[0][3]) if rows else {}
    units, definitions = _declared(indicators())
    version = hashlib.sha256(repr((user.pk, definitions, rows)).encode()).hexdigest()
    institutions = {key: (slug, code) for key, slug, code, *_ in rows}
    return Reach(institutions, submitted, {**submitted, **units}, version)


@lru_cache(maxsize=2)
def _statement(day: date) -> Compiled:
    """What is asked; the rule asks for the day too."""
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
    return Compiled.of(rows.order_by("pk").values_list(*columns), NOBODY)


@lru_cache(maxsize=1)
def _declared(known: tuple[Indicator, ...]) -> tuple[dict[str, str], str]:
    """Units of the levers' indicators, and what changes with any of their definitions."""
    definitions = hashlib.sha256(repr([each.as_json() for each in known]).encode()).hexdigest()
    return {each.code: str(each.unit) for each in known}, definitions
