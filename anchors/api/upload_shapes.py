"""What uploads look like to programs: rows, one upload in full, and the forms that are sent."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.reverse import reverse

from anchors import ingest
from anchors.api import rows
from anchors.api.parameters import Choice as OneOf
from anchors.jobs import progress_of
from anchors.models import Upload, User
from anchors.periods import Period, period_of
from anchors.uploads import State, already_held, failed_job, working_job

STEPS = {
    "answers": (State.QUESTION, State.CHECKED, State.REFUSED),
    "confirm": (State.CHECKED,),
    "undo": (State.LOADED,),
    "withdraw": (State.RECEIVED, State.QUESTION, State.CHECKED, State.REFUSED),
}
"""The states in which a step is open."""

MEGABYTE = 1024 * 1024
UPLOAD = {
    "id": 42,
    "institution": "marsh-borough-council",
    "kind": "spend",
    "state": "checked",
    "name": "april.csv",
    "period": "2026-04",
    "accepted": {"lines": 812, "amount": "1204811.37"},
    "left_out": {"lines": 2, "amount": "150.00"},
    "questions": [],
    "columns": {"payment_date": "Date Paid", "supplier": "Beneficiary", "amount": "Net Amount"},
    "links": {"self": "/api/v1/uploads/42/", "confirm": "/api/v1/uploads/42/confirm/"},
}


@extend_schema_field({"type": "string", "examples": ["2026-09", "2026-27-Q2", "2026-27", "2025-10..2026-09"]})
class PeriodField(serializers.Field[Period, str, str, Any]):
    """A month (2026-09), a quarter (2026-27-Q2), a year (2026-27) or months from..to (2025-10..2026-09)."""

    def to_internal_value(self, data: Any) -> Period:
        try:
            return period_of(str(data))
        except ValueError as problem:
            raise serializers.ValidationError(str(problem)) from None

    def to_representation(self, value: Period) -> str:
        return value.code


class Words(serializers.DictField):
    """A JSON object of texts; in a form also as JSON in one field."""

    child = serializers.CharField(allow_blank=True, max_length=1000)

    def get_value(self, dictionary: Mapping[str, Any]) -> Any:
        """The field itself; not parts of it in brackets, as forms of browsers would have it."""
        return dictionary.get(str(self.field_name), empty)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except ValueError:
                raise serializers.ValidationError("This is not a JSON object.") from None
        return super().to_internal_value(data)


class UploadRow(rows.Row):
    """A file that one of your institutions sent."""

    id = serializers.IntegerField()
    institution = serializers.SlugField(source="institution.slug")
    kind = serializers.CharField()
    state = serializers.ChoiceField(Upload.State.choices)
    name = serializers.CharField(help_text="Name of the file as sent.")
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    lines_loaded = serializers.IntegerField(allow_null=True)
    amount_loaded = rows.Pounds(source="pence_loaded", allow_null=True, help_text="Pounds, net of credits.")
    uploaded_at = serializers.DateTimeField()
    loaded_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class Lines(serializers.Serializer[Any]):
    """Payment lines and their sum."""

    lines = serializers.IntegerField()
    amount = rows.Pounds()


class Choice(serializers.Serializer[Any]):
    """An answer that will be understood."""

    value = serializers.CharField()
    text = serializers.CharField()


class Question(serializers.Serializer[Any]):
    """Something that only the sender knows."""

    code = serializers.CharField(help_text="The key under which to send the answer.")
    text = serializers.CharField()
    choices = Choice(many=True)


class Progress(serializers.Serializer[Any]):
    """Measured progress of the work in hand."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()
    share = rows.Share()


class HeldLines(Lines):
    """What the books hold, of which months, and the uploads that brought it."""

    months = serializers.ListField(child=serializers.CharField(), help_text="As 2026-09.")
    uploads = serializers.ListField(child=serializers.IntegerField())


class UploadDetail(UploadRow):
    """An upload in full: what was found in it, and the steps that are open, as `links`."""

    reason = serializers.CharField(allow_blank=True, help_text="Why it was refused, in one sentence.")
    period = serializers.CharField(allow_null=True, help_text="The period that the sender declared.")
    rest_of = serializers.IntegerField(
        allow_null=True, help_text="The upload whose left-out rows it corrects."
    )
    questions = Question(many=True)
    answers = serializers.DictField(child=serializers.CharField())
    accepted = Lines(allow_null=True)
    left_out = Lines(allow_null=True)
    ignored = serializers.DictField(child=serializers.IntegerField())
    negative_amount = rows.Pounds(allow_null=True)
    first_date = serializers.DateField(allow_null=True)
    last_date = serializers.DateField(allow_null=True)
    columns = serializers.DictField(
        child=serializers.CharField(), help_text="Our field to the file's heading."
    )
    problems = serializers.ListField(
        child=serializers.DictField(), help_text="Rows left out, and things to check."
    )
    repeats = Lines(allow_null=True, help_text="Lines that other uploads brought already.")
    already_held = HeldLines(
        allow_null=True,
        help_text="While the upload waits to be confirmed: what the books hold already for the months of its lines. "
        "The same months in another layout would count twice.",
    )
    working = serializers.BooleanField(
        help_text="Whether the service is at work on it: ask again in a few seconds."
    )
    failed = serializers.BooleanField(
        help_text="Whether that work failed for a reason of ours: it can be retried."
    )
    progress = Progress(allow_null=True)
    links = serializers.DictField(child=serializers.CharField())


class UploadQuery(serializers.Serializer[Any]):
    """Which uploads."""

    institution = serializers.SlugField(required=False)
    kind = serializers.CharField(required=False)
    state = OneOf(Upload.State.choices, required=False)


def kinds() -> list[tuple[str, str]]:
    """The kinds of upload that the levers take in."""
    return [(kind.code, kind.label) for kind in ingest.kinds_of_upload()]


class UploadForm(serializers.Serializer[Any]):
    """A file and whose it is."""

    file = serializers.FileField(
        error_messages={"required": "Select a CSV or Excel file", "empty": "The selected file is empty"}
    )
    kind = OneOf(kinds())
    institution = serializers.SlugField(help_text="Slug of one of your institutions.")
    period = PeriodField(required=False, help_text=PeriodField.__doc__)
    answers = Words(required=False, help_text="Answers to questions known beforehand, as a JSON object.")
    rest_of = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="The upload whose left-out rows this file brings.",
    )

    def validate_file(self, file: Any) -> Any:
        """Refuse what is too large."""
        if file.size > settings.LARGEST_UPLOAD:
            most = settings.LARGEST_UPLOAD // MEGABYTE
            raise serializers.ValidationError(f"The selected file must be smaller than {most}MB")
        return file


class AnswersForm(serializers.Serializer[Any]):
    """Answers by question code, columns by our field, or the period."""

    answers = Words(required=False)
    mapping = Words(required=False, help_text="Our field to the file's heading.")
    period = PeriodField(required=False, help_text=PeriodField.__doc__)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something must be answered."""
        if not attrs:
            raise serializers.ValidationError("Send answers, mapping or period.")
        return attrs


class ConfirmForm(serializers.Serializer[Any]):
    """What to do with lines that are in the books already."""

    keep_repeats = serializers.BooleanField(default=False, help_text="Add them once more.")


def upload_detail(upload: Upload, person: User) -> dict[str, Any]:
    """One upload as `UploadDetail` describes it."""
    found, job = upload.found, working_job(upload)
    progress = progress_of(job) if job else None
    may_change = Upload.objects.editable_by(person).filter(pk=upload.pk).exists()
    return {
        "id": upload.pk,
        "institution": upload.institution.slug,
        "kind": upload.kind,
        "state": upload.state,
        "name": upload.name,
        "size": upload.size,
        "sha256": upload.sha256,
        "lines_loaded": upload.lines_loaded,
        "amount_loaded": None if upload.pence_loaded is None else rows.pounds(upload.pence_loaded),
        "uploaded_at": upload.uploaded_at,
        "loaded_at": upload.loaded_at,
        "undone_at": upload.undone_at,
        "reason": upload.reason,
        "period": upload.period.code if upload.period else None,
        "rest_of": upload.rest_of_id,
        "questions": found.get("questions", []) if upload.state == State.QUESTION else [],
        "answers": upload.answers,
        "accepted": found.get("accepted"),
        "left_out": found.get("left_out"),
        "ignored": found.get("ignored", {}),
        "negative_amount": found.get("negative_amount"),
        "first_date": found.get("first_date"),
        "last_date": found.get("last_date"),
        "columns": found.get("columns", {}),
        "problems": found.get("problems", []),
        "repeats": _repeats(upload),
        "already_held": _held(upload),
        "working": job is not None,
        "failed": failed_job(upload) is not None,
        "progress": progress
        and {"done": progress.done, "total": progress.total, "share": round(progress.share, 6)},
        "links": _links(upload, may_change=may_change),
    }


def _repeats(upload: Upload) -> dict[str, Any] | None:
    if upload.repeats is None:
        return None
    return {"lines": upload.repeats["lines"], "amount": rows.pounds(upload.repeats["pence"])}


def _held(upload: Upload) -> dict[str, Any] | None:
    held = already_held(upload) if upload.state == State.CHECKED else None
    return held.as_json() if held else None


def _links(upload: Upload, *, may_change: bool) -> dict[str, str]:
    """The upload itself, and every step that is open to the person now."""
    links = {"self": reverse("api:upload-detail", args=[upload.pk])}
    if upload.found.get("left_out_rows"):
        links["left_out"] = reverse("api:upload-left-out", args=[upload.pk])
    steps = [step for step, states in STEPS.items() if may_change and upload.state in states]
    if may_change and failed_job(upload):
        steps.append("retry")
    return links | {step: reverse(f"api:upload-{step}", args=[upload.pk]) for step in steps}
