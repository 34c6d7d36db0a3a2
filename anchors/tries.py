"""How often something may be tried in vain, such as a password: counted in one step, so that no try slips by.

A try is counted before it is made and given back when it succeeds: an office that signs in at nine behind one address
is not kept out, and somebody who guesses wins nothing by signing in with an account of their own in between.
"""

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
    key = _key(what, who)
    with suppress(RedisError):
        cache.add(key, 0, timeout=SECONDS)
        with suppress(ValueError):  # the minute ended between the two steps
            return bool(cache.incr(key) <= TRIES)
    return True


def give_back(what: str, who: str) -> None:
    """Take back one try that was counted: it succeeded."""
    with suppress(RedisError, ValueError):  # the minute may have ended meanwhile
        cache.decr(_key(what, who))


def may_sign_in(request: HttpRequest | Request, account: str) -> bool:
    """Count one more try from the caller's address and one for the account; whether both are within the limit.

    Pages and the API count together. The address is the one before our own proxies (`NUM_PROXIES`).
    """
    are_within = [may_try(what, who) for what, who in _counted(request, account)]  # both are counted
    return all(are_within)


def has_signed_in(request: HttpRequest | Request, account: str) -> None:
    """Do not count the try that `may_sign_in` has just counted: it was the right password."""
    for what, who in _counted(request, account):
        give_back(what, who)


def _counted(request: HttpRequest | Request, account: str) -> tuple[tuple[str, str], tuple[str, str]]:
    address = BaseThrottle().get_ident(cast("Request", request))  # it reads nothing but META
    return ("sign-in-from", str(address)), ("sign-in-as", account.strip().lower())


def _key(what: str, who: str) -> str:
    return f"{what}-{hashlib.sha256(who.encode()).hexdigest()}"
