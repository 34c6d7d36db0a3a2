"""Registers of land and buildings into sites.

A site is known again in a newer register by the owner's code; where a register has none, by UPRN, else by name and
postcode. Sites that a newer edition of the register leaves out are marked, never removed: plots may rest on them.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from anchors.geography.grid import grid_point
from anchors.geography.postcodes import normal_postcode
from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period
from anchors.uploads import Loaded, Repeats, register_loader
from estates.ingest.land import degrees_or_metres
from estates.loading.locating import located
from estates.loading.stating import Origin, SiteStatement, state_sites, unlist_missing, withdraw_sites
from estates.models import Site

SQUARE_METRES_IN_HECTARE = Decimal(10_000)
SQUARE_METRES_IN_ACRE = Decimal("4046.8564224")
"""By definition, since the international yard of 1959."""
Row = Mapping[str, str]
Kind, Tenure, Status = Site.Kind, Site.Tenure, Site.Status


class LandLoader:
    """What loading a register means; see `anchors.uploads.Loader`."""

    def repeats(self, upload: Upload) -> Repeats:
        """Never any: a newer register says its sites again."""
        return Repeats(0, 0, ())

    def load(self, upload: Upload) -> Loaded:
        """Put the sites on record; those that a newer edition leaves out are marked."""
        with upload.clean_path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        source = f"Register of land and buildings, upload {upload.pk}: {upload.name}"
        origin = Origin("land", source, _as_of(rows, upload), upload=upload, by=upload.confirmed_by,
                        is_sample=upload.is_sample)  # fmt: skip
        statements = list(site_statements(rows))
        state_sites(upload.institution, statements, origin)
        if upload.rest_of is None:
            unlist_missing(upload.institution, [each.ref for each in statements], origin)
        return Loaded(len(rows), 0)

    def unload(self, upload: Upload) -> None:
        """Take back what it said."""
        withdraw_sites(upload)

    def months(self, institution: AnchorInstitution, period: Period) -> dict[int, Loaded]:
        """A register has no months."""
        return {}


def site_statements(rows: Sequence[Row]) -> Iterator[SiteStatement]:
    """What each row says of its site."""
    places = located(row["postcode"] for row in rows)
    seen: Counter[str] = Counter()
    for row, ref in zip(rows, _refs(rows), strict=True):
        seen[ref] += 1
        own = ref if seen[ref] == 1 else f"{ref}-{seen[ref]}"
        yield SiteStatement(own, _facts(row, ref, places), int(row["source_row"]))


def _refs(rows: Sequence[Row]) -> list[str]:
    """The code of each row: the owner's, else the UPRN where it is of one row alone, else name and postcode."""
    uprns = Counter(row["uprn"] for row in rows if row["uprn"])

    def ref(row: Row) -> str:
        if row["reference"]:
            return row["reference"]
        if row["uprn"] and uprns[row["uprn"]] == 1:
            return row["uprn"]
        return (
            slugify(f"{row['name'] or row['address']} {row['postcode']}")[:55] or f"row-{row['source_row']}"
        )

    return [ref(row) for row in rows]


def _facts(row: Row, ref: str, places: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    given: dict[str, Any] = {
        "uprn": row["uprn"],
        "address": _address(row),
        "postcode": (normal_postcode(row["postcode"]) or row["postcode"])[:8],
        "use": row["use"],
        "tenure": _tenure(row["tenure"]),
        "tenure_detail": " – ".join(dict.fromkeys(filter(None, (row["tenure"], row["tenure_detail"])))),
        "floor_m2": row["floor_m2"],
        "land_ha": _hectares(row),
        "energy_rating": row["energy_rating"],
        "published_kind": row["holding"],
    }
    known = {name: value for name, value in given.items() if value}
    return {
        **known,
        **places.get(row["postcode"], {}),
        **_point(row),
        "name": row["name"] or row["address"] or ref,
        "kind": _kind(row),
        "status": _status(row),
        "is_published": True,
    }


def _address(row: Row) -> str:
    if row["address"]:
        return ", ".join(dict.fromkeys(filter(None, (row["address"], row["town"]))))[:300]
    street = " ".join(filter(None, (row["street_number"], row["street"])))
    return ", ".join(filter(None, (street, row["town"])))


def _point(row: Row) -> dict[str, Any]:
    if not row["x"] or not row["y"]:
        return {}
    x, y = float(row["x"]), float(row["y"])
    if degrees_or_metres(x, y) == "metres":
        x, y = grid_point(x, y)
        return {"longitude": x, "latitude": y, "located_by": "National Grid reference in the register"}
    return {"longitude": x, "latitude": y, "located_by": "coordinates in the register"}


def _hectares(row: Row) -> str:
    if row["land_ha"]:
        return row["land_ha"]
    if row["land_m2"]:
        return str(Decimal(row["land_m2"]) / SQUARE_METRES_IN_HECTARE)
    if row["land_acres"]:
        acres = Decimal(row["land_acres"]) * SQUARE_METRES_IN_ACRE / SQUARE_METRES_IN_HECTARE
        return str(acres.quantize(Decimal("0.000001")))
    return ""


def _first(words: str, choices: Sequence[tuple[str, str]]) -> str:
    lower = words.lower()
    return next((choice for word, choice in choices if word in lower), "")


def _tenure(words: str) -> str:
    found = _first(
        words,
        (("nhs property", Tenure.NHS_PROPERTY), ("freehold", Tenure.FREEHOLD), ("lease", Tenure.LEASEHOLD),
         ("licen", Tenure.LICENCE)),
    )  # fmt: skip
    return found or (Tenure.OTHER if words else "")


def _kind(row: Row) -> str:
    words = row["holding"].lower()
    has_land, has_building = "land" in words, "building" in words or "property" in words
    if (has_land and has_building) or "both" in words:
        return Kind.LAND_AND_BUILDINGS
    if has_land:
        return Kind.LAND
    return Kind.BUILDINGS if has_building or row["floor_m2"] else Kind.OTHER


def _status(row: Row) -> str:
    """What the register says of its use; "Leasehold Out" is let to others, "Leasehold In" rented by the council."""
    found = _first(
        f"{row['status']} | {row['tenure_detail']}",
        (("surplus", Status.SURPLUS), ("sold", Status.SOLD), ("disposed", Status.SOLD), ("vacant", Status.EMPTY),
         ("empty", Status.EMPTY), ("leasehold out", Status.LET), ("leased out", Status.LET), ("let out", Status.LET),
         ("tenanted", Status.LET)),
    )  # fmt: skip
    return found or Status.IN_USE


def _as_of(rows: Sequence[Row], upload: Upload) -> date:
    """The latest day that a row says it is true of, else the day on which the file was sent."""
    said = [row["effective"] for row in rows if row["effective"]]
    today = timezone.localtime(upload.uploaded_at).date()
    return min(date.fromisoformat(max(said)), today) if said else today


register_loader("land", LandLoader())
