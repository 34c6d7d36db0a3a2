"""What the whole system shares, by program: the figure of the metric page, or that it is hidden."""

from decimal import Decimal

import pytest
from django.test import Client

from metrics.measuring import measure
from metrics.registry import indicator_of
from metrics.wording import value_words
from tests.cast import Cast
from tests.metrics.api.conftest import Program
from tests.spending.ledger import Ledger
from tests.spending.test_partners import crowd

ADDRESS = "/api/v1/measurements/system/"
LOCAL = "local-share-of-spend"


@pytest.fixture
def shared(cast: Cast, ledger: Ledger) -> Cast:
    """Enough partners that the whole system may be shown."""
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    crowd(cast, ledger, 3)
    ledger.settle()
    measure([cast.council.pk], reason="a test")
    return cast


def test_the_figure_is_that_of_the_metric_page(shared: Cast, as_: Program):
    (row,) = as_(shared.contributor).get(ADDRESS, {"indicator": LOCAL}).json()["items"]
    browser = Client()
    browser.force_login(shared.contributor)
    page = browser.get(f"/recommendations/measures/{LOCAL}/").content.decode()
    words = value_words(indicator_of(LOCAL), Decimal(row["value"]))
    assert f"Your system as a whole: {words}" in page
    assert (row["suppressed"], row["unit"]) == (False, "share")
    assert Decimal(row["value"]) == Decimal(row["numerator"]) / Decimal(row["denominator"])
    assert row["months"]


def test_only_what_is_shared_is_there(shared: Cast, as_: Program):
    codes = {row["indicator"] for row in as_(shared.contributor).get(ADDRESS).json()["items"]}
    assert LOCAL in codes
    assert "leakage" not in codes


def test_with_too_few_partners_it_is_suppressed(cast: Cast, ledger: Ledger, as_: Program):
    ledger.pay(cast.council, 50_000_00, place=cast.district)
    ledger.pay(cast.trust, 50_000_00, place=cast.district)
    ledger.settle()
    rows = as_(cast.contributor).get(ADDRESS).json()["items"]
    assert rows
    for row in rows:
        assert (row["suppressed"], row["value"], row["numerator"], row["denominator"]) == (
            True,
            None,
            None,
            None,
        )


def test_where_nobody_supplied_there_is_no_row(cast: Cast, as_: Program):
    assert as_(cast.contributor).get(ADDRESS).json() == {"items": [], "next": None}


@pytest.mark.parametrize("query", [{"period": "2026-09"}, {"institution": "marsh-borough-council"}])
def test_nothing_narrows_it(shared: Cast, as_: Program, query: dict[str, str]):
    answer = as_(shared.contributor).get(ADDRESS, query)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, next(iter(query)))
