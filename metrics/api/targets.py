"""Targets: where a system, an institution or a group wants an indicator to be, and by when."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import Row, ScopedViewSet
from anchors.api.parameters import Choice
from anchors.periods import Period
from metrics.api.figures import plain
from metrics.api.listing import flat
from metrics.api.shapes import Exact
from metrics.models import Target

TARGET = {
    "id": 7,
    "indicator": "local-share-of-influenceable-spend",
    "system": None,
    "institution": "marsh-borough-council",
    "group": None,
    "baseline": "0.214000",
    "baseline_period": "2025-26",
    "value": "0.314000",
    "due": "2028-03",
    "steps": [{"month": "2027-03", "value": "0.25"}],
    "rationale": "The Northern Care Alliance moves 10% of what it can influence.",
    "replaces": None,
    "set_at": "2026-11-20T10:12:00Z",
    "ended_at": None,
}


class WayShape(serializers.Serializer[Any]):
    """A value on the way."""

    month = serializers.CharField()
    value = Exact()


class TargetRow(Row):
    """A value to reach by the end of a month, from a baseline. A change ends it and writes a new one."""

    id = serializers.IntegerField()
    indicator = serializers.CharField(help_text="Code, see `indicators/`.")
    system = serializers.SlugField(source="system.slug", allow_null=True)
    institution = serializers.SlugField(source="institution.slug", allow_null=True)
    group = serializers.SlugField(source="group.slug", allow_null=True)
    baseline = Exact(allow_null=True)
    baseline_period = serializers.CharField(source="*", allow_null=True)
    value = Exact()
    due = serializers.CharField(source="*", help_text="The month to reach it by.")
    steps = WayShape(source="*", many=True, help_text="On the way; empty for a straight line.")
    rationale = serializers.CharField()
    replaces = serializers.IntegerField(source="replaces_id", allow_null=True)
    set_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class TargetQuery(serializers.Serializer[Any]):
    """Of what and whose."""

    indicator = serializers.CharField(required=False, help_text="Codes, with commas between.")
    system = serializers.SlugField(required=False)
    institution = serializers.SlugField(required=False)
    group = serializers.SlugField(required=False)
    all = Choice(["yes"], required=False, help_text="Also those that were changed or ended.")


@extend_schema_view(
    list=extend_schema(
        summary="Targets",
        responses=TargetRow(many=True),
        examples=[OpenApiExample("A shift", TARGET, response_only=True, media_type="application/json")],
    )
)
class Targets(ScopedViewSet):
    """Targets."""

    row = TargetRow
    asks = TargetQuery
    ordering = ("-set_at", "-id")
    also = ("baseline_first", "baseline_last", "due", "steps")
    filename = "targets"
    queryset = Target.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """The targets that hold, the newest first; with `all=yes` also their history."""
        return super().list(request)

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if not asked.pop("all", ""):
            found = found.standing()  # type: ignore[attr-defined]
        if codes := asked.pop("indicator", ""):
            found = found.filter(indicator__in=[code.strip() for code in codes.split(",")])
        return found.filter(**{f"{name}__slug": value for name, value in asked.items()})

    @cached_property
    def written(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Writes months as filters take them, and numbers with all their digits."""
        columns, names = super().written, [*self.row().fields]

        def written(row: dict[str, Any]) -> dict[str, Any]:
            first, last, due, steps = (row[name] for name in self.also)
            found = columns(row) | {
                "baseline_period": None if first is None else Period(first, last).code,
                "due": month_code(due),
                "steps": [{"month": month_code(ym), "value": str(value)} for ym, value in steps],
            }
            if self.is_csv:
                found["steps"] = flat(found["steps"])
            else:
                found |= {name: plain(row[name]) for name in ("baseline", "value")}
            return {name: found[name] for name in names}

        return written


def month_code(ym: int) -> str:
    """`2028-03`."""
    return f"{ym // 100}-{ym % 100:02d}"
