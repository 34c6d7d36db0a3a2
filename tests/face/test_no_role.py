"""Somebody without a role is told so on every page of figures, and never that nothing has been recorded."""

import pytest
from django.test import Client
from django.urls import reverse

from anchors.models import User
from anchors.views.frame import SECTIONS
from tests.cast import Cast, assembled
from tests.face.reading import Reading, faults

SENTENCE = "You have no role in an institution yet, so there is nothing to show."
OPEN = {"overview", "measures", "places", "api_guide", "gallery"}
NOT_FOUND = {"spend_lines", "rules", "submitted"}
"""They need a system or an institution to be at all."""
OF_ROLES = [each.view for section in SECTIONS for each in section.pages if each.view not in OPEN]


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


def opened(someone: User, view: str) -> str:
    client = Client()
    client.force_login(someone)
    answer = client.get(reverse(view))
    assert answer.status_code == 200 or view in NOT_FOUND, view
    return str(answer.content.decode())


@pytest.mark.parametrize("is_staff", [False, True])
def test_every_page_of_figures_says_so_and_nothing_else(cast: Cast, *, is_staff: bool) -> None:
    cast.reader.memberships.all().delete()
    cast.reader.is_staff = is_staff
    cast.reader.save()
    for view in [*OF_ROLES, "overview"]:
        html = opened(cast.reader, view)
        page = Reading(html)
        assert SENTENCE in page.text, view
        assert len(page.all("h1")) == 1, view
        assert not faults(html), view
        if view != "overview":
            main = Reading(html[html.index("<main") : html.index("</main>")])
            assert [each["href"] for each in main.all("a")] == [reverse("help")], view


def test_what_is_the_same_for_everybody_stays_open(cast: Cast) -> None:
    cast.reader.memberships.all().delete()
    for view in OPEN - {"overview", "gallery", "measures"}:
        assert SENTENCE not in opened(cast.reader, view), view


def test_measures_are_defined_for_everybody_and_have_no_figure_without_a_role(cast: Cast) -> None:
    cast.reader.memberships.all().delete()
    client = Client()
    client.force_login(cast.reader)
    for address in (reverse("measures"), reverse("measure", args=["leakage"])):
        html = client.get(address).content.decode()
        assert SENTENCE in html
        assert "Leakage" in html
        assert "No data" not in html
        assert "upload" not in html[html.index("<main") : html.index("</main>")].lower()
        assert not faults(html)


def test_who_has_a_role_is_not_told_so(cast: Cast) -> None:
    for view in ("programmes", "estates", "living_wage", "board", "uploads"):
        assert SENTENCE not in opened(cast.reader, view), view
