"""Options appraisals: what was looked at before a sale, who was asked, what they answered, what was decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import User
from anchors.models.scoping import Row
from estates.models.checks import not_negative
from estates.models.plots import OfPlotQuerySet, Plot, PlotScopedQuerySet


class Route(models.TextChoices):
    """What may become of land, in the order in which Healthy places (2023), recommendation 7, asks that it be tried."""

    HOMES = "homes", "Affordable homes"
    FIRMS = "firms", "Premises for small firms"
    COMMUNITY = "community", "Community ownership or management"
    MARKET = "market", "Open market sale"


EARLIER_ROUTES = (Route.HOMES, Route.FIRMS, Route.COMMUNITY)
"""What is to be explored before land goes to the market."""


class AppraisalQuerySet(OfPlotQuerySet["Appraisal"]):
    """Appraisals, read by whoever may read the plot."""


class Appraisal(models.Model):
    """One working-through of the options for a plot, from its description to a decision.

    A decision for the market while an earlier route was not explored needs `reason_unexplored`. What was decided is
    not changed again: a new appraisal is begun, and both are kept.
    """

    class State(models.TextChoices):
        """Worked on, put to the board, decided, or given up."""

        OPEN = "open", "Being worked on"
        SUBMITTED = "submitted", "Waiting for a decision"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"

    plot = models.ForeignKey(Plot, on_delete=models.PROTECT, related_name="appraisals")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    comments_close = models.DateField("replies are asked for by", null=True, blank=True)
    decision_due = models.DateField("the board decides on", null=True, blank=True)
    done = models.JSONField("tasks marked as completed", default=list, blank=True)
    skipped = models.JSONField("tasks completed with nothing in them: task to why", default=dict, blank=True)
    social_value = models.TextField("what each option does for the place, in words", blank=True)
    chosen = models.ForeignKey(
        "Option", null=True, blank=True, on_delete=models.PROTECT, related_name="chosen_in"
    )
    reason = models.TextField("why this option", blank=True)
    reason_unexplored = models.TextField("why earlier options were not explored", blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField("who decided, by role", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = AppraisalQuerySet.as_manager()

    class Meta:
        """Newest first; one a plot is worked on at a time; a decision is whole."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "plot", name="appraisal_open_once", condition=Q(state__in=("open", "submitted"))
            ),
            models.CheckConstraint(
                name="appraisal_decision_whole",
                condition=~Q(state="decided")
                | Q(chosen__isnull=False, decided_on__isnull=False) & ~Q(reason="") & ~Q(decided_by=""),
            ),
        ]

    def __str__(self) -> str:
        """Of which plot."""
        return f"Options appraisal of {self.plot}"


class OfAppraisalQuerySet(PlotScopedQuerySet[Row]):
    """Rows that hang on an appraisal."""

    plot_path = "appraisal__plot__"


class Option(models.Model):
    """One thing that could be done with a plot, with what it would bring. No figure is not the figure 0.

    Compared side by side and never added up into one score (standards, e3). Homes by tenure are `OptionHomes`.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="options")
    route = models.CharField(max_length=10, choices=Route)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    receipt = models.DecimalField("receipt now, £", max_digits=14, decimal_places=2, null=True, blank=True)
    income = models.DecimalField("income, £ a year", max_digits=14, decimal_places=2, null=True, blank=True)
    homes = models.JSONField("homes by tenure", default=dict, blank=True)
    staff_homes = models.IntegerField("of these, for NHS or council staff", null=True, blank=True)
    jobs = models.IntegerField(null=True, blank=True)
    workspace_m2 = models.DecimalField(
        "space for small firms, m²", max_digits=12, decimal_places=2, null=True, blank=True
    )
    community_m2 = models.DecimalField(
        "community space, m²", max_digits=12, decimal_places=2, null=True, blank=True
    )
    community_hours = models.IntegerField("community space, hours a week", null=True, blank=True)
    saved_cost = models.DecimalField(
        "running cost avoided, £ a year", max_digits=14, decimal_places=2, null=True, blank=True
    )
    carbon = models.DecimalField(
        "carbon to build, tonnes CO2e", max_digits=12, decimal_places=2, null=True, blank=True
    )
    first_used = models.SmallIntegerField("year in which it is first used", null=True, blank=True)
    risk_with = models.CharField("who bears the risk", max_length=200, blank=True)
    could_fail = models.CharField("could fail because", max_length=300, blank=True)

    objects: ClassVar = OfAppraisalQuerySet.as_manager()

    class Meta:
        """In the order in which they are to be tried."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            not_negative(
                "option_not_negative", "receipt", "staff_homes", "jobs", "workspace_m2", "community_m2",
                "community_hours",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """The name."""
        return self.name


class Asked(models.Model):
    """Somebody who was asked about an option, or about the land at all: when, what they answered, and when."""

    class Answer(models.TextChoices):
        """What came of it."""

        WAITING = "waiting", "No reply yet"
        INTERESTED = "interested", "Interested"
        NOT_INTERESTED = "not_interested", "Not interested"
        COMMENT = "comment", "Commented"

    class Who(models.TextChoices):
        """Which sort of body."""

        PUBLIC = "public", "Public body"
        HOUSING = "housing", "Registered provider of housing"
        FIRM = "firm", "Small firm or its association"
        COMMUNITY = "community", "Community or voluntary body"
        RESIDENTS = "residents", "Residents or staff"
        MARKET = "market", "Buyer or agent"

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="asked")
    route = models.CharField(max_length=10, choices=Route, blank=True)
    who = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Who)
    asked_on = models.DateField()
    answer = models.CharField(max_length=14, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField(null=True, blank=True)
    words = models.TextField("what they said", blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfAppraisalQuerySet.as_manager()

    class Meta:
        """Oldest first; an answer has its day."""

        ordering: ClassVar = ["asked_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="asked_answer_has_day", condition=Q(answer="waiting") | Q(answered_on__isnull=False)
            ),
            models.CheckConstraint(
                name="asked_before_answer",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=models.F("asked_on")),
            ),
        ]

    def __str__(self) -> str:
        """Who, when."""
        return f"{self.who}, {self.asked_on}"


class DecisionLogEntry(models.Model):
    """What happened to an appraisal, when and by whom: the record that stands beside the decision."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="log")
    words = models.CharField(max_length=500)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfAppraisalQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        """The words."""
        return self.words
