"""The cast, where they live, and a hospital that sends staff files."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from anchors.models import User
from tests.cast import Cast, assembled
from tests.workforce.neighbourhood import CENSUS, QUARTER, settled
from workforce.intake import Purpose

Browser = Callable[[User], Client]


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    found = assembled()
    settled(found)
    return found


@pytest.fixture
def hospital(cast: Cast) -> Purpose:
    """What the trust sends its files for."""
    return Purpose(cast.trust, QUARTER, CENSUS)


@pytest.fixture
def as_() -> Browser:
    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
