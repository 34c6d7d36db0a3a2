"""Maps as they are drawn: what each area says, what hides, what can be read without seeing."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from anchors.charts import Column, Table
from anchors.geography.shapes import dissolved
from anchors.maps import Area, AreaKey, Site, SiteKey, area_map, site_map
from anchors.maps.whereabouts import whereabouts
from anchors.views.gallery_maps import estate_map, outline_map, staff_map

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script> & Sons'
TABLE = Table("Areas", (Column("Area"),), (("Bargate",),))
KEY = AreaKey(classes=("Under 7", "7 or 8", "9 or 10", "11 or 12", "13 or more"))


def square(west, south):
    east, north = west + 0.1, south + 0.1
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


AREAS = (
    Area(code="a", says="Bargate: 4 per 1,000", shade=0, label="4", group="Marsh", point=(-0.5, 52.0)),
    Area(code="b", says="Foundry: 12 per 1,000", shade=3, label="12", group="Northvale", point=(-0.4, 52.0)),
    Area(code="c", says="Fenby: Fewer than 8 (hidden)", shade="hidden", label="3", group="Marsh", point=(-0.5, 51.9)),
    Area(code="d", says=f"{HOSTILE}: no data", shade=None, group="Northvale", point=(-0.4, 51.9), is_outlined=True),
)  # fmt: skip
SHAPES = (square(-0.5, 52.0), square(-0.4, 52.0), square(-0.5, 51.9), square(-0.4, 51.9))
OUTLINED = tuple(replace(area, shape=shape) for area, shape in zip(AREAS, SHAPES, strict=True))
GALLERY = {"hexagons": staff_map, "outlines": outline_map, "sites": estate_map}


def mapped(areas=AREAS, **options):
    return area_map("map", "Fewer staff", "Staff per 1,000", areas, legend=KEY, table=TABLE, **options)


def drawings(figure):
    """Every SVG of a figure's own as a tree; the key's samples are hidden from screen readers."""
    found = re.findall(r"<svg .*?</svg>", figure.wide + figure.narrow)
    trees = [ET.fromstring(each) for each in found]  # noqa: S314 - drawn by ourselves
    return [tree for tree in trees if tree.get("role")]


def titles(tree):
    return [element.text for element in tree.iter("title")]


@pytest.mark.parametrize("name", GALLERY)
def test_a_map_has_no_styles_and_no_scripts_and_no_text_below_13_pixels(name):
    figure = GALLERY[name]()
    markup = figure.wide + figure.narrow
    assert not re.search(r"<script|\son\w+=|style=", markup)
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', markup)), default=13) >= 13
    assert len(drawings(figure)) == (1 if name == "outlines" else 2)
    assert figure.table.rows


@pytest.mark.parametrize("areas", [AREAS, OUTLINED], ids=["hexagons", "outlines"])
def test_each_area_says_exactly_the_text_that_was_given(areas):
    for tree in drawings(mapped(areas)):
        assert titles(tree) == [area.says for area in areas]


@pytest.mark.parametrize("areas", [AREAS, OUTLINED], ids=["hexagons", "outlines"])
def test_a_hidden_area_is_hatched_and_its_value_is_nowhere(areas):
    figure = mapped(areas)
    for tree in drawings(figure):
        (hatched,) = [each for each in tree.iter("path") if each.get("fill")]
        pattern = hatched.get("fill")[5:-1]
        assert pattern in {each.get("id") for each in tree.iter("pattern")}
        assert "3" not in [each.text for each in tree.iter("text")]
    assert "Hidden: fewer than 8 people" in figure.wide
    ids = re.findall(r'id="([^"]+)"', figure.wide + figure.narrow)
    assert len(ids) == len(set(ids))


def test_values_stand_on_hexagons_light_on_dark():
    for tree in drawings(mapped()):
        labels = {each.text: each.get("class") for each in tree.iter("text")}
        assert labels == {"4": "anchors-map__label", "12": "anchors-map__label anchors-map__label--light"}


def test_where_a_value_does_not_fit_there_is_none_at_all():
    many = [replace(AREAS[0], code=str(n), point=(n % 20, 50 + n // 20), label="1,234") for n in range(400)]
    assert not [each for tree in drawings(mapped(many)) for each in tree.iter("text")]


def test_the_key_names_only_what_is_drawn():
    plain = mapped([replace(AREAS[0], group="")])
    words = re.findall(r"</svg>([^<]+)</li>", mapped(found="a").wide)
    assert words == [
        *KEY.classes, "Hidden: fewer than 8 people", "No data", "Most deprived fifth in England",
        "District boundary", "The area you chose",
    ]  # fmt: skip
    assert re.findall(r"</svg>([^<]+)</li>", plain.wide) == list(KEY.classes)


def test_a_map_without_links_is_an_image_with_an_account_of_itself():
    for tree in drawings(mapped()):
        assert tree.get("role") == "img"
        name, words = tree.get("aria-labelledby").split()
        assert name == "map-title"
        (account,) = [each for each in tree.iter("desc") if each.get("id") == words]
        assert account.text.startswith(
            "Map of 4 areas: 1 in the class Under 7; 1 in the class 11 or 12; 1 hidden;"
        )
        assert account.text.endswith("The figures are in the table view.")


def test_areas_that_are_links_come_in_the_order_of_the_table():
    areas = [replace(area, href=f"?area={area.code}") for area in AREAS]
    for tree in drawings(mapped(areas)):
        assert tree.get("role") == "group"
        links = list(tree.iter("a"))
        assert [link.get("aria-label") for link in links] == [area.says for area in areas]
        assert links[0].get("href") == "?area=a"


def test_districts_are_parted_by_lines_only_between_them():
    def lines(areas):
        markup = mapped(areas).wide
        return re.findall(
            r'<path class="anchors-map__line" d="([^"]+)"/>', markup[markup.index("anchors-chart") :]
        )

    assert len(lines(AREAS)) == len(lines(OUTLINED)) == 1
    assert lines([replace(area, group="Marsh") for area in AREAS]) == []
    assert len(re.findall("[ML]", lines(OUTLINED)[0])) == 3  # down the middle: two edges end to end


def test_areas_without_a_position_are_counted_and_outlines_must_be_whole():
    lost = [*AREAS, Area(code="e", says="Nowhere: 9", shade=2)]
    figure = mapped(lost)
    assert figure.notes[1:] == (
        "Not on the map, for want of a position: 1 of 5 areas. Every area is in the table.",
    )
    assert "chart" not in mapped([lost[-1]]).views
    assert len(drawings(mapped([*OUTLINED[:3], AREAS[3]]))) == 2
    assert len(drawings(mapped(OUTLINED, drawn_as="hexagons"))) == 2


def test_a_chosen_area_is_marked():
    assert mapped(found="a").wide.count('class="anchors-map__found"') == 2  # in the key and on the map
    assert "anchors-map__found" not in mapped(found="elsewhere").wide


def sites(*found, **options):
    legend = SiteKey(kinds=("NHS site", "Council site"), sizes=("Small", "Middling", "Large"))
    return site_map("sites", "Sites", "By kind", found, legend=legend, table=TABLE, **options)


CLINIC = Site(code="1", says=f"{HOSTILE}: 900 m²", point=(-0.45, 52.05))
HALL = Site(code="2", says="Town hall: 6,300 m²", point=(-0.45, 52.05), kind=1, size=2, href="/estates/2/")


def test_sites_of_one_postcode_do_not_cover_each_other():
    for tree in drawings(sites(CLINIC, replace(CLINIC, code="3"), around={"Marsh": SHAPES[0]})):
        a, b = ((float(each.get("cx")), float(each.get("cy"))) for each in tree.iter("circle"))
        assert abs(a[0] - b[0]) + abs(a[1] - b[1]) > 9


def test_kinds_differ_by_shape_and_say_what_the_table_says():
    for tree in drawings(sites(CLINIC, HALL, around={"Marsh": SHAPES[0]})):
        assert sorted(titles(tree)) == sorted([CLINIC.says, HALL.says])
        assert len(list(tree.iter("circle"))) == 1
        assert [link.get("href") for link in tree.iter("a")] == ["/estates/2/"]
        assert [each.text for each in tree.iter("text")] == ["Marsh"]


def test_places_without_an_outline_are_named_clear_of_dots_and_of_each_other():
    names = {"Marsh": (-0.45, 52.05), "Thornmere": (-0.45, 52.05)}
    for tree in drawings(sites(CLINIC, HALL, replace(HALL, point=(-0.4, 52.0)), names=names)):
        labels = {each.text: float(each.get("y")) for each in tree.iter("text")}
        assert set(labels) == {"Marsh", "Thornmere"}
        assert abs(labels["Marsh"] - labels["Thornmere"]) >= 14
    outlined = sites(CLINIC, around={"Marsh": SHAPES[0]}, names=names)
    assert [each.text for each in drawings(outlined)[0].iter("text")].count("Marsh") == 1


def test_one_site_is_counted_as_one():
    assert "Map of 1 site:" in sites(CLINIC).wide


def test_sites_elsewhere_or_without_a_position_are_counted():
    far, lost = replace(HALL, point=(1.5, 53.0)), replace(HALL, point=None)
    figure = sites(CLINIC, far, lost, around={"Marsh": dissolved(SHAPES)})
    assert "2 of 3 sites" in figure.notes[0]
    assert "2 of 3" not in "".join(sites(CLINIC, far).notes)
    assert "chart" not in sites(lost).views


def test_the_side_of_the_map_on_which_each_district_lies_is_said():
    places = [
        ("Northvale", (0.0, 0.0)),
        ("Thornmere", (10.0, 5.0)),
        ("Marsh", (5.0, 10.0)),
        ("Fen", (5.2, 9.8)),
    ]
    assert whereabouts(places) == "Top left: Northvale. Right: Thornmere. Bottom: Fen and Marsh."
    assert whereabouts(places[:1]) == whereabouts([("", (0.0, 0.0)), ("Marsh", (1.0, 1.0))]) == ""


def test_few_hexagons_have_names_and_are_no_larger_than_they_need_be():
    few = [replace(area, name=f"Long Bargate {area.code}", shape=()) for area in AREAS]
    figure = mapped(few, drawn_as="hexagons")
    assert all(area.code in figure.wide for area in few)
    assert "Long Bargate" in figure.wide
    height = int(float(re.findall(r'viewBox="0 0 \d+ ([\d.]+)"', figure.wide)[-1]))
    assert height < 420


def test_a_name_that_does_not_fit_leaves_all_names_to_the_table():
    few = [replace(area, name="Llanfairpwllgwyngyll" * 2, shape=()) for area in AREAS]
    assert "Llanfair" not in mapped(few, drawn_as="hexagons").wide
