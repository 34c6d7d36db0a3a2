"""How many staff and residents there must be before a map is drawn, as dated parameters with their source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from anchors.models import Parameter

STAFF, RESIDENTS = "staff-map-least-staff", "staff-map-least-residents"
OURS = "Ours: Anchors, design rule PRIV-8 (a proposal, not a national rule)"
VALUES = (
    (STAFF, "Least staff of an institution whose staff are mapped", "100", "staff"),
    (RESIDENTS, "Least residents of an area that is mapped", "1000", "residents"),
)


@dataclass(frozen=True)
class Minimums:
    """An institution with fewer staff in the footprint is not mapped; an area with fewer residents is left empty."""

    staff: int
    residents: int


def load_minimums(**_: Any) -> None:
    """Add those that are missing; a value that somebody has changed since stays as it is."""
    for code, name, value, unit in VALUES:
        local = {
            "value": Decimal(value),
            "unit": unit,
            "source_title": OURS,
            "status": Parameter.Status.LOCAL,
        }
        Parameter.objects.get_or_create(code=code, valid_from=None, defaults={"name": name, **local})


def minimums(day: date) -> Minimums:
    """Those in force on the day; nothing is asked where no value is."""
    staff, residents = (Parameter.objects.value_on(code, day) or 0 for code in (STAFF, RESIDENTS))
    return Minimums(int(staff), int(residents))
