"""Estates returns of four years and a workbook, against totals that this file reads by itself."""

import csv
import os
import tempfile
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from anchors.ingest import Check, check_list
from anchors.jobs import run_here
from anchors.models import AnchorInstitution, Succession
from anchors.periods import Period
from anchors.uploads import answer_upload
from estates.ingest import ERIC
from estates.models import EstateReturn, ReturnSource, Site, SiteChange

REAL = (
    Path(os.environ.get("ANCHORS_REALDATA") or Path(__file__).resolve().parents[3] / "shared" / "realdata")
    / "reference"
    / "estates"
)
WORKBOOK = "HospitalEstatesAndFacilitiesStatistics_13944.XLS"
realdata = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REAL.is_dir(), reason=f"no published estates returns in {REAL}"),
]

COLUMNS = {
    2013: {
        "floor_m2": 48, "occupied_m2": 49, "heated_m3": 51, "site_land_ha": 53, "patient_m2": 54,
        "non_patient_m2": 55, "backlog_high": 72, "backlog_significant": 73, "backlog_moderate": 74,
        "backlog_low": 75, "electricity_kwh": 84, "gas_kwh": 85, "oil_kwh": 86, "energy_cost": 93,
        "waste_burnt_t": 96, "waste_landfill_t": 99, "waste_recovered_t": 102, "waste_recycled_t": 103,
        "parking_spaces": 105, "disabled_spaces": 107,
    },
    2014: {
        "retail_income": 44, "retail_m2": 45, "floor_m2": 47, "occupied_m2": 48, "heated_m3": 50,
        "site_land_ha": 52, "patient_m2": 53, "non_patient_m2": 54, "backlog_high": 62,
        "backlog_significant": 63, "backlog_moderate": 64, "backlog_low": 65, "energy_cost": 74,
        "electricity_kwh": 75, "gas_kwh": 76, "oil_kwh": 77, "waste_recycled_t": 88, "waste_recovered_t": 89,
        "waste_burnt_t": 90, "waste_landfill_t": 93, "parking_spaces": 95, "disabled_spaces": 96,
    },
    2015: {
        "retail_income": 46, "retail_m2": 47, "floor_m2": 48, "occupied_m2": 49, "heated_m3": 51,
        "site_land_ha": 53, "clinical_m2": 54, "non_clinical_m2": 55, "unsuitable_share": 56,
        "empty_share": 58, "under_used_share": 59, "backlog_high": 72, "backlog_significant": 73,
        "backlog_moderate": 74, "backlog_low": 75, "energy_cost": 78, "electricity_kwh": 79, "gas_kwh": 80,
        "oil_kwh": 81, "parking_spaces": 101, "disabled_spaces": 102, "parking_fee": 103,
        "staff_parking_fee": 104,
    },
    2016: {
        "retail_income": 51, "retail_m2": 52, "floor_m2": 53, "occupied_m2": 54, "heated_m3": 56,
        "land_owned_ha": 57, "land_idle_ha": 58, "clinical_m2": 59, "non_clinical_m2": 60,
        "backlog_high": 68, "backlog_significant": 69, "backlog_moderate": 70, "backlog_low": 71,
        "energy_cost": 83, "electricity_kwh": 84, "gas_kwh": 85, "oil_kwh": 86, "waste_landfill_t": 100,
        "waste_burnt_t": 102, "waste_recycled_t": 104, "waste_recovered_t": 106, "parking_spaces": 107,
        "disabled_spaces": 108,
    },
}  # fmt: skip
"""Where each figure stands in the file of its year, counted by hand: 0 is column A."""
SITE_COLUMNS = {
    "retail_income": 13, "retail_m2": 14, "floor_m2": 15, "occupied_m2": 16, "heated_m3": 18,
    "land_owned_ha": 19, "land_idle_ha": 20, "clinical_m2": 21, "non_clinical_m2": 22, "unsuitable_share": 23,
    "empty_share": 25, "under_used_share": 26, "backlog_high": 40, "backlog_significant": 41,
    "backlog_moderate": 42, "backlog_low": 43, "energy_cost": 55, "electricity_kwh": 56, "gas_kwh": 57,
    "oil_kwh": 58, "waste_landfill_t": 72, "waste_burnt_t": 74, "waste_recycled_t": 76,
    "waste_recovered_t": 78, "parking_spaces": 79, "disabled_spaces": 80, "parking_fee": 81,
    "staff_parking_fee": 82,
}  # fmt: skip


def number(text: object) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def read_apart(name: str) -> list[list[str]]:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="$"))[2:]


@lru_cache
def published(name: str) -> tuple[Check, list[dict[str, str]]]:
    """The engine's check of a published file and its accepted lines; read once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        return read(REAL / name, Path(folder))


def read(path: Path, folder: Path, **options: Any) -> tuple[Check, list[dict[str, str]]]:
    clean = folder / "accepted"
    found = check_list(path, ERIC, clean=clean, left_out=folder / "left_out", **options)
    with clean.open(encoding="utf-8", newline="") as file:
        return found, list(csv.DictReader(file))


@pytest.fixture
def checked(tmp_path: Path) -> Callable[..., tuple[Check, list[dict[str, str]]]]:
    """The engine's check of a file and its accepted lines."""
    return lambda path, **options: read(path, tmp_path, **options)


def totals(rows: list[dict[str, str]], code: str) -> tuple[int, Decimal]:
    figures = [Decimal(row[code]) for row in rows if row[code]]
    return len(figures), sum(figures, Decimal())


@pytest.mark.parametrize("year", COLUMNS)
class TestPublishedTrustFiles:
    pytestmark = realdata

    def test_every_figure_of_all_trusts_adds_up_to_an_independent_reading(self, year: int) -> None:
        name = f"ERIC-{year}-{(year + 1) % 100}.csv"
        found, rows = published(name)
        assert (found.state, found.file_facts["year"]) == ("checked", str(year))
        apart = read_apart(name)
        assert len(rows) == len(apart)
        for code, column in COLUMNS[year].items():
            values = [value for row in apart if (value := number(row[column])) is not None]
            assert totals(rows, code) == (len(values), sum(values, Decimal())), code

    def test_no_figure_is_read_that_the_independent_reading_does_not_name(self, year: int) -> None:
        _, rows = published(f"ERIC-{year}-{(year + 1) % 100}.csv")
        read = {code for code in rows[0] if any(row[code] for row in rows)}
        made = {"source_row", "source_sheet", "body", "body_name", "year", "record", "left_out"}
        assert read - made - {"nhs_property_sites"} == set(COLUMNS[year])


class TestPublishedWorkbook:
    pytestmark = realdata

    def test_every_figure_of_all_sites_adds_up_to_an_independent_reading(self) -> None:
        found, rows = published(WORKBOOK)
        sites = [row for row in rows if row["record"] == "site"]
        book = CalamineWorkbook.from_path(REAL / WORKBOOK)
        apart = book.get_sheet_by_name("Site Data").to_python()[2:]
        assert (len(sites), found.file_facts["year"]) == (len(apart), "2016")
        for code, column in SITE_COLUMNS.items():
            values = [value for row in apart if (value := number(row[column])) is not None]
            if code != "retail_income":
                values = [
                    value for value in values if value >= 0
                ]  # 22.94 tonnes less than nothing went to landfill
            assert totals(sites, code) == (len(values), sum(values, Decimal())), code

    def test_sites_leased_are_counted_from_the_sheet_of_trusts(self) -> None:
        _, rows = published(WORKBOOK)
        book = CalamineWorkbook.from_path(REAL / WORKBOOK)
        apart = [number(row[15]) for row in book.get_sheet_by_name("Trust Data").to_python()[2:]]
        expected = [value for value in apart if value is not None]
        trusts = [row for row in rows if row["record"] == "trust"]
        assert totals(trusts, "nhs_property_sites") == (len(expected), sum(expected, Decimal()))

    def test_the_floor_inside_a_pfi_contract_is_not_taken_for_that_of_the_site(self) -> None:
        _, rows = published(WORKBOOK)
        schemes = [row for row in rows if row["record"] == "scheme"]
        assert len(schemes) == 139
        assert not any(row["occupied_m2"] for row in schemes)
        assert schemes[0]["postcode"] == "ST6 7AG"

    def test_the_text_file_of_the_same_year_agrees_with_it_where_cells_have_not_slid(self) -> None:
        _, text = published("ERIC-2016-17.csv")
        _, book = published(WORKBOOK)
        leased = {row["body"]: row["nhs_property_sites"] for row in book if row["record"] == "trust"}
        read = {row["body"]: row["nhs_property_sites"] for row in text if row["nhs_property_sites"]}
        assert read == {body: leased[body] for body in read}
        assert len(text) - len(read) == 5 + sum(1 for value in leased.values() if not value)


HEADINGS_2016 = (
    "Organisation Code,Organisation Name,Number of sites leased from NHS Property Services (No.),"
    "Estates Development Strategy (Yes/No),Gross internal floor area (m²),Land area owned (Hectares),"
    "Floor area - empty (%),Cost to eradicate high risk backlog (£)\n"
)


def eric_file(folder: Path, text: str, name: str = "eric-2016-17.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_heading_of_another_year_is_named_and_its_column_not_read(
    tmp_path: Path, checked: Callable[..., tuple[Check, list[dict[str, str]]]]
) -> None:
    wrong = HEADINGS_2016.replace("Land area owned (Hectares)", "Site land area (Hectare)")
    path = eric_file(tmp_path, wrong + "RZZ,NORTHVALE,0,Yes,1000,7,5,10\n")
    found, rows = checked(path, period=Period(201604, 201703))
    assert (rows[0]["land_owned_ha"], rows[0]["site_land_ha"], rows[0]["floor_m2"]) == ("", "", "1000")
    assert found.findings.problems["other_year"].examples[0]["message"] == (
        'Row 1, column F (Site land area (Hectare)): "Site land area (Hectare)" is the heading of Site land area in '
        "2013/14 to 2015/16; 2016/17 has none. The column was not read. Correct the heading, or send the return of "
        "one year."
    )


def test_a_file_of_another_year_than_the_sender_says_is_refused_with_what_was_found_and_expected(
    tmp_path: Path, checked: Callable[..., tuple[Check, list[dict[str, str]]]]
) -> None:
    path = eric_file(tmp_path, HEADINGS_2016 + "RZZ,NORTHVALE,0,Yes,1000,7,5,10\n")
    found, _ = checked(path, period=Period(201304, 201403))
    assert found.state == "refused"
    assert found.reason == (
        "The headings are those of 2016/17, and you said 2013/14. Column E (Gross internal floor area) holds "
        '"Gross internal floor area (m²)" where a return of 2013/14 has "Gross internal site floor area (m²)". '
        "Choose the year that the file is of, or the file of the year that you mean."
    )


def test_a_row_whose_cells_have_slid_gives_no_wrong_figure(
    tmp_path: Path, checked: Callable[..., tuple[Check, list[dict[str, str]]]]
) -> None:
    found, rows = checked(eric_file(tmp_path, HEADINGS_2016 + "RZZ,NORTHVALE,1,250,Yes,1000,7,5\n"))
    assert rows[0]["nhs_property_sites"] == ""
    assert (
        'Column D (Estates Development Strategy (Yes/No)) holds "250" and should hold Yes or No'
        in (found.findings.problems["slid_row"].examples[0]["message"])
    )


def test_not_applicable_is_no_data_and_nought_is_nought(
    tmp_path: Path, checked: Callable[..., tuple[Check, list[dict[str, str]]]]
) -> None:
    _, rows = checked(eric_file(tmp_path, HEADINGS_2016 + "RZZ,NORTHVALE,0,Yes,Not Applicable,0,,10\n"))
    assert (rows[0]["floor_m2"], rows[0]["land_owned_ha"], rows[0]["empty_share"]) == ("", "0", "")


def test_percentages_that_the_file_adds_up_are_not_taken_for_percentages(
    tmp_path: Path, checked: Callable[..., tuple[Check, list[dict[str, str]]]]
) -> None:
    found, rows = checked(
        eric_file(tmp_path, HEADINGS_2016 + "RZZ,NORTHVALE,0,Yes,1000,7,250,10\nRYY,MARSH,0,No,9,1,4,1\n")
    )
    assert [row["empty_share"] for row in rows] == ["", ""]
    assert found.findings.problems["added_up"].count == 1


@pytest.mark.django_db
class TestLoadingForEverybody:
    ROWS = "RZZ,NORTHVALE HOSPITALS,2,Yes,1000.5,7,5,10\nRQQ,ELSEWHERE,1,Yes,90,1,2,3\n"

    def load(self, *paths: Path, **options: object) -> str:
        out = StringIO()
        call_command("load_eric", *map(str, paths), stdout=out, **options)
        return out.getvalue()

    def test_each_institution_gets_its_own_row_and_the_rest_is_said(self, cast, tmp_path: Path) -> None:
        said = self.load(eric_file(tmp_path, HEADINGS_2016 + self.ROWS))
        row = EstateReturn.objects.get()
        assert (row.institution, row.year, row.site) == (cast.trust, 2016, None)
        assert (row.floor_m2, row.empty_share, row.backlog_low) == (Decimal("1000.5"), Decimal("0.05"), None)
        assert row.is_published
        assert "1 row of 1 institution, 1 new" in said
        assert "RQQ" in said

    def test_a_second_run_changes_nothing(self, cast, tmp_path: Path) -> None:
        path = eric_file(tmp_path, HEADINGS_2016 + self.ROWS)
        self.load(path)
        before = list(EstateReturn.objects.values()), ReturnSource.objects.count(), SiteChange.objects.count()
        assert "0 new" in self.load(path)
        assert (
            list(EstateReturn.objects.values()),
            ReturnSource.objects.count(),
            SiteChange.objects.count(),
        ) == before

    def test_a_wrong_file_or_year_is_refused_with_its_reason(self, cast, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="No row of headings"):
            self.load(eric_file(tmp_path, "Date,Supplier,Amount\n1/4/2026,Fenby,10\n"))
        with pytest.raises(CommandError, match="you said 2014/15"):
            self.load(eric_file(tmp_path, HEADINGS_2016 + self.ROWS), year="2014/15")
        assert not EstateReturn.objects.exists()

    @pytest.mark.realdata
    @pytest.mark.skipif(not REAL.is_dir(), reason=f"no published estates returns in {REAL}")
    def test_the_workbook_gives_a_trust_its_sites_and_schemes(self, cast) -> None:
        AnchorInstitution.objects.filter(pk=cast.trust.pk).update(ods_code="R1H")
        self.load(REAL / WORKBOOK)
        royal = Site.objects.get(ref="R1H12")
        assert (royal.name, royal.kind, royal.terms, royal.postcode) == (
            "The Royal London",
            "acute",
            "pfi",
            "E1 1BB",
        )
        assert Site.objects.count() == EstateReturn.objects.filter(site__isnull=False).count()


def test_a_file_whose_headings_fit_several_years_is_asked_about_once(
    cast, sent: Callable[..., object], django_capture_on_commit_callbacks
) -> None:
    upload = sent(
        b"Organisation Code,Organisation Name,Clinical space\nRZZ,NORTHVALE,70\n".replace(
            b"space", "space (m²)".encode()
        ),
        name="file.csv",
    )
    assert upload.state == "question"
    question = upload.found["questions"][0]
    assert [choice["value"] for choice in question["choices"]] == ["2015-16", "2016-17"]
    with run_here(), django_capture_on_commit_callbacks(execute=True):
        answer_upload(upload, by=cast.trust_lead, answers={"period": "2015-16"})
    upload.refresh_from_db()
    assert (upload.state, upload.found["file_facts"]["year"]) == ("checked", "2015")


def test_rows_of_a_body_that_was_taken_over_stay_its_own(cast, sent: Callable[..., object]) -> None:
    former = AnchorInstitution.objects.create(
        name="Old Marsh Trust", slug="old-marsh", kind="acute_trust", ods_code="RYY"
    )
    Succession.objects.create(predecessor=former, successor=cast.trust, on="2018-10-01")
    upload = sent(
        (
            HEADINGS_2016
            + "RZZ,NORTHVALE,0,Yes,1000,7,5,10\nRYY,OLD MARSH,0,Yes,500,1,4,1\nRQQ,X,0,No,1,1,1,1\n"
        ).encode(),
    )
    assert (upload.state, upload.found["accepted"]["lines"], upload.found["ignored"]["others"]) == (
        "checked",
        1,
        2,
    )
    message = upload.found["problems"][0]["examples"][0]["message"]
    assert (
        "Old Marsh Trust became part of Northvale Hospitals NHS Foundation Trust on 1 October 2018" in message
    )


def test_a_file_without_a_row_of_the_sender_is_refused(cast, sent: Callable[..., object]) -> None:
    upload = sent((HEADINGS_2016 + "RQQ,ELSEWHERE,0,No,1,1,1,1\n").encode())
    assert upload.state == "refused"
    assert upload.reason == "None of the 1 rows is of this organisation: Organisation code tells them apart."


def test_an_upload_is_loaded_and_undone_and_an_earlier_source_stands_again(
    cast, loaded: Callable[..., object], undone: Callable[..., None]
) -> None:
    first = loaded((HEADINGS_2016 + "RZZ,NORTHVALE,0,Yes,1000,7,5,10\n").encode())
    assert (first.state, first.lines_loaded) == ("loaded", 1)
    second = loaded((HEADINGS_2016 + "RZZ,NORTHVALE,0,Yes,1200,,5,10\n").encode())
    row = EstateReturn.objects.get()
    assert (row.floor_m2, row.land_owned_ha) == (Decimal(1200), Decimal(7))
    undone(second)
    row.refresh_from_db()
    assert row.floor_m2 == Decimal(1000)
    undone(first)
    assert not EstateReturn.objects.exists()


TRUST_ROW = "RZZ,NORTHVALE,0,Yes,1000,7,5,10\n"


@pytest.mark.parametrize(
    ("name", "text", "choices"),
    [
        ("returns.csv", "and may be those of a later year too. Which year", ["2016-17", "2017-18"]),
        ("ERIC - 202223 - Trust data.csv", "the name of the file says 2022/23", ["2016-17", "2022-23"]),
        ("ERIC-2013-14.csv", "the name of the file says 2013/14", ["2013-14", "2016-17"]),
    ],
)
def test_the_year_is_asked_where_headings_and_name_do_not_settle_it(
    tmp_path: Path, checked: Callable[..., Any], name: str, text: str, choices: list[str]
) -> None:
    path = eric_file(tmp_path, HEADINGS_2016 + TRUST_ROW, name)
    (question,) = check_list(
        path, ERIC, name=name, clean=tmp_path / "clean", left_out=tmp_path / "left_out"
    ).questions
    assert text in question.text
    assert [choice["value"] for choice in question.choices] == choices
    found, rows = checked(path, period=Period(201604, 201703))
    assert (found.state, rows[0]["year"]) == ("checked", "2016")


def test_a_return_of_a_later_year_is_refused(tmp_path: Path, checked: Callable[..., Any]) -> None:
    found, _ = checked(eric_file(tmp_path, HEADINGS_2016 + TRUST_ROW), period=Period(202204, 202303))
    assert found.reason == (
        "Returns of 2013/14 to 2016/17 can be read. In later years the same headings stand for other things, so "
        "nothing was read."
    )


def test_a_second_row_of_a_trust_and_a_floor_beyond_measure_are_told(
    tmp_path: Path, checked: Callable[..., Any]
) -> None:
    second = "RZZ,NORTHVALE,0,Yes,1,7,5,10\n"
    huge = "RYY,MARSH,0,Yes,99999999999,7,5,10\n"
    found, rows = checked(eric_file(tmp_path, HEADINGS_2016 + TRUST_ROW + second + huge))
    assert [(row["body"], row["floor_m2"]) for row in rows] == [("RZZ", "1000"), ("RYY", "")]
    assert found.left_out_rows == 1
    messages = [each.examples[0]["message"] for each in found.findings.problems.values()]
    assert messages[0].endswith("row 2 is for the same. Keep the one that is right and delete the other.")
    assert "it should be between 0 and 5,000,000" in messages[1]


def test_the_review_names_the_year_what_it_replaces_and_each_row_to_check(
    cast, sent: Callable[..., Any], loaded: Callable[..., Any], as_: Callable[..., Any]
) -> None:
    loaded((HEADINGS_2016 + TRUST_ROW).encode())
    upload = sent((HEADINGS_2016 + "RZZ,NORTHVALE,0,Yes,1200,seven,5,10\nRQQ,X,0,No,1,1,1,1\n").encode())
    page = as_(cast.trust_lead).get(f"/data/uploads/{upload.pk}/review/").content.decode()
    for words in (
        "ready to add for April 2016 to March 2017",
        "A return of 2016/17 is on record already. This file changes Gross internal floor area from 1,000 to 1,200 m².",
        "Row 2, column F (Land area owned (Hectares)): &#34;seven&#34; is not a number.",
        "passing over 1 row of other organisations",
        "Upload estates return (ERIC): step 5 of 5",
    ):
        assert words in page, words
