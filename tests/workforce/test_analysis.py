"""The formulas of participation, and limits against the exact ones of a Poisson count."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from workforce.analysis import Participation, Verdict, byar_lower, byar_upper, verdict

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


@pytest.mark.parametrize("count", [1, 5, 8, 20, 100, 1000])
def test_byar_s_lower_limit_is_near_the_exact_one(count: int):
    assert byar_lower(count) == pytest.approx(chi2.ppf(0.025, 2 * count) / 2, rel=0.01, abs=0.02)


def test_nobody_has_a_lower_limit_of_nobody():
    assert byar_lower(0) == 0


def test_nobody_has_an_upper_limit_too():
    assert byar_upper(0) == pytest.approx(3.69, abs=0.1)


@pytest.mark.parametrize(
    ("staff", "expected", "is_deprived", "said"),
    [
        (None, 100, True, Verdict.HIDDEN),
        (10, 4, True, Verdict.TOO_FEW),
        (40, 100, True, Verdict.COLD_SPOT),
        (40, 100, False, Verdict.BELOW),
        (95, 100, True, Verdict.AS_EXPECTED),
        (57, 58, True, Verdict.AS_EXPECTED),
        (57, 57, False, Verdict.AS_EXPECTED),
        (100, 100, True, Verdict.AS_EXPECTED),
        (110, 100, False, Verdict.AS_EXPECTED),
        (289, 100, True, Verdict.ABOVE),
        (289, 100, False, Verdict.ABOVE),
        (10, 5, True, Verdict.AS_EXPECTED),
    ],
)
def test_what_an_area_says(staff: int | None, expected: int, is_deprived: bool, said: Verdict):
    frame = Participation(0, 1000, expected, 1000)
    assert verdict(staff, frame, is_deprived=is_deprived) is said


@given(counts, people, st.booleans())
def test_an_area_is_called_low_or_high_only_beyond_chance(staff: int, expected: int, is_deprived: bool):
    said = verdict(staff, Participation(0, 1000, expected, 1000), is_deprived=is_deprived)
    if expected < 5:
        assert said is Verdict.TOO_FEW
        return
    assert (said in (Verdict.COLD_SPOT, Verdict.BELOW)) == (byar_upper(staff) < expected)
    assert (said is Verdict.ABOVE) == (byar_lower(staff) > expected)
    assert byar_lower(staff) <= staff <= byar_upper(staff)
