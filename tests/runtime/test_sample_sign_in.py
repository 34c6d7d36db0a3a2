"""The note from which `make run` tells how to sign in to the sample, on its way through load, removal and restart."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from anchors.models import User
from anchors.sample import remove_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(tmp_path: Path, settings: LazySettings) -> Path:
    """The note in a state folder of its own."""
    settings.HOME = tmp_path
    return tmp_path / "sign-in.txt"


def test_a_first_load_that_was_cut_off_stays_marked_while_it_begins_again(note: Path) -> None:
    note.touch()
    remove_sample()
    assert note.exists()
    assert note.read_text() == ""


def test_a_removed_sample_does_not_come_back_with_the_next_start(note: Path) -> None:
    note.write_text("sign in: officer@northvale.example secret (Amina Shah)\n")
    remove_sample()
    assert note.read_text() == "The sample has been removed. Sign in with your own account.\n"


def test_where_there_was_no_note_none_is_made(note: Path) -> None:
    remove_sample()
    assert not note.exists()


def test_whoever_removes_the_sample_with_every_account_is_told_how_to_make_one(
    note: Path, client: Client
) -> None:
    person = User.objects.create_user(email="officer@northvale.example", password="secret", is_staff=True)
    client.force_login(person)
    page = client.post("/sample/remove/", follow=True).content.decode()
    assert "manage.py createsuperuser" in page
