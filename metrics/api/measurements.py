"""Measurements, and what they were before: the numbers of the pages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.request import Request

from anchors.api.paging import after, limit_of, position_of
from metrics.api import figures
from metrics.api.asking import FigureQuestion, figure_question, question, subjects_asked
from metrics.api.listing import Listing
from metrics.api.reach import Reach, reach_of
from metrics.api.shapes import (
    FORMER,
    MEASUREMENT,
    FigureQuery,
    FormerRow,
    MeasurementQuery,
    MeasurementRow,
)
from metrics.models import FormerMeasurement, Measurement
from metrics.subjects import KEYS

ORDER = ("indicator", "first", "last", "pk")
FORMER_ROW = (*figures.ROW, "replaced_at", "reason", "is_gone")
CHUNK = 2000


class Figures(Listing):
    """Answers that change with measurements only: asked again unchanged, they cost one short statement."""

    reach: Reach

    def version(self, request: Request) -> tuple[object, ...]:
        """What the answer depends on beside its address; groups and systems may change without any measurement."""
        self.reach = reach_of(self.person)
        query = request.query_params
        is_group = any(query.get(key) for key in KEYS if key != "institution")
        subjects = subjects_asked(self.person, query.dict()) if is_group else ()
        return self.reach.version, *(tuple(each.ids) for each in subjects)

    @property
    def write(self) -> figures.Write:
        """How numbers are written."""
        return figures.same if self.is_csv else figures.plain


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
        """What levers and people measured of the institutions that you may read, month by month.

        `system`, `place`, `group` and `each=period` give sums of parts, as the pages do.
        """
        if unchanged := self.unchanged(*self.version(request)):
            return unchanged
        asked = question(request, self.person)
        if asked.is_summed:
            return self.sent([*figures.summed_rows(self.reach, asked, self.write)])
        rows = parts(self.reach, asked)
        if self.is_csv and "limit" not in request.query_params:
            return self.as_csv(self._written(rows.iterator(chunk_size=CHUNK)))
        return self._page(request, rows)

    def _page(self, request: Request, rows: QuerySet[Measurement, tuple[Any, ...]]) -> HttpResponseBase:
        limit, position = limit_of(request), position_of(request, len(ORDER))
        if position is not None:
            rows = rows.filter(after(ORDER, position))
        page = list(rows[: limit + 1])
        last = None
        if len(page) > limit:
            page.pop()
            indicator, *_, key = page[-1]
            last = [indicator, page[-1][3], page[-1][4], key]
        return self.paged([*self._written(page)], last)

    def _written(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        reach, write = self.reach, self.write
        return (figures.part_row(reach, write, row[:-1]) for row in rows)


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
        found = _narrowed(FormerMeasurement.objects.filter(self.reach.rows), asked)
        rows = found.order_by("-pk").values_list(*FORMER_ROW, "pk")
        if self.is_csv and "limit" not in request.query_params:
            return self.as_csv(self._written(rows.iterator(chunk_size=CHUNK)))
        limit, position = limit_of(request), position_of(request, 1)
        if position is not None:
            rows = rows.filter(pk__lt=position[0])
        page = list(rows[: limit + 1])
        more = len(page) > limit
        page = page[:limit]
        return self.paged([*self._written(page)], [page[-1][-1]] if more else None)

    def _written(self, rows: Any) -> Iterator[dict[str, Any]]:
        names = [*FormerRow().fields]
        for row in rows:
            *part, replaced_at, reason, is_gone, _ = row
            found = figures.part_row(self.reach, self.write, tuple(part))
            found |= {"replaced_at": replaced_at, "reason": reason, "is_gone": is_gone}
            yield {name: found[name] for name in names}


def parts(reach: Reach, asked: FigureQuestion) -> QuerySet[Measurement, tuple[Any, ...]]:
    """The rows of the table that are asked for, in order, each with its key behind the columns of `figures.ROW`."""
    return (
        _narrowed(Measurement.objects.filter(reach.rows), asked)
        .order_by(*ORDER)
        .values_list(*figures.ROW, "pk")
    )


def _narrowed(found: QuerySet[Any], asked: FigureQuestion) -> QuerySet[Any]:
    if asked.codes is not None:
        found = found.filter(indicator__in=asked.codes)
    if asked.subjects:
        found = found.filter(institution__in=[key for each in asked.subjects for key in each.ids])
    if asked.period is not None:
        found = found.filter(first__gte=asked.period.first, last__lte=asked.period.last)
    return found
