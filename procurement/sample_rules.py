"""The one rule that the fictional system makes for itself: its national supply route goes by an invented name."""

from typing import Any

from anchors.models import System
from anchors.sample.bodies import NATIONAL_SUPPLIES
from procurement.models import Reason, Rule


def add_sample_rule(system: System, **_: Any) -> None:
    """Receive `anchors.sample.sample_begun`."""
    Rule.objects.create(
        title="Bought through the national supply route",
        position=0,
        reason=Reason.NHSSC,
        field=Rule.Field.SUPPLIER,
        match=Rule.Match.WORDS,
        phrases=[NATIONAL_SUPPLIES],
        system=system,
        source="Made up with the sample",
        status=Rule.Status.LOCAL,
        why="The sample must not name a real body, so its national supplier has an invented name.",
    )
