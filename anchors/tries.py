"""How often something may be tried, such as a password: counted in one step, so that no try slips by."""

import hashlib
from contextlib import suppress

from django.core.cache import cache
from redis.exceptions import RedisError

TRIES = 10
SECONDS = 60


def may_try(what: str, who: str) -> bool:
    """Count one more try; whether it is within ten a minute. Without a cache nobody is kept out."""
    key = f"{what}-{hashlib.sha256(who.encode()).hexdigest()}"
    with suppress(RedisError):
        cache.add(key, 0, timeout=SECONDS)
        with suppress(ValueError):  # the minute ended between the two steps
            return bool(cache.incr(key) <= TRIES)
    return True
