"""The outbox: background work is a `Job` row written with the request; the queue only carries its number.

The contract, held by every handler: asking for a job is part of the asker's transaction; running it twice, at
once or after a crash, has the effect of running it once; its effect and the mark that it is done are one
transaction. Whoever runs a job holds a PostgreSQL advisory lock on it, which the server drops the moment that
process or its connection dies, so that the next delivery can take over at once and two never work together.

Two counts end a job that cannot succeed. An exception is the work's own fault and is tried MOST_ERRORS times. A
runner that vanishes (killed, restarted, out of memory, its database gone) may do so MOST_CUT_OFF times, far more
often than any operator restarts it in one import; only a file that kills its reader each time gets there. Three
would be too few for that: a restart is no fault of the job, and an import must outlive ten kills. What fifteen
tries cost is some minutes of a worker of the import queue; short work has a worker of its own. A handler that
knows that trying again would not help, or would take too long, raises JobFailedError.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from anchors.models import AnchorInstitution, Job, Upload, User

logger = logging.getLogger(__name__)

RUN = "anchors.tasks.run"
QUEUE = "import"
OPEN = (Job.State.WAITING, Job.State.RUNNING)
MOST_ERRORS = 3
MOST_CUT_OFF = 15
SEND_AGAIN_AFTER = timedelta(seconds=20)
SECONDS_BETWEEN_REPORTS = 0.5
CUT_OFF = "The work was cut off each time it was tried."
_LOCK_SPACE = 0x4A0B
_handlers: dict[str, Callable[[Job], None]] = {}
_limits: dict[str, int] = {}
_runs_here: ContextVar[bool] = ContextVar("runs_here", default=False)


@dataclass(frozen=True)
class Progress:
    """Units done of units in all (bytes or rows of a file), and when that was measured."""

    done: int
    total: int
    at: datetime

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    def seconds_left(self, started: datetime) -> float | None:
        """What the rest takes at the rate measured since `started`; None before there is a rate."""
        spent = (self.at - started).total_seconds()
        if self.done <= 0 or spent <= 0:
            return None
        return spent * max(self.total - self.done, 0) / self.done


class JobLostError(Exception):
    """Somebody else runs this job now, or it is finished: stop without an effect."""


class JobFailedError(Exception):
    """Trying again would not help, so the job fails at once; the message is what people read, in sentences."""


def handles(
    kind: str, *, seconds: int | None = None
) -> Callable[[Callable[[Job], None]], Callable[[Job], None]]:
    """Declare the function that does jobs of a kind. A second one for the same kind is refused at start-up.

    `seconds` is how long one may take where that is not JOB_TIME_LIMIT. Messages come again after an hour: stay well
    below half of it.
    """

    def declare(handler: Callable[[Job], None]) -> Callable[[Job], None]:
        if kind in _handlers:
            message = f'Two functions handle jobs of the kind "{kind}".'
            raise ValueError(message)
        _handlers[kind] = handler
        if seconds is not None:
            _limits[kind] = seconds
        return handler

    return declare


def request_job(
    kind: str,
    *,
    by: User | None,
    upload: Upload | None = None,
    institution: AnchorInstitution | None = None,
    **arguments: Any,
) -> Job:
    """Write a job in the caller's transaction and send its number once that has committed."""
    job = Job.objects.create(
        kind=kind,
        upload=upload,
        institution=institution or (upload.institution if upload else None),
        arguments=arguments,
        requested_by=by,
    )
    transaction.on_commit(lambda: send(job.pk))
    return job


@contextmanager
def run_here() -> Iterator[None]:
    """Inside this block a job runs in this process as soon as its request has committed; no queue is needed."""
    token = _runs_here.set(True)
    try:
        yield
    finally:
        _runs_here.reset(token)


def send(job_id: int) -> None:
    """Put a job's number on the queue. With the queue down nothing is lost: the sweeper sends it later."""
    if _runs_here.get():
        run_job(job_id)
        return
    try:
        hard, soft = _time_limits(job_id)
        current_app.send_task(RUN, [job_id], queue=QUEUE, retry=False, time_limit=hard, soft_time_limit=soft)
    except (KombuError, RedisError, OSError) as error:
        logger.warning("Job %s waits: the queue does not answer (%s).", job_id, error)
        return
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())


def _time_limits(job_id: int) -> tuple[int | None, int | None]:
    """Hard and soft, where the kind of the job may take a time of its own."""
    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    seconds = _limits.get(kind or "")
    return (seconds, seconds * 4 // 5) if seconds else (None, None)


def sweep() -> int:
    """Send again every job that should have moved by now; returns how many. Harmless to run twice.

    A job that somebody is working on is left alone however long it takes: its lock says so.
    """
    late = timezone.now() - SEND_AGAIN_AFTER
    stale = Job.objects.filter(Q(sent_at__isnull=True) | Q(sent_at__lt=late), state__in=OPEN)
    held = _held()
    ids = [pk for pk in stale.order_by("pk").values_list("pk", flat=True)[:200] if _key(pk) not in held]
    for job_id in ids:
        send(job_id)
    return len(ids)


def run_job(job_id: int) -> bool:
    """Do a job if nobody else is doing it and it is not finished; returns whether this call finished it."""
    with _lock(job_id) as held:
        if not held or not (job := _claimed(job_id)):
            return False
        try:
            _handlers[job.kind](job)
        except JobLostError:
            return False
        except JobFailedError as reason:
            again = _record_failure(job, str(reason), is_last=True)
        except (OperationalError, InterfaceError):
            connection.close()
            raise
        except Exception:  # noqa: BLE001 - whatever a handler raises is kept in the row and shown as a failed job
            again = _record_failure(job, traceback.format_exc())
        else:
            return True
    if again:
        send(job_id)
    return False


def _claimed(job_id: int) -> Job | None:
    job = Job.objects.filter(pk=job_id, state__in=OPEN).first()
    if job is None:
        return None
    if job.attempts - job.errors >= MOST_CUT_OFF:
        error = job.error or CUT_OFF
        Job.objects.filter(pk=job_id).update(state=Job.State.FAILED, error=error, finished_at=timezone.now())
        logger.error("Job %s (%s) failed: cut off %s times.", job_id, job.kind, MOST_CUT_OFF)
        return None
    running = {"state": Job.State.RUNNING, "attempts": F("attempts") + 1, "started_at": timezone.now()}
    Job.objects.filter(pk=job_id).update(**running)
    job.refresh_from_db()
    return job


def _record_failure(job: Job, error: str, *, is_last: bool = False) -> bool:
    """Write down what went wrong; returns whether the job is to be tried again."""
    logger.error("Job %s (%s) failed at attempt %s:\n%s", job.pk, job.kind, job.attempts, error)
    last = is_last or job.errors + 1 >= MOST_ERRORS
    Job.objects.filter(pk=job.pk, attempts=job.attempts).update(
        state=Job.State.FAILED if last else Job.State.WAITING,
        errors=F("errors") + 1,
        error=error,
        finished_at=timezone.now() if last else None,
    )
    return not last


@contextmanager
def effect(job: Job) -> Iterator[None]:
    """The one transaction in which a job changes the books and is marked done.

    Raises JobLostError, before any change, when this process no longer holds the job.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, _key(job.pk)])
            held = cursor.fetchone()[0]
        row = Job.objects.select_for_update().get(pk=job.pk)
        if not held or row.state != Job.State.RUNNING or row.attempts != job.attempts:
            raise JobLostError
        yield
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, error="", finished_at=timezone.now())


def progress(job: Job) -> Callable[[int, int], None]:
    """A callback that keeps measured progress (units done, units in all) in the cache, twice a second at most.

    It lies in the cache and not in the row, so that others see it while the job's transaction is open; with the
    cache down there is no progress to show and the work goes on.
    """
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last < SECONDS_BETWEEN_REPORTS:
            return
        last = monotonic()
        with suppress(RedisError):
            cache.set(_progress_key(job), (done, total, timezone.now()), timeout=3600)

    return report


def progress_of(job: Job) -> Progress | None:
    """How far the present attempt at a job is; None before it has measured anything."""
    try:
        found = cache.get(_progress_key(job))
    except RedisError:
        return None
    return Progress(*found) if found else None


def _progress_key(job: Job) -> str:
    return f"job-progress-{job.pk}-{job.attempts}"


def _key(job_id: int) -> int:
    return job_id % 2**31


@contextmanager
def _lock(job_id: int) -> Iterator[bool]:
    key = [_LOCK_SPACE, _key(job_id)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _held() -> set[int]:
    """Keys of the jobs that somebody is working on at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s
               AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
            [_LOCK_SPACE],
        )
        return {row[0] for row in cursor.fetchall()}
