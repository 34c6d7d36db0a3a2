"""Payments: a narrow line table, and the key table that holds what many lines share."""

from typing import ClassVar

from django.db import models

from anchors.models import AnchorInstitution, ScopedQuerySet, Upload
from procurement.models.rules import Override, Reason, Rule
from procurement.models.suppliers import Supplier


class Category(models.Model):
    """What a payment was for, in the institution's own words (its expense type or procurement category)."""

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(max_length=400, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """A name once an institution."""

        constraints: ClassVar = [models.UniqueConstraint("institution", "name", name="category_once")]

    def __str__(self) -> str:
        """The institution's words."""
        return self.name or "No category"


class SpendKey(models.Model):
    """A distinct combination of supplier, category, department and publisher's class, decided once for all its lines.

    Decisions live here and not on lines: a change of rules rewrites thousands of keys, not millions of lines. Keys
    come only from `procurement.keys`, with what they refer to: no database constraint checks them again one by one.
    """

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="keys", db_constraint=False)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    department = models.CharField(max_length=250, blank=True)
    procurement_class = models.CharField("the publisher's own class", max_length=250, blank=True)
    reason = models.CharField(max_length=8, choices=Reason, default=Reason.OPEN)
    rule = models.ForeignKey(
        Rule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """A combination once an institution."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "institution", "supplier", "category", "department", "procurement_class",
                name="spend_key_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        """Supplier and category."""
        return f"{self.supplier}, {self.category}"


class SpendLine(models.Model):
    """One payment line as the ledger has it. Identical lines are real and are kept; credits are negative.

    Lines come only from `procurement.loading`, which joins them to the rows they refer to; foreign keys checked
    line by line would cost a large part of a load, so these four are not database constraints.
    """

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    key = models.ForeignKey(SpendKey, on_delete=models.CASCADE, related_name="lines", db_constraint=False)
    payment_date = models.DateField()
    ym = models.IntegerField("month of payment")
    amount_pence = models.BigIntegerField()
    source_row = models.IntegerField("row in the file, as the spreadsheet shows it")
    source_sheet = models.SmallIntegerField("sheet or member of the file, counted from 0", default=0)
    transaction_number = models.TextField(blank=True)
    description = models.TextField(blank=True)
    override = models.ForeignKey(
        Override, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines",
        db_index=False, db_constraint=False,
    )  # fmt: skip

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Read by institution and month, by key, by upload."""

        indexes: ClassVar = [
            models.Index("institution", "ym", name="spend_line_month"),
            models.Index("override", name="spend_line_override", condition=models.Q(override__isnull=False)),
        ]

    def __str__(self) -> str:
        """Date and amount."""
        return f"{self.payment_date}: {self.amount_pence} pence"
