"""Published figures about places: beside our own measurements, never a claim that we caused them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anchors.models import Place


class PlaceSource(models.Model):
    """One published file of place figures that was loaded, so that every figure can name its edition."""

    name = models.CharField(max_length=200)
    layout = models.CharField("whose layout", max_length=20)
    publisher = models.CharField(max_length=200, blank=True)
    vintage = models.CharField("edition, and year of its areas", max_length=60, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    rows = models.IntegerField()
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        """The file."""
        return self.name


class PlaceValue(models.Model):
    """What a published source says of one area in one period. Public: everybody who is signed in may read it.

    `place` is None for an area that is not loaded here; code and name are kept as published, for they change.
    """

    indicator = models.CharField("code of the place indicator", max_length=80)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    area_code = models.CharField("GSS code as published", max_length=9)
    area_name = models.CharField(max_length=200)
    period = models.CharField("as published", max_length=40)
    first = models.IntegerField("first month, as ym")
    last = models.IntegerField("last month, as ym")
    sex = models.CharField(max_length=20, blank=True)
    category = models.CharField("age or other group", max_length=100, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    lower = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    source = models.ForeignKey(PlaceSource, on_delete=models.CASCADE, related_name="values_given")

    class Meta:
        """One a published cell; a newer edition takes its place."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                "indicator", "area_code", "first", "last", "sex", "category", name="place_value_once"
            ),
            models.CheckConstraint(name="place_value_period", condition=Q(last__gte=models.F("first"))),
        ]
        indexes: ClassVar = [models.Index("place", "indicator", "first", name="place_value_of")]

    def __str__(self) -> str:
        """What of where, when."""
        return f"{self.indicator} of {self.area_name}, {self.period}"
