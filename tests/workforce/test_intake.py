"""A staff file becomes counts: what is recognised in it, and what people do with the counts."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from anchors.models import Parameter, SmallArea
from tests.cast import Cast
from tests.workforce.neighbourhood import CENSUS, QUARTER, csv_file, postcode, workbook
from workforce.intake import (
    IntakeError,
    IntakeRefused,
    Purpose,
    confirm_staff,
    receive_staff,
    undo_staff,
    values,
    withdraw_staff,
)
from workforce.models import Release, StaffCount, StaffIntake


def counted(intake: StaffIntake, breakdown: str, vintage: int = 2021) -> dict[str, int]:
    """People in the footprint by category of a breakdown."""
    rows = StaffCount.objects.filter(
        intake=intake, breakdown=breakdown, where="area", small_area__vintage=vintage
    )
    found: Counter[str] = Counter()
    for category, people in rows.values_list("category", "people"):
        found[category] += people
    return dict(found)


def test_people_are_counted_by_where_they_live(cast: Cast, hospital: Purpose):
    rows = [[postcode(cast.city, n)] for n in range(30)] + [
        [postcode(cast.far_city, 1)],
        ["ZZ99 3VZ"],
        ["M1"],
        [""],
    ]
    rows += [["SW1A 1AA"]]
    intake = receive_staff(
        hospital, csv_file(["Home Post Code", "AfC Band"], [[*row, "Band 5"] for row in rows]), by=None
    )
    assert (intake.headcount, intake.matched, intake.outside, intake.unmatched) == (35, 30, 1, 4)
    assert counted(intake, "band") == {"5-7": 30}
    for vintage in (2011, 2021):
        area = SmallArea.objects.get(code="E01000001", vintage=vintage)
        assert intake.counts.get(small_area=area, breakdown="all").people == 3
    problems = intake.checks["problems"]
    assert problems["no-fixed-place"]["rows"] == [33]
    assert problems["not-a-postcode"]["rows"] == [34]
    assert problems["no-postcode"]["rows"] == [35]
    assert problems["unknown-postcode"]["rows"] == [36]


def test_spacing_case_and_retired_postcodes_make_no_difference(cast: Cast, hospital: Purpose):
    code = postcode(cast.city, 7)
    written = [
        code,
        code.lower(),
        code.replace(" ", ""),
        f"  {code[:-3]}  {code[-3:]} ",
        code.replace("1", "I", 1),
    ]
    intake = receive_staff(hospital, csv_file(["Postcode"], [[each] for each in written]), by=None)
    assert (intake.headcount, intake.matched) == (5, 5)


DIRTY = ["Employee Number", "Assignment Number", "Work Postcode", "Home Post Code", "Pay Scale", "Staff Group",
         "Latest Start Date", "Leaving Date", "Ethnic Origin"]  # fmt: skip


def dirty_rows(cast: Cast) -> list[list[str]]:
    home, away = postcode(cast.city, 0), postcode(cast.far_city, 0)
    return [
        ["1", "1-1", away, home, "NHS|XR05|Review Body Band 5", "Nursing and Midwifery Registered", "01/05/2026", "31/12/4712", "A White - British"],
        ["1", "1-2", away, home, "NHS|XR05|Review Body Band 5", "Nursing and Midwifery Registered", "01/05/2026", "", "A White - British"],
        ["2", "2", away, home, "Band 8a", "Medical and Dental", "03/02/1987", "", "M Black African"],
        ["3", "3", away, home, "£23,100 - £24,900", "Estates and Ancillary", "01/05/2025", "30/06/2026", "Z"],
        ["4", "4", away, home, "4", "", "", "01/01/2020", ""],
        ["5", "5", away, home, "VSM", "Strategists", "nonsense", "31/03/2027", "Chinese"],
        ["Extracted from the payroll on 1 July 2026"],
        ["Total", "5", *[""] * 7],
    ]  # fmt: skip


@pytest.mark.parametrize("made", [csv_file, workbook])
def test_a_payroll_extract_is_read_as_it_is(cast: Cast, hospital: Purpose, made):
    content = made(DIRTY, dirty_rows(cast), above=["Trust workforce extract", "", "Confidential"])
    intake = receive_staff(replace(hospital, characteristic="ethnicity"), content, by=None)
    assert intake.checks["columns"]["postcode"] == "D"
    assert intake.headcount == 3, "a second post, a leaver and one who left long ago are not people in post"
    assert counted(intake, "band") == {"5-7": 1, "8-plus": 1, "other": 1}
    assert counted(intake, "staff-group") == {"nursing": 1, "medical": 1, "other": 1}
    assert counted(intake, "starters") == {"all": 1}
    assert counted(intake, "leavers") == {"all": 1}
    assert counted(intake, "ethnicity") == {"white": 1, "black": 1, "asian": 1}
    assert intake.checks["passed_over"] == {"second-post": 1, "note": 2}
    assert intake.checks["problems"]["starter"]["count"] == 1


def test_a_characteristic_is_not_counted_unless_it_is_asked_for(cast: Cast, hospital: Purpose):
    intake = receive_staff(hospital, csv_file(DIRTY, dirty_rows(cast)), by=None)
    assert not StaffCount.objects.filter(intake=intake, breakdown="ethnicity").exists()


def test_salaries_are_grouped_once_somebody_has_given_the_thresholds(cast: Cast, hospital: Purpose):
    content = csv_file(["Postcode", "Salary range"], [[postcode(cast.city, 0), "£31,000 - £37,000"]])
    assert counted(receive_staff(hospital, content, by=None), "band") == {"other": 1}
    for code, value in (("pay-group-5-7-from", 30000), ("pay-group-8-plus-from", 55000)):
        Parameter.objects.filter(code=code).delete()
        Parameter.objects.create(code=code, name=code, value=value, source_title="test", status="local")
    assert counted(receive_staff(hospital, content, by=None), "band") == {"5-7": 1}


@pytest.mark.parametrize(
    ("text", "group"),
    [("Band 5", "5-7"), ("band 8A", "8-plus"), ("XR05", "5-7"), ("XN09", "8-plus"), ("Bands 1-4", "1-4"), ("8+", "8-plus"),
     ("8-plus", "8-plus"), ("7", "5-7"), ("Band 12", "other"), ("Consultant", "other"), ("", "other"),
     ("£25,000", "other"), ("Review Body Band 8 - Range B", "8-plus"), ("3-6", "other")],
)  # fmt: skip
def test_pay_bands_are_known_by_their_names(text: str, group: str):
    assert values.pay_group(text) == group


def test_a_salary_falls_into_the_group_whose_pay_it_reaches():
    thresholds = {"5-7": Decimal(30000), "8-plus": Decimal(55000)}
    found = [values.pay_group(text, thresholds) for text in ("24,000", "£30000.00", "£54,000 to £60,000")]
    assert found == ["1-4", "5-7", "8-plus"]


def test_counts_by_small_area_are_taken_as_well(cast: Cast, hospital: Purpose):
    rows = [["E01000001", "12", "Band 3"], ["E01000001", "3", "Band 6"], ["E01002001", "4", ""], ["Unknown", "2", ""],
            ["E01999999", "1", ""], ["E01000002", "fewer than 8", "Band 2"]]  # fmt: skip
    intake = receive_staff(hospital, csv_file(["LSOA21CD", "Number of staff", "Band group"], rows), by=None)
    assert (intake.matched, intake.outside, intake.unmatched) == (15, 4, 3)
    assert counted(intake, "band") == {"1-4": 12, "5-7": 3}
    assert counted(intake, "all", 2011) == counted(intake, "all") == {"all": 15}
    assert intake.checks["problems"] == {
        "area": {"count": 1, "rows": [6]},
        "people": {"count": 1, "rows": [7]},
    }


def test_a_column_of_postcodes_under_an_unknown_heading_is_found_by_what_it_holds(
    cast: Cast, hospital: Purpose
):
    rows = [[postcode(cast.city, n), "Band 5", "Nursing"] for n in range(5)]
    intake = receive_staff(hospital, csv_file(["Where", "Band", "Staff Group"], rows), by=None)
    assert intake.matched == 5


def test_two_columns_that_cannot_be_told_apart_are_asked_about(cast: Cast, hospital: Purpose):
    content = csv_file(
        ["One", "Two", "Band", "Staff group"],
        [[postcode(cast.city, 0), postcode(cast.far_city, 0), "5", ""]] * 3,
    )
    with pytest.raises(IntakeRefused, match="cannot tell which column") as refusal:
        receive_staff(hospital, content, by=None)
    assert [(each.letter, each.words) for each in refusal.value.choices][:2] == [("A", "One"), ("B", "Two")]
    assert receive_staff(replace(hospital, postcode_column="A"), content, by=None).matched == 3
    assert receive_staff(replace(hospital, postcode_column="B"), content, by=None).outside == 3


def test_no_value_of_a_file_without_headings_is_shown_as_a_heading(cast: Cast, hospital: Purpose):
    content = csv_file([postcode(cast.city, 0), postcode(cast.city, 1)], [[postcode(cast.city, 2)] * 2] * 3)
    with pytest.raises(IntakeRefused) as refusal:
        receive_staff(hospital, content, by=None)
    assert [each.words for each in refusal.value.choices] == ["", ""]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"Name,Band\nA,5\n", "No column holds home postcodes"), (b"%PDF-1.4", "a PDF document"),
     (b"PK\x03\x04broken", "damaged"), (csv_file(["Postcode"], []), "no rows of staff below its headings in row 1")],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_refused_in_one_sentence(
    hospital: Purpose, content: bytes, words: str
):
    with pytest.raises(IntakeRefused, match=words):
        receive_staff(hospital, content, by=None)


AREAS = ["LSOA code", "Number of people"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (csv_file(["Home postcode", "Band"], [], above=["Staff", ""]),
         "The file has no rows of staff below its headings in row 3. Add one row a person"),
        (csv_file(["Employee number", "Home postcode"], [["Total", ""]]), "in row 1 but 1 row of notes or totals"),
        (csv_file(AREAS, [["E01000001", "-5"], ["E01000002", "2.5"]]),
         r"Rows 2 and 3, column B \(People\): not a whole number of people"),
        (csv_file(AREAS, [["E01000001", "0"]]), r"Every number in column B \(People\) is 0"),
        (csv_file(AREAS, [["E01999999", "5"], ["Bargate", "7"]]),
         r"Rows 2 and 3, column A \(Small area \(LSOA\) code\): no code of a small area \(LSOA\) that we know"),
        (csv_file(["Home postcode", "Leaving date"], [["NV1 0AA", "01/01/2020"], ["NV1 0AB", "01/02/2021"]]),
         r"All 2 people of the file had left by the census date, 30 June 2026, as column B \(Leaver\)"),
    ],
)  # fmt: skip
def test_a_file_that_comes_to_nobody_says_why(hospital: Purpose, content: bytes, words: str):
    with pytest.raises(IntakeRefused, match=words):
        receive_staff(hospital, content, by=None)


def test_counts_wait_for_a_yes_and_a_newer_file_replaces_the_older(cast: Cast, hospital: Purpose):
    first = receive_staff(hospital, csv_file(["Postcode"], [[postcode(cast.city, 0)]]), by=cast.trust_lead)
    assert not StaffIntake.objects.in_force().exists()
    confirm_staff(first, by=cast.trust_lead)
    confirm_staff(first, by=cast.trust_lead)
    second = receive_staff(
        hospital, csv_file(["Postcode"], [[postcode(cast.city, 0)]] * 2), by=cast.trust_lead
    )
    assert StaffIntake.objects.in_force().get() == first
    confirm_staff(second, by=cast.trust_lead)
    assert StaffIntake.objects.in_force().get() == second
    undo_staff(second, by=cast.trust_lead)
    assert StaffIntake.objects.in_force().get() == first, "undoing brings back what was replaced"
    assert not second.counts.exists()


def test_of_two_files_that_nobody_said_yes_to_the_newer_waits(cast: Cast, hospital: Purpose):
    first = receive_staff(hospital, csv_file(["Postcode"], [[postcode(cast.city, 0)]]), by=None)
    second = receive_staff(hospital, csv_file(["Postcode"], [[postcode(cast.city, 0)]]), by=None)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "checked")
    assert not first.counts.exists()
    with pytest.raises(IntakeError, match="thrown away"):
        confirm_staff(first, by=None)
    withdraw_staff(second, by=None)
    assert not StaffCount.objects.exists()


def test_the_same_request_twice_is_one_intake(cast: Cast, hospital: Purpose):
    content = csv_file(["Postcode"], [[postcode(cast.city, 0)]])
    first = receive_staff(hospital, content, by=None, idempotency_key="k")
    assert receive_staff(hospital, content, by=None, idempotency_key="k") == first


def test_a_published_quarter_takes_nothing_more(cast: Cast, hospital: Purpose):
    content = csv_file(["Postcode"], [[postcode(cast.city, 0)]])
    intake = receive_staff(hospital, content, by=None)
    confirm_staff(intake, by=None)
    Release.objects.create(
        system=cast.system,
        first_month=QUARTER.first,
        last_month=QUARTER.last,
        profile="default",
        vintage=2021,
    )
    with pytest.raises(IntakeRefused, match="have been published"):
        receive_staff(hospital, content, by=None)
    with pytest.raises(IntakeError, match="have been published"):
        undo_staff(intake, by=None)


def test_an_institution_without_a_system_on_the_census_date_is_told_so(cast: Cast, hospital: Purpose):
    cast.trust.system_memberships.update(valid_from=date(2027, 1, 1))
    with pytest.raises(IntakeRefused, match="no integrated care system on the census date"):
        receive_staff(hospital, b"Postcode\nX\n", by=None)
    assert date(2026, 6, 30) == CENSUS
