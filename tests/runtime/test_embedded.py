import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from anchors import embedded
from anchors.embedded import rights
from anchors.embedded.guardian import is_alive
from anchors.processes import listening_socket

PROGRAM = """
import json, os, sys, time
from pathlib import Path
from anchors.embedded import addresses, servers
home = Path(sys.argv[1])
with servers(home) as family:
    pids = {child.name: child.process.pid for child in family.children}
    print(json.dumps({**pids, "guardian": family.guardian.pid}), flush=True)
    time.sleep(600)
"""
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    return tmp_path / "state"


@contextlib.contextmanager
def in_another_process(home: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    try:
        with process:
            yield process, json.loads(process.stdout.readline())
            process.kill()
    finally:
        process.kill()


def wait_until_gone(pids: dict[str, int], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while left := [name for name, pid in pids.items() if is_alive(pid)]:
        assert time.monotonic() < deadline, f"still running: {left}"
        time.sleep(0.05)


def answer(home: Path, statement: str) -> object:
    connection = psycopg2.connect(embedded.addresses(home).database_url)
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_the_servers_answer_and_leave_nothing_behind_when_stopped(home: Path) -> None:
    with embedded.servers(home) as family:
        pids = {child.name: child.process.pid for child in family.children}
        assert answer(home, "SHOW server_version_num").startswith("18")
        with redis.Redis.from_url(embedded.addresses(home).redis_url) as client:
            assert client.ping()
    wait_until_gone(pids, seconds=0.1)
    assert embedded.addresses(home).redis_url == "redis://127.0.0.1:1"


def test_rows_are_there_again_after_a_restart(home: Path) -> None:
    with embedded.servers(home):
        connection = psycopg2.connect(embedded.addresses(home).owner_url)
        with contextlib.closing(connection), connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 42 AS figure")
    with embedded.servers(home):
        assert answer(home, "SELECT figure FROM kept") == 42


def test_a_killed_parent_leaves_no_process_and_the_folder_starts_again_at_once(home: Path) -> None:
    with in_another_process(home) as (process, pids):
        process.kill()
        process.wait()
        with embedded.servers(home):
            assert answer(home, "SELECT 1") == 1
        wait_until_gone(pids)


def test_a_parent_killed_together_with_its_guardian_leaves_no_process(home: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux signals the children of a process that has died")
    with in_another_process(home) as (process, pids):
        os.kill(pids["guardian"], signal.SIGKILL)
        process.kill()
        wait_until_gone(pids)


def test_a_stale_lock_that_names_a_living_stranger_does_not_stop_the_start(home: Path) -> None:
    with embedded.servers(home):
        stale = (home / "postgres" / "postmaster.pid").read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        stale[0] = str(stranger.pid)
        (home / "postgres" / "postmaster.pid").write_text("\n".join(stale))
        with embedded.servers(home):
            assert answer(home, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_second_start_in_the_same_folder_is_refused_with_its_reason(home: Path) -> None:
    with (
        in_another_process(home) as (process, _),
        pytest.raises(embedded.CannotStart) as refusal,
        embedded.servers(home),
    ):
        pass
    assert f"already running from {home} (process {process.pid})" in str(refusal.value)


def test_two_folders_run_side_by_side(home: Path) -> None:
    other = home.with_name("other")
    with embedded.servers(home), embedded.servers(other):
        assert answer(home, "SELECT inet_server_port()") != answer(other, "SELECT inet_server_port()")


def test_secrets_are_readable_by_their_owner_only_and_the_servers_ask_for_them(home: Path) -> None:
    with embedded.servers(home):
        kept = [*(home / "secrets").iterdir(), home / "servers.json"]
        assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(embedded.addresses(home).database_url, password="guess")
        stranger = embedded.addresses(home).redis_url.replace(embedded.secret(home, "redis"), "guess")
        with redis.Redis.from_url(stranger) as client, pytest.raises(redis.AuthenticationError):
            client.ping()


def test_servers_that_are_named_in_the_environment_are_not_started(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example/anchors")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.example/anchors")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6379")
    with embedded.servers(home) as family:
        assert family.children == []
        assert embedded.addresses(home) == embedded.Addresses(
            database_url="postgresql://app@db.example/anchors",
            owner_url="postgresql://owner@db.example/anchors",
            redis_url="redis://cache.example:6379",
        )


def test_a_port_that_is_taken_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(embedded.CannotStart, match=f"Port {port} cannot be used .*Set PORT"):
            listening_socket(str(port))


@pytest.mark.parametrize("wanted", ["web", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(wanted: str) -> None:
    with pytest.raises(embedded.CannotStart, match="Set it to a number from 1 to 65535"):
        listening_socket(wanted)


def test_without_a_wanted_port_one_is_always_found() -> None:
    with listening_socket("") as first, listening_socket("") as second:
        assert first.getsockname()[1] != second.getsockname()[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
@pytest.mark.parametrize("forbidden", [set(), {"enter_user_namespace"}])
def test_root_starts_the_servers_in_a_closed_folder_whatever_a_container_forbids(
    home: Path, monkeypatch: pytest.MonkeyPatch, forbidden: set[str]
) -> None:
    def refused() -> None:
        raise OSError

    for name in forbidden:
        monkeypatch.setattr(rights, name, refused)
    home.mkdir(mode=0o700)
    with embedded.servers(home):
        assert answer(home, "SELECT current_user") == "anchors_app"
