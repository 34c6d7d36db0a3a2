"""Published figures of places, beside our own: place, not claim."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import BadParameter, Row, RowsViewSet
from anchors.api.parameters import Choice
from anchors.periods import period_of
from metrics.api.figures import plain
from metrics.api.shapes import Exact
from metrics.models import PlaceValue
from metrics.place_indicators import PLACE_INDICATORS, PlaceIndicator, PlaceUnit
from metrics.registry import Goal

VALUE = {
    "id": 90112,
    "indicator": "healthy-life-expectancy",
    "name": "Healthy life expectancy at birth",
    "goal": "rising-wellbeing",
    "unit": "years",
    "place": "E06000055",
    "place_name": "Bedford",
    "period": "2021 - 23",
    "first_month": "2021-01",
    "last_month": "2023-12",
    "sex": "Female",
    "category": "",
    "value": "61.8",
    "lower": "59.4",
    "upper": "64.2",
    "source": "OHID Fingertips, November 2025",
}
LABEL = "How a place is doing, as published. It says nothing of what anchor institutions caused."


class PlaceValueRow(Row):
    """What a published source says of one area in one period."""

    id = serializers.IntegerField()
    indicator = serializers.CharField(help_text="Code of the place indicator.")
    name = serializers.CharField(source="*", allow_null=True)
    goal = serializers.ChoiceField([each.value for each in Goal], source="*", allow_null=True)
    unit = serializers.ChoiceField(
        [each.value for each in PlaceUnit],
        source="*",
        allow_null=True,
        help_text="The publisher's: a per cent is 12.3, not 0.123.",
    )
    place = serializers.CharField(source="area_code", help_text="GSS code, as published.")
    place_name = serializers.CharField(source="area_name", help_text="As published.")
    period = serializers.CharField(help_text="As published.")
    first_month = serializers.CharField(source="*")
    last_month = serializers.CharField(source="*")
    sex = serializers.CharField()
    category = serializers.CharField(help_text="Age or other group; empty for all.")
    value = Exact()
    lower = Exact(allow_null=True, help_text="Of the confidence interval, where one was published.")
    upper = Exact(allow_null=True)
    source = serializers.CharField(source="source.name")  # type: ignore[assignment]


class PlaceValueQuery(serializers.Serializer[Any]):
    """Of what, where and when."""

    indicator = serializers.CharField(required=False, help_text="Codes, with commas between.")
    goal = Choice([each.value for each in Goal], required=False)
    place = serializers.CharField(required=False, help_text="GSS codes, with commas between.")
    period = serializers.CharField(
        required=False, help_text="2026-09, 2026-27 or 2021-01..2023-12; figures whose months lie within it."
    )


@extend_schema_view(
    list=extend_schema(
        summary="Published figures of places",
        responses=PlaceValueRow(many=True),
        examples=[OpenApiExample("A place", VALUE, response_only=True, media_type="application/json")],
    )
)
class PlaceValues(RowsViewSet):
    """Place, not claim."""

    row = PlaceValueRow
    asks = PlaceValueQuery
    ordering = ("indicator", "area_code", "first", "id")
    also = ("last",)
    filename = "place-values"
    queryset = PlaceValue.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """How places are doing, as published: no figure of yours, and no claim that anybody caused it."""
        return super().list(request)

    def visible(self) -> QuerySet[Any]:
        """All of them: they are public."""
        return PlaceValue.objects.all()

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if codes := _listed(asked.get("indicator", "")):
            if strange := [code for code in codes if code not in KNOWN]:
                allowed = ", ".join(sorted(KNOWN))
                message = f'"{strange[0]}" is not a place indicator. Use codes of: {allowed}.'
                raise BadParameter("indicator", message)
            found = found.filter(indicator__in=codes)
        if goal := asked.get("goal"):
            found = found.filter(indicator__in=[each.code for each in KNOWN.values() if each.goal == goal])
        if places := _listed(asked.get("place", "")):
            found = found.filter(area_code__in=[code.upper() for code in places])
        return _within(found, asked.get("period", ""))

    @cached_property
    def written(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Adds what the definition says."""
        columns, names = super().written, [*self.row().fields]

        def written(row: dict[str, Any]) -> dict[str, Any]:
            known = KNOWN.get(row["indicator"])
            found = columns(row) | {
                "name": known and known.name,
                "goal": known and str(known.goal),
                "unit": known and str(known.unit),
                "first_month": f"{row['first'] // 100}-{row['first'] % 100:02d}",
                "last_month": f"{row['last'] // 100}-{row['last'] % 100:02d}",
            }
            if not self.is_csv:
                found |= {name: plain(row[name]) for name in ("value", "lower", "upper")}
            return {name: found[name] for name in names}

        return written


KNOWN: dict[str, PlaceIndicator] = {each.code: each for each in PLACE_INDICATORS}


def _within(found: QuerySet[Any], period: str) -> QuerySet[Any]:
    try:
        months = period_of(period) if period else None
    except ValueError as problem:
        raise BadParameter("period", str(problem)) from None
    return found if months is None else found.filter(first__gte=months.first, last__lte=months.last)


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
