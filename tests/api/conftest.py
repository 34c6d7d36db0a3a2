"""The cast, and programs that have signed in as somebody of it."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from anchors.models import User
from tests.cast import PASSWORD, Cast, assembled

Program = Callable[[User], APIClient]


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return assembled()


@pytest.fixture
def as_(cast: Cast) -> Program:
    """A program with a token of somebody's."""

    def signed_in(person: User) -> APIClient:
        program = APIClient()
        given = {"email": person.email, "password": PASSWORD}
        answer = program.post("/api/v1/sign-in/", given, format="json")
        assert answer.status_code == 200, answer.content
        program.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['token']}")
        return program

    return signed_in
