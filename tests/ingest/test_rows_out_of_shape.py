"""Sums that stand without a label, and rows that were cut, slid or glued by the way they were published."""

from decimal import Decimal

import pytest

from anchors.ingest import check
from procurement.ingest import SPEND

HEADING = "Department,Date,Type,Supplier,Number,Amount"
LINES = (
    "Health,03/04/2023,Drugs,Alder Ltd,51001,1200.50",
    "Health,04/04/2023,Rent,Beech plc,51002,800.25",
    "Health,28/04/2023,Agency,Cedar LLP,51003,-100.75",
)
TOTAL = Decimal("1900.00")


@pytest.fixture
def found(tmp_path):
    """Check rows as one CSV file."""

    def read(*rows, encoding="utf-8"):
        path = tmp_path / "spend.csv"
        path.write_bytes("\r\n".join(rows).encode(encoding))
        return check(path, SPEND, name="spend.csv").as_json()

    return read


def all_lines(outcome):
    """Lines and pounds of accepted and left out together."""
    parts = (outcome["accepted"], outcome["left_out"])
    return sum(part["lines"] for part in parts), sum(Decimal(part["amount"]) for part in parts)


@pytest.mark.parametrize(
    "below",
    [
        (",,,,,1900.00", ",,,Year to date,,250000.00"),
        (",,,Under £500,,100.00", ",,,Over £500,,1800.00", ",,,,,1900.00"),
        (",,,,,,1900.00",),
        (",,,,1900.00,",),
        (",,,3,,1900.00",),
    ],
)
def test_a_summary_below_the_lines_is_not_lines(found, below):
    assert all_lines(found(HEADING, *LINES, *below)) == (3, TOTAL)


def test_a_number_of_lines_in_the_place_of_a_name_marks_a_sum_also_without_dates(found):
    rows = ("Alder Ltd,51001,1200.50", "Beech plc,51002,800.25", "Cedar LLP,51003,-100.75", "3,,1900.00")
    assert all_lines(found("Supplier,Reference,Amount", *rows)) == (3, TOTAL)


def test_a_short_undated_row_is_a_line_where_nothing_sums_the_lines(found):
    assert all_lines(found(HEADING, *LINES, ",,,Bank charges,,12.00")) == (4, TOTAL + 12)


@pytest.mark.parametrize("last", ["51003 -100.75,", ","])
def test_a_sum_is_never_taken_for_the_amount_of_the_row_above_it(found, last):
    cut = f"Health,28/04/2023,Agency,Cedar LLP,{last}"
    total = "1900.00" if "100.75" in last else "2000.75"
    lines, pounds = all_lines(found(HEADING, *LINES[:2], cut, f",,,,,{total}"))
    assert pounds == Decimal(total)
    assert lines == (3 if "100.75" in last else 2)


def test_amounts_cut_at_their_commas_in_most_rows_are_made_whole(found):
    rows = [f"{day:02d}/04/2023,Alder Ltd,R{day},{day},250.50" for day in range(1, 29)]
    outcome = found("Date,Supplier,Reference,Net Amount", *rows, "29/04/2023,Beech plc,R29,12.00")
    assert all_lines(outcome) == (29, Decimal(1000 * sum(range(1, 29))) + Decimal("250.50") * 28 + 12)
    assert outcome["state"] == "checked"


def test_amounts_cut_at_their_commas_in_the_middle_of_rows_are_made_whole(found):
    rows = [f"{day:02d}/04/2023,-1,{day + 100},250.50,Alder Ltd,Rent" for day in range(1, 29)]
    outcome = found("Date,Net Amount,Supplier,Description", *rows)
    assert all_lines(outcome)[1] == -sum(1_000_250 + Decimal("0.50") + 1000 * (n + 100) for n in range(1, 29))
    assert outcome["columns"]["supplier"] == "Supplier"


def test_a_cut_amount_without_a_date_is_left_out_whole(found):
    outcome = found(HEADING, *LINES, "Health,,Rent,Elm Ltd,51004,13,593.89")
    assert all_lines(outcome) == (4, TOTAL + Decimal("13593.89"))


@pytest.mark.parametrize(
    "glued", ["Elm Ltd 49654.8,51004,", "Elm Ltd,1.00E+11 49654.80,", "Elm Ltd 49\\,654.8,51004,"]
)
def test_an_amount_that_ran_on_from_a_text_is_read_with_any_number_of_decimals(found, glued):
    cells = ",".join(f'"{cell}"'.replace("\\,", ",") for cell in glued.replace("\\,", "\0").split(","))
    row = f"Health,28/04/2023,Rent,{cells}".replace("\0", ",")
    assert all_lines(found(HEADING, *LINES, row)) == (4, TOTAL + Decimal("49654.80"))


def test_a_whole_line_in_one_cell_counts_though_its_account_is_the_balance_sheet(found):
    row = "Health 28/04/2023 Balance Sheet Elm Ltd 51004 500.00,,,,,"
    assert all_lines(found(HEADING, *LINES, row)) == (4, TOTAL + 500)


def test_a_row_slid_right_is_put_back_though_a_reference_stands_in_the_amount(found):
    rows = [f"Health,{n:02d}/04/2023,Rent,Alder Ltd,{51000 + n},{n}00.00,Revenue" for n in range(1, 20)]
    outcome = found(f"{HEADING},Kind", *rows, "Health,,20/04/2023,Rent,Elm Ltd,51099,77.00")
    assert all_lines(outcome) == (20, Decimal(19077))
    assert outcome["last_date"] == "2023-04-20"


def test_a_total_over_a_threshold_in_thousands_is_a_total_also_where_lines_are_missing(found):
    assert all_lines(found(HEADING, *LINES, "Total spend over £25k,,,,,9999.99")) == (3, TOTAL)


def test_percentages_in_a_line_that_ran_together_are_not_amounts(found):
    row = '"Health 28/04/2023 Rent Elm Ltd 51004 500.00 (50% of 2.5% and 1.25% CQUIN)",,,,,'
    assert all_lines(found(HEADING, *LINES, row)) == (4, TOTAL + 500)


def test_further_lines_of_an_invoice_take_the_date_and_name_of_its_first_line(found):
    first = [f"Health,{n:02d}/04/2023,Rent,Alder {n} Ltd,5100{n},{n}00.00" for n in range(1, 11)]
    rows = [row for line in first for row in (line, ",,Rates,,,1.50", ",,Water,,,2.25")]
    outcome = found(HEADING, *rows)
    assert (outcome["accepted"]["lines"], outcome["accepted"]["amount"]) == (30, "5537.50")
    assert ("continued_line", 20) in [(problem["code"], problem["count"]) for problem in outcome["problems"]]


def test_a_few_rows_without_date_and_name_are_left_out_and_not_filled_in(found):
    first = [f"Health,{n:02d}/04/2023,Rent,Alder {n} Ltd,5100{n},{n}00.00" for n in range(1, 11)]
    outcome = found(HEADING, *first, ",,Rates,,,1.50", ",,,,,")
    assert (outcome["accepted"]["lines"], outcome["left_out"]["lines"]) == (10, 1)


def test_a_note_beyond_the_last_column_does_not_cost_the_line(found):
    outcome = found(HEADING, *LINES, "Health,29/04/2023,Rent,Elm Ltd,51004,12.00,,see note")
    assert (outcome["accepted"]["lines"], outcome["last_date"]) == (4, "2023-04-29")


def test_an_amount_shortened_by_a_spreadsheet_is_left_out_with_what_it_most_likely_is(found):
    outcome = found(HEADING, *LINES, "Health,28/04/2023,Rent,Elm Ltd,51004,1.25E+05")
    assert outcome["left_out"] == {"lines": 1, "amount": "125000.00"}


@pytest.mark.parametrize("glued", ["Elm Ltd 24595.309999999998,61310.", "Elm Ltd 24595.31,SBS 1.5E+11"])
def test_the_amount_that_ran_on_is_taken_and_no_number_that_looks_like_one(found, glued):
    assert all_lines(found(HEADING, *LINES, f"Health,28/04/2023,Rent,{glued},")) == (
        4,
        TOTAL + Decimal("24595.31"),
    )
