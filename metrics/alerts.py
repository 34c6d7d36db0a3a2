"""What the levers warn of, on the board of the nine and on the first page.

A lever's `alerts` module declares functions, found at start-up as indicators are:

    @alerts
    def lowered(user: User, system: System) -> Iterable[Alert]: ...

Each gives only what the person may see anyway, so that an alert tells nobody of what is kept from them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from anchors.models import System, User


class Severity(StrEnum):
    """How much it matters, in words that people read, worst first."""

    SERIOUS = "Serious"
    LATE = "Late"
    SOON = "Due soon"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing that somebody should know: a sentence, its recommendation, where to look.

    `note` is a reason that was given. `is_mine` where the person can do something about it.
    """

    sentence: str
    severity: Severity
    href: str
    recommendation: int
    note: str = ""
    is_mine: bool = False


Raised = Callable[[User, System], Iterable[Alert]]
_declared: list[Raised] = []


def alerts(function: Raised) -> Raised:
    """Declare what a lever warns of."""
    _declared.append(function)
    return function


def alerts_of(user: User, system: System) -> list[Alert]:
    """Everything that the levers warn this person of in the system, worst first."""
    order = list(Severity)
    found = [alert for function in _declared for alert in function(user, system)]
    return sorted(found, key=lambda alert: (order.index(alert.severity), alert.recommendation))
