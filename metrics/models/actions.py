"""What is done about a plan: actions, what was said and shown about them."""

import uuid
from datetime import date
from pathlib import PurePath
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual

from anchors.models import AnchorInstitution, User
from metrics.models.plans import NUMBERS, Commitment, Plan, Status
from metrics.models.scopes import PlanRowQuerySet
from metrics.plan_templates import Owner
from metrics.recommendations import Recommendation, recommendation

LONGEST_WORDS = 4000
"""Characters of what somebody writes about an action: as long as people read."""

ABOUT_ONE_THING = Q(action__isnull=False, commitment__isnull=True) | Q(
    action__isnull=True, commitment__isnull=False
)


class ActionQuerySet(PlanRowQuerySet["Action"]):
    """Actions: the owner's people may change theirs."""

    owner_path = "owner"

    def late(self, day: date) -> Self:
        """Those not completed although their day is past."""
        return self.filter(due__lt=day).exclude(status=Status.COMPLETED)


class Action(models.Model):
    """A piece of work with an owner and a date, towards one of the nine and maybe one of its steps."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    recommendation = models.SmallIntegerField(choices=NUMBERS)
    step = models.CharField("step of the recommendation that it serves", max_length=4, blank=True)
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    owner = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    suggested_owner = models.CharField(
        max_length=12, choices=[(each.value, each.label) for each in Owner], blank=True
    )
    due = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    next_step = models.TextField(blank=True)
    blockers = models.TextField(blank=True)
    depends_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="dependants"
    )
    finished_on = models.DateField(null=True, blank=True)
    position = models.SmallIntegerField(default=0)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = ActionQuerySet.as_manager()

    class Meta:
        """By recommendation; what is completed says when, and nothing waits for itself."""

        ordering: ClassVar = ["recommendation", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="action_recommendation", condition=Q(recommendation__range=(1, 9))),
            models.CheckConstraint(
                name="action_completed_says_when",
                condition=Q(status="completed", finished_on__isnull=False)
                | (~Q(status="completed") & Q(finished_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="action_depends_on_another",
                condition=Q(depends_on__isnull=True) | ~Q(depends_on=models.F("id")),
            ),
            *(
                models.CheckConstraint(
                    name=f"action_{name}_is_read", condition=LessThanOrEqual(Length(name), LONGEST_WORDS)
                )
                for name in ("detail", "next_step", "blockers")
            ),
        ]

    def __str__(self) -> str:
        """What is to be done."""
        return self.title

    @property
    def of(self) -> Recommendation:
        """The recommendation."""
        return recommendation(self.recommendation)

    def is_late(self, day: date) -> bool:
        """Whether its day is past and it is not completed."""
        return self.status != Status.COMPLETED and self.due < day


class Update(models.Model):
    """What somebody said or changed, and when: the history of an action or a commitment. Never edited."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="updates")
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.CASCADE, related_name="updates"
    )
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.CASCADE, related_name="updates"
    )
    words = models.TextField(blank=True)
    changes = models.JSONField("field to what it was and what it became", default=dict, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = PlanRowQuerySet.as_manager()

    class Meta:
        """Newest first; about one thing, and not about nothing."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="update_about_one_thing", condition=ABOUT_ONE_THING),
            models.CheckConstraint(name="update_says_something", condition=~Q(words="", changes={})),
        ]

    def __str__(self) -> str:
        """The start of it."""
        return self.words[:80] or "Changed"


class Comment(models.Model):
    """A remark on an action or a commitment. One that is taken back leaves its place behind."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    words = models.TextField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PlanRowQuerySet.as_manager()

    class Meta:
        """Oldest first; about one thing."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="comment_about_one_thing", condition=ABOUT_ONE_THING),
            models.CheckConstraint(name="comment_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        """The start of it."""
        return self.words[:80]


def stored_name(evidence: "Evidence", filename: str) -> str:
    """Where a file is kept: a random name of ours, never the sender's, with its ending."""
    return f"evidence/{evidence.plan_id}/{uuid.uuid4()}{PurePath(filename).suffix.lower()[:10]}"


class Evidence(models.Model):
    """What shows that something was done: a file, a link or a measurement. A step counts only with evidence.

    It belongs to a step of a recommendation, to an action or a commitment, or to several of them.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="evidence")
    recommendation = models.SmallIntegerField(choices=NUMBERS)
    step = models.CharField("step of the recommendation that it shows", max_length=4, blank=True)
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence"
    )
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence"
    )
    title = models.CharField(max_length=300)
    file = models.FileField(upload_to=stored_name, max_length=200, blank=True)
    file_name = models.CharField("name of the file as sent", max_length=255, blank=True)
    link = models.URLField(max_length=500, blank=True)
    measure = models.CharField("query of a measure: code and filter", max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = PlanRowQuerySet.as_manager()

    class Meta:
        """Newest first; a file, a link or a measurement, and only one of them."""

        ordering: ClassVar = ["-pk"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(name="evidence_recommendation", condition=Q(recommendation__range=(1, 9))),
            models.CheckConstraint(
                name="evidence_is_one_thing",
                condition=(~Q(file="") & Q(link="", measure=""))
                | (~Q(link="") & Q(file="", measure=""))
                | (~Q(measure="") & Q(file="", link="")),
            ),
        ]

    def __str__(self) -> str:
        """What it is."""
        return self.title
