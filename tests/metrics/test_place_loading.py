"""Published figures about places: the layouts they come in, editions, second runs, files that are something else."""

import csv
import io
import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anchors.models import Place
from metrics.models import PlaceSource, PlaceValue
from metrics.place_indicators import LABEL, PLACE_INDICATORS, place_indicator
from tests.conftest import CHECKOUT

REAL = (
    Path(os.environ.get("ANCHORS_REALDATA") or CHECKOUT.parent / "shared" / "realdata")
    / "reference/indicators"
)
CITY = "E08999901"
FINGERTIPS = (
    "Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex", "Age",
    "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit",
    "Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend",
    "Compared to England value or percentiles", "Compared to percentiles", "Time period Sortable", "New data",
    "Compared to goal", "Time period range",
)  # fmt: skip


def fingertips(*rows: dict[str, str]) -> str:
    usual = {
        "Indicator ID": "90362", "Indicator Name": "Healthy life expectancy at birth", "Area Code": CITY,
        "Area Name": "Northvale", "Area Type": "Counties & UAs (from Apr 2023)", "Sex": "Female", "Age": "All ages",
        "Time period": "2021 - 23", "Value": "60.1", "Lower CI 95.0 limit": "58.0", "Upper CI 95.0 limit": "62.2",
    }  # fmt: skip
    return table(FINGERTIPS, [[(usual | row).get(heading, "") for heading in FINGERTIPS] for row in rows])


def nomis(*rows: dict[str, str]) -> str:
    usual = {
        "DATE": "2023-03", "DATE_NAME": "March 2023", "GEOGRAPHY_NAME": "Northvale", "GEOGRAPHY_CODE": CITY,
        "GEOGRAPHY_TYPE": "local authorities: district / unitary (as of April 2023)", "GENDER": "0", "AGE": "0",
        "MEASURE": "1", "MEASURE_NAME": "Claimant count", "MEASURES": "20100", "OBS_VALUE": "4460", "OBS_STATUS": "A",
    }  # fmt: skip
    return table(tuple(usual), [list((usual | row).values()) for row in rows])


def extract(
    *rows: tuple[str, ...], headings: str = "area_code,area_name,period,indicator,measure,unit,value"
) -> str:
    return table(headings.split(","), rows)


def table(headings, rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue()


def load(folder: Path, content: str, name: str = "figures.csv", **options: str) -> str:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    out = io.StringIO()
    call_command("load_indicators", str(path), stdout=out, **options)
    return out.getvalue()


def stored() -> set[tuple[object, ...]]:
    return set(
        PlaceValue.objects.values_list("indicator", "area_code", "first", "last", "sex", "category", "value")
    )


def test_a_fingertips_file_gives_its_headline_rows_with_limits_and_edition(cast, tmp_path):
    report = load(
        tmp_path,
        fingertips(
            {},
            {"Sex": "Male", "Value": "59.3"},
            {"Category Type": "Deprivation deciles", "Category": "Most deprived", "Value": "52.0"},
            {"Value": "", "Time period": "2020 - 22"},
            {"Indicator ID": "108", "Indicator Name": "Something else"},
            {"Area Code": "A81001", "Area Name": "A practice"},
        ),
    )
    assert stored() == {
        ("healthy-life-expectancy", CITY, 202101, 202312, "Female", "", Decimal("60.1")),
        ("healthy-life-expectancy", CITY, 202101, 202312, "Male", "", Decimal("59.3")),
    }
    found = PlaceValue.objects.get(sex="Female")
    assert (found.lower, found.upper, found.period) == (Decimal(58), Decimal("62.2"), "2021 - 23")
    assert found.place == cast.city
    assert found.source.vintage == "from Apr 2023"
    assert found.source.publisher == "Office for Health Improvement and Disparities"
    for words in ("1 row of parts of an area", "1 row without a value", "1 row of areas without a GSS code"):
        assert words in report


def test_a_nomis_file_gives_count_and_rate_for_everybody(cast, tmp_path):
    rate = {
        "MEASURE": "2",
        "MEASURE_NAME": "Claimants as a proportion of residents aged 16-64",
        "OBS_VALUE": "2.9",
    }
    load(
        tmp_path,
        nomis({}, rate, {"GENDER": "1", "OBS_VALUE": "2600"}, {"MEASURES": "20701", "OBS_VALUE": "12"}),
    )
    assert stored() == {
        ("claimant-count", CITY, 202303, 202303, "", "", Decimal(4460)),
        ("claimant-rate", CITY, 202303, 202303, "", "", Decimal("2.9")),
    }
    assert PlaceSource.objects.get().vintage == "as of April 2023"


def test_a_table_with_one_figure_a_row_names_its_indicator_and_sometimes_its_measure(cast, tmp_path):
    load(
        tmp_path,
        extract(
            (CITY, "Northvale", "Q1 2022", "Business Births", "Count", "", "200"),
            (CITY, "Northvale", "Q1 2022", "Business Births", "Per 1000 population", "", "1.5"),
            (CITY, "Northvale", "2022/23", "Fuel poverty (low income, low energy efficiency methodology)",
             "Percentage", "Households", "NA"),
            (CITY, "Northvale", "2021/22",
             "School readiness: percentage of children achieving a good level of development at the end of Reception",
             "Percentage", "Persons", "65.2"),
        ),
        vintage="April 2021",
    )  # fmt: skip
    assert stored() == {
        ("business-births", CITY, 202201, 202203, "", "", Decimal(200)),
        ("business-births-rate", CITY, 202201, 202203, "", "", Decimal("1.5")),
        ("school-readiness", CITY, 202109, 202208, "", "", Decimal("65.2")),
    }
    assert PlaceSource.objects.get().vintage == "April 2021"


def test_a_second_run_changes_nothing(cast, tmp_path):
    load(tmp_path, fingertips({}, {"Sex": "Male"}))
    before = (list(PlaceValue.objects.values()), list(PlaceSource.objects.values()))
    load(tmp_path, fingertips({}, {"Sex": "Male"}))
    assert before == (list(PlaceValue.objects.values()), list(PlaceSource.objects.values()))


def test_a_newer_edition_takes_the_place_of_a_figure_and_an_old_file_does_not_bring_it_back(cast, tmp_path):
    old, new = fingertips({"Value": "60.1"}), fingertips({"Value": "60.4"})
    load(tmp_path, old, "2024.csv")
    load(tmp_path, new, "2025.csv")
    report = load(tmp_path, old, "2024.csv")
    found = PlaceValue.objects.get()
    assert (found.value, found.source.name) == (Decimal("60.4"), "2025.csv")
    assert "1 figure kept as a later file has them" in report


def test_a_figure_of_an_area_that_is_not_loaded_keeps_its_code_and_finds_its_place_later(cast, tmp_path):
    load(tmp_path, fingertips({"Area Code": "E06000099", "Area Name": "Elsewhere"}))
    assert PlaceValue.objects.get().place is None
    place = Place.objects.create(code="E06000099", name="Elsewhere", kind="local_authority")
    load(tmp_path, fingertips({"Area Code": "E06000099", "Area Name": "Elsewhere"}))
    assert PlaceValue.objects.get().place == place


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            "area_code,area_name\nE06000030,Swindon\n",
            "Its columns are not those of a file that is used here: area_code",
        ),
        ("Practice.Code,Year,Life_Expectancy\nA81001,2010,81.1\n", "Its columns are not those of a file"),
        ("", "The file is empty"),
        ('{"a": 1}', "JSON and not a map"),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_what_was_found(cast, tmp_path, content, reason):
    with pytest.raises(CommandError, match=reason):
        load(tmp_path, content)
    assert not PlaceSource.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (extract((CITY, "Northvale", "2020", "Claimant count", "Count", "Persons", "many")),
         'Row 2, column 7 ("value"): "many" is not'),
        (extract((CITY, "Northvale", "soon", "Claimant count", "Count", "Persons", "7")), '"soon" is not a period'),
        (extract((CITY, "Northvale", "2020", "Hats", "Count", "Persons", "7")),
         "all its rows are of indicators that are not used here"),
        (extract((CITY, "Northvale", "2020", "Claimant count", "Count", "Persons", "7"),
                 (CITY, "Northvale", "2020", "Claimant count", "Count", "Persons", "8")), "It says both 7 and 8"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_whole(cast, tmp_path, capsys, content, reason):
    out = io.StringIO()
    (tmp_path / "figures.csv").write_text(content)
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_indicators", str(tmp_path / "figures.csv"), stdout=out)
    assert reason in out.getvalue()
    assert not PlaceValue.objects.exists()
    assert not PlaceSource.objects.exists()


def test_every_record_says_who_publishes_it_and_how_a_file_gives_it():
    codes = [each.code for each in PLACE_INDICATORS]
    assert len(codes) == len(set(codes))
    for each in PLACE_INDICATORS:
        assert each.publisher, each.code
        assert each.source, each.code
        assert each.fingertips or each.nomis or each.extracts or each.column, each.code
    assert place_indicator("claimant-count").nomis.dataset == "NM_162_1"
    assert LABEL == "Place, not claim"


@pytest.mark.realdata
def test_the_published_tables_are_loaded_to_the_last_figure(cast):
    if not REAL.is_dir():
        pytest.skip(f"There are no published indicators in {REAL}.")
    out = io.StringIO()
    call_command("load_indicators", str(REAL), stdout=out)
    published = 0
    for path in sorted(REAL.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if "value" in rows[0]:
            published += sum(row["value"] != "NA" for row in rows)
        elif "overall_score" in rows[0]:
            scores = [name for name in rows[0] if name.endswith("_score")]
            published += sum(row[name] not in ("", "NA") for row in rows for name in scores)
    assert PlaceValue.objects.count() == published
    found = PlaceValue.objects.get(
        indicator="healthy-life-expectancy", area_code="E06000032", sex="Female", first=202201, last=202412
    )
    assert found.area_name == "Luton"
    assert found.period == "2022 - 24"
    assert "cipfa2021.csv" in out.getvalue()
    before = list(PlaceValue.objects.order_by("pk").values_list("pk", "value", "source"))
    call_command("load_indicators", str(REAL), stdout=io.StringIO())
    assert before == list(PlaceValue.objects.order_by("pk").values_list("pk", "value", "source"))
