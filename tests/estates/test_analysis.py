"""The frontier of options, and homes promised against homes built."""

from datetime import date
from decimal import Decimal

import pytest

from estates.analysis import Homes, best, frontier, lowered, share_built

AFFORDABLE = frozenset({"social_rent", "shared_ownership"})


def homes(year: int, **by_tenure: int) -> Homes:
    return Homes(date(year, 1, 1), by_tenure, AFFORDABLE)


def test_an_option_that_another_beats_in_everything_is_off_the_frontier() -> None:
    options = [
        {"receipt": 100, "homes": 10, "year": 2028},
        {"receipt": 100, "homes": 12, "year": 2027},
        {"receipt": 300, "homes": 0, "year": 2030},
    ]
    assert frontier(options, {"receipt": 1, "homes": 1, "year": -1}) == [False, True, True]


def test_equal_options_are_both_on_the_frontier() -> None:
    assert frontier([{"receipt": 1}, {"receipt": 1}], {"receipt": 1}) == [True, True]


def test_a_missing_figure_is_not_zero_and_beats_nobody() -> None:
    assert frontier([{"receipt": 5, "homes": None}, {"receipt": 1, "homes": 0}], {"receipt": 1, "homes": 1}) == [
        True, True,
    ]  # fmt: skip


def test_an_option_without_any_figure_is_not_beaten() -> None:
    assert frontier([{"receipt": None}, {"receipt": 1}], {"receipt": 1}) == [True, True]


@pytest.mark.parametrize(
    ("figures", "sign", "expected"),
    [([1, 3, None], 1, 3), ([2028, 2030], -1, 2028), ([4, 4], 1, None), ([None, 7], 1, None)],
)
def test_the_best_of_a_row_is_marked_where_there_is_a_choice(
    figures: list[int | None], sign: int, expected: int | None
) -> None:
    assert best(figures, sign) == expected


def test_thirty_per_cent_promised_and_six_permitted_is_a_lowered_promise() -> None:
    found = lowered([homes(2020, social_rent=60, market=140), homes(2023, social_rent=12, market=188)])
    assert found is not None
    assert (found.before.share, found.after.share) == (Decimal("0.3"), Decimal("0.06"))


def test_more_homes_of_which_as_many_are_affordable_lower_the_share() -> None:
    assert (
        lowered([homes(2020, social_rent=30, market=70), homes(2022, social_rent=30, market=270)]) is not None
    )


def test_a_promise_kept_or_raised_is_not_lowered() -> None:
    assert lowered([homes(2020, social_rent=30, market=70), homes(2022, social_rent=40, market=60)]) is None


def test_homes_for_key_workers_at_market_rent_are_not_affordable() -> None:
    assert homes(2024, key_worker=50, social_rent=10, market=40).affordable == 10


def test_what_is_built_is_held_against_what_was_promised() -> None:
    assert share_built(homes(2020, social_rent=60, market=140), homes(2024, social_rent=10)) == Decimal(1) / 6
    assert share_built(homes(2020, market=10), homes(2024, social_rent=10)) is None
    assert share_built(homes(2020, social_rent=60), None) is None
