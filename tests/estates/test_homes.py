"""Homes promised against homes built, by page, file and endpoint."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from estates.disposing import state_homes, withdraw_homes
from estates.models import HomesStatement, Plot, Site
from estates.readings.promises import Promise, promises, together
from tests.cast import Cast

State = Callable[..., HomesStatement]


@pytest.fixture
def plot(cast: Cast) -> Plot:
    site = Site.objects.create(institution=cast.trust, ref="A1", name="Depot")
    return Plot.objects.create(
        site=site, ref="P1", title="Harbour Lane", stage="sold", disposed_on=date(2023, 5, 4)
    )


@pytest.fixture
def state(cast: Cast, plot: Plot) -> State:
    def stated(stage: str, year: int, affordable: int, other: int, **more: int) -> HomesStatement:
        homes = {"social_rent": affordable, "market": other, **more}
        fields = {"stage": stage, "on": date(year, 5, 4), "homes": homes, "source": "A document"}
        return state_homes(plot, fields, by=cast.trust_lead)

    return stated


def only() -> Promise:
    (found,) = promises(Plot.objects.all())
    return found


def test_a_promise_is_held_against_what_was_built(state: State) -> None:
    state("sale", 2023, 60, 140)
    state("completion", 2025, 10, 50)
    found = only()
    assert found.promised is not None
    assert found.promised.affordable == 60
    assert f"{found.share:.3f}" == "0.167"
    assert found.note == "17% of homes built are affordable, 30% were promised"


def test_a_permission_that_cuts_a_promise_is_named_and_the_first_promise_stands(state: State) -> None:
    state("sale", 2023, 60, 140)
    state("permission", 2026, 18, 182)
    found = only()
    assert found.note == "Permission of May 2026 cut 60 to 18"
    assert found.promised is not None
    assert found.promised.affordable == 60


def test_homes_for_key_workers_at_market_rent_are_not_affordable(state: State) -> None:
    state("sale", 2023, 24, 10, key_worker=6)
    found = only()
    assert found.promised is not None
    assert (found.promised.affordable, found.promised.all, found.key_worker) == (24, 40, 6)


def test_what_nobody_counted_is_no_data_and_not_nought(cast: Cast, state: State) -> None:
    state("sale", 2023, 24, 16)
    assert only().share is None
    assert together([only()]).built is None
    browser = Client()
    browser.force_login(cast.contributor)
    (row,) = browser.get("/api/v1/estates/promises/").json()["items"]
    assert (row["affordable_promised"], row["affordable_built"], row["share_built"]) == (24, None, None)


def test_a_statement_entered_by_mistake_counts_no_more_and_stays(
    cast: Cast, plot: Plot, state: State
) -> None:
    state("sale", 2023, 60, 140)
    wrong = state("permission", 2026, 18, 182)
    withdraw_homes(wrong, by=cast.trust_lead)
    assert not only().is_lowered
    browser = Client()
    browser.force_login(cast.contributor)
    assert "Entered by mistake:" in browser.get(f"/estates/surplus/{plot.pk}/homes/").content.decode()
    withdraw_homes(wrong, by=cast.trust_lead, is_withdrawn=False)
    assert only().is_lowered


def test_a_statement_is_entered_by_a_form_and_shown_everywhere(cast: Cast, plot: Plot) -> None:
    grace, tom = Client(), Client()
    grace.force_login(cast.trust_lead)
    tom.force_login(cast.contributor)
    day = {"on_0": "4", "on_1": "5", "on_2": "2023"}
    sent: dict[str, Any] = {"stage": "sale", "source": "Agreement", **day}
    address = f"/estates/surplus/{plot.pk}/homes/new/"
    assert "at least one tenure" in grace.post(address, sent).content.decode()
    assert grace.post(address, sent | {"social_rent": "60", "market": "140"}).status_code == 302
    assert "0 of" not in tom.get("/estates/promises/").content.decode()
    file = tom.get("/estates/promises.csv")
    told = b"".join(file.streaming_content).decode()  # type: ignore[arg-type]
    assert ",Harbour Lane,2023-05-04,200,60,,,no,0," in told
    assert tom.get("/estates/promises.xlsx").content.startswith(b"PK")
    assert tom.post(address, sent).status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"stage": "permission", "on_2": "2099"}, "The day must be today or in the past"),
        ({"stage": "sale", "on_2": "1800"}, "The day must be in 1980 or later"),
        ({"stage": "completion", "on_2": "2020"}, "Homes were first promised on 4 May 2023"),
        ({"stage": "completion", "on_2": "2025", "market": "500"}, "More homes than the 200 promised"),
        ({"stage": "sale", "market": "99,999,999"}, "Market must be 20,000 or less"),
    ],
)
def test_what_cannot_be_of_homes_is_refused(
    cast: Cast, plot: Plot, state: State, given: dict[str, str], words: str
) -> None:
    state("sale", 2023, 60, 140)
    browser = Client()
    browser.force_login(cast.trust_lead)
    sent = {"on_0": "4", "on_1": "5", "on_2": "2023", "market": "20", "source": "Deed"} | given
    told = browser.post(f"/estates/surplus/{plot.pk}/homes/new/", sent).content.decode()
    assert words in told
    assert HomesStatement.objects.count() == 1


def test_the_page_says_apart_what_was_cut_and_what_is_not_finished(
    cast: Cast, state: State, plot: Plot
) -> None:
    state("sale", 2023, 60, 140)
    state("permission", 2024, 12, 188)
    other = Plot.objects.create(
        site=plot.site, ref="P2", title="Yard", stage="sold", disposed_on=date(2023, 5, 4)
    )
    for stage, year, homes in (("sale", 2023, 40), ("completion", 2025, 10)):
        fields = {
            "stage": stage,
            "on": date(year, 5, 4),
            "homes": {"social_rent": homes},
            "source": "A document",
        }
        state_homes(other, fields, by=cast.trust_lead)
    browser = Client()
    browser.force_login(cast.trust_lead)
    told = browser.get("/estates/promises/").content.decode()
    assert "1 promise was cut by a later permission and 1 promise is not finished." in told


@pytest.mark.parametrize(
    ("plot_is", "given", "words"),
    [
        ({"declared_on": date(2023, 1, 9)}, {"stage": "sale", "on_2": "2020"}, "It was declared surplus on 9 January"),
        ({}, {"stage": "sale"}, "A sale agreement of 4 May 2023 is on record"),
        ({"stage": "declared", "disposed_on": None}, {"stage": "completion", "on_2": "2025"},
         "The land is on record as declared surplus. Change its stage before you count homes on it"),
        ({"stage": "potential", "disposed_on": None}, {"stage": "later", "on_2": "2025"}, "Change its stage before"),
    ],
)  # fmt: skip
def test_statements_fit_what_is_on_record_of_the_land(
    cast: Cast, plot: Plot, state: State, plot_is: dict[str, Any], given: dict[str, str], words: str
) -> None:
    state("sale", 2023, 60, 140)
    Plot.objects.filter(pk=plot.pk).update(**plot_is)
    browser = Client()
    browser.force_login(cast.trust_lead)
    sent = {"on_0": "4", "on_1": "5", "on_2": "2023", "market": "20", "source": "Deed"} | given
    assert words in browser.post(f"/estates/surplus/{plot.pk}/homes/new/", sent).content.decode()


def test_homes_that_are_fewer_by_a_later_count_are_noted(state: State) -> None:
    state("sale", 2023, 12, 28)
    state("completion", 2025, 12, 28)
    assert only().note == "Finished by May 2025"
    state("later", 2026, 10, 28)
    assert only().note == "12 affordable homes in May 2025, 10 in May 2026"
