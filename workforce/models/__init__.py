"""The nouns of employment."""

from workforce.models.categories import CATEGORIES, EVERYBODY, NOT_KNOWN, category_label
from workforce.models.releases import Release, ReleaseBehind, ReleasedCell
from workforce.models.staff import CHARACTERISTICS, Breakdown, StaffCount, StaffIntake

__all__ = [
    "CATEGORIES",
    "CHARACTERISTICS",
    "EVERYBODY",
    "NOT_KNOWN",
    "Breakdown",
    "Release",
    "ReleaseBehind",
    "ReleasedCell",
    "StaffCount",
    "StaffIntake",
    "category_label",
]
