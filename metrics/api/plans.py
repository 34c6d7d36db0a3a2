"""Plans, commitments and actions of the person's systems: who does what by when."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import Row, ScopedViewSet
from anchors.api.parameters import Choice
from metrics.models import Action, Commitment, Plan, Status
from metrics.plan_templates import Owner

PLAN = {
    "id": 3,
    "system": "northvale-and-marsh",
    "title": "Northvale and Marsh anchor plan",
    "template": "healthy-places",
    "narrative": "We want money that we spend to stay where people need it most.",
    "pledge": "We put local enterprise and jobs in deprived areas first.",
    "first_day": "2026-04-01",
    "last_day": "2029-03-31",
    "state": "agreed",
    "agreed_on": "2026-03-12",
    "pledges_signed": 4,
    "commitments": 9,
    "actions": 31,
}
COMMITMENT = {
    "id": 14,
    "plan": 3,
    "system": "northvale-and-marsh",
    "recommendation": 2,
    "institution": "marsh-borough-council",
    "title": "Move 10% of influenceable spend to local suppliers",
    "why": "",
    "due": "2028-03-31",
    "status": "in-progress",
    "is_late": False,
    "target": 7,
}
ACTION = {
    "id": 41,
    "plan": 3,
    "system": "northvale-and-marsh",
    "commitment": 14,
    "recommendation": 2,
    "step": "2.2",
    "title": "Look for local laundries",
    "detail": "",
    "owner": "marsh-borough-council",
    "person": "Tom Contributor",
    "suggested_owner": "councils",
    "due": "2026-10-30",
    "status": "at-risk",
    "is_late": True,
    "next_step": "Meet the chamber of commerce",
    "blockers": "No list of firms",
    "depends_on": None,
    "finished_on": None,
}


class PlanRow(Row):
    """What a system says it will do, and by when."""

    id = serializers.IntegerField()
    system = serializers.SlugField(source="system.slug")
    title = serializers.CharField()
    template = serializers.CharField(help_text="What it was started from; empty for none.")
    narrative = serializers.CharField()
    pledge = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    state = serializers.ChoiceField(Plan.State.choices)
    agreed_on = serializers.DateField(allow_null=True)
    pledges_signed = serializers.IntegerField(help_text="Institutions that signed.")
    commitments = serializers.IntegerField(source="commitments_made", help_text="How many.")
    actions = serializers.IntegerField(source="actions_planned", help_text="How many.")


class CommitmentRow(Row):
    """A promise against one of the nine."""

    id = serializers.IntegerField()
    plan = serializers.IntegerField(source="plan_id")
    system = serializers.SlugField(source="plan.system.slug")
    recommendation = serializers.IntegerField()
    institution = serializers.SlugField(
        source="institution.slug", allow_null=True, help_text="Who promised; null for the system."
    )
    title = serializers.CharField()
    why = serializers.CharField()
    due = serializers.DateField()
    status = serializers.ChoiceField(Status.choices)
    is_late = serializers.BooleanField(source="*", help_text="Not completed although its day is past.")
    target = serializers.IntegerField(source="target_id", allow_null=True, help_text="See `targets/`.")


class ActionRow(Row):
    """A piece of work with an owner and a date."""

    id = serializers.IntegerField()
    plan = serializers.IntegerField(source="plan_id")
    system = serializers.SlugField(source="plan.system.slug")
    commitment = serializers.IntegerField(source="commitment_id", allow_null=True)
    recommendation = serializers.IntegerField()
    step = serializers.CharField(help_text="Of the recommendation; empty for none.")
    title = serializers.CharField()
    detail = serializers.CharField()
    owner = serializers.SlugField(
        source="owner.slug", allow_null=True, help_text="Institution; null until somebody has it."
    )
    person = serializers.CharField(source="person.name", allow_null=True)
    suggested_owner = serializers.ChoiceField([(each.value, each.label) for each in Owner], allow_blank=True)
    due = serializers.DateField()
    status = serializers.ChoiceField(Status.choices)
    is_late = serializers.BooleanField(source="*", help_text="Not completed although its day is past.")
    next_step = serializers.CharField()
    blockers = serializers.CharField()
    depends_on = serializers.IntegerField(
        source="depends_on_id", allow_null=True, help_text="Another action."
    )
    finished_on = serializers.DateField(allow_null=True)


class PlanQuery(serializers.Serializer[Any]):
    """Whose plans."""

    system = serializers.SlugField(required=False)
    state = Choice(Plan.State.choices, required=False)


class WorkQuery(serializers.Serializer[Any]):
    """Which commitments or actions: the filters of the board."""

    system = serializers.SlugField(required=False)
    plan = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    institution = serializers.SlugField(required=False, help_text="Who promised it or owns it.")
    recommendation = serializers.IntegerField(required=False, min_value=1, max_value=9)
    status = Choice(Status.choices, required=False)
    late = Choice(["yes"], required=False)


@extend_schema_view(
    list=extend_schema(
        summary="Plans",
        responses=PlanRow(many=True),
        examples=[OpenApiExample("A plan", PLAN, response_only=True, media_type="application/json")],
    )
)
class Plans(ScopedViewSet):
    """Plans."""

    row = PlanRow
    asks = PlanQuery
    ordering = ("-first_day", "-id")
    filename = "plans"
    queryset = Plan.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """Plans of your systems, the newest first: drafts, the one agreed, and closed ones."""
        return super().list(request)

    def visible(self) -> QuerySet[Any]:
        found = super().visible()
        counted: QuerySet[Any] = found.annotate(
            pledges_signed=Count("pledges", filter=Q(pledges__signed_on__isnull=False), distinct=True),
            commitments_made=Count("commitments", distinct=True),
            actions_planned=Count("actions", distinct=True),
        )
        return counted

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        lookups = {"system": "system__slug", "state": "state"}
        return found.filter(**{lookups[name]: value for name, value in asked.items()})


class Work(ScopedViewSet):
    """What commitments and actions have in common: a plan, a day, a status, and being late."""

    asks = WorkQuery
    ordering = ("recommendation", "position", "id")
    owner = "institution"

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if asked.pop("late", ""):
            found = found.filter(due__lt=timezone.localdate()).exclude(status=Status.COMPLETED)
        lookups = {"system": "plan__system__slug", "institution": f"{self.owner}__slug"}
        return found.filter(**{lookups.get(name, name): value for name, value in asked.items()})

    @cached_property
    def written(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Adds whether it is late today, which nobody stores."""
        plain, today, names = super().written, timezone.localdate(), [*self.row().fields]

        def written(row: dict[str, Any]) -> dict[str, Any]:
            due: date = row["due"]
            found = plain(row) | {"is_late": due < today and row["status"] != Status.COMPLETED}
            return {name: found[name] for name in names}

        return written


@extend_schema_view(
    list=extend_schema(
        summary="Commitments",
        responses=CommitmentRow(many=True),
        examples=[OpenApiExample("A promise", COMMITMENT, response_only=True, media_type="application/json")],
    )
)
class Commitments(Work):
    """Commitments."""

    row = CommitmentRow
    filename = "commitments"
    queryset = Commitment.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """What institutions of your systems, or the systems, promised; by recommendation."""
        return super().list(request)


@extend_schema_view(
    list=extend_schema(
        summary="Actions",
        responses=ActionRow(many=True),
        examples=[OpenApiExample("An action", ACTION, response_only=True, media_type="application/json")],
    )
)
class Actions(Work):
    """Actions."""

    row = ActionRow
    filename = "actions"
    owner = "owner"
    queryset = Action.objects.all()

    def list(self, request: Request) -> HttpResponseBase:
        """The actions of your systems' plans, by recommendation."""
        return super().list(request)
