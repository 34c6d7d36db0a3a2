"""Published shares to read an estate beside, as dated parameters with their source; added after every migration."""

from decimal import Decimal
from typing import Any

from anchors.models import Parameter

NON_CLINICAL, CEILING, UNDER_USED = (
    "estates-non-clinical",
    "estates-non-clinical-ceiling",
    "estates-under-used",
)
SOURCE = "NHS England, Delivering productivity through the NHS estate"
PUBLISHED = (
    (NON_CLINICAL, "NHS in England, 2022/23", "0.33"),
    (CEILING, "Carter ceiling", "0.35"),
    (UNDER_USED, "NHS in England, 2022/23", "0.019"),
)


def load_benchmarks(**_: Any) -> None:
    """Add those that are missing; a value that somebody has changed since stays as it is."""
    for code, name, value in PUBLISHED:
        Parameter.objects.get_or_create(
            code=code,
            valid_from=None,
            defaults={
                "name": name,
                "value": Decimal(value),
                "unit": "share",
                "source_title": SOURCE,
                "status": Parameter.Status.VERIFIED,
            },
        )
