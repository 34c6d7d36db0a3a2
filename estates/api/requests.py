"""What groups and firms ask for as a list: the rows of the page, its filters key for key."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api.parameters import Choice
from estates.models import SpaceRequest
from estates.readings.requests import ALL, RequestFilter, request_rows
from metrics.api.listing import Listing
from metrics.api.shapes import Exact

REQUEST = {
    "id": 5, "system": "northvale-and-marsh", "institution": "marsh-borough-council", "body": "Marsh Lunch Club",
    "purpose": "Weekly lunch", "want": "hours", "state": "open", "place": "E07999902", "people": 30, "least_m2": None,
    "hours": "4.0", "most_rate": "0.00", "needs_step_free": True, "received_on": "2026-10-05", "space": None,
    "plot": None, "outcome": "",
}  # fmt: skip


class RequestShape(serializers.Serializer[Any]):
    """A request. A need of null is none that was stated."""

    id = serializers.IntegerField()
    system = serializers.SlugField()
    institution = serializers.SlugField(help_text="Who recorded it.")
    body = serializers.CharField(help_text="A group or firm, never a person.")
    purpose = serializers.CharField()
    want = Choice(SpaceRequest.Want.values)
    state = Choice(SpaceRequest.State.values)
    place = serializers.CharField(allow_null=True, help_text="GSS code.")
    people = serializers.IntegerField(allow_null=True)
    least_m2 = Exact(allow_null=True)
    hours = Exact(allow_null=True, help_text="A week.")
    most_rate = Exact(allow_null=True, help_text="Pounds an hour; 0 says that it must be free.")
    needs_step_free = serializers.BooleanField()
    received_on = serializers.DateField()
    space = serializers.IntegerField(allow_null=True, help_text="The space that it is matched to.")
    plot = serializers.IntegerField(
        allow_null=True, help_text="The plot that it is matched to, if you may see it."
    )
    outcome = serializers.CharField()


class RequestQuery(serializers.Serializer[Any]):
    """The filter of the list, key for key."""

    want = Choice(SpaceRequest.Want.values, required=False)
    place = serializers.CharField(required=False, help_text="GSS code.")
    state = Choice(
        [*SpaceRequest.State.values, ALL], required=False, help_text="Those still looking if not given."
    )


@extend_schema_view(
    list=extend_schema(
        summary="Requests for space",
        responses=RequestShape(many=True),
        examples=[OpenApiExample("A club", REQUEST, response_only=True, media_type="application/json")],
    )
)
class SpaceRequests(Listing):
    """What the voluntary sector and small firms look for."""

    serializer_class = RequestShape
    asks = RequestQuery
    filename = "space-requests"

    def list(self, request: Request) -> HttpResponseBase:
        """Requests, the newest first."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        return request_rows(self.person, RequestFilter(**asked))
