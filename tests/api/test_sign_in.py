"""Tokens: given for a password, shown once, stored hashed, and gone when they end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from anchors.models import Token
from anchors.tries import TRIES
from tests.api.conftest import Program
from tests.cast import PASSWORD, Cast

SIGN_IN = "/api/v1/sign-in/"
PLACES = "/api/v1/places/"


def test_a_token_is_stored_hashed(as_: Program, cast: Cast):
    answer = APIClient().post(SIGN_IN, {"email": cast.officer.email, "password": PASSWORD}, format="json")
    token = answer.json()["token"]
    (kept,) = Token.objects.filter(user=cast.officer).values()
    assert token not in str(kept)


def test_the_address_may_be_written_in_capitals(cast: Cast):
    given = {"email": cast.officer.email.upper(), "password": PASSWORD}
    assert APIClient().post(SIGN_IN, given, format="json").status_code == 200


@pytest.mark.parametrize("who", ["officer", "nobody"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(cast: Cast, who: str):
    email = cast.officer.email if who == "officer" else "nobody@example.org"
    answer = APIClient().post(SIGN_IN, {"email": email, "password": "wrong"}, format="json")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "wrong_password"
    assert answer.json()["detail"] == "The email address or the password is not right."


def test_a_closed_account_does_not_sign_in_and_its_token_ends(as_: Program, cast: Cast):
    program = as_(cast.officer)
    cast.officer.is_active = False
    cast.officer.save()
    given = {"email": cast.officer.email, "password": PASSWORD}
    assert APIClient().post(SIGN_IN, given, format="json").status_code == 401
    assert program.get(PLACES).status_code == 401


def test_sign_out_ends_the_token_and_no_other(as_: Program, cast: Cast):
    one, other = as_(cast.officer), as_(cast.officer)
    assert one.post("/api/v1/sign-out/").status_code == 204
    assert one.get(PLACES).json()["code"] == "authentication_failed"
    assert other.get(PLACES).status_code == 200


def test_an_expired_token_is_refused(as_: Program, cast: Cast):
    program = as_(cast.officer)
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    answer = program.get(PLACES)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_tries_are_limited_and_the_answer_says_when_to_come_back(cast: Cast):
    program, given = APIClient(), {"email": cast.officer.email, "password": "wrong"}
    codes = [program.post(SIGN_IN, given, format="json").status_code for _ in range(TRIES)]
    assert codes == [401] * TRIES
    answer = program.post(SIGN_IN, given | {"password": PASSWORD}, format="json")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 61


def test_tries_that_succeed_are_not_counted_and_forgive_no_others(cast: Cast):
    program, right = APIClient(), {"email": cast.officer.email, "password": PASSWORD}
    wrong = right | {"password": "wrong"}
    for _ in range(TRIES):
        assert program.post(SIGN_IN, right, format="json").status_code == 200
    for _ in range(TRIES - 1):
        assert program.post(SIGN_IN, wrong, format="json").status_code == 401
    assert program.post(SIGN_IN, right, format="json").status_code == 200
    codes = [program.post(SIGN_IN, wrong, format="json").status_code for _ in range(2)]
    assert codes == [401, 429]


def test_one_address_cannot_try_many_accounts(cast: Cast):
    program = APIClient()
    for number in range(TRIES):
        program.post(SIGN_IN, {"email": f"{number}@example.org", "password": "wrong"}, format="json")
    last = program.post(SIGN_IN, {"email": "last@example.org", "password": "wrong"}, format="json")
    assert last.status_code == 429


def test_another_proxy_header_does_not_reset_the_count(cast: Cast):
    for number in range(TRIES + 1):
        last = APIClient().post(
            SIGN_IN,
            {"email": f"{number}@example.org", "password": "wrong"},
            format="json",
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
        )
    assert last.status_code == 429


def test_a_browser_that_signed_in_may_read_too(cast: Cast):
    browser = APIClient()
    browser.force_login(cast.officer)
    assert browser.get(PLACES).status_code == 200


def test_a_browser_must_show_its_form_token_to_change_anything(cast: Cast):
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(cast.officer)
    answer = browser.post("/api/v1/uploads/", {})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_a_person_keeps_at_most_twenty_tokens(as_: Program, cast: Cast):
    for _ in range(22):
        Token.objects.create(user=cast.officer)
    program = as_(cast.officer)
    assert Token.objects.filter(user=cast.officer).count() == 20
    assert program.get(PLACES).status_code == 200
