"""Programs that read the measurements of a cast that has paid somebody."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from anchors.models import Token, User
from metrics.measuring import measure
from metrics.models import SubmittedIndicator
from tests.cast import Cast, assembled
from tests.spending.ledger import Ledger

Program = Callable[[User], APIClient]


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()
    return assembled()


@pytest.fixture
def ledger(cast: Cast) -> Ledger:
    return Ledger()


@pytest.fixture
def books(cast: Cast, ledger: Ledger) -> Cast:
    """Everybody has paid somebody in some months, and it is measured."""
    everybody = [cast.board, cast.council, cast.trust, cast.foreign_council]
    ledger.fill(Random(3), everybody, [cast.city, cast.district, cast.far_city], 120)
    measure([each.pk for each in everybody], reason="a test")
    return cast


@pytest.fixture
def as_() -> Program:
    """A program with a read token of somebody's."""

    def reading(person: User) -> APIClient:
        program = APIClient()
        _, token = Token.objects.create(
            user=person, name=f"Test {Token.objects.count()}", is_read_only=True, expiry=timedelta(days=1)
        )
        program.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return program

    return reading


def everything(program: APIClient, address: str) -> list[dict[str, Any]]:
    """The rows of a list, page after page."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        answer = program.get(following)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        found += body["items"]
        following = body["next"]
    return found


@pytest.fixture
def submitted(cast: Cast) -> SubmittedIndicator:
    """An indicator that the system made itself, approved."""
    made: SubmittedIndicator = SubmittedIndicator.objects.create(
        system=cast.system, code="apprentices", name="Apprentices", question="How many apprentices?",
        lever="employment", recommendations=[6], goal="rising-wellbeing", unit="count", direction="higher",
        numerator="Apprentices who started", why="A way into good work.", limits="Starts, not completions.",
        author="The board", next_review=date(2027, 3, 31), cadence="year", state="approved",
        decided_at=timezone.now(),
    )  # fmt: skip
    return made
