"""The shapes of measurements, and what can be asked of them."""

from typing import Any, ClassVar

from rest_framework import serializers

from anchors.api import Row
from anchors.api.parameters import Choice
from metrics.registry import Goal, Unit

EACH = ("month", "period")
UNITS = [(each.value, each.label) for each in Unit]

MEASUREMENT = {
    "indicator": "local-share-of-spend",
    "institution": "marsh-borough-council",
    "system": None,
    "group": None,
    "place": None,
    "geography": ["E07999902"],
    "period": "2026-09",
    "first_day": "2026-09-01",
    "last_day": "2026-09-30",
    "value": "0.28",
    "unit": "share",
    "numerator": "134960.0000",
    "denominator": "482000.0000",
    "institutions": 1,
    "suppressed": False,
    "source_version": "uploads to 59, rules of 3 May 2026",
    "computed_at": "2026-11-22T04:20:00Z",
}
FORMER = {
    **{name: value for name, value in MEASUREMENT.items() if name not in ("system", "group", "institutions")},
    "replaced_at": "2026-11-22T09:00:00Z",
    "reason": "rules of 22 November 2026",
    "is_gone": False,
}


class Exact(serializers.DecimalField):
    """A number with all its digits, as a string, so that no client rounds it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=None, decimal_places=None, **options)


class FigureRow(Row):
    """What a figure says, of where and when; its columns stand in the order of its example."""

    example: ClassVar[dict[str, Any]]

    geography = serializers.ListField(
        child=serializers.CharField(), source="*", help_text="GSS codes of the places that it counts in."
    )
    period = serializers.CharField(source="*", help_text="As the period filter takes it.")
    first_day = serializers.DateField(source="*")
    last_day = serializers.DateField(source="*")
    value = Exact(
        source="*",
        allow_null=True,
        help_text="Numerator over denominator, or the numerator alone for amounts and counts. Pounds, shares of 0 to"
        " 1. null where there is nothing to divide by. What has no data is not in the list.",
    )
    unit = serializers.ChoiceField(UNITS, source="*")
    numerator = Exact()
    denominator = Exact(allow_null=True, help_text="null for amounts and counts.")
    suppressed = serializers.BooleanField(
        source="*", help_text="Whether it was hidden to protect a partner's figures."
    )
    source_version = serializers.CharField(
        allow_null=True,
        help_text="Data and rules that it was made from; null for sums, which name no single one.",
    )
    computed_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """What, whose, where, when, how much."""
        found = super().get_fields()
        return {name: found[name] for name in self.example}


class MeasurementRow(FigureRow):
    """A measurement: of one institution or place, or of a system, group or place as one."""

    example = MEASUREMENT
    indicator = serializers.CharField(help_text="Code, see `indicators/`.")
    institution = serializers.CharField(
        source="*", allow_null=True, help_text="Slug; several where together."
    )
    system = serializers.SlugField(source="*", allow_null=True)
    group = serializers.SlugField(source="*", allow_null=True)
    place = serializers.CharField(source="*", allow_null=True, help_text="GSS code.")
    institutions = serializers.IntegerField(
        source="*",
        allow_null=True,
        help_text="How many have data in it; null for a figure of a place itself.",
    )


class FormerRow(FigureRow):
    """What a measurement was until it changed."""

    example = FORMER
    indicator = serializers.CharField(help_text="Code, see `indicators/`.")
    institution = serializers.SlugField(source="*", allow_null=True)
    place = serializers.CharField(source="*", allow_null=True, help_text="GSS code.")
    replaced_at = serializers.DateTimeField()
    reason = serializers.CharField(help_text="What changed it.")
    is_gone = serializers.BooleanField(help_text="Whether nothing came in its place.")


class DefinitionQuery(serializers.Serializer[Any]):
    """Of what. Codes may be several, with commas between."""

    indicator = serializers.CharField(required=False, help_text="Codes, with commas between.")
    recommendation = serializers.IntegerField(
        required=False, min_value=1, max_value=9, help_text="Indicators of one of the nine."
    )
    goal = Choice([each.value for each in Goal], required=False, help_text="Indicators of one goal.")


class FigureQuery(DefinitionQuery):
    """Of what, whose and when. Codes and slugs may be several, with commas between."""

    institution = serializers.CharField(required=False, help_text="Slugs, with commas between.")
    system = serializers.SlugField(required=False, help_text="A system as one: the sum of its institutions.")
    place = serializers.CharField(
        required=False, help_text="GSS code; a place as one: the institutions that have their seat there."
    )
    group = serializers.SlugField(required=False, help_text="A group of institutions as one.")
    period = serializers.CharField(
        required=False, help_text="2026-09, 2026-27-Q2, 2026-27 or 2025-10..2026-09; all if not given."
    )


class MeasurementQuery(FigureQuery):
    """The filters of the pages, and how the answer is cut."""

    each = Choice(
        EACH,
        required=False,
        help_text="A row a month, or one for the whole period, by default the latest 12 months with data.",
    )
    together = Choice(["yes"], required=False, help_text="Several institutions as one, as on the pages.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Also `as-at`, a name that no attribute can have."""
        moment = serializers.CharField(
            required=False,
            help_text="A day, meaning its end, or a moment: what was said then, before later restatements.",
        )
        return {**super().get_fields(), "as-at": moment}
