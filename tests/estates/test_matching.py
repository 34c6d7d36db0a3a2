"""What groups ask for: recorded, held against spaces and plots with reasons, offered, taken back; who sees what."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from anchors.models import User
from estates.disposing import add_plot
from estates.matching import Need, Offer, fit, matches
from estates.models import CommunitySpace, Site, SpaceRequest, SpaceUse
from tests.cast import Cast

LISTS = ("/estates/community/requests/", "/estates/community/requests.csv", "/api/v1/estates/space-requests/")
places = st.none() | st.sampled_from(["Marsh", "Northvale"])
counts = st.none() | st.integers(0, 60)
figures = st.none() | st.decimals(0, 60, places=1)
needs = st.builds(Need, places, counts, figures, figures, figures, st.booleans())
offers = st.builds(Offer, places, counts, figures, figures, figures, figures, st.none() | st.booleans())


@pytest.fixture
def wanted(cast: Cast) -> Callable[..., SpaceRequest]:
    def want(**fields: Any) -> SpaceRequest:
        given = {
            "system": cast.system, "recorded_for": cast.council, "body": "Lunch Club", "purpose": "Weekly lunch",
            "want": "hours", "received_on": date(2026, 10, 5),
        }  # fmt: skip
        made: SpaceRequest = SpaceRequest.objects.create(**given | fields)
        return made

    return want


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


@given(need=needs, offer=offers)
def test_a_match_never_breaks_a_stated_need_and_says_of_each_what_it_knows(need: Need, offer: Offer) -> None:
    broken = [
        need.place is not None and offer.place is not None and offer.place != need.place,
        need.people is not None and offer.people is not None and offer.people < need.people,
        need.least_m2 is not None and offer.m2 is not None and offer.m2 < need.least_m2,
        need.hours is not None and offer.hours is not None and offer.hours < need.hours,
        need.hours is not None and offer.hours_free is not None and offer.hours_free < need.hours,
        need.most_rate is not None and offer.rate is not None and offer.rate > need.most_rate,
        need.step_free and offer.step_free is False,
    ]
    answer = fit(need, offer)
    assert (answer is None) == any(broken)
    if answer is not None:
        stated = [need.place, need.people, need.least_m2, need.hours, need.most_rate, need.step_free or None]
        assert len(answer.reasons) + len(answer.to_ask) == sum(each is not None for each in stated)


def test_reasons_say_why_something_fits(
    cast: Cast, offered: Callable[..., CommunitySpace], wanted: Callable[..., SpaceRequest]
) -> None:
    room = offered("Garden room", people=30, hours_offered=30, charge="free", is_step_free=True)
    SpaceUse.objects.create(
        space=room, first_month=202607, last_month=202609, hours_offered=390, hours_used=260
    )
    request = wanted(place=cast.city, people=20, hours=8, most_rate=Decimal(0), needs_step_free=True)
    (match,) = matches(request, cast.contributor)
    assert match.fit.reasons == (
        "It is in Northvale.",
        "It holds 30 people, and 20 come.",
        "About 10 hours a week were free, and 8 are needed.",
        "It is free.",
        "It has step-free access.",
    )
    assert match.fit.to_ask == ()
    assert matches(wanted(hours=11), cast.contributor) == []


def test_what_is_not_known_is_to_be_asked_and_comes_after_what_is(
    cast: Cast, offered: Callable[..., CommunitySpace], wanted: Callable[..., SpaceRequest]
) -> None:
    offered("A room")
    offered("B room", people=40)
    offered("C room", people=4)
    found = matches(wanted(people=20), cast.contributor)
    assert [str(match.thing) for match in found] == ["B room", "A room"]
    assert found[1].fit.to_ask == ("Whether it holds 20 people is not known.",)


def test_each_want_looks_where_it_can_be_met(
    cast: Cast, site: Site, offered: Callable[..., CommunitySpace], wanted: Callable[..., SpaceRequest]
) -> None:
    offered("Room")
    offered("Shop", kind="retail", for_local_firms=True)
    offered("Closed room", closed_on=date(2020, 1, 1))
    add_plot(site, {"ref": "1", "title": "Field", "area_ha": Decimal(2)}, by=cast.trust_lead)
    add_plot(site, {"ref": "2", "title": "Depot", "floor_m2": Decimal(300)}, by=cast.trust_lead)
    add_plot(site, {"ref": "3", "title": "Secret", "is_sensitive": True}, by=cast.trust_lead)
    expected = {"hours": ["Room"], "premises": ["Depot", "Shop"], "land": ["Depot", "Field"]}
    for want, names in expected.items():
        found = matches(wanted(want=want), cast.trust_lead)
        assert [str(match.thing) for match in found] == names, want


def test_a_request_is_recorded_offered_taken_back_and_met(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    room = offered("Garden room", charge="free")
    recorder = browser(cast.contributor)
    sent = {
        "recorded_for": cast.council.pk, "body": "Lunch Club", "purpose": "Weekly lunch", "want": "hours",
        "most_rate": "0", "received_on_0": "5", "received_on_1": "10", "received_on_2": "2026",
    }  # fmt: skip
    address = recorder.post("/estates/community/requests/new/", sent)["Location"]
    told = words(recorder.get(address))
    assert "Garden room" in told
    assert "It is free." in told
    assert "Select what was offered" in words(recorder.post(f"{address}outcome/", {"state": "offered"}))
    recorder.post(f"{address}outcome/", {"state": "offered", "match": f"space-{room.pk}"})
    request = SpaceRequest.objects.get()
    assert (request.state, request.space) == ("offered", room)
    recorder.post(f"{address}outcome/", {"state": "open", "match": f"space-{room.pk}"})
    request.refresh_from_db()
    assert (request.state, request.space) == ("open", None)
    recorder.post(f"{address}outcome/", {"state": "met", "outcome": "Moved in in October"})
    assert "Moved in in October" in words(recorder.get(address))


def test_list_file_and_endpoint_hold_the_same_requests(
    cast: Cast, wanted: Callable[..., SpaceRequest]
) -> None:
    wanted(body="Lunch Club")
    wanted(body="Repair Shop", want="premises", state="met")
    for address in LISTS:
        for query, expected in (
            ({}, {"Lunch Club"}),
            ({"state": "all"}, {"Lunch Club", "Repair Shop"}),
            ({"state": "met", "want": "premises"}, {"Repair Shop"}),
            ({"place": cast.city.code}, set()),
        ):
            told = words(browser(cast.reader).get(address, query))
            assert {name for name in ("Lunch Club", "Repair Shop") if name in told} == expected, (
                address,
                query,
            )
    assert browser(cast.reader).get("/estates/community/requests.xlsx").content.startswith(b"PK")


def test_partners_read_a_request_and_its_recorder_and_the_board_change_it(
    cast: Cast, wanted: Callable[..., SpaceRequest]
) -> None:
    request = wanted()
    address = f"/estates/community/requests/{request.pk}/"
    for person, reads, changes in (
        (cast.contributor, 200, 200),
        (cast.officer, 200, 200),
        (cast.reader, 200, 404),
        (cast.trust_lead, 200, 404),
        (cast.outsider, 404, 404),
    ):
        assert browser(person).get(address).status_code == reads, person
        assert browser(person).get(f"{address}outcome/").status_code == changes, person


def test_a_plot_that_became_sensitive_is_not_named_to_others(
    cast: Cast, site: Site, wanted: Callable[..., SpaceRequest]
) -> None:
    plot = add_plot(site, {"ref": "3", "title": "Secret yard", "is_sensitive": True}, by=cast.trust_lead)
    request = wanted(want="land", state="offered", plot=plot)
    address = f"/estates/community/requests/{request.pk}/"
    for person, is_seen in ((cast.contributor, False), (cast.trust_lead, True)):
        assert ("Secret yard" in words(browser(person).get(address))) is is_seen
        (row,) = browser(person).get(LISTS[2]).json()["items"]
        assert row["plot"] == (plot.pk if is_seen else None)
    assert "Secret yard" not in words(browser(cast.contributor).get(f"{address}outcome/"))
