"""The formulas of participation, and limits against the exact ones of a Poisson count."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from workforce.analysis import Participation, Verdict, byar_upper, verdict

counts = st.integers(min_value=0, max_value=100_000)
people = st.integers(min_value=1, max_value=100_000)


def test_a_quotient_compares_shares():
    found = Participation(staff=77, all_staff=1000, residents=10, all_residents=100)
    assert found.share_of_staff == Decimal("0.077")
    assert found.share_of_residents == Decimal("0.1")
    assert found.quotient == Decimal("0.77")
    assert found.expected == 100
    assert found.gap == 23


def test_nothing_is_compared_with_nobody():
    empty = Participation(0, 0, 0, 0)
    assert empty.quotient is empty.expected is empty.gap is empty.share_of_staff is None


@given(counts, people, people, people)
def test_gap_and_quotient_agree(staff: int, all_staff: int, residents: int, more: int):
    found = Participation(staff, all_staff, residents, residents + more)
    assert found.gap is not None
    assert found.quotient is not None
    if found.gap:
        assert (found.gap > 0) == (found.quotient < 1)


@pytest.mark.parametrize("count", [1, 5, 8, 20, 100, 1000])
def test_byar_s_upper_limit_is_near_the_exact_one(count: int):
    assert byar_upper(count) == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2, rel=0.005)


def test_nobody_has_an_upper_limit_too():
    assert byar_upper(0) == pytest.approx(3.69, abs=0.1)


@pytest.mark.parametrize(
    ("staff", "expected", "is_deprived", "said"),
    [
        (None, 100, True, Verdict.HIDDEN),
        (10, 4, True, Verdict.TOO_FEW),
        (40, 100, True, Verdict.COLD_SPOT),
        (40, 100, False, Verdict.BELOW),
        (95, 100, True, Verdict.BELOW),
        (100, 100, True, Verdict.AS_EXPECTED),
    ],
)
def test_what_an_area_says(staff: int | None, expected: int, is_deprived: bool, said: Verdict):
    frame = Participation(0, 1000, expected, 1000)
    assert verdict(staff, frame, is_deprived=is_deprived) is said
