"""Space open to the community as tables: the list, kinds counted apart, use by quarter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse

from anchors import wording
from anchors.charts import Column, Download, Figure, Table
from estates.charts.sites import square_metres
from estates.models import CommunitySpace, SpaceUse
from estates.readings.community import Ratio, UseSums, quarter_of, use_sums
from estates.readings.uses import use_course
from metrics.charts.course import course_figure

COLUMNS = (
    Column("Space", sort="name"), Column("Owner", sort="institution"), Column("Place"),
    Column("Kind", sort="kind"), Column("People", "count", sort="people"), Column("Floor, m²", "count"),
    Column("Hours a week", "count", sort="hours_offered"), Column("Charge", sort="rate"), Column("Step-free"),
)  # fmt: skip
USE_COLUMNS = (
    Column("Quarter"), Column("Hours offered", "count"), Column("Hours used", "count"),
    Column("Used", "share"), Column("Free or below cost", "count"), Column("Bookings", "count"),
    Column("No-shows", "count"), Column("Groups", "count"), Column("From deprived areas", "count"),
    Column("Source"),
)  # fmt: skip


def number(value: Any) -> str | None:
    """`12.5` or `12`; None is no data."""
    return None if value is None else f"{value.normalize():,f}"


def charge_words(space: CommunitySpace) -> str:
    """What a group pays, in words."""
    parts = [
        str(space.get_charge_display()),
        f"{wording.money(space.rate, pence=True)} an hour" if space.rate is not None else "",
    ]
    return ", ".join(filter(None, parts)) or "Not known"


def step_free_words(space: CommunitySpace) -> str:
    """Whether it can be reached without a step."""
    return {True: "Yes", False: "No", None: "Not known"}[space.is_step_free]


def where_words(space: CommunitySpace) -> str:
    """Where it is, as far as the reader may know."""
    return ", ".join(filter(None, (space.seen_site_name, space.address))) or "Ask the owner where it is"


def space_table(spaces: Sequence[CommunitySpace]) -> Table:
    """The spaces, a row each."""
    return Table("Space open to the community", COLUMNS, tuple(_row(space) for space in spaces))


def site_space_table(spaces: Sequence[CommunitySpace]) -> Table:
    """The spaces of one site, whose owner and place the page says."""
    columns = (Column("Space"), Column("Kind"), Column("Hours a week", "count"), Column("Charge"))
    rows = tuple(
        (
            _named(space, space.address),
            space.get_kind_display(),
            number(space.hours_offered),
            charge_words(space),
        )
        for space in spaces
    )
    return Table("Space of this site", columns, rows)


def _named(space: CommunitySpace, note: str) -> dict[str, str]:
    if space.closed_on:
        note = ". ".join(filter(None, (note, f"Closed {wording.day(space.closed_on)}")))
    return {"value": space.name, "href": reverse("space", args=[space.pk]), "note": note}


def _row(space: CommunitySpace) -> tuple[Any, ...]:
    return (
        _named(space, where_words(space)),
        space.site.institution.name,
        space.site.place.name if space.site.place else "Not known",
        {"value": space.get_kind_display(), "note": "For local firms" if space.for_local_firms else ""},
        space.people,
        square_metres(space.floor_m2),
        number(space.hours_offered),
        charge_words(space),
        step_free_words(space),
    )


def kind_table(kinds: Iterable[str]) -> Table:
    """How many spaces there are of each kind: stalls, shops, green space and hubs are no bookable rooms."""
    counted = Counter(kinds)
    rows = tuple((str(kind.label), counted[kind]) for kind in CommunitySpace.Kind if counted[kind])
    return Table("Spaces by kind", (Column("Kind"), Column("Spaces", "count")), rows)


def use_table(uses: Sequence[SpaceUse], *, links: bool) -> Table:
    """Use of one space by quarter, the newest first; with links to correct a quarter for those who may."""
    return Table(
        "Hours, bookings and groups of each quarter",
        USE_COLUMNS,
        tuple(_use_row(use, links=links) for use in uses),
    )


def _use_row(use: SpaceUse, *, links: bool) -> tuple[Any, ...]:
    quarter = quarter_of(use)
    hours = use_sums(quarter, [use]).hours
    label: Any = quarter.label
    if links:
        address = f"{reverse('space_use', args=[use.space_id])}?quarter={quarter.code}"
        label = {"value": label, "href": address, "visually_hidden": ": correct"}
    return (
        label,
        number(use.hours_offered),
        number(use.hours_used),
        hours.share if hours else None,
        number(use.hours_cheap),
        use.bookings,
        use.no_shows,
        use.groups,
        use.groups_deprived,
        use.source or "Not given",
    )


def use_figure(uses: Iterable[SpaceUse], downloads: Sequence[Download]) -> Figure | None:
    """The used share of offered hours, quarter by quarter; None where no quarter has both figures."""
    course = use_course(uses)
    if course is None:
        return None
    figure, newest = course_figure(course), course.known[-1]
    return replace(
        figure,
        key="use-over-time",
        title=f"{wording.percent(newest.value)} of hours offered were used in {newest.period.label}",
        downloads=tuple(downloads),
        about=(
            "Hours that were booked, of the hours offered. A quarter counts the spaces for which both are known.",
            "No-shows count as used here, since the hours were booked; they are told apart beside it.",
        ),
    )


def sums_facts(sums: UseSums) -> list[dict[str, str]]:
    """What the spaces come to in a quarter, each figure with the spaces that it stands on."""
    is_several = sums.spaces > 1

    def told(ratio: Ratio | None, words: str) -> dict[str, str]:
        if ratio is None:
            return {"value": wording.NO_DATA}
        counted = f"{number(ratio.part)} of {number(ratio.whole)} {words}"
        known = f"; {wording.plural(ratio.spaces, 'space')} with both figures" if is_several else ""
        return {"value": wording.percent(ratio.share), "note": counted + known}

    note = "A group that uses two spaces counts in both." if is_several else ""
    groups = {"value": wording.count(sums.groups), "note": note}
    return [
        {"key": "Hours used", **told(sums.hours, "hours offered")},
        {"key": "Free or below cost", **told(sums.cheap, "hours used")},
        {"key": "Groups", **groups},
        {"key": "Groups from the most deprived fifth", **told(sums.deprived, "groups")},
        {"key": "No-shows", **told(sums.no_shows, "bookings")},
    ]
