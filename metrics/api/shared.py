"""What institutions share: the whole system's figures, as each of its institutions may see them."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from metrics.api.asking import question
from metrics.api.figures import plain, span
from metrics.api.listing import Listing
from metrics.api.shapes import UNITS, DefinitionQuery, Exact
from metrics.api.targets import month_code
from metrics.registry import Indicator, Shared

SHARED = {
    "indicator": "local-share-of-spend",
    "period": "2025-10..2026-09",
    "first_day": "2025-10-01",
    "last_day": "2026-09-30",
    "months": ["2026-07", "2026-08", "2026-09"],
    "value": "0.28",
    "unit": "share",
    "numerator": "134960",
    "denominator": "482000",
    "institutions": 7,
    "suppressed": False,
}


class SharedRow(serializers.Serializer[Any]):
    """An indicator of the whole system, over the months that may be shown."""

    indicator = serializers.CharField(help_text="Code, see `indicators/`.")
    period = serializers.CharField(help_text="The latest months with data; what is asked does not change it.")
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    months = serializers.ListField(
        child=serializers.CharField(), help_text="The months in the figure: those that give no partner away."
    )
    value = Exact(allow_null=True, help_text="null where it is suppressed, or there is nothing to divide by.")
    unit = serializers.ChoiceField(UNITS)
    numerator = Exact(allow_null=True)
    denominator = Exact(allow_null=True, help_text="null for amounts too.")
    institutions = serializers.IntegerField(help_text="How many have data in those months.")
    suppressed = serializers.BooleanField(
        help_text="Whether the figure is hidden, since it could give a partner's away."
    )


@extend_schema_view(
    list=extend_schema(
        summary="The whole system's measurements, as its institutions share them",
        responses=SharedRow(many=True),
        examples=[OpenApiExample("A share", SHARED, response_only=True, media_type="application/json")],
    )
)
class SharedMeasurements(Listing):
    """Figures that every institution of a system may see."""

    serializer_class = SharedRow
    asks: ClassVar[type[serializers.Serializer[Any]]] = DefinitionQuery
    filename = "shared-measurements"

    def list(self, request: Request) -> HttpResponseBase:
        """Your whole system, as the metric pages show it to people of one institution.

        Always the latest months, and no filter of place or time: the difference of two could be one partner's figure.
        Only indicators that are shared, and only where somebody supplied.
        """
        wanted = question(request, self.person, DefinitionQuery).wanted
        found = ((each, each.shared(self.person)) for each in wanted if each.shared is not None)
        return self.sent([_written(indicator, shared) for indicator, shared in found if shared is not None])


def _written(indicator: Indicator, shared: Shared) -> dict[str, Any]:
    is_hidden = shared.numerator is None
    value = None if shared.numerator is None else indicator.value(shared.numerator, shared.denominator)
    period, first_day, last_day = span(shared.period.first, shared.period.last)
    return {
        "indicator": indicator.code,
        "period": period,
        "first_day": first_day,
        "last_day": last_day,
        "months": [month_code(ym) for ym in shared.months],
        "value": plain(value),
        "unit": str(indicator.unit),
        "numerator": plain(shared.numerator),
        "denominator": plain(shared.denominator),
        "institutions": shared.institutions,
        "suppressed": is_hidden,
    }
