"""Homes promised and built as a table."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from anchors.charts import Column, Table
from anchors.wording import listed, plural
from estates.readings.promises import Promise, together

COLUMNS = (
    Column("Land"), Column("Sold"), Column("All homes", "count"), Column("Affordable, promised", "count"),
    Column("Affordable, built", "count"), Column("Share built", "share"), Column("Note"),
)  # fmt: skip


def promise_table(found: Sequence[Promise]) -> Table:
    """Plots, a row each, and their totals."""
    return Table(
        "Affordable homes promised and built", COLUMNS, tuple(_row(each) for each in found), _foot(found)
    )


def state_words(found: Sequence[Promise]) -> str:
    """What became of promises, apart: "1 promise was cut by a later permission and 2 promises are not finished"."""
    kept = [each for each in found if each.promised is not None]
    fine = [each for each in kept if not each.is_lowered and not each.is_below]
    counts = (
        (sum(each.is_lowered for each in kept), ("was", "were"), "cut by a later permission"),
        (
            sum(each.is_below and not each.is_lowered for each in kept),
            ("is", "are"),
            "built with a smaller share",
        ),
        (sum(_is_unfinished(each) for each in fine), ("is", "are"), "not finished"),
    )
    told = [
        f"{plural(count, 'promise')} {verbs[count > 1]} {words}" for count, verbs, words in counts if count
    ]
    return listed(told)


def _is_unfinished(each: Promise) -> bool:
    promised, built = each.promised, each.built
    return promised is not None and (built is None or built.affordable < promised.affordable)


def _row(each: Promise) -> tuple[Any, ...]:
    promised, built = each.promised, each.built
    address = reverse("plot_homes", args=[each.plot.pk])
    note = {"value": "", "late": each.note} if each.is_lowered or each.is_below else each.note
    return (
        {"value": each.plot.title, "href": address, "note": each.plot.site.institution.name},
        str(each.plot.disposed_on.year) if each.plot.disposed_on else "Not yet",
        promised.all if promised else None,
        promised.affordable if promised else None,
        built.affordable if built else None,
        each.share,
        note,
    )


def _foot(found: Sequence[Promise]) -> tuple[Any, ...] | None:
    if not found:
        return None
    years = sorted({each.plot.disposed_on.year for each in found if each.plot.disposed_on})
    span = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    sums = together(found)
    left = None if sums.built is None else sums.promised - sums.built
    note = "" if left is None or left <= 0 else f"{left:,} not built"
    return ("All", span, sums.homes, sums.promised, sums.built, sums.share, note)


def headline(found: Sequence[Promise]) -> str:
    """`64 of 180 affordable homes built`."""
    sums = together(found)
    if not sums.promised:
        return "No affordable home has been promised"
    if sums.built is None:
        return f"{plural(sums.promised, 'affordable home')} promised; nobody has counted homes built yet"
    return f"{sums.built:,} of {plural(sums.promised, 'affordable home')} built"
