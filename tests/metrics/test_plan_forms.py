"""Forms of a plan: sent twice they make one thing, and what is too long is said."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from metrics.models import LONGEST_WORDS, Action, Comment, Commitment, Evidence, Group, Plan, SentForm, Update
from metrics.plan_templates import plan_template
from metrics.planning import start_plan
from metrics.views.once import SAID
from tests.cast import Cast
from tests.metrics.conftest import Browser

DUE = {"due_0": "31", "due_1": "3", "due_2": "2027"}
NEW_ACTION = {"title": "Meet local caterers", "recommendation": "2", **DUE}


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return start_plan(
        cast.system, plan_template("blmk-action-plan"), by=cast.officer,
        first_day=date(2026, 4, 1), last_day=date(2028, 3, 31),
    )  # fmt: skip


def key_of(client: Client, address: str) -> str:
    found = re.search(r'name="once" value="(\w+)"', client.get(address).content.decode())
    assert found, address
    return found[1]


def test_the_same_form_sent_again_makes_nothing_more_and_leads_to_the_same_page(
    plan: Plan, cast: Cast, as_: Browser
) -> None:
    client, address = as_(cast.officer), f"{reverse('action_new')}?plan={plan.pk}"
    answers = NEW_ACTION | {"once": key_of(client, address)}
    first = client.post(address, answers)
    again = client.post(address, answers, follow=True)
    assert Action.objects.filter(title="Meet local caterers").count() == 1
    assert again.redirect_chain[0][0] == first["Location"]
    assert SAID in again.content.decode()


def test_other_answers_are_another_thing(plan: Plan, cast: Cast, as_: Browser) -> None:
    client, address = as_(cast.officer), f"{reverse('action_new')}?plan={plan.pk}"
    answers = NEW_ACTION | {"once": key_of(client, address)}
    client.post(address, answers)
    client.post(address, answers | {"title": "Meet local laundries"})
    titles = (
        Action.objects.filter(title__startswith="Meet local").order_by("pk").values_list("title", flat=True)
    )
    assert list(titles) == ["Meet local caterers", "Meet local laundries"]


def test_a_form_asked_for_again_on_going_back_makes_no_second_action_for_some_minutes(
    plan: Plan, cast: Cast, as_: Browser
) -> None:
    client, address = as_(cast.officer), f"{reverse('action_new')}?plan={plan.pk}"
    for count, minutes in ((1, 0), (1, 0), (2, 11)):
        SentForm.objects.update(at=timezone.now() - timedelta(minutes=minutes))
        client.post(address, NEW_ACTION | {"once": key_of(client, address)})
        assert Action.objects.filter(title="Meet local caterers").count() == count


def test_what_was_taken_back_can_be_said_again(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = Action.objects.filter(plan=plan).first()
    assert action is not None
    client, address = as_(cast.officer), reverse("action_comment", args=[action.pk])
    for _ in range(2):
        client.post(address, {"words": "Good.", "once": key_of(client, address)})
        client.post(reverse("comment_remove", args=[Comment.objects.latest("pk").pk]))
    assert Comment.objects.count() == 2


def test_what_was_refused_can_be_sent_again(plan: Plan, cast: Cast, as_: Browser) -> None:
    client, address = as_(cast.officer), f"{reverse('action_new')}?plan={plan.pk}"
    answers = NEW_ACTION | {"once": key_of(client, address), "due_0": "99"}
    assert client.post(address, answers).status_code == 200
    assert client.post(address, answers).status_code == 200
    assert not SentForm.objects.exists()


def test_one_persons_key_is_nobody_elses(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = Action.objects.filter(plan=plan).first()
    assert action is not None
    address = reverse("action_comment", args=[action.pk])
    answers = {"words": "Good.", "once": key_of(as_(cast.officer), address)}
    for person in (cast.officer, cast.contributor, cast.officer):
        as_(person).post(address, answers)
    assert Comment.objects.count() == 2


def test_every_form_that_makes_something_makes_it_once(plan: Plan, cast: Cast, as_: Browser) -> None:
    client = as_(cast.officer)
    thing = Action.objects.filter(plan=plan).first()
    assert thing is not None
    day = {f"{name}_{at}": each for name, days in (("first_day", "1 4 2027"), ("last_day", "31 3 2029"))
           for at, each in enumerate(days.split())}  # fmt: skip
    value = {"title": "Minutes", "link": "https://example.org/minutes"}
    forms = (
        (reverse("commitment_new"), {"title": "Buy local", "recommendation": "2", **DUE}, Commitment),
        (reverse("action_update", args=[thing.pk]), {"words": "We met."}, Update),
        (f"{reverse('action_evidence', args=[thing.pk])}?kind=link", value, Evidence),
        (f"{reverse('step_evidence', args=[1])}?kind=link", value | {"step": "1.1"}, Evidence),
        (reverse("plan_from", args=["healthy-places"]), {"title": "Another", **day}, Plan),
        (reverse("group_new"), {"name": "Both", "kind": "saved",
                                "institutions": [cast.board.pk, cast.council.pk]}, Group),
    )  # fmt: skip
    for address, answers, model in forms:
        before = model.objects.count()
        sent = answers | {"once": key_of(client, address)}
        for _ in range(2):
            assert client.post(address, sent).status_code == 302, address
        after = model.objects.count()
        assert after == before + 1, address


@pytest.mark.parametrize(
    ("field", "words"),
    [("detail", "More about it"), ("next_step", "The next step"), ("blockers", "What is in the way")],
)
def test_words_that_are_too_long_are_refused_with_their_limit(
    plan: Plan, cast: Cast, as_: Browser, field: str, words: str
) -> None:
    client, address = as_(cast.officer), f"{reverse('action_new')}?plan={plan.pk}"
    page = client.post(address, NEW_ACTION | {field: "x" * (LONGEST_WORDS + 1)}).content.decode()
    assert page.count(f"{words} must be 4,000 characters or fewer") == 2
    lines = "x\r\n" * (LONGEST_WORDS // 2)
    assert client.post(address, NEW_ACTION | {field: lines}).status_code == 302
    made = Action.objects.get(title=NEW_ACTION["title"])
    with pytest.raises(IntegrityError):
        Action.objects.filter(pk=made.pk).update(**{field: "x" * (LONGEST_WORDS + 1)})
