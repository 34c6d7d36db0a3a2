"""Other processes on the test's own database: a runner that can be killed, and a real worker."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

CHECKOUT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    """What a process needs to work on the database and the files of this test."""
    to = connection.settings_dict
    account = f"{quote(to['USER'])}:{quote(to['PASSWORD'])}"
    database = f"postgresql://{account}@{quote(to['HOST'], safe='')}:{to['PORT']}/{to['NAME']}"
    ours = {
        "DATABASE_URL": database,
        "REDIS_URL": settings.REDIS_URL,
        "ANCHORS_HOME": str(settings.HOME),
        "DJANGO_SETTINGS_MODULE": "anchors.settings",
        "PYTHONPATH": str(CHECKOUT),
    }
    return os.environ | ours


class Runner:
    """Runs one job at a time in a child that may be killed."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.journey.runner"],
            cwd=CHECKOUT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, job_id: int) -> int:
        """Begin a job; the number of the process that does it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{job_id}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def wait(self) -> None:
        """Until that process has ended."""
        assert self.process.stdout
        assert self.process.stdout.readline() == "over\n"

    def stop(self) -> None:
        """End the runner."""
        self.process.communicate(timeout=120)


@contextlib.contextmanager
def runner() -> Iterator[Runner]:
    """A runner for the length of a block."""
    found = Runner()
    try:
        yield found
    finally:
        found.stop()


@contextlib.contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker in a process group of its own, killed with all its children at the end of the block."""
    log = (Path(settings.HOME) / "test-worker.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "anchors.celery", "worker", "-Q", "fast,import",
         "-c", "1", "--loglevel", "INFO", "--without-mingle", "--without-gossip"],
        cwd=CHECKOUT, env=environment(), stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        kill_group(process)
        log.close()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to a process and all its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=120)
