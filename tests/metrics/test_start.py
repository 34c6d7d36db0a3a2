"""The set-up tasks: worked out from what is there; the sample that staff may add; the sample's own plan."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from anchors.models import Job, Membership, System, User
from anchors.sample import load_sample, remove_sample
from metrics.measuring import measure
from metrics.models import Action, Commitment, Group, Plan, SubmittedValue, Target
from metrics.progress import standings
from metrics.views.start import left_over, tasks
from tests.cast import Cast, person
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger


def words(user: User) -> dict[str, str]:
    return {each.text: each.status for each in tasks(user)}


def test_an_empty_system_says_what_comes_first_and_who_acts_next(cast: Cast, as_: Browser) -> None:
    told = as_(cast.officer).get("/").content.decode()
    for sentence in (
        "Setting up", "Choose a plan template and agree the plan", "Upload the first spend file", "Set targets",
        "Next: the board",
    ):  # fmt: skip
        assert sentence in told, sentence


def test_each_task_is_done_when_its_data_is_there(cast: Cast, ledger: Ledger) -> None:
    before = words(cast.officer)
    assert before["Choose a plan template and agree the plan"] == "not-started"
    assert before["Invite contributors from each institution"] == "completed"
    Plan.objects.create(
        system=cast.system, title="Plan", first_day=date(2026, 4, 1), last_day=date(2028, 3, 31), state="agreed",
        agreed_on=date(2026, 5, 1),
    )  # fmt: skip
    ledger.pay(cast.trust, 100_00, place=cast.city)
    ledger.settle()
    measure([cast.trust.pk], reason="a test")
    Target.objects.create(
        indicator="leakage", system=cast.system, value=Decimal("0.3"), due=202803, rationale="Agreed"
    )
    after = words(cast.officer)
    for text in (
        "Choose a plan template and agree the plan", "Upload the first spend file",
        "Upload supplier files with postcodes", "Set targets", "Add the institutions of the system",
    ):  # fmt: skip
        assert after[text] == "completed", text


def test_institutions_without_a_contributor_are_counted(cast: Cast) -> None:
    Membership.objects.filter(user=cast.trust_lead).update(role="reader")
    task = next(each for each in tasks(cast.officer) if each.text.startswith("Invite"))
    assert task.status == "in-progress"
    assert "2 of 3 institutions so far" in task.next


def test_a_draft_is_a_plan_in_progress(cast: Cast) -> None:
    Plan.objects.create(
        system=cast.system, title="Plan", first_day=date(2026, 4, 1), last_day=date(2028, 3, 31)
    )
    assert words(cast.officer)["Choose a plan template and agree the plan"] == "in-progress"


def test_only_the_board_is_led_to_the_plan_and_the_targets(cast: Cast) -> None:
    theirs = {each.text: each.href for each in tasks(cast.contributor)}
    assert theirs["Choose a plan template and agree the plan"] == ""
    assert theirs["Set targets"] == ""
    assert theirs["Upload the first spend file"] != ""


def test_what_is_left_is_for_officers_of_the_board(cast: Cast) -> None:
    assert left_over(cast.officer)
    assert left_over(cast.contributor) == []


def test_another_systems_rows_do_not_count(cast: Cast, ledger: Ledger) -> None:
    ledger.pay(cast.trust, 100_00, place=cast.city)
    ledger.settle()
    measure([cast.trust.pk], reason="a test")
    assert words(cast.outsider)["Upload the first spend file"] == "not-started"


def staff(cast: Cast) -> User:
    made = person("Stella Staff", cast.board, "lead")
    made.is_staff = True
    made.save()
    return made


def test_staff_ask_for_the_sample_once(cast: Cast, as_: Browser) -> None:
    client = as_(staff(cast))
    assert "See it with sample data" in client.get("/").content.decode()
    client.post("/sample/add/")
    client.post("/sample/add/")
    assert Job.objects.filter(kind="load_sample").count() == 1
    assert "The sample system is being added" in client.get("/").content.decode()


def test_others_cannot_add_the_sample(cast: Cast, as_: Browser) -> None:
    client = as_(cast.officer)
    assert "See it with sample data" not in client.get("/").content.decode()
    assert client.post("/sample/add/").status_code == 404


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    home = tmp_path_factory.mktemp("home")
    with (
        override_settings(MEDIA_ROOT=home / "files", HOME=home),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield load_sample("a password for the sample")
        transaction.set_rollback(True)


@pytest.fixture
def sample(loaded: System, db: None) -> System:
    return loaded


def test_the_samples_board_is_alive(sample: System) -> None:
    plan = Plan.objects.get(system=sample, state="agreed")
    actions = Action.objects.filter(plan=plan)
    assert set(actions.values_list("status", flat=True)) == {
        "not-started",
        "in-progress",
        "at-risk",
        "completed",
    }
    assert actions.late(timezone.localdate()).count() == 3
    assert not actions.filter(owner=None).exists()
    found = standings(plan)
    assert {each.status for each in found} >= {"not-started", "in-progress", "at-risk"}
    assert "pledge from Thornmere District Council" in {
        each.next_missing.missing for each in found if each.next_missing
    }
    assert plan.pledges.count() == 5


def test_the_sample_has_targets_with_a_history_groups_and_values(sample: System) -> None:
    assert Target.objects.standing().filter(system=sample).count() == 3
    assert Target.objects.filter(ended_at__isnull=False, indicator="leakage").exists()
    assert Commitment.objects.filter(target__indicator="local-share-of-influenceable-spend").exists()
    assert Group.objects.filter(system=sample).count() == 2
    assert SubmittedValue.objects.filter(state="submitted").count() == 1
    assert SubmittedValue.objects.filter(state="approved").count() == 29


def test_its_measures_start_on_their_lines(sample: System, as_: Browser) -> None:
    officer = User.objects.get(email__startswith="officer@")
    told = as_(officer).get("/recommendations/targets/").content.decode()
    assert told.count("As planned") == 3
    assert "Behind plan" not in told


def test_the_sample_goes_with_its_plan(sample: System) -> None:
    remove_sample()
    for model in (Plan, Action, Commitment, Target, Group, SubmittedValue):
        assert not model._base_manager.exists(), model
