"""Dated events of a programme, by program: the same reading in memory, the same rules, and nothing of a person back."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from anchors.api.endpoints import Conflict, Endpoint
from anchors.wording import day
from workforce.api.private_files import PrivateFiles
from workforce.event_files import EventFile, EventsRefused, read_events
from workforce.event_rules import Judged, judged
from workforce.events import OTHER_KEY, has_other_key, keep_events
from workforce.intake import guarded
from workforce.models import Programme

SENT = {"as_at": "2026-10-31", "keep": True, "file": "events.csv"}
DONE = {
    "new": 41, "corrected": 2, "same": 310, "left_out": 1, "kept": True,
    "problems": ["Row 7: no start is known for this person. Add the day on which they started."],
}  # fmt: skip


@extend_schema_field(OpenApiTypes.BINARY)
class EventsCsv(serializers.FileField):
    """The file; nothing of it is repeated."""


class EventsSent(serializers.Serializer[Any]):
    """A file of events."""

    as_at = serializers.DateField(help_text="The day up to which the file says everything that is known.")
    keep = serializers.BooleanField(default=False, help_text="Without it the file is only looked at.")
    file = EventsCsv(help_text="CSV with the columns alias, stage, date, and if need be spell and groups.")


class EventsDone(serializers.Serializer[Any]):
    """What a file did, or would do. Rows with a problem are left out with the others of the same person and spell."""

    new = serializers.IntegerField()
    corrected = serializers.IntegerField()
    same = serializers.IntegerField(help_text="Events that are here already.")
    left_out = serializers.IntegerField(help_text="Rows.")
    kept = serializers.BooleanField(help_text="Whether it was done.")
    problems = serializers.ListField(child=serializers.CharField(), help_text="By row and column.")


class ProgrammeEvents(PrivateFiles, Endpoint):
    """Dated events of one programme under pseudonyms, for those who contribute to it."""

    @extend_schema(
        summary="Send dated events of a programme",
        request={"multipart/form-data": EventsSent},
        responses=EventsDone,
        examples=[
            OpenApiExample("A file", SENT, request_only=True, media_type="multipart/form-data"),
            OpenApiExample("Kept", DONE, response_only=True),
        ],
    )
    @sensitive_variables()
    def post(self, request: Request, programme_id: int) -> Response:
        """Look at a file, or keep its events. Sending it again changes nothing; another day corrects an event."""
        programme = self._own(programme_id)
        form = EventsSent(data=self.posted(request))
        form.is_valid(raise_exception=True)
        given = form.validated_data
        if not programme.first_day <= given["as_at"] <= timezone.localdate():
            words = f"Use a day from {day(programme.first_day)}, when the programme started, to today."
            raise serializers.ValidationError({"as_at": [words]})
        if has_other_key(programme):
            raise Conflict(f"{OTHER_KEY}.")
        try:
            file: EventFile = guarded(read_events, EventsRefused)(programme, given["file"].read())
        except EventsRefused as refused:
            raise serializers.ValidationError({"file": [f"{refused}."]}) from None
        with transaction.atomic():
            Programme.objects.select_for_update().get(pk=programme.pk)
            found = judged(programme, file, as_at=given["as_at"])
            if given["keep"] and found.ready:
                keep_events(programme, found.ready, as_at=given["as_at"], by=self.person)
        return Response(_told(found, kept=given["keep"]))

    def _own(self, programme_id: int) -> Programme:
        """One of an institution in which the person contributes; others answer as what does not exist."""
        mine = self.person.institution_ids(contributing=True)
        visible = Programme.objects.visible_to(self.person)
        found = visible.filter(pk=programme_id, institution__in=mine).first()
        if not isinstance(found, Programme):
            raise Http404
        return found


def _told(found: Judged, *, kept: bool) -> dict[str, Any]:
    return {
        "new": len(found.new), "corrected": len(found.corrected), "same": found.same, "left_out": found.left_out,
        "kept": kept, "problems": found.problems,
    }  # fmt: skip
