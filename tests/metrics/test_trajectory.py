"""The line from a baseline to a target."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from anchors.periods import months_earlier
from metrics.trajectory import Corner, corners, months_between, planned


@dataclass
class Aim:
    value: Decimal = Decimal("0.45")
    due: int = 202803
    baseline: Decimal | None = Decimal("0.33")
    baseline_last: int | None = 202603
    steps: list[list[Any]] = field(default_factory=list)


def test_the_line_is_straight_from_the_end_of_the_baseline_to_the_month_of_the_target():
    target = Aim()
    assert planned(target, 202603) == Decimal("0.33")
    assert planned(target, 202703) == Decimal("0.39")
    assert planned(target, 202609) == Decimal("0.36")
    assert planned(target, 202803) == Decimal("0.45")


def test_before_the_baseline_nothing_is_planned_and_after_the_target_it_stays():
    target = Aim()
    assert planned(target, 202602) is None
    assert planned(target, 203001) == Decimal("0.45")


def test_steps_bend_the_line_and_are_met_exactly():
    target = Aim(steps=[[202703, "0.34"], [202709, 0.4]])
    assert planned(target, 202703) == Decimal("0.34")
    assert planned(target, 202706) == Decimal("0.37")
    assert planned(target, 202709) == Decimal("0.4")
    assert corners(target)[1:3] == (Corner(202703, Decimal("0.34")), Corner(202709, Decimal("0.4")))


def test_without_a_baseline_the_line_begins_at_the_first_step_or_is_only_the_target():
    alone = Aim(baseline=None, baseline_last=None)
    assert planned(alone, 202802) is None
    assert planned(alone, 202803) == Decimal("0.45")
    stepped = Aim(baseline=None, baseline_last=None, steps=[[202703, "0.39"]])
    assert planned(stepped, 202702) is None
    assert planned(stepped, 202709) == Decimal("0.42")


@given(
    st.integers(0, 120),
    st.integers(1, 60),
    st.decimals(-100, 100, places=4),
    st.decimals(-100, 100, places=4),
)
def test_the_line_never_leaves_the_values_it_joins(at: int, length: int, first: Decimal, last: Decimal):
    due = 202803
    target = Aim(value=last, due=due, baseline=first, baseline_last=months_earlier(due, length))
    found = planned(target, months_earlier(due, at - 60))
    assert found is None or min(first, last) - Decimal("1e-20") <= found <= max(first, last) + Decimal(
        "1e-20"
    )


def test_months_are_counted_over_years():
    assert months_between(202611, 202702) == 3
    assert months_between(202702, 202702) == 0
