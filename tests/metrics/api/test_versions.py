"""What is computed later is committed later, so that no change hides behind a newer one."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from anchors.models import AnchorInstitution
from metrics.api.reach import reach_of
from metrics.measuring import Figures, Identity, record
from metrics.models import Measurement
from tests.cast import assembled


def started(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_of_two_measurings_at_once_the_second_to_commit_changes_the_version_too():
    cache.clear()
    cast = assembled()
    written, may_end = threading.Event(), threading.Event()

    def write(institution: AnchorInstitution) -> None:
        key = Identity("total-spend", institution.pk, None, 202604, 202604)
        record({key: Figures(Decimal(1), None, "")}, reason="a test")

    def slow() -> None:
        with transaction.atomic():
            write(cast.council)
            written.set()
            may_end.wait(20)

    first = started(slow)
    assert written.wait(20)
    second = started(lambda: write(cast.trust))
    second.join(0.5)
    assert second.is_alive(), "it waits for its turn"
    before = reach_of(cast.officer).version
    may_end.set()
    first.join(20)
    second.join(20)
    at = dict(Measurement.objects.values_list("institution", "computed_at"))
    assert at[cast.council.pk] < at[cast.trust.pk]
    assert reach_of(cast.officer).version != before
