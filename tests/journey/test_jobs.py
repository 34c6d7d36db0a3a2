"""The outbox: what is asked for is done, whatever the queue does; what fails says so and can be asked for again."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from anchors import jobs
from anchors.jobs import MOST_ERRORS, Progress, effect, request_job, run_here, run_job, sweep
from anchors.models import Job, Upload
from anchors.uploads import failed_job, retry_upload, withdraw_upload, work, working_job
from tests.cast import Cast
from tests.journey.books import books_of
from tests.journey.processes import environment

WITHOUT_A_QUEUE = """
import django, io, time
django.setup()
from anchors.models import AnchorInstitution
from anchors.uploads import receive_upload
began = time.monotonic()
council = AnchorInstitution.objects.get(slug="marsh-borough-council")
receive_upload(institution=council, kind="spend", file=io.BytesIO(b"x"), name="x.csv", by=None)
assert time.monotonic() - began < 3, "the page would have to wait"
"""


def test_a_file_is_accepted_while_the_queue_is_down_and_sent_once_it_is_back(cast: Cast) -> None:
    nowhere = environment() | {"REDIS_URL": "redis://127.0.0.1:1"}
    subprocess.run([sys.executable, "-c", WITHOUT_A_QUEUE], env=nowhere, check=True, capture_output=True)
    upload = Upload.objects.get()
    job = upload.jobs.get()
    assert (upload.state, job.state, job.sent_at) == ("received", "waiting", None)
    assert sweep() == 1
    job.refresh_from_db()
    assert job.sent_at is not None


def test_a_job_that_was_never_sent_is_sent_by_the_sweeper(cast: Cast) -> None:
    job = Job.objects.create(kind="check", institution=cast.council)
    assert sweep() == 1
    job.refresh_from_db()
    assert job.sent_at is not None
    assert sweep() == 0


def test_work_of_a_kind_that_takes_longer_says_so_in_its_message(cast: Cast) -> None:
    limits = {}
    for kind in ("release_staff", "check"):
        jobs.send(Job.objects.create(kind=kind, institution=cast.council).pk)
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as queue:
            limits[kind] = json.loads(queue.lindex(jobs.QUEUE, 0))["headers"]["timelimit"]
    assert limits == {"release_staff": [1500, 1200], "check": [None, None]}


def test_the_sweeper_leaves_a_job_alone_that_somebody_is_working_on(cast: Cast) -> None:
    job = Job.objects.create(kind="check", institution=cast.council, state="running")
    with jobs._lock(job.pk) as held:
        assert held
        assert sweep() == 0
    assert sweep() == 1


def test_a_request_that_is_rolled_back_asks_for_nothing(cast: Cast) -> None:
    with transaction.atomic():
        request_job("check", by=None, institution=cast.council)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_finished_job_is_not_done_again(cast: Cast, sent: Callable[..., Upload]) -> None:
    job = sent().jobs.get()
    assert not run_job(job.pk)
    job.refresh_from_db()
    assert job.attempts == 1


def test_an_effect_is_refused_to_a_runner_that_lost_its_job(cast: Cast) -> None:
    job = Job.objects.create(kind="check", institution=cast.council, state="running", attempts=1)
    Job.objects.filter(pk=job.pk).update(attempts=2)
    with pytest.raises(jobs.JobLostError), effect(job):
        pytest.fail("no effect may begin")


def test_an_exception_is_tried_three_times_and_then_shown_with_a_reference(
    cast: Cast, sent: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work.ingest, "check", _broken)
    upload = sent()
    job = upload.jobs.get()
    assert (job.state, job.errors, upload.state) == ("failed", MOST_ERRORS, "received")
    assert failed_job(upload) == job
    assert working_job(upload) is None


def test_failed_work_can_be_asked_for_again_once(
    cast: Cast, sent: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(work.ingest, "check", _broken)
        upload = sent()
    with run_here():
        retry_upload(upload, by=cast.contributor)
    upload.refresh_from_db()
    assert upload.state == "checked"
    assert upload.jobs.count() == 2


def test_a_failed_load_adds_nothing_and_its_file_can_be_thrown_away(
    cast: Cast, loaded: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_remember_layout", _broken)
    upload = loaded()
    assert upload.state == "confirmed"
    assert not books_of(cast.council.pk)["lines"]
    withdraw_upload(upload, by=cast.contributor)
    upload.refresh_from_db()
    assert upload.state == "withdrawn"


def test_a_lost_database_is_no_failure_of_the_job(
    cast: Cast, sent: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(work.ingest, "check", lost)
    with pytest.raises(OperationalError):
        sent()
    job = Job.objects.get()
    assert (job.state, job.errors, job.attempts) == ("running", 0, 1)


def test_what_is_left_is_told_from_the_measured_rate() -> None:
    now = timezone.now()
    progress = Progress(done=25, total=100, at=now)
    assert progress.share == 0.25
    assert progress.seconds_left(now - timedelta(seconds=10)) == pytest.approx(30)
    assert Progress(0, 100, now).seconds_left(now) is None


def _broken(*_: object, **__: object) -> None:
    raise RuntimeError("this is the test's own")
