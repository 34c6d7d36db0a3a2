"""Facts: lines rolled up by upload, so that a new upload costs what it weighs and undoing it is a delete.

Every page, chart, download and endpoint reads these tables through `procurement.explorer`. They are three, because
one that held every combination of category, place, deprivation and supplier would hardly be smaller than the lines.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anchors.models import AnchorInstitution, Place, ScopedQuerySet, Upload
from procurement.models.lines import Category
from procurement.models.rules import Reason
from procurement.models.suppliers import LocationBasis, Supplier


class SpendFact(models.Model):
    """Money of one upload in one month, by category, reason and the place of the supplier."""

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    ym = models.IntegerField()
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    reason = models.CharField(max_length=8, choices=Reason)
    is_overridden = models.BooleanField()
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_abroad = models.BooleanField()
    is_redacted = models.BooleanField()
    lines = models.IntegerField()
    pence = models.BigIntegerField("net of credits")
    credit_pence = models.BigIntegerField("the negative part of it")

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Read by institution and month."""

        indexes: ClassVar = [models.Index("institution", "ym", name="spend_fact_month")]
        constraints: ClassVar = [
            models.CheckConstraint(name="spend_fact_credit_negative", condition=Q(credit_pence__lte=0))
        ]

    def __str__(self) -> str:
        """Where it belongs."""
        return f"{self.institution_id} {self.ym} {self.reason}"


class LocationFact(models.Model):
    """Money of one upload in one month, by the supplier's place, how that is known, and how deprived it is."""

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    ym = models.IntegerField()
    reason = models.CharField(max_length=8, choices=Reason)
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_abroad = models.BooleanField()
    is_redacted = models.BooleanField()
    basis = models.CharField(max_length=14, choices=LocationBasis)
    imd2019_decile = models.SmallIntegerField(null=True)
    imd2025_decile = models.SmallIntegerField(null=True)
    lines = models.IntegerField()
    pence = models.BigIntegerField("net of credits")

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Read by institution and month."""

        indexes: ClassVar = [models.Index("institution", "ym", name="location_fact_month")]

    def __str__(self) -> str:
        """Where it belongs."""
        return f"{self.institution_id} {self.ym} {self.basis}"


class SupplierFact(models.Model):
    """Money of one upload in one month to one supplier spelling, by reason: rankings and concentration."""

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    ym = models.IntegerField()
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    reason = models.CharField(max_length=8, choices=Reason)
    lines = models.IntegerField()
    pence = models.BigIntegerField("net of credits")

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Read by institution and month."""

        indexes: ClassVar = [models.Index("institution", "ym", name="supplier_fact_month")]

    def __str__(self) -> str:
        """Where it belongs."""
        return f"{self.supplier_id} {self.ym}"
