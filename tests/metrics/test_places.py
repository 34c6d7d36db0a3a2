"""The pages of published place figures: side by side, one area, the download; labelled place, not claim."""

import csv
import io

import pytest

from metrics.models import PlaceValue
from metrics.place_indicators import LABEL
from tests.face.reading import Reading
from tests.metrics.test_place_loading import CITY, fingertips, load, nomis

START = "/recommendations/places/"
ONE = f"{START}{CITY}/"


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return Reading(answer.content.decode())


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.fixture
def figures(cast, tmp_path):
    def of(code, name, *values):
        periods = ("2019 - 21", "2020 - 22", "2021 - 23")
        return [
            {"Area Code": code, "Area Name": name, "Sex": sex, "Time period": period, "Value": value,
             "Lower CI 95.0 limit": "", "Upper CI 95.0 limit": ""}
            for sex in ("Female", "Male")
            for period, value in zip(periods, values, strict=True)
        ]  # fmt: skip

    load(tmp_path, fingertips(*of(CITY, "Northvale", "60.1", "59.8", "59.5"),
                              *of("E92000001", "England", "63.1", "62.8", "62.3")), "health.csv")  # fmt: skip
    load(tmp_path, nomis({}, {"GEOGRAPHY_CODE": "E06000099", "GEOGRAPHY_NAME": "Elsewhere"}), "claimants.csv")


def test_nothing_loaded_is_said_with_what_to_do(cast, as_):
    found = page(as_(cast.contributor), START)
    assert "No published figure of our areas is loaded yet" in found.text
    assert "manage.py load_indicators" in found.text
    place = page(as_(cast.contributor), ONE).text
    assert "Nothing published is loaded for Northvale" in place
    assert "look at" not in place


def test_an_area_without_figures_leads_to_a_larger_one_that_has_some(cast, as_, tmp_path):
    load(tmp_path, nomis({"GEOGRAPHY_CODE": cast.city.parent.code, "GEOGRAPHY_NAME": "Above"}), "c.csv")
    found = page(as_(cast.contributor), ONE)
    assert f"larger areas: look at {cast.city.parent.name} ." in found.text


def test_our_areas_stand_side_by_side_with_england(cast, as_, figures):
    found = page(as_(cast.contributor), f"{START}?measure=healthy-life-expectancy")
    assert LABEL in found.text
    for words in ("Northvale", "59.5 years", "England", "62.3 years", "2021–23"):
        assert words in found.text


def test_an_area_has_its_newest_values_by_goal_and_the_course_of_one(cast, as_, figures):
    found = page(as_(cast.contributor), f"{ONE}?measure=healthy-life-expectancy")
    assert "59.5 years, below England in 2021–23" in found.text
    assert "60.1 years in 2019–21" in found.text
    assert "Rising wellbeing" in found.text
    assert "Falling inequality" in found.text
    assert (
        sum(
            1
            for tag, attributes in found.tags
            if tag == "svg" and "anchors-chart--wide" in (attributes.get("class") or "")
        )
        == 2
    )
    table = page(as_(cast.contributor), f"{ONE}?figure=healthy-life-expectancy-female&view=table").text
    assert "62.8 years" in table


def test_a_count_is_not_set_beside_that_of_england(cast, as_, figures):
    found = page(as_(cast.contributor), f"{ONE}?measure=claimant-count")
    assert "4,460 in March 2023" in found.text


def test_every_page_and_row_says_place_not_claim(cast, as_, figures):
    browser = as_(cast.reader)
    assert LABEL in page(browser, ONE).text
    rows = rows_of(browser.get(f"{ONE}download.csv"))
    assert {row["label"] for row in rows} == {LABEL}
    assert len(rows) == PlaceValue.objects.filter(area_code=CITY).count()
    assert {row["edition of areas"] for row in rows} == {"from Apr 2023", "as of April 2023"}
    assert {row["file"] for row in rows} == {"health.csv", "claimants.csv"}


def test_the_comparison_is_downloaded_as_it_is_shown(cast, as_, figures):
    rows = rows_of(as_(cast.reader).get(f"{START}download.csv?measure=healthy-life-expectancy"))
    assert {(row["area code"], row["sex"], row["value"]) for row in rows} == {
        (CITY, "Female", "59.500000"), (CITY, "Male", "59.500000"),
        ("E92000001", "Female", "62.300000"), ("E92000001", "Male", "62.300000"),
    }  # fmt: skip


def test_another_area_is_found_by_name(cast, as_, figures):
    assert "Elsewhere" in page(as_(cast.reader), f"{START}?q=elsew").text
    assert "No area with figures is called" in page(as_(cast.reader), f"{START}?q=atlantis").text
    assert "Elsewhere" in page(as_(cast.reader), f"{START}E06000099/").text


def test_codes_and_measures_that_do_not_exist_are_not_found(cast, as_, figures):
    browser = as_(cast.reader)
    for address in (f"{START}E06999999/", f"{START}nonsense/", f"{ONE}?measure=nonsense", f"{START}?measure=nonsense",
                    f"{START}download.csv", f"{START}E06999999/download.csv"):  # fmt: skip
        assert browser.get(address).status_code == 404, address


def test_a_person_of_no_institution_sees_england_only(cast, as_, figures):
    cast.reader.memberships.all().delete()
    assert "Northvale" not in page(as_(cast.reader), f"{START}?measure=healthy-life-expectancy").text.replace(
        "Northvale and Marsh", ""
    )


def test_every_page_is_whole_and_has_each_id_once(cast, as_, figures):
    for address in (START, ONE, f"{START}?q=e", f"{ONE}?measure=claimant-count", f"{START}E92000001/"):
        found = page(as_(cast.officer), address)
        assert not found.unclosed, address
        assert len(found.ids) == len(set(found.ids)), address
        assert not any("style" in attributes for _, attributes in found.tags), address
