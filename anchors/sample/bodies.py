"""Who and where in the sample: invented places, postcodes, institutions, people."""

from dataclasses import dataclass

SYSTEM_NAME = "Northvale and Marsh Integrated Care System"
SYSTEM_SLUG = "northvale-and-marsh-sample"
SYSTEM_CODE = "QZ0"
NATIONAL_SUPPLIES = "Albion Health Supplies"
POSTCODES_PER_DISTRICT = 40


@dataclass(frozen=True)
class District:
    """An invented local authority; its postcodes begin with letters that no real area uses."""

    code: str
    name: str
    region: str
    postcode_area: str
    is_in_system: bool = False


@dataclass(frozen=True)
class Body:
    """An invented institution and how its finance system writes a ledger (see `anchors.sample.ledgers`)."""

    code: str
    name: str
    slug: str
    kind: str
    district: str
    layout: str
    yearly_pounds: int
    quarters: int = 4


@dataclass(frozen=True)
class Person:
    """An invented person with a role."""

    name: str
    account: str
    body: str
    role: str


COUNTRY = ("E92000000", "Sampleland")
REGIONS = {"E12000090": "Eastmere", "E12000091": "Southlands"}
DISTRICTS = (
    District("E06000901", "Northvale", "E12000090", "ZN", is_in_system=True),
    District("E06000902", "Marsh", "E12000090", "ZM", is_in_system=True),
    District("E07000903", "Thornmere", "E12000090", "ZT", is_in_system=True),
    District("E06000904", "Harrowby", "E12000090", "ZH"),
    District("E06000905", "Fenwick Vale", "E12000090", "ZF"),
    District("E06000906", "Farport", "E12000091", "ZP"),
    District("E06000907", "Kingsmead", "E12000091", "ZK"),
)
BODIES = (
    Body("RZ01", "Northvale Hospitals NHS Foundation Trust", "northvale-hospitals", "acute_trust",
         "E06000901", "workbook", 412_000_000),
    Body("RZ02", "Marsh Community and Mental Health NHS Trust", "marsh-community", "community_trust",
         "E06000902", "pounds", 96_000_000),
    Body("QZ0", "Northvale and Marsh ICB", "northvale-and-marsh-icb", "icb",
         "E06000901", "monthly_words", 148_000_000),
    Body("E06000901", "Northvale City Council", "northvale-city-council", "unitary",
         "E06000901", "semicolons", 171_000_000),
    Body("E06000902", "Marsh Borough Council", "marsh-borough-council", "unitary",
         "E06000902", "dirty", 68_000_000),
    Body("E07000903", "Thornmere District Council", "thornmere-district-council", "district",
         "E07000903", "plain", 24_000_000, quarters=3),
)  # fmt: skip
IN_POST = {
    "northvale-hospitals": 4360, "marsh-community": 1730, "northvale-and-marsh-icb": 290,
    "northvale-city-council": 2460, "marsh-borough-council": 1010,
}  # fmt: skip
"""People in post by institution, for every figure of staff; Thornmere says nothing of its own."""
PEOPLE = (
    Person("Amina Shah", "officer", "QZ0", "lead"),
    Person("Grace Adeyemi", "procurement", "RZ01", "lead"),
    Person("Tom Reeve", "council", "E06000902", "contributor"),
)
MAIL_DOMAIN = "northvale.example"
