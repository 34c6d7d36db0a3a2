"""The nouns of employment."""

from workforce.models.categories import CATEGORIES, EVERYBODY, NOT_KNOWN, category_label
from workforce.models.programmes import (
    CandidateProfile,
    Cohort,
    CohortCount,
    Group,
    Programme,
    ProgrammeEvent,
    Stage,
)
from workforce.models.publications import Publication, PublicationBehind
from workforce.models.releases import Release, ReleaseBehind, ReleasedCell
from workforce.models.staff import CHARACTERISTICS, Breakdown, StaffCount, StaffIntake
from workforce.models.support import Barrier, SupportOffer, SupportOfferChange, TargetGroup
from workforce.models.wages import WageReturn, WageReturnChange

__all__ = [
    "CATEGORIES",
    "CHARACTERISTICS",
    "EVERYBODY",
    "NOT_KNOWN",
    "Barrier",
    "Breakdown",
    "CandidateProfile",
    "Cohort",
    "CohortCount",
    "Group",
    "Programme",
    "ProgrammeEvent",
    "Publication",
    "PublicationBehind",
    "Release",
    "ReleaseBehind",
    "ReleasedCell",
    "StaffCount",
    "StaffIntake",
    "Stage",
    "SupportOffer",
    "SupportOfferChange",
    "TargetGroup",
    "WageReturn",
    "WageReturnChange",
    "category_label",
]
