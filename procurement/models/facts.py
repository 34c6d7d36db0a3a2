"""Facts: lines rolled up, so that no page, chart, download or endpoint has to count them one by one.

All are read through `procurement.explorer` and written by `procurement.rollup` alone. The facts belong to an upload,
so that a new one costs what it weighs and undoing it is a delete; they divide the money in different ways, because one
table that held every combination of category, place, deprivation and supplier would hardly be smaller than the lines.
The totals add up the uploads, because pages ask about every supplier and every category over any months.

Where months stand in an array, the amounts beside it are those of the same position. *Running* amounts are those of
all months up to and including that one, so that any period is the difference of two of them however long it is.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anchors.models import AnchorInstitution, Place, ScopedQuerySet, Upload
from procurement.models.lines import Category
from procurement.models.rules import Reason, Rule
from procurement.models.suppliers import LocationBasis, Supplier


class SpendFact(models.Model):
    """Money of one upload in one month, by reason, the supplier's place, how that is known and how deprived it is."""

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
    credit_pence = models.BigIntegerField("the negative part of it")

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Read by institution and month; how many lines a month has is asked for every page."""

        indexes: ClassVar = [models.Index("institution", "ym", name="spend_fact_month", include=["lines"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="spend_fact_credit_negative", condition=Q(credit_pence__lte=0))
        ]

    def __str__(self) -> str:
        """Where it belongs."""
        return f"{self.institution_id} {self.ym} {self.reason}"


class CategoryMoney(models.Model):
    """What facts and totals of categories have in common: reason, the rule that gave it, the supplier's place.

    `rule` is empty where no rule matched, and where a person decided in its place.
    """

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    reason = models.CharField(max_length=8, choices=Reason)
    rule = models.ForeignKey(
        Rule, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False, db_constraint=False
    )
    is_overridden = models.BooleanField()
    place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_abroad = models.BooleanField()
    is_redacted = models.BooleanField()
    months = ArrayField(models.IntegerField())
    lines = ArrayField(models.IntegerField())
    pence = ArrayField(models.BigIntegerField(), verbose_name="net of credits")

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Not a table of its own."""

        abstract = True

    def __str__(self) -> str:
        """Where it belongs."""
        return f"{self.institution_id} {self.category_id} {self.reason}"


class CategoryFact(CategoryMoney):
    """Money of one upload, by category, reason, rule and place: of each month, not running."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", db_constraint=False)


class CategoryTotal(CategoryMoney):
    """Running money by category, reason, rule and place, all uploads together."""


class SupplierFact(models.Model):
    """Money of one upload to one supplier spelling, by category and reason: of each month, not running.

    A month can stand in it more than once.
    """

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    reason = models.CharField(max_length=8, choices=Reason)
    months = ArrayField(models.IntegerField())
    lines = ArrayField(models.IntegerField())
    pence = ArrayField(models.BigIntegerField(), verbose_name="net of credits")
    credit_pence = ArrayField(models.BigIntegerField(), verbose_name="the negative part of it")

    objects: ClassVar = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        """Where it belongs."""
        return f"{self.supplier_id} {self.category_id} {self.reason}"


class SupplierTotal(models.Model):
    """Running money to one supplier spelling by reason, all uploads together: rankings and concentration."""

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    supplier = models.ForeignKey(
        Supplier, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    reason = models.CharField(max_length=8, choices=Reason)
    months = ArrayField(models.IntegerField())
    lines = ArrayField(models.IntegerField(), verbose_name="running")
    pence = ArrayField(models.BigIntegerField(), verbose_name="running, net of credits")

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Once a spelling and reason."""

        constraints: ClassVar = [models.UniqueConstraint("supplier", "reason", name="supplier_total_once")]

    def __str__(self) -> str:
        """Where it belongs."""
        return f"{self.supplier_id} {self.reason}"
