"""Files of support as people really send them: other separators, a title above, a workbook, a PDF by mistake."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anchors.row_files import RowFileError, table_of
from tests.cast import Cast
from tests.workforce.conftest import Browser
from tests.workforce.neighbourhood import workbook

HEADINGS = ("PROGRAMME", "Provider", "Who for", "Places a year")
NEEDED = ("programme", "provider", "who_for")
ROW = ("Good", "College", "young", "120")


def words(browser: Client, content: bytes, name: str = "support.csv") -> str:
    answer = browser.post("/employment/support/upload/", {"file": SimpleUploadedFile(name, content)})
    return " ".join(answer.content.decode().replace("&#34;", '"').replace("&quot;", '"').split())


def lines(separator: str, *rows: tuple[str, ...], above: str = "") -> bytes:
    return (above + "\n".join(separator.join(row) for row in rows)).encode()


@pytest.mark.parametrize(
    "content",
    [
        lines(";", HEADINGS, ROW),
        lines("\t", HEADINGS, ROW),
        lines("|", HEADINGS, ROW),
        lines(",", HEADINGS, ROW, above="Support in Marsh\n\n"),
        lines(";", HEADINGS, ROW, above="sep=;\n"),
        lines(",", HEADINGS, ROW).decode().encode("utf-16"),
        workbook(HEADINGS, [ROW], above=["Support in Marsh"]),
    ],
    ids=["semicolons", "tabs", "bars", "a title above", "sep line", "utf-16", "a workbook"],
)
def test_a_file_is_read_however_it_was_saved(cast: Cast, as_: Browser, content: bytes) -> None:
    page = words(as_(cast.contributor), content)
    assert "1 programme</strong> is ready" in page
    assert "Good" in page


def test_rows_keep_their_numbers_below_a_title() -> None:
    rows = table_of(lines(",", HEADINGS, ROW, above="Support in Marsh\n\n"), NEEDED, most_rows=5)
    assert [number for number, row in enumerate(rows[1:], start=2) if any(row)] == [4]


def test_a_file_that_is_no_list_is_told_what_it_is(cast: Cast, as_: Browser) -> None:
    browser = as_(cast.contributor)
    assert "The selected file is a PDF document, not a spreadsheet" in words(browser, b"%PDF-1.7\n%\xe2\xe3")
    assert "The selected file is a web page" in words(browser, b"<!doctype html><html></html>")
    assert "The selected file is empty" in words(browser, b"\n \n")
    assert "Missing: provider, who_for" in words(browser, b"programme,x\nGood,y\n")
    with pytest.raises(RowFileError, match="2 rows or fewer"):
        table_of(lines(",", HEADINGS, ROW, ROW, ROW), NEEDED, most_rows=2)


def test_a_wrong_choice_is_named_without_asking_a_question_back(cast: Cast, as_: Browser) -> None:
    headings = (*HEADINGS, "Areas")
    rows = [("One", "College", "young", "120", "Atlantis"), ("Two", "College", "Nobody known", "120", "")]
    rows += [("Three", "College", "", "120", ""), ("Four", "College", "young", "1000000", "")]
    page = words(as_(cast.contributor), lines(",", headings, *rows))
    assert (
        'column E (areas): "Atlantis" is not right. It is none of the choices. Use the names of districts'
        in page
    )
    assert 'column C (who_for): "Nobody known" is not right. It is none of the choices. Use these' in page
    assert "Row 4, column C (who_for): this cell is empty. Use these" in page
    assert "Row 5, column D (places_a_year)" in page
    assert "Places a year must be 100,000 or fewer" in page
    assert "Select a where" not in page
