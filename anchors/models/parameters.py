"""Dated parameters: every rate, threshold and benchmark is a row with a source, never a constant in code."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from anchors.models.institutions import in_force


class ParameterQuerySet(models.QuerySet["Parameter"]):
    """Parameters by day."""

    def value_on(self, code: str, day: date) -> Decimal | None:
        """The value in force on the day; None when nobody has verified one, which is never zero."""
        found = self.filter(in_force(day), code=code).order_by("-valid_from").first()
        return found.value if found else None


class Parameter(models.Model):
    """A number from outside: what it is, since when, and who says so."""

    class Status(models.TextChoices):
        """How far the number can be trusted."""

        VERIFIED = "verified", "Verified in its source"
        LOCAL = "local", "Local choice"
        UNVERIFIED = "unverified", "Not yet verified"

    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source_title = models.CharField(max_length=300)
    source_address = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=12, choices=Status)

    objects: ClassVar = ParameterQuerySet.as_manager()

    class Meta:
        """One value a code and start; an unverified one stays empty."""

        constraints: ClassVar = [
            models.UniqueConstraint("code", "valid_from", name="parameter_once", nulls_distinct=False),
            models.CheckConstraint(
                name="parameter_unverified_is_empty",
                condition=~Q(status="unverified") | Q(value__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Name and start."""
        return f"{self.name} from {self.valid_from}" if self.valid_from else self.name
