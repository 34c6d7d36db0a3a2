"""The yearly return of NHS estates (ERIC): our figures, and the heading that each year's layout has for them.

NHS Digital's Estates Returns Information Collection is published as one row a trust and one row a site. Headings
change from year to year, sometimes in a word, sometimes in what they mean: "Site land area" counted all land, "Land
area owned" does not. So the table below is by year, and a heading is only ever read as the figure that it was in
the year of the file. Years that nobody has checked against a published file are not in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from anchors.ingest.text import heading_words

FIRST_YEAR, LAST_YEAR = 2013, 2016
Unit = Literal["m²", "m³", "hectares", "share", "£", "kWh", "tonnes", "count", "£ an hour"]


@dataclass(frozen=True)
class Figure:
    """One figure of a return. Figures that do not add up over sites (`adds` false) are shares and average fees."""

    code: str
    label: str
    unit: Unit
    group: str

    @property
    def adds(self) -> bool:
        """Whether the figures of sites add up to that of the trust."""
        return self.unit not in ("share", "£ an hour")


@dataclass(frozen=True)
class Heading:
    """The heading of a figure in the layouts of some financial years (2016 is 2016/17)."""

    figure: str
    text: str
    first: int
    last: int

    @property
    def words(self) -> str:
        """The form in which headings are compared."""
        return heading_words(self.text)

    @property
    def years(self) -> range:
        """The years whose layout has it."""
        return range(self.first, self.last + 1)


FIGURES = (
    Figure("floor_m2", "Gross internal floor area", "m²", "Areas"),
    Figure("occupied_m2", "Occupied floor area", "m²", "Areas"),
    Figure("heated_m3", "Heated volume", "m³", "Areas"),
    Figure("site_land_ha", "Site land area", "hectares", "Areas"),
    Figure("land_owned_ha", "Land area owned", "hectares", "Areas"),
    Figure("land_idle_ha", "Land area not delivering services", "hectares", "Areas"),
    Figure("clinical_m2", "Clinical space", "m²", "Use of floor"),
    Figure("non_clinical_m2", "Non-clinical space", "m²", "Use of floor"),
    Figure("patient_m2", "Patient occupied floor area", "m²", "Use of floor"),
    Figure("non_patient_m2", "Non-patient occupied floor area", "m²", "Use of floor"),
    Figure("unsuitable_share", "Not functionally suitable, of occupied floor", "share", "Use of floor"),
    Figure("empty_share", "Floor area empty", "share", "Use of floor"),
    Figure("under_used_share", "Floor area under-used", "share", "Use of floor"),
    Figure("unutilised_share", "Un-utilised space", "share", "Use of floor"),
    Figure("backlog_high", "Backlog, high risk", "£", "Backlog"),
    Figure("backlog_significant", "Backlog, significant risk", "£", "Backlog"),
    Figure("backlog_moderate", "Backlog, moderate risk", "£", "Backlog"),
    Figure("backlog_low", "Backlog, low risk", "£", "Backlog"),
    Figure("retail_m2", "Area leased out for retail", "m²", "Let to others"),
    Figure("retail_income", "Income from area leased out for retail", "£", "Let to others"),
    Figure("nhs_property_sites", "Sites leased from NHS Property Services", "count", "Let to others"),
    Figure("energy_cost", "Cost of energy", "£", "Energy"),
    Figure("electricity_kwh", "Electricity", "kWh", "Energy"),
    Figure("gas_kwh", "Gas", "kWh", "Energy"),
    Figure("oil_kwh", "Oil", "kWh", "Energy"),
    Figure("waste_landfill_t", "Waste to landfill", "tonnes", "Waste"),
    Figure("waste_recycled_t", "Waste recycled", "tonnes", "Waste"),
    Figure("waste_recovered_t", "Waste otherwise recovered", "tonnes", "Waste"),
    Figure("waste_burnt_t", "Waste burnt at high temperature", "tonnes", "Waste"),
    Figure("parking_spaces", "Parking spaces", "count", "Parking"),
    Figure("disabled_spaces", "Parking spaces for disabled people", "count", "Parking"),
    Figure("parking_fee", "Average fee, patients and visitors", "£ an hour", "Parking"),
    Figure("staff_parking_fee", "Average fee, staff", "£ an hour", "Parking"),
)
BY_CODE: Mapping[str, Figure] = {figure.code: figure for figure in FIGURES}

HEADINGS = tuple(
    Heading(*record)
    for record in (
        ("floor_m2", "Gross internal site floor area (m²)", 2013, 2014),
        ("floor_m2", "Gross internal floor area (m²)", 2015, 2016),
        ("occupied_m2", "Occupied floor area (m²)", 2013, 2016),
        ("heated_m3", "Site heated volume (m³)", 2013, 2016),
        ("site_land_ha", "Site land area (Hectare)", 2013, 2015),
        ("land_owned_ha", "Land area owned (Hectares)", 2016, 2016),
        ("land_idle_ha", "Land area not delivering services (Hectares)", 2016, 2016),
        ("clinical_m2", "Clinical space (m²)", 2015, 2016),
        ("non_clinical_m2", "Non-clinical space (m²)", 2015, 2016),
        ("patient_m2", "Patient occupied floor area (m²)", 2013, 2014),
        ("non_patient_m2", "Non-patient occupied floor area (m²)", 2013, 2014),
        ("unsuitable_share", "Not functionally suitable - occupied floor area (%)", 2013, 2016),
        ("empty_share", "Floor area - empty (%)", 2015, 2016),
        ("under_used_share", "Floor area - under used (%)", 2015, 2016),
        ("unutilised_share", "Un-utilised space (%)", 2013, 2014),
        ("backlog_high", "Cost to eradicate high risk backlog (£)", 2013, 2016),
        ("backlog_significant", "Cost to eradicate significant risk backlog (£)", 2013, 2016),
        ("backlog_moderate", "Cost to eradicate moderate risk backlog (£)", 2013, 2016),
        ("backlog_low", "Cost to eradicate low risk backlog (£)", 2013, 2016),
        ("retail_m2", "Area leased out for retail sales (m²)", 2014, 2016),
        ("retail_income", "Income received for area leased out for retail sales (£)", 2014, 2016),
        ("nhs_property_sites", "Number of sites leased from NHS Property Services (No.)", 2016, 2016),
        (
            "energy_cost",
            "Total energy cost (all energy supplies utility local and renewable) (£)",
            2013,
            2013,
        ),
        ("energy_cost", "Energy cost (all energy supplies) (£)", 2014, 2014),
        ("energy_cost", "Energy costs (all energy supplies) (£)", 2015, 2016),
        ("electricity_kwh", "Electricity consumed - utility (kWh)", 2013, 2014),
        ("electricity_kwh", "Electricity consumed (kWh)", 2015, 2016),
        ("gas_kwh", "Gas consumed - utility (kWh)", 2013, 2014),
        ("gas_kwh", "Gas consumed (kWh)", 2015, 2016),
        ("oil_kwh", "Oil consumed - utility (kWh)", 2013, 2014),
        ("oil_kwh", "Oil consumed (kWh)", 2015, 2016),
        ("waste_landfill_t", "Landfill disposal waste weight (Tonnes)", 2013, 2014),
        ("waste_landfill_t", "Landfill disposal volume (Tonnes)", 2016, 2016),
        ("waste_recycled_t", "Waste recycling volume (Tonnes)", 2013, 2014),
        ("waste_recycled_t", "Waste reycling volume (Tonnes)", 2016, 2016),  # so spelt in the publication
        ("waste_recovered_t", "Other recovery volume (Tonnes)", 2013, 2014),
        ("waste_recovered_t", "Other recovery volume (Tonnes)", 2016, 2016),
        ("waste_burnt_t", "High temperature disposal waste weight (Tonnes)", 2013, 2014),
        ("waste_burnt_t", "Incineration disposal volume (Tonnes)", 2016, 2016),
        ("parking_spaces", "Total parking spaces available (No.)", 2013, 2013),
        ("parking_spaces", "Parking spaces available (No.)", 2014, 2016),
        ("disabled_spaces", "Designated disabled parking spaces (No.)", 2013, 2016),
        ("parking_fee", "Average fee charged per hour for patient/visitor parking (£)", 2013, 2016),
        ("staff_parking_fee", "Average fee charged per hour for staff parking (£)", 2013, 2016),
    )
)
OCCUPIED_PERCENTAGE = heading_words("NHS estate occupied floor area (%)")
"""Not kept; a column of percentages in every layout, so one by which to see whether a file adds percentages up."""

_BY_WORDS: dict[str, list[Heading]] = {}
for _heading in HEADINGS:
    _BY_WORDS.setdefault(_heading.words, []).append(_heading)


def year_words(year: int) -> str:
    """`2016/17`."""
    return f"{year}/{(year + 1) % 100:02d}"


def years_words(years: Iterable[int]) -> str:
    """`2013/14 to 2015/16`, or `2016/17`."""
    known = sorted(set(years))
    if len(known) == 1:
        return year_words(known[0])
    if known == list(range(known[0], known[-1] + 1)):
        return f"{year_words(known[0])} to {year_words(known[-1])}"
    return ", ".join(map(year_words, known[:-1])) + f" and {year_words(known[-1])}"


def known_headings(words: str) -> Sequence[Heading]:
    """The headings that are so written in some year; none for one that no layout has."""
    return _BY_WORDS.get(words, ())


def heading_of(figure: str, year: int) -> Heading | None:
    """The heading of a figure in a year's layout; None where that year does not have it."""
    return next((each for each in HEADINGS if each.figure == figure and year in each.years), None)


def figures_of(year: int) -> set[str]:
    """The figures that a year's layout has."""
    return {each.figure for each in HEADINGS if year in each.years}


def likely_years(words: Iterable[str]) -> list[int]:
    """The years whose layout the headings fit best: one, several where they do not differ, none where nothing fits.

    A heading of another year's layout counts against a year as much as one of its own counts for it.
    """
    given = [known for each in words if (known := known_headings(each))]
    scores = {
        year: sum(1 if any(year in heading.years for heading in known) else -1 for known in given)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
    }
    best = max(scores.values())
    return [year for year, score in scores.items() if score == best] if given and best > 0 else []


def whole_headings(labels: Sequence[str]) -> tuple[list[str], list[int]]:
    """Headings with those put together again that were cut at a comma, and the places at which that was done.

    In 2013/14 "Waste recycling, recovery and preparing for re-use cost (£)" stands in two cells while its figures
    stand in one, so that every heading after it is one cell too far right.
    """
    whole: list[str] = []
    cut: list[int] = []
    for label in labels:
        if whole and label[:1].islower() and not re.search(r"\)\s*$", whole[-1]):
            whole[-1] = f"{whole[-1]}, {label}"
            cut.append(len(whole) - 1)
        else:
            whole.append(label)
    return whole, cut
