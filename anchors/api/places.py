"""Places: areas with GSS codes, the same for everybody who has signed in."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api import rows
from anchors.api.endpoints import RowsViewSet
from anchors.api.parameters import Choice
from anchors.models import Place

PLACE = {
    "code": "E06000055",
    "name": "Bedford",
    "kind": "local_authority",
    "parent": "E12000006",
    "valid_from": None,
    "valid_to": None,
}


class PlaceRow(rows.Row):
    """An area of the administrative tree."""

    code = serializers.CharField(help_text="GSS code.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(Place.Kind.choices)
    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", allow_null=True, help_text="GSS code."
    )
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class PlaceQuery(serializers.Serializer[Any]):
    """Which places."""

    kind = Choice(Place.Kind.choices, required=False)
    parent = serializers.CharField(  # type: ignore[assignment]
        required=False, help_text="GSS code of the place they lie in."
    )
    code = serializers.CharField(required=False, help_text="GSS codes, with commas between.")


@extend_schema_view(
    list=extend_schema(
        summary="Places",
        responses=PlaceRow(many=True),
        examples=[OpenApiExample("A local authority", PLACE, response_only=True)],
    ),
    retrieve=extend_schema(
        summary="One place",
        responses=PlaceRow,
        examples=[OpenApiExample("A local authority", PLACE, response_only=True)],
    ),
)
class Places(RowsViewSet):
    """Places."""

    row = PlaceRow
    asks = PlaceQuery
    ordering = ("code",)
    filename = "places"
    lookup_field = "code"
    lookup_value_converter = "slug"
    queryset = Place.objects.none()

    def visible(self) -> QuerySet[Any]:
        return Place.objects.all()

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if kind := asked.get("kind"):
            found = found.filter(kind=kind)
        if parent := asked.get("parent"):
            found = found.filter(parent__code=parent)
        if codes := asked.get("code"):
            found = found.filter(code__in=[code.strip() for code in codes.split(",")])
        return found

    def retrieve(self, request: Request, code: str) -> Response:
        """One place, by its GSS code."""
        return Response(self.one(code=code))
