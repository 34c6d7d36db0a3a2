"""PostgreSQL and Redis as child processes under one state folder, for a machine that has neither.

`DATABASE_URL` and `REDIS_URL` replace them. `addresses` and `secret_key` start nothing, so that settings may
call them. Nothing here imports Django.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anchors.embedded.family import CannotStart, Family
from anchors.embedded.state import Addresses, addresses, forget_addresses, secret, secret_key, write_addresses

__all__ = ["Addresses", "CannotStart", "Family", "addresses", "secret", "secret_key", "servers"]


@contextmanager
def servers(home: Path, *, throwaway: bool = False) -> Iterator[Family]:
    """Run PostgreSQL and Redis from this folder until the block ends; others find them by `addresses(home)`.

    A server whose URL is in the environment is not started. A throwaway one is quicker and may lose its data.
    CannotStart carries a sentence that says what is missing.
    """
    from anchors.embedded.postgres import start_postgres  # noqa: PLC0415 - settings need it light
    from anchors.embedded.redis import start_redis  # noqa: PLC0415

    database_url = os.environ.get("DATABASE_URL", "")
    owner_url = os.environ.get("DATABASE_OWNER_URL") or database_url
    home.mkdir(parents=True, exist_ok=True)
    home = home.resolve()
    with Family(home) as family:
        if not database_url:
            database_url, owner_url = start_postgres(family, throwaway=throwaway)
        redis_url = os.environ.get("REDIS_URL") or start_redis(family)
        write_addresses(home, Addresses(database_url=database_url, owner_url=owner_url, redis_url=redis_url))
        try:
            yield family
        finally:
            forget_addresses(home)
