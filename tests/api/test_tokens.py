"""Read tokens: made on a page, shown once, named, read-only, with an end."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from anchors.models import Token, User
from tests.cast import PASSWORD, Cast, assembled

PAGE = "/account/tokens/"
PLACES = "/api/v1/places/"


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return assembled()


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def made(person: User, name: str = "Power BI report", days: int = 90) -> str:
    """The token that the page shows."""
    page = browser(person).post(PAGE, {"name": name, "days": days}).content.decode()
    (token,) = re.findall(r"<code>([0-9a-f]{64})</code>", page)
    return token


def program(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_a_token_is_shown_once_and_kept_as_a_hash(cast: Cast):
    token = made(cast.officer)
    assert program(token).get(PLACES).status_code == 200
    assert token not in browser(cast.officer).get(PAGE).content.decode()
    assert token not in str(Token.objects.filter(user=cast.officer).values())


@pytest.mark.parametrize("days", [30, 90, 365])
def test_it_lasts_as_long_as_was_chosen(cast: Cast, days: int):
    made(cast.officer, days=days)
    left = Token.objects.get(user=cast.officer).expiry - timezone.now()
    assert timedelta(days=days, minutes=-1) < left <= timedelta(days=days)


def test_after_its_end_it_opens_nothing_and_the_page_says_so(cast: Cast):
    token = made(cast.officer)
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert program(token).get(PLACES).json()["code"] == "authentication_failed"
    assert "Ended" in browser(cast.officer).get(PAGE).content.decode()


def test_it_reads_and_changes_nothing(cast: Cast):
    client = program(made(cast.contributor))
    assert client.get("/api/v1/uploads/").status_code == 200
    for address in ("/api/v1/uploads/", "/api/v1/sign-out/"):
        answer = client.post(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
        assert "only read" in answer.json()["detail"]
    assert client.get(PLACES).status_code == 200


def test_it_opens_no_page(cast: Cast):
    assert program(made(cast.officer)).get("/data/").status_code == 302


def test_ended_by_its_owner_it_opens_nothing(cast: Cast):
    token = made(cast.officer)
    kept = Token.objects.get(user=cast.officer)
    answer = browser(cast.officer).post(f"{PAGE}end/", {"token": kept.pk}, follow=True)
    assert "has ended" in answer.content.decode()
    assert program(token).get(PLACES).status_code == 401


def test_nobody_ends_or_sees_anothers(cast: Cast):
    token = made(cast.officer, "Secret plans")
    kept = Token.objects.get(user=cast.officer)
    assert browser(cast.contributor).post(f"{PAGE}end/", {"token": kept.pk}).status_code == 404
    assert "Secret plans" not in browser(cast.contributor).get(PAGE).content.decode()
    assert program(token).get(PLACES).status_code == 200


def test_the_page_says_when_it_was_used_last(cast: Cast):
    token = made(cast.officer)
    assert "Not used yet" in browser(cast.officer).get(PAGE).content.decode()
    program(token).get(PLACES)
    first = Token.objects.get(user=cast.officer).last_used_at
    assert first is not None
    program(token).get(PLACES)
    assert Token.objects.get(user=cast.officer).last_used_at == first, "not every request writes"
    assert "Not used yet" not in browser(cast.officer).get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days": 30}, "Enter what will use the token"),
        ({"name": "Report"}, "Select how long the token should last"),
        ({"name": "Report", "days": 9999}, "Select how long the token should last"),
        ({"name": "x" * 101, "days": 30}, "must be 100 characters or fewer"),
        ({"name": "power bi REPORT", "days": 30}, "You have a token with this name"),
    ],
)
def test_what_is_wrong_is_said_above_and_beside_the_field(cast: Cast, given: dict[str, str], words: str):
    made(cast.officer)
    page = browser(cast.officer).post(PAGE, given).content.decode()
    assert page.count(words) == 2
    assert Token.objects.count() == 1


def test_twenty_are_enough(cast: Cast):
    for number in range(20):
        made(cast.officer, f"Report {number}")
    page = browser(cast.officer).post(PAGE, {"name": "One more", "days": 30}).content.decode()
    assert "You have 20 tokens" in page
    assert Token.objects.count() == 20


def test_signing_in_often_ends_no_read_token(cast: Cast):
    token = made(cast.officer)
    for _ in range(21):
        Token.objects.create(user=cast.officer)
    APIClient().post("/api/v1/sign-in/", {"email": cast.officer.email, "password": PASSWORD}, format="json")
    assert program(token).get(PLACES).status_code == 200


def test_a_closed_account_closes_its_tokens(cast: Cast):
    token = made(cast.officer)
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert program(token).get(PLACES).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 64, "a b", "\N{SNOWMAN}"])
def test_a_made_up_token_is_refused(cast: Cast, token: str):
    answer = APIClient().get(PLACES, HTTP_AUTHORIZATION=f"Bearer {token}".encode().decode("latin-1"))
    assert answer.status_code == 401


def test_the_account_page_leads_there(cast: Cast):
    page = browser(cast.officer).get("/account/").content.decode()
    assert f'href="{PAGE}"' in page
    assert cast.board.name in page
