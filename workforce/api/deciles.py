"""Who is missing, by program: a group of staff by decile of deprivation."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from metrics.api.listing import Listing
from metrics.api.shapes import Exact
from workforce.api.areas import StaffQuery, asked_of, head_of, text_of
from workforce.readings import deciles_of
from workforce.readings.records import decile_records

EXAMPLE = {
    "quarter": "2026-27-Q2", "institution": None, "staff_group": "band.1-4", "edition": 2025, "decile": "1-2",
    "staff": 340, "suppressed": False, "share_of_staff": "0.1700", "share_of_residents": "0.2210", "quotient": "0.77",
    "expected": 442, "gap": 102,
}  # fmt: skip


class DecileRow(serializers.Serializer[Any]):
    """One decile, or the two most deprived together. A figure of null with `suppressed` is hidden."""

    quarter = serializers.CharField()
    institution = serializers.SlugField(allow_null=True, help_text="null: all that supplied, together.")
    staff_group = serializers.CharField(help_text="As the filter `staff` has it.")
    edition = serializers.IntegerField(help_text="Of the Indices of Deprivation.")
    decile = serializers.CharField(help_text="1 (most deprived) to 10; 1-2 for the two together.")
    staff = serializers.IntegerField(allow_null=True, help_text="People, as shown.")
    suppressed = serializers.BooleanField(help_text="Whether the figure is hidden to protect people.")
    share_of_staff = Exact(allow_null=True, help_text="0 to 1, of shown figures.")
    share_of_residents = Exact(allow_null=True, help_text="0 to 1, of residents of working age.")
    quotient = Exact(allow_null=True, help_text="Share of staff over share of residents.")
    expected = serializers.IntegerField(allow_null=True)
    gap = serializers.IntegerField(allow_null=True)


@extend_schema_view(
    list=extend_schema(
        summary="Staff by decile of deprivation",
        responses=DecileRow(many=True),
        examples=[OpenApiExample("A group", EXAMPLE, response_only=True, media_type="application/json")],
    )
)
class StaffDeciles(Listing):
    """Who is missing, from published releases: one group of staff by decile."""

    serializer_class = DecileRow
    asks = StaffQuery
    filename = "staff-by-decile"

    def list(self, request: Request) -> HttpResponseBase:
        """Deciles of one release, then deciles 1 and 2 together."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        view = asked_of(self, asked)
        reading = deciles_of(view)
        if reading is None:
            return []
        return [head_of(view) | text_of(row) for row in decile_records(reading, view.asked.staff or "all")]
