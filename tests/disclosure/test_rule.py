"""The rule for one count, and what may be derived from shown figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors.disclosure import HIDDEN, Profile, TwoBreakdownsError, blocked, one_breakdown, share, sort_key

PROFILE = Profile("default", "Default", "a test")


@pytest.mark.parametrize(
    ("count", "shown", "second"),
    [
        (0, HIDDEN, HIDDEN),
        (7, HIDDEN, HIDDEN),
        (8, 10, HIDDEN),
        (9, 10, HIDDEN),
        (12, 10, 10),
        (13, 15, 10),
        (15, 15, 20),
    ],
)
def test_small_counts_and_zeros_are_hidden_and_others_rounded_half_up(count, shown, second):
    assert PROFILE.shown(count) == shown
    assert PROFILE.shown(count, is_second=True) == second


@given(st.integers(0, 5000), st.booleans())
def test_a_shown_value_says_only_a_range_and_every_count_of_it_shows_the_same(count, is_second):
    shown = PROFILE.shown(count, is_second=is_second)
    least, most = PROFILE.counts_behind(shown, is_second=is_second)
    assert least <= count <= most
    assert {PROFILE.shown(other, is_second=is_second) for other in range(least, most + 1)} == {shown}
    assert most - least >= 3


def test_one_word_stands_for_every_hidden_cell_and_the_note_explains_it():
    assert (PROFILE.text(HIDDEN), PROFILE.text(1250)) == ("Hidden", "1,250")
    assert (
        "fewer than 8 people (fewer than 10 in a breakdown), or a figure that would give a hidden one"
        in PROFILE.note
    )


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (HIDDEN, 50, None),
        (20, HIDDEN, None),
        (0, 0, None),
        (10, 30, "0.33"),
        (35, 30, "1.00"),
        (1230, 4000, "0.308"),
    ],
)
def test_shares_come_from_shown_figures_only_and_as_exact_as_those_allow(part, whole, expected):
    assert share(part, whole) == (None if expected is None else Decimal(expected))


@given(st.lists(st.tuples(st.integers(0, 60), st.text("abc", max_size=3)), max_size=20), st.booleans())
def test_sorting_tells_nothing_that_is_not_displayed(rows, largest_first):
    def ordered(counts):
        return sorted(
            ((PROFILE.shown(c), name) for c, name in counts),
            key=lambda r: sort_key(*r, largest_first=largest_first),
        )

    assert ordered(rows) == ordered(reversed(rows))
    values = [shown for shown, _ in ordered(rows)]
    seen = [value for value in values if value is not HIDDEN]
    assert seen == sorted(seen, reverse=largest_first)
    assert values[len(seen) :] == [HIDDEN] * (len(values) - len(seen))


def test_a_base_under_eight_blocks_a_drill_down_or_a_mean():
    assert [blocked(base, PROFILE) for base in (0, 7, 8)] == [True, True, False]


def test_two_breakdowns_at_once_are_refused_in_a_sentence():
    assert one_breakdown([]) is None
    assert one_breakdown(["band", "band"]) == "band"
    with pytest.raises(TwoBreakdownsError, match="You asked for band and starters at once"):
        one_breakdown(["starters", "band"])
