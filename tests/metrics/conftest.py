"""The cast and a ledger, measured."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from anchors.models import User
from metrics import registry
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


@pytest.fixture
def own_registry() -> Iterator[None]:
    """What a test declares is forgotten after it."""
    before = {each.code for each in registry.indicators()}
    yield
    for each in registry.indicators():
        if each.code not in before:
            registry.forget(each.code)
