"""Spending by program: the figures of the pages, whoever asks."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from anchors.models import Upload
from tests.api.conftest import Program
from tests.cast import Cast
from tests.leeds import leeds


@pytest.fixture
def upload(cast: Cast) -> Upload:
    return leeds(cast)


def test_a_council_whose_shares_are_those_of_leeds_shows_exactly_these(as_: Program, cast: Cast, upload: Upload):
    found = as_(cast.contributor).get("/api/v1/spending/").json()
    places = found["places"]
    assert found["amount"] == "482000000.00"
    assert found["period"]["code"] == "2025-01..2025-12"
    assert found["geography"]["local"] == ["E07999902", "E08999901"]
    assert (places["local_share"], places["regional_share"], places["leakage"]) == (0.28, 0.31, 0.69)
    assert (places["known"], places["unknown"], places["unknown_share"]) == ("482000000.00", "0.00", 0.0)
    assert {each["band"]: each["amount"] for each in places["by_band"]} == {
        "local": "134960000.00", "system": "0.00", "region": "14460000.00", "uk": "332580000.00",
        "abroad": "0.00", "unknown": "0.00",
    }  # fmt: skip
