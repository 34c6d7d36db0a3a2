"""A small process that outlives its parent by a few seconds and leaves nothing of it behind.

It reads lines from standard input: `+PID SIGNAL` when a child of the parent starts, `-PID` when one has
ended. End of file means that the parent is gone, however it went: each child that is left gets its signal,
then fifteen seconds, then its whole process group is killed. It is run as a file and imports the standard
library only, so that it weighs little.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

PATIENCE = 15.0


def is_alive(pid: int) -> bool:
    """Whether the process still runs. A zombie that its parent is slow to collect has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return False
        state = "?"
    except OSError:
        return False
    if state == "?":
        try:
            os.kill(pid, 0)
        except OSError:
            return False
    return state not in ("Z", "X")


def stop(children: dict[int, int]) -> None:
    """Send each process its own signal, wait, then kill the process groups of all."""
    for pid, number in children.items():
        with contextlib.suppress(OSError):
            os.kill(pid, number)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(is_alive(pid) for pid in children):
        time.sleep(0.05)
    for pid in children:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    children: dict[int, int] = {}
    for line in sys.stdin:
        pid = int(line[1:].split()[0])
        if line.startswith("+"):
            children[pid] = int(line.split()[1])
        else:
            children.pop(pid, None)
    stop(children)


if __name__ == "__main__":
    main()
