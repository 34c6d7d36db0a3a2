"""The publishers' own reference files, checked against readings made here without the loaders."""

import contextlib
import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from anchors.geography import places_of
from anchors.models import AnchorInstitution, Place, Postcode, SmallArea, System, SystemArea, SystemMembership
from tests.conftest import owner_of_tables
from tests.places.conftest import command

pytestmark = [pytest.mark.realdata, pytest.mark.usefixtures("england")]
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
