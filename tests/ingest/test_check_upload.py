"""`check_upload` says what is in a file, in the agreed shape, whatever the file is."""

import io
import json

import pytest
from django.core.management import CommandError, call_command


def checked(*arguments):
    out = io.StringIO()
    call_command("check_upload", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def spend(tmp_path):
    file = tmp_path / "spend.csv"
    file.write_text("Date,Supplier,Amount\n30/06/2020,A Ltd,1234.50\n31/02/2020,B Ltd,2.00\n")
    return file


def test_each_file_is_one_line_of_json_in_the_agreed_shape(spend, tmp_path):
    page = tmp_path / "page.csv"
    page.write_text("<html></html>")
    first, second = map(json.loads, checked("--kind", "spend", spend, page, "--json").splitlines())
    assert first == {
        "file": str(spend),
        "state": "checked",
        "reason": None,
        "questions": [],
        "accepted": {"lines": 1, "amount": "1234.50"},
        "left_out": {"lines": 1, "amount": "2.00"},
        "ignored": {"blank": 0, "total": 0, "header": 0, "other": 0},
        "negative_amount": "0.00",
        "first_date": "2020-06-30",
        "last_date": "2020-06-30",
        "columns": {"amount": "Amount", "payment_date": "Date", "supplier": "Supplier"},
        "problems": [{"code": "unreadable_date", "count": 1}],
    }
    assert (second["state"], second["accepted"]["lines"]) == ("refused", 0)
    assert "web page" in second["reason"]


def test_what_is_no_file_is_refused_in_the_same_shape(tmp_path):
    found = [json.loads(line) for line in checked(tmp_path, tmp_path / "none.csv", "--json").splitlines()]
    assert [f["reason"] for f in found] == ["This is not a file.", "There is no such file."]


def test_without_json_it_is_a_report_for_people(spend):
    report = checked(spend)
    assert "Would be added: 1 payments, £1,234.50" in report
    assert 'Row 3, column A (Date): "31/02/2020" is not a real date.' in report


def test_questions_can_be_answered(tmp_path):
    file = tmp_path / "spend.csv"
    file.write_text("Date,Supplier,Amount\n03/04/2020,A Ltd,1.00\n")
    assert json.loads(checked(file, "--json"))["questions"][0]["choices"] == ["day", "month"]
    assert json.loads(checked(file, "--json", "--date-order", "month"))["first_date"] == "2020-03-04"
    assert json.loads(checked(file, "--json", "--answer", "date_order=day"))["first_date"] == "2020-04-03"
    assert json.loads(checked(file, "--json", "--period", "2020-03"))["first_date"] == "2020-03-04"


def test_an_option_that_makes_no_sense_is_explained(spend):
    with pytest.raises(CommandError, match="is not a period"):
        checked(spend, "--period", "June")
    with pytest.raises(CommandError, match="CODE=VALUE"):
        checked(spend, "--answer", "day")
