"""What callers check before they ask, and what they may derive from shown figures."""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal

from anchors.disclosure.profiles import HIDDEN, Profile

ONE_DECIMAL_FROM = 4000
"""A percentage to one decimal is honest only where the shown denominator is at least this: one rounding step of
5 people in 4,000 is about 0.1%."""


class TwoBreakdownsError(ValueError):
    """Two breakdowns were asked for at once; its text is the sentence for the person who asked."""


def one_breakdown(asked: Collection[str]) -> str | None:
    """The one breakdown asked for, None for none; TwoBreakdownsError when there is more than one."""
    names = sorted(set(asked))
    if len(names) > 1:
        listed = " and ".join([", ".join(names[:-1]), names[-1]])
        raise TwoBreakdownsError(
            f"You asked for {listed} at once. Staff counts can be broken down one way at a time, because small "
            "groups could be worked out from several. Choose one of them."
        )
    return names[0] if names else None


def blocked(base: int, profile: Profile) -> bool:
    """Whether a drill-down into, or a mean over, so many people is withheld. Takes the true base."""
    return base < profile.least_base


def share(part: int | None, whole: int | None) -> Decimal | None:
    """The share, 0 to 1, of shown figures only; None where one is hidden or the whole is nothing.

    Exact to a hundredth, to a thousandth where the whole is 4,000 or more. Never over 1, although rounded parts
    can pass their rounded whole.
    """
    if part is HIDDEN or whole is HIDDEN or whole == 0:
        return None
    step = Decimal("0.001") if whole >= ONE_DECIMAL_FROM else Decimal("0.01")
    return min(Decimal(1), Decimal(part) / Decimal(whole)).quantize(step, ROUND_HALF_UP)


def sort_key(shown: int | None, name: str, *, largest_first: bool = False) -> tuple[bool, int, str]:
    """Orders rows by what is displayed, hidden last both ways and ties by name: true order would tell."""
    value = 0 if shown is HIDDEN else shown
    return shown is HIDDEN, -value if largest_first else value, name
