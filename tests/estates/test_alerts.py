"""Alerts of the estates lever on the board of the nine and on the first page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anchors.models import User
from estates.appraising import Decision, ask, begin_appraisal, decide, keep_option, mark, submit, write
from estates.disposing import move_plot, state_homes
from estates.exploring import Task
from estates.models import Appraisal, Plot, Site
from metrics.alerts import alerts_of
from metrics.plan_templates import HEALTHY_PLACES
from metrics.planning import start_plan
from tests.cast import Cast

DAY = date(2026, 5, 4)


@pytest.fixture
def plot(cast: Cast) -> Plot:
    site = Site.objects.create(institution=cast.trust, ref="A1", name="Infirmary")
    return Plot.objects.create(site=site, ref="P1", title="Old laundry")


@pytest.fixture
def sentences(cast: Cast) -> Callable[[User], list[str]]:
    return lambda person: [alert.sentence for alert in alerts_of(person, cast.system)]


def homes(plot: Plot, stage: str, year: int, affordable: int, other: int, by: User) -> None:
    fields = {"stage": stage, "on": date(year, 5, 4), "source": "A document",
              "homes": {"social_rent": affordable, "market": other}}  # fmt: skip
    state_homes(plot, fields, by=by)


def page(person: User, address: str) -> str:
    browser = Client()
    browser.force_login(person)
    return " ".join(browser.get(address).content.decode().split())


def decided(cast: Cast, plot: Plot, reason: str) -> Appraisal:
    appraisal, by = begin_appraisal(plot, by=cast.trust_lead), cast.trust_lead
    market = keep_option(appraisal, {"route": "market", "name": "Sale", "receipt": 10}, by=by)
    for task in list(Task)[:-1]:
        mark(appraisal, task, is_done=True, by=by)
    submit(appraisal, by=by)
    decide(appraisal, Decision(market, "We need the receipt", "Board of directors", DAY, reason), by=by)
    return appraisal


@pytest.mark.parametrize("has_plan", [True, False])
def test_thirty_per_cent_promised_and_six_built_raises_its_alert_on_the_board(
    cast: Cast, plot: Plot, has_plan: bool
) -> None:
    if has_plan:
        start_plan(cast.system, HEALTHY_PLACES, by=cast.officer, first_day=DAY, last_day=date(2028, 5, 4))
    homes(plot, "sale", 2022, 60, 140, cast.trust_lead)
    assert "Old laundry" not in page(cast.officer, "/recommendations/")
    homes(plot, "completion", 2025, 12, 188, cast.trust_lead)
    told = page(cast.officer, "/recommendations/")
    assert "6% of homes built are affordable, 30% were promised." in told
    assert "1 alert" in told
    assert "6% of homes built" in page(cast.contributor, "/recommendations/")
    assert "6% of homes built" in page(cast.officer, "/")
    assert "6% of homes built" not in page(cast.contributor, "/")


def test_a_permission_that_lowers_a_promise_raises_its_alert(
    cast: Cast, plot: Plot, sentences: Callable[[User], list[str]]
) -> None:
    homes(plot, "sale", 2023, 60, 140, cast.trust_lead)
    homes(plot, "permission", 2026, 12, 188, cast.trust_lead)
    (said,) = sentences(cast.officer)
    assert said.endswith("permission of May 2026 cut 60 to 12 affordable homes.")


def test_a_market_sale_past_unexplored_options_is_on_the_board_with_its_reason(
    cast: Cast, plot: Plot
) -> None:
    decided(cast, plot, "Nobody could take it on.")
    told = page(cast.contributor, "/recommendations/")
    assert "goes to the open market, and affordable homes, premises for small firms and community" in told
    assert "Reason given: Nobody could take it on." in told


def test_land_offered_without_any_appraisal_is_on_the_board(
    cast: Cast, plot: Plot, sentences: Callable[[User], list[str]]
) -> None:
    move_plot(plot, "marketed", by=cast.trust_lead, why="Cash is needed")
    (alert,) = alerts_of(cast.officer, cast.system)
    assert alert.sentence.endswith("is on the market without an options appraisal.")
    assert alert.note == "Reason given: Cash is needed"
    assert alert.is_mine


def test_answers_overdue_and_decisions_due_are_told(
    cast: Cast, plot: Plot, sentences: Callable[[User], list[str]]
) -> None:
    appraisal, by = begin_appraisal(plot, by=cast.trust_lead), cast.trust_lead
    ask(appraisal, {"who": "Homes England", "kind": "public", "asked_on": DAY}, by=by)
    assert sentences(by) == []
    dates: dict[str, Any] = {"comments_close": date(2026, 5, 5), "decision_due": timezone.localdate()}
    write(appraisal, dates, by=by, words="Dates")
    late, soon = sentences(by)
    assert late.startswith("1 answer about Old laundry")
    assert soon.startswith("The decision on Old laundry")


def test_alerts_of_sensitive_land_reach_its_owner_and_the_board_only(
    cast: Cast, plot: Plot, sentences: Callable[[User], list[str]]
) -> None:
    Plot.objects.update(is_sensitive=True)
    homes(plot, "sale", 2023, 60, 140, cast.trust_lead)
    homes(plot, "permission", 2026, 12, 188, cast.trust_lead)
    assert len(sentences(cast.officer)) == len(sentences(cast.trust_lead)) == 1
    assert sentences(cast.contributor) == sentences(cast.reader) == sentences(cast.outsider) == []
