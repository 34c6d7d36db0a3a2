"""The web application with a fault of the test's choice: what the header names raises, with a postcode in its words."""

import importlib
from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import patch

from anchors.wsgi import application as sound

HEADER = "HTTP_X_FAIL_AT"
LEAK = "nV9  9lK"
"""As if the function had put a value of the file into the message of its exception."""


def fail(*given: Any, **named: Any) -> Any:
    raise RuntimeError(f"cannot read {LEAK}", given, named)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What gunicorn calls."""
    where = environ.get(HEADER)
    if not where:
        return sound(environ, start_response)
    module, _, name = where.partition(":")
    owner: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    with patch.object(owner, last, fail):
        return list(sound(environ, start_response))
