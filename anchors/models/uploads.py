"""Uploads, the jobs that work on them, and the column mappings remembered from earlier ones."""

import uuid
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models.institutions import AnchorInstitution
from anchors.models.people import User
from anchors.models.scoping import ScopedQuerySet
from anchors.periods import Period


def stored_name(upload: "Upload", _filename: str) -> str:
    """Where a file is kept: a random name of ours, never the sender's."""
    return f"uploads/{upload.institution_id}/{uuid.uuid4()}/original"


class UploadQuerySet(ScopedQuerySet["Upload"]):
    """Uploads by who asks."""


class Upload(models.Model):
    """A file that an institution sent, from its arrival to its rows in the books, or its refusal or undoing."""

    class State(models.TextChoices):
        """Where the upload stands. Nothing is in the books before `loaded`."""

        RECEIVED = "received", "Received"
        QUESTION = "question", "Needs an answer"
        CHECKED = "checked", "Ready to add"
        CONFIRMED = "confirmed", "Being added"
        LOADED = "loaded", "Added"
        REFUSED = "refused", "Could not be read"
        UNDONE = "undone", "Undone"
        WITHDRAWN = "withdrawn", "Thrown away"

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    reason = models.TextField("why it was refused", blank=True)
    file = models.FileField(upload_to=stored_name, max_length=200)
    name = models.CharField("name of the file as sent", max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    first_month = models.IntegerField("first month declared, as ym", null=True, blank=True)
    last_month = models.IntegerField("last month declared, as ym", null=True, blank=True)
    answers = models.JSONField("answers to the importer's questions", default=dict, blank=True)
    mapping = models.JSONField("field to heading, as the sender chose", null=True, blank=True)
    check_result = models.JSONField("what the importer found", null=True, blank=True)
    repeats = models.JSONField("lines that other uploads already brought", null=True, blank=True)
    keep_repeats = models.BooleanField("add the repeated lines too", default=False)
    rest_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    lines_loaded = models.IntegerField(null=True, blank=True)
    pence_loaded = models.BigIntegerField(null=True, blank=True)
    idempotency_key = models.CharField("the sender's key of the request", max_length=200, blank=True)
    is_sample = models.BooleanField("made-up sample data", default=False)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField("when the books were last searched for repeats", null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = UploadQuerySet.as_manager()

    class Meta:
        """The same content is in the books once; what is loaded says how much."""

        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "institution", "kind", "sha256", name="upload_content_once",
                condition=Q(state__in=("confirmed", "loaded")),
            ),
            models.UniqueConstraint(
                "institution", "idempotency_key", name="upload_request_once",
                condition=~Q(idempotency_key=""),
            ),
            models.CheckConstraint(
                name="upload_loaded_is_counted",
                condition=~Q(state="loaded") | Q(lines_loaded__isnull=False, pence_loaded__isnull=False),
            ),
            models.CheckConstraint(
                name="upload_refused_says_why", condition=~Q(state="refused") | ~Q(reason="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Its number and file."""
        return f"Upload {self.pk}: {self.name}"

    @property
    def period(self) -> Period | None:
        """The period the sender declared, if any."""
        if self.first_month is None or self.last_month is None:
            return None
        return Period(self.first_month, self.last_month)

    @property
    def folder(self) -> Path:
        """Where the file and what was made from it lie."""
        return Path(settings.MEDIA_ROOT) / Path(str(self.file.name)).parent

    @property
    def clean_path(self) -> Path:
        """The accepted lines; see `anchors.ingest.writing`."""
        return self.folder / "accepted"

    @property
    def combinations_path(self) -> Path:
        """What accepted lines have in common, which they name by number."""
        return self.folder / "combinations"

    @property
    def left_out_path(self) -> Path:
        """The lines left out, as the sender wrote them, each with its reason."""
        return self.folder / "left_out.csv"

    @property
    def found(self) -> dict[str, Any]:
        """What the importer found; empty before the check."""
        return self.check_result or {}


class Job(models.Model):
    """One piece of background work. The row is the record of work; the queue only carries its number."""

    class State(models.TextChoices):
        """Waiting until a worker takes it; failed after too many attempts."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=40)
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs")
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField("times that somebody began it", default=0)
    errors = models.SmallIntegerField("times that it ended in an exception", default=0)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The sweeper looks for what is not finished."""

        indexes: ClassVar = [
            models.Index("sent_at", name="job_open", condition=Q(state__in=("waiting", "running")))
        ]

    def __str__(self) -> str:
        """What is to be done."""
        return f"Job {self.pk}: {self.kind}"


class SavedMapping(models.Model):
    """How a file layout of an institution was read: its columns and its answers, followed next time."""

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="mappings")
    kind = models.CharField(max_length=40)
    fingerprint = models.CharField("fingerprint of the headings", max_length=64)
    mapping = models.JSONField("field to heading")
    answers = models.JSONField("answers that belong to the layout, not to one file", default=dict)
    saved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """One mapping an institution and layout."""

        constraints: ClassVar = [
            models.UniqueConstraint("institution", "kind", "fingerprint", name="saved_mapping_once")
        ]

    def __str__(self) -> str:
        """Whose layout."""
        return f"{self.kind} layout of {self.institution}"
