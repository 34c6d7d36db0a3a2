"""What a system agrees to do: plan, pledges, commitments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, System, User
from metrics.models.scopes import PlanRowQuerySet, SystemScopedQuerySet
from metrics.recommendations import RECOMMENDATIONS, Recommendation, recommendation

NUMBERS = [(each.number, each.title) for each in RECOMMENDATIONS]


class Status(models.TextChoices):
    """Where a commitment or an action stands, as its owner says. Late is worked out from the date, never set."""

    NOT_STARTED = "not-started", "Not started"
    IN_PROGRESS = "in-progress", "In progress"
    AT_RISK = "at-risk", "At risk"
    COMPLETED = "completed", "Completed"


class Plan(models.Model):
    """What a system says it will do for social and economic development, and by when."""

    class State(models.TextChoices):
        """Drafts are worked on, one agreed plan holds, closed ones are kept."""

        DRAFT = "draft", "Draft"
        AGREED = "agreed", "Agreed"
        CLOSED = "closed", "Closed"

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="plans")
    title = models.CharField(max_length=200)
    template = models.CharField("template it was started from", max_length=40, blank=True)
    narrative = models.TextField("what we want to achieve, and how", blank=True)
    pledge = models.TextField("words of the pledge", blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    agreed_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = SystemScopedQuerySet.as_manager()

    class Meta:
        """Newest first; one agreed plan a system."""

        ordering: ClassVar = ["-first_day", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="plan_dates", condition=Q(last_day__gt=models.F("first_day"))),
            models.CheckConstraint(
                name="plan_agreed_has_date", condition=Q(state="draft") | Q(agreed_on__isnull=False)
            ),
            models.UniqueConstraint("system", name="plan_agreed_once", condition=Q(state="agreed")),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title


class PledgeQuerySet(PlanRowQuerySet["Pledge"]):
    """Pledges: the institution's own people may change theirs."""

    owner_path = "institution"


class Pledge(models.Model):
    """An institution's promise of good anchor practice: who signed it, and who leads there, named by role."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pledges")
    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="pledges")
    words = models.TextField("its own words, where they differ from the plan's", blank=True)
    signed_by = models.CharField("who signed, by role", max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    board_lead = models.CharField("lead on the board, by role", max_length=200, blank=True)
    operational_lead = models.CharField("lead who coordinates, by role", max_length=200, blank=True)

    objects: ClassVar = PledgeQuerySet.as_manager()

    class Meta:
        """One a plan and institution; a signature has a name and a date."""

        constraints: ClassVar = [
            models.UniqueConstraint("plan", "institution", name="pledge_once"),
            models.CheckConstraint(
                name="pledge_signed_by_somebody", condition=Q(signed_on__isnull=True) | ~Q(signed_by="")
            ),
        ]

    def __str__(self) -> str:
        """Whose."""
        return f"Pledge of {self.institution}"

    @property
    def is_signed(self) -> bool:
        """Whether somebody signed."""
        return self.signed_on is not None


class CommitmentQuerySet(PlanRowQuerySet["Commitment"]):
    """Commitments: the institution that promised may change its own."""

    owner_path = "institution"


class Commitment(models.Model):
    """A promise against one of the nine recommendations, by an institution or, with none, by the whole system."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="commitments")
    recommendation = models.SmallIntegerField(choices=NUMBERS)
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.SET_NULL, related_name="commitments"
    )
    title = models.CharField("what is promised", max_length=300)
    why = models.TextField(blank=True)
    due = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    target = models.ForeignKey(
        "metrics.Target", null=True, blank=True, on_delete=models.SET_NULL, related_name="commitments"
    )
    template_number = models.SmallIntegerField("number in the template", null=True, blank=True)
    position = models.SmallIntegerField(default=0)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = CommitmentQuerySet.as_manager()

    class Meta:
        """By recommendation."""

        ordering: ClassVar = ["recommendation", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="commitment_recommendation", condition=Q(recommendation__range=(1, 9))
            )
        ]

    def __str__(self) -> str:
        """What is promised."""
        return self.title

    @property
    def of(self) -> Recommendation:
        """The recommendation."""
        return recommendation(self.recommendation)
