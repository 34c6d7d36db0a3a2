"""Five classes from displayed values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors import wording
from anchors.maps import classes_of


def whole(*values):
    return [Decimal(value) for value in values]


def test_the_classes_of_the_reference_screen():
    rates = whole(
        12, 11, 9, 9, 13, 13, 12, 13, 12, 9, 6, 12, 14, 16, 13, 12, 9, 7, 9, 10, 17, 15, 12, 8, 8, 14, 10, 8, 11, 9, 6, 7,
        8, 10, 8, 9, 7, 10, 11, 9, 4, 8, 8,
    )  # fmt: skip
    classes = classes_of(rates)
    assert classes.names == ("Under 7", "7 or 8", "9 or 10", "11 or 12", "13 or more")
    assert [classes.of(Decimal(value)) for value in (4, 6, 7, 8, 9, 12, 13, 17)] == [0, 0, 1, 1, 2, 3, 4, 4]


@pytest.mark.parametrize(
    ("values", "options", "names"),
    [
        ((), {}, ("Under 1", "1", "2", "3", "4 or more")),
        ((10,) * 5, {}, ("Under 11", "11", "12", "13", "14 or more")),
        (
            range(10, 300, 5),
            {"unit": Decimal(5)},
            ("Under 100", "100 to 145", "150 to 195", "200 to 245", "250 or more"),
        ),
        (
            range(1_000, 90_000, 1_000),
            {"unit": Decimal(1_000), "write": wording.money},
            (
                "Under £20,000",
                "£20,000 to £39,000",
                "£40,000 to £59,000",
                "£60,000 to £79,000",
                "£80,000 or more",
            ),
        ),
    ],
    ids=["none", "all alike", "counts to the nearest 5", "money"],
)
def test_limits_are_round_and_in_words(values, options, names):
    assert classes_of(whole(*values), **options).names == names


def test_shares_are_written_as_per_cent():
    shares = [Decimal(share) / 100 for share in (3, 5, 8, 11, 14, 18, 22, 24)]
    names = classes_of(shares, unit=Decimal("0.01"), write=wording.percent).names
    assert names == ("Under 5%", "5% to 9%", "10% to 14%", "15% to 19%", "20% or more")


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=60))
def test_classes_rise_with_values_and_none_swallows_all(values):
    classes = classes_of(whole(*values))
    assert list(classes.limits) == sorted(set(classes.limits))
    found = [classes.of(Decimal(value)) for value in sorted(values)]
    assert found == sorted(found)
    if len(set(values)) > 1:
        assert len(set(found)) > 1


def test_two_maps_of_the_same_values_have_the_same_limits():
    values = whole(3, 9, 27, 81, 243, 729)
    assert classes_of(values) == classes_of(reversed(values))
