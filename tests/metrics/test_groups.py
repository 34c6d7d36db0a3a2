"""Groups: sums of their parts, for those who may read each part; made, changed and deleted by the board."""

from datetime import date
from decimal import Decimal

import pytest

from anchors.models import AnchorInstitution
from metrics.measuring import measure
from metrics.models import Group, Target
from metrics.readings import latest_period, measured, measured_by_institution
from metrics.registry import indicators
from metrics.subjects import subject_of
from tests.cast import Cast
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger

ALL = "/recommendations/groups/"


@pytest.fixture
def alliance(cast: Cast, ledger: Ledger) -> Group:
    for month in range(1, 5):
        day = date(2026, month, 10)
        ledger.pay(cast.trust, 900_00, day=day, place=cast.city, supplier="Near Ltd")
        ledger.pay(cast.trust, 100_00, day=day, place=cast.far_city, supplier="Far Ltd")
        ledger.pay(cast.council, 20_00, day=day, place=cast.far_city, supplier="Far Ltd")
    ledger.settle()
    measure([cast.trust.pk, cast.council.pk], reason="a test")
    made = Group.objects.create(
        system=cast.system, name="Northvale alliance", slug="alliance", kind="alliance"
    )
    made.institutions.set([cast.trust, cast.council])
    return made


def given(*members: AnchorInstitution, name: str = "Hospital and council") -> dict[str, object]:
    return {"name": name, "kind": "saved", "institutions": [each.pk for each in members]}


def test_every_measure_of_a_group_is_the_sum_of_its_parts(cast: Cast, alliance: Group) -> None:
    subject = subject_of(cast.officer, {"group": alliance.slug})
    period = latest_period(subject.ids, "total-spend")
    assert period is not None
    for each in indicators():
        together = measured(each, subject.ids, period)
        parts = measured_by_institution(each, subject.ids, period).values()
        if each.is_summed and together is not None:
            assert together.numerator == sum((part.numerator for part in parts), Decimal()), each.code
            assert (together.denominator or 0) == sum((part.denominator or 0 for part in parts), Decimal())


def test_the_page_shows_the_sum_with_its_parts(cast: Cast, alliance: Group, as_: Browser) -> None:
    told = as_(cast.officer).get(f"{ALL}alliance/?measure=local-share-of-spend").content.decode()
    assert "£3,600" in told
    assert "£4,080" in told
    assert "88.2%" in told
    assert "never an average of values" in told


def test_people_of_one_institution_see_who_is_in_it_and_no_figure(
    cast: Cast, alliance: Group, as_: Browser
) -> None:
    told = as_(cast.contributor).get(f"{ALL}alliance/").content.decode()
    assert cast.trust.name in told
    assert "Figures of this group are not for you" in told
    assert "£" not in told


def test_an_outsider_finds_no_group(cast: Cast, alliance: Group, as_: Browser) -> None:
    client = as_(cast.outsider)
    for address in ("alliance/", "alliance/edit/", "alliance/delete/"):
        assert client.get(ALL + address).status_code == 404
    assert "Northvale" not in client.get(ALL).content.decode()


def test_the_board_makes_a_group(cast: Cast, as_: Browser) -> None:
    client = as_(cast.officer)
    assert "No groups yet" in client.get(ALL).content.decode()
    answer = client.post(f"{ALL}new/", given(cast.trust, cast.council))
    assert answer.headers["Location"] == f"{ALL}hospital-and-council/"
    made = Group.objects.get()
    assert (made.made_by, set(made.institutions.all())) == (cast.officer, {cast.trust, cast.council})
    assert "Nothing is measured yet" in client.get(f"{ALL}hospital-and-council/").content.decode()


def test_two_systems_may_use_the_same_name(cast: Cast, alliance: Group, as_: Browser) -> None:
    other = cast.foreign_council.system_memberships.get().system
    Group.objects.create(system=other, name="Hospital and council", slug="hospital-and-council")
    as_(cast.officer).post(f"{ALL}new/", given(cast.trust, cast.council))
    assert Group.objects.filter(name="Hospital and council").count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Enter a name for the group"),
        ({"name": "northvale ALLIANCE"}, "There is a group called northvale ALLIANCE already"),
        ({"institutions": []}, "Select at least two institutions"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, alliance: Group, as_: Browser, change: dict[str, object], sentence: str
) -> None:
    answer = as_(cast.officer).post(f"{ALL}new/", given(cast.trust, cast.council) | change)
    assert answer.content.decode().count(sentence) >= 2
    assert Group.objects.count() == 1


def test_a_group_takes_only_institutions_of_its_system(cast: Cast, as_: Browser) -> None:
    as_(cast.officer).post(f"{ALL}new/", given(cast.trust, cast.foreign_council))
    assert not Group.objects.exists()


def test_a_group_is_changed_and_keeps_its_address(cast: Cast, alliance: Group, as_: Browser) -> None:
    as_(cast.officer).post(f"{ALL}alliance/edit/", given(cast.trust, cast.board, name="Renamed"))
    alliance.refresh_from_db()
    assert (alliance.name, alliance.slug) == ("Renamed", "alliance")
    assert set(alliance.institutions.all()) == {cast.trust, cast.board}


def test_a_group_is_deleted_only_after_a_page_that_says_what_goes(
    cast: Cast, alliance: Group, as_: Browser
) -> None:
    Target.objects.create(
        indicator="local-share-of-spend", group=alliance, value=Decimal("0.9"), due=202803, rationale="Agreed"
    )
    client = as_(cast.officer)
    told = client.get(f"{ALL}alliance/delete/").content.decode()
    assert "90% by March 2028" in told
    assert Group.objects.exists()
    client.post(f"{ALL}alliance/delete/")
    assert not Group.objects.exists()
    assert not Target.objects.exists()


def test_contributors_of_an_institution_change_no_group(cast: Cast, alliance: Group, as_: Browser) -> None:
    client = as_(cast.contributor)
    assert client.get(f"{ALL}new/").status_code == 404
    assert client.post(f"{ALL}alliance/edit/", given(cast.trust)).status_code == 404
    assert client.post(f"{ALL}alliance/delete/").status_code == 404
    assert Group.objects.filter(name="Northvale alliance").exists()
