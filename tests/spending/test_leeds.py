"""An institution whose shares are Leeds's (Health Foundation, table 2) shows exactly these."""

import csv
import io
import re

import pytest

from tests.cast import Cast
from tests.leeds import leeds
from tests.spending.conftest import Browser


@pytest.fixture
def books(cast: Cast) -> None:
    leeds(cast)


def cells(page: str, row: str) -> list[str]:
    """The words of a table's row that starts with these."""
    text = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    for found in re.findall(r"<tr.*?</tr>", text, flags=re.DOTALL):
        cells_of = re.findall(r"<t[hd].*?</t[hd]>", found, re.DOTALL)
        words = [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells_of]
        if words and words[0] == row:
            return words
    return []


@pytest.mark.usefixtures("books")
def test_the_page_shows_28_31_and_69_of_482_million(cast: Cast, as_: Browser) -> None:
    page = as_(cast.contributor).get("/spending/?figure=places&view=table").content.decode()
    assert "<strong>£482.0 million</strong>" in page
    assert cells(page, "Marsh Borough Council")[1:4] == ["28%", "31%", "69%"]
    assert cells(page, "Leeds Teaching Hospitals, £482 million in 2017/18")[1:4] == ["28%", "31%", "69%"]
    assert cells(page, "Marsh and Northvale") == ["Marsh and Northvale", "135.0", "28%"]
    assert cells(page, "Wider region, local places included")[1:] == ["149.4", "31%"]
    assert cells(page, "Leakage: outside the wider region")[1:] == ["332.6", "69%"]
    assert "28p of each pound stays local" in page or "28p of each pound stays in Marsh and Northvale" in page


@pytest.mark.usefixtures("books")
def test_the_file_shows_28_31_and_69_of_482_million(cast: Cast, as_: Browser) -> None:
    answer = as_(cast.contributor).get("/spending/download/places.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Place", "Amount (£)", "Share (%)"]
    found = {row[0]: row[1:] for row in rows[1:]}
    assert found["Marsh and Northvale"] == ["134960000.00", "28.0"]
    assert found["Wider region, local places included"] == ["149420000.00", "31.0"]
    assert found["Leakage: outside the wider region"] == ["332580000.00", "69.0"]
    assert found["All with a known place"] == ["482000000.00", "100.0"]


@pytest.mark.usefixtures("books")
def test_the_overview_says_it_in_sentences(cast: Cast, as_: Browser) -> None:
    page = " ".join(as_(cast.contributor).get("/").content.decode().split())
    assert '<strong class="anchors-stat__figure">£482.0 million</strong>' in page
    assert '<strong class="anchors-stat__figure">28p</strong>' in page
    assert '<strong class="anchors-stat__figure">69p</strong>' in page
