"""Employment programmes, by program: the figures of their pages."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api.parameters import Choice
from metrics.api.listing import Listing
from metrics.api.shapes import Exact
from workforce.models import Programme
from workforce.publishing import published
from workforce.readings.programmes import funnel_records, programme_record, programmes_read_by

EXAMPLE = {
    "programme": "Into health and care", "starting": "All starts", "stage": "job", "group": "all", "people": 65,
    "reached": 65, "out_of": 115, "of": "who were out of work when they started", "share": "0.57", "too_soon": False,
    "suppressed": False, "published_on": "2026-10-12",
}  # fmt: skip


KNOWN = {
    "id": 3, "name": "Into health and care", "institution": "northvale-hospitals", "kind": "academy",
    "purpose": "Eight weeks of training on the wards", "outcome_rule": "Paid work of 16 hours a week or more",
    "rule_source": "", "starts": "2025-04-01", "ends": None, "training_weeks": 8, "search_weeks": 13,
    "guaranteed_interviews": 120, "reserved_posts": 40, "deprived_target": "0.4000", "support": 4,
    "published_on": "2026-10-12",
}  # fmt: skip


class ProgrammeQuery(serializers.Serializer[Any]):
    """Which programme."""

    programme = serializers.IntegerField(required=False, min_value=1, help_text="Its number; all without.")


class ProgrammeRow(serializers.Serializer[Any]):
    """A stage of one programme. `share` is `reached` of `out_of`, over cohorts old enough to have reached the stage."""

    programme = serializers.CharField()
    starting = serializers.CharField(help_text="The quarter in which people started, or All starts.")
    stage = serializers.CharField(
        help_text="referred, started, trained, offer, job, weeks-13, weeks-26, weeks-52."
    )
    group = serializers.CharField(help_text="all, or the group of people.")
    people = serializers.IntegerField(allow_null=True)
    reached = serializers.IntegerField(allow_null=True)
    out_of = serializers.IntegerField(allow_null=True)
    of = serializers.CharField(allow_blank=True, help_text="Of whom the share is, in words.")
    share = Exact(allow_null=True, help_text="0 to 1; null where it is too soon, hidden or not counted.")
    too_soon = serializers.BooleanField(help_text="Nobody started long enough ago to have got this far.")
    suppressed = serializers.BooleanField(help_text="Hidden to protect people.")
    published_on = serializers.DateField(
        allow_null=True, help_text="Null for true counts, which only those who run the programme see."
    )


class KnownProgramme(serializers.Serializer[Any]):
    """What a programme is. Null is not known."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    institution = serializers.SlugField(help_text="Who runs it.")
    kind = Choice(Programme.Kind.choices)
    purpose = serializers.CharField(allow_blank=True)
    outcome_rule = serializers.CharField(allow_blank=True, help_text="What counts as a job.")
    rule_source = serializers.CharField(allow_blank=True)
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    training_weeks = serializers.IntegerField()
    search_weeks = serializers.IntegerField(help_text="Weeks from the end of training to a job, as planned.")
    guaranteed_interviews = serializers.IntegerField(allow_null=True, help_text="A year.")
    reserved_posts = serializers.IntegerField(allow_null=True, help_text="A year.")
    deprived_target = Exact(allow_null=True, help_text="Share of starters to come from deciles 1 and 2.")
    support = serializers.IntegerField(allow_null=True, help_text="Its entry in the directory of support.")
    published_on = serializers.DateField(allow_null=True, help_text="When its figures were published last.")


@extend_schema_view(
    list=extend_schema(
        summary="Employment programmes",
        responses=KnownProgramme(many=True),
        examples=[OpenApiExample("A programme", KNOWN, response_only=True, media_type="application/json")],
    )
)
class KnownProgrammes(Listing):
    """Programmes of the systems of whoever asks, also those that have published nothing."""

    serializer_class = KnownProgramme
    filename = "programmes-known"

    def list(self, request: Request) -> HttpResponseBase:
        """By name."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        programmes = list(programmes_read_by(self.person))
        shown = published(programmes)
        return [programme_record(each, shown.get(each.pk)) for each in programmes]


@extend_schema_view(
    list=extend_schema(
        summary="Figures of employment programmes",
        responses=ProgrammeRow(many=True),
        examples=[OpenApiExample("A stage", EXAMPLE, response_only=True, media_type="application/json")],
    )
)
class Programmes(Listing):
    """From referral to lasting work: every figure of every programme of the systems of whoever asks."""

    serializer_class = ProgrammeRow
    asks = ProgrammeQuery
    filename = "programmes"

    def list(self, request: Request) -> HttpResponseBase:
        """The funnel of each programme, then its starting quarters, then whom it reaches."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        user, wanted = self.person, asked.get("programme")
        asked_for = [each for each in programmes_read_by(user) if wanted in (None, each.pk)]
        return [
            row | {"share": None if row["share"] is None else str(row["share"])}
            for row in funnel_records(asked_for, user)
        ]
