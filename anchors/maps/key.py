"""The key of a map: its five classes in words, hatching, outline and lines, each with a sample."""

from dataclasses import dataclass

from markupsafe import Markup

from anchors.charts.drawing import place
from anchors.geography.shapes import Point


@dataclass(frozen=True, kw_only=True)
class AreaKey:
    """What the key of an area map says. `hidden` and the rest are shown only where such areas are drawn."""

    classes: tuple[str, ...]
    hidden: str = "Hidden: fewer than 8 people"
    no_data: str = "No data"
    outlined: str = "Most deprived fifth in England"
    group: str = "District boundary"
    found: str = "The area you chose"


def points_of(corners: tuple[Point, ...]) -> str:
    """Corners as an SVG path that closes."""
    return "M" + "L".join(f"{place(x)} {place(y)}" for x, y in corners) + "z"


def hatching(name: str) -> Markup:
    """The pattern of hidden areas, to be filled with by its name."""
    return Markup(
        '<pattern id="{}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="anchors-map__paper" width="5" height="5"/><rect class="anchors-map__hatch" width="1.8"'
        ' height="5"/></pattern>'
    ).format(name)


def key_list(entries: list[tuple[Markup, str]]) -> Markup:
    """Samples with their words."""
    items = Markup("").join(
        Markup(
            '<li><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false">{}</svg>'
            "{}</li>"
        ).format(sample, words)
        for sample, words in entries
    )
    return Markup('<ul class="anchors-key">{}</ul>').format(items)


def patch(css: str, fill: str = "") -> Markup:
    """A square sample."""
    filled = Markup(' fill="{}"').format(fill) if fill else Markup("")
    return Markup('<rect class="anchors-map__patch {}" x="1" y="1" width="20" height="20"{}/>').format(
        css, filled
    )


def frame_sample(css: str) -> Markup:
    """A sample of an outline."""
    return Markup('<rect class="{}" x="4" y="4" width="14" height="14"/>').format(css)


def line_sample(css: str) -> Markup:
    """A sample of a line."""
    return Markup('<path class="{}" d="M2 11h18"/>').format(css)
