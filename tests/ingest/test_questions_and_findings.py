"""What the uploader is asked, what is left out with which words, and what is loaded but shown."""

import csv
import json

import pytest

from anchors.periods import period_of
from procurement.ingest import SPEND
from tests.ingest.accepted import accepted, checked_into

HEADING = "Date,Supplier,Department,Amount"
LINES = ["30/06/2020,A Ltd,Estates,10.00", "29/06/2020,B Ltd,ICT,20.00", "28/06/2020,C Ltd,ICT,-5.00"]


def checked(tmp_path, *lines, **options):
    file = tmp_path / "spend.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return checked_into(tmp_path, file, **options)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def problem(found, code):
    return next(p for p in found.as_json()["problems"] if p["code"] == code)


def test_dates_that_fit_both_orders_are_asked_about_and_counted_meanwhile(tmp_path):
    table = ["Date,Supplier,Amount", "03/04/2020,A Ltd,10.00", "05/06/2020,B Ltd,20.00"]
    found = checked(tmp_path, *table)
    assert found.state == "question"
    assert found.questions[0].text == "Does 03/04/2020 mean 3 April 2020 or 4 March 2020?"
    assert found.findings.accepted.pence == 3000
    answered = checked(tmp_path, *table, answers={"date_order": "month"})
    assert (answered.state, answered.first_date) == ("checked", "2020-03-04")


def test_a_declared_period_decides_the_order_of_dates(tmp_path):
    table = ["Date,Supplier,Amount", "03/04/2020,A Ltd,10.00"]
    found = checked(tmp_path, *table, period=period_of("2020-03"))
    assert (found.state, found.first_date) == ("checked", "2020-03-04")


def test_a_file_without_dates_asks_for_its_period_and_takes_the_last_day_of_it(tmp_path):
    table = ["Supplier,Amount", "A Ltd,10.00", "B Ltd,20.00"]
    assert [q.code for q in checked(tmp_path, *table).questions] == ["period"]
    found = checked(tmp_path, *table, period=period_of("2020-06"))
    assert found.state == "checked"
    assert [row["payment_date"] for row in accepted(tmp_path)] == ["2020-06-30"] * 2
    assert found.by_month == {"202006": {"lines": 2, "amount": "30.00"}}


def test_two_amount_columns_of_one_kind_are_asked_about(tmp_path):
    table = [
        "Date,Supplier,Invoice Amount,Amount Paid",
        "30/06/2020,A Ltd,12.00,10.00",
        "29/06/2020,B Ltd,24.00,20.00",
    ]
    found = checked(tmp_path, *table)
    assert [choice["value"] for choice in found.questions[0].choices] == [
        "Amount Paid", "Invoice Amount", "Amount Paid + Invoice Amount",
    ]  # fmt: skip
    answered = checked(tmp_path, *table, answers={"amount_column": "Invoice Amount"})
    assert (answered.state, answered.findings.accepted.pence) == ("checked", 3600)


def test_a_saved_mapping_wins_over_the_headings(tmp_path):
    table = ["Date,Supplier,Net,Gross", "30/06/2020,A Ltd,10.00,12.00"]
    first = checked(tmp_path, *table)
    mapping = {first.fingerprint: first.columns | {"amount": "Gross"}}
    assert checked(tmp_path, *table, mapping=mapping).findings.accepted.pence == 1200


def test_an_unreal_date_is_left_out_with_place_reason_and_remedy(tmp_path):
    found = checked(tmp_path, HEADING, *LINES, "31/02/2020,D Ltd,Estates,7.00")
    message = (
        'Row 5, column A (Date): "31/02/2020" is not a real date. Use day/month/year, for example 28/02/2026.'
    )
    assert problem(found, "unreadable_date")["examples"][0]["message"] == message
    assert found.findings.left_out.as_json() == {"lines": 1, "amount": "7.00"}
    (row,) = rows(tmp_path / "left_out.csv")
    assert list(row) == ["Date", "Supplier", "Department", "Amount", "row", "result", "what_to_fix"]
    assert (row["Date"], row["row"], row["result"]) == ("31/02/2020", "5", message)


def test_a_line_without_an_amount_is_left_out_but_in_no_sum(tmp_path):
    found = checked(tmp_path, HEADING, *LINES, "27/06/2020,D Ltd,Estates,")
    assert problem(found, "missing_amount")["severity"] == "out"
    assert (found.left_out_rows, found.findings.left_out.lines) == (1, 0)


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path):
    found = checked(
        tmp_path, "Payments", "", HEADING, '30/06/2020,"A\nLtd",Estates,1.00', "", "31/02/2020,D,Estates,7.00"
    )
    assert problem(found, "unreadable_date")["examples"][0]["row"] == 6


def test_a_missing_date_is_taken_from_the_one_month_of_all_others_and_shown(tmp_path):
    found = checked(tmp_path, HEADING, *LINES, ",D Ltd,Estates,7.00")
    assert problem(found, "date_from_period")["count"] == 1
    assert (found.first_date, found.last_date) == ("2020-06-28", "2020-06-30")
    assert found.findings.accepted.lines == 4


def test_a_missing_date_among_several_months_is_left_out(tmp_path):
    found = checked(tmp_path, HEADING, *LINES, "28/05/2020,E Ltd,ICT,1.00", ",D Ltd,Estates,7.00")
    assert found.findings.left_out.as_json() == {"lines": 1, "amount": "7.00"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("30/06/2020,REDACTED PERSONAL DATA,Estates,10.00", "redacted"),
        ("30/06/2020,,Estates,10.00", "missing_name"),
        ("30/06/2020,A Ltd,Estates,0.00", "zero"),
        ("30/06/2020,A Ltd,Estates,10.125", "part_pennies"),
        ("30/06/2012,A Ltd,Estates,10.00", "date_far_from_others"),
        ("30/06/2020,A Ltd,Estates,10.00", "identical_lines"),
    ],
)
def test_odd_lines_are_loaded_and_shown(tmp_path, line, code):
    found = checked(tmp_path, HEADING, *LINES, line)
    assert found.findings.accepted.lines == 4
    assert problem(found, code)["count"] == 1


def test_dates_outside_the_declared_period_are_shown(tmp_path):
    found = checked(tmp_path, HEADING, *LINES, period=period_of("2020-07"))
    assert problem(found, "date_outside_period")["count"] == 3


def test_text_made_to_deceive_stays_text(tmp_path):
    evil = [
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "\u202eevil",
        "a\x00b",
        "'; DROP TABLE x; --",
        "%s {{7*7}}",
    ]
    checked(tmp_path, HEADING, *(f'30/06/2020,"{name}",x,1.00' for name in evil))
    names = [row["supplier"] for row in accepted(tmp_path)]
    assert names == [
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "evil",
        "ab",
        "'; DROP TABLE x; --",
        "%s {{7*7}}",
    ]


def test_the_clean_file_has_the_agreed_columns(tmp_path):
    checked(tmp_path, HEADING, *LINES)
    assert tuple(accepted(tmp_path)[0]) == SPEND.clean_columns + SPEND.shared


def test_a_check_can_be_stored_as_json(tmp_path):
    found = checked(tmp_path, HEADING, *LINES).as_json()
    assert json.loads(json.dumps(found)) == found
    assert found["headings"][1] == {
        "heading": "Supplier", "letter": "B", "samples": ["A Ltd", "B Ltd", "C Ltd"], "field": "supplier",
        "why": "the heading is one we know",
    }  # fmt: skip


def test_progress_is_measured_to_the_end(tmp_path):
    seen = []
    checked(tmp_path, HEADING, *LINES, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] > 0


def test_columns_that_change_places_half_way_are_followed(tmp_path):
    found = checked(tmp_path, HEADING, *LINES, "Amount,Department,Supplier,Date", "3.00,ICT,D Ltd,27/06/2020")
    assert (found.findings.accepted.lines, found.findings.accepted.pence) == (4, 2800)
    assert [row["supplier"] for row in accepted(tmp_path)][-1] == "D Ltd"


def test_two_new_heading_rows_may_follow_each_other(tmp_path):
    headings = ["Amount,Department,Supplier,Date", "Supplier,Amount,Date,Department"]
    found = checked(tmp_path, HEADING, *LINES, *headings, "D Ltd,3.00,27/06/2020,ICT")
    assert (found.findings.accepted.lines, found.findings.accepted.pence) == (4, 2800)
