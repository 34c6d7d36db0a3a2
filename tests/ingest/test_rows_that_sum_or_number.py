"""Rows among the lines that are none: group headings with a sum, numbers of columns; and lines that look like totals."""

import csv

import pytest

from anchors.ingest import check
from procurement.ingest import SPEND


def checked(tmp_path, *rows, separator=","):
    file = tmp_path / "spend.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=separator).writerows(rows)
    return check(file, SPEND)


def counted(found):
    accepted, left_out = found.findings.accepted, found.findings.left_out
    return accepted.lines + left_out.lines, accepted.pence + left_out.pence


HEADING = ("Supplier", "Date", "Ref", "Amount")


def test_a_name_with_the_sum_of_the_lines_below_it_heads_a_group(tmp_path):
    found = checked(
        tmp_path,
        HEADING,
        ("Alder Ltd", "", "", "30.00"), ("", "13/04/2023", "1", "10.00"), ("", "14/04/2023", "2", "20.00"),
        ("Birch Ltd", "", "", "5.00"), ("", "13/04/2023", "3", "5.00"),
    )  # fmt: skip
    assert (counted(found), found.findings.ignored["total"]) == ((3, 3500), 2)
    assert found.findings.problems["name_from_group"].count == 3


@pytest.mark.parametrize("numbers", [("1", "2", "3", "4"), ("(1)", "(2)", "(3)", "(4)")])
def test_a_row_that_numbers_the_columns_is_no_line(tmp_path, numbers):
    found = checked(tmp_path, HEADING, numbers, ("Alder Ltd", "13/04/2023", "1", "10.00"))
    assert (counted(found), found.findings.ignored["header"]) == ((1, 1000), 1)


@pytest.mark.parametrize(
    "name", ["Number One Cars", "Subtotal Software Ltd", "Control Systems", "Line Markings", "Checkpoint"]
)
def test_an_undated_line_whose_name_begins_like_a_total_is_a_line(tmp_path, name):
    lines = [(f"Supplier {day} Ltd", f"{day}/04/2023", "10.00") for day in range(13, 20)]
    lines.insert(3, (name, "", "7.00"))
    assert counted(checked(tmp_path, ("Supplier", "Date", "Amount"), *lines)) == (8, 7700)


@pytest.mark.parametrize(
    "label", ["Number of payments", "Average", "Count", "Average payment", "Record count", "Control total"]
)
def test_a_count_or_mean_below_the_lines_is_no_line(tmp_path, label):
    lines = [(f"Supplier {day} Ltd", f"{day}/04/2023", "10.00") for day in range(13, 20)]
    assert counted(checked(tmp_path, ("Supplier", "Date", "Amount"), *lines, (label, "", "7"))) == (7, 7000)


def test_commas_in_titles_and_amounts_are_not_taken_for_the_separator(tmp_path):
    table = [("Period,",), ("Spend over £25,000",), ("Period,",), ("Date", "Supplier", "Type", "Amount")]
    found = checked(tmp_path, *table, ("13/04/2023", "Alder Ltd", "Rent", "302,947.63"), separator=";")
    assert (found.state, counted(found)) == ("checked", (1, 30294763))


def test_labels_of_totals_in_the_credit_column_do_not_hide_that_it_holds_credits(tmp_path):
    table = [("Date", "Supplier", "Debit", "Credit")]
    for day in range(13, 20):
        table += [
            (f"{day}/04/2023", f"Supplier {day} Ltd", "10.00", ""),
            ("", "", "10.00", f"Supplier {day} Ltd Total"),
        ]
    found = checked(tmp_path, *table, ("20/04/2023", "Alder Ltd", "", "3.00"))
    assert counted(found) == (8, 6700)
    assert found.findings.negative.pence == -300


@pytest.mark.parametrize(("paid", "other"), [("Check Date", "Invoice Date"), ("Clearing", "Pstng Date")])
def test_the_date_of_the_payment_wins_over_that_of_the_invoice_or_posting(tmp_path, paid, other):
    table = [("Supplier", other, paid, "Amount"), ("Alder Ltd", "01/03/2023", "13/04/2023", "1.00")]
    assert checked(tmp_path, *table).columns["payment_date"] == paid


def test_amounts_in_thousands_are_refused(tmp_path):
    table = [
        ("Date", "Supplier", "Amount (£000)"),
        *(("13/04/2023", f"Supplier {n} Ltd", f"{n}.5") for n in range(9)),
    ]
    assert checked(tmp_path, *table).state == "refused"


def test_the_original_amount_is_used_where_there_is_no_other(tmp_path):
    lines = [(f"{day}/04/2023", f"Supplier {day} Ltd", "10.00") for day in range(13, 20)]
    assert counted(checked(tmp_path, ("Trans Date", "Merchant Name", "Original Gross Amt"), *lines)) == (
        7,
        7000,
    )
