"""The place indicators that are read, by goal. Adding one is one record."""

from metrics.place_indicators.kinds import Nomis, PlaceIndicator, PlaceUnit
from metrics.registry import Direction, Goal

OHID = "Office for Health Improvement and Disparities"
ONS = "Office for National Statistics"
DWP = "Department for Work and Pensions"
SCHOOL_YEAR, APPRENTICESHIP_YEAR = 9, 8
HIGHER, LOWER, NEITHER = Direction.HIGHER, Direction.LOWER, Direction.NEITHER
PERCENT, YEARS, COUNT, INDEX = PlaceUnit.PERCENT, PlaceUnit.YEARS, PlaceUnit.COUNT, PlaceUnit.INDEX
UPPER_TIER = "Published for counties and single-tier councils, not for districts."
SURVEY = "From a survey: small differences between areas and years lie within its margin of error."
REGISTERED = "Only firms registered for VAT or PAYE are counted."
CLAIMANTS = {"gender": "0", "age": "0", "measures": "20100"}
ENTERPRISES = {"industry": "37748736", "legal_status": "0", "measures": "20100"}


def _health(
    number: int,
    code: str,
    name: str,
    unit: PlaceUnit,
    direction: Direction,
    *,
    goal: Goal = Goal.WELLBEING,
    publisher: str = OHID,
    limits: str = "",
    extract: str = "",
    year_starts: int = 4,
) -> PlaceIndicator:
    """One of Fingertips."""
    return PlaceIndicator(
        code=code,
        name=name,
        goal=goal,
        unit=unit,
        direction=direction,
        publisher=publisher,
        source=f"Fingertips, indicator {number}",
        limits=limits,
        fingertips=number,
        extracts=((extract, ""),) if extract else (),
        year_starts=year_starts,
    )


def _other(
    code: str,
    name: str,
    goal: Goal,
    unit: PlaceUnit,
    direction: Direction,
    publisher: str,
    source: str,
    *extracts: str | tuple[str, str],
    limits: str = "",
    nomis: Nomis | None = None,
    column: str = "",
    year_starts: int = 4,
) -> PlaceIndicator:
    """One of another publisher."""
    return PlaceIndicator(
        code=code,
        name=name,
        goal=goal,
        unit=unit,
        direction=direction,
        publisher=publisher,
        source=source,
        limits=limits,
        nomis=nomis,
        extracts=tuple((each, "") if isinstance(each, str) else each for each in extracts),
        column=column,
        year_starts=year_starts,
    )


_WELLBEING = (
    _health(90362, "healthy-life-expectancy", "Healthy life expectancy at birth", YEARS, HIGHER,
            limits=UPPER_TIER, extract="Healthy life expectancy at birth"),
    _health(90366, "life-expectancy", "Life expectancy at birth", YEARS, HIGHER, extract="Life expectancy at birth"),
    _health(93721, "preventable-mortality", "Deaths under 75 from causes considered preventable",
            PlaceUnit.PER_100000, LOWER, limits="Standardised for age.",
            extract="Under 75 mortality rate from causes considered preventable (per 100,000 population)"),
    _health(848, "depression-recorded", "Depression recorded by GPs", PERCENT, NEITHER,
            limits="More may mean more illness, or better recording of it."),
    _health(93014, "active-adults", "Physically active adults", PERCENT, HIGHER, limits=SURVEY),
    _health(93015, "inactive-adults", "Physically inactive adults", PERCENT, LOWER, limits=SURVEY),
    _health(93088, "overweight-adults", "Adults who are overweight or obese", PERCENT, LOWER, limits=SURVEY),
    _health(92443, "smoking", "Adults who smoke", PERCENT, LOWER, limits=SURVEY),
    _health(92445, "smoking-routine-manual", "Adults in routine and manual work who smoke", PERCENT, LOWER,
            goal=Goal.INEQUALITY, limits=SURVEY),
    _health(90323, "year-6-obesity", "Year 6 children with obesity", PERCENT, LOWER, year_starts=SCHOOL_YEAR),
    _health(90631, "school-readiness", "Children ready for school", PERCENT, HIGHER, limits=UPPER_TIER,
            year_starts=SCHOOL_YEAR,
            extract="School readiness: percentage of children achieving a good level of development at the end of"
                    " Reception"),
    _other("health-index", "Health Index, all domains", Goal.WELLBEING, INDEX, HIGHER, ONS, "Health Index for England",
           column="overall_score"),
    _other("health-index-people", "Health Index, healthy people", Goal.WELLBEING, INDEX, HIGHER, ONS,
           "Health Index for England", column="healthy_people_domain_score"),
    _other("health-index-lives", "Health Index, healthy lives", Goal.WELLBEING, INDEX, HIGHER, ONS,
           "Health Index for England", column="healthy_lives_domain_score"),
    _other("health-index-places", "Health Index, healthy places", Goal.WELLBEING, INDEX, HIGHER, ONS,
           "Health Index for England", column="healthy_places_domain_score"),
)  # fmt: skip

_INEQUALITY = (
    _health(92901, "inequality-in-life-expectancy", "Inequality in life expectancy at birth", YEARS, LOWER,
            goal=Goal.INEQUALITY, extract="Inequality in life expectancy at birth",
            limits="The slope index: years between the most and the least deprived parts of the area."),
    _other("children-in-low-income-families", "Children in relative low income families", Goal.INEQUALITY, PERCENT,
           LOWER, DWP, "Children in low income families: local area statistics",
           "% of children living in relative low income families: Aged 0-15",
           "Children in relative low income families (under 16s)", limits="Under 16, before housing costs."),
    _other("children-in-absolute-low-income", "Children in absolute low income families", Goal.INEQUALITY, PERCENT,
           LOWER, DWP, "Children in low income families: local area statistics",
           "% of children living in absolute low income families: Aged 0-15",
           limits="Under 16, before housing costs."),
    _other("claimant-count", "People claiming unemployment benefits", Goal.INEQUALITY, COUNT, LOWER, ONS,
           "Nomis, NM_162_1, claimant count", "Claimant count",
           nomis=Nomis("NM_162_1", {"measure_name": "Claimant count"}, CLAIMANTS)),
    _other("claimant-rate", "Claimants among residents aged 16 to 64", Goal.INEQUALITY, PERCENT, LOWER, ONS,
           "Nomis, NM_162_1, claimant count", "Claimants as a proportion of residents aged 16-64",
           nomis=Nomis("NM_162_1", {"measure_name": "Claimants as a proportion of residents aged 16-64"}, CLAIMANTS)),
    _other("universal-credit", "People on Universal Credit", Goal.INEQUALITY, COUNT, NEITHER, DWP,
           "Stat-Xplore, people on Universal Credit", "People on Universal Credit"),
    _other("universal-credit-rate", "People on Universal Credit among residents aged 16 to 64", Goal.INEQUALITY,
           PERCENT, NEITHER, DWP, "Stat-Xplore, people on Universal Credit",
           "People on Universal Credit as a proportion of residents aged 16-64"),
    _other("real-living-wage", "Employees paid the real Living Wage or more", Goal.INEQUALITY, PERCENT, HIGHER, ONS,
           "Annual Survey of Hours and Earnings, by place of work",
           "Employees paid at or above the real living wage by work geography", limits=SURVEY),
    _other("fuel-poverty", "Households in fuel poverty", Goal.INEQUALITY, PERCENT, LOWER,
           "Department for Energy Security and Net Zero", "Sub-regional fuel poverty statistics",
           "Fuel poverty (low income, low energy efficiency methodology)",
           limits="Low income, low energy efficiency. Modelled."),
    _other("fuel-poverty-former", "Households in fuel poverty, former definition", Goal.INEQUALITY, PERCENT, LOWER,
           "Department for Energy Security and Net Zero", "Sub-regional fuel poverty statistics",
           "Fuel poverty (low income, high cost methodology)",
           limits="Low income, high cost: replaced in 2021 and not to be joined to the newer series."),
    _health(93203, "neet", "Aged 16 to 17, not in education, employment or training, or not known", PERCENT, LOWER,
            goal=Goal.INEQUALITY, publisher="Department for Education", limits=UPPER_TIER,
            extract="Not in education, employment or training (NEET)(inc not know)(16-17 years old)"),
    _other("neet-known", "Aged 16 to 17, known not to be in education, employment or training", Goal.INEQUALITY,
           PERCENT, LOWER, "Department for Education", "NEET and participation: local authority figures",
           "Not in education, employment or training (NEET)(16-17 years old)", limits=UPPER_TIER),
    _health(90632, "school-readiness-free-meals", "Children with free school meals ready for school", PERCENT, HIGHER,
            goal=Goal.INEQUALITY, limits=UPPER_TIER, year_starts=SCHOOL_YEAR,
            extract="School readiness: percentage of children with free school meal status achieving a good level of"
                    " development at the end of Reception"),
)  # fmt: skip

_RESILIENCE = (
    _other("employment-rate", "Employment rate, aged 16 to 64", Goal.RESILIENCE, PERCENT, HIGHER, ONS,
           "Nomis, NM_17_5, Annual Population Survey", "Employment rate - aged 16-64", limits=SURVEY,
           nomis=Nomis("NM_17_5", {"variable_name": "Employment rate - aged 16-64"}, {"measures": "20599"})),
    _other("economic-inactivity", "Economically inactive, aged 16 to 64", Goal.RESILIENCE, PERCENT, LOWER, ONS,
           "Nomis, NM_17_5, Annual Population Survey", "% who are economically inactive - aged 16-64", limits=SURVEY,
           nomis=Nomis("NM_17_5", {"variable_name": "% who are economically inactive - aged 16-64"},
                       {"measures": "20599"})),
    _other("enterprises", "Enterprises by size", Goal.RESILIENCE, COUNT, NEITHER, ONS,
           "Nomis, NM_142_1, UK Business Counts", limits=REGISTERED,
           nomis=Nomis("NM_142_1", {}, ENTERPRISES, category="employment_sizeband_name")),
    _other("business-births", "Business births", Goal.RESILIENCE, COUNT, NEITHER, ONS, "Business demography, quarterly",
           ("Business Births", "Count"), limits=REGISTERED),
    _other("business-births-rate", "Business births for each 1,000 people", Goal.RESILIENCE, PlaceUnit.PER_1000,
           HIGHER, ONS, "Business demography, quarterly", ("Business Births", "Per 1000 population"),
           limits=REGISTERED),
    _other("business-deaths", "Business deaths", Goal.RESILIENCE, COUNT, NEITHER, ONS, "Business demography, quarterly",
           ("Business Deaths", "Count"), limits=REGISTERED),
    _other("business-deaths-rate", "Business deaths for each 1,000 people", Goal.RESILIENCE, PlaceUnit.PER_1000, LOWER,
           ONS, "Business demography, quarterly", ("Business Deaths", "Per 1000 population"), limits=REGISTERED),
    _other("apprenticeship-starts", "Apprenticeship starts", Goal.RESILIENCE, PlaceUnit.PER_100000, HIGHER,
           "Department for Education", "Apprenticeships: starts by local authority",
           "Apprenticeship starts rate per 100,000 population", year_starts=APPRENTICESHIP_YEAR),
    _other("gdp-per-head", "Gross domestic product per head", Goal.RESILIENCE, PlaceUnit.POUNDS, NEITHER, ONS,
           "Regional gross domestic product, local authorities",
           "Gross domestic product (GDP) per head at current market prices (£)",
           limits="At current market prices, so it grows with prices too. By place of work."),
)  # fmt: skip

PLACE_INDICATORS = (*_WELLBEING, *_INEQUALITY, *_RESILIENCE)
_BY_CODE = {each.code: each for each in PLACE_INDICATORS}


def place_indicator(code: str) -> PlaceIndicator:
    """The place indicator with this code. KeyError for any other."""
    return _BY_CODE[code]
