"""Reference files in the layouts that ONS and MHCLG use, small."""

import gzip
import io
import itertools
import zipfile

import pytest
import xlsxwriter
from django.core.management.base import CommandError

from anchors.geography import Located, places_of
from anchors.geography.loading import RefusedFile
from anchors.models import GeographySource, Place, Postcode, SmallArea, System
from tests.places.conftest import CHANGES, IMD_2019, IMD_2025, ONSPD, SYSTEMS, WARDS, changes, command, load

pytestmark = pytest.mark.django_db
NSPL_2026 = """pcd7,pcd8,pcds,dointr,doterm,lad26cd,wd26cd,ctry26cd,rgn26cd,lsoa21cd,msoa21cd,imd25ind,icb26cd
"NV1 1AA","NV1  1AA","NV1 1AA","198001","","E06900001","E05000001","E92000001","E12000006","E01000002","","1",""
"""


def test_wards_lie_in_authorities_in_counties_in_regions(lookups, file):
    load(*lookups, file("directory.csv", ONSPD))
    fen = Place.objects.get(name="Fen")
    assert [place.name for place in fen.upward()] == [
        "Fen",
        "Marsh",
        "Fenshire",
        "East of England",
        "England",
    ]
    assert Place.objects.get(name="Northvale").parent.name == "East of England"


def test_a_2011_area_lies_where_its_2021_area_lies_and_ended_districts_do_not_come_back(lookups):
    load(*lookups)
    assert SmallArea.objects.get(code="E01000099", vintage=2011).local_authority.name == "Northvale"
    assert not Place.objects.filter(name="Old Northvale").exists()


def test_each_index_belongs_to_its_vintage(lookups):
    load(*lookups)
    old, new = (SmallArea.objects.get(code="E01000001", vintage=vintage) for vintage in (2011, 2021))
    assert (old.imd2019_rank, old.imd2019_decile, old.imd2025_decile) == (1234, 1, None)
    assert (new.imd2025_rank, new.imd2025_decile, new.imd2019_decile) == (2345, 1, None)


def test_an_authority_split_between_systems_goes_where_most_of_it_lies(lookups, file):
    more = WARDS + "E01000004,Northvale 001C,E05000002,Mill,E06900001,Northvale\n"
    north = SYSTEMS + "E01000004,x,E38000001,01A,x,E54900001,QN1,NHS North Integrated Care Board\n"
    load(file("wards.csv", more), file("systems.csv", north))
    assert System.objects.get(areas__place__name="Northvale").name == "North"
    assert System.objects.get(areas__place__name="Marsh").place.code == "E54900002"


def test_a_postcode_gives_authority_and_both_deciles(lookups, file):
    load(*lookups, file("directory.csv", ONSPD))
    northvale, marsh = (Place.objects.get(name=name).pk for name in ("Northvale", "Marsh"))
    assert places_of(["nv11aa", "NV1 1AB", "MA10 1AA", "NV9 9ZZ", "rubbish"]) == {
        "nv11aa": Located(northvale, 1, 1),
        "NV1 1AB": Located(northvale, 9, None),
        "MA10 1AA": Located(marsh, None, 10),
    }
    assert Postcode.objects.get(code="NV11AB").terminated == 201812


def test_places_of_asks_one_question(lookups, file, django_assert_num_queries):
    load(*lookups, file("directory.csv", ONSPD))
    with django_assert_num_queries(1):
        places_of(["NV1 1AA"] * 3 + ["MA10 1AA"])


def test_a_second_run_changes_nothing(lookups, file):
    paths = [*lookups, file("directory.csv", ONSPD)]
    load(*paths)
    assert changes(*paths) == 0
    assert GeographySource.objects.count() == len(paths)


def test_the_order_of_files_does_not_matter(lookups, file):
    load(file("directory.csv", ONSPD), *reversed(lookups))
    assert Postcode.objects.get(code="MA101AA").local_authority.name == "Marsh"
    for one, other in itertools.permutations(lookups, 2):
        assert changes(one, other) == 0


def test_a_newer_directory_changes_only_what_it_says(lookups, file):
    load(*lookups, file("old.csv", ONSPD))
    assert changes(file("new.csv", NSPL_2026)) == 1
    postcode = Postcode.objects.get(code="NV11AA")
    assert postcode.small_area_2021.code == "E01000002"
    assert postcode.small_area_2011.code == "E01000001"


def test_tables_worked_out_from_coordinates_only_fill_gaps(lookups, file):
    load(*lookups, file("directory.csv", ONSPD))
    derived = (
        "postcode,lat,long,lsoa11_code,lad_code,lsoa21_code_if_unchanged,icb24_code\n"
        "NV1 1AA,51,0,E01000003,E07900002,,QHG\nNV1 1AC,51,0,E01000001,E06900001,E01000001,QHG\n"
    )
    (result,) = load(file("derived.csv", derived))
    assert (result.change.added, result.change.changed) == (1, 1)  # the first gets its point
    assert Postcode.objects.get(code="NV11AA").local_authority.name == "Northvale"


def test_an_authority_that_is_not_loaded_is_taken_from_the_small_area_and_told(lookups, file):
    (result,) = load(*lookups, file("directory.csv", ONSPD.replace('"E06900001"', '"E06900777"')))[-1:]
    assert "2 postcodes lie in local authorities whose names are not loaded" in result.note
    assert Postcode.objects.get(code="NV11AA").local_authority.name == "Northvale"


def workbook() -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("Notes").write(0, 0, "Indices of Deprivation")
    sheet = book.add_worksheet("IMD")
    for number, line in enumerate(IMD_2025.splitlines()):
        for column, cell in enumerate(line.split(",")):
            sheet.write(number, column, int(cell) if cell.isdigit() else cell)
    book.close()
    return content.getvalue()


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("Data/multi_csv/NV.csv", ONSPD.splitlines()[0] + "\n" + ONSPD.splitlines()[1] + "\n")
        file.writestr("Data/whole.csv", ONSPD)
        file.writestr("Documents/guide.pdf", "%PDF")
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        IMD_2025,
        "\ufeff" + IMD_2025,
        IMD_2025.replace(",", "\t"),
        IMD_2025.replace("\n", "\r\n"),
        gzip.compress(IMD_2025.encode()),
        workbook(),
    ],
    ids=["csv", "byte order mark", "tabs", "windows line ends", "gzip", "workbook"],
)
def test_a_file_is_known_by_its_content_however_it_is_packed(content, file):
    (result,) = load(file("whatever.dat", content))
    assert (result.title, result.rows) == ("Index of Multiple Deprivation 2025", 2)


def test_of_an_archive_the_whole_directory_is_read_and_not_its_parts(lookups, file):
    load(*lookups)
    (result,) = load(file("onspd.zip", archive()))
    assert (result.rows, result.name) == (3, "onspd.zip: Data/whole.csv")


def test_windows_text_is_read(file):
    load(file("wards.csv", WARDS.replace("Mill", "Môn").encode("cp1252")))
    assert Place.objects.filter(name="Môn").exists()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            "Postcode,height,area\nLU1 1AA,51,0\n",
            "Its columns are not those of a file that is used here: Postcode, height, area.",
        ),
        ('{"type": "Topology"}', "It is JSON and not a map (a GeoJSON feature collection)"),
        ("<!DOCTYPE html><p>Sign in", "It is a web page"),
        ("", "The file is empty"),
        (b"PK\x03\x04broken", "The file is damaged"),
        (gzip.compress(IMD_2019.encode())[:40], "It cannot be read as a table"),
    ],
    ids=["heights", "other JSON", "web page", "empty", "broken archive", "cut gzip"],
)
def test_a_wrong_file_is_refused_with_what_was_found_and_expected(content, found, file, lookups):
    with pytest.raises(CommandError, match="Expected the ONS postcode directory") as refusal:
        command("load_geography", *lookups, file("wrong.csv", content))
    assert f"wrong.csv: {found}" in str(refusal.value)
    assert not SmallArea.objects.exists()


def test_in_a_folder_other_files_are_passed_over_with_a_reason(file):
    file("folder/notes/map.geojson", "{}")
    wards = file("folder/wards.csv", WARDS)
    printed = command("load_geography", wards.parent)
    assert "Not used: notes/map.geojson. It is JSON and not a map (a GeoJSON feature collection)." in printed
    assert SmallArea.objects.count() == 3


def test_many_files_passed_over_for_one_cause_are_one_line_with_their_count(file):
    for number in range(7):
        file(f"folder/notes/{number}.csv", f"Town,Figure {number}\nNorthvale,1\n")
    printed = command("load_geography", file("folder/wards.csv", WARDS).parent)
    (line,) = [line for line in printed.splitlines() if line.startswith("Not used")]
    assert line == (
        "Not used: 7 files (notes/0.csv, notes/1.csv, notes/2.csv and 4 more). "
        "Its columns are not those of a file that is used here."
    )


def test_a_damaged_row_refuses_its_file_whole_and_says_where(file, lookups):
    load(*lookups)
    bad = IMD_2025.replace("33755,10", "33755,11").replace("2345,1", "7,1")
    (result,) = load(file("bad.csv", bad))
    assert isinstance(result, RefusedFile)
    assert result.reason.startswith('Row 3, column 6 ("Index of Multiple Deprivation (IMD) Decile (where 1')
    assert '"11" is not a decile from 1 to 10' in result.reason
    assert SmallArea.objects.get(code="E01000001", vintage=2021).imd2025_rank == 2345


def test_a_directory_that_is_cut_short_is_refused_whole(file, lookups):
    (result,) = load(*lookups, file("cut.csv", ONSPD + '"NV1 1AD","NV1'))[-1:]
    assert isinstance(result, RefusedFile)
    assert "Row 5 has 2 columns" in result.reason
    assert not Postcode.objects.exists()


def test_a_postcode_that_stands_twice_refuses_the_directory(file, lookups):
    (result,) = load(*lookups, file("twice.csv", ONSPD + ONSPD.splitlines()[1] + "\n"))[-1:]
    assert "NV11AA stands in it twice" in result.reason
    assert not Postcode.objects.exists()


def test_a_directory_without_postcodes_is_refused(file):
    (result,) = load(file("odd.csv", "postcode,laua\nx,E06900001\ny,E06900001\n"))
    assert "Only 0 of its 2 rows have a postcode" in result.reason


def test_the_command_fails_where_a_file_was_refused(file):
    with pytest.raises(CommandError, match=r"Nothing was loaded from bad\.csv"):
        command("load_geography", file("bad.csv", CHANGES.replace("E01000099", "?")))


def test_the_benchmark_runs():
    from bench.geography import run

    assert run(2_000)["rows"] == 2_000
