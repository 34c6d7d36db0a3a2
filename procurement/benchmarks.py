"""Published shares to read one's own beside, and the contributor rule's limits: dated parameters with their source.

They lie in `benchmarks.json` and go into the table of parameters with every migration; a value that somebody has
changed there since stays as it is.
"""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from anchors.models import Parameter
from anchors.models.institutions import in_force

FILE = Path(__file__).with_name("benchmarks.json")
LOCAL, REGION = "-local", "-region"
MEAN = "cles"


@dataclass(frozen=True)
class Benchmark:
    """Somebody else's shares: in the local authority, and in the wider region that includes it."""

    key: str
    name: str
    local: Decimal
    region: Decimal
    source: str

    @property
    def leakage(self) -> Decimal:
        """What leaves the wider region."""
        return 1 - self.region


def load_benchmarks(**_: Any) -> None:
    """Add the parameters of the file that are missing; called after every migration."""
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        values = row | {"value": Decimal(row["value"])}
        Parameter.objects.get_or_create(code=values.pop("code"), valid_from=None, defaults=values)


def benchmarks(day: date) -> tuple[Benchmark, ...]:
    """Every pair of published shares in force on the day, the mean of the CLES studies first."""
    rows = Parameter.objects.filter(
        in_force(day), code__startswith="benchmark-", value__isnull=False
    ).order_by("pk")
    by_code = {row.code: row for row in rows}
    found = []
    for code, row in by_code.items():
        region = by_code.get(code.removesuffix(LOCAL) + REGION)
        if code.endswith(LOCAL) and region and row.value is not None and region.value is not None:
            key = code.removeprefix("benchmark-").removesuffix(LOCAL)
            name = row.name.rpartition(":")[0]
            found.append(Benchmark(key, name, row.value, region.value, row.source_title))
    return tuple(sorted(found, key=lambda each: each.key != MEAN))
