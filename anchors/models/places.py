"""Places: countries, regions, systems' areas, local authorities and wards; small areas; postcodes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Place(models.Model):
    """An area with a GSS code. The tree is administrative: ward in local authority in region in country.

    An integrated care system's area is a place of its own, below its country; the local authorities that make
    it up are `SystemArea` rows, because such areas cross regions (Milton Keynes is in the South East, Luton in
    the East of England).
    """

    class Kind(models.TextChoices):
        """What sort of area; new sorts are data, never new columns."""

        COUNTRY = "country", "Country"
        REGION = "region", "Region"
        SYSTEM = "system", "Integrated care system"
        COUNTY = "county", "County"
        LOCAL_AUTHORITY = "local_authority", "Local authority"
        WARD = "ward", "Ward"

    code = models.CharField("GSS code", max_length=9, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind, db_index=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        """The name alone; codes are for machines."""
        return self.name

    def upward(self) -> list["Place"]:
        """The place and what it lies in, nearest first: ward, local authority, county if any, region, country."""
        chain = [self]
        while chain[-1].parent is not None:
            chain.append(chain[-1].parent)
        return chain


class SmallArea(models.Model):
    """A lower-layer super output area (LSOA) of one census vintage, with its deprivation.

    Rank 1 and decile 1 are the most deprived. IMD 2019 ranks 2011 areas, IMD 2025 ranks 2021 areas (MHCLG,
    File 1); an area of the other vintage has no value, never a borrowed one.
    """

    code = models.CharField(max_length=9)
    vintage = models.SmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    local_authority = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    imd2019_rank = models.IntegerField(null=True, blank=True)
    imd2019_decile = models.SmallIntegerField(null=True, blank=True)
    imd2025_rank = models.IntegerField(null=True, blank=True)
    imd2025_decile = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        """The same code can exist in both vintages."""

        constraints: ClassVar = [
            models.UniqueConstraint("code", "vintage", name="small_area_once"),
            models.CheckConstraint(name="small_area_vintage", condition=Q(vintage__in=(2011, 2021))),
            models.CheckConstraint(
                name="small_area_deciles",
                condition=(Q(imd2019_decile__isnull=True) | Q(imd2019_decile__range=(1, 10)))
                & (Q(imd2025_decile__isnull=True) | Q(imd2025_decile__range=(1, 10))),
            ),
        ]

    def __str__(self) -> str:
        """Name when known, else code."""
        return self.name or self.code


class Postcode(models.Model):
    """A postcode and the areas it lies in, from the ONS Postcode Directory or the NSPL.

    Postcodes come only from `anchors.geography`, which joins them to the areas they refer to; foreign keys
    checked one by one would double the time of a load, so these three are not database constraints.
    """

    code = models.CharField("postcode without a space", max_length=7, primary_key=True)
    local_authority = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    small_area_2011 = models.ForeignKey(
        SmallArea, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    small_area_2021 = models.ForeignKey(
        SmallArea, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    terminated = models.IntegerField("month in which it ended, as ym", null=True, blank=True)

    def __str__(self) -> str:
        """With its space, as people write it."""
        return f"{self.code[:-3]} {self.code[-3:]}"


class GeographySource(models.Model):
    """One reference file that was loaded: what it was, so that every figure can name its edition."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.IntegerField()
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        """A file counts once."""

        constraints: ClassVar = [models.UniqueConstraint("kind", "sha256", name="geography_source_once")]

    def __str__(self) -> str:
        """What was loaded."""
        return f"{self.kind}: {self.name}"
