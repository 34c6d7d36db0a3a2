"""Whatever is killed, restarted or delivered twice: the same rows and totals as when nothing goes wrong."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable

import pytest
import redis
from django.conf import settings
from django.db import connection

from anchors.jobs import MOST_CUT_OFF, run_here, run_job, sweep
from anchors.models import Job, Upload
from anchors.uploads import answer_upload, confirm_upload, receive_upload, working_job
from tests.cast import Cast
from tests.journey.books import books_of
from tests.journey.files import as_file, payments
from tests.journey.processes import Runner, kill_group, runner, worker

LINES = 20_000
KILLS_IN_EACH = 6
"""In checking and in loading: two more than ten, since a job may be done before the last one."""


@pytest.fixture
def plain_books(cast: Cast, loaded: Callable[..., Upload]) -> dict[str, list[tuple[object, ...]]]:
    """The books of an institution after an import that nobody disturbed."""
    loaded(payments(LINES), institution=cast.trust)
    return books_of(cast.trust.pk)


def _seconds(kind: str) -> float:
    """How long that import spent on a job of the kind."""
    job = Job.objects.get(kind=kind, upload__institution__slug__startswith="northvale-hospitals")
    assert job.started_at
    assert job.finished_at
    return (job.finished_at - job.started_at).total_seconds()


@pytest.mark.slow
@pytest.mark.usefixtures("transactional_db")
def test_killing_the_worker_at_ten_random_moments_ends_in_the_same_books_as_no_kill(
    cast: Cast, plain_books: dict[str, list[tuple[object, ...]]]
) -> None:
    dice = random.Random(42)
    upload = _received(cast)
    with runner() as running:
        kills = _killed_until_done(running, upload, dice)
        upload.refresh_from_db()
        assert upload.state == "checked"
        answer_upload(upload, by=cast.contributor, mapping=upload.found["columns"])
        confirm_upload(upload, by=cast.contributor)
        kills += _killed_until_done(running, upload, dice)
    upload.refresh_from_db()
    assert kills >= 10
    assert upload.state == "loaded"
    assert books_of(cast.council.pk) == plain_books
    assert not list(upload.folder.glob("*.part"))


def _received(cast: Cast) -> Upload:
    return receive_upload(
        institution=cast.council,
        kind="spend",
        file=as_file(payments(LINES)),
        name="payments.csv",
        by=cast.contributor,
    )


def _killed_until_done(running: Runner, upload: Upload, dice: random.Random) -> int:
    """Kill the upload's job again and again, each at a random moment of its work, then let it finish."""
    upload.refresh_from_db()
    job = working_job(upload)
    assert job
    length, killed = _seconds(job.kind), 0
    while killed < KILLS_IN_EACH:
        child = running.start(job.pk)
        time.sleep(dice.uniform(0, 0.9 * length))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        running.wait()
        job.refresh_from_db()
        if job.state == Job.State.DONE:
            return killed
        killed += 1
    _until(lambda: _is_done_by(running, job))
    return killed


def _is_done_by(running: Runner, job: Job) -> bool:
    """Whether one more delivery finishes the job: the server may still hold what the last one killed had locked."""
    running.start(job.pk)
    running.wait()
    job.refresh_from_db()
    return job.state == Job.State.DONE


@pytest.mark.slow
def test_a_killed_worker_and_an_emptied_queue_lose_nothing(
    cast: Cast, plain_books: dict[str, list[tuple[object, ...]]]
) -> None:
    upload = _received(cast)
    with worker() as first:
        _until(lambda: Job.objects.filter(upload=upload, state="running").exists())
        kill_group(first)
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    answered = confirmed = False
    with worker():
        deadline = time.monotonic() + 180
        while upload.state != "loaded" and time.monotonic() < deadline:
            Job.objects.filter(sent_at__isnull=False).update(sent_at=None)
            sweep()
            time.sleep(0.5)
            upload.refresh_from_db()
            if upload.state == "checked" and not answered:
                answered = True
                answer_upload(upload, by=cast.contributor, mapping=upload.found["columns"])
            elif upload.state == "checked" and not confirmed:
                confirmed = True
                confirm_upload(upload, by=cast.contributor)
    assert upload.state == "loaded"
    assert books_of(cast.council.pk) == plain_books


def test_five_deliveries_at_once_have_one_effect(cast: Cast, sent: Callable[..., Upload]) -> None:
    upload = sent(payments(2000))
    confirm_upload(upload, by=cast.contributor)
    upload.refresh_from_db()
    job = working_job(upload)
    assert job
    finished = []

    def deliver() -> None:
        try:
            finished.append(run_job(job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert finished.count(True) == 1
    assert len(books_of(cast.council.pk)["lines"]) == 2000


def test_a_job_that_kills_each_of_its_runners_fails_in_the_end(cast: Cast) -> None:
    upload = _received(cast)
    job = working_job(upload)
    assert job
    Job.objects.filter(pk=job.pk).update(attempts=MOST_CUT_OFF, state="running")
    with run_here():
        assert not run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"


def _until(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
