"""The fictional system: it loads through the ordinary journey, is the same each time, and leaves nothing behind."""

import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from anchors.models import (
    AnchorInstitution,
    Job,
    Place,
    Postcode,
    System,
    SystemMembership,
    Upload,
    User,
)
from anchors.sample import SampleError, load_sample, remove_sample
from anchors.sample.bodies import BODIES, IN_POST, MAIL_DOMAIN, NATIONAL_SUPPLIES
from anchors.sample.ledgers import write_sample_files
from anchors.uploads import receive_upload, withdraw_upload
from metrics.alerts import Severity, alerts_of
from metrics.models import Action, Plan, SubmittedIndicator, SubmittedValue
from metrics.planning import add_update
from procurement.explorer import SpendFilter, spend_summary
from procurement.models import SpendFact, SpendKey, SpendLine, Supplier
from tests.cast import person
from tests.journey.test_pages import words_of
from workforce.models import StaffIntake, WageReturn


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """The sample in the books; taken back after the module."""
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
    """The sample, as each test finds it."""
    return loaded


def somebody_else() -> User:
    """A lead in an institution that has nothing to do with the sample."""
    other = AnchorInstitution.objects.create(name="Farport City Council", slug="farport", kind="unitary")
    return person("Otto Outsider", other, "lead")


def officer() -> User:
    return User.objects.get(email=f"officer@{MAIL_DOMAIN}")


def digests(folder: Path) -> dict[str, str]:
    written = [file.path for file in write_sample_files(folder)]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written}


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_every_file_is_added_and_nothing_waits(sample):
    assert set(Upload.objects.values_list("state", flat=True)) == {Upload.State.LOADED}
    assert not Job.objects.exclude(state=Job.State.DONE).exists()


def test_every_institution_has_spending(sample):
    supplied = set(SpendFact.objects.values_list("institution__slug", flat=True))
    assert supplied == {body.slug for body in BODIES}


def test_its_officer_sees_shares_worth_looking_at(sample):
    summary = spend_summary(officer(), SpendFilter.parse(""))
    assert Decimal("0.15") < summary.local_share < Decimal("0.45")


def test_the_invented_national_route_is_not_influenceable(sample):
    reasons = SpendKey.objects.filter(supplier__name=NATIONAL_SUPPLIES).values_list("reason", flat=True)
    assert set(reasons) == {"NHSSC"}


def test_a_master_file_places_the_suppliers_of_a_ledger_without_postcodes(sample):
    placed = Supplier.objects.filter(institution__slug="northvale-city-council", place__isnull=False)
    assert placed.exists()


def test_a_second_sample_is_refused(sample):
    with pytest.raises(SampleError):
        load_sample("another password")


def test_a_stranger_cannot_remove_it(sample):
    client = Client()
    client.force_login(somebody_else())
    assert client.post(reverse("remove_sample")).status_code == 404
    assert System.objects.filter(is_sample=True).exists()


def test_one_click_removes_every_trace_and_nothing_else(sample):
    other = somebody_else()
    client = Client()
    client.force_login(officer())
    answer = client.post(reverse("remove_sample"))
    assert answer.status_code == 302
    assert not System.objects.filter(is_sample=True).exists()
    assert not User.objects.filter(email__endswith=MAIL_DOMAIN).exists()
    assert not any(model.objects.exists() for model in (SpendLine, SpendFact, Upload, Postcode))
    assert not Place.objects.filter(name="Eastmere").exists()
    assert not list((Path(settings.MEDIA_ROOT) / "uploads").iterdir())
    assert AnchorInstitution.objects.filter(memberships__user=other).exists()


@pytest.fixture
def own_file(sample):
    """A file that a person sent to an institution of the sample."""
    council = AnchorInstitution.objects.get(slug="northvale-city-council")
    file = io.BytesIO(b"Date paid,Supplier name,Amount\n14/05/2026,Fenby Roofing Ltd,20.00\n")
    return receive_upload(institution=council, kind="spend", file=file, name="our own.csv", by=officer())


def lead() -> Client:
    client = Client()
    client.force_login(officer())
    return client


def test_where_people_sent_files_the_click_leads_to_a_page_that_names_them(sample, own_file):
    client = lead()
    answer = client.post(reverse("remove_sample"), follow=True)
    page = words_of(answer)
    assert System.objects.filter(is_sample=True).exists()
    assert "1 file that is not part of the sample would go too" in page
    assert f"our own.csv Upload {own_file.pk}" in page
    assert "yours among them: you will be signed out" in page


def test_their_files_go_only_with_a_tick(sample, own_file):
    client = lead()
    listed = {"listed": str(own_file.pk)}
    page = words_of(client.post(reverse("remove_sample"), listed))
    assert "There is a problem Tick the box if they may go, or keep the sample data" in page
    assert System.objects.filter(is_sample=True).exists()
    assert client.post(reverse("remove_sample"), listed | {"agreed": "on"}).status_code == 302
    assert not System.objects.filter(is_sample=True).exists()


def test_a_file_that_came_after_the_page_was_shown_is_not_agreed_to(sample, own_file):
    answer = lead().post(reverse("remove_sample"), {"listed": "", "agreed": "on"})
    assert "our own.csv" in words_of(answer)
    assert System.objects.filter(is_sample=True).exists()


def test_files_that_hold_nothing_do_not_stand_in_the_way(sample, own_file):
    withdraw_upload(own_file, by=officer())
    assert lead().post(reverse("remove_sample")).status_code == 302
    assert not System.objects.filter(is_sample=True).exists()


def test_where_people_wrote_in_it_the_click_leads_to_a_page_that_says_what_would_go(sample):
    client = lead()
    action = Action.objects.filter(plan__system=sample).first()
    add_update(action, "We met them.", by=officer())
    for title in ("Ours", "Ours too"):
        Action.objects.create(plan=action.plan, recommendation=2, title=title, due=action.due)
    Plan.objects.create(system=sample, title="Our own", first_day="2026-04-01", last_day="2027-03-31")
    page = words_of(client.post(reverse("remove_sample"), follow=True))
    assert System.objects.filter(is_sample=True).exists()
    assert "written or changed this in it: 1 plan 2 actions 1 update of an action or a commitment" in page
    listed = {"listed": "1 plan,2 actions,1 update of an action or a commitment"}
    assert "Tick the box if they may go" in words_of(client.post(reverse("remove_sample"), listed))
    with pytest.raises(CommandError, match="People wrote in the sample: 1 plan, 2 actions and 1 update"):
        call_command("load_sample", "--again")
    Action.objects.create(plan=action.plan, recommendation=2, title="Since", due=action.due)
    assert "3 actions" in words_of(client.post(reverse("remove_sample"), listed | {"agreed": "on"}))
    listed = {"listed": "1 plan,3 actions,1 update of an action or a commitment", "agreed": "on"}
    assert client.post(reverse("remove_sample"), listed).status_code == 302
    assert not System.objects.filter(is_sample=True).exists()


def test_an_institution_of_a_real_system_stays_though_it_was_added_to_the_sample(sample):
    other = somebody_else().working_as
    SystemMembership.objects.create(system=sample, institution=other)
    SystemMembership.objects.create(
        system=System.objects.create(name="Farport", slug="farport", code="QYY"), institution=other
    )
    remove_sample()
    assert AnchorInstitution.objects.filter(pk=other.pk).exists()


def test_loading_the_sample_again_refuses_to_lose_files_unless_it_is_told_to(sample, own_file):
    with pytest.raises(CommandError, match=r"our own\.csv .*Add --with-real-uploads"):
        call_command("load_sample", "--again")
    assert Upload.objects.filter(pk=own_file.pk).exists()


def test_removing_twice_is_harmless(sample):
    remove_sample()
    remove_sample()
    assert not System.objects.filter(is_sample=True).exists()


def test_every_figure_of_staff_is_of_the_same_people(sample):
    in_post = dict(StaffIntake.objects.in_force().values_list("institution__slug", "headcount"))
    assert in_post == IN_POST
    said = WageReturn.objects.filter(who="staff").values_list("institution__slug", "people")
    assert len(said) > 2
    assert all(people == in_post[slug] for slug, people in said)
    given = SubmittedValue.objects.filter(indicator__name="Staff on permanent contracts")
    assert set(given.values_list("institution__slug", "denominator")) == set(in_post.items())


def test_nothing_that_is_measured_is_submitted_as_well(sample):
    names = SubmittedIndicator.objects.values_list("name", flat=True)
    assert not [name for name in names if "Living Wage" in name]


def test_commitments_go_as_their_actions_and_the_alerts_have_it(sample):
    plan = Plan.objects.get(system=sample)
    for commitment in plan.commitments.all():
        said = set(
            Action.objects.filter(plan=plan, recommendation=commitment.recommendation).values_list(
                "status", flat=True
            )
        )
        assert (commitment.status == "not-started") == (said == {"not-started"}), commitment
    warned = {
        each.recommendation for each in alerts_of(officer(), sample) if each.severity == Severity.SERIOUS
    }
    assert warned
    for number in warned:
        assert plan.commitments.get(recommendation=number).status == "at-risk"
