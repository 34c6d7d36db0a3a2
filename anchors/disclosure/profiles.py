"""The rule as data: which counts are hidden, how the others are rounded, and the words that say so."""

from dataclasses import dataclass
from typing import Final

HIDDEN: Final = None
"""The shown value of every hidden cell, whatever hid it."""


@dataclass(frozen=True)
class Profile:
    """A rule for counts of people. A count from 0 to `hidden_up_to` is hidden, others go to the `nearest`.

    `second_...` holds for a second breakdown (band, starters, ethnicity). `least_base` is the smallest base of
    a drill-down or a mean; `fewest_choices` how many values every hidden cell must keep for whoever knows the
    rule and every sum.
    """

    code: str
    name: str
    source: str
    hidden_up_to: int = 7
    nearest: int = 5
    second_hidden_up_to: int = 9
    second_nearest: int = 10
    least_base: int = 8
    fewest_choices: int = 4

    def __post_init__(self) -> None:
        """Refuse a rule that could not keep its promise even for a cell that stands alone."""
        hidden = min(self.hidden_up_to, self.second_hidden_up_to) + 1
        if min(self.nearest, self.second_nearest) < 2 or hidden < self.fewest_choices:
            raise ValueError(
                f"The disclosure profile {self.code} hides {hidden} values and rounds to {self.nearest}. "
                f"It must hide at least {self.fewest_choices} values and round to 2 or more."
            )

    def shown(self, count: int, *, is_second: bool = False) -> int | None:
        """The count as the plain rule shows it: hidden, or rounded half up. A release may hide more."""
        nearest = self._nearest(is_second)
        return (
            HIDDEN if count <= self._hidden_up_to(is_second) else (count + nearest // 2) // nearest * nearest
        )

    def counts_behind(self, shown: int | None, *, is_second: bool = False) -> tuple[int, int]:
        """The smallest and the largest count that the plain rule shows so."""
        if shown is HIDDEN:
            return 0, self._hidden_up_to(is_second)
        nearest = self._nearest(is_second)
        least = shown - nearest // 2
        return max(least, self._hidden_up_to(is_second) + 1), least + nearest - 1

    @property
    def least_change(self) -> int:
        """By how many people a count, and its figure, must change before a later release shows a new figure."""
        return self.hidden_up_to + 1

    def text(self, shown: int | None) -> str:
        """The shown value in words. One word for every hidden cell: which reason hid it is itself a secret."""
        return "Hidden" if shown is HIDDEN else f"{shown:,}"

    @property
    def note(self) -> str:
        """What stands under every table of people-counts."""
        return (
            f"Hidden: fewer than {self.hidden_up_to + 1} people (fewer than {self.second_hidden_up_to + 1} in a "
            "breakdown), or a figure that would give a hidden one away. Other counts are rounded to the nearest "
            f"{self.nearest} (nearest {self.second_nearest} in a breakdown), totals on their own, so that figures may "
            f"not add up. A figure changes only when the count has changed by {self.least_change} people or more."
        )

    def _hidden_up_to(self, is_second: bool) -> int:  # noqa: FBT001 - the field's twin
        return self.second_hidden_up_to if is_second else self.hidden_up_to

    def _nearest(self, is_second: bool) -> int:  # noqa: FBT001 - the field's twin
        return self.second_nearest if is_second else self.nearest
