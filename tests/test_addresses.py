"""Addresses that nobody meant: a NUL in them, pages that a list does not have."""

import logging
import re

import pytest
from django.test import Client

from anchors.models import User
from estates.models import Site
from tests.cast import Cast, assembled

LISTS = (
    "/estates/", "/estates/surplus/", "/estates/community/", "/estates/community/requests/", "/employment/support/",
    "/data/", "/spending/suppliers/",
)  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return assembled()


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/estates/?search=%00", "/estates/sites.csv?place=a%00b", "/data/?page=%00", "/estates/sites/%00/", "/%00",
        "/api/v1/estates/sites/?search=%00", "/api/v1/estates/sites/%00/",
    ],
)  # fmt: skip
def test_a_nul_in_an_address_is_a_bad_request_and_no_failure_in_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = browser(cast.officer).get(address)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith(
        "application/problem+json" if "/api/" in address else "text/html"
    )
    assert not [record for record in caplog.records if record.exc_info or record.levelno > logging.WARNING]


@pytest.mark.parametrize("page", ["abc", "", "0", "-1", "9999", "1e9", "9" * 40, "'"])
def test_every_list_answers_a_page_that_it_does_not_have(cast: Cast, page: str) -> None:
    person = browser(cast.officer)
    for address in LISTS:
        assert person.get(address, {"page": page}).status_code == 200, address


def test_what_is_no_page_is_the_first_and_what_is_beyond_is_the_last(cast: Cast) -> None:
    Site.objects.bulk_create(
        Site(institution=cast.trust, ref=str(n), name=f"Clinic {n:03}", is_published=True) for n in range(120)
    )
    person = browser(cast.officer)
    for page, current in (("abc", "1"), ("2", "2"), ("3", "3"), ("9999", "3")):
        text = person.get("/estates/", {"page": page}).content.decode()
        found = re.search(
            r'aria-current="page"><span class="nhsuk-u-visually-hidden">Page </span>(\d+)<', text
        )
        assert found, page
        assert found[1] == current
