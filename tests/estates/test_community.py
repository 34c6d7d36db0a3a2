"""Space open to the community: on offer, used, closed; who may change it; page, file and endpoint agree."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from anchors.models import User
from estates.models import CommunitySpace, Site, SpaceUse
from estates.readings.community import SpaceFilter, latest_use, spaces
from estates.readings.uses import use_course
from tests.cast import Cast

LISTS = ("/estates/community/", "/estates/community.csv", "/api/v1/estates/spaces/")


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def used(space: CommunitySpace, first: int = 202607, **figures: Any) -> SpaceUse:
    use: SpaceUse = SpaceUse.objects.create(space=space, first_month=first, last_month=first + 2, **figures)
    return use


def test_with_nothing_on_offer_the_page_says_what_is_missing(cast: Cast, site: Site) -> None:
    assert "Add a space" in words(browser(cast.trust_lead).get("/estates/community/"))
    told = words(browser(cast.reader).get("/estates/community/"))
    assert "No space is on offer yet" in told
    assert "A contributor or lead of an institution can add space" in told


def test_a_space_is_added_corrected_closed_and_opened_again(cast: Cast, site: Site) -> None:
    owner = browser(cast.trust_lead)
    sent = {"site": site.pk, "name": "Garden room", "kind": "room", "people": "20", "charge": "free"}
    address = owner.post("/estates/community/new/", sent)["Location"]
    owner.post(f"{address}edit/", sent | {"people": "25", "step_free": "yes"})
    assert "25 people" in words(owner.get(address))
    assert "Garden room" in words(owner.get(f"/estates/sites/{site.pk}/"))
    assert "Garden room" in words(browser(cast.reader).get("/estates/community/", {"step_free": "yes"}))
    today = timezone.localdate()
    day = {"closed_on_0": today.day, "closed_on_1": today.month, "closed_on_2": today.year}
    owner.post(f"{address}close/", day)
    assert "Garden room" not in words(browser(cast.reader).get("/estates/community.csv"))
    assert "Garden room" in words(browser(cast.reader).get("/estates/community.csv", {"state": "closed"}))
    owner.post(f"{address}close/", {"closed_on_0": "", "closed_on_1": "", "closed_on_2": ""})
    assert "Garden room" in words(browser(cast.reader).get("/estates/community.csv"))


def test_the_form_says_what_is_wrong(cast: Cast, site: Site, offered: Callable[..., CommunitySpace]) -> None:
    offered("Hall")
    sent = {
        "site": site.pk,
        "name": "Hall",
        "kind": "hall",
        "charge": "free",
        "rate": "5",
        "hours_offered": "200",
    }
    told = words(browser(cast.trust_lead).post("/estates/community/new/", sent))
    assert "Infirmary has a space of this name already" in told
    assert "A free space has no charge" in told
    assert CommunitySpace.objects.count() == 1


def test_list_file_and_endpoint_hold_the_same_spaces(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    offered("Garden room", charge="free", people=20, hours_offered=Decimal("12.5"))
    offered("Market pitch", kind="stall", charge="market", rate=Decimal("7.50"))
    offered("Old hall", closed_on=date(2020, 1, 1))
    asked: tuple[tuple[dict[str, str], set[str]], ...] = (
        ({}, {"Garden room", "Market pitch"}),
        ({"kind": "stall"}, {"Market pitch"}),
        ({"charge": "free"}, {"Garden room"}),
        ({"place": cast.city.code, "state": "closed"}, {"Old hall"}),
        ({"place": cast.district.code, "state": "all"}, set()),
    )
    for address in LISTS:
        for query, expected in asked:
            told = words(browser(cast.contributor).get(address, query))
            found = {name for name in ("Garden room", "Market pitch", "Old hall") if name in told}
            assert found == expected, (address, query)
    reader = browser(cast.contributor)
    of_file = list(csv.DictReader(words(reader.get(LISTS[1])).lstrip("\ufeff").splitlines()))
    of_api = reader.get(LISTS[2]).json()["items"]
    assert [row["rate"] for row in of_file] == [row["rate"] or "" for row in of_api]
    assert reader.get("/estates/community.xlsx").content.startswith(b"PK")


def test_a_filter_that_makes_no_sense_is_answered_with_a_sentence(cast: Cast) -> None:
    answer = browser(cast.contributor).get("/estates/community/", {"kind": "castle"})
    assert answer.status_code == 400
    assert "is not one of the choices" in words(answer)


def test_partners_read_and_cannot_change_and_outsiders_find_nothing(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    space = offered("Garden room")
    address = f"/estates/community/{space.pk}/"
    assert browser(cast.contributor).get(address).status_code == 200
    assert browser(cast.outsider).get(address).status_code == 404
    for person in (cast.contributor, cast.officer, cast.outsider):
        for end in ("edit/", "close/", "use/"):
            assert browser(person).post(f"{address}{end}").status_code == 404, (person, end)
    for listed in LISTS:
        assert "Garden room" not in words(browser(cast.outsider).get(listed))


def test_use_of_a_quarter_is_entered_and_entered_again(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    space = offered("Garden room")
    address, owner = f"/estates/community/{space.pk}/", browser(cast.trust_lead)
    sent = {"quarter": "2025-26-Q2", "hours_offered": "390", "hours_used": "78", "source": "Booking system"}
    owner.post(f"{address}use/", sent)
    owner.post(f"{address}use/", sent | {"hours_used": "195"})
    (use,) = space.uses.all()
    assert (use.first_month, use.last_month, use.hours_used) == (202507, 202509, Decimal(195))
    told = words(owner.get(address))
    assert "July to September 2025" in told
    assert "50%" in told
    assert "195" in words(owner.get(f"{address}use.csv"))
    (row,) = owner.get("/api/v1/estates/space-uses/", {"space": space.pk}).json()["items"]
    assert (row["hours_used"], row["bookings"]) == ("195.0", None)
    assert 'value="195"' in words(owner.get(f"{address}use/", {"quarter": "2025-26-Q2"}))


def test_use_with_parts_above_their_whole_is_refused(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    space = offered("Garden room")
    sent = {"quarter": "2025-26-Q2", "hours_offered": "10", "hours_used": "11", "source": "Diary"}
    told = words(browser(cast.trust_lead).post(f"/estates/community/{space.pk}/use/", sent))
    assert "Hours used cannot be more than the hours offered" in told
    told = words(
        browser(cast.trust_lead).post(
            f"/estates/community/{space.pk}/use/", {"quarter": "2025-26-Q2", "source": "Diary"}
        )
    )
    assert "Enter at least one figure" in told
    assert not space.uses.exists()


def test_totals_are_of_the_newest_quarter_and_leave_out_what_nobody_knows(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    first, second, third = offered("A"), offered("B"), offered("C")
    used(first, 202604, hours_offered=100, hours_used=100)
    used(first, hours_offered=100, hours_used=30, groups=4, groups_deprived=1)
    used(second, hours_offered=300, hours_used=90, groups=6)
    used(third, hours_used=50)
    sums = latest_use(spaces(cast.reader, SpaceFilter()))
    assert sums is not None
    assert sums.quarter.label == "July to September 2026"
    assert sums.hours is not None
    assert (sums.hours.share, sums.hours.spaces) == (Decimal("0.3"), 2)
    assert sums.deprived is not None
    assert sums.deprived.share == Decimal("0.25")
    assert sums.groups == 10
    assert sums.no_shows is None
    told = words(browser(cast.reader).get("/estates/community/"))
    assert "120 of 400 hours offered; 2 spaces with both figures" in told
    assert "No data" in told


def test_what_was_changed_of_a_space_and_its_use_is_told_with_who_and_from_what(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    space = offered("Garden room", people=20, charge="free")
    address, owner = f"/estates/community/{space.pk}/", browser(cast.trust_lead)
    owner.post(f"{address}edit/", {"name": "Garden room", "kind": "hall", "people": "25", "charge": "free"})
    sent = {"quarter": "2025-26-Q2", "hours_offered": "390", "hours_used": "78", "source": "Diary"}
    owner.post(f"{address}use/", sent)
    owner.post(f"{address}use/", sent | {"hours_used": "195"})
    owner.post(f"{address}use/", sent | {"hours_used": "195"})
    told = words(owner.get(address))
    assert "How many people it holds: 20 → 25" in told
    assert "Kind: Bookable room → Hall or sports space" in told
    assert f"Use of July to September 2025 by {cast.trust_lead.name}." in told
    assert "Hours used: 78.0 → 195" in told
    assert space.changes.count() == 3


def test_of_a_site_that_its_owner_keeps_to_itself_partners_read_the_space_alone(
    cast: Cast, site: Site, offered: Callable[..., CommunitySpace]
) -> None:
    Site.objects.filter(pk=site.pk).update(is_published=False, address="Infirmary Road", postcode="NV1 1AA")
    space = offered("Garden room")
    lists = (*LISTS, f"/estates/community/{space.pk}/", "/estates/community-use.csv")
    used(space, hours_offered=10, hours_used=5)
    for address in lists:
        told = words(browser(cast.contributor).get(address))
        assert "Garden room" in told
        assert not {name for name in ("Infirmary", "NV1 1AA") if name in told}, address
    assert "Ask the owner" in words(browser(cast.contributor).get(f"/estates/community/{space.pk}/"))
    for probe in ("Infirmary", "NV1"):
        assert "Garden room" not in words(browser(cast.contributor).get(LISTS[1], {"search": probe}))
    assert "Infirmary" in words(browser(cast.trust_lead).get(LISTS[0]))
    CommunitySpace.objects.filter(pk=space.pk).update(address="Side entrance, Mill Street")
    for address in lists[:4]:
        assert "Side entrance" in words(browser(cast.contributor).get(address)), address


def test_use_over_time_is_drawn_for_a_space_and_for_all_of_them(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    first, second = offered("A"), offered("B")
    used(first, 202601, hours_offered=100, hours_used=20)
    used(first, 202607, hours_offered=100, hours_used=40)
    used(second, 202607, hours_offered=300, hours_used=240)
    course = use_course(SpaceUse.objects.all())
    assert course is not None
    assert [point.value for point in course.points] == [Decimal("0.2"), None, Decimal("0.7")]
    for address in (f"/estates/community/{first.pk}/", "/estates/community/"):
        assert "Run chart of 3 quarters" in words(browser(cast.reader).get(address))
    table = words(
        browser(cast.reader).get("/estates/community/", {"figure": "use-over-time", "view": "table"})
    )
    assert "70%" in table


def test_figures_of_a_wrong_quarter_are_taken_out_and_the_history_keeps_them(
    cast: Cast, offered: Callable[..., CommunitySpace]
) -> None:
    space = offered("Garden room")
    used(space, hours_offered=390, hours_used=78, source="Diary")
    address, owner = f"/estates/community/{space.pk}/", browser(cast.trust_lead)
    assert f"{address}use/?quarter=2026-27-Q2" in words(owner.get(address))
    assert f"{address}use/" not in words(browser(cast.contributor).get(address))
    remove = f"{address}use/2026-27-Q2/remove/"
    assert remove in words(owner.get(f"{address}use/", {"quarter": "2026-27-Q2"}))
    assert browser(cast.contributor).post(remove).status_code == 404
    assert "Take out the figures of July to September 2026?" in words(owner.get(remove))
    assert "are taken out" in words(owner.post(remove, follow=True))
    assert not space.uses.exists()
    assert "Hours used: 78.0 → none" in words(owner.get(address))
    assert owner.post(remove).status_code == 404


def test_a_space_has_no_use_before_it_was_open(cast: Cast, offered: Callable[..., CommunitySpace]) -> None:
    space = offered("Hall", opened_on=date(2026, 7, 1))
    sent = {"quarter": "2025-26-Q4", "bookings": "4", "source": "Diary"}
    told = words(browser(cast.trust_lead).post(f"/estates/community/{space.pk}/use/", sent))
    assert "The space is open since 1 July 2026. Check both days" in told
    assert not SpaceUse.objects.exists()
