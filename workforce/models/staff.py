"""How many staff live where, by institution and quarter: counts of people, never a person.

A staff file is read in memory and dropped (see `workforce.intake`); nothing of a single person is in any table.
"""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, ScopedQuerySet, SmallArea, User
from anchors.periods import Period


class Breakdown(models.TextChoices):
    """By what staff are counted beside the area: one thing at a time, never two crossed."""

    ALL = "all", "All staff"
    BAND = "band", "Pay band group"
    STARTERS = "starters", "Starters in the 12 months before"
    LEAVERS = "leavers", "Leavers in the 12 months before"
    STAFF_GROUP = "staff-group", "Staff group"
    ETHNICITY = "ethnicity", "Ethnic group"
    DISABILITY = "disability", "Disability"
    SEX = "sex", "Sex"
    AGE = "age", "Age group"


CHARACTERISTICS = (Breakdown.ETHNICITY, Breakdown.DISABILITY, Breakdown.SEX, Breakdown.AGE)
"""Protected characteristics: an intake counts one of them at most."""


class StaffIntakeQuerySet(ScopedQuerySet["StaffIntake"]):
    """Intakes by who asks. Their counts are true ones: pages show them to contributors alone."""

    def in_force(self) -> Self:
        """Those whose counts go into the next release."""
        return self.filter(state=StaffIntake.State.RECEIVED)


class StaffIntake(models.Model):
    """What one staff file of an institution came to for a quarter: counts on a census date.

    `headcount` people were in post; `matched` live in a small area of the system's footprint on that date, `outside`
    at a real postcode beyond it, `unmatched` at none that is known. `checks` says which columns were matched (our
    field to column letter) and how many rows had which problem, by row number: never a value, never a heading.
    Neither the file nor its name nor a hash of it is kept: a hash of so little would give it away.
    """

    class State(models.TextChoices):
        """Counts wait for a yes, stand, were replaced by a newer file, taken back, or thrown away before the yes."""

        CHECKED = "checked", "Ready to add"
        RECEIVED = "received", "Added"
        REPLACED = "replaced", "Replaced"
        UNDONE = "undone", "Undone"
        WITHDRAWN = "withdrawn", "Thrown away"

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="staff_intakes")
    first_month = models.IntegerField("first month of the quarter, as ym")
    last_month = models.IntegerField("last month of the quarter, as ym")
    census_date = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.CHECKED)
    headcount = models.IntegerField()
    matched = models.IntegerField()
    outside = models.IntegerField()
    unmatched = models.IntegerField()
    checks = models.JSONField(default=dict, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    idempotency_key = models.CharField("the sender's key of the request", max_length=200, blank=True)
    is_sample = models.BooleanField("made-up sample data", default=False)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField("when it was replaced, undone or thrown away", null=True, blank=True)

    objects: ClassVar = StaffIntakeQuerySet.as_manager()

    class Meta:
        """One in force an institution and quarter; everybody in it is somewhere or nowhere known."""

        ordering: ClassVar = ["-last_month", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "institution", "first_month", "last_month", name="staff_intake_once",
                condition=Q(state="received"),
            ),
            models.UniqueConstraint(
                "institution", "idempotency_key", name="staff_intake_request_once",
                condition=~Q(idempotency_key=""),
            ),
            models.CheckConstraint(
                name="staff_intake_adds_up",
                condition=Q(headcount=F("matched") + F("outside") + F("unmatched"))
                & Q(matched__gte=0, outside__gte=0, unmatched__gte=0),
            ),
            models.CheckConstraint(
                name="staff_intake_quarter", condition=Q(first_month__lt=F("last_month"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Whose, and which quarter."""
        return f"Staff of {self.institution}, {self.quarter.label}"

    @property
    def quarter(self) -> Period:
        """The quarter that it counts for; its last month is the month of measurements."""
        return Period(self.first_month, self.last_month)


class StaffCountQuerySet(ScopedQuerySet["StaffCount"]):
    """True counts by who asks: contributors and leads of the institution itself, nobody else."""

    institution_path = "intake__institution"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the institutions in which the person contributes or leads."""
        return self.editable_by(user)


class StaffCount(models.Model):
    """How many people of an intake live in one small area and are of one category of one breakdown.

    An area is of one census vintage; the same people are counted once by 2021 areas and once by 2011 areas, as far
    as their postcodes have both, so a sum is over one vintage. `outside` and `unknown` have no area and no vintage.
    """

    class Where(models.TextChoices):
        """In a small area of the footprint, at a real postcode beyond it, or at none that is known."""

        AREA = "area", "In the footprint"
        OUTSIDE = "outside", "Outside the footprint"
        UNKNOWN = "unknown", "Not placed"

    intake = models.ForeignKey(StaffIntake, on_delete=models.CASCADE, related_name="counts")
    where = models.CharField(max_length=7, choices=Where)
    small_area = models.ForeignKey(
        SmallArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    breakdown = models.CharField(max_length=12, choices=Breakdown)
    category = models.CharField(max_length=30)
    people = models.IntegerField()

    objects: ClassVar = StaffCountQuerySet.as_manager()

    class Meta:
        """One count an area and category; nobody is counted by leaving the row out."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "intake", "breakdown", "category", "where", "small_area",
                name="staff_count_once", nulls_distinct=False,
            ),
            models.CheckConstraint(name="staff_count_of_people", condition=Q(people__gt=0)),
            models.CheckConstraint(
                name="staff_count_somewhere",
                condition=Q(where="area", small_area__isnull=False)
                | Q(where__in=("outside", "unknown"), small_area__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """What is counted, never how many."""
        return f"{self.get_breakdown_display()} ({self.category}) of intake {self.intake_id}"
