"""Child processes that live and die with this one, and the lock that keeps a state folder to one such family.

Two nets catch the children when this process dies without a word: on Linux the kernel signals each of them,
and a guardian (see its module) signals and at last kills them everywhere. The guardian holds the lock too, so
the folder is free again only when they are all gone.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from anchors.embedded import guardian

PR_SET_PDEATHSIG = 1
PATIENCE = 10.0


class CannotStart(Exception):  # noqa: N818 - the sentence is for the person at the terminal
    """Something needed did not start. The text says what was found and what to do."""


def die_with_parent(number: int) -> Callable[[], None]:
    """A function for a new child to call: the kernel will send it this signal when its parent dies."""
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def ask_kernel() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return ask_kernel


@dataclass(frozen=True)
class Child:
    """One process of the family: how it is asked to stop, and whether it serves others and so stops last."""

    name: str
    process: subprocess.Popen[bytes]
    signal: int
    is_server: bool
    log: Path


class Family:
    """The processes of one state folder. A context manager: on leaving, all of them are stopped in order."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.children: list[Child] = []

    def __enter__(self) -> Self:
        self.logs = self.home / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        lock = taken_lock(self.home)
        try:
            self.guardian = subprocess.Popen(
                [sys.executable, "-I", guardian.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[lock],
                start_new_session=True,
            )
        finally:
            os.close(lock)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop([child for child in self.children if not child.is_server])
        for server in reversed([child for child in self.children if child.is_server]):
            self.stop([server])
        self.guardian.communicate()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        number: int = signal.SIGTERM,
        is_server: bool = False,
        given: bytes = b"",
        prepare: Callable[[], None] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> Child:
        """Start a process that stops on signal `number`; its output goes to a log named after it.

        `given` is written to its standard input. `prepare` runs in the child before the command.
        """
        last_words = die_with_parent(number)

        def before() -> None:
            if prepare is not None:
                prepare()
            last_words()

        path = self.logs / f"{name}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=pass_fds,
                start_new_session=True,
                preexec_fn=before,  # noqa: PLW1509 - no thread runs yet
            )
        self.tell(f"+{process.pid} {int(number)}")
        if process.stdin:
            with process.stdin as words:
                words.write(given)
        child = Child(name=name, process=process, signal=number, is_server=is_server, log=path)
        self.children.append(child)
        return child

    def stop(self, children: Sequence[Child]) -> None:
        """Ask these to stop, all at once; kill what is left of them after ten seconds."""
        for child in children:
            if child.process.poll() is None:
                child.process.send_signal(child.signal)
        deadline = time.monotonic() + PATIENCE
        for child in children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
            with contextlib.suppress(OSError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
            self.tell(f"-{child.process.pid}")
            self.children.remove(child)

    def ended(self) -> Child | None:
        """A child that has ended by itself, if any has."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def tell(self, line: str) -> None:
        """Tell the guardian. Without one (somebody killed it) the family still has the kernel's signal."""
        with contextlib.suppress(BrokenPipeError):
            if self.guardian.stdin:
                self.guardian.stdin.write(f"{line}\n".encode())
                self.guardian.stdin.flush()


def taken_lock(home: Path) -> int:
    """The open lock of a state folder. Waits for the end of a dying family; refuses a living one."""
    lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + guardian.PATIENCE + PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = int(os.pread(lock, 20, 0) or b"0")
            if time.monotonic() > deadline or (holder and guardian.is_alive(holder)):
                os.close(lock)
                message = (
                    f"Anchors is already running from {home} (process {holder}). "
                    "Stop that one first, or set ANCHORS_HOME to another folder to run a second one."
                )
                raise CannotStart(message) from None
            time.sleep(0.05)
        else:
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            return lock


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, for a message about a child that did not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""
