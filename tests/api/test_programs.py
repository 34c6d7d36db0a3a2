"""Programs are let in by their token alone; browsers keep session, messages and policy."""

import pytest
from django.contrib.sessions.models import Session
from django.db import DataError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Program
from tests.cast import Cast

PLACES = "/api/v1/places/"


def test_a_cookie_beside_a_token_is_never_looked_at(cast: Cast, as_: Program):
    program = as_(cast.contributor)
    program.force_login(cast.officer)
    own = as_(cast.contributor).get("/api/v1/institutions/").json()
    with CaptureQueriesContext(connection) as queries:
        assert program.get("/api/v1/institutions/").json() == own
    assert not [each for each in queries if "django_session" in each["sql"]]


@pytest.mark.parametrize("header", ["Bearer nonsense", "bearer ", "Bearer"])
def test_a_bad_token_is_not_made_good_by_a_session(cast: Cast, header: str):
    browser = Client()
    browser.force_login(cast.officer)
    assert browser.get(PLACES).status_code == 200
    assert browser.get(PLACES, HTTP_AUTHORIZATION=header).status_code == 401


def test_another_scheme_leaves_the_session_in_force(cast: Cast):
    browser = Client()
    browser.force_login(cast.officer)
    assert browser.get(PLACES, HTTP_AUTHORIZATION="Basic eDp5").status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/nothing/", "/api/v1/schema/", "/api/", "/nothing/", "/"])
def test_a_token_breaks_no_address(cast: Cast, as_: Program, address: str):
    assert as_(cast.officer).get(address).status_code in {200, 302, 404}


def test_an_answer_to_a_program_may_run_nothing_and_starts_no_session(cast: Cast, as_: Program):
    before = Session.objects.count()
    answer = as_(cast.officer).get(PLACES)
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert not answer.cookies
    assert Session.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_noticed_without_asking():
    connection.ensure_connection()
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    assert not connection.is_usable()
    connection.close()
    assert connection.is_usable() is False
    connection.ensure_connection()
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_a_connection_whose_transaction_failed_is_not_usable() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor, pytest.raises(DataError):
            cursor.execute("SELECT 1 / 0")
        assert not connection.is_usable()
        transaction.set_rollback(True)
    assert connection.is_usable()
