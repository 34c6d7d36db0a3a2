"""What a correction changes, field by field, as histories keep it."""

from collections.abc import Mapping
from typing import Any


def differences(row: object, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field to [before, after] as JSON holds them, for the fields that a correction of the row would change."""
    return {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in fields.items()
        if getattr(row, name) != value
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)
