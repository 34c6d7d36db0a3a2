"""Registers of land and buildings of councils, in the published layout and in layouts like it."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from anchors.models import Place, Postcode, Upload
from estates.loading import change_site
from estates.models import EstateReturn, Site
from tests.cast import Cast
from tests.estates.test_eric import REAL

TRAFFORD = REAL / "trafford_land_and_building_assets.csv"
LAMBETH = REAL / "lambeth-core-office-buildings.csv"
realdata = pytest.mark.skipif(not REAL.is_dir(), reason=f"no published registers in {REAL}")
Load = Callable[..., Upload]

REGISTER = """\
OrganisationLabel,EffectiveDate,UPRN,AssetCode,PropertyName,StreetNumber,StreetName,PostTown,PostCode,GeoX,GeoY,TenureType,TenureDetail,HoldingType,BuildingSize,LandArea
Marsh,2025-04-01,100012,M1,Old Library,3,High Street,Marsh,NM1 1AA,-2.35,53.38,Freehold,Vacant,Buildings,415.05,0.25
Marsh,2025-04-01,,M2,Fen Meadow,,,Marsh,NM1,,,Freehold,Leasehold Out,Land,,12.5
Marsh,2025-04-01,,M3,Depot,,Quay Road,Marsh,,,,Leasehold,Leasehold In,Land/Buildings,"1,299.30 sqm",
"""


def read_apart(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@realdata
@pytest.mark.realdata
def test_a_published_register_has_the_totals_of_an_independent_reading(cast: Cast, loaded: Load) -> None:
    upload = loaded(TRAFFORD.read_bytes(), kind="land", name=TRAFFORD.name)
    apart = read_apart(TRAFFORD)
    sites = {site.ref: site for site in Site.objects.all()}
    assert (upload.lines_loaded, len(sites)) == (len(apart), len(apart))
    floors = [Decimal(row["BuildingSize"]) for row in apart if row["BuildingSize"]]
    read = [site.floor_m2 for site in sites.values() if site.floor_m2 is not None]
    assert (len(read), sum(read)) == (len(floors), sum(floors))
    assert not any(site.land_ha is not None for site in sites.values())
    for row in apart:
        site = sites[row["AssetCode"]]
        assert (site.name, site.uprn) == (" ".join(row["PropertyName"].split()), row["UPRN"])
        assert (site.latitude is not None) == row["GeoY"].startswith("53.")  # one row has its two exchanged
        assert site.tenure == row["TenureType"].lower()
    counts = {status: sum(site.status == status for site in sites.values()) for status in ("empty", "let")}
    assert counts == {"empty": 187, "let": 123}


@realdata
@pytest.mark.realdata
def test_a_plain_list_of_offices_with_grid_references_is_read(cast: Cast, loaded: Load) -> None:
    loaded(LAMBETH.read_bytes(), kind="land", name=LAMBETH.name)
    hall = Site.objects.get(name="Lambeth Town Hall")
    assert Site.objects.count() == len(read_apart(LAMBETH))
    assert (hall.ref, hall.postcode) == ("lambeth-town-hall-sw2-1rw", "SW2 1RW")
    assert (round(hall.latitude or 0, 3), round(hall.longitude or 0, 3)) == (51.461, -0.116)


def test_figures_tenure_and_use_are_kept_and_empty_is_no_data(cast: Cast, loaded: Load) -> None:
    upload = loaded(REGISTER.encode(), kind="land")
    library, meadow, depot = Site.objects.order_by("ref")
    assert (library.floor_m2, library.land_ha, library.status) == (
        Decimal("415.05"),
        Decimal("0.25"),
        "empty",
    )
    assert (library.address, library.tenure, library.kind) == (
        "3 High Street, Marsh",
        "freehold",
        "buildings",
    )
    assert (meadow.floor_m2, meadow.land_ha, meadow.status, meadow.kind) == (
        None,
        Decimal("12.5"),
        "let",
        "land",
    )
    assert (depot.floor_m2, depot.tenure, depot.status) == (Decimal("1299.3"), "leasehold", "in_use")
    change = library.changes.get()
    assert (change.upload, change.source_row, str(change.as_of)) == (upload, 2, "2025-04-01")
    assert not EstateReturn.objects.exists()


def test_postcodes_give_the_local_authority_and_the_point(cast: Cast, loaded: Load) -> None:
    Postcode.objects.create(code="NM11AA", local_authority=cast.district, latitude=53.1, longitude=-2.1)
    loaded(REGISTER.replace(",-2.35,53.38,", ",,,").encode(), kind="land")
    library = Site.objects.get(ref="M1")
    assert (library.place, library.latitude, library.located_by) == (cast.district, 53.1, "its postcode")
    assert Site.objects.get(ref="M2").place is None
    assert isinstance(library.place, Place)


@pytest.mark.parametrize(
    ("heading", "value", "hectares"),
    [("Land area (sqm)", "2500", "0.25"), ("Acres", "10", "4.046856"), ("Site area (ha)", "0.4 ha", "0.4")],
)
def test_land_areas_are_hectares_whatever_unit_the_heading_names(
    cast: Cast, loaded: Load, heading: str, value: str, hectares: str
) -> None:
    loaded(f"Asset ref,Site name,Tenure,{heading}\nA1,Meadow,Freehold,{value}\n".encode(), kind="land")
    assert Site.objects.get().land_ha == Decimal(hectares)


@pytest.mark.parametrize(
    ("old", "new", "field", "sentence"),
    [
        ("415.05", "about 400", "floor_m2", 'Row 2, column O (BuildingSize): "about 400" is not a number.'),
        ("-2.35,53.38", "53.38,-2.35", "latitude", "is not in Great Britain. The two look exchanged."),
        ("NM1 1AA", "see map", "postcode", 'Row 2, column I (PostCode): "see map" is not a postcode.'),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_left_empty_and_said(
    cast: Cast, loaded: Load, old: str, new: str, field: str, sentence: str
) -> None:
    upload = loaded(REGISTER.replace(old, new).encode(), kind="land")
    assert getattr(Site.objects.get(ref="M1"), field) in (None, "")
    messages = [example["message"] for each in upload.found["problems"] for example in each["examples"]]
    assert any(sentence in message for message in messages)


def test_a_list_of_suppliers_is_refused(cast: Cast, sent: Load) -> None:
    upload = sent(b"Supplier name,Address,Postcode\nFenby,1 High Street,NM1 1AA\n", kind="land")
    assert upload.state == "refused"
    assert upload.reason == (
        "No column says what the land or building is: its UPRN, tenure, size or coordinates. Upload the register of "
        "land and buildings."
    )


NEWER = REGISTER.replace("2025-04-01", "2026-04-01").replace("415.05", "400")


def test_a_newer_register_replaces_facts_marks_what_it_leaves_out_and_undoing_brings_all_back(
    cast: Cast, loaded: Load, undone: Callable[[Upload], None]
) -> None:
    loaded(REGISTER.encode(), kind="land")
    newer = loaded("".join(NEWER.splitlines(keepends=True)[:3]).encode(), kind="land")
    library, _, depot = Site.objects.order_by("ref")
    assert (library.floor_m2, depot.status) == (Decimal(400), "unlisted")
    assert library.changes.count() == 2
    undone(newer)
    library.refresh_from_db()
    depot.refresh_from_db()
    assert (library.floor_m2, depot.status) == (Decimal("415.05"), "in_use")


def test_another_list_of_the_same_council_marks_nothing(cast: Cast, loaded: Load) -> None:
    loaded(REGISTER.encode(), kind="land")
    loaded(b"Office,Postcode,Easting,Northing\nTown Hall,NM1 1AB,530949,175214\n", kind="land")
    assert not Site.objects.filter(status="unlisted").exists()
    assert Site.objects.count() == 4


def test_an_older_register_loaded_late_changes_nothing_that_a_newer_one_says(
    cast: Cast, loaded: Load
) -> None:
    loaded(NEWER.encode(), kind="land")
    loaded(REGISTER.encode(), kind="land")
    assert Site.objects.get(ref="M1").floor_m2 == Decimal(400)


def test_what_a_person_says_later_stands_and_undoing_the_register_keeps_the_site(
    cast: Cast, loaded: Load, undone: Callable[[Upload], None]
) -> None:
    upload = loaded(REGISTER.encode(), kind="land")
    library = Site.objects.get(ref="M1")
    change_site(library, {"status": "sold"}, source="Entered here", by=cast.contributor)
    assert (library.status, library.floor_m2) == ("sold", Decimal("415.05"))
    undone(upload)
    assert list(Site.objects.values_list("ref", "status")) == [("M1", "sold")]
