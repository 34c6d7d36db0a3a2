"""Suppliers as ledgers name them, and the supplier master files that say where they are."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anchors.models import AnchorInstitution, Place, ScopedQuerySet, Upload


class LocationBasis(models.TextChoices):
    """How we know where a supplier is."""

    PAYMENT_FILE = "payment_file", "Postcode in the payment file"
    MASTER_NUMBER = "master_number", "Supplier master file, same supplier number"
    MASTER_NAME = "master_name", "Supplier master file, same name"
    UNKNOWN = "unknown", "Not known"


class Supplier(models.Model):
    """One way in which one institution's ledger writes a supplier: name, its number there, postcode.

    Two spellings are two rows until somebody matches them; `normalised` groups those that differ in form only
    (see `procurement.matching`). A redacted name counts in totals but is in no supplier or place breakdown.
    Suppliers come only from `procurement.keys`, and their places from the directory: no database constraint checks
    them again one by one.
    """

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.CASCADE, related_name="suppliers", db_constraint=False
    )
    name = models.CharField(max_length=400)
    reference = models.CharField("supplier number in the institution's system", max_length=60, blank=True)
    postcode = models.CharField("postcode in the payment file", max_length=8, blank=True)
    company_number = models.CharField(max_length=12, blank=True)
    charity_number = models.CharField(max_length=12, blank=True)
    normalised = models.CharField(max_length=400)
    is_redacted = models.BooleanField(default=False)
    basis = models.CharField(max_length=14, choices=LocationBasis, default=LocationBasis.UNKNOWN)
    located_postcode = models.CharField(max_length=8, blank=True)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    is_abroad = models.BooleanField(default=False)
    imd2019_decile = models.SmallIntegerField(null=True, blank=True)
    imd2025_decile = models.SmallIntegerField(null=True, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """A spelling once an institution; nobody is both abroad and in a British place."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "institution", "name", "reference", "postcode", name="supplier_spelling_once"
            ),
            models.CheckConstraint(
                name="supplier_one_location", condition=Q(place__isnull=True) | Q(is_abroad=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index("institution", "normalised", name="supplier_normalised"),
            models.Index("institution", "reference", name="supplier_reference"),
        ]

    def __str__(self) -> str:
        """As the ledger writes it."""
        return self.name


class SupplierRecord(models.Model):
    """One line of an institution's supplier master file."""

    institution = models.ForeignKey(AnchorInstitution, on_delete=models.CASCADE, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    source_row = models.IntegerField()
    reference = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=400, blank=True)
    normalised = models.CharField(max_length=400, blank=True)
    address = models.CharField(max_length=500, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=80, blank=True)
    company_number = models.CharField(max_length=12, blank=True)
    charity_number = models.CharField(max_length=12, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        """Looked up by number, then by name."""

        indexes: ClassVar = [
            models.Index("institution", "reference", name="supplier_record_reference"),
            models.Index("institution", "normalised", name="supplier_record_name"),
        ]

    def __str__(self) -> str:
        """Name, or number where there is none."""
        return self.name or self.reference
