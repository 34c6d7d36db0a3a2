"""Homes promised and homes built on land that was sold or handed over."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import User
from estates.models.plots import OfPlotQuerySet, Plot


class Tenure(models.TextChoices):
    """On what terms a home is held, by the definitions of the National Planning Policy Framework, Annex 2.

    The first five are affordable homes. Homes for key workers at market rent are not, and are counted apart.
    """

    SOCIAL_RENT = "social_rent", "Social rent"
    AFFORDABLE_RENT = "affordable_rent", "Other affordable rent"
    DISCOUNTED_SALE = "discounted_sale", "Discounted market sale"
    SHARED_OWNERSHIP = "shared_ownership", "Shared ownership"
    OTHER_OWNERSHIP = "other_ownership", "Other affordable routes to ownership"
    KEY_WORKER = "key_worker", "Key worker homes at market rent"
    MARKET = "market", "Market"


AFFORDABLE = (
    Tenure.SOCIAL_RENT, Tenure.AFFORDABLE_RENT, Tenure.DISCOUNTED_SALE, Tenure.SHARED_OWNERSHIP, Tenure.OTHER_OWNERSHIP,
)  # fmt: skip


class HomesStatement(models.Model):
    """How many homes of which tenure a plot was to have, or has: at sale, at a permission, at completion, and after.

    Statements are never changed: a later one stands beside the earlier, so that what was promised can be held
    against what was built. `homes` is {tenure: number}; a tenure that is missing was not stated. Completions are
    cumulative: all homes finished by that day.
    """

    class Stage(models.TextChoices):
        """When in the story it was said."""

        SALE = "sale", "Sale agreement"
        PERMISSION = "permission", "Planning permission"
        COMPLETION = "completion", "Completed homes"
        LATER = "later", "Count in a later year"

    plot = models.ForeignKey(Plot, on_delete=models.PROTECT, related_name="homes")
    stage = models.CharField(max_length=10, choices=Stage)
    on = models.DateField()
    homes = models.JSONField("homes by tenure", default=dict)
    source = models.CharField("document or link", max_length=300)
    note = models.CharField(max_length=300, blank=True)
    is_withdrawn = models.BooleanField("entered by mistake", default=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfPlotQuerySet.as_manager()

    class Meta:
        """Oldest first; every statement has a source."""

        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="homes_statement_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        """Of what, when."""
        return f"{self.plot}: {self.Stage(self.stage).label}, {self.on}"
