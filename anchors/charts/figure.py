"""A figure: a finding as chart, table, download and account of itself, all of the same numbers."""

from dataclasses import dataclass, field, replace
from typing import TypedDict

from markupsafe import Markup

from anchors.charts.drawing import NARROW, WIDE, Size
from anchors.charts.plot import Plot
from anchors.charts.table import Table

NOTHING = Markup("")
"""No drawing: the figure is only a table."""


class Download(TypedDict, total=False):
    """A file to take away: "Places (CSV, 3 KB)"."""

    text: str
    href: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What the `figure` macro draws.

    title is the finding in 10 words or fewer, true of every bar shown; subtitle is measure, unit and period;
    plot is there where a script may draw it once more;
    notes stand under every view (place not known, benchmark, source); about says where the numbers come from.
    """

    key: str
    title: str
    subtitle: str
    table: Table
    wide: Markup = NOTHING
    narrow: Markup = NOTHING
    plot: Plot | None = None
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    downloads: tuple[Download, ...] = field(default=())

    @property
    def views(self) -> dict[str, str]:
        """The views there are, in their order, with their names."""
        views = {"chart": "Chart"} if self.wide else {}
        views["table"] = "Table"
        if self.downloads:
            views["download"] = "Download"
        if self.about:
            views["about"] = "About this data"
        return views

    def with_words(
        self,
        *,
        notes: tuple[str, ...] | None = None,
        about: tuple[str, ...] | None = None,
        downloads: tuple[Download, ...] | None = None,
    ) -> "Figure":
        """The same figure with its notes, account or downloads replaced."""
        return replace(
            self,
            notes=self.notes if notes is None else notes,
            about=self.about if about is None else about,
            downloads=self.downloads if downloads is None else downloads,
        )


SIZES: tuple[Size, Size] = (WIDE, NARROW)
