"""`make run` as a whole: it comes up, answers, and leaves nothing behind however it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from anchors.embedded import addresses
from tests.runtime.test_embedded import wait_until_gone

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@contextlib.contextmanager
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The platform under `make`, and what it printed once it was ready."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "PORT"}
    }
    # A shell starts background work deaf to Ctrl-C, and `make` would inherit that.
    command = ["env", "--default-signal=INT", "make", "--no-print-directory", "run"]
    log = home.with_suffix(".log")
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env={**kept, "ANCHORS_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            printed = process.stdout.readline()
            assert printed.startswith("ready: http://127.0.0.1:"), log.read_text()
            yield process, printed.split()[1]
        finally:
            process.kill()


def family(home: Path) -> dict[str, int]:
    """Every process that works for this state folder. A server may overwrite its environment, but works inside."""
    found = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and (
                f"ANCHORS_HOME={home}\0".encode() in (entry / "environ").read_bytes()
                or (entry / "cwd").readlink().is_relative_to(home)
            ):
                command = (entry / "cmdline").read_text().replace("\0", " ")
                found[f"{entry.name} {command}"] = int(entry.name)
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One state folder for all of these tests: the sample is loaded once, and the rest are restarts."""
    if sys.platform != "linux":
        pytest.skip("finds its processes in /proc")
    return tmp_path_factory.mktemp("run") / "state"


@pytest.fixture(scope="module")
def sign_in(home: Path) -> str:
    """What a first start prints below its address. It ends as with Ctrl-C."""
    with running(home) as (process, address):
        assert "Loading the sample system" in home.with_suffix(".log").read_text()
        printed = process.stdout.readline()
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
        with pytest.raises(urllib.error.HTTPError) as nothing:
            urllib.request.urlopen(f"{address}/no-such-page/")
        assert "Django" not in nothing.value.read().decode()
        stop(home, process, signal.SIGINT)
    return printed


def stop(home: Path, process: subprocess.Popen[str], number: int) -> None:
    """Send the signal to `make` alone and see that nothing is left."""
    started = family(home)
    assert len(started) > 12
    process.send_signal(number)
    process.wait(timeout=120)
    wait_until_gone(started)


def test_a_restart_prints_the_same_sign_in_and_its_death_leaves_nothing_behind(
    home: Path, sign_in: str
) -> None:
    assert "sign in" in sign_in.lower()
    with running(home) as (process, _):
        assert process.stdout.readline() == sign_in
        stop(home, process, signal.SIGKILL)


def test_the_death_of_one_part_ends_all_with_a_sentence(home: Path, sign_in: str) -> None:
    with running(home) as (process, _):
        started = family(home)
        os.kill(next(pid for name, pid in started.items() if "redis-server" in name), signal.SIGKILL)
        assert process.wait(timeout=120) != 0
        wait_until_gone(started)
    assert addresses(home).redis_url == "redis://127.0.0.1:1"
    assert "redis has ended, so everything is stopped" in home.with_suffix(".log").read_text()
