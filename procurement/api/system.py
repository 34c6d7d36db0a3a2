"""The whole system as each of its institutions may see it: the agreed totals of the overview page, as JSON."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api import Endpoint, Pounds, Share
from anchors.api.parameters import refuse_others
from anchors.api.rows import pounds, share
from procurement.analysis import Band, PlaceSpend
from procurement.api.shapes import PeriodShape
from procurement.api.summary import month_code
from procurement.explorer.partners import SystemAggregate, system_aggregate

EXAMPLE = {
    "period": {"code": "2025-10..2026-09", "label": "October 2025 to September 2026"},
    "unit": "GBP",
    "suppressed": False,
    "institutions": 6,
    "months": ["2025-10", "2025-11"],
    "left_out": [],
    "local": ["E08999901"],
    "amount": "1204000000.00",
    "influenceable": "512000000.00",
    "influenceable_share": 0.425249,
    "places": {
        "known": "1100000000.00",
        "unknown": "104000000.00",
        "unknown_share": 0.086379,
        "local": "308000000.00",
        "local_share": 0.28,
    },
    "influenceable_places": None,
}


class SystemPlacesShape(serializers.Serializer[Any]):
    """How much stays local. The denominator of its share is `known`, the money whose place is known."""

    known = Pounds()
    unknown = Pounds()
    unknown_share = Share(allow_null=True, help_text="Of all of it.")
    local = Pounds(allow_null=True, help_text="null where no place counts as local.")
    local_share = Share(allow_null=True)


class SystemShape(serializers.Serializer[Any]):
    """The latest 12 months of the system that you work in, with the months left out that would give one away."""

    period = PeriodShape(allow_null=True, help_text="null where nobody supplied, or you are in no system.")
    unit = serializers.CharField()
    suppressed = serializers.BooleanField(
        help_text="Whether a month or a division of the money was hidden to protect a partner's figure."
    )
    institutions = serializers.IntegerField(help_text="How many of them are in the figures.")
    months = serializers.ListField(child=serializers.CharField(), help_text="The months in the figures.")
    left_out = serializers.ListField(child=serializers.CharField(), help_text="The months hidden.")
    local = serializers.ListField(child=serializers.CharField(), help_text="GSS codes of the local places.")
    amount = Pounds(
        allow_null=True, help_text="All spending, net of credits; null where no month may be shown."
    )
    influenceable = Pounds(allow_null=True)
    influenceable_share = Share(allow_null=True, help_text="Of all spending.")
    places = SystemPlacesShape(allow_null=True)
    influenceable_places = SystemPlacesShape(allow_null=True, help_text="The influenceable part alone.")


class WholeSystem(Endpoint):
    """The agreed totals."""

    @extend_schema(
        summary="The whole system",
        responses=SystemShape,
        examples=[OpenApiExample("A system", EXAMPLE, response_only=True, media_type="application/json")],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The whole system's figures, as the overview shows them to each of its institutions.

        They take no filter: the difference of two filters could be one partner's figure. At least three other
        institutions are in every figure, and none of them has more than 85% of it.
        """
        refuse_others(request, ())
        return Response(body(system_aggregate(self.person)))


def body(whole: SystemAggregate | None) -> dict[str, Any]:
    """The totals as `SystemShape` describes them."""
    shown = whole is not None and bool(whole.months)
    influence = whole.influence if whole and shown else None
    part = influence.influenceable_share if influence else None
    return {
        "period": whole and {"code": whole.period.code, "label": whole.period.label},
        "unit": "GBP",
        "suppressed": whole is not None and (bool(whole.left_out) or whole.places is None),
        "institutions": whole.institutions if whole else 0,
        "months": [month_code(ym) for ym in whole.months] if whole else [],
        "left_out": [month_code(ym) for ym in whole.left_out] if whole else [],
        "local": [place.code for place in whole.local] if whole else [],
        "amount": pounds(whole.total) if whole and shown else None,
        "influenceable": pounds(influence.influenceable) if influence else None,
        "influenceable_share": None if part is None else share(part),
        "places": _places(whole, whole.places) if whole and shown else None,
        "influenceable_places": _places(whole, whole.influenceable_places) if whole and shown else None,
    }


def _places(whole: SystemAggregate, places: PlaceSpend | None) -> dict[str, Any] | None:
    if places is None:
        return None
    local = places.local_share if whole.local else None
    return {
        "known": pounds(places.known),
        "unknown": pounds(places.unknown),
        "unknown_share": None if places.unknown_share is None else share(places.unknown_share),
        "local": pounds(places.of(Band.LOCAL)) if whole.local else None,
        "local_share": None if local is None else share(local),
    }
