"""The administration shows platform staff what the whole system reads of estates, and nothing more."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anchors.models import User
from estates.appraising import begin_appraisal
from estates.models import CommunitySpace, DisposalPrinciples, HomesStatement, Plot, Site
from tests.cast import Cast

LISTS = ("plot", "appraisal", "homesstatement", "disposalprinciples", "communityspace")


@pytest.fixture
def rows(cast: Cast) -> dict[str, Any]:
    site = Site.objects.create(
        institution=cast.trust, ref="A1", name="Secret Infirmary", address="Secret Road"
    )
    found: dict[str, Any] = {
        "communityspace": CommunitySpace.objects.create(site=site, name="Hall", kind="hall")
    }
    for title, is_sensitive in (("Shown laundry", False), ("Secret laundry", True)):
        plot = Plot.objects.create(site=site, ref=title, title=title, is_sensitive=is_sensitive)
        appraisal = begin_appraisal(plot, by=cast.trust_lead)
        homes = HomesStatement.objects.create(
            plot=plot, stage="sale", on="2026-05-04", homes={}, source=f"{title} deed"
        )
        if not is_sensitive:
            found |= {"plot": plot, "appraisal": appraisal, "homesstatement": homes}
    principles = DisposalPrinciples.objects.create(
        system=cast.system, title="Land for people", sentences=["Ask first."], valid_from="2026-01-01"
    )
    return found | {"disposalprinciples": principles}


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_rows_open_and_hold_nothing_that_is_kept(
    cast: Cast, rows: dict[str, Any], name: str
) -> None:
    staff = Client()
    staff.force_login(User.objects.create_superuser("staff@example.org", "a long password", name="Pat Staff"))
    for address in (
        reverse(f"admin:estates_{name}_changelist"),
        reverse(f"admin:estates_{name}_change", args=[rows[name].pk]),
    ):
        answer = staff.get(address)
        assert answer.status_code == 200
        assert "Secret" not in answer.content.decode(), address
