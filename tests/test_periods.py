"""Up to when figures are shown: neither moved by who comes early nor held back by who stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors.periods import months_earlier, usual_end

MONTHS = st.builds(lambda year, month: year * 100 + month, st.integers(2020, 2027), st.integers(1, 12))


@pytest.mark.parametrize(
    ("newest", "end"),
    [
        ([202609], 202609),
        ([202609, 202610], 202610),
        ([202609, 202609, 202610], 202609),
        ([202606, 202609, 202609, 202609, 202609, 202610], 202609),
        ([202401, 202402, 202403, 202610], 202610),
    ],
)
def test_figures_end_where_at_least_half_of_those_still_supplying_have_come(
    newest: list[int], end: int
) -> None:
    assert usual_end(newest) == end


@given(st.lists(MONTHS, min_size=1, max_size=20))
def test_the_end_is_somebodys_newest_month_within_a_year_of_the_first(newest: list[int]) -> None:
    end = usual_end(newest)
    going = [ym for ym in newest if ym > months_earlier(max(newest), 12)]
    assert end in going
    assert 2 * sum(ym >= end for ym in going) >= len(going)
    assert 2 * sum(ym > end for ym in going) < len(going)
