"""The publishers' own reference files, checked against readings made here without the loaders."""

import contextlib
import csv
import gzip
import json
from collections import Counter
from datetime import date
from itertools import pairwise
from math import cos, radians
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count, Sum

from anchors.geography import places_of
from anchors.geography.boundaries import outlines
from anchors.geography.populations import populations
from anchors.geography.positions import positions
from anchors.models import (
    AnchorInstitution,
    Boundary,
    MiddleArea,
    Place,
    Postcode,
    SmallArea,
    SmallAreaPopulation,
    System,
    SystemArea,
    SystemMembership,
)
from tests.conftest import owner_of_tables
from tests.places.conftest import command

pytestmark = [pytest.mark.realdata, pytest.mark.usefixtures("england")]
DISTRICTS = ("E06000032", "E06000042", "E06000055", "E06000056")
BEFORE, AFTER = date(2026, 3, 31), date(2026, 4, 1)


def read(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_area_of_both_indices_has_its_rank_and_decile(england):
    for name, column, vintage, release in (
        ("imd2019_england_lsoa11_domains.csv.gz", "lsoa11_code", 2011, 2019),
        ("imd2025_england_lsoa21.csv.gz", "lsoa21_code", 2021, 2025),
    ):
        published = {
            (row[column], int(row["IMD_rank"]), int(row["IMD_decile"]))
            for row in read(england / "deprivation" / name)
        }
        loaded = SmallArea.objects.filter(vintage=vintage, **{f"imd{release}_rank__isnull": False})
        assert set(loaded.values_list("code", f"imd{release}_rank", f"imd{release}_decile")) == published
    assert SmallArea.objects.filter(imd2019_rank__isnull=False).count() == 32_844
    assert SmallArea.objects.filter(imd2025_rank__isnull=False).count() == 33_755


def test_places_are_as_many_as_published(england):
    wards = read(england / "geography" / "lookup_lsoa21_ward24_ltla24.csv.gz")
    assert Place.objects.filter(kind="ward").count() == len({row["ward24_code"] for row in wards})
    english = Place.objects.filter(kind="local_authority", code__startswith="E", valid_to=None)
    assert set(english.values_list("code", flat=True)) == {
        row["ltla24_code"] for row in wards if row["ltla24_code"].startswith("E")
    }
    assert english.count() == 296
    assert Place.objects.filter(kind="region").count() == 9
    assert Place.objects.filter(kind="system").count() == 42
    assert Place.objects.filter(kind="county", valid_to=None).count() == 21


def test_every_small_area_lies_in_the_authority_of_the_lookup(england):
    wards = read(england / "geography" / "lookup_lsoa21_ward24_ltla24.csv.gz")
    placed = SmallArea.objects.filter(vintage=2021, local_authority__isnull=False)
    assert Counter(placed.values_list("local_authority__code", flat=True)) == Counter(
        row["ltla24_code"] for row in wards
    )
    assert not SmallArea.objects.filter(local_authority=None).exists()


def test_every_english_authority_is_in_a_region_and_a_system(england):
    for place in Place.objects.filter(kind="local_authority", code__startswith="E").select_related(
        "parent__parent"
    ):
        assert [step.kind for step in place.upward()][-2:] == ["region", "country"], place
    english = Place.objects.filter(kind="local_authority", code__startswith="E", valid_to=None)
    for day in (BEFORE, AFTER):
        areas = SystemArea.objects.filter(system__in=System.objects.filter(is_sample=False))
        held = [area for area in areas if (area.valid_from or day) <= day <= (area.valid_to or day)]
        assert Counter(area.place_id for area in held) == dict.fromkeys(
            english.values_list("pk", flat=True), 1
        )


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("E06000032", ["Luton", "East of England", "England"]),
        ("E06000042", ["Milton Keynes", "South East", "England"]),
        ("E08000003", ["Manchester", "North West", "England"]),
        ("E07000035", ["Derbyshire Dales", "Derbyshire", "East Midlands", "England"]),
        ("S12000036", ["City of Edinburgh", "Scotland"]),
    ],
)
def test_known_places_lie_where_they_lie(code, above, england):
    assert [place.name for place in Place.objects.get(code=code).upward()] == above


def test_postcodes_agree_with_the_deciles_published_beside_them(england):
    rows = read(england / "geography" / "postcode-lsoa-blmk-derived.csv")
    located = places_of(row["postcode"] for row in rows)
    codes = dict(Place.objects.values_list("id", "code"))
    for row in rows:
        found = located[row["postcode"]]
        assert codes[found.local_authority] == row["lad_code"]
        assert str(found.imd2019_decile) == row["imd2019_decile"]
        assert str(found.imd2025_decile or "") == row["imd2025_decile"]
    assert Postcode.objects.count() == len(rows) + 102_243


def test_a_second_run_of_everything_changes_nothing(england):
    printed = command("load_geography", england / "geography", england / "deprivation")
    assert set(counts(printed)) == {("0", "0")}
    printed = command("load_institutions", england / "organisations")
    assert counts(printed) == [("0", "0")] * 6


def counts(printed: str) -> list[tuple[str, str]]:
    """What each line of a report says was added and changed."""
    lines = (line.split() for line in printed.splitlines()[1:] if line[:1].isalpha())
    return [(words[-3], words[-2]) for words in lines if words[0] != "Not"]


def test_luton_and_milton_keynes_are_in_one_system_that_became_a_larger_one(england):
    for code in ("E06000032", "E06000042", "E06000055", "E06000056"):
        place = Place.objects.get(code=code)
        before, after = (System.objects.covering(place, day).get() for day in (BEFORE, AFTER))
        assert (before.name, before.code) == ("Bedfordshire, Luton and Milton Keynes", "QHG")
        assert after.name == "Central East"
        assert before.on(AFTER) == after
        assert before.on(BEFORE) == before
    assert Place.objects.get(code="E54000024").valid_to is None


def test_a_system_that_was_split_went_to_two_systems(england):
    stevenage, harlow = (Place.objects.get(code=code) for code in ("E07000243", "E07000073"))
    assert System.objects.covering(stevenage, BEFORE).get() == System.objects.covering(harlow, BEFORE).get()
    assert System.objects.covering(stevenage, AFTER).get().name == "Central East"
    assert System.objects.covering(harlow, AFTER).get().name == "Essex"
    assert AnchorInstitution.objects.get(ods_code="RQW").system_on(AFTER).name == "Essex"


def test_who_served_luton_depends_on_the_day(england):
    luton = Place.objects.get(code="E06000032")

    def names(day: date) -> set[str]:
        return set(AnchorInstitution.objects.covering(luton, day).values_list("name", flat=True))

    assert {"NHS Luton CCG", "Luton Borough Council"} <= names(date(2020, 1, 1))
    assert "NHS Bedfordshire, Luton and Milton Keynes Integrated Care Board" in names(BEFORE)
    assert "NHS Central East Integrated Care Board" in names(AFTER)
    assert "NHS Bedfordshire, Luton and Milton Keynes Integrated Care Board" not in names(AFTER)


def test_who_served_a_place_is_found_quickly_however_stale_the_statistics(england):
    """A vacuum while rows are being loaded leaves the planner believing that the tables are empty."""
    owner = connection.copy()
    owner.settings_dict = {**connection.settings_dict, **owner_of_tables()}
    loaded = (Place, System, SystemArea, SystemMembership, AnchorInstitution)
    tables = ", ".join(model._meta.db_table for model in loaded)
    with contextlib.closing(owner), owner.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {tables}")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20s'")
    luton = Place.objects.get(code="E06000032")
    assert AnchorInstitution.objects.covering(luton, AFTER).count() > 10
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def test_registers_load_whole(england):
    institutions = AnchorInstitution.objects.exclude(system_memberships__system__is_sample=True)
    with (england / "organisations" / "ods-etr.csv").open(encoding="utf-8", newline="") as file:
        trusts = {row[0] for row in csv.reader(file) if row[3]}
    kinds = ("acute_trust", "community_trust", "ambulance_trust")
    assert set(institutions.filter(kind__in=kinds).values_list("ods_code", flat=True)) == trusts
    assert institutions.filter(kind="icb", valid_to=None).count() == 42 - 6 + 3
    councils = [
        row["gss-code"]
        for row in read(england / "organisations" / "uk_local_authorities_current.csv")
        if row["nation"] == "England"
    ]
    assert set(institutions.filter(gss_code__in=councils).values_list("gss_code", flat=True)) == set(councils)
    assert institutions.filter(kind="ambulance_trust").count() == 10


def test_every_council_of_today_is_in_one_system(england):
    kinds = ("unitary", "county", "district", "metropolitan", "london_borough")
    for council in AnchorInstitution.objects.filter(kind__in=kinds, valid_to=None, gss_code__isnull=False):
        for day in (BEFORE, AFTER):
            assert council.system_on(day) is not None, council


def test_replaced_councils_and_groups_point_at_what_followed(england):
    cumbria = AnchorInstitution.objects.get(gss_code="E10000006")
    followers = {str(each.successor) for each in cumbria.successions_from.all()}
    assert followers == {"Cumberland Council", "Westmorland and Furness Council"}
    group = AnchorInstitution.objects.get(ods_code="06P")
    merged = group.successions_from.get().successor
    assert (merged.ods_code, merged.valid_to) == ("M1J4Y", date(2022, 6, 30))
    assert merged.successions_from.get().successor.ods_code == "QHG"


def ours(vintage):
    return SmallArea.objects.filter(vintage=vintage, local_authority__code__in=DISTRICTS)


def test_people_add_up_to_what_is_published(england):
    rows = read(england / "population" / "population_mid2020_lsoa11_england_wales.csv.gz")
    expected = (
        sum(int(row["total_population"]) for row in rows),
        sum(int(row[str(age)]) for row in rows for age in range(16, 65)),
    )
    loaded = SmallAreaPopulation.objects.filter(year=2020)
    assert loaded.aggregate(all=Sum("residents"), some=Sum("working_age")) == dict(
        zip(("all", "some"), expected, strict=True)
    )
    assert loaded.count() == len(rows) == 34_753
    assert SmallAreaPopulation.objects.filter(year=2015, ages="16-59").count() == 32_844


def test_2021_areas_take_people_from_2011_areas_that_did_not_change(england):
    lookup = read(england / "geography" / "lookup_lsoa11_lsoa21_ltla22.csv.gz")
    unchanged = {row["lsoa21_code"] for row in lookup if row["change_code"] == "U"}
    areas = ours(2021)
    found = populations(areas)
    assert (found.year, found.ages, found.is_carried) == (2020, "16 to 64", True)
    codes = dict(areas.values_list("id", "code"))
    assert {codes[area] for area in found.of} == unchanged & set(codes.values())
    assert not populations(ours(2011)).is_carried
    assert len(populations(ours(2011)).of) == 533


def test_every_small_area_is_in_a_middle_area_and_every_middle_area_in_an_authority(england):
    assert not SmallArea.objects.filter(middle_area=None).exists()
    assert Counter(MiddleArea.objects.values_list("vintage", flat=True)) == {2011: 7200, 2021: 7264}
    assert not MiddleArea.objects.filter(local_authority=None).exists()
    sizes = MiddleArea.objects.annotate(size=Count("small_areas")).values_list("size", flat=True)
    assert max(sizes) <= 16
    bedford = SmallArea.objects.get(name="Bedford 001A", vintage=2021)
    assert (str(bedford.middle_area), str(bedford.middle_area.local_authority)) == ("Bedford 001", "Bedford")


def test_outlines_of_small_areas_make_up_their_districts(england):
    assert Boundary.objects.filter(vintage=2024).count() == 296
    published = outlines(DISTRICTS, vintage=2024)
    for place in DISTRICTS:
        inside = ours(2021).filter(local_authority__code=place)
        (together,) = positions(inside, "local_authority").values()
        parts = outlines(inside.values_list("code", flat=True), vintage=2021)
        assert area_of(together.shape) == pytest.approx(area_of(published[place]), rel=0.05)
        assert sum(map(area_of, parts.values())) == pytest.approx(area_of(together.shape), rel=5e-3)


def area_of(shape):
    """In square degrees; parts and holes are told apart by which lies in the other, of which there are none here."""
    total = 0.0
    for ring in shape:
        total += abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2
    return total


def test_a_middle_lies_near_the_mean_of_the_postcodes(england):
    """Of the 2011 areas, whose outlines are exact: half lie within 200 m of each other, nearly all within 1.5 km."""
    points = {}
    for row in read(england / "geography" / "postcode-lsoa-blmk-derived.csv"):
        points.setdefault(row["lsoa11_code"], []).append((float(row["lat"]), float(row["long"])))
    apart = []
    for area in ours(2011):
        north, east = (sum(each) / len(each) for each in zip(*points[area.code], strict=True))
        x = (area.longitude - east) * cos(radians(52)) * 111_320
        apart.append(((area.latitude - north) ** 2 * 111_320**2 + x**2) ** 0.5)
    apart.sort()
    assert apart[len(apart) // 2] < 200
    assert apart[int(0.95 * len(apart))] < 1_500


def test_boundaries_that_are_kept_are_as_many_as_the_files_hold(england):
    folder = england / "geography" / "boundaries"
    for pattern, vintage in (("lsoa2011-*.geojson", 2011), ("lsoa2021-*.geojson", 2021)):
        held = sum(
            len(json.loads(path.read_text(encoding="utf-8"))["features"]) for path in folder.glob(pattern)
        )
        assert Boundary.objects.filter(vintage=vintage).count() == held
    assert Place.objects.filter(code__in=DISTRICTS).count() == 4
