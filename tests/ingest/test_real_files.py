"""Every file of the publishers, as they wrote it, gives the lines, pence and dates that separate readers counted."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ingest.accepted import accepted, checked_into

CHECKOUT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("ANCHORS_REALDATA") or CHECKOUT.parent / "shared" / "realdata")
KEYS = json.loads((REAL / "keys.json").read_text()) if (REAL / "keys.json").exists() else {}

pytestmark = pytest.mark.realdata


@pytest.mark.skipif(not KEYS, reason=f"the publishers' files are not at {REAL}; set ANCHORS_REALDATA")
@pytest.mark.parametrize("name", KEYS or ["no file"])
def test_a_published_file_gives_the_lines_pence_and_dates_in_its_key(name, tmp_path):
    key = KEYS[name]
    found = checked_into(tmp_path, REAL / name)
    if not key["payment_lines"]:
        assert (found.state, found.reason) == ("refused", "The selected file is empty.")
        return
    result = found.as_json()
    assert found.state == "checked"
    assert result["accepted"]["lines"] + result["left_out"]["lines"] == key["payment_lines"]
    assert Decimal(result["accepted"]["amount"]) + Decimal(result["left_out"]["amount"]) == Decimal(
        key["total"]
    )
    assert result["negative_amount"] == key["total_negative"]
    assert (result["first_date"], result["last_date"]) == (key["min_date"], key["max_date"])
    main = (result["columns"]["amount"], result["columns"]["payment_date"], result["columns"]["supplier"])
    assert main == (key["amount_column"].strip(), key["date_column"], key["supplier_column"])
    assert len(accepted(tmp_path)) == result["accepted"]["lines"]
