"""Staff and contracted staff paid below the Living Wage."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, ScopedQuerySet, User
from anchors.periods import Period


class WageReturn(models.Model):
    """How many people an institution, or one contract of it, has in a quarter, and how many are paid below the rate.

    The rate is the dated parameter `living-wage-<zone>` in force on the last day of the quarter; it is kept here as
    it was, so that a later rate changes no earlier count. Covers everybody aged 18 or over, contracted staff such as
    cleaners included (standards, c6).
    """

    class Who(models.TextChoices):
        """Whose staff."""

        STAFF = "staff", "Directly employed"
        CONTRACTED = "contracted", "Working here for a contractor"

    class Zone(models.TextChoices):
        """Which rate holds where they work."""

        UK = "uk", "Outside London"
        LONDON = "london", "London"

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="wage_returns")
    first_month = models.IntegerField("first month, as ym")
    last_month = models.IntegerField("last month, as ym")
    who = models.CharField(max_length=10, choices=Who)
    contract = models.CharField("contract, where contracted", max_length=200, blank=True)
    zone = models.CharField(max_length=6, choices=Zone, default=Zone.UK)
    rate = models.DecimalField("rate in force, £ an hour", max_digits=6, decimal_places=2)
    people = models.IntegerField()
    below = models.IntegerField("of these, paid below the rate", null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField("made-up sample data", default=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """One an institution, quarter and contract; nobody is counted below who is not counted."""

        ordering: ClassVar = ["-last_month", "who", "contract", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "institution", "first_month", "last_month", "who", "contract", "zone", name="wage_return_once"
            ),
            models.CheckConstraint(
                name="wage_return_people",
                condition=Q(people__gte=0)
                & (Q(below__isnull=True) | Q(below__gte=0, below__lte=F("people"))),
            ),
            models.CheckConstraint(
                name="wage_return_names_contract", condition=Q(who="staff") | ~Q(contract="")
            ),
        ]

    def __str__(self) -> str:
        """Of whom, when."""
        return f"{self.institution}, {self.contract or self.Who(self.who).label}, {self.quarter.label}"

    @property
    def quarter(self) -> Period:
        """The months it covers."""
        return Period(self.first_month, self.last_month)


class WageReturnChange(models.Model):
    """Who added, corrected or removed a return, when, and from what to what. It outlives its return."""

    class Act(models.TextChoices):
        """What was done."""

        ADDED = "added", "Added"
        CORRECTED = "corrected", "Corrected"
        REMOVED = "removed", "Removed"

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="wage_changes")
    wage_return = models.ForeignKey(
        WageReturn, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes"
    )
    about = models.CharField("whose pay, in which quarter", max_length=400)
    act = models.CharField(max_length=10, choices=Act)
    changes = models.JSONField("field: [before, after]", default=dict)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        """What, of whom."""
        return f"{self.about}: {self.Act(self.act).label.lower()}"
