"""What the books hold already for the months of a file that waits to be added.

Lines that are equal are counted as repeats and left out. The same month exported in another layout is equal in
nothing, so only this tells the person that it may be there already.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anchors import wording
from anchors.ingest import kind_of_upload
from anchors.models import Upload
from anchors.periods import Period
from anchors.uploads.journey import State
from anchors.uploads.loaders import loader_of


@dataclass(frozen=True)
class Held:
    """Lines and pence in the books for the months that the file has lines in, and the uploads that brought them."""

    noun: str
    lines: int
    pence: int
    months: tuple[int, ...]
    uploads: tuple[Upload, ...]

    @property
    def words(self) -> str:
        """`1,234 payments worth £1.2 million for April 2025`."""
        worth = wording.millions(Decimal(self.pence) / 100)
        return f"{wording.plural(self.lines, self.noun)} worth {worth} for {wording.months(self.months)}"

    def as_json(self) -> dict[str, Any]:
        """For programs; amounts are decimal strings in pounds."""
        return {
            "lines": self.lines,
            "amount": f"{Decimal(self.pence) / 100:.2f}",
            "months": [f"{ym // 100}-{ym % 100:02d}" for ym in self.months],
            "uploads": [upload.pk for upload in self.uploads],
        }


def already_held(upload: Upload) -> Held | None:
    """What the institution's books hold for the months of a checked file; None where that is nothing.

    Corrected rows are the rest of an upload that holds the same months by design: there is nothing to say of them.
    """
    months = sorted(int(ym) for ym in upload.found.get("by_month", {}))
    if not months or upload.rest_of_id:
        return None
    books = loader_of(upload).months(upload.institution, Period(months[0], months[-1]))
    held = {ym: books[ym] for ym in months if ym in books and books[ym].lines}
    if not held:
        return None
    return Held(
        noun=kind_of_upload(upload.kind).line,
        lines=sum(each.lines for each in held.values()),
        pence=sum(each.pence for each in held.values()),
        months=tuple(held),
        uploads=tuple(_uploads_about(upload, held)),
    )


def _uploads_about(upload: Upload, months: "dict[int, Any]") -> list[Upload]:
    """The loaded uploads of the institution with lines in any of the months, the oldest first."""
    others = Upload.objects.filter(
        institution=upload.institution,
        kind=upload.kind,
        state=State.LOADED,
        lines_loaded__gt=0,
        check_result__by_month__has_any_keys=[str(ym) for ym in months],
    )
    return list(others.exclude(pk=upload.pk).order_by("pk"))
