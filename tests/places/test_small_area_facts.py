"""Middle areas, people, outlines and points of small areas, from files in the published layouts."""

import json

import pytest
from django.core.management.base import CommandError

from anchors.geography import points_of
from anchors.geography.boundaries import outlines
from anchors.geography.grid import grid_point
from anchors.geography.loading import RefusedFile
from anchors.geography.populations import populations
from anchors.geography.positions import positions
from anchors.models import Boundary, MiddleArea, Postcode, SmallArea, SmallAreaPopulation
from tests.places.conftest import ONSPD, changes, command, load

pytestmark = pytest.mark.django_db
AGES = ",".join(map(str, range(90))) + ",90+"
SEXES = ",".join(f"{sex}{age}" for sex in "FM" for age in range(91))
DENOMINATORS = """LSOA code (2011),LSOA name (2011),Local Authority District code (2019),\
Total population: mid 2015 (excluding prisoners),Population aged 16-59: mid 2015 (excluding prisoners)
E01000001,Northvale 001A,E07900009,"1,296",656
"""
MIDDLES = """OA21CD,LSOA21CD,LSOA21NM,MSOA21CD,MSOA21NM,LAD22CD,LAD22NM
E00000001,E01000001,Northvale 001A,E02000001,Northvale 001,E06900001,Northvale
E00000002,E01000002,Northvale 001B,E02000001,Northvale 001,E06900001,Northvale
"""
POINTS = 'Postcode,lat,long\n"NV1 1AA",52.5,-0.5\n"ZZ1 1ZZ",52.6,-0.6\n'


def people(*codes, each=10):
    """Estimates in which as many people are of every age."""
    rows = [f"{code},{code},{each * 91}," + ",".join([str(each)] * 91) for code in codes]
    return "\n".join([f"lsoa11_name,lsoa11_code,total_population,{AGES}", *rows]) + "\n"


def square(west, south, size=0.1):
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def boundaries(**shapes):
    features = [
        {
            "type": "Feature",
            "properties": {"LSOA21CD": code, "LSOA21NM": code},
            "geometry": {"type": "Polygon", "coordinates": shape},
        }
        for code, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_working_age_is_16_to_64_in_the_estimates_of_the_year_in_the_name(lookups, file):
    load(*lookups, file("population-mid2020.csv", people("E01000001", "E01000099")))
    found = SmallAreaPopulation.objects.get(small_area__code="E01000001")
    assert (found.year, found.residents, found.working_age) == (2020, 910, 490)
    assert found.get_ages_display() == "16 to 64"
    assert found.small_area.vintage == 2011


def test_estimates_by_sex_are_of_2021_areas(lookups, file):
    head = f"LAD 2021 Code,LSOA 2021 Code,LSOA 2021 Name,Total,{SEXES}\n"
    row = "E06900001,E01000002,Northvale 001B,364," + ",".join(["2"] * 182)
    load(*lookups, file("sape-Mid-2022.csv", head + row))
    found = SmallAreaPopulation.objects.get()
    assert (found.year, found.residents, found.working_age) == (2022, 364, 196)
    assert (found.small_area.code, found.small_area.vintage) == ("E01000002", 2021)


def test_file_6_is_16_to_59_and_says_so(lookups, file):
    load(*lookups, file("six.csv", DENOMINATORS))
    found = populations(SmallArea.objects.filter(vintage=2011))
    assert (found.year, found.ages, found.source[-8:]) == (2015, "16 to 59", "mid-2015")
    assert [(each.residents, each.working_age) for each in found.of.values()] == [(1296, 656)]


def test_the_newest_edition_of_16_to_64_counts_alone(lookups, file):
    load(
        *lookups,
        file("six.csv", DENOMINATORS),
        file("mid-2019.csv", people("E01000001", "E01000099", each=5)),
        file("mid-2020.csv", people("E01000099")),
    )
    found = populations(SmallArea.objects.filter(vintage=2011))
    assert (found.year, found.ages, len(found.of)) == (2020, "16 to 64", 1)


def test_a_2021_area_takes_counts_only_from_an_unchanged_2011_area(lookups, file):
    load(*lookups, file("mid2020.csv", people("E01000001", "E01000099")))
    areas = SmallArea.objects.filter(vintage=2021)
    found = populations(areas)
    assert found.is_carried
    assert set(found.of) == {areas.get(code="E01000001").pk}
    assert populations(areas.filter(code="E01000002")).year is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("people.csv", people("E01000001"), "Its year is not in its headings"),
        ("mid2020.csv", people("E01000001").replace(",910,", ",91,"), "more people are of working age"),
        (
            "mid2020.csv",
            people("E01000001").replace(",10,10", ",10,x"),
            'column 21 ("17"): "x" is not a whole number',
        ),
    ],
    ids=["no year", "moved columns", "not numbers"],
)
def test_wrong_populations_are_refused_whole(name, content, reason, lookups, file):
    refused = [each for each in load(*lookups, file(name, content)) if isinstance(each, RefusedFile)]
    assert reason in refused[0].reason
    assert not SmallAreaPopulation.objects.exists()


def test_a_small_area_lies_in_the_middle_area_of_its_name(lookups, file):
    load(*lookups)
    small = SmallArea.objects.get(code="E01000002", vintage=2021)
    assert (small.middle_area.name, small.middle_area.code) == ("Northvale 001", "")
    assert small.middle_area.local_authority.name == "Northvale"
    assert set(MiddleArea.objects.values_list("name", "vintage")) == {
        ("Northvale 001", 2011), ("Marsh 001", 2011), ("Northvale 001", 2021), ("Marsh 001", 2021),
    }  # fmt: skip
    load(file("middles.csv", MIDDLES))
    assert set(MiddleArea.objects.filter(name="Northvale 001").values_list("vintage", "code")) == {
        (2011, ""),
        (2021, "E02000001"),
    }


def test_boundaries_give_outlines_and_middles(lookups, file):
    shapes = {"E01000001": square(-0.5, 52.0), "E01000002": square(-0.4, 52.0)}
    load(*lookups, file("areas.geojson", boundaries(**shapes)))
    assert outlines(["E01000001"])["E01000001"] == (tuple(map(tuple, square(-0.5, 52.0)[0])),)
    area = SmallArea.objects.get(code="E01000001", vintage=2021)
    assert (area.latitude, area.longitude) == pytest.approx((52.05, -0.45))
    assert SmallArea.objects.get(code="E01000001", vintage=2011).latitude is None
    both = positions(SmallArea.objects.filter(vintage=2021, name__startswith="Northvale"), "middle_area")
    assert both[area.middle_area_id].point == pytest.approx((-0.4, 52.05))
    alone = positions(SmallArea.objects.filter(pk=area.pk), "small_area")[area.pk]
    assert alone.shape == outlines(["E01000001"])["E01000001"]
    (together,) = both[area.middle_area_id].shape
    assert (len(together), together[0]) == (7, together[-1])


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "Polygon", "coordinates": square(501_000, 223_000, 500)}, "coordinates in metres"),
        ({"type": "Point", "coordinates": [0, 52]}, "a Point where an area is expected"),
        ({"type": "Polygon", "coordinates": square(0, 52, 0.00001)}, "an outline without an area"),
    ],
    ids=["metres", "point", "nothing"],
)
def test_what_is_no_outline_in_degrees_is_refused(geometry, reason, file):
    content = json.loads(boundaries(E01000001=square(0, 52)))
    content["features"][0]["geometry"] = geometry
    (refused,) = load(file("areas.geojson", json.dumps(content)))
    assert reason in refused.reason
    assert not Boundary.objects.exists()


def test_without_boundaries_an_area_lies_where_its_postcodes_do(lookups, file):
    head, *rows = ONSPD.strip().split("\n")
    points = ("52.0,-0.5", "52.2,-0.7", "99.999999,0.000000")
    with_points = [f"{row},{point}" for row, point in zip(rows, points, strict=True)]
    load(*lookups, file("onspd.csv", "\n".join([f"{head},lat,long", *with_points])))
    area = SmallArea.objects.get(code="E01000001", vintage=2021)
    assert (area.latitude, area.longitude) == (52.0, -0.5)
    assert points_of(["nv11aa", "MA10 1AA", "rubbish"]) == {"nv11aa": (-0.5, 52.0)}
    northvale = positions(SmallArea.objects.filter(vintage=2021), "local_authority")[area.local_authority_id]
    assert (northvale.point, northvale.shape) == (pytest.approx((-0.6, 52.1)), ())
    assert SmallArea.objects.get(code="E01000003", vintage=2021).latitude is None


def test_points_alone_add_no_postcodes(lookups, file):
    load(*lookups, file("directory.csv", ONSPD))
    (loaded,) = load(file("points.csv", POINTS))
    assert (loaded.change.added, loaded.change.changed) == (0, 1)
    assert loaded.note == "1 of its postcodes are in no directory that is loaded"
    assert Postcode.objects.get(code="NV11AA").longitude == -0.5


def test_a_second_run_changes_nothing(lookups, file):
    files = (
        file("mid2020.csv", people("E01000001")), file("six.csv", DENOMINATORS), file("middles.csv", MIDDLES),
        file("areas.geojson", boundaries(E01000001=square(-0.5, 52.0))), file("directory.csv", ONSPD),
        file("points.csv", POINTS),
    )  # fmt: skip
    assert changes(*lookups, *files)
    assert changes(*lookups, *files) == 0


def test_a_lookup_without_outlines_is_no_map(file):
    with pytest.raises(CommandError, match="not a map"):
        command("load_geography", file("lookup.json", '{"E02000001": {"LU1": 3}}'))


def test_a_point_of_the_national_grid_is_where_ordnance_survey_says():
    """The worked example of its guide: 52°39'28.72"N 1°42'57.79"E."""
    assert grid_point(651_409.903, 313_177.270) == pytest.approx((1.716052, 52.657979), abs=1e-5)
