"""Figures in words: what a reader sees is never rounder, emptier or surer than what we know."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors import wording
from anchors.periods import Period, financial_quarter, month


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("1234567.49"), "£1,234,567"),
        (Decimal("0.5"), "£1"),
        (Decimal("-148.5"), "\N{MINUS SIGN}£149"),
        (0, "£0"),
        (None, "No data"),
    ],
)
def test_money_is_full_pounds_and_no_data_is_never_nothing(amount, words):
    assert wording.money(amount) == words


def test_pence_are_shown_where_a_single_payment_is():
    assert wording.money(Decimal("38412.6"), pence=True) == "£38,412.60"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal(919_200_000), "£919.2 million"),
        (Decimal(418_660), "£418,660"),
        (Decimal(949_999), "£949,999"),
        (Decimal(999_960), "£1.0 million"),
        (Decimal(2_400_000_000), "£2.4 billion"),
        (Decimal(-1_200_000), "\N{MINUS SIGN}£1.2 million"),
        (None, "No data"),
    ],
)
def test_prose_writes_millions(amount, words):
    assert wording.millions(amount) == words


def test_a_small_amount_is_not_written_as_nothing_in_a_column_of_millions():
    assert wording.in_millions(Decimal(2_000)) == "Under 0.1"
    assert wording.in_millions(0) == "0.0"
    assert wording.in_millions(Decimal(98_700_000)) == "98.7"


@given(st.decimals(min_value=0, max_value=1, places=6))
def test_a_share_is_called_none_or_all_only_when_it_is(share):
    words = wording.percent(share)
    assert (words == "0%") == (share == 0)
    assert (words == "100%") == (share == 1)


def test_a_change_carries_its_sign():
    assert wording.change(Decimal("0.03")) == "+3%"
    assert wording.change(Decimal("-0.04")) == "\N{MINUS SIGN}4%"
    assert wording.change(Decimal(0)) == "0%"


def test_a_share_of_money_can_be_said_in_pence():
    assert wording.pence_of_pound(Decimal("0.31")) == "31p"


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_count_reads_back_as_itself(number):
    assert int(wording.count(number).replace(",", "").replace("\N{MINUS SIGN}", "-")) == number


def test_nouns_follow_their_number():
    assert wording.plural(1, "row") == "1 row"
    assert wording.plural(18_391, "row") == "18,391 rows"
    assert wording.plural(2, "county", "counties") == "2 counties"


def test_days_months_and_times_are_written_as_people_write_them():
    assert wording.day(date(2026, 3, 3)) == "3 March 2026"
    assert wording.moment(datetime(2026, 11, 6, 14, 14, tzinfo=UTC)) == "6 November 2026 at 2:14pm"
    assert wording.moment(datetime(2026, 11, 6, 0, 0, tzinfo=UTC)) == "6 November 2026 at 12am"
    assert wording.month(202609) == "September 2026"
    assert wording.month(202609, short=True) == "Sep 2026"
    assert wording.period(financial_quarter(2026, 2)) == "July to September 2026"


def test_a_period_behind_a_verb_takes_the_word_that_fits_its_length():
    assert wording.during(financial_quarter(2026, 2)) == "from July to September 2026"
    assert wording.during(Period(202510, 202609)) == "from October 2025 to September 2026"
    assert wording.during(month(202609)) == "in September 2026"
    assert wording.during(None) == "No data"


def test_months_are_said_as_runs_and_many_runs_by_their_ends():
    assert wording.months([202609, 202604, 202605]) == "April to May 2026 and September 2026"
    assert wording.months([202604]) == "April 2026"
    assert wording.months([202501, 202503, 202505, 202507]) == "4 months between January 2025 and July 2025"


def test_lists_and_sizes_read_as_english():
    assert wording.listed("CGIJ") == "C, G, I and J"
    assert wording.listed(["one"]) == "one"
    assert wording.listed([]) == ""
    assert wording.size(31_200) == "31 KB"
    assert wording.size(2_900_000) == "2.9 MB"
