"""Pages of dated events and of candidates in a real Chromium: no axe violation, no overflow, wide and on a phone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anchors.models import User
from tests.cast import Cast
from tests.screen import NEEDED, ORIGIN, WIDTHS, faults, page_of, widen
from tests.workforce.test_events import AS_AT, GOOD, upload
from tests.workforce.test_profiles import SOURCE, YEAR, said
from workforce.event_files import read_events
from workforce.event_rules import judged
from workforce.events import keep_events
from workforce.models import Programme
from workforce.profiles import keep_profile
from workforce.publishing import publish

pytestmark = [pytest.mark.django_db, *NEEDED]


@pytest.fixture
def answers(cast: Cast, as_: Callable[[User], Client]) -> dict[str, Any]:
    """Every page, made before the browser starts."""
    fields = {
        "system": cast.system,
        "institution": cast.trust,
        "kind": "academy",
        "first_day": date(2025, 4, 1),
    }
    programme, bare = (
        Programme.objects.create(name=name, **fields) for name in ("Health academy", "Work weeks")
    )
    lead, officer = as_(cast.trust_lead), as_(cast.officer)
    own, other = (f"/employment/programmes/{each.pk}/" for each in (programme, bare))
    empty = {
        address: lead.get(address)
        for address in ("/employment/candidates/", f"{other}candidates/", f"{own}events/")
    }
    made = {f"{address}?empty": answer for address, answer in empty.items()}
    made[f"{own}events/?review"] = upload(lead, programme, f"{GOOD}P0004,job,01/02/2026,,\n")
    made[f"{own}events/?refused"] = upload(lead, programme, f"{GOOD}9434765919,started,01/02/2026,,\n")
    ready = judged(programme, read_events(programme, GOOD.encode()), as_at=AS_AT).ready
    keep_events(programme, ready, as_at=AS_AT, by=cast.trust_lead)
    keep_profile(programme, YEAR, {"deprived": said(120, 18), "care": said(90, 2)}, by=cast.trust_lead)
    made[f"{own}publish/"] = lead.get(f"{own}publish/")
    publish(programme, by=cast.trust_lead)
    file = SimpleUploadedFile(
        "c.csv", f"period,aspect,candidates,people\n2024-25,care,9,4\n2024-25,{SOURCE},9,4".encode()
    )
    made[f"{own}candidates/upload/?review"] = lead.post(f"{own}candidates/upload/", {"file": file})
    made[f"{own}candidates/enter/?wrong"] = lead.post(f"{own}candidates/enter/", {})
    for page in ("", "events/", "events/person/", "events/delete/", "candidates/", "candidates/enter/?period=2025-26",
                 "candidates/upload/"):  # fmt: skip
        made[own + page] = lead.get(own + page)
    made["/employment/candidates/"] = lead.get("/employment/candidates/")
    made["/employment/candidates/?kind=academy"] = officer.get("/employment/candidates/?kind=academy")
    return made


def test_no_page_of_events_or_candidates_has_an_axe_violation_or_overflows(answers: dict[str, Any]) -> None:
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
