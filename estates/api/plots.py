"""Surplus land as a list: the rows of the page, its filters key for key."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import Row, ScopedViewSet
from anchors.api.parameters import Choice
from estates.models import Plot
from estates.readings.plots import ALL, PlotFilter, filtered
from metrics.api.shapes import Exact

PLOT = {
    "id": 7, "institution": "northvale-hospitals", "site": 12, "ref": "P1", "title": "The Old Laundry",
    "stage": "potential", "sensitive": False, "area_ha": "1.2000", "floor_m2": "3100.00", "declared_on": "2026-06-03",
    "empty_since": "2025-03-01", "planned_year": 2028, "disposed_on": None, "planning_status": "",
    "book_value": "2200000.00", "market_value": None, "receipt": None, "holding_cost": "96000.00",
    "limits": "Boiler house is locally listed. No PFI.", "future_use": "", "workspace_m2": None, "handed_to": "",
}  # fmt: skip


class PlotRow(Row):
    """A plot. A figure of null is not known, never nought; money is pounds."""

    id = serializers.IntegerField()
    institution = serializers.SlugField(source="site.institution.slug")
    site = serializers.IntegerField(source="site_id", help_text="The site that it is part of.")
    ref = serializers.CharField(help_text="The owner's reference.")
    title = serializers.CharField()
    stage = Choice(Plot.Stage.values)
    sensitive = serializers.BooleanField(source="is_sensitive")
    area_ha = Exact(allow_null=True, help_text="Hectares of land.")
    floor_m2 = Exact(allow_null=True)
    declared_on = serializers.DateField(allow_null=True)
    empty_since = serializers.DateField(allow_null=True)
    planned_year = serializers.IntegerField(allow_null=True)
    disposed_on = serializers.DateField(allow_null=True)
    planning_status = serializers.CharField()
    book_value = Exact(allow_null=True)
    market_value = Exact(allow_null=True)
    receipt = Exact(allow_null=True)
    holding_cost = Exact(allow_null=True, help_text="A year.")
    limits = serializers.CharField()
    future_use = Choice(["", *Plot.Use.values], help_text="Empty where it is not decided.")
    workspace_m2 = Exact(allow_null=True, help_text="Space for small firms.")
    handed_to = serializers.CharField(help_text="Community body that it went to.")


class PlotQuery(serializers.Serializer[Any]):
    """The filter of the list, key for key."""

    institution = serializers.CharField(required=False, help_text="Slugs, with commas between.")
    stage = Choice([*Plot.Stage.values, ALL], required=False, help_text="Those still open if not given.")
    use = Choice([*Plot.Use.values, "undecided"], required=False)
    search = serializers.CharField(required=False, help_text="Words of title, reference or planning.")


@extend_schema_view(
    list=extend_schema(
        summary="Surplus land",
        responses=PlotRow(many=True),
        examples=[OpenApiExample("A plot", PLOT, response_only=True, media_type="application/json")],
    )
)
class Plots(ScopedViewSet):
    """Land that its owners do not need, or may soon not need."""

    row = PlotRow
    asks = PlotQuery
    ordering = ("title", "id")
    filename = "surplus-land"
    queryset = Plot.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """Plots by title: one's own, those of a board's system, and what is not sensitive among partners'."""
        return super().list(request)

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        return filtered(found, PlotFilter(**asked))
