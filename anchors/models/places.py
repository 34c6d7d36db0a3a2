"""Places: countries, regions, systems' areas, local authorities and wards; middle and small areas; postcodes."""

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


class MiddleArea(models.Model):
    """A middle-layer super output area (MSOA) of one census vintage: four to six small areas.

    An ONS name of a small area is that of its middle area and a letter ("Bedford 001A" is in "Bedford 001"), so
    names come with the small areas; the code comes with a lookup that has it, and is empty until then.
    """

    name = models.CharField(max_length=200)
    vintage = models.SmallIntegerField()
    code = models.CharField(max_length=9, blank=True)
    local_authority = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The same name, of other small areas, can exist in both vintages."""

        constraints: ClassVar = [
            models.UniqueConstraint("name", "vintage", name="middle_area_once"),
            models.CheckConstraint(name="middle_area_vintage", condition=Q(vintage__in=(2011, 2021))),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name


class SmallArea(models.Model):
    """A lower-layer super output area (LSOA) of one census vintage, with its deprivation.

    Rank 1 and decile 1 are the most deprived. IMD 2019 ranks 2011 areas, IMD 2025 ranks 2021 areas (MHCLG,
    File 1); an area of the other vintage has no value, never a borrowed one. Latitude and longitude (WGS84
    degrees) are of its middle: of its boundary where one is loaded, else the mean of its postcodes.
    """

    code = models.CharField(max_length=9)
    vintage = models.SmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    local_authority = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    middle_area = models.ForeignKey(
        MiddleArea, null=True, blank=True, on_delete=models.PROTECT, related_name="small_areas"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
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


class SmallAreaPopulation(models.Model):
    """How many people live in a small area in the middle of a year, by one published source.

    `residents` is everybody. `working_age` is those of the ages that `ages` names: "16 to 64" in the ONS
    mid-year estimates; "16 to 59" in File 6 of the Indices of Deprivation 2019, which is of mid-2015, leaves
    prisoners out and gives no count of 16 to 64. Rates per working-age resident say which they used.
    """

    class Ages(models.TextChoices):
        """Who counts as of working age in the source."""

        TO_64 = "16-64", "16 to 64"
        TO_59 = "16-59", "16 to 59"

    small_area = models.ForeignKey(SmallArea, on_delete=models.CASCADE, related_name="populations")
    year = models.SmallIntegerField()
    residents = models.IntegerField()
    working_age = models.IntegerField()
    ages = models.CharField(max_length=5, choices=Ages)
    source = models.CharField(max_length=100)

    class Meta:
        """A source speaks once for an area and year; nobody is of working age who does not live there."""

        constraints: ClassVar = [
            models.UniqueConstraint("small_area", "year", "source", name="small_area_population_once"),
            models.CheckConstraint(
                name="small_area_population_whole",
                condition=Q(working_age__gte=0) & Q(residents__gte=models.F("working_age")),
            ),
        ]

    def __str__(self) -> str:
        """Area and year."""
        return f"{self.small_area}, mid-{self.year}"


class Boundary(models.Model):
    """The outline of a small area or local authority, as published, for drawing only.

    `vintage` is the year in the published heading (2011 or 2021 for small areas, 2024 for `LAD24CD`); `edition`
    is the file it came from. `rings` is a list of closed rings of [longitude, latitude] in WGS84 degrees to four
    decimals (about 10 m), filled by the even-odd rule, so that islands and holes need no telling apart. Rounding
    is the only simplification: it moves a corner shared by neighbours the same way in both.
    """

    code = models.CharField("GSS code", max_length=9)
    vintage = models.SmallIntegerField()
    edition = models.CharField(max_length=200)
    rings = models.JSONField()

    class Meta:
        """One outline of an area and vintage: that of the file loaded last."""

        verbose_name_plural = "boundaries"
        constraints: ClassVar = [models.UniqueConstraint("code", "vintage", name="boundary_once")]

    def __str__(self) -> str:
        """Code and vintage."""
        return f"{self.code} ({self.vintage})"


class Postcode(models.Model):
    """A postcode, the areas it lies in and its point, from the ONS Postcode Directory or the NSPL.

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
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

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
