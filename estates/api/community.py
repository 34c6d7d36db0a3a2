"""Space open to the community and its use as lists: the rows of the pages, their filters key for key."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import Row, ScopedViewSet
from anchors.api.parameters import Choice
from estates.models import CommunitySpace, SpaceUse
from estates.readings.community import ALL, CLOSED, YES, SpaceFilter, filtered
from metrics.api.shapes import Exact

SPACE = {
    "id": 3, "institution": "northvale-hospitals", "site": 12, "site_name": "Northvale General",
    "address": "Side entrance", "place": "E07999902",
    "name": "Garden room", "kind": "room", "floor_m2": "42.00", "people": 20, "hours_offered": "30.0",
    "charge": "free", "rate": None, "step_free": True, "equipment": "Kitchen", "how_to_book": "Reception",
    "for_local_firms": False, "opened_on": "2026-04-01", "closed_on": None,
}  # fmt: skip
USE = {
    "space": 3, "institution": "northvale-hospitals", "name": "Garden room", "first_month": 202607,
    "last_month": 202609, "hours_offered": "390.0", "hours_used": "120.0", "hours_cheap": "120.0", "bookings": 40,
    "no_shows": 3, "groups": 9, "groups_deprived": 4, "source": "Booking system",
}  # fmt: skip


class SpaceRow(Row):
    """A space. A figure of null is not known, never nought; charges are pounds an hour."""

    id = serializers.IntegerField()
    institution = serializers.SlugField(source="site.institution.slug")
    site = serializers.IntegerField(
        source="seen_site", allow_null=True, help_text="Null where its owner keeps the site to itself."
    )
    site_name = serializers.CharField(source="seen_site_name", allow_null=True)
    address = serializers.CharField(help_text="Where visitors go; empty where nobody said.")
    place = serializers.CharField(source="site.place.code", allow_null=True, help_text="GSS code.")
    name = serializers.CharField()
    kind = Choice(CommunitySpace.Kind.values)
    floor_m2 = Exact(allow_null=True)
    people = serializers.IntegerField(allow_null=True, help_text="How many people it holds.")
    hours_offered = Exact(allow_null=True, help_text="Hours a week that can be booked.")
    charge = Choice(["", *CommunitySpace.Charge.values], help_text="Empty where it is not known.")
    rate = Exact(allow_null=True)
    step_free = serializers.BooleanField(source="is_step_free", allow_null=True)
    equipment = serializers.CharField()
    how_to_book = serializers.CharField()
    for_local_firms = serializers.BooleanField()
    opened_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)


class SpaceQuery(serializers.Serializer[Any]):
    """The filter of the list, key for key."""

    institution = serializers.CharField(required=False, help_text="Slugs, with commas between.")
    place = serializers.CharField(required=False, help_text="GSS code.")
    kind = Choice(CommunitySpace.Kind.values, required=False)
    charge = Choice(CommunitySpace.Charge.values, required=False)
    step_free = Choice([YES], required=False)
    state = Choice([CLOSED, ALL], required=False, help_text="Those on offer now if not given.")
    search = serializers.CharField(
        required=False, help_text="Words of name, address, equipment or published site."
    )


class UseRow(Row):
    """The use of one space in one quarter. Null is not known, never nought."""

    space = serializers.IntegerField(source="space_id")
    institution = serializers.SlugField(source="space.site.institution.slug")
    name = serializers.CharField(source="space.name")
    first_month = serializers.IntegerField(help_text="202607 is July 2026.")
    last_month = serializers.IntegerField()
    hours_offered = Exact(allow_null=True)
    hours_used = Exact(allow_null=True)
    hours_cheap = Exact(allow_null=True, help_text="Hours free or below cost.")
    bookings = serializers.IntegerField(allow_null=True)
    no_shows = serializers.IntegerField(allow_null=True)
    groups = serializers.IntegerField(allow_null=True)
    groups_deprived = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class UseQuery(serializers.Serializer[Any]):
    """Of which space, whose."""

    space = serializers.IntegerField(required=False, help_text="Its id.")
    institution = serializers.CharField(required=False, help_text="Slugs, with commas between.")


@extend_schema_view(
    list=extend_schema(
        summary="Space open to the community",
        responses=SpaceRow(many=True),
        examples=[OpenApiExample("A room", SPACE, response_only=True, media_type="application/json")],
    )
)
class Spaces(ScopedViewSet):
    """Rooms, stalls, shops, gardens and hubs that groups or local firms can have."""

    row = SpaceRow
    asks = SpaceQuery
    ordering = ("name", "id")
    filename = "community-space"
    queryset = CommunitySpace.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """Spaces by name: one's own and those of partners in the system."""
        return super().list(request)

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        return filtered(found, SpaceFilter(**asked))


@extend_schema_view(
    list=extend_schema(
        summary="Use of community space",
        responses=UseRow(many=True),
        examples=[OpenApiExample("A quarter", USE, response_only=True, media_type="application/json")],
    )
)
class SpaceUses(ScopedViewSet):
    """How spaces were used, by quarter."""

    row = UseRow
    asks = UseQuery
    ordering = ("-first_month", "id")
    filename = "space-use"
    queryset = SpaceUse.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """Quarters, the newest first."""
        return super().list(request)

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if asked.get("institution"):
            found = found.filter(space__site__institution__slug__in=asked["institution"].split(","))
        return found.filter(space=asked["space"]) if asked.get("space") else found
