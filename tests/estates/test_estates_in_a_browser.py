"""The pages of the register in a real Chromium: no axe violation, no overflow, on a wide screen and on a phone."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from anchors.models import User
from estates.models import Site
from tests.cast import Cast
from tests.screen import NEEDED, ORIGIN, WIDTHS, faults, page_of, widen

PICTURES = os.environ.get("ANCHORS_PICTURES", "")
pytestmark = [pytest.mark.django_db, *NEEDED]


@pytest.fixture
def answers(cast: Cast, as_: Callable[[User], Client], sites: dict[str, Site]) -> dict[str, Any]:
    """Every page, made before the browser starts."""
    Site.objects.filter(ref="RZZ02").update(latitude=53.5, longitude=-2.2)
    council, trust, outsider = as_(cast.contributor), as_(cast.trust_lead), as_(cast.outsider)
    own = f"/estates/sites/{sites['M2'].pk}/"
    made = {
        address: council.get(address)
        for address in (
            "/estates/?status=all", "/estates/?figure=map&view=table", "/estates/?figure=map&view=about",
            "/estates/?search=nowhere", "/estates/returns/", "/estates/returns/?figure=empty_share",
            own, f"{own}edit/", f"{own}retire/", "/estates/sites/new/",
        )
    }  # fmt: skip
    return made | {
        f"/estates/sites/{sites['RZZ01'].pk}/": trust.get(f"/estates/sites/{sites['RZZ01'].pk}/"),
        "/estates/?nobody": outsider.get("/estates/"),
        "/estates/returns/?nobody": outsider.get("/estates/returns/"),
        "/estates/sites/new/?wrong": council.post("/estates/sites/new/", {}),
    }


def test_no_page_of_the_register_has_an_axe_violation_or_overflows(answers: dict[str, Any]) -> None:
    found = []
    with page_of(answers) as page:
        for number, address in enumerate(answers):
            assert answers[address].status_code == 200, address
            for width in WIDTHS:
                widen(page, width)
                page.goto(ORIGIN + address)
                page.wait_for_selector("body.nhsuk-frontend-supported")
                found += faults(page, f"{address} at {width}")
                if PICTURES:
                    page.screenshot(path=f"{PICTURES}/{number:02}-{width}.png", full_page=True)
    assert found == []


def test_on_a_phone_the_whole_register_stands_within_the_screen_with_its_sorting(
    answers: dict[str, Any],
) -> None:
    with page_of(answers) as page:
        widen(page, 390)
        page.goto(f"{ORIGIN}/estates/?status=all")
        table = page.locator("table", has=page.locator("#list-of-sites"))
        for words in ("Acute or specialist hospital", "40,000", "In use"):
            box = table.get_by_text(words, exact=True).first.bounding_box()
            assert box["x"] >= 0, words
            assert box["x"] + box["width"] <= 390, words
        sorting = table.get_by_role("link", name="Floor, m²").bounding_box()
        assert sorting["height"] >= 20
        assert sorting["x"] + sorting["width"] <= 390
