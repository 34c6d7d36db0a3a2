"""What a reader asks of the books: one frozen filter, written and read as a query string with short, stable keys.

`period=2025-10..2026-09&institution=northvale-city-council&category=Laundry&reason=influenceable&band=local
&local=E06000032,E06000055&supplier=42`. The same keys serve every page, download and endpoint.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from anchors.filters import FilterError
from anchors.periods import Period, period_of
from procurement.analysis import Band
from procurement.models import Reason

INFLUENCEABLE = "influenceable"
NOT_INFLUENCEABLE = "not-influenceable"
NO_CATEGORY = "No category"
KEYS = ("period", "institution", "category", "reason", "band", "local", "supplier")
BAND_WORDS = {
    Band.LOCAL: "Local places",
    Band.SYSTEM: "Rest of the system",
    Band.REGION: "Rest of the region",
    Band.UK: "Rest of the UK",
    Band.ABROAD: "Outside the UK",
    Band.UNKNOWN: "Place not known",
}
_GSS_CODE = re.compile(r"[A-Z]\d{8}")
_MOST_PLACES = 100


@dataclass(frozen=True)
class SpendFilter:
    """Empty fields mean: the latest 12 months with data, everything the reader may see, the usual local places."""

    period: Period | None = None
    institutions: tuple[str, ...] = ()
    category: str = ""
    reason: str = ""
    band: Band | None = None
    local: tuple[str, ...] = ()
    supplier: int | None = None

    @classmethod
    def parse(cls, query: QueryDict | str) -> "SpendFilter":
        """The filter that a query string names; other keys are other people's. Raises FilterError."""
        given = QueryDict(query) if isinstance(query, str) else query
        return cls(
            period=_period(given.get("period", "")),
            institutions=_several(given.getlist("institution")),
            category=given.get("category", "").strip()[:400],
            reason=_reason(given.get("reason", "")),
            band=_band(given.get("band", "")),
            local=_places(given.getlist("local")),
            supplier=_number(given.get("supplier", "")),
        )

    def as_query(self) -> str:
        """The shortest query string that names this filter, in a fixed order; empty for no filter at all."""
        values = {
            "period": self.period.code if self.period else "",
            "institution": ",".join(self.institutions),
            "category": self.category,
            "reason": self.reason,
            "band": self.band or "",
            "local": ",".join(self.local),
            "supplier": self.supplier or "",
        }
        return urlencode({key: value for key, value in values.items() if value}, safe=",.")

    def but(self, **changes: Any) -> "SpendFilter":
        """The same filter with some fields changed."""
        return replace(self, **changes)

    @property
    def reasons(self) -> tuple[str, ...] | None:
        """The reason codes that it lets through; None for all."""
        if not self.reason:
            return None
        if self.reason == INFLUENCEABLE:
            return (Reason.OPEN,)
        if self.reason == NOT_INFLUENCEABLE:
            return tuple(reason for reason in Reason if reason not in (Reason.OPEN, Reason.LOCKED))
        return (self.reason,)

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves out part of the money of its institutions and period."""
        return bool(self.category or self.reason or self.band or self.supplier)


def reason_words(reason: str) -> str:
    """What people read for a value of the reason filter."""
    if reason == NOT_INFLUENCEABLE:
        return "Not influenceable"
    return Reason(Reason.OPEN if reason == INFLUENCEABLE else reason).label


def _period(text: str) -> Period | None:
    try:
        return period_of(text) if text.strip() else None
    except ValueError as problem:
        raise FilterError("period", str(problem)) from None


def _several(values: Iterable[str]) -> tuple[str, ...]:
    found = (part.strip() for value in values for part in value.split(","))
    return tuple(dict.fromkeys(part for part in found if part))


def _reason(text: str) -> str:
    text = text.strip()
    if text.lower() in (INFLUENCEABLE, NOT_INFLUENCEABLE, ""):
        return text.lower()
    code = text.upper()
    if code not in Reason.values:
        others = ", ".join(each for each in Reason.values if each != Reason.OPEN)
        choices = f"{INFLUENCEABLE}, {NOT_INFLUENCEABLE} or one of {others}"
        raise FilterError("reason", f'"{text}" is not a reason. Use {choices}.')
    return INFLUENCEABLE if code == Reason.OPEN else code


def _band(text: str) -> Band | None:
    text = text.strip().lower()
    if text and text not in list(Band):
        raise FilterError("band", f'"{text}" is not a band of place. Use one of {", ".join(Band)}.')
    return Band(text) if text else None


def _places(values: Iterable[str]) -> tuple[str, ...]:
    codes = tuple(sorted(code.upper() for code in _several(values)))
    for code in codes:
        if not _GSS_CODE.fullmatch(code):
            raise FilterError(
                "local", f'"{code}" is not the code of a place. Use GSS codes, for example E06000055.'
            )
    if len(codes) > _MOST_PLACES:
        raise FilterError("local", f"That is {len(codes)} local places. Choose at most {_MOST_PLACES}.")
    return codes


def _number(text: str) -> int | None:
    text = text.strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise FilterError(
            "supplier", f'"{text}" is not a supplier. Use the number in the address of its page.'
        )
    return int(text) if text else None
