"""Amounts and dates are read strictly, or not at all."""

from datetime import date

import pytest

from anchors.ingest.amounts import amount_fault, pence
from anchors.ingest.dates import Dates, decided_order

AMOUNTS = {
    "1234.56": 123456, "£1,234.56": 123456, " £38,148.43 ": 3814843, "(500.00)": -50000, "500-": -50000, "500CR": -50000,
    "500.00 DR": 50000, "\u2212500": -50000, "-£5": -500, "£-5": -500, "(£500.00)": -50000, "£(500.00)": -50000, ".5": 50, "5.": 500,
    "1234.5600000001": 123456, "10.125": 1013, "1 234.56": 123456, "- 1,234.56": -123456, "Â£5.00": 500, "GBP 12.00": 1200,
    '="12.50"': 1250, "-0.00": 0, "12,34567.89": 1234567_89, "5.00*": 500,
    "5.00 C": -500, "5.00 D": 500, "5.00 Cr.": -500, "5.00DB": 500, "<5.00>": -500, "(5.00)CR": -500,
}  # fmt: skip
NO_AMOUNTS = {
    "1.234,56": "european_amount", "1,23": "european_amount", "12.3.4": "unreadable_amount", "1E5": "exponent_amount",
    "1e400": "exponent_amount", "inf": "unreadable_amount", "nan": "unreadable_amount", "0x10": "unreadable_amount",
    "1_000": "unreadable_amount", "١٢٣": "unreadable_amount", "$5": "foreign_amount", "#REF!": "spreadsheet_error", "#####": "spreadsheet_error",
    "-": "missing_amount", "£-": "missing_amount", "": "missing_amount", "99999999999999999": "unreadable_amount", "(5": "unreadable_amount",
    "12 34.56": "unreadable_amount", "--5": "unreadable_amount", "9" * 5000: "unreadable_amount",
}  # fmt: skip
DATES = {
    "25/11/2025": date(2025, 11, 25), "12-Nov-25": date(2025, 11, 12), "16 Mar 2011": date(2011, 3, 16), "21.01.2011": date(2011, 1, 21),
    "14th Jun 2012": date(2012, 6, 14), "2020-04-05T00:00:00": date(2020, 4, 5), "20250331": date(2025, 3, 31), "31032025": date(2025, 3, 31),
    "07-SEP-2020 ": date(2020, 9, 7), "30\\06\\2020": date(2020, 6, 30), "Apr 4, 2017": date(2017, 4, 4), "Jun-12": date(2012, 6, 1),
    "April 2020": date(2020, 4, 1), "30-06-20": date(2020, 6, 30), "Tuesday, 4 April 2017": date(2017, 4, 4), "4/30/2020": date(2020, 4, 30),
    "31/02/2026": None, "29/02/2025": None, "25/11/0025": None, "9999-01-01": None, "43944": None, "202205": None, "": None, "12-Jun": None,
}  # fmt: skip


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_is_read_to_the_penny(text):
    assert pence(text) == AMOUNTS[text]


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_what_is_no_amount_is_named_and_never_guessed(text):
    assert pence(text) is None
    assert amount_fault(text)[0] == NO_AMOUNTS[text]


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_read_or_refused(text):
    assert Dates("day")[text] == DATES[text]


def test_day_numbers_are_dates_only_where_the_column_holds_them():
    assert Dates("day", serials=True)["43944"] == date(2020, 4, 23)


def test_a_day_without_a_year_takes_it_from_the_period():
    assert Dates("day", period=(date(2020, 4, 1), date(2021, 3, 31)))["12-Jan"] == date(2021, 1, 12)


@pytest.mark.parametrize(
    ("texts", "mentioned", "order"),
    [
        (["13/04/2020", "04/05/2020"], set(), "day"),
        (["04/13/2020", "04/05/2020"], set(), "month"),
        (["04/05/2020", "05/04/2020"], set(), None),
        (["04/05/2020", "04/06/2020", "04/07/2020"], set(), "month"),
        (["04/05/2020"], {(2020, 5)}, "day"),
        (["05/05/2020"], set(), "day"),
    ],
)
def test_the_order_of_day_and_month_comes_from_the_whole_file(texts, mentioned, order):
    dates = Dates("day")
    for text in texts:
        dates[text]
    assert decided_order(dates, mentioned=mentioned, period=None) == order
