"""What the embedded servers keep under the state folder: their secrets, and the addresses they answer at."""

import contextlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Addresses:
    """Where the servers answer. The application uses `database_url`; only migrations use `owner_url`."""

    database_url: str
    owner_url: str
    redis_url: str


# Nothing answers at port 1, so a command that needs a server while none runs is refused at once.
NOWHERE = Addresses(
    database_url="postgresql://anchors_app@127.0.0.1:1/anchors",
    owner_url="postgresql://anchors_owner@127.0.0.1:1/anchors",
    redis_url="redis://127.0.0.1:1",
)


def addresses(home: Path) -> Addresses:
    """The addresses of the servers that run from this state folder, or addresses where nothing answers."""
    try:
        return Addresses(**json.loads((home / "servers.json").read_text()))
    except (OSError, ValueError, TypeError):
        return NOWHERE


def write_addresses(home: Path, found: Addresses) -> None:
    """Tell every other process of this state folder where the servers answer."""
    new = home / f"servers.{os.getpid()}"
    _write_once(new, json.dumps(asdict(found)))
    new.replace(home / "servers.json")


def forget_addresses(home: Path) -> None:
    (home / "servers.json").unlink(missing_ok=True)


def secret(home: Path, name: str) -> str:
    """A random secret of this state folder, made the first time and readable only by its owner."""
    path = home / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            _write_once(path, secrets.token_urlsafe(48))
    return path.read_text()


def secret_key(home: Path) -> str:
    """Django's SECRET_KEY where none is set; for this process only if the folder is read-only."""
    try:
        return secret(home, "django")
    except OSError:
        return secrets.token_urlsafe(48)


def _write_once(path: Path, text: str) -> None:
    """Write a new file whole or not at all, mode 0600; FileExistsError if it is there already."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(text)
        file.flush()
        os.link(file.name, path)
