"""The filter as a query string."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors.filters import FilterError
from anchors.periods import Period, months_earlier
from procurement.analysis import Band
from procurement.explorer import SpendFilter
from procurement.models import Reason

CLOSED = [reason for reason in Reason.values if reason != "OPEN"]
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(str.strip)
periods = st.integers(0, 200).flatmap(
    lambda back: st.integers(0, 40).map(
        lambda length: Period(months_earlier(202612, back + length), months_earlier(202612, back))
    )
)
filters = st.builds(
    SpendFilter,
    period=st.none() | periods,
    institutions=st.lists(st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True), max_size=3, unique=True).map(
        tuple
    ),
    category=words,
    reason=st.sampled_from(["", "influenceable", "not-influenceable", *CLOSED]),
    band=st.none() | st.sampled_from(list(Band)),
    local=st.lists(st.from_regex(r"E0[6-9]\d{6}", fullmatch=True), max_size=4, unique=True).map(
        lambda codes: tuple(sorted(codes))
    ),
    supplier=st.none() | st.integers(1, 10**9),
)


@given(filters)
def test_a_filter_written_and_read_again_is_the_same(asked: SpendFilter) -> None:
    assert SpendFilter.parse(asked.as_query()) == asked


def test_no_filter_is_an_empty_query() -> None:
    assert SpendFilter().as_query() == ""
    assert SpendFilter.parse("period=&institution=&sort=-total&view=table") == SpendFilter()


def test_the_keys_are_short_and_in_a_fixed_order() -> None:
    institutions, places = "institution=b&institution=a", "local=E06000055,e06000032"
    asked = SpendFilter.parse(f"{places}&{institutions}&period=2025-10..2026-09&reason=open")
    assert asked.as_query() == (
        "period=2025-10..2026-09&institution=b,a&reason=influenceable&local=E06000032,E06000055"
    )


@pytest.mark.parametrize(
    ("query", "key", "sentence"),
    [
        ("period=2026-13", "period", '"2026-13" is not a period. Use a month (2026-09)'),
        ("period=2026-09..2026-01", "period", "cannot end (202601) before it starts"),
        ("reason=because", "reason", '"because" is not a reason. Use influenceable'),
        ("band=moon", "band", '"moon" is not a band of place. Use one of local'),
        ("local=Leeds", "local", '"LEEDS" is not the code of a place. Use GSS codes, for example E06000055.'),
        ("supplier=12a", "supplier", '"12a" is not a supplier.'),
    ],
)
def test_nonsense_is_refused_with_what_was_expected(query: str, key: str, sentence: str) -> None:
    with pytest.raises(FilterError) as found:
        SpendFilter.parse(query)
    assert found.value.key == key
    assert sentence in str(found.value)
