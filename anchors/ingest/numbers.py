"""Numbers of lists as text, read strictly: measures and counts, never money in pence."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?\Z")
_NOTHING = re.compile(
    r"(?:-+|\.|n/?a|n\.a\.?|nil return|none|null|unknown|not (?:known|applicable|available|provided|recorded|given)"
    r"|no data(?: provided)?|t\.?b\.?c\.?|\?)\Z",
    re.IGNORECASE,
)


def says_nothing(text: str) -> bool:
    """Whether a cell holds words that stand for no data: "Not Applicable", "n/a", "-"; an empty cell too."""
    return not text or _NOTHING.match(text) is not None


def number(text: str, units: tuple[str, ...] = ()) -> Decimal | None:
    """The number, None where the text is not one number that can be read only one way.

    Accepts commas between thousands, £ in front, % behind, and any of `units` behind (in small letters).
    """
    plain = text.replace("\u2212", "-").strip().removeprefix("£").strip()
    lower = plain.lower()
    for unit in ("%", *units):
        if lower.endswith(unit):
            plain = plain[: -len(unit)].strip()
            break
    if not _NUMBER.match(plain) or not any(character.isdigit() for character in plain):
        return None
    return Decimal(plain.replace(",", ""))
