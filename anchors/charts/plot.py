"""What a script needs to draw a figure once more, for those who want to hover and zoom.

The chart drawn on the server stays what everybody gets. Where the page allows it (its view carries `allows_plots`,
and it says `figure(fig, request, interactive=true)`) a button under the chart loads Plotly and swaps the drawing.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal, ParamSpec, TypedDict, TypeVar

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Plot(TypedDict):
    """One series: names along the axis, values as decimal strings (None for no data), and how each is read out."""

    kind: Literal["columns", "line"]
    names: list[str]
    values: list[str | None]
    labels: list[str]
    prefix: str
    suffix: str


def allows_plots(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """For a view whose page may draw with Plotly, which writes styles into its elements; scripts stay as strict."""
    styled: Callable[Given, Answer] = csp_update({"style-src": [UNSAFE_INLINE]})(view)
    return styled


def plot(
    kind: Literal["columns", "line"],
    points: Sequence[tuple[str, Decimal | int | None, str]],
    *,
    prefix: str = "",
    suffix: str = "",
) -> Plot:
    """The points as (name, value, label)."""
    return Plot(
        kind=kind,
        names=[name for name, _, _ in points],
        values=[None if value is None else f"{value:f}" for _, value, _ in points],
        labels=[label for _, _, label in points],
        prefix=prefix,
        suffix=suffix,
    )
