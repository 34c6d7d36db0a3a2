"""Support on offer to people who look for work: the directory of a system."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, Place, System, User
from metrics.models.scopes import SystemScopedQuerySet


class TargetGroup(models.TextChoices):
    """For whom support is."""

    ANYONE = "anyone", "Anyone out of work"
    YOUNG = "young", "Young people"
    OVER_50 = "over-50", "People aged 50 and over"
    DISABLED = "disabled", "Disabled people"
    HEALTH = "health", "People with a long-term health condition"
    MENTAL_HEALTH = "mental-health", "People with a mental health condition"
    CARERS = "carers", "Carers"
    PARENTS = "parents", "Parents returning to work"
    CARE_LEAVERS = "care-leavers", "Care leavers"
    ETHNIC_MINORITY = "ethnic-minority", "People from ethnic minority communities"
    REFUGEES = "refugees", "Refugees and newly arrived people"
    OFFENDERS = "offenders", "People with a criminal record"
    HOMELESS = "homeless", "People who are homeless"
    LONG_TERM = "long-term", "People out of work for a year or more"
    DEPRIVED = "deprived", "Residents of the most deprived areas"


class Barrier(models.TextChoices):
    """What support takes out of the way."""

    SKILLS = "skills", "Skills and qualifications"
    ENGLISH = "english", "English language"
    DIGITAL = "digital", "Digital skills or equipment"
    CONFIDENCE = "confidence", "Confidence and motivation"
    HEALTH = "health", "Health"
    CHILDCARE = "childcare", "Childcare"
    TRAVEL = "travel", "Travel"
    APPLICATIONS = "applications", "Applications and interviews"
    EXPERIENCE = "experience", "No work experience"
    CHECKS = "checks", "Identity and criminal record checks"
    MONEY = "money", "Money and debt"
    HOUSING = "housing", "Housing"
    EMPLOYERS = "employers", "Employers' attitudes or adjustments"


class OfferQuerySet(SystemScopedQuerySet["SupportOffer"]):
    """Offers: everybody in the system reads them; who keeps the record, and the board, may change it."""

    owner_path = "kept_by"


class SupportOffer(models.Model):
    """One programme that helps people towards work: who runs and pays it, for whom, where, and how many a year.

    No areas means the whole system. Places are of a whole year; None is "not known", never none. A price is pounds
    a place.
    """

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="support_offers")
    kept_by = models.ForeignKey(
        AnchorInstitution,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="institution that keeps the record",
    )
    provider = models.CharField(max_length=200)
    name = models.CharField("programme", max_length=200)
    funder = models.CharField(max_length=200, blank=True)
    first_day = models.DateField("starts", null=True, blank=True)
    last_day = models.DateField("ends", null=True, blank=True)
    places_a_year = models.IntegerField(null=True, blank=True)
    who_for = ArrayField(models.CharField(max_length=20, choices=TargetGroup), default=list)
    barriers = ArrayField(models.CharField(max_length=20, choices=Barrier), default=list, blank=True)
    areas = models.ManyToManyField(Place, blank=True, related_name="+")
    referral_route = models.CharField("how to refer", max_length=300, blank=True)
    outcome_rule = models.CharField("what counts as an outcome", max_length=300, blank=True)
    price_per_place = models.DecimalField(
        "price of a place, £", max_digits=12, decimal_places=2, null=True, blank=True
    )
    link = models.URLField(max_length=300, blank=True)
    is_removed = models.BooleanField("taken out of the directory", default=False)
    is_sample = models.BooleanField("made-up sample data", default=False)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfferQuerySet.as_manager()

    class Meta:
        """By provider; once a system, provider and programme."""

        ordering: ClassVar = ["provider", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "system", "provider", "name", name="support_offer_once", condition=Q(is_removed=False)
            ),
            models.CheckConstraint(
                name="support_offer_dates",
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(last_day__gte=models.F("first_day")),
            ),
            models.CheckConstraint(
                name="support_offer_places", condition=Q(places_a_year__isnull=True) | Q(places_a_year__gte=0)
            ),
        ]

    def __str__(self) -> str:
        """Programme and provider."""
        return f"{self.name}, {self.provider}"


class OfferChangeQuerySet(SystemScopedQuerySet["SupportOfferChange"]):
    """Changes, read with the offer."""

    system_path = "offer__system"


class SupportOfferChange(models.Model):
    """What somebody changed in the directory: field by field, from what to what."""

    offer = models.ForeignKey(SupportOffer, on_delete=models.CASCADE, related_name="changes")
    changes = models.JSONField("field: [before, after]", default=dict)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar = OfferChangeQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        """Of what, when."""
        return f"{self.offer}, {self.at:%d %B %Y}"
