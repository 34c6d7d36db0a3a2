"""The cast, a ledger, and browsers that have signed in."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from anchors.models import User
from tests.cast import Cast, assembled
from tests.spending.ledger import Ledger

Browser = Callable[[User], Client]


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return assembled()


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger()


@pytest.fixture
def as_() -> Browser:
    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
