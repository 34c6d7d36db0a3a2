"""How often something may be tried, such as a password: counted in one step, so that no try slips by."""

import hashlib
from contextlib import suppress
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

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


def may_sign_in(request: HttpRequest | Request, account: str) -> bool:
    """Count one more try from the caller's address and one for the account; whether both are within the limit.

    Pages and the API count together. The address is the one before our own proxies (`NUM_PROXIES`).
    """
    address = BaseThrottle().get_ident(cast("Request", request))  # it reads nothing but META
    return may_try("sign-in-from", str(address)) & may_try("sign-in-as", account.strip().lower())
