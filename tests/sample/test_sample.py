"""The fictional system: it loads through the ordinary journey, is the same each time, and leaves nothing behind."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from anchors.models import AnchorInstitution, Job, Place, Postcode, System, Upload, User
from anchors.sample import SampleError, load_sample, remove_sample
from anchors.sample.bodies import BODIES, MAIL_DOMAIN, NATIONAL_SUPPLIES
from anchors.sample.ledgers import write_sample_files
from procurement.explorer import SpendFilter, spend_summary
from procurement.models import SpendFact, SpendKey, SpendLine, Supplier
from tests.cast import person


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


def test_removing_twice_is_harmless(sample):
    remove_sample()
    remove_sample()
    assert not System.objects.filter(is_sample=True).exists()
