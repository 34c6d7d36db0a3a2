"""Staff by area and who is missing, by program: the rows of the pages' files, hidden figures null."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import BadParameter
from anchors.api.parameters import Choice
from anchors.filters import FilterError
from anchors.models import System
from metrics.api.listing import Listing
from metrics.api.shapes import Exact
from workforce.analysis import INDICES, Verdict
from workforce.readings import StaffFilter, StaffView, areas_of, staff_view
from workforce.readings.areas import in_order
from workforce.readings.asking import LADDER, ONE_AT_A_TIME
from workforce.readings.records import area_record

EXAMPLE = {
    "quarter": "2026-27-Q2", "institution": "northvale-hospitals", "level": "middle", "area": "E02009901",
    "name": "Marsh 001", "district": "Marsh", "decile": None, "share_in_deciles_1_and_2": "0.6210", "deprived": True,
    "staff": 25, "suppressed": False, "residents": 5810, "expected": 55, "per_1000": 4, "quotient": "0.45", "gap": 30,
    "reading": "cold-spot",
}  # fmt: skip


class AreaRow(serializers.Serializer[Any]):
    """One area. A figure of null with `suppressed` is hidden; otherwise null is no data, never nought."""

    quarter = serializers.CharField()
    institution = serializers.SlugField(allow_null=True, help_text="null: all that supplied, together.")
    level = Choice(list(LADDER))
    area = serializers.CharField(help_text="GSS code; the name of a middle area whose code is not loaded.")
    name = serializers.CharField()
    district = serializers.CharField()
    decile = serializers.IntegerField(allow_null=True, help_text="Of small areas; 1 is the most deprived.")
    share_in_deciles_1_and_2 = Exact(allow_null=True, help_text="Share of residents; of larger areas.")
    deprived = serializers.BooleanField(
        help_text="A small area of deciles 1 and 2; a larger one with most of its residents in such."
    )
    staff = serializers.IntegerField(allow_null=True, help_text="People in post who live there, as shown.")
    suppressed = serializers.BooleanField(help_text="Whether the figure is hidden to protect people.")
    residents = serializers.IntegerField(allow_null=True, help_text="Of working age.")
    expected = serializers.IntegerField(allow_null=True)
    per_1000 = serializers.IntegerField(allow_null=True)
    quotient = Exact(allow_null=True)
    gap = serializers.IntegerField(allow_null=True)
    reading = serializers.ChoiceField([(each.value, each.label) for each in Verdict], allow_null=True)


class StaffQuery(serializers.Serializer[Any]):
    """The filter of the pages, key for key."""

    system = serializers.SlugField(
        required=False, help_text="Slug; the system that you work in if not given."
    )
    institution = serializers.CharField(
        required=False, help_text="Slug of one; all that supplied if not given."
    )
    staff = serializers.CharField(
        required=False, help_text="all, starters, leavers, or one group such as band.1-4 or age.under-26."
    )
    quarter = serializers.CharField(
        required=False, help_text="2026-27-Q2; the newest published if not given."
    )
    edition = Choice(
        [str(each) for each in INDICES], required=False, help_text="Of the Indices of Deprivation."
    )


class AreaQuery(StaffQuery):
    """Also the rung of the ladder and the order."""

    areas = serializers.CharField(required=False, help_text="small, middle (if not given) or district.")
    sort = serializers.CharField(
        required=False,
        help_text="name, place, decile, staff, expected, rate, quotient, gap or reading; minus first.",
    )


@extend_schema_view(
    list=extend_schema(
        summary="Staff by area",
        responses=AreaRow(many=True),
        examples=[
            OpenApiExample("A middle area", EXAMPLE, response_only=True, media_type="application/json")
        ],
    )
)
class StaffAreas(Listing):
    """Where staff live, from published releases: all staff in post, by area."""

    serializer_class = AreaRow
    asks = AreaQuery
    filename = "staff-by-area"

    def list(self, request: Request) -> HttpResponseBase:
        """Areas of one release, by name. Nothing is published by area but all staff in post."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        view = asked_of(self, asked)
        if not view.asked.is_everybody:
            raise BadParameter("staff", f"Only all staff in post are published by area. {ONE_AT_A_TIME}")
        if view.release is None:
            return []
        reading = areas_of(view)
        rows = in_order(reading.rows, view.asked.sort or "name")
        return [head_of(view) | text_of(area_record(row, reading)) for row in rows]


def asked_of(endpoint: Listing, asked: dict[str, Any]) -> StaffView:
    """The view that a query asks for, with the sentence of the pages for what is not published."""
    try:
        given = StaffFilter.parse(endpoint.request._request.GET)  # noqa: SLF001 - DRF's own way
    except FilterError as problem:
        raise BadParameter(problem.key, str(problem)) from None
    return staff_view(endpoint.person, _system(endpoint, asked.get("system", "")), given)


def _system(endpoint: Listing, slug: str) -> System:
    person = endpoint.person
    systems = System.objects.visible_to(person)
    if slug:
        found = systems.filter(slug=slug).first()
    else:
        working = person.working_as
        found = working.system_on(timezone.localdate()) if working else None
        found = systems.filter(pk=found.pk).first() if found else systems.order_by("name").first()
    if found is None:
        raise Http404
    return found


def head_of(view: StaffView) -> dict[str, Any]:
    """When and whose."""
    quarter = view.release.quarter.code if view.release else ""
    return {"quarter": quarter, "institution": view.institution.slug if view.institution else None}


def text_of(record: dict[str, Any]) -> dict[str, Any]:
    """Numbers with decimals as text, so that no client rounds them."""
    exact = ("share_in_deciles_1_and_2", "quotient", "share_of_staff", "share_of_residents")
    return {
        key: f"{value:f}" if key in exact and value is not None else value for key, value in record.items()
    }
