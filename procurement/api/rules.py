"""The rules that decide what is influenceable, in the order in which they are tried."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from anchors.api import BadParameter, Row, RowsViewSet
from anchors.models import AnchorInstitution, System
from procurement.models import Reason, Rule
from procurement.models.scopes import RuleScope

RULE = {
    "id": 12,
    "position": 300,
    "title": "NHS bodies",
    "reason": "NHSBODY",
    "field": "supplier",
    "match": "words",
    "phrases": ["NHS Trust", "NHS Foundation Trust"],
    "exceptions": [],
    "sector": "nhs",
    "system": None,
    "institution": None,
    "replaces": None,
    "source": "Seed 002",
    "status": "verified",
    "why": "",
    "in_force_from": "2026-11-22T04:20:00Z",
}


class RuleRow(Row):
    """One rule; a rule of no system and no institution is a default that comes with the service."""

    id = serializers.IntegerField()
    position = serializers.IntegerField(
        help_text="The order in which it is tried; the first that matches decides."
    )
    title = serializers.CharField()
    reason = serializers.ChoiceField(Reason.choices)
    field = serializers.ChoiceField(Rule.Field.choices, help_text="What it looks at.")
    match = serializers.ChoiceField(Rule.Match.choices, help_text="How it looks.")
    phrases = serializers.ListField(child=serializers.CharField())
    exceptions = serializers.ListField(child=serializers.CharField(), help_text="Words that stop it.")
    sector = serializers.CharField(help_text="nhs, council, other, or empty for all.")
    system = serializers.SlugField(source="system.slug", allow_null=True)
    institution = serializers.SlugField(source="institution.slug", allow_null=True)
    replaces = serializers.IntegerField(
        source="replaces_id", allow_null=True, help_text="The wider rule, there."
    )
    source = serializers.CharField(help_text="Who says so.")  # type: ignore[assignment]
    status = serializers.ChoiceField(Rule.Status.choices)
    why = serializers.CharField()
    in_force_from = serializers.DateTimeField()


class RuleQuery(serializers.Serializer[Any]):
    """Whose rules."""

    institution = serializers.SlugField(
        required=False, help_text="Those in force for an institution of yours."
    )
    system = serializers.SlugField(required=False, help_text="Those in force for a system of yours.")


@extend_schema_view(
    list=extend_schema(
        summary="Rules",
        responses=RuleRow(many=True),
        examples=[OpenApiExample("A rule", RULE, response_only=True, media_type="application/json")],
    )
)
class Rules(RowsViewSet):
    """Rules."""

    row = RuleRow
    asks = RuleQuery
    ordering = ("position", "id")
    filename = "rules"
    queryset = Rule.objects.none()

    def list(self, request: Request) -> HttpResponseBase:
        """The rules you may see; with `institution` or `system` those in force there, in order."""
        return super().list(request)

    def visible(self) -> QuerySet[Any]:
        own = AnchorInstitution.objects.visible_to(self.person)
        systems = System.objects.visible_to(self.person)
        shipped = Q(system__isnull=True, institution__isnull=True)
        return Rule.objects.standing().filter(shipped | Q(system__in=systems) | Q(institution__in=own))

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if len(asked) > 1:
            raise BadParameter("system", "Ask for an institution or for a system, not for both.")
        if slug := asked.get("institution"):
            scope = RuleScope(institution=_one(AnchorInstitution.objects.visible_to(self.person), slug))
        elif slug := asked.get("system"):
            scope = RuleScope(system=_one(System.objects.visible_to(self.person), slug))
        else:
            return found
        return found.filter(pk__in=[rule.pk for rule in scope.in_force()])


def _one(found: QuerySet[Any], slug: str) -> Any:
    row = found.filter(slug=slug).first()
    if row is None:
        raise Http404
    return row
