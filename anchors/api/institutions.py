"""Institutions and systems: who is in the person's systems. Partners know of each other, not of figures."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api import rows
from anchors.api.endpoints import RowsViewSet, ScopedViewSet
from anchors.api.parameters import Choice
from anchors.models import AnchorInstitution, Succession, System, SystemMembership, in_force

INSTITUTION = {
    "slug": "marsh-borough-council",
    "name": "Marsh Borough Council",
    "kind": "district",
    "ods_code": None,
    "gss_code": "E07999902",
    "home_place": "E07999902",
    "valid_from": None,
    "valid_to": None,
    "is_own": True,
}

ITS_SYSTEMS = {"systems": ["northvale-and-marsh"], "predecessors": [], "successors": []}
SYSTEM = {
    "slug": "northvale-and-marsh",
    "name": "Northvale and Marsh",
    "code": "QZZ",
    "place": "E54999901",
    "valid_from": "2022-07-01",
    "valid_to": None,
    "is_sample": True,
}


class InstitutionRow(rows.Row):
    """An anchor institution of one of your systems."""

    slug = serializers.SlugField(help_text="Names the institution in every address and filter.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(AnchorInstitution.Kind.choices)
    ods_code = serializers.CharField(allow_null=True)
    gss_code = serializers.CharField(allow_null=True)
    home_place = serializers.CharField(source="home_place.code", allow_null=True, help_text="GSS code.")
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    is_own = serializers.BooleanField(help_text="Whether you have a role in it.")


class InstitutionDetail(InstitutionRow):
    """An institution, the systems it belongs to today, and the bodies it followed or was followed by."""

    systems = serializers.ListField(child=serializers.SlugField(), source="*")
    predecessors = serializers.ListField(child=serializers.SlugField(), source="*")
    successors = serializers.ListField(child=serializers.SlugField(), source="*")


class InstitutionQuery(serializers.Serializer[Any]):
    """Which institutions."""

    kind = Choice(AnchorInstitution.Kind.choices, required=False)
    system = serializers.SlugField(required=False, help_text="Only members of this system today.")
    code = serializers.CharField(required=False, help_text="ODS or GSS code.")


@extend_schema_view(
    list=extend_schema(
        summary="Institutions of your systems",
        responses=InstitutionRow(many=True),
        examples=[OpenApiExample("A council", INSTITUTION, response_only=True)],
    ),
    retrieve=extend_schema(
        summary="One institution",
        responses=InstitutionDetail,
        examples=[OpenApiExample("A council", INSTITUTION | ITS_SYSTEMS, response_only=True)],
    ),
)
class Institutions(RowsViewSet):
    """Anchor institutions: the person's own, and all in their systems."""

    row = InstitutionRow
    asks = InstitutionQuery
    ordering = ("name", "slug")
    filename = "institutions"
    lookup_field = "slug"
    lookup_value_converter = "slug"
    queryset = AnchorInstitution.objects.none()

    def visible(self) -> QuerySet[Any]:
        own = AnchorInstitution.objects.visible_to(self.person)
        partners = AnchorInstitution.objects.partners_of(self.person)
        found = AnchorInstitution.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=partners.values("pk")))
        mine = self.person.memberships_in_force().filter(institution=OuterRef("pk"))
        return found.annotate(is_own=Exists(mine))

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if kind := asked.get("kind"):
            found = found.filter(kind=kind)
        if code := asked.get("code"):
            found = found.filter(Q(ods_code=code) | Q(gss_code=code))
        if slug := asked.get("system"):
            systems = System.objects.visible_to(self.person).filter(slug=slug)
            members = SystemMembership.objects.filter(in_force(timezone.localdate()), system__in=systems)
            found = found.filter(pk__in=members.values("institution"))
        return found

    def retrieve(self, request: Request, slug: str) -> Response:
        """One institution, by its slug."""
        found = self.one(slug=slug)
        today = in_force(timezone.localdate())
        systems = System.objects.visible_to(self.person)
        memberships = SystemMembership.objects.filter(today, institution__slug=slug, system__in=systems)
        found["systems"] = _slugs(memberships, "system__slug")
        found["predecessors"] = _slugs(Succession.objects.filter(successor__slug=slug), "predecessor__slug")
        found["successors"] = _slugs(Succession.objects.filter(predecessor__slug=slug), "successor__slug")
        return Response(found)


class SystemRow(rows.Row):
    """An integrated care system that an institution of yours belongs to."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    code = serializers.CharField(help_text="ODS code of its board; empty if it has none.")
    place = serializers.CharField(source="place.code", allow_null=True, help_text="GSS code.")
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    is_sample = serializers.BooleanField(help_text="Made-up data, to try things with.")


class SystemDetail(SystemRow):
    """A system and the local authorities that make it up today."""

    local_authorities = serializers.ListField(
        child=serializers.CharField(), source="*", help_text="GSS codes."
    )


@extend_schema_view(
    list=extend_schema(
        summary="Your systems",
        responses=SystemRow(many=True),
        examples=[OpenApiExample("A system", SYSTEM, response_only=True)],
    ),
    retrieve=extend_schema(
        summary="One system",
        responses=SystemDetail,
        examples=[
            OpenApiExample(
                "A system", SYSTEM | {"local_authorities": ["E07999902", "E08999901"]}, response_only=True
            )
        ],
    ),
)
class Systems(ScopedViewSet):
    """Integrated care systems."""

    row = SystemRow
    ordering: ClassVar[tuple[str, ...]] = ("name", "slug")
    filename = "systems"
    lookup_field = "slug"
    lookup_value_converter = "slug"
    queryset = System.objects.all()

    def retrieve(self, request: Request, slug: str) -> Response:
        """One system, by its slug."""
        found = self.one(slug=slug)
        authorities = self.visible().get(slug=slug).local_authorities(timezone.localdate())
        return Response(found | {"local_authorities": _slugs(authorities, "code")})


def _slugs(found: QuerySet[Any], lookup: str) -> list[str]:
    return list(found.order_by(lookup).values_list(lookup, flat=True))
