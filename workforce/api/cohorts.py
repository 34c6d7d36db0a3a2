"""Counts of those who started a programme, by program: for people of the institution that runs it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api.endpoints import Conflict
from anchors.api.parameters import Choice
from anchors.api.upload_shapes import PeriodField
from metrics.api.listing import Listing
from workforce.forms.cohort_file import cohort_form
from workforce.forms.programmes import MOST_PEOPLE
from workforce.models import Cohort, Group, Programme, Stage
from workforce.programmes import CountedOtherwise, keep_counts
from workforce.readings.programmes import count_records

COUNTS = {"started": 40, "trained": 34, "job": 23}
SENT = {
    "quarter": "2025-26-Q1",
    "as_at": "2026-09-30",
    "group": "all",
    "source": "Course register",
    "counts": COUNTS,
}
EXAMPLE = {
    "quarter": "2025-26-Q1", "as_at": "2026-09-30", "group": "all", "source": "Course register", "basis": "counts",
    "referred": None, "started": 40, "trained": 34, "offer": None, "job": 23, "weeks_13": None, "weeks_26": None,
    "weeks_52": None,
}  # fmt: skip


class CohortRow(serializers.Serializer[Any]):
    """True counts of one group of those who started in one quarter. Null is not known, never nought."""

    quarter = serializers.CharField(help_text="In which they started.")
    as_at = serializers.DateField(help_text="The day up to which it is known what became of them.")
    group = Choice(Group.choices)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    basis = Choice(
        Cohort.Basis.choices, help_text="counts as they were entered, or folded from dated events."
    )
    referred = serializers.IntegerField(allow_null=True)
    started = serializers.IntegerField(allow_null=True)
    trained = serializers.IntegerField(allow_null=True)
    offer = serializers.IntegerField(allow_null=True)
    job = serializers.IntegerField(allow_null=True)
    weeks_13 = serializers.IntegerField(allow_null=True)
    weeks_26 = serializers.IntegerField(allow_null=True)
    weeks_52 = serializers.IntegerField(allow_null=True)


class CountsForm(serializers.Serializer[Any]):
    """What one group of those who started in a quarter had reached by a day."""

    quarter = PeriodField(help_text="A financial quarter such as 2026-27-Q2, in which they started.")
    as_at = serializers.DateField()
    group = Choice(Group.choices, default=Group.ALL.value)
    source = serializers.CharField(required=False, allow_blank=True, max_length=300)  # type: ignore[assignment]
    counts = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE),
        help_text=f"People by stage: {', '.join(Stage.values)}. Leave out what is not known.",
    )


class Cohorts(Listing):
    """Counts of one programme by starting quarter, stage and group: true ones, for those who contribute to it."""

    serializer_class = CohortRow
    filename = "cohorts"

    @extend_schema(
        summary="Counts of a programme",
        responses=CohortRow(many=True),
        examples=[OpenApiExample("A quarter", EXAMPLE, response_only=True, media_type="application/json")],
    )
    def list(self, request: Request, **_address: int) -> HttpResponseBase:
        """One row a starting quarter and group, the newest quarter first."""
        return super().list(request)

    @extend_schema(
        summary="Enter counts of a programme",
        request=CountsForm,
        responses={200: CohortRow},
        examples=[
            OpenApiExample("A quarter", SENT, request_only=True),
            OpenApiExample("As it stands", EXAMPLE, response_only=True, status_codes=["200"]),
        ],
    )
    def create(self, request: Request, programme_id: int) -> Response:
        """Write the counts of one quarter and group in place of those there; sending the same again changes nothing."""
        programme = self._own(programme_id)
        shape = CountsForm(data=request.data)
        shape.is_valid(raise_exception=True)
        given = shape.validated_data
        if unknown := sorted(set(given["counts"]) - set(Stage.values)):
            raise serializers.ValidationError(
                {"counts": [f'"{unknown[0]}" is no stage. Use {", ".join(Stage.values)}.']}
            )
        form = cohort_form(
            {"quarter": given["quarter"].code, "as_at": given["as_at"], "group": given["group"]}
            | {"source": given.get("source", "")}
            | given["counts"],
            today=timezone.localdate(),
            programme=programme,
        )
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(each) for each in errors] for name, errors in form.errors.items()}
            )
        try:
            keep_counts(
                programme, form.started, form.counts, group=given["group"], as_at=given["as_at"],
                source=form.cleaned_data["source"], by=self.person,
            )  # fmt: skip
        except CountedOtherwise as problem:
            raise Conflict(f"{problem}.") from None
        return Response(next(each for each in _rows(programme) if _is_of(each, given)))

    def found(self, asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
        return _rows(self._own(self.kwargs["programme_id"]))

    def _own(self, programme_id: int) -> Programme:
        """One of an institution in which the person contributes; others answer as what does not exist."""
        mine = self.person.institution_ids(contributing=True)
        found = (
            Programme.objects.visible_to(self.person).filter(pk=programme_id, institution__in=mine).first()
        )
        if not isinstance(found, Programme):
            raise Http404
        return found


def _rows(programme: Programme) -> list[dict[str, Any]]:
    return [
        {name.replace("-", "_"): value for name, value in record.items()}
        for record in count_records(programme)
    ]


def _is_of(row: dict[str, Any], given: dict[str, Any]) -> bool:
    return bool((row["quarter"], row["group"]) == (given["quarter"].code, given["group"]))
