"""Areas and deciles as rows of files and of the API: the displayed values, null where a page says Hidden."""

from decimal import Decimal
from typing import Any

from anchors.wording import rounded
from workforce.readings.areas import AreaReading, AreasReading
from workforce.readings.deciles import DecileReading, DecilesReading, GroupReading

AREA_COLUMNS = (
    "level", "area", "name", "district", "decile", "share_in_deciles_1_and_2", "deprived", "staff", "suppressed",
    "residents", "expected", "per_1000", "quotient", "gap", "reading",
)  # fmt: skip
DECILE_COLUMNS = (
    "staff_group", "edition", "decile", "staff", "suppressed", "share_of_staff", "share_of_residents", "quotient",
    "expected", "gap",
)  # fmt: skip
PLACES = 4


def area_record(row: AreaReading, reading: AreasReading) -> dict[str, Any]:
    """One area. What is worked out from a hidden figure is null like it; residents and expected are no secret."""
    return {
        "level": reading.level,
        "area": row.code,
        "name": row.name,
        "district": row.district,
        "decile": row.decile,
        "share_in_deciles_1_and_2": _share(row.deprived_share),
        "deprived": row.is_deprived,
        "staff": row.staff,
        "suppressed": row.staff is None,
        "residents": row.residents,
        "expected": _whole(row.expected),
        "per_1000": _whole(row.per_1000),
        "quotient": None if row.quotient is None else rounded(row.quotient, 2),
        "gap": _whole(row.gap),
        "reading": row.verdict.value if row.verdict else None,
    }


def decile_records(reading: DecilesReading, staff: str) -> list[dict[str, Any]]:
    """Each decile, then the two most deprived together as `1-2`."""
    return [decile_record(row, staff, reading.edition) for row in (*reading.rows, reading.deprived)]


def group_records(groups: list[GroupReading], edition: int) -> list[dict[str, Any]]:
    """Deciles 1 and 2 of every group of staff."""
    return [decile_record(group.deprived, group.staff, edition) for group in groups]


def decile_record(row: DecileReading, staff: str, edition: int) -> dict[str, Any]:
    """One decile of one group."""
    return {
        "staff_group": staff,
        "edition": edition,
        "decile": "1-2" if row.decile is None else str(row.decile),
        "staff": row.staff,
        "suppressed": row.staff is None,
        "share_of_staff": _share(row.share_of_staff),
        "share_of_residents": _share(row.share_of_residents),
        "quotient": None if row.quotient is None else rounded(row.quotient, 2),
        "expected": _whole(row.expected),
        "gap": _whole(row.gap),
    }


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(rounded(value))


def _share(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value, PLACES)
