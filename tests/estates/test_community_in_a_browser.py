"""The pages of community space in a real Chromium: no axe violation, no overflow, on a wide screen and on a phone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anchors.models import User
from estates.models import CommunitySpace, Site, SpaceRequest, SpaceUse
from tests.cast import Cast
from tests.screen import NEEDED, ORIGIN, WIDTHS, faults, page_of, widen

pytestmark = [pytest.mark.django_db, *NEEDED]
SPACES, USE = "/estates/community/", "/estates/community/use/"
ROWS = b"space,quarter,hours_used,source\nGarden room,2025-26-Q4,90,Diary\nGarden room,never,1,Diary\n"


@pytest.fixture
def answers(cast: Cast, as_: Callable[[User], Client], sites: dict[str, Site]) -> dict[str, Any]:
    """Every page, made before the browser starts."""
    trust, outsider = as_(cast.trust_lead), as_(cast.outsider)
    rooms = [
        CommunitySpace.objects.create(
            site=sites["RZZ01"], name=name, kind="room", charge="free", hours_offered=30
        )
        for name in ("Garden room", "Chapel")
    ]
    for first, used in ((202601, 80), (202604, 120), (202607, 190)):
        SpaceUse.objects.create(
            space=rooms[0], first_month=first, last_month=first + 2, hours_offered=390, hours_used=used, groups=9,
            groups_deprived=4, bookings=40, no_shows=3, source="Diary",
        )  # fmt: skip
    wish = SpaceRequest.objects.create(
        system=cast.system, recorded_for=cast.trust, body="Parents’ group", purpose="Play morning", want="hours",
        hours=6, received_on=date(2026, 11, 2),
    )  # fmt: skip
    one, unused, asked = (
        f"{SPACES}{rooms[0].pk}/",
        f"{SPACES}{rooms[1].pk}/",
        f"{SPACES}requests/{wish.pk}/",
    )
    trust.post(f"{one}edit/", {"name": "Garden room", "kind": "hall", "charge": "free"})
    addresses = (
        SPACES, f"{SPACES}?figure=use-over-time&view=table", f"{SPACES}?figure=use-over-time&view=about",
        f"{SPACES}?kind=green", one, unused, f"{one}edit/", f"{one}close/", f"{one}use/", f"{one}use/2026-27-Q2/remove/", f"{one}use/?quarter=2026-27-Q2", f"{SPACES}new/", USE,
        f"{SPACES}requests/", asked, f"{asked}outcome/", f"{SPACES}requests/new/",
        f"/estates/sites/{sites['RZZ01'].pk}/",
    )  # fmt: skip
    file = SimpleUploadedFile("use.csv", ROWS)
    return {address: trust.get(address) for address in addresses} | {
        f"{USE}?review": trust.post(USE, {"file": file}),
        f"{USE}?empty": trust.post(USE, {}),
        f"{SPACES}new/?wrong": trust.post(f"{SPACES}new/", {}),
        f"{SPACES}?nobody": outsider.get(SPACES),
        f"{SPACES}requests/?nobody": outsider.get(f"{SPACES}requests/"),
    }


def test_no_page_of_community_space_has_an_axe_violation_or_overflows(answers: dict[str, Any]) -> None:
    found = []
    with page_of(answers) as page:
        for address, answer in answers.items():
            assert answer.status_code == 200, address
            for width in WIDTHS:
                widen(page, width)
                page.goto(ORIGIN + address)
                page.wait_for_selector("body.nhsuk-frontend-supported")
                found += faults(page, f"{address} at {width}")
    assert found == []
