"""Indicators that no lever computes: people define them, submit values and approve them."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, Place, System, User
from anchors.periods import MONTHS_IN_YEAR, Period
from metrics.models.scopes import SystemScopedQuerySet, readable_institutions
from metrics.recommendations import Lever
from metrics.registry import Direction, Goal, Indicator, Unit


class SubmittedIndicatorQuerySet(SystemScopedQuerySet["SubmittedIndicator"]):
    """Definitions: all institutions of the system see them, its board changes them."""

    def approved(self) -> Self:
        """Those that count."""
        return self.filter(state=SubmittedIndicator.State.APPROVED)


class SubmittedIndicator(models.Model):
    """A definition that a system made itself, with every field of a lever's own. It counts once a lead approved it."""

    class Cadence(models.TextChoices):
        """How long the period of a value is; one length an indicator, so that no two values overlap."""

        MONTH = "month", "Every month"
        QUARTER = "quarter", "Every quarter"
        YEAR = "year", "Every financial year"

    class State(models.TextChoices):
        """Where the definition stands."""

        PROPOSED = "proposed", "Waiting for approval"
        RETURNED = "returned", "Sent back"
        APPROVED = "approved", "Approved"
        WITHDRAWN = "withdrawn", "Withdrawn"

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="submitted_indicators")
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    question = models.CharField(max_length=300)
    lever = models.CharField(max_length=12, choices=[(each.value, each.label) for each in Lever])
    recommendations = ArrayField(models.SmallIntegerField())
    goal = models.CharField(max_length=32, choices=[(each.value, each.label) for each in Goal])
    unit = models.CharField(max_length=8, choices=[(each.value, each.label) for each in Unit])
    direction = models.CharField(max_length=8, choices=[(each.value, each.label) for each in Direction])
    numerator = models.CharField(max_length=300)
    denominator = models.CharField(max_length=300, blank=True)
    why = models.TextField("why it matters")
    limits = models.TextField()
    author = models.CharField(max_length=200)
    next_review = models.DateField()
    cadence = models.CharField(max_length=8, choices=Cadence)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    note = models.TextField("what the lead said", blank=True)
    proposed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    worded_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who wrote it last",
    )
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_alone = models.BooleanField("approved by the person who proposed it", default=False)

    objects: ClassVar = SubmittedIndicatorQuerySet.as_manager()

    class Meta:
        """By name; recommendations are 1 to 9, a share has a denominator, an approved one says when."""

        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="submitted_indicator_recommendations",
                condition=Q(recommendations__contained_by=list(range(1, 10)), recommendations__len__gt=0),
            ),
            models.CheckConstraint(
                name="submitted_indicator_share_of_something", condition=~Q(unit="share") | ~Q(denominator="")
            ),
            models.CheckConstraint(
                name="submitted_indicator_approved_says_when",
                condition=~Q(state="approved") | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    def as_indicator(self) -> Indicator:
        """The definition in the form that every page, chart and endpoint takes."""
        return Indicator(
            code=self.code,
            name=self.name,
            question=self.question,
            lever=Lever(self.lever),
            recommendations=tuple(self.recommendations),
            goal=Goal(self.goal),
            unit=Unit(self.unit),
            direction=Direction(self.direction),
            numerator=self.numerator,
            denominator=self.denominator,
            why=self.why,
            limits=self.limits,
            author=self.author,
            next_review=self.next_review,
            covers={self.Cadence.QUARTER: 3, self.Cadence.YEAR: MONTHS_IN_YEAR}.get(
                self.Cadence(self.cadence), 1
            ),
        )


class SubmittedWordingQuerySet(SystemScopedQuerySet["SubmittedWording"]):
    """Other words for approved definitions: seen by the system, as the definitions are."""

    system_path = "indicator__system"


class SubmittedWording(models.Model):
    """Other words for an approved definition, proposed by a lead: a dated version of it with its reason, kept.

    `words` and `before` are by field, as JSON keeps them. What values rest on (unit, numerator, denominator, direction,
    how often) never changes: that would be another measure.
    """

    class State(models.TextChoices):
        """Where the words stand."""

        PROPOSED = "proposed", "Waiting for approval"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"

    indicator = models.ForeignKey(SubmittedIndicator, on_delete=models.CASCADE, related_name="wordings")
    words = models.JSONField("the new words, by field")
    before = models.JSONField("the words that they take the place of, by field")
    reason = models.TextField("why they change")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    note = models.TextField("what the other lead said", blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_alone = models.BooleanField("approved by the person who proposed it", default=False)

    objects: ClassVar = SubmittedWordingQuerySet.as_manager()

    class Meta:
        """Newest first; one waits at a time, each has its reason, a decision has a day."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "indicator", name="submitted_wording_waits_once", condition=Q(state="proposed")
            ),
            models.CheckConstraint(name="submitted_wording_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="submitted_wording_decided_says_when",
                condition=Q(state="proposed") | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Of what, why."""
        return f"{self.indicator}: {self.reason[:80]}"


class SubmittedFileQuerySet(SystemScopedQuerySet["SubmittedFile"]):
    """Files of values: only who sent one sees it, for it may hold rows of institutions that others must not read."""

    system_path = "indicator__system"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The person's own, of the systems that are still theirs."""
        return super().visible_to(user).filter(by=user.pk)


class SubmittedValueQuerySet(SystemScopedQuerySet["SubmittedValue"]):
    """Submitted values: read under the rule of the spend pages, changed by the board and by their institution."""

    system_path = "indicator__system"
    owner_path = "institution"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the person's systems: of places, and of institutions whose measurements they may read."""
        readable = Q(place__isnull=False) | Q(institution__in=readable_institutions(user))
        return super().visible_to(user).filter(readable)


class SubmittedFile(models.Model):
    """A file of values that was read and waits for a yes: nothing of it counts before. Kept, so that values name it."""

    class State(models.TextChoices):
        """Where the file stands."""

        READ = "read", "Waiting for your yes"
        ADDED = "added", "Added"
        THROWN_AWAY = "thrown_away", "Thrown away"

    indicator = models.ForeignKey(SubmittedIndicator, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField("what stood in each row that was read, as text")
    headings = models.JSONField("column letter and heading of each field that was found")
    state = models.CharField(max_length=12, choices=State, default=State.READ)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = SubmittedFileQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """The file."""
        return self.name


class SubmittedValue(models.Model):
    """A value that an institution submitted, with its source. Approved by a lead, it becomes a measurement.

    A value that changes later is a new row; the one it takes the place of is kept as replaced.
    """

    class State(models.TextChoices):
        """Where the value stands."""

        SUBMITTED = "submitted", "Waiting for approval"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"
        REPLACED = "replaced", "Replaced by a later value"

    indicator = models.ForeignKey(SubmittedIndicator, on_delete=models.CASCADE, related_name="values_given")
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    first = models.IntegerField("first month, as ym")
    last = models.IntegerField("last month, as ym")
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    source = models.CharField("where the figure comes from", max_length=300)
    link = models.URLField("evidence", max_length=500, blank=True)
    file = models.ForeignKey(
        SubmittedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="values_given"
    )
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    note = models.TextField("what the lead said", blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_alone = models.BooleanField("approved by the person who submitted it", default=False)

    objects: ClassVar = SubmittedValueQuerySet.as_manager()

    class Meta:
        """One approved, and one waiting, a subject and period; a decision has a day."""

        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="submitted_value_one_subject",
                condition=Q(institution__isnull=False, place__isnull=True)
                | Q(institution__isnull=True, place__isnull=False),
            ),
            models.CheckConstraint(name="submitted_value_period", condition=Q(last__gte=models.F("first"))),
            models.CheckConstraint(name="submitted_value_has_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="submitted_value_decided_says_when",
                condition=Q(state="submitted") | Q(decided_at__isnull=False),
            ),
            models.UniqueConstraint(
                "indicator", "institution", "place", "first", "last", "state", name="submitted_value_once",
                condition=Q(state__in=("submitted", "approved")), nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """What of whom, when."""
        return f"{self.indicator} of {self.institution or self.place}, {self.period.label}"

    @property
    def period(self) -> Period:
        """The months it covers."""
        return Period(self.first, self.last)
