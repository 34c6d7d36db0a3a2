"""Homes promised and built, and options appraisals, as lists."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import Row, ScopedViewSet
from anchors.api.parameters import Choice
from anchors.api.rows import share
from estates.models import Appraisal, Plot, Route
from estates.readings.promises import promises
from metrics.api.listing import Listing

PROMISE = {
    "plot": 9, "institution": "northvale-hospitals", "title": "Harbour Lane Depot", "sold_on": "2023-05-04",
    "homes_promised": 200, "affordable_promised": 60, "affordable_built": 10, "share_built": 0.166667,
    "promise_lowered": True, "key_worker_homes": 0, "note": "Permission of May 2026 cut 60 to 18",
}  # fmt: skip
APPRAISAL = {
    "id": 4, "plot": 7, "institution": "northvale-hospitals", "title": "The Old Laundry", "state": "decided",
    "comments_close": "2026-12-04", "decision_due": "2026-12-18", "decided_on": "2026-12-18",
    "decided_by": "Board of directors", "chosen_route": "homes", "chosen": "Affordable homes",
    "reason": "Most homes that people here can afford.", "reason_unexplored": "",
}  # fmt: skip


class PromiseShape(serializers.Serializer[Any]):
    """One plot on which homes were stated. Null is not known, never nought; shares are 0 to 1."""

    plot = serializers.IntegerField()
    institution = serializers.SlugField()
    title = serializers.CharField()
    sold_on = serializers.DateField(allow_null=True)
    homes_promised = serializers.IntegerField(allow_null=True)
    affordable_promised = serializers.IntegerField(
        allow_null=True, help_text="Where it was lowered: before that."
    )
    affordable_built = serializers.IntegerField(allow_null=True)
    share_built = serializers.FloatField(allow_null=True)
    promise_lowered = serializers.BooleanField(help_text="A later permission lowered it.")
    key_worker_homes = serializers.IntegerField(help_text="At market rent; they are not affordable homes.")
    note = serializers.CharField()


class OwnerQuery(serializers.Serializer[Any]):
    """Whose land."""

    institution = serializers.CharField(required=False, help_text="A slug.")


class AppraisalRow(Row):
    """An options appraisal and what was decided."""

    id = serializers.IntegerField()
    plot = serializers.IntegerField(source="plot_id")
    institution = serializers.SlugField(source="plot.site.institution.slug")
    title = serializers.CharField(source="plot.title")
    state = Choice(Appraisal.State.values)
    comments_close = serializers.DateField(allow_null=True)
    decision_due = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    decided_by = serializers.CharField(help_text="By role.")
    chosen_route = Choice(Route.values, source="chosen.route", allow_null=True)
    chosen = serializers.CharField(source="chosen.name", allow_null=True)
    reason = serializers.CharField()
    reason_unexplored = serializers.CharField(help_text="Why earlier options were not explored.")


class AppraisalQuery(serializers.Serializer[Any]):
    """Whose appraisals, in which state."""

    institution = serializers.CharField(required=False, help_text="Slugs, with commas between.")
    state = Choice(Appraisal.State.values, required=False)


@extend_schema_view(
    list=extend_schema(
        summary="Homes promised and built",
        responses=PromiseShape(many=True),
        examples=[OpenApiExample("A plot", PROMISE, response_only=True, media_type="application/json")],
    )
)
class Promises(Listing):
    """Homes promised on land, held against homes built."""

    serializer_class = PromiseShape
    asks = OwnerQuery
    filename = "promises"

    def list(self, request: Request) -> HttpResponseBase:
        """Plots in the order of their sale."""
        return super().list(request)

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        plots = Plot.objects.visible_to(self.person)
        if slug := asked.get("institution"):
            plots = plots.filter(site__institution__slug=slug)
        return [
            {
                "plot": each.plot.pk,
                "institution": each.plot.site.institution.slug,
                "title": each.plot.title,
                "sold_on": each.plot.disposed_on,
                "homes_promised": each.promised.all if each.promised else None,
                "affordable_promised": each.promised.affordable if each.promised else None,
                "affordable_built": each.built.affordable if each.built else None,
                "share_built": None if each.share is None else share(each.share),
                "promise_lowered": each.is_lowered,
                "key_worker_homes": each.key_worker,
                "note": each.note,
            }
            for each in promises(plots)
        ]


@extend_schema_view(
    list=extend_schema(
        summary="Options appraisals",
        responses=AppraisalRow(many=True),
        examples=[OpenApiExample("A decision", APPRAISAL, response_only=True, media_type="application/json")],
    )
)
class Appraisals(ScopedViewSet):
    """Options appraisals, from the first word to the decision."""

    row = AppraisalRow
    asks = AppraisalQuery
    ordering = ("id",)
    filename = "appraisals"
    queryset = Appraisal.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """Appraisals in the order in which they were begun."""
        return super().list(request)

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if asked.get("institution"):
            found = found.filter(plot__site__institution__slug__in=asked["institution"].split(","))
        return found.filter(state=asked["state"]) if asked.get("state") else found
