"""Candidates of academies and work experience, by program: reading them, and sending the aspects of a period."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api.parameters import Choice
from anchors.api.upload_shapes import PeriodField
from metrics.api.listing import Listing
from metrics.api.shapes import Exact
from workforce.api.support import exact
from workforce.forms.candidates import MOST_PEOPLE, NO_SOURCE, period_trouble
from workforce.models import Programme
from workforce.profiles import KINDS, Aspect, Said, has_candidates, keep_profile
from workforce.readings.candidates import ALL, CandidateFilter, candidate_record, candidates

ROW = {
    "programme": "Health academy", "institution": "northvale-hospitals", "period": "2025-26", "aspect": "deprived",
    "candidates": 120, "people": 20, "share": "0.17", "residents_share": "0.2600",
    "residents_source": "Indices of Deprivation 2025", "gap": "-0.0900", "gap_people": -11, "suppressed": False,
    "published_on": "2026-10-12",
}  # fmt: skip
SENT = {
    "programme": 3, "period": "2025-26", "aspect": "deprived", "candidates": 118, "people": 21,
    "residents_share": "0.26", "residents_source": "Indices of Deprivation 2025",
}  # fmt: skip


class CandidateQuery(serializers.Serializer[Any]):
    """Which rows."""

    programme = serializers.IntegerField(required=False, min_value=1, help_text="Its number; all without.")
    kind = Choice([str(each) for each in KINDS], required=False)
    aspect = Choice(Aspect.values, required=False)
    periods = Choice(
        [ALL], required=False, help_text="all for every period; the newest of each programme without."
    )


class CandidateShape(serializers.Serializer[Any]):
    """One background of one programme's candidates. A null figure is hidden or was not given, never nought."""

    programme = serializers.CharField()
    institution = serializers.SlugField()
    period = serializers.CharField()
    aspect = serializers.CharField(help_text=", ".join(Aspect.values))
    candidates = serializers.IntegerField(allow_null=True, help_text="Candidates who said.")
    people = serializers.IntegerField(allow_null=True, help_text="Of these, with this background.")
    share = Exact(allow_null=True, help_text="0 to 1.")
    residents_share = Exact(allow_null=True, help_text="0 to 1, as the programme gives it.")
    residents_source = serializers.CharField(allow_blank=True)
    gap = Exact(allow_null=True, help_text="Candidates' share less residents'.")
    gap_people = serializers.IntegerField(
        allow_null=True, help_text="People more than at residents' share; negative where people are missing."
    )
    suppressed = serializers.BooleanField(help_text="A part is hidden to protect people.")
    published_on = serializers.DateField(
        allow_null=True, help_text="Null for true counts, which only the institution's own people read."
    )


class CandidateForm(serializers.Serializer[Any]):
    """One background in one period. Sent again it corrects; with null candidates it is taken out."""

    programme = serializers.IntegerField(min_value=1)
    period = PeriodField(help_text="A financial year such as 2025-26, or a quarter such as 2025-26-Q4.")
    aspect = Choice(Aspect.values)
    candidates = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, allow_null=True)
    people = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, required=False, allow_null=True)
    residents_share = serializers.DecimalField(
        max_digits=5, decimal_places=4, min_value=0, max_value=1, required=False, allow_null=True
    )
    residents_source = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The numbers agree."""
        candidates, people = attrs["candidates"], attrs.get("people")
        if (candidates is None) != (people is None):
            raise serializers.ValidationError({"people": ["Send both numbers, or both as null."]})
        if candidates is not None and people is not None and people > candidates:
            raise serializers.ValidationError({"people": ["More people than candidates who said."]})
        if attrs.get("residents_share") is not None and not attrs["residents_source"]:
            raise serializers.ValidationError({"residents_source": [f"{NO_SOURCE}."]})
        return attrs


@extend_schema_view(
    list=extend_schema(
        summary="Candidates beside residents",
        responses=CandidateShape(many=True),
        examples=[OpenApiExample("A background", ROW, response_only=True, media_type="application/json")],
    )
)
class Candidates(Listing):
    """Background of candidates of academies and work experience, beside residents."""

    serializer_class = CandidateShape
    asks = CandidateQuery
    filename = "candidates"

    def list(self, request: Request) -> HttpResponseBase:
        """True counts of your institution's programmes, published figures of others."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        asks = CandidateFilter(**{name: str(value) for name, value in asked.items()})
        return [exact(candidate_record(each)) for each in candidates(self.person, asks)]

    @extend_schema(
        summary="Send one background of a period",
        request=CandidateForm,
        responses=CandidateShape,
        examples=[
            OpenApiExample("A year", SENT, request_only=True),
            OpenApiExample("A background", ROW | {"published_on": None}, response_only=True),
        ],
    )
    def create(self, request: Request) -> Response:
        """Write it, or correct it: sent again it changes nothing. Contributors and leads of the institution only."""
        form = CandidateForm(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        programme = self._programme(given["programme"])
        if words := period_trouble(programme, given["period"], timezone.localdate()):
            raise serializers.ValidationError({"period": [f"{words}."]})
        said = None
        if given["candidates"] is not None:
            share = given.get("residents_share")
            source = given["residents_source"] if share is not None else ""
            said = Said(given["candidates"], given["people"], share, source)
        keep_profile(programme, given["period"], {given["aspect"]: said}, by=self.person)
        asks = CandidateFilter(programme=str(programme.pk), aspect=given["aspect"], periods=ALL)
        rows = [row for row in candidates(self.person, asks) if row.period == given["period"]]
        if not rows:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(exact(candidate_record(rows[0])))

    def _programme(self, key: int) -> Programme:
        found = Programme.objects.visible_to(self.person).filter(pk=key).first()
        if not isinstance(found, Programme) or not has_candidates(found):
            raise Http404
        if found.institution_id not in self.person.institution_ids(contributing=True):
            raise PermissionDenied("You may read this programme's figures but not send any.")
        return found
