"""Support on offer, and where it is missing, by program."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import BadParameter
from anchors.api.parameters import Choice
from anchors.filters import FilterError
from anchors.models import AnchorInstitution, System, User
from metrics.api.listing import Listing
from metrics.api.shapes import Exact
from workforce.gap_map import GapMap, gap_map
from workforce.models import Barrier, TargetGroup
from workforce.readings.support import ALL, OfferFilter, directory, offer_record, offers, on_offer

OFFER = {
    "id": 4, "programme": "Marsh into Work", "provider": "Marsh College", "funder": "Department for Work and Pensions",
    "who_for": ["young"], "barriers": ["skills", "experience"], "areas": ["Marsh"], "places_a_year": 120,
    "starts": "2026-04-01", "ends": None, "referral_route": "Any jobcentre", "outcome_rule": "13 weeks in work",
    "price_per_place": "950.00", "link": "", "kept_by": "marsh-borough-council",
}  # fmt: skip
AREA = {
    "area": "E07000903", "name": "Marsh", "kind": "local_authority", "offers": 3, "offers_without_number": 0,
    "places_a_year": "184.2", "claimants": 2310, "claimants_in": "September 2026", "per_1000_claimants": "79.7",
}  # fmt: skip
GROUP = {
    "group": "over-50", "name": "People aged 50 and over", "offers": 1, "offers_without_number": 0,
    "places_a_year": 60, "districts_without": ["Marsh"],
}  # fmt: skip


class OfferShape(serializers.Serializer[Any]):
    """One programme of the directory. Null is not known, never nought; no areas means the whole system."""

    id = serializers.IntegerField()
    programme = serializers.CharField()
    provider = serializers.CharField()
    funder = serializers.CharField()
    who_for = serializers.ListField(child=Choice(TargetGroup.values))
    barriers = serializers.ListField(child=Choice(Barrier.values))
    areas = serializers.ListField(child=serializers.CharField())
    places_a_year = serializers.IntegerField(allow_null=True)
    starts = serializers.DateField(allow_null=True)
    ends = serializers.DateField(allow_null=True)
    referral_route = serializers.CharField()
    outcome_rule = serializers.CharField()
    price_per_place = Exact(allow_null=True, help_text="Pounds.")
    link = serializers.CharField()
    kept_by = serializers.SlugField(help_text="The institution that keeps the record.")


class AreaShape(serializers.Serializer[Any]):
    """A district, or a ward that an offer names alone. Null is no data, never nought."""

    area = serializers.CharField(help_text="GSS code.")
    name = serializers.CharField()
    kind = serializers.CharField(help_text="local_authority or ward.")
    offers = serializers.IntegerField()
    offers_without_number = serializers.IntegerField(help_text="Offers that do not say how many places.")
    places_a_year = Exact(
        allow_null=True, help_text="Places for several districts are shared by their claimants."
    )
    claimants = serializers.IntegerField(allow_null=True)
    claimants_in = serializers.CharField(allow_null=True, help_text="Month of the count, as published.")
    per_1000_claimants = Exact(allow_null=True)


class GroupShape(serializers.Serializer[Any]):
    """A target group and what there is for it. A place for two groups counts in both."""

    group = Choice(TargetGroup.values)
    name = serializers.CharField()
    offers = serializers.IntegerField()
    offers_without_number = serializers.IntegerField()
    places_a_year = serializers.IntegerField(allow_null=True)
    districts_without = serializers.ListField(child=serializers.CharField())


class SystemQuery(serializers.Serializer[Any]):
    """Of which system."""

    system = serializers.SlugField(
        required=False, help_text="Slug; the system that you work in if not given."
    )


class OfferQuery(SystemQuery):
    """The filter of the page, key for key."""

    who_for = Choice(TargetGroup.values, required=False)
    barrier = Choice(Barrier.values, required=False)
    area = serializers.CharField(required=False, help_text="GSS code, or whole: for the whole system only.")
    provider = serializers.CharField(required=False)
    state = Choice([ALL], required=False, help_text="Also what has ended or has not begun.")
    sort = serializers.CharField(
        required=False, help_text="programme, provider, places or ends; minus first."
    )


def exact(record: dict[str, Any]) -> dict[str, Any]:
    """Numbers with decimals as text, so that no client rounds them."""
    return {key: f"{value:f}" if isinstance(value, Decimal) else value for key, value in record.items()}


def system_asked(user: User, asked: dict[str, Any]) -> System | None:
    """The system that is named, else that of the institution that the person works as, as on pages."""
    mine = System.objects.visible_to(user)
    if slug := asked.get("system"):
        found: System | None = mine.filter(slug=slug).first()
        if found is None:
            raise BadParameter("system", "This is not the slug of a system of yours.")
        return found
    own = list(AnchorInstitution.objects.visible_to(user).order_by("name"))
    institution = next((each for each in own if each.pk == user.working_as_id), next(iter(own), None))
    here = institution.system_on(timezone.localdate()) if institution else None
    return here if here is not None and mine.filter(pk=here.pk).exists() else None


@extend_schema_view(
    list=extend_schema(
        summary="Support on offer",
        responses=OfferShape(many=True),
        examples=[OpenApiExample("A programme", OFFER, response_only=True, media_type="application/json")],
    )
)
class SupportOffers(Listing):
    """Programmes that help people towards work."""

    serializer_class = OfferShape
    asks = OfferQuery
    filename = "support-on-offer"

    def list(self, request: Request) -> HttpResponseBase:
        """Offers that run today, by provider, unless something else is asked."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        system = system_asked(self.person, asked)
        if system is None:
            return []
        try:
            wanted = OfferFilter.parse({key: str(value) for key, value in asked.items()})
        except FilterError as problem:
            raise BadParameter(problem.key, str(problem)) from None
        return [
            exact(offer_record(each)) for each in offers(self.person, system, wanted, timezone.localdate())
        ]


class Gaps(Listing):
    """What the two lists of gaps have in common."""

    asks = SystemQuery

    def gaps(self, asked: dict[str, Any]) -> GapMap | None:
        """The gaps of the system asked for."""
        system, today = system_asked(self.person, asked), timezone.localdate()
        if system is None:
            return None
        return gap_map(system, on_offer(directory(self.person, system), today), today)


@extend_schema_view(
    list=extend_schema(
        summary="Support by district",
        responses=AreaShape(many=True),
        examples=[OpenApiExample("A district", AREA, response_only=True, media_type="application/json")],
    )
)
class SupportAreas(Gaps):
    """Places a year for every 1,000 people who claim unemployment benefits."""

    serializer_class = AreaShape
    filename = "support-by-area"

    def list(self, request: Request) -> HttpResponseBase:
        """Districts by name, then wards that offers name."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        gaps = self.gaps(asked)
        return [exact(each.as_record()) for each in gaps.areas] if gaps else []


@extend_schema_view(
    list=extend_schema(
        summary="Support by target group",
        responses=GroupShape(many=True),
        examples=[OpenApiExample("A group", GROUP, response_only=True, media_type="application/json")],
    )
)
class SupportGroups(Gaps):
    """What there is for whom, and in which districts there is nothing."""

    serializer_class = GroupShape
    filename = "support-by-group"

    def list(self, request: Request) -> HttpResponseBase:
        """Every target group, also those without any support."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        gaps = self.gaps(asked)
        return [exact(each.as_record()) for each in gaps.groups] if gaps else []
