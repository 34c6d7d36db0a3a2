"""Run and XmR charts, against published worked examples, and what they say in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.registry import Direction
from metrics.spc import (
    FACTOR,
    Assurance,
    Sign,
    Signal,
    Variation,
    assurance,
    median,
    signals,
    variation,
    xmr,
)

FLOW_RATES = ("49.6", "47.6", "49.9", "51.3", "47.8", "51.2", "52.6", "52.4", "53.6", "52.1")
"""NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2, "Individuals control charts": ten batches.

Published there: mean 50.81, mean moving range 1.8778, limits 45.8159 and 55.8041. The handbook multiplies by 3 / 1.128.
https://www.itl.nist.gov/div898/handbook/pmc/section3/pmc322.htm
"""

MONTHLY_COUNTS = (
    2478, 2350, 2485, 2296, 2359, 2567, 3089, 2668, 1788, 2854, 2365, 1883, 1959, 1927, 2640, 2626, 2144, 2409, 4412,
    3287, 3049, 3364, 3078, 2972, 3415, 2753, 3102, 2191, 3693, 4385, 4699, 3031, 2659, 3885, 2628, 2621, 3071, 2002,
)  # fmt: skip
"""J. Colón, spc_plotly 0.1.3, the worked example that the package shows: January 2021 to February 2024, with 2.66.

Published there: mean moving range 571.8918918918919, mean 2820.6315789473683, upper limit 4341.864011379801.
"""

LEVEL = [Decimal(each) for each in (10, 12, 11, 9, 10, 11, 10, 12, 9, 10, 11, 9)]


def test_the_limits_are_those_of_the_nist_handbook():
    chart = xmr([Decimal(value) for value in FLOW_RATES])
    assert chart.mean == Decimal("50.81")
    assert round(chart.mean_moving_range, 4) == Decimal("1.8778")
    assert abs(chart.lower - Decimal("45.8159")) < Decimal("0.001")
    assert abs(chart.upper - Decimal("55.8041")) < Decimal("0.001")
    assert not any(signals(chart)), "the handbook finds the process in control"


def test_the_limits_of_38_months_are_those_published_with_them():
    chart = xmr(MONTHLY_COUNTS)
    assert float(chart.mean_moving_range) == pytest.approx(571.8918918918919, rel=1e-14)
    assert float(chart.mean) == pytest.approx(2820.6315789473683, rel=1e-14)
    assert float(chart.upper) == pytest.approx(4341.864011379801, rel=1e-14)
    outside = [value for value, signs in zip(chart.values, signals(chart), strict=True)
               if Signal.OUTSIDE in {sign.signal for sign in signs}]  # fmt: skip
    assert outside == [4412, 4385, 4699]


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=2, max_size=40))
def test_limits_lie_2_66_mean_moving_ranges_from_the_mean(values: list[Decimal]):
    chart = xmr(values)
    reach = FACTOR * chart.mean_moving_range
    assert abs(chart.upper - chart.mean - reach) < Decimal("1e-20")
    assert abs(chart.mean - chart.lower - reach) < Decimal("1e-20")
    assert len(chart.moving_ranges) == len(values) - 1


@given(st.lists(st.integers(-50, 50), min_size=12, max_size=40))
def test_turning_a_series_upside_down_turns_every_sign(values: list[int]):
    upright, turned = signals(xmr(values)), signals(xmr([-value for value in values]))
    assert [{(sign.signal, -sign.side) for sign in signs} for signs in upright] == [
        set(signs) for signs in turned
    ]


def test_a_baseline_fixes_the_limits_for_what_comes_after():
    chart = xmr([*LEVEL, *[Decimal(40)] * 3], baseline=12)
    assert (chart.mean, chart.upper) == (xmr(LEVEL).mean, xmr(LEVEL).upper)
    assert signals(chart)[-1][0] == Sign(Signal.OUTSIDE, 1)
    assert not any(signals(chart)[:12])


def test_ordinary_variation_has_no_sign():
    assert not any(signals(xmr(LEVEL)))
    assert not any(signals(xmr([Decimal(5)] * 12))), "what never varies has no signal"


def test_seven_on_one_side_are_a_shift_and_six_are_not():
    shift = [10, 12] * 4 + [12, 8] + [14, 13] * 3
    assert not any(signals(xmr(shift, baseline=10))[-6])
    longer = signals(xmr([*shift, 14], baseline=10))
    assert all(Sign(Signal.SHIFT, 1) in signs for signs in longer[-7:])


def test_seven_rising_are_a_trend_and_six_are_not():
    start = [10, 30, 8, 28, 12, 31, 9]
    six = signals(xmr([*start, 15, 16, 17, 18, 19]))
    assert not any(sign.signal is Signal.TREND for signs in six for sign in signs)
    seven = signals(xmr([*start, 15, 16, 17, 18, 19, 20]))
    assert [Sign(Signal.TREND, 1) in signs for signs in seven] == [False] * 6 + [True] * 7


def test_two_of_three_close_to_a_limit_are_a_sign():
    values = [*LEVEL, Decimal(14), Decimal(11), Decimal(14)]
    found = signals(xmr(values, baseline=12))
    assert [bool(signs) for signs in found[-3:]] == [True, False, True]
    assert found[-1] == (Sign(Signal.NEAR_LIMIT, 1),)


@pytest.mark.parametrize(
    ("direction", "rising", "falling"),
    [
        (Direction.HIGHER, Variation.IMPROVING, Variation.CONCERNING),
        (Direction.LOWER, Variation.CONCERNING, Variation.IMPROVING),
        (Direction.NEITHER, Variation.HIGHER, Variation.LOWER),
    ],
)
def test_the_newest_point_decides_the_variation(direction: Direction, rising: Variation, falling: Variation):
    assert variation(xmr([*LEVEL, 90]), direction) is rising
    assert variation(xmr([*LEVEL, -90]), direction) is falling
    assert variation(xmr([*LEVEL, 90, 10, 12], baseline=12), direction) is Variation.COMMON
    assert variation(None, direction) is Variation.TOO_SOON


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (99, Assurance.MISSES, Assurance.HITS),
        (1, Assurance.HITS, Assurance.MISSES),
        (11, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
    ],
)
def test_assurance_compares_the_limits_with_the_target(target: int, higher: Assurance, lower: Assurance):
    chart = xmr(LEVEL)
    assert assurance(chart, Decimal(target), Direction.HIGHER) is higher
    assert assurance(chart, Decimal(target), Direction.LOWER) is lower
    assert assurance(chart, Decimal(target), Direction.NEITHER) is Assurance.NEITHER


def test_without_a_target_or_enough_points_nothing_is_assured():
    assert assurance(xmr(LEVEL), None, Direction.HIGHER) is Assurance.NO_TARGET
    assert assurance(None, Decimal(1), Direction.HIGHER) is Assurance.TOO_SOON


def test_one_value_makes_no_chart():
    with pytest.raises(ValueError, match="at least two"):
        xmr([1])


def test_the_run_chart_has_the_middle_value():
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == Decimal("2.5")
