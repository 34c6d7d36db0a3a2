"""What is measured and why: the nine recommendations, and every indicator with its whole definition."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api.parameters import Choice
from metrics.api.listing import Listing
from metrics.api.shapes import UNITS
from metrics.definitions import definition_of, definitions_for
from metrics.models import SubmittedIndicator
from metrics.recommendations import RECOMMENDATIONS, Lever, Recommendation
from metrics.registry import Direction, Goal, Indicator

INDICATOR = {
    "code": "local-share-of-spend",
    "name": "Local share of spend",
    "question": "How much of each pound went to suppliers in our places?",
    "lever": "spending",
    "recommendations": [2],
    "goal": "falling-inequality",
    "unit": "share",
    "direction": "higher",
    "numerator": "Spend with suppliers in the system's local authorities",
    "denominator": "Spend with suppliers whose place is known",
    "why_it_matters": "Money paid to local suppliers pays local wages and is spent again nearby.",
    "limits": "A supplier's place is that of its address, not of its work or its owners.",
    "author": "Anchors, spending lever",
    "next_review": "2027-11-30",
    "is_sum_of_parts": True,
    "months_of_a_figure": 1,
    "submitted_in": None,
}
RECOMMENDATION = {
    "number": 2,
    "title": "Enable local enterprise to play a greater role",
    "asks": "Use procurement to grow the grassroots economy …",
    "of": ["Integrated care system", "Councils"],
    "lever": "spending",
    "steps": [
        {
            "code": "2.1",
            "numeral": "i",
            "title": "Analyse procurement data and identify influenceable spend",
        }
    ],
    "source": "Healthy places (CLES, 2023), section 2, Making it happen, pages 14–15",
    "indicators": ["local-share-of-spend"],
}


class IndicatorRow(serializers.Serializer[Any]):
    """A definition: what is asked, what the value is made of, and how far it can be trusted."""

    code = serializers.CharField(help_text="Names it in filters and measurements.")
    name = serializers.CharField()
    question = serializers.CharField()
    lever = serializers.ChoiceField([each.value for each in Lever])
    recommendations = serializers.ListField(
        child=serializers.IntegerField(), help_text="Numbers of the nine."
    )
    goal = serializers.ChoiceField([each.value for each in Goal])
    unit = serializers.ChoiceField(UNITS)
    direction = serializers.ChoiceField([each.value for each in Direction], help_text="Which way is better.")
    numerator = serializers.CharField()
    denominator = serializers.CharField(allow_null=True, help_text="null for amounts and counts.")
    why_it_matters = serializers.CharField()
    limits = serializers.CharField()
    author = serializers.CharField()
    next_review = serializers.DateField()
    is_sum_of_parts = serializers.BooleanField(
        help_text="Whether longer periods and groups are sums of parts; otherwise they are measured anew."
    )
    months_of_a_figure = serializers.IntegerField(
        help_text="How many months one figure stands for: 1, 3 for a quarter, 12 for a year."
    )
    submitted_in = serializers.SlugField(
        allow_null=True, help_text="The system that submits its values; null where a lever measures it."
    )


class IndicatorQuery(serializers.Serializer[Any]):
    """Which indicators."""

    lever = Choice([each.value for each in Lever], required=False)
    recommendation = serializers.IntegerField(required=False, min_value=1, max_value=9)
    goal = Choice([each.value for each in Goal], required=False)


@extend_schema_view(
    list=extend_schema(
        summary="Indicators",
        responses=IndicatorRow(many=True),
        examples=[OpenApiExample("A share", INDICATOR, response_only=True, media_type="application/json")],
    ),
    retrieve=extend_schema(
        summary="One indicator",
        responses=IndicatorRow,
        examples=[OpenApiExample("A share", INDICATOR, response_only=True)],
    ),
)
class Indicators(Listing):
    """Definitions of the levers, and those that the person's systems made themselves."""

    serializer_class = IndicatorRow
    asks = IndicatorQuery
    filename = "indicators"

    def list(self, request: Request) -> Any:
        """Every indicator with its whole definition, by recommendation and name. Also where nothing is measured."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        submitted_in = self._systems()
        return [
            _written(each, submitted_in)
            for each in definitions_for(self.person)
            if asked.get("lever") in (None, each.lever)
            and asked.get("goal") in (None, each.goal)
            and (asked.get("recommendation") is None or asked["recommendation"] in each.recommendations)
        ]

    def retrieve(self, request: Request, code: str) -> Response:
        """One indicator, by its code."""
        return Response(_written(definition_of(self.person, code), self._systems()))

    def _systems(self) -> dict[str, str]:
        made = SubmittedIndicator.objects.approved().visible_to(self.person)
        return dict(made.values_list("code", "system__slug"))


class StepShape(serializers.Serializer[Any]):
    """One thing to do towards a recommendation."""

    code = serializers.CharField(help_text="As actions name it.")
    numeral = serializers.CharField(
        allow_blank=True, help_text="The paper's own numbering, where it has one."
    )
    title = serializers.CharField()


class RecommendationRow(serializers.Serializer[Any]):
    """One of the nine of Healthy places: what it asks and of whom, in steps."""

    number = serializers.IntegerField(help_text="Names it in filters.")
    title = serializers.CharField()
    asks = serializers.CharField()
    of = serializers.ListField(child=serializers.CharField())
    lever = serializers.ChoiceField([each.value for each in Lever])
    steps = StepShape(many=True)
    source = serializers.CharField(help_text="Where it is printed.")  # type: ignore[assignment]
    indicators = serializers.ListField(child=serializers.CharField(), help_text="Codes of what measures it.")


@extend_schema_view(
    list=extend_schema(
        summary="The nine recommendations",
        responses=RecommendationRow(many=True),
        examples=[
            OpenApiExample("The second", RECOMMENDATION, response_only=True, media_type="application/json")
        ],
    ),
    retrieve=extend_schema(
        summary="One recommendation",
        responses=RecommendationRow,
        examples=[OpenApiExample("The second", RECOMMENDATION, response_only=True)],
    ),
)
class Recommendations(Listing):
    """The nine, the same for everybody."""

    serializer_class = RecommendationRow
    filename = "recommendations"

    def list(self, request: Request) -> Any:
        """The nine recommendations with their steps and what measures them."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        known = definitions_for(self.person)
        return [_recommendation(each, known) for each in RECOMMENDATIONS]

    def retrieve(self, request: Request, number: int) -> Response:
        """One recommendation, by its number."""
        for each in RECOMMENDATIONS:
            if each.number == number:
                return Response(_recommendation(each, definitions_for(self.person)))
        raise Http404


def _written(indicator: Indicator, submitted_in: dict[str, str]) -> dict[str, Any]:
    return indicator.as_json() | {"submitted_in": submitted_in.get(indicator.code)}


def _recommendation(each: Recommendation, known: Sequence[Indicator]) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": each.title,
        "asks": each.asks,
        "of": list(each.of),
        "lever": str(each.lever),
        "steps": [{"code": step.code, "numeral": step.numeral, "title": step.title} for step in each.steps],
        "source": each.source.citation,
        "indicators": [measure.code for measure in known if each.number in measure.recommendations],
    }
