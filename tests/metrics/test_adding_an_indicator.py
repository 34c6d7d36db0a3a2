"""The README's example, added as one function in one file, has everything that a shipped measure has."""

import importlib.util
import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from metrics import registry
from metrics.measuring import measure
from metrics.models import Measurement
from tests.cast import Cast
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger

CODE = "spend-abroad"
CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
FILE = (CHECKOUT / "procurement" / "indicators.py").read_text(encoding="utf-8")
SHOWN = (
    "code", "name", "lever", "recommendations", "goal", "unit", "direction", "numerator", "denominator",
    "why_it_matters", "limits", "author", "next_review",
)  # fmt: skip


@pytest.fixture
def added(tmp_path: Path) -> Iterator[None]:
    """The lever's own file with the README's function at its end, and without those that are declared already."""
    example = re.search(r"## Adding an indicator.*?```python\n(.*?)```", README, re.DOTALL)
    assert example
    before = {each.code: each for each in registry.indicators()}
    head, _, rest = FILE.partition("source_of(")
    tail = rest[rest.index("def _of_places") :]
    path = tmp_path / "indicators.py"
    path.write_text(f"{head}\n{example.group(1)}\n\n{tail}", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("an_indicator_more", path)
    assert spec
    assert spec.loader
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    yield
    registry.forget(CODE)
    assert {each.code: each for each in registry.indicators()} == before


@pytest.fixture
def paid(added: None, cast: Cast, ledger: Ledger) -> None:
    """A quarter of the council's money with a known place goes abroad; measured as everything else is."""
    ledger.pay(cast.council, 300_00, place=cast.city)
    ledger.pay(cast.council, 100_00, supplier="Far Away GmbH", is_abroad=True)
    ledger.settle()
    measure([cast.council.pk], reason="a test")


def test_it_is_listed_with_its_whole_definition(added: None) -> None:
    out = StringIO()
    call_command("list_indicators", "--json", stdout=out)
    found = next(each for each in json.loads(out.getvalue()) if each["code"] == CODE)
    assert all(found[field] for field in SHOWN)
    assert found["lever"] == "spending"


def test_it_is_measured_with_the_others(paid: None) -> None:
    row = Measurement.objects.get(indicator=CODE)
    assert (row.numerator, row.denominator) == (100, 400)


def test_it_has_its_page_its_line_and_its_files(paid: None, cast: Cast, as_: Browser) -> None:
    client = as_(cast.contributor)
    page = client.get(f"/recommendations/measures/{CODE}/").content.decode()
    assert "How much of each pound left the country?" in page
    assert "Marsh Borough Council: 25%" in re.sub(r"<[^>]+>", "", page)
    assert "Share of spend abroad" in client.get("/recommendations/measures/").content.decode()
    answer = client.get(f"/recommendations/measures/{CODE}/download/measure.csv")
    assert "0.25" in b"".join(answer.streaming_content).decode()
    assert client.get(f"/recommendations/measures/{CODE}/targets/").status_code == 200


def test_it_is_in_the_api_with_its_definition(paid: None, cast: Cast, as_: Browser) -> None:
    client = as_(cast.contributor)
    rows = client.get("/api/v1/measurements/", {"indicator": CODE}).json()["items"]
    assert [each["value"] for each in rows] == ["0.25"]
    definition = client.get(f"/api/v1/indicators/{CODE}/").json()
    assert definition["question"] == "How much of each pound left the country?"


def test_once_it_is_taken_back_nothing_is_left_of_it(cast: Cast, as_: Browser) -> None:
    assert as_(cast.contributor).get(f"/recommendations/measures/{CODE}/").status_code == 404
