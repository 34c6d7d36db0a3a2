"""Measurements, and what they were before: the numbers of the pages."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.request import Request

from anchors.api.compiled import Compiled
from anchors.api.paging import limit_of, position_of
from anchors.models import Token
from metrics.api import figures
from metrics.api.asking import FigureQuestion, figure_question, question, subjects_asked
from metrics.api.listing import Listing
from metrics.api.reach import Reach, reach_asked, reach_of
from metrics.api.selection import Row, former, given_of_areas, standing
from metrics.api.shapes import (
    FORMER,
    MEASUREMENT,
    FigureQuery,
    FormerRow,
    MeasurementQuery,
    MeasurementRow,
)
from metrics.subjects import KEYS


class Figures(Listing):
    """Answers that change with measurements only: asked again unchanged, they cost one short statement."""

    reach: Reach

    def with_token(self) -> Compiled:
        """What the person may read."""
        return reach_asked()

    def version(self, request: Request) -> tuple[object, ...]:
        """What the answer depends on beside its address; groups and systems may change without any measurement."""
        self.reach = reach_of(self.person, cast("Token | None", request.auth))
        query = request.query_params
        is_group = any(query.get(key) for key in KEYS if key != "institution")
        subjects = subjects_asked(self.person, query.dict()) if is_group else ()
        return self.reach.version, *(tuple(each.ids) for each in subjects)

    def as_csv(self, rows: Iterable[Mapping[str, Any]]) -> HttpResponseBase:
        """The rows as a file."""
        return super().as_csv(map(figures.numbered, rows))


@extend_schema_view(
    list=extend_schema(
        summary="Measurements",
        responses=MeasurementRow(many=True),
        examples=[
            OpenApiExample(
                "A council in a month", MEASUREMENT, response_only=True, media_type="application/json"
            )
        ],
    )
)
class Measurements(Figures):
    """Indicators as they were measured."""

    serializer_class = MeasurementRow
    asks = MeasurementQuery
    filename = "measurements"

    def list(self, request: Request) -> HttpResponseBase:
        """What levers and people measured of the institutions that you may read, by month, quarter or year.

        `system`, `place`, `group` and `each=period` give sums of parts, as the pages do.
        """
        if unchanged := self.unchanged(*self.version(request)):
            return unchanged
        asked = question(request, self.person)
        if asked.is_summed:
            return self.sent([*figures.summed_rows(self.reach, asked), *self._of_areas(asked)])
        rows = standing(self.reach, asked)
        if self.is_csv and "limit" not in request.query_params:
            return self.as_csv(self._written(rows.whole()))
        limit = limit_of(request)
        page = rows.page(limit + 1, position_of(request, len(rows.key)))
        last = page[limit - 1] if len(page) > limit else None
        return self.paged([*self._written(page[:limit])], last and [last[0], last[3], last[4], last[-1]])

    def _of_areas(self, asked: FigureQuestion) -> Iterator[Mapping[str, Any]]:
        """What people gave of a place itself, behind the sum of its institutions; never for the past."""
        is_read = asked.given.get("place") and not asked.as_at and self.reach.submitted
        return self._written(given_of_areas(self.reach, asked).whole() if is_read else ())

    def _written(self, rows: Iterable[Row]) -> Iterator[Mapping[str, Any]]:
        reach = self.reach
        return (figures.part_row(reach, row) for row in rows)


@extend_schema_view(
    list=extend_schema(
        summary="What measurements were before",
        responses=FormerRow(many=True),
        examples=[OpenApiExample("Before a rule", FORMER, response_only=True, media_type="application/json")],
    )
)
class FormerMeasurements(Figures):
    """Restatements."""

    serializer_class = FormerRow
    asks = FigureQuery
    filename = "former-measurements"

    def list(self, request: Request) -> HttpResponseBase:
        """Figures that changed, the newest change first: what each was, and what changed it. Never summed."""
        if unchanged := self.unchanged(*self.version(request)):
            return unchanged
        asked = figure_question(request, self.person)
        rows = former(self.reach, asked)
        if self.is_csv and "limit" not in request.query_params:
            return self.as_csv(self._written(rows.whole()))
        limit = limit_of(request)
        page = rows.page(limit + 1, position_of(request, len(rows.key)))
        last = page[limit - 1][-1:] if len(page) > limit else None
        return self.paged([*self._written(page[:limit])], last)

    def _written(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        names = [*FormerRow().fields]
        for row in rows:
            *_, replaced_at, reason, is_gone, _ = row
            change = {"replaced_at": replaced_at, "reason": reason, "is_gone": is_gone}
            found = {**figures.part_row(self.reach, row), **change}
            yield {name: found[name] for name in names}
