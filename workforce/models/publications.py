"""Quarterly publications of a programme: what everybody outside the institution that runs it may see, frozen."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from anchors.models import User
from anchors.periods import Period
from metrics.models.scopes import SystemScopedQuerySet
from workforce.models.programmes import Programme


class PublicationQuerySet(SystemScopedQuerySet["Publication"]):
    """Publications: everybody in the system of the programme reads them, nobody changes them."""

    system_path = "programme__system"

    def newest(self) -> "PublicationQuerySet":
        """The one that stands of each programme."""
        return self.order_by("programme_id", "-last_month").distinct("programme_id")


class Publication(models.Model):
    """A programme's figures as they were published in one quarter, protected together and frozen: they never change.

    `starts` holds [first month, last month, day of the count] of every starting quarter, `figures` [key, people as
    shown or null for hidden] of every figure. Weeks of training and search stand as they were planned then, since
    they decide who was old enough; `profile` and `rules` are the disclosure profile and its numbers. A correction
    of counts shows in the next quarter's publication.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="publications")
    first_month = models.IntegerField("first month of the quarter of publication, as ym")
    last_month = models.IntegerField("last month of the quarter of publication, as ym")
    training_weeks = models.SmallIntegerField()
    search_weeks = models.SmallIntegerField()
    starts = models.JSONField("starting quarters and the days of their counts")
    figures = models.JSONField("figures as shown")
    profile = models.CharField("disclosure profile", max_length=40)
    rules = models.JSONField("numbers of the profile as they stood")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = PublicationQuerySet.as_manager()

    class Meta:
        """Once a programme and quarter; newest first."""

        ordering: ClassVar = ["-last_month", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("programme", "first_month", "last_month", name="publication_once"),
            models.CheckConstraint(name="publication_quarter", condition=Q(first_month__lt=F("last_month"))),
        ]

    def __str__(self) -> str:
        """Whose, and which quarter."""
        return f"{self.programme}, published in {self.quarter.label}"

    @property
    def quarter(self) -> Period:
        """The quarter in which it was published."""
        return Period(self.first_month, self.last_month)

    @property
    def made_on(self) -> date:
        """The day of publication."""
        return timezone.localdate(self.made_at)


class PublicationBehind(models.Model):
    """What the next publication must know of this one to protect both together; it never leaves the service.

    Kept as `ReleaseBehind` keeps staff figures.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, primary_key=True, related_name="behind"
    )
    figures = models.JSONField()
    sums = models.JSONField()

    class Meta:
        """One a publication."""

        verbose_name_plural = "what is behind publications"

    def __str__(self) -> str:
        """Of which publication."""
        return f"Behind publication {self.pk}"
