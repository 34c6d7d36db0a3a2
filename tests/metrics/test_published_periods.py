"""Periods in publishers' words."""

import pytest

from anchors.periods import Period
from metrics.published_periods import (
    financial_year_in_words,
    month_in_words,
    published_period,
    quarter_in_words,
)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("March 2023", 202303, 202303),
        ("Oct 2021-Sep 2022", 202110, 202209),
        ("2019", 201901, 201912),
        ("2015 - 17", 201501, 201712),
        ("2021/22", 202104, 202203),
        ("1999/00", 199904, 200003),
        ("2020/21 - 22/23", 202004, 202303),
        ("Q1 2022", 202201, 202203),
        ("2021/22 Q1", 202104, 202106),
    ],
)
def test_the_words_of_publishers_are_read(words, first, last):
    assert published_period(words) == Period(first, last)


@pytest.mark.parametrize("words", ["", "soon", "2021/23", "Foo 2020", "2022 - 20", "13/2020"])
def test_words_that_are_no_period_are_refused(words):
    with pytest.raises(ValueError, match="is not a period"):
        published_period(words)


def test_a_school_year_starts_in_september():
    assert published_period("2021/22", starts=9) == Period(202109, 202208)


@pytest.mark.parametrize("words", ["2026-09", "Sep-26", "2026-09-01", "01/09/2026", "September 2026"])
def test_a_month_is_read_as_spreadsheets_write_it(words):
    assert month_in_words(words) == Period(202609, 202609)


def test_december_2011_is_a_month_where_months_are_meant():
    assert month_in_words("2011-12") == Period(201112, 201112)


@pytest.mark.parametrize("words", ["2026-27-Q2", "2026/27 Q2", "Q2 2026/27"])
def test_a_quarter_is_one_of_the_financial_year(words):
    assert quarter_in_words(words) == Period(202607, 202609)


def test_a_financial_year_is_two_years_that_follow_each_other():
    assert financial_year_in_words("2026/27") == Period(202604, 202703)
    with pytest.raises(ValueError, match="is not a financial year"):
        financial_year_in_words("2026-28")
