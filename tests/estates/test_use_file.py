"""Use of many spaces from a file: looked at first, problems by row, written once, what was there kept."""

import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from estates.models import CommunitySpace, Site, SpaceUse
from tests.cast import Cast
from tests.estates.conftest import As

HEADINGS = (
    "site,space,quarter,hours_offered,hours_used,hours_cheap,bookings,no_shows,groups,groups_deprived,source"
)


@pytest.fixture
def spaces(cast: Cast) -> list[CommunitySpace]:
    made = []
    for body, ref, site_name, name in (
        (cast.trust, "A1", "Infirmary", "Garden room"),
        (cast.trust, "A2", "Clinic", "Garden room"),
        (cast.trust, "A2", "Clinic", "Hall"),
        (cast.council, "B1", "Library", "Reading room"),
    ):
        site, _ = Site.objects.get_or_create(institution=body, ref=ref, name=site_name)
        made.append(CommunitySpace.objects.create(site=site, name=name, kind="room"))
    return made


def text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content.decode())).split())


def lines(answer: Any) -> list[str]:
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def upload(browser: Client, rows: list[str]) -> Any:
    file = SimpleUploadedFile("use.csv", "\n".join(rows).encode())
    return browser.post("/estates/community/use/", {"file": file})


def say_yes(browser: Client, review: Any) -> Any:
    fields = dict(
        re.findall(r'<input type="hidden" name="(rows|number)" value="([^"]*)">', review.content.decode())
    )
    return browser.post("/estates/community/use/add/", fields, follow=True)


def test_a_file_is_looked_at_problems_are_named_by_row_and_the_rest_is_written(
    cast: Cast, spaces: list[CommunitySpace], as_: As
) -> None:
    browser = as_(cast.trust_lead)
    review = upload(browser, [
        HEADINGS,
        "Infirmary,Garden room,2025-26-Q2,390,78,,,,,,Diary",
        ",Hall,July to September 2025,100,120,,,,,,Diary",
        ",Hall,2031-32-Q1,100,20,,,,,,Diary",
        ",Garden room,2025-26-Q2,1,1,,,,,,Diary",
        ",Reading room,2025-26-Q2,1,1,,,,,,Diary",
        "infirmary,garden room,2025-26-Q2,390,79,,,,,,Diary",
        ",Hall,2025-26-Q1,many,20,,,,,,Diary",
        ",Hall,2025-26-Q3,,,,,,,,Diary",
    ])  # fmt: skip
    told = text(review)
    assert "1 quarter of a space is ready. Nothing has been added yet." in told
    assert (
        'Row 3, column E (hours_used): "120" is not right. Hours used cannot be more than the hours offered'
        in told
    )
    assert 'Row 4, column C (quarter): "2031-32-Q1" is not right.' in told
    assert "Row 5: Several sites have a space of this name. Fill in the column site too." in told
    assert "Row 6: There is no space of this name whose use you may enter." in told
    assert "Row 7: row 2 has the same space and quarter. Keep one of them." in told
    assert 'Row 8, column D (hours_offered): "many" is not right.' in told
    assert "Row 9: Enter at least one figure." in told
    assert not SpaceUse.objects.exists()
    assert "1 quarter of a space of the file is saved" in text(say_yes(browser, review))
    (use,) = spaces[0].uses.all()
    assert (use.first_month, use.hours_used, use.by) == (202507, Decimal(78), cast.trust_lead)


def test_the_same_file_changes_nothing_and_another_keeps_what_was_there(
    cast: Cast, spaces: list[CommunitySpace], as_: As
) -> None:
    browser = as_(cast.trust_lead)
    rows = [HEADINGS, ",Hall,2025-26-Q2,390,78,,10,,,,Diary"]
    say_yes(browser, upload(browser, rows))
    assert "0 quarters of spaces are ready" in text(upload(browser, rows))
    assert "0 quarters of spaces are ready" in text(
        upload(browser, lines(browser.get("/estates/community-use.csv")))
    )
    say_yes(browser, upload(browser, ["space,quarter,hours_used,source", "Hall,2025-26-Q2,100,Diary"]))
    (use,) = spaces[2].uses.all()
    assert (use.hours_used, use.hours_offered, use.bookings) == (100, 390, 10)
    assert spaces[2].changes.first().changes == {"hours_used": ["78.0", "100"]}


def test_the_template_has_a_row_for_each_space_of_the_persons_institutions(
    cast: Cast, spaces: list[CommunitySpace], as_: As
) -> None:
    found = lines(as_(cast.trust_lead).get("/estates/community-use-template.csv"))
    assert found[0] == HEADINGS
    assert [row.split(",")[:2] for row in found[1:]] == [
        ["Infirmary", "Garden room"], ["Clinic", "Garden room"], ["Clinic", "Hall"],
    ]  # fmt: skip


def test_who_may_change_no_space_finds_no_upload(cast: Cast, spaces: list[CommunitySpace], as_: As) -> None:
    for person in (cast.officer, cast.outsider):
        for address in ("/estates/community/use/", "/estates/community-use-template.csv"):
            assert as_(person).get(address).status_code == 404
