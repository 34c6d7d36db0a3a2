"""The profile of an institution: its part in the plan for its system, its figures for those who may read them."""

from datetime import date
from decimal import Decimal

import pytest

from metrics.measuring import measure
from metrics.models import Action, Commitment, Plan, Pledge, Target
from tests.cast import Cast
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger


@pytest.fixture
def busy(cast: Cast, ledger: Ledger) -> Plan:
    """A trust with spending, a target, a commitment, a late action and a pledge."""
    for month in range(1, 5):
        ledger.pay(cast.trust, 1234_00, day=date(2026, month, 10), place=cast.city)
    ledger.settle()
    measure([cast.trust.pk], reason="a test")
    plan = Plan.objects.create(
        system=cast.system, title="Plan", first_day=date(2026, 4, 1), last_day=date(2028, 3, 31)
    )
    target = Target.objects.create(
        indicator="local-share-of-spend", institution=cast.trust, value=Decimal("0.95"), due=202803,
        rationale="Agreed",
    )  # fmt: skip
    Commitment.objects.create(
        plan=plan, recommendation=2, institution=cast.trust, title="Buy nearby", due=date(2028, 3, 31),
        target=target,
    )  # fmt: skip
    Action.objects.create(
        plan=plan, recommendation=2, owner=cast.trust, title="Meet laundries", due=date(2026, 5, 1)
    )
    Pledge.objects.create(
        plan=plan, institution=cast.trust, signed_by="Chief Executive", signed_on=date(2026, 4, 2),
        board_lead="Director of Strategy",
    )  # fmt: skip
    return plan


def profile(cast: Cast) -> str:
    return f"/institutions/{cast.trust.slug}/"


def test_its_own_people_and_the_board_see_all_of_it(cast: Cast, busy: Plan, as_: Browser) -> None:
    for who in (cast.trust_lead, cast.officer):
        told = as_(who).get(profile(cast)).content.decode()
        for words in (
            "Buy nearby", "Meet laundries", "days late", "Chief Executive", "Director of Strategy",
            "95% by March 2028", "Target met", "£4,936", "4 months from January 2026", "1 action is late",
        ):  # fmt: skip
            assert words in told, words


def test_partners_see_its_part_in_the_plan_and_no_figure(cast: Cast, busy: Plan, as_: Browser) -> None:
    told = as_(cast.contributor).get(profile(cast)).content.decode()
    assert "Meet laundries" in told
    assert "Figures of a single institution are for its own people" in told
    assert "£4,936" not in told
    assert "January 2026" not in told


def test_an_outsider_gets_what_does_not_exist(cast: Cast, busy: Plan, as_: Browser) -> None:
    assert as_(cast.outsider).get(profile(cast)).status_code == 404
    assert as_(cast.officer).get("/institutions/no-such-trust/").status_code == 404


def test_an_institution_that_has_nothing_says_what_is_missing(cast: Cast, as_: Browser) -> None:
    told = as_(cast.officer).get(profile(cast)).content.decode()
    for words in (
        "No data: ",
        "It owns no action yet",
        "It has promised nothing of its own yet",
        "Not signed yet",
    ):
        assert words in told, words


def test_its_spending_has_a_page_of_its_own_and_both_lead_to_each_other(
    cast: Cast, busy: Plan, as_: Browser
) -> None:
    client, spending = as_(cast.trust_lead), f"/spending/institutions/{cast.trust.slug}/"
    assert spending in client.get(profile(cast)).content.decode()
    assert profile(cast) in client.get(spending).content.decode()


def test_what_is_completed_is_counted_and_not_listed(cast: Cast, busy: Plan, as_: Browser) -> None:
    Action.objects.update(status="completed", finished_on=date(2026, 6, 1))
    told = as_(cast.officer).get(profile(cast)).content.decode()
    assert "All its actions are completed" in told
    assert "Meet laundries" not in told


def test_closed_plans_are_not_in_it(cast: Cast, busy: Plan, as_: Browser) -> None:
    Plan.objects.update(state="closed", agreed_on=date(2026, 4, 1))
    told = as_(cast.officer).get(profile(cast)).content.decode()
    assert "Meet laundries" not in told
    assert "Buy nearby" not in told
