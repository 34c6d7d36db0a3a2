"""The categories by which staff are counted: a closed list, so that no word of a file can become one."""

from collections.abc import Mapping

from workforce.models.staff import Breakdown

EVERYBODY = "all"
NOT_KNOWN = "not-known"

CATEGORIES: Mapping[str, Mapping[str, str]] = {
    Breakdown.ALL: {EVERYBODY: "All staff"},
    Breakdown.BAND: {
        "1-4": "Bands 1 to 4",
        "5-7": "Bands 5 to 7",
        "8-plus": "Bands 8 and above",
        "other": "Other pay or not known",
    },
    Breakdown.STARTERS: {EVERYBODY: "Starters"},
    Breakdown.LEAVERS: {EVERYBODY: "Leavers"},
    Breakdown.STAFF_GROUP: {
        "scientific-technical": "Additional professional scientific and technical",
        "clinical-support": "Additional clinical services",
        "administrative": "Administrative and clerical",
        "allied-health": "Allied health professionals",
        "estates": "Estates and ancillary",
        "scientists": "Healthcare scientists",
        "medical": "Medical and dental",
        "nursing": "Nursing and midwifery registered",
        "students": "Students",
        "other": "Other or not known",
    },
    Breakdown.ETHNICITY: {
        "asian": "Asian or Asian British",
        "black": "Black or Black British",
        "mixed": "Mixed",
        "white": "White",
        "other": "Other ethnic group",
        NOT_KNOWN: "Not stated or not known",
    },
    Breakdown.DISABILITY: {"yes": "Disabled", "no": "Not disabled", NOT_KNOWN: "Not stated or not known"},
    Breakdown.SEX: {"female": "Female", "male": "Male", NOT_KNOWN: "Not stated or not known"},
    Breakdown.AGE: {
        "under-26": "25 and under",
        "26-35": "26 to 35",
        "36-45": "36 to 45",
        "46-55": "46 to 55",
        "56-plus": "56 and over",
        NOT_KNOWN: "Not known",
    },
}
"""Category code to label, by breakdown, in the order in which they are shown."""


def category_label(breakdown: str, category: str) -> str:
    """What people read."""
    return CATEGORIES[breakdown][category]
