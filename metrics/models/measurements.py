"""Measurements and what they were before."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from anchors.models import AnchorInstitution, Place, ScopedQuerySet, User
from anchors.periods import Period
from metrics.models.scopes import Row, readable_institutions
from metrics.models.submitted import SubmittedIndicator

ONE_SUBJECT = Q(institution__isnull=False, place__isnull=True) | Q(
    institution__isnull=True, place__isnull=False
)


class MeasurementQuerySet(ScopedQuerySet[Row]):
    """Measurements by who asks and by time."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of readable institutions; those of places where the indicator is one of the person's systems."""
        own = Q(institution__in=readable_institutions(user))
        submitted = SubmittedIndicator.objects.visible_to(user)
        return self.filter(own | Q(place__isnull=False, indicator__in=submitted.values("code")))

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """None: measurements follow from data."""
        return self.none()

    def inside(self, period: Period) -> Self:
        """Those whose own period lies within another."""
        return self.filter(first__gte=period.first, last__lte=period.last)


class Measured(models.Model):
    """What a measurement and a former one have in common. Money in pounds; no denominator for amounts and counts."""

    indicator = models.CharField("code of the indicator", max_length=80)
    institution = models.ForeignKey(
        AnchorInstitution, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    first = models.IntegerField("first month, as ym")
    last = models.IntegerField("last month, as ym")
    numerator = models.DecimalField(max_digits=20, decimal_places=4)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    source_version = models.CharField("data and rules that it was made from", max_length=200, blank=True)
    computed_at = models.DateTimeField()

    objects: ClassVar = MeasurementQuerySet.as_manager()

    class Meta:
        """Kept in two tables of its own."""

        abstract = True

    def __str__(self) -> str:
        """What of whom, when."""
        return f"{self.indicator} of {self.institution or self.place}, {self.period.label}"

    @property
    def period(self) -> Period:
        """The months it covers."""
        return Period(self.first, self.last)


class Measurement(Measured):
    """What one institution, or place, has of an indicator in one period: a numerator and maybe a denominator.

    Made from a lever's data month by month, or submitted and approved. `metrics.measuring` writes them and
    `metrics.readings` reads them; nobody else does.
    """

    class Meta:
        """One an indicator, subject and period."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "indicator", "institution", "place", "first", "last", name="measurement_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="measurement_one_subject", condition=ONE_SUBJECT),
            models.CheckConstraint(name="measurement_period", condition=Q(last__gte=models.F("first"))),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index("computed_at", name="measurement_computed"),
            models.Index("institution", "first", name="measurement_institution"),
            models.Index("indicator", "first", "last", "id", name="measurement_in_order"),
        ]


class FormerMeasurement(Measured):
    """What a measurement was until data, rules or boundaries changed, and why. `is_gone`: nothing came after it."""

    replaced_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    is_gone = models.BooleanField(default=False)

    class Meta:
        """Newest first; says why."""

        ordering: ClassVar = ["-replaced_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="former_measurement_one_subject", condition=ONE_SUBJECT),
            models.CheckConstraint(name="former_measurement_says_why", condition=~Q(reason="")),
        ]
        indexes: ClassVar = [
            models.Index("indicator", "institution", "first", name="former_measurement_of"),
            models.Index("replaced_at", name="former_measurement_replaced"),
        ]
