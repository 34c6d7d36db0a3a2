"""Uploads by program: the same journey as the pages, with the same states and sentences."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from anchors import uploads
from anchors.api.endpoints import Conflict, ScopedViewSet
from anchors.api.rendering import Csv, Json
from anchors.api.upload_shapes import (
    UPLOAD,
    AnswersForm,
    ConfirmForm,
    UploadDetail,
    UploadForm,
    UploadQuery,
    UploadRow,
    upload_detail,
)
from anchors.downloads import csv_download
from anchors.models import AnchorInstitution, Upload
from anchors.uploads.files import left_out_text

LONGEST_KEY = 200


SENT = {"kind": "spend", "institution": "marsh-borough-council", "file": "spend.csv"}
ROW = {
    "id": 42,
    "institution": "marsh-borough-council",
    "kind": "spend",
    "state": "loaded",
    "name": "april.csv",
    "size": 98_211,
    "sha256": "9f2c…",
    "lines_loaded": 812,
    "amount_loaded": "1204811.37",
    "uploaded_at": "2026-05-06T09:14:00Z",
    "loaded_at": "2026-05-06T09:20:00Z",
    "undone_at": None,
}
AFTERWARDS = OpenApiExample("Loaded", UPLOAD, response_only=True, status_codes=["202"])


@extend_schema_view(
    list=extend_schema(
        summary="Your institutions' uploads",
        responses=UploadRow(many=True),
        examples=[OpenApiExample("Checked", ROW, response_only=True)],
    )
)
class Uploads(ScopedViewSet):
    """Files that institutions sent."""

    row = UploadRow
    asks = UploadQuery
    ordering = ("-id",)
    filename = "uploads"
    lookup_value_converter = "int"
    queryset = Upload.objects.select_related("institution")
    parser_classes: ClassVar[list[type[BaseParser]]] = [JSONParser, MultiPartParser]  # type: ignore[misc]

    def chosen(self, found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        lookups = {"institution": "institution__slug", "kind": "kind", "state": "state"}
        return found.filter(**{lookups[name]: value for name, value in asked.items()})

    @extend_schema(summary="One upload", responses=UploadDetail, examples=[OpenApiExample("Loaded", UPLOAD)])
    def retrieve(self, request: Request, pk: int) -> Response:
        """Where an upload stands, what was found in it, and which steps are open."""
        return self._answer(pk)

    @extend_schema(
        summary="Send a file",
        request={"multipart/form-data": UploadForm},
        responses={202: UploadDetail},
        examples=[
            AFTERWARDS,
            OpenApiExample("A month of spending", SENT, request_only=True, media_type="multipart/form-data"),
        ],
    )
    def create(self, request: Request) -> Response:
        """Keep a file and ask for its check. Sent twice with the same `Idempotency-Key`, it is kept once."""
        form = UploadForm(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        given = form.validated_data
        key = request.headers.get("Idempotency-Key", "").strip()
        if len(key) > LONGEST_KEY:
            raise serializers.ValidationError({"Idempotency-Key": [f"Use at most {LONGEST_KEY} characters."]})
        upload = self._earlier(given, key) or self._received(given, key)
        return self._answer(upload.pk, status.HTTP_202_ACCEPTED)

    @extend_schema(
        summary="Answer questions",
        request=AnswersForm,
        responses={202: UploadDetail},
        examples=[
            AFTERWARDS,
            OpenApiExample("Day first", {"answers": {"date_order": "day"}}, request_only=True),
        ],
    )
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, pk: int) -> Response:
        """Answer the importer's questions, match columns or name the period; the check then runs again."""
        return self._step(pk, uploads.answer_upload, AnswersForm)

    @extend_schema(
        summary="Add the lines",
        request=ConfirmForm,
        responses={202: UploadDetail},
        examples=[AFTERWARDS, OpenApiExample("Once", {"keep_repeats": False}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        """Add the accepted lines to the books. Confirming twice adds once."""
        return self._step(pk, uploads.confirm_upload, ConfirmForm)

    @extend_schema(summary="Undo", request=None, responses={202: UploadDetail}, examples=[AFTERWARDS])
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Take the upload's lines, and those of its corrections, out of the books again."""
        return self._step(pk, uploads.undo_upload)

    @extend_schema(summary="Throw away", request=None, responses={202: UploadDetail}, examples=[AFTERWARDS])
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Throw away a file that is not in the books."""
        return self._step(pk, uploads.withdraw_upload)

    @extend_schema(summary="Try again", request=None, responses={202: UploadDetail}, examples=[AFTERWARDS])
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: int) -> Response:
        """Ask again for work that failed for a reason of ours."""
        return self._step(pk, uploads.retry_upload)

    @extend_schema(summary="Rows left out", responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=True, methods=["get"], url_path="left-out", renderer_classes=[Json, Csv])
    def left_out(self, request: Request, pk: int) -> HttpResponseBase:
        """The rows left out, as sent, each with its reason. Correct them and send them with `rest_of`."""
        upload = self._mine(pk)
        if not upload.found.get("left_out_rows"):
            raise Http404
        return csv_download(f"left-out-rows-of-upload-{upload.pk}", left_out_text(upload))

    def _received(self, given: dict[str, Any], key: str) -> Upload:
        """Keep the file; of two requests at one moment with one key, the second gets what the first made."""
        institution = self._institution(given["institution"])
        first = self._first(institution, given.get("rest_of"))
        try:
            return uploads.receive_upload(
                institution=institution,
                kind=given["kind"],
                file=given["file"],
                name=given["file"].name,
                by=self.person,
                period=given.get("period"),
                answers=given.get("answers"),
                rest_of=first,
                idempotency_key=key,
            )
        except IntegrityError:
            if earlier := self._earlier(given, key):
                return earlier
            raise

    def _earlier(self, given: dict[str, Any], key: str) -> Upload | None:
        """What a request with this key made before. Conflict if that request was another one."""
        if not key:
            return None
        same = self.queryset.editable_by(self.person).filter(institution__slug=given["institution"])
        earlier = same.filter(idempotency_key=key).first()
        if earlier and (earlier.size, earlier.kind) != (given["file"].size, given["kind"]):
            raise Conflict("This Idempotency-Key was used for another file. Use a new key for a new file.")
        return earlier

    def _institution(self, slug: str) -> AnchorInstitution:
        """The institution to send for: one in which the person may contribute."""
        found = AnchorInstitution.objects.visible_to(self.person).filter(slug=slug).first()
        if found is None:
            raise serializers.ValidationError(
                {"institution": ["This is not the slug of an institution of yours."]}
            )
        if found.pk not in self.person.institution_ids(contributing=True):
            raise PermissionDenied("You may look at this institution's uploads but not add to them.")
        return found

    def _first(self, institution: AnchorInstitution, number: int | None) -> Upload | None:
        if number is None:
            return None
        first: Upload | None = self.visible().filter(pk=number, institution=institution).first()
        if first is None:
            raise serializers.ValidationError(
                {"rest_of": ["This is not the number of an upload of the institution."]}
            )
        return first

    def _step(
        self,
        pk: int,
        step: Callable[..., None],
        shape: type[serializers.Serializer[Any]] = serializers.Serializer,
    ) -> Response:
        """Take a step of the journey with what the body says and tell where the upload stands now."""
        upload = self._mine(pk)
        if not self.queryset.editable_by(self.person).filter(pk=upload.pk).exists():
            raise PermissionDenied("You may look at this upload but not change it.")
        form = shape(data=self.request.data)
        form.is_valid(raise_exception=True)
        try:
            step(upload, by=self.person, **form.validated_data)
        except uploads.UploadError as problem:
            raise Conflict(str(problem), "step_not_open") from None
        return self._answer(pk, status.HTTP_202_ACCEPTED)

    def _answer(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        upload = self._mine(pk)
        body = upload_detail(upload, self.person)
        return Response(
            body,
            status=code,
            headers={"Location": body["links"]["self"]} if code != status.HTTP_200_OK else {},
        )

    def _mine(self, pk: int) -> Upload:
        """An upload of the person's institutions; others' answer exactly as one that does not exist."""
        found = self.visible().filter(pk=pk).first()
        if not isinstance(found, Upload):
            raise Http404
        return found
