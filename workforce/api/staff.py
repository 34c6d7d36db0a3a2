"""Staff files by program: the same reading in memory as the page, and the same steps."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from anchors.api import rows
from anchors.api.endpoints import Conflict, ScopedViewSet
from anchors.api.upload_shapes import PeriodField
from anchors.models import AnchorInstitution
from workforce.api.private_files import PrivateFiles
from workforce.forms.staff import StaffFileForm
from workforce.intake import (
    IntakeError,
    IntakeRefused,
    Purpose,
    confirm_staff,
    receive_staff,
    undo_staff,
    withdraw_staff,
)
from workforce.models import CHARACTERISTICS, StaffIntake
from workforce.releasing import closing

LONGEST_KEY = 200
EXAMPLE = {
    "id": 7,
    "institution": "northvale-hospitals",
    "first_month": 202607,
    "last_month": 202609,
    "census_date": "2026-09-30",
    "state": "checked",
    "sent_at": "2026-10-06T09:14:00Z",
}
SENT = {
    "institution": "northvale-hospitals",
    "quarter": "2026-27-Q2",
    "census_date": "2026-09-30",
    "file": "staff.csv",
}
COUNTED = EXAMPLE | {
    "headcount": 8214,
    "matched": 6890,
    "outside": 1207,
    "unmatched": 117,
    "closed": "",
    "checks": {
        "rows": 8214,
        "columns": {"postcode": "D"},
        "problems": {"no-postcode": {"count": 41, "rows": [14]}},
    },
}


def _after(name: str, state: str) -> OpenApiExample:
    """What a file came to, after a step."""
    return OpenApiExample(name, COUNTED | {"state": state}, response_only=True)


class StaffIntakeRow(rows.Row):
    """A staff file that was turned into counts."""

    id = serializers.IntegerField()
    institution = serializers.SlugField(source="institution.slug")
    first_month = serializers.IntegerField(help_text="First month of the quarter, as 202607.")
    last_month = serializers.IntegerField(help_text="Last month of the quarter, as 202609.")
    census_date = serializers.DateField()
    state = serializers.ChoiceField(StaffIntake.State.choices)
    sent_at = serializers.DateTimeField()


class StaffIntakeDetail(StaffIntakeRow):
    """What a file came to: true counts, for contributors and leads of the institution."""

    headcount = serializers.IntegerField()
    matched = serializers.IntegerField(help_text="People who live in the system's area.")
    outside = serializers.IntegerField()
    unmatched = serializers.IntegerField(help_text="People whose postcode is missing or not known.")
    closed = serializers.CharField(
        help_text="Why the counts go into no published figures; empty while they may, or did."
    )
    checks = serializers.DictField(
        help_text="Columns by letter, and problems by code with row numbers; never a value of the file."
    )


class StaffIntakeQuery(serializers.Serializer[Any]):
    """Which files."""

    institution = serializers.SlugField(required=False)
    quarter = PeriodField(required=False)


@extend_schema_field(OpenApiTypes.BINARY)
class StaffFile(serializers.FileField):
    """The file; of one that is wrong nothing is repeated."""


class StaffIntakeForm(serializers.Serializer[Any]):
    """What is sent with a staff file."""

    institution = serializers.SlugField()
    quarter = PeriodField(help_text="A financial quarter such as 2026-27-Q2.")
    census_date = serializers.DateField(help_text="The day on which these people were in post.")
    characteristic = serializers.ChoiceField(
        [each.value for each in CHARACTERISTICS], required=False, help_text="The one characteristic to count."
    )
    postcode_column = serializers.RegexField(
        r"^[A-Z]{1,3}$",
        required=False,
        help_text="Letter of the column of home postcodes, where we cannot tell.",
    )
    file = StaffFile()


@extend_schema_view(
    list=extend_schema(
        summary="Your institutions' staff files",
        responses=StaffIntakeRow(many=True),
        examples=[OpenApiExample("Waiting", EXAMPLE, response_only=True)],
    )
)
class StaffIntakes(PrivateFiles, ScopedViewSet):
    """Staff files, turned into counts by small area in the request itself. Files and postcodes are not kept."""

    row = StaffIntakeRow
    asks = StaffIntakeQuery
    ordering = ("-id",)
    filename = "staff-files"
    lookup_value_converter = "int"
    queryset = StaffIntake.objects.select_related("institution")

    def chosen(self, found: Any, asked: dict[str, Any]) -> Any:
        if slug := asked.get("institution"):
            found = found.filter(institution__slug=slug)
        if quarter := asked.get("quarter"):
            found = found.filter(first_month=quarter.first, last_month=quarter.last)
        return found

    @extend_schema(
        summary="One staff file",
        responses=StaffIntakeDetail,
        examples=[OpenApiExample("Waiting", COUNTED, response_only=True)],
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """What a file came to. True counts: only for contributors and leads of the institution."""
        return self._answer(pk)

    @extend_schema(
        summary="Send a staff file",
        request={"multipart/form-data": StaffIntakeForm},
        responses={201: StaffIntakeDetail},
        examples=[
            OpenApiExample("A quarter", SENT, request_only=True, media_type="multipart/form-data"),
            OpenApiExample("Waiting", COUNTED, response_only=True, status_codes=["201"]),
        ],
    )
    @sensitive_variables()
    def create(self, request: Request) -> Response:
        """Turn a file into counts that wait to be confirmed. With the same `Idempotency-Key` it is done once."""
        shape = StaffIntakeForm(data=self.posted(request))
        shape.is_valid(raise_exception=True)
        given = shape.validated_data
        key = request.headers.get("Idempotency-Key", "").strip()[:LONGEST_KEY]
        purpose = self._purpose(given)
        try:
            intake = receive_staff(purpose, given["file"].read(), by=self.person, idempotency_key=key)
        except IntakeRefused as refusal:
            raise serializers.ValidationError({"file": [str(refusal)]}) from None
        return self._answer(intake.pk, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Add the counts",
        request=None,
        responses=StaffIntakeDetail,
        examples=[_after("Added", "received")],
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        """Let the counts stand, in place of those of an earlier file for the quarter."""
        return self._step(pk, confirm_staff)

    @extend_schema(
        summary="Take the counts back",
        request=None,
        responses=StaffIntakeDetail,
        examples=[_after("Undone", "undone")],
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Take the counts back, until the quarter is published; those that they replaced stand again."""
        return self._step(pk, undo_staff)

    @extend_schema(
        summary="Throw the counts away", request=None, responses=StaffIntakeDetail,
        examples=[_after("Thrown away", "withdrawn")],
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Throw away counts that were not added."""
        return self._step(pk, withdraw_staff)

    def _purpose(self, given: dict[str, Any]) -> Purpose:
        """The same rules for quarter and day as on the page."""
        institution = self._institution(given["institution"])
        answers = {
            "quarter": given["quarter"].code,
            "census_date_0": given["census_date"].day,
            "census_date_1": given["census_date"].month,
            "census_date_2": given["census_date"].year,
            "characteristic": given.get("characteristic", ""),
            "postcode_column": given.get("postcode_column", ""),
        }
        form = StaffFileForm(
            answers, {"file": given["file"]}, institutions=[institution], today=timezone.localdate()
        )
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        return form.purpose

    def _institution(self, slug: str) -> AnchorInstitution:
        found = AnchorInstitution.objects.visible_to(self.person).filter(slug=slug).first()
        if found is None:
            raise serializers.ValidationError(
                {"institution": ["This is not the slug of an institution of yours."]}
            )
        if found.pk not in self.person.institution_ids(contributing=True):
            raise PermissionDenied("You may look at this institution's staff files but not send any.")
        return found

    def _step(self, pk: int, step: Callable[..., None]) -> Response:
        intake = self._mine(pk)
        try:
            step(intake, by=self.person)
        except IntakeError as problem:
            raise Conflict(str(problem), "step_not_open") from None
        return self._answer(pk)

    def _mine(self, pk: int) -> StaffIntake:
        """One of the institutions in which the person contributes; others answer as what does not exist."""
        found = self.queryset.editable_by(self.person).filter(pk=pk).first()
        if not isinstance(found, StaffIntake):
            raise Http404
        return found

    def _answer(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        intake = self._mine(pk)
        names: list[Any] = list(StaffIntakeDetail().fields)
        system = intake.institution.system_on(intake.census_date)
        body: dict[str, Any] = {
            "institution": intake.institution.slug,
            "closed": closing(system, intake.quarter) if system else "",
        }
        body |= {name: getattr(intake, name) for name in names if name not in body}
        address = reverse("api:staff-detail", args=[pk])
        return Response(
            body, status=code, headers={"Location": address} if code == status.HTTP_201_CREATED else {}
        )
