"""Nothing of a staff file in an error: what goes wrong is told by its kind and its place in our code, no more.

An exception may carry a value in its message, and its traceback carries every local of the frames it went through.
So none leaves: what comes out is a new exception that has neither a cause nor a context.
"""

import logging
import secrets
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from workforce.intake.table import IntakeRefused

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class IntakeFailed(Exception):  # noqa: N818 - it says what became of the file
    """Taking the file in failed for a reason of ours. The message names the reference that stands in the log."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "The selected file could not be uploaded – try again. Nothing of it was kept. "
            f"If it fails again, quote {reference} when you ask for help."
        )
        self.reference = reference


def guarded(work: Callable[P, T], *passed_on: type[Exception]) -> Callable[P, T]:
    """The function, raising only IntakeRefused, the exceptions to be passed on, and IntakeFailed for any other."""

    def carried_out(*args: P.args, **kwargs: P.kwargs) -> T:
        outcome: Exception
        try:
            return work(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not be told with its values
            is_known = isinstance(error, (IntakeRefused, *passed_on))
            outcome = _bare(error) if is_known else _recorded(error)
        # Raised outside of the handler, so that it has no context; without arguments in this frame either.
        del args, kwargs
        raise outcome

    return carried_out


def _bare(error: Exception) -> Exception:
    """The same exception without what it went through."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _recorded(error: Exception) -> IntakeFailed:
    """What the log gets: the kind of error and the lines of our code, without message and values."""
    failure = IntakeFailed(f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper())
    lines = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__, limit=-6)
    ]
    logger.error(
        "%s A staff file failed: %s at %s", failure.reference, type(error).__name__, " < ".join(lines)
    )
    return failure
