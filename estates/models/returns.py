"""What was returned of an estate for a financial year, for a whole institution or for one site."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from anchors.models import AnchorInstitution, Upload, User
from estates.models.checks import not_negative
from estates.models.sites import PublishedQuerySet, Site


def _figure(words: str, places: int = 4) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(words, max_digits=20, decimal_places=places, null=True, blank=True)


class EstateReturn(models.Model):
    """The figures of an estate for one financial year (`year` 2016 is 2016/17): ERIC, or entered by a person.

    One row a subject: the whole institution (`site` empty) or a site. None is no data, never nought. Areas in m² or
    hectares, money in pounds, energy in kWh, waste in tonnes; shares of floor are 0 to 1. Every figure in force is
    what the newest `ReturnSource` that has it says.
    """

    institution = models.ForeignKey(
        AnchorInstitution, on_delete=models.PROTECT, related_name="estate_returns"
    )
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="returns")
    year = models.SmallIntegerField("first calendar year of the financial year")

    floor_m2 = _figure("gross internal floor area, m²")
    occupied_m2 = _figure("occupied floor area, m²")
    heated_m3 = _figure("heated volume, m³")
    site_land_ha = _figure("site land area, hectares", 6)
    land_owned_ha = _figure("land area owned, hectares", 6)
    land_idle_ha = _figure("land area not delivering services, hectares", 6)
    clinical_m2 = _figure("clinical space, m²")
    non_clinical_m2 = _figure("non-clinical space, m²")
    patient_m2 = _figure("patient occupied floor area, m² (to 2014/15)")
    non_patient_m2 = _figure("non-patient occupied floor area, m² (to 2014/15)")
    unsuitable_share = _figure("not functionally suitable, share of occupied floor", 6)
    empty_share = _figure("empty floor, share of floor", 6)
    under_used_share = _figure("under-used floor, share of floor", 6)
    unutilised_share = _figure("un-utilised space, share of floor (to 2014/15)", 6)
    backlog_high = _figure("cost to eradicate high risk backlog, £")
    backlog_significant = _figure("cost to eradicate significant risk backlog, £")
    backlog_moderate = _figure("cost to eradicate moderate risk backlog, £")
    backlog_low = _figure("cost to eradicate low risk backlog, £")
    retail_m2 = _figure("area leased out for retail, m²")
    retail_income = _figure("income from area leased out for retail, £")
    nhs_property_sites = _figure("sites leased from NHS Property Services")
    energy_cost = _figure("cost of energy, £")
    electricity_kwh = _figure("electricity consumed, kWh")
    gas_kwh = _figure("gas consumed, kWh")
    oil_kwh = _figure("oil consumed, kWh")
    waste_landfill_t = _figure("waste to landfill, tonnes")
    waste_recycled_t = _figure("waste recycled, tonnes")
    waste_recovered_t = _figure("waste otherwise recovered, tonnes")
    waste_burnt_t = _figure("waste incinerated, tonnes")
    parking_spaces = _figure("parking spaces")
    disabled_spaces = _figure("parking spaces for disabled people")
    parking_fee = _figure("average fee an hour for patients and visitors, £")
    staff_parking_fee = _figure("average fee an hour for staff, £")

    is_published = models.BooleanField("published, so readable in the whole system", default=False)
    is_sample = models.BooleanField("made-up sample data", default=False)

    objects: ClassVar = PublishedQuerySet.as_manager()

    class Meta:
        """One a subject and year."""

        ordering: ClassVar = ["-year", "site", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "institution", "site", "year", name="estate_return_once", nulls_distinct=False
            ),
            not_negative(
                "estate_return_not_negative",
                "floor_m2",
                "occupied_m2",
                "site_land_ha",
                "land_owned_ha",
                "land_idle_ha",
                "clinical_m2",
                "non_clinical_m2",
                "retail_m2",
                "unsuitable_share",
                "empty_share",
                "under_used_share",
                "unutilised_share",
            ),
        ]
        indexes: ClassVar = [models.Index("year", name="estate_return_year")]

    def __str__(self) -> str:
        """Whose, for when."""
        return f"{self.site or self.institution}, {self.year}/{(self.year + 1) % 100:02d}"


class ReturnSourceQuerySet(PublishedQuerySet["ReturnSource"]):
    """What sources said of returns, read by those who may read the return."""

    institution_path = "estate_return__institution"
    published_path = "estate_return__is_published"


class ReturnSource(models.Model):
    """What one source said of a return: a file, or a person by a form.

    `figures` holds only what it gave, {figure: decimal string, null where a person took it away}. `left_out` names
    the figures that the source has and that were not read, each with why. Undoing an upload removes its sources.
    """

    estate_return = models.ForeignKey(EstateReturn, on_delete=models.CASCADE, related_name="sources")
    figures = models.JSONField(default=dict)
    left_out = models.JSONField("figures that were not read, with why", default=dict, blank=True)
    source = models.CharField(max_length=300)
    source_row = models.IntegerField(null=True, blank=True)
    upload = models.ForeignKey(
        Upload, null=True, blank=True, on_delete=models.CASCADE, related_name="return_sources"
    )
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects: ClassVar = ReturnSourceQuerySet.as_manager()

    class Meta:
        """Oldest first: later ones win."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        """Who said something of what."""
        return f"{self.estate_return}: {self.source}"
