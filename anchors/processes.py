"""The whole platform as one process tree: servers, tables, sample, workers, scheduler, web server.

`make run` starts it. It prints where to go and how to sign in, and stops everything when it is told to, when
one part ends, or when it dies itself. Django runs only in the children.
"""

import contextlib
import ctypes
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psycopg2

from anchors.embedded import Addresses, CannotStart, Family, addresses, secret_key, servers
from anchors.embedded.family import PR_SET_PDEATHSIG, Child, last_lines

CHECKOUT = Path(__file__).resolve().parent.parent
USUAL_PORT = 8000
PATIENCE = 60.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Short work has its own worker, so that a long import never stands in its way.
WORKERS = {"worker-fast": ("fast", 1), "worker-import": ("import,export", 2)}


def main() -> None:
    parent = stop_with_parent() if "--stop-with-parent" in sys.argv else None
    for number in STOPPING:
        signal.signal(number, _stop)
    os.chdir(CHECKOUT)
    os.environ["PYTHONUNBUFFERED"] = "1"
    home = Path(os.environ.get("ANCHORS_HOME") or CHECKOUT / "var").resolve()
    os.environ["ANCHORS_HOME"] = str(home)
    try:
        with listening_socket(os.environ.get("PORT", "")) as door, servers(home) as family:
            run(family, door, parent)
    except CannotStart as problem:
        sys.exit(str(problem))


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave once, in order; a second signal on the way out changes nothing."""
    for other in STOPPING:
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(0)


def stop_with_parent() -> Path | None:
    """Ask for SIGTERM when the parent (`make`) dies; returns where its state can be read, on Linux."""
    if sys.platform != "linux":
        return None
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return Path(f"/proc/{parent}/status")


def is_interrupted(parent: Path | None) -> bool:
    """Whether `make` alone was interrupted: it then waits for us, SIGINT blocked, without a word."""
    if parent is None or not parent.exists():
        return False
    blocked = re.search(r"^SigBlk:\s*(\w+)", parent.read_text(), re.MULTILINE)
    return blocked is not None and bool(int(blocked[1], 16) >> (signal.SIGINT - 1) & 1)


def run(family: Family, door: socket.socket, parent: Path | None) -> None:
    """Bring up everything behind an open door and stay until something ends."""
    home = family.home
    secret_key(home)
    found = addresses(home)
    tell("Bringing the database up to date")
    manage("migrate", "--verbosity=0", log=family.logs / "migrate.log", DATABASE_URL=found.owner_url)
    welcome = sample_sign_in(home, found)
    tell("Starting the workers and the web server")
    start_workers(family)
    start_web(family, door)
    port = door.getsockname()[1]
    wait_until_up(family, port)
    with contextlib.suppress(BrokenPipeError):
        print(f"ready: http://127.0.0.1:{port}", flush=True)
        print(welcome, flush=True)
    while not (child := family.ended()):
        if is_interrupted(parent):
            return
        time.sleep(0.2)
    message = (
        f"{child.name} has ended, so everything is stopped. "
        f"The end of {child.log} says:\n{last_lines(child.log)}"
    )
    raise CannotStart(message)


def tell(what: str) -> None:
    """Say what is going on to whoever waits; the output proper stays the address and the sign-in."""
    with contextlib.suppress(OSError):
        print(f"{what} …", file=sys.stderr, flush=True)


def listening_socket(wanted: str) -> socket.socket:
    """The web server's door, open before anything starts, so that nobody can take the port in between.

    `wanted` is a port number, or empty for the usual one, or any other when the usual one is taken.
    """
    if wanted and not (wanted.isdecimal() and 0 < int(wanted) < 2**16):
        message = f"PORT is {wanted!r}. Set it to a number from 1 to 65535, for example 8000."
        raise CannotStart(message)
    for port in [int(wanted)] if wanted else [USUAL_PORT, 0]:
        try:
            return socket.create_server(("127.0.0.1", port), backlog=512)
        except OSError as problem:
            reason = os.strerror(problem.errno or 0)
    message = f"Port {wanted} cannot be used ({reason}). Set PORT to a free one, for example PORT=9000."
    raise CannotStart(message)


def manage(*words: str, log: Path, **environment: str) -> str:
    """Run one management command to its end; returns what it printed. CannotStart if it failed."""
    command = [sys.executable, "manage.py", *words]
    with log.open("w+") as errors:
        done = subprocess.run(
            command,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        message = f"manage.py {' '.join(words)} failed. The end of {log} says:\n{last_lines(log)}"
        raise CannotStart(message)
    return done.stdout


def sample_sign_in(home: Path, found: Addresses) -> str:
    """How to sign in. A database without a single account gets the sample system, but only once.

    The note stays empty until the sample is whole, so that one that was cut off is loaded again.
    """
    note = home / "sign-in.txt"
    is_cut_off = note.exists() and not note.read_text()
    if is_cut_off or not (note.exists() or _has_accounts(found.database_url)):
        tell("Loading the sample system, which takes about half a minute, and only this once")
        note.touch(mode=0o600)
        note.write_text(manage("load_sample", "--again", log=home / "logs" / "load_sample.log"))
    if not _has_accounts(found.database_url):
        return f"Nobody has an account yet. Make one: {sys.executable} manage.py createsuperuser"
    return note.read_text().strip() if note.exists() else "Sign in with your own account."


def _has_accounts(database_url: str) -> bool:
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM anchors_user)")
            return bool((cursor.fetchone() or [False])[0])
    finally:
        connection.close()


def start_workers(family: Family) -> None:
    celery = [sys.executable, "-m", "celery", "--app=anchors.celery", "--quiet"]
    for name, (queues, count) in WORKERS.items():
        options = f"--queues={queues} --concurrency={count} --hostname={name}@%h --loglevel=INFO"
        family.start(name, [*celery, "worker", *options.split(), "--without-gossip", "--without-mingle"])
    schedule = family.home / "beat-schedule"
    family.start("scheduler", [*celery, "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=WARNING"])


def start_web(family: Family, door: socket.socket) -> None:
    options = f"--bind=fd://{door.fileno()} --workers=2 --preload --timeout=120 --graceful-timeout=5"
    command = [sys.executable, "-m", "gunicorn", "anchors.wsgi", *options.split()]
    family.start("web", [*command, "--no-control-socket", "--access-logfile=-"], pass_fds=[door.fileno()])


def wait_until_up(family: Family, port: int) -> None:
    """Return once the front page answers and every worker takes work. CannotStart if that does not come."""
    deadline = time.monotonic() + PATIENCE
    waiting = [child for child in family.children if child.name in {"web", *WORKERS}]
    while waiting and family.ended() is None and time.monotonic() < deadline:
        time.sleep(0.05)
        waiting = [child for child in waiting if not is_up(child, port)]
    culprit = family.ended() or next(iter(waiting), None)
    if culprit:
        message = (
            f"The {culprit.name} did not come up. The end of {culprit.log} says:\n{last_lines(culprit.log)}"
        )
        raise CannotStart(message)


def is_up(child: Child, port: int) -> bool:
    if child.name != "web":
        return " ready." in child.log.read_text(errors="replace")
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        client.request("GET", "/")
        return client.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        client.close()


if __name__ == "__main__":
    main()
