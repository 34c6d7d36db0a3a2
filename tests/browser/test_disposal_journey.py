"""A disposal in a browser: land added, options worked through, decided, homes promised and lowered, on the board."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import localdate

from estates.models import Appraisal, Plot, Site
from tests.cast import Cast

Visit = Callable[..., Any]


@pytest.fixture
def site(cast: Cast) -> Site:
    return Site.objects.create(institution=cast.trust, ref="A1", name="Infirmary", is_published=True)


@pytest.mark.slow
def test_land_is_taken_through_its_options_to_a_decision_and_its_promise_is_watched(
    cast: Cast, site: Site, visitor: Visit
) -> None:
    grace = visitor(cast.trust_lead.email)
    _walk(grace)
    amina = visitor(cast.officer.email)
    amina.go("/recommendations/")
    amina.look("board with alerts")
    assert "2 alerts" in amina.words()
    assert "community ownership or management was not explored" in amina.words()
    assert "Reason given: Nobody could take it on." in amina.words()
    assert "permission of June 2025 cut 60 to 12 affordable homes" in amina.words()
    tom = visitor(cast.contributor.email)
    tom.go("/estates/surplus/?stage=all")
    assert "Old laundry" in tom.words()
    Plot.objects.update(is_sensitive=True)
    tom.go("/estates/surplus/?stage=all")
    assert "Old laundry" not in tom.words()
    assert grace.faults + amina.faults + tom.faults == []


@pytest.mark.slow
def test_the_same_journey_works_without_javascript(cast: Cast, site: Site, visitor: Visit) -> None:
    grace = visitor(cast.trust_lead.email, scripts=False)
    _walk(grace)
    assert Appraisal.objects.get().state == "decided"
    grace.go("/recommendations/")
    assert "2 alerts" in grace.words()


def _walk(grace: Any) -> None:
    _added(grace)
    _described(grace)
    _options(grace)
    _asked(grace)
    _submitted(grace)
    _decided(grace)
    _promised(grace)


def _added(grace: Any) -> None:
    grace.go("/estates/surplus/")
    grace.look("no surplus land yet")
    grace.follow("Add surplus land")
    grace.look("new plot")
    grace.page.select_option("[name=site]", index=1)
    grace.page.fill("[name=title]", "Old laundry")
    grace.page.fill("[name=ref]", "P1")
    grace.page.fill("[name=area_ha]", "1.4")
    grace.page.fill("[name=holding_cost]", "96000")
    grace.press("Add this land")
    grace.look("plot")
    grace.press("Begin an options appraisal")
    grace.look("task list at its beginning")
    assert "0 of 8 tasks are done." in grace.words()


def _described(grace: Any) -> None:
    grace.follow("Describe the site")
    grace.look("task describe")
    _day(grace, "decision_due", "18", "12", "2026")
    _complete(grace)
    grace.follow("Check what limits it")
    grace.page.fill("[name=limits]", "Boiler house is locally listed. No PFI.")
    _complete(grace)
    assert "2 of 8 tasks are done." in grace.words()


def _options(grace: Any) -> None:
    grace.follow("Set out the options")
    grace.look("task options")
    for route, name, receipt, homes in (
        ("homes", "Affordable homes", "1100000", "36"),
        ("market", "Open market sale", "3400000", "0"),
    ):
        grace.press("Add an option")
        grace.page.check(f"[name=route][value={route}]")
        grace.page.fill("[name=name]", name)
        grace.page.fill("[name=receipt]", receipt)
        grace.page.fill("[name=homes_social_rent]", homes)
        if route == "homes":
            grace.look("option form")
        grace.press("Add this option")
    _complete(grace)
    grace.follow("Test each option against social value")
    grace.page.fill("[name=social_value]", "Homes give local people a home; a sale gives none.")
    _complete(grace)
    grace.follow("Add the costs")
    grace.look("task costs")
    _complete(grace)
    grace.look("task list with options")
    assert "A sale brings £2.3 million more than option A, and 36 fewer affordable homes" in grace.words()


def _asked(grace: Any) -> None:
    grace.follow("Offer it to other public bodies")
    grace.press("Note who was asked")
    grace.page.fill("[name=who]", "Northvale City Council")
    _day(grace, "asked_on", "2", "11", "2025")
    grace.press("Save")
    grace.follow("No reply yet")
    grace.look("answer")
    grace.page.get_by_label("Not interested").check()
    _day(grace, "answered_on", "9", "11", "2025")
    grace.press("Save the answer")
    grace.look("task offer")
    _complete(grace)
    grace.follow("Ask partners and residents")
    grace.press("Note who was asked")
    grace.page.fill("[name=who]", "Chamber of commerce")
    grace.page.check("[name=kind][value=firm]")
    grace.page.select_option("[name=route]", "firms")
    _day(grace, "asked_on", "2", "11", "2025")
    grace.press("Save")
    grace.follow("No reply yet")
    grace.page.get_by_label("Not interested").check()
    _day(grace, "answered_on", "9", "11", "2025")
    grace.press("Save the answer")
    _complete(grace)


def _submitted(grace: Any) -> None:
    assert "7 of 8 tasks are done." in grace.words()
    grace.follow("Check answers and submit for decision")
    grace.look("check answers")
    assert "Not explored: Community ownership or management" in grace.words()
    grace.press("Submit for decision")
    grace.look("waits for a decision")


def _decided(grace: Any) -> None:
    grace.press("Record the decision")
    grace.look("decision form")
    grace.page.get_by_label("Open market sale").check()
    grace.page.fill("[name=reason]", "The trust needs the receipt.")
    grace.page.fill("[name=decided_by]", "Board of directors")
    today = localdate()
    _day(grace, "decided_on", str(today.day), str(today.month), str(today.year))
    grace.press("Continue")
    grace.look("decision without its reason")
    assert "Write why it is sold without exploring" in grace.words()
    grace.page.fill("[name=reason_unexplored]", "Nobody could take it on.")
    grace.press("Continue")
    grace.look("interruption")
    assert "This land goes to the open market" in grace.words()
    grace.press("Go back and change it")
    assert grace.page.input_value("[name=reason_unexplored]") == "Nobody could take it on."
    grace.press("Continue")
    grace.press("Put the decision on record")
    grace.page.wait_for_url(re.compile("/record/"))
    grace.look("decision record")
    assert "Reason given: Nobody could take it on." in grace.words()


def _promised(grace: Any) -> None:
    plot = Plot.objects.get()
    for stage, year, affordable, market in (
        ("sale", "2024", "60", "140"),
        ("permission", "2025", "12", "188"),
    ):
        grace.go(f"/estates/surplus/{plot.pk}/homes/")
        grace.press("Add a statement")
        if stage == "sale":
            grace.look("homes form")
        grace.page.check(f"[name=stage][value={stage}]")
        _day(grace, "on", "1", "6", year)
        grace.page.fill("[name=social_rent]", affordable)
        grace.page.fill("[name=market]", market)
        grace.page.fill("[name=source]", "A document")
        grace.press("Save this statement")
    grace.look("homes of the plot")
    grace.go("/estates/promises/")
    grace.look("promises")
    assert "Permission of June 2025 cut 60 to 12" in grace.words()
    grace.go("/estates/surplus/")
    grace.look("surplus land")
    grace.go(f"/estates/surplus/{plot.pk}/")
    grace.look("plot after the decision")
    grace.go("/estates/principles/")
    grace.look("no principles")


def _complete(grace: Any) -> None:
    grace.page.check("[name=is_done][value=yes]")
    grace.press("Save and go back to the tasks")
    grace.page.wait_for_url(re.compile(r"/appraisals/\d+/$"))


def _day(grace: Any, name: str, *parts: str) -> None:
    for place, part in enumerate(parts):
        grace.page.fill(f"[name={name}_{place}]", part)
