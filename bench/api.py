"""Requests a second of the measurements endpoint beside a plain DRF ModelSerializer, on the same rows in the same run.

Both go through the whole service as a program with a token sees it (middleware, sign-in, routing), in this process.
The plain one does not even ask who may read what; a guarded one, for comparison, does, as every list here.
"""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models import QuerySet
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import CursorPagination
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from anchors.api.authentication import Bearer
from anchors.models import Membership, Token, User
from anchors.urls import urlpatterns as service
from bench.books import institution, prepare
from metrics.models import Measurement
from metrics.registry import indicators

ROWS, ROUNDS, REQUESTS = 100, 15, 40
INSTITUTIONS, YEARS = 15, 3


class PlainSerializer(ModelSerializer[Measurement]):
    """Every column of the table."""

    class Meta:
        """All of it."""

        model = Measurement
        fields = "__all__"


class PlainPages(CursorPagination):
    """A hundred rows by cursor."""

    page_size = ROWS
    ordering = ("indicator", "first", "last", "pk")


class PlainMeasurements(ReadOnlyModelViewSet[Measurement]):
    """What one writes first, if everybody may read everything."""

    queryset = Measurement.objects.all()
    serializer_class = PlainSerializer
    pagination_class = PlainPages
    authentication_classes: ClassVar[list[type[BaseAuthentication]]] = [Bearer]  # type: ignore[misc]


class GuardedMeasurements(PlainMeasurements):
    """The same for the rows that the person may read."""

    def get_queryset(self) -> QuerySet[Measurement]:
        found: QuerySet[Measurement] = Measurement.objects.visible_to(self.request.user)
        return found


urlpatterns = [
    path("plain/", PlainMeasurements.as_view({"get": "list"})),
    path("guarded/", GuardedMeasurements.as_view({"get": "list"})),
    *service,
]


def requests_a_second(token: str) -> dict[str, Any]:
    """Of the plain endpoint, of ours, and of ours answering "not modified": median of rounds taken in turn."""
    settings.ROOT_URLCONF = "bench.api"
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    handler, factory = WSGIHandler(), RequestFactory(headers={"Authorization": f"Bearer {token}"})

    def asker(address: str, status: int, **headers: str) -> Callable[[], Any]:
        def ask() -> Any:
            answer = handler(factory.get(address, headers=headers).environ, _started)
            body = b"".join(answer)
            assert answer.status_code == status, (address, answer.status_code, body[:300])
            answer.close()
            return answer

        return ask

    ours = f"/api/v1/measurements/?limit={ROWS}"
    etag = asker(ours, 200)()["ETag"]
    kinds = {
        "plain": asker("/plain/", 200),
        "guarded": asker("/guarded/", 200),
        "ours": asker(ours, 200),
        "not modified": asker(ours, 304, **{"If-None-Match": etag}),
    }
    found = _in_turn(kinds)
    return {
        "rows": ROWS, **found,
        "ours over plain": found["ours"] / found["plain"],
        "not modified over plain": found["not modified"] / found["plain"],
    }  # fmt: skip


def _started(*_: Any) -> Callable[[bytes], object]:
    return lambda _: None


def _in_turn(kinds: dict[str, Callable[[], Any]]) -> dict[str, float]:
    speeds: dict[str, list[float]] = {name: [] for name in kinds}
    for _, (name, ask) in product(range(ROUNDS + 1), kinds.items()):
        started = time.perf_counter()
        for _ in range(REQUESTS):
            ask()
        speeds[name].append(REQUESTS / (time.perf_counter() - started))
    return {name: statistics.median(found[1:]) for name, found in speeds.items()}


def fill_measurements() -> str:
    """A system with measurements, settled as after a while, and a token of somebody at its board."""
    prepare()
    board = institution("bench-api-board")
    type(board).objects.filter(pk=board.pk).update(kind=board.Kind.ICB)
    bodies = [board, *(institution(f"bench-api-{number}") for number in range(INSTITUTIONS - 1))]
    random, now = Random(7), timezone.now()
    months = [year * 100 + month for year in range(2026 - YEARS, 2026) for month in range(1, 13)]
    Measurement.objects.bulk_create(
        Measurement(
            indicator=each.code, institution=body, first=ym, last=ym, computed_at=now,
            numerator=Decimal(random.randint(1, 10**9)).scaleb(-2),
            denominator=Decimal(random.randint(10**9, 10**10)).scaleb(-2) if each.is_ratio else None,
            source_version="uploads to 59, rules of 3 May 2026",
        )
        for each, body, ym in product(indicators(), bodies, months)
    )  # fmt: skip
    user = User.objects.create_user("bench-api@example.org", name="Bench")
    Membership.objects.create(user=user, institution=board, role="reader")
    _, token = Token.objects.create(user=user, name="Bench", is_read_only=True, expiry=timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return str(token)
