"""Returns of people paid below the Living Wage, by program."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api.parameters import Choice
from anchors.api.upload_shapes import PeriodField
from metrics.api.listing import Listing
from metrics.api.shapes import Exact
from workforce.api.support import exact
from workforce.models import WageReturn, WageReturnChange
from workforce.readings.wages import change_record, wage_changes, wage_record, wage_returns

WAGES = {
    "id": 3, "institution": "northvale-hospitals", "quarter": "2026-27-Q2", "who": "contracted",
    "contract": "Cleaning, all sites", "zone": "uk", "rate": "13.45", "people": 240, "below": 62,
    "share_below": "0.258333", "source": "Contractor's statement",
}  # fmt: skip


class WageShape(serializers.Serializer[Any]):
    """One return. Null is not known, never nought."""

    id = serializers.IntegerField()
    institution = serializers.SlugField()
    quarter = serializers.CharField()
    who = Choice(WageReturn.Who.values)
    contract = serializers.CharField()
    zone = Choice(WageReturn.Zone.values)
    rate = Exact(help_text="Pounds an hour, in force on the last day of the quarter.")
    people = serializers.IntegerField()
    below = serializers.IntegerField(allow_null=True)
    share_below = Exact(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class WageQuery(serializers.Serializer[Any]):
    """Whose returns, of which quarter."""

    institution = serializers.SlugField(required=False)
    quarter = PeriodField(required=False, help_text="For example 2026-27-Q2.")


@extend_schema_view(
    list=extend_schema(
        summary="Living Wage returns",
        responses=WageShape(many=True),
        examples=[OpenApiExample("A contract", WAGES, response_only=True, media_type="application/json")],
    )
)
class Wages(Listing):
    """People paid below the Living Wage, by quarter and contract."""

    serializer_class = WageShape
    asks = WageQuery
    filename = "living-wage"

    def list(self, request: Request) -> HttpResponseBase:
        """Returns of your institutions, the newest quarter first. Others' are in the measure, protected."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        found = wage_returns(
            self.person, institution=asked.get("institution", ""), quarter=asked.get("quarter")
        )
        return [exact(wage_record(each)) for each in found]


CHANGED = {
    "id": 3, "institution": "northvale-hospitals", "about": "Cleaning, all sites, July to September 2026",
    "act": "corrected", "by": "Grace Adeyemi", "at": "2026-10-20T10:12:00Z", "changes": "Below the rate: 26 → 62",
}  # fmt: skip


class WageChangeShape(serializers.Serializer[Any]):
    """What somebody did to a return."""

    id = serializers.IntegerField(allow_null=True, help_text="Of the return; null where it was removed.")
    institution = serializers.SlugField()
    about = serializers.CharField(help_text="Whose pay, in which quarter.")
    act = Choice(WageReturnChange.Act.values)
    by = serializers.CharField()
    at = serializers.DateTimeField()
    changes = serializers.CharField(help_text="In words, from what to what.")


class WageChangeQuery(serializers.Serializer[Any]):
    """Whose returns."""

    institution = serializers.SlugField(required=False)


@extend_schema_view(
    list=extend_schema(
        summary="Changes of Living Wage returns",
        responses=WageChangeShape(many=True),
        examples=[OpenApiExample("A correction", CHANGED, response_only=True, media_type="application/json")],
    )
)
class WageChanges(Listing):
    """Who added, corrected and removed returns, and when."""

    serializer_class = WageChangeShape
    asks = WageChangeQuery
    filename = "living-wage-changes"

    def list(self, request: Request) -> HttpResponseBase:
        """Changes of your institutions' returns, the newest first; of removed returns too."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        return [
            change_record(each)
            for each in wage_changes(self.person, institution=asked.get("institution", ""))
        ]
