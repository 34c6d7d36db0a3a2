"""Lines that a publisher laid over several sheets or beside each other."""

from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from anchors.ingest import check
from procurement.ingest import SPEND

HEADING = ["Department", "Date", "Type", "Supplier", "Number", "Amount"]
APRIL = [
    ["Health", date(2023, 4, day), "Rent", f"Alder {day} Ltd", 51000 + day, day + 0.25]
    for day in range(1, 21)
]
MAY = [
    ["Health", date(2023, 5, day), "Rent", f"Beech {day} Ltd", 52000 + day, day + 0.5] for day in range(1, 11)
]
BOTH = (30, Decimal("275.00"))


@pytest.fixture
def found(tmp_path):
    """Check a workbook of named sheets."""

    def read(**sheets):
        path = tmp_path / "spend.xlsx"
        book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        book.close()
        return check(path, SPEND, name="spend.xlsx").as_json()

    return read


def lines(outcome):
    """Lines and pounds of accepted and left out together."""
    parts = (outcome["accepted"], outcome["left_out"])
    return sum(part["lines"] for part in parts), sum(Decimal(part["amount"]) for part in parts)


def test_a_sheet_without_headings_goes_on_under_those_of_the_sheet_before_it(found):
    outcome = found(April=[HEADING, *APRIL], May=MAY)
    assert lines(outcome) == BOTH
    assert (outcome["state"], outcome["last_date"]) == ("checked", "2023-05-10")


def test_a_sheet_of_other_numbers_without_headings_is_not_taken_for_more_lines(found):
    outcome = found(April=[HEADING, *APRIL], Codes=[[n, f"Code {n}", "Rent", n * 2] for n in range(1, 30)])
    assert lines(outcome)[0] == 20


def test_a_sheet_that_lacks_one_heading_is_read_beside_those_that_have_it(found):
    nameless = [HEADING[0], "", *HEADING[2:]]
    undated = [[row[0], "", *row[2:]] for row in MAY]
    assert lines(found(April=[HEADING, *APRIL], May=[nameless, *undated])) == BOTH


def test_tables_side_by_side_under_the_same_headings_are_both_read(found):
    rows = [[*left, "", *right] for left, right in zip(APRIL, [*MAY, *[[""] * 6] * 10], strict=True)]
    outcome = found(Quarter=[["Payments"], [*HEADING, "", *HEADING], *rows])
    assert lines(outcome) == BOTH
    assert outcome["state"] == "checked"


def test_a_stray_cell_at_the_far_right_of_the_sheet_neither_widens_nor_slows_the_table(found):
    stray = [*APRIL[0], *[""] * 16_000, "x"]
    outcome = found(April=[["Payments"], HEADING, stray, *APRIL[1:]])
    assert lines(outcome)[0] == 20
    assert len(outcome["headings"]) == 6


def test_a_sheet_of_some_of_the_lines_of_another_is_left_aside_and_named(found):
    outcome = found(Large=[HEADING, *APRIL[15:]], All=[HEADING, *APRIL, *MAY])
    assert lines(outcome) == BOTH
    (problem,) = [problem for problem in outcome["problems"] if problem["code"] == "sheet_not_read"]
    assert problem["examples"][0]["message"] == 'Large: All of its lines are also in the sheet "All".'


def test_two_months_of_as_many_payments_and_the_same_sum_are_both_read(found):
    later = [[row[0], row[1].replace(month=5), *row[2:]] for row in APRIL]
    assert lines(found(April=[HEADING, *APRIL], May=[HEADING, *later])) == (40, Decimal("430.00"))


def test_the_same_lines_once_more_in_another_order_are_read_once(found):
    assert lines(found(April=[HEADING, *APRIL], Copy=[HEADING, *reversed(APRIL)]))[0] == 20
