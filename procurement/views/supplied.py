"""Who has supplied data and who has not, what that does to the numbers; and how far a publisher's classes agree."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anchors.charts import Column, Table
from anchors.models import AnchorInstitution, Upload
from anchors.uploads import State
from anchors.wording import day, month, plural
from metrics.charts import gap_table
from metrics.gaps import missing
from metrics.recommendations import Lever
from metrics.registry import indicators
from procurement import charts
from procurement.analysis import pounds, share
from procurement.explorer import (
    Agreement,
    Coverage,
    Missing,
    SpendFilter,
    SpendSummary,
    agreement,
    coverage,
    least_share,
    lines_view,
    missing_from,
    runs_words,
    spend_summary,
    usual_month,
)
from procurement.views.asking import asked, person, spending_page
from procurement.views.overview import listed_institutions

SUPPLIER_FILES = "suppliers"
CLASSES_SHOWN = 30


@spending_page
def supplied(request: HttpRequest) -> HttpResponse:
    """Each institution of the system: its months, its gaps, its supplier file; and each gap's worth in the numbers."""
    user = person(request)
    summary = spend_summary(user, SpendFilter(period=asked(request).period))
    view = summary.view
    found = coverage(AnchorInstitution.objects.partners_of(user).filter(pk__in=listed_institutions(view)))
    newest = usual_month(found)
    gaps = missing_from(summary)
    context: dict[str, Any] = {
        "summary": summary,
        "view": view,
        "newest": newest,
        "found": found,
        "up_to_date": [each for each in found if each.months_behind(newest) == 0],
        "behind": [each for each in found if each.months_behind(newest)],
        "never": [each for each in found if each.last is None],
        "table": _table(found, newest),
        "stray": any(each.stray for each in found),
        "least": least_share(),
        "effects": _effects(summary) if any(gap.estimate is not None for gap in gaps) else None,
        "sentences": charts.missing_words(gaps, summary),
        "measure_gaps": _measures(summary, gaps),
    }
    return render(request, "procurement/supplied.html", context)


@spending_page
def classes(request: HttpRequest) -> HttpResponse:
    """Where a publisher's own file says what can be influenced: its classes beside our rules."""
    view = lines_view(person(request), asked(request))
    found = agreement(person(request), view)
    context = {
        "view": view,
        "who": charts.who_words(view),
        "agreement": found,
        "cross": _cross(found) if found else None,
        "table": _classes(found) if found else None,
        "more": max(0, len(found.classes) - CLASSES_SHOWN) if found else 0,
        "rules": reverse("rules"),
    }
    return render(request, "procurement/agreement.html", context)


def _table(found: tuple[Coverage, ...], newest: int | None) -> Table:
    files, has_stray = _supplier_files(found), any(each.stray for each in found)
    rows = []
    for each in found:
        behind = each.months_behind(newest)
        last: Any = None if each.last is None else month(each.last)
        if behind:
            last = {"value": last, "late": f"{plural(behind, 'month')} behind:"}
        rows.append((
            each.institution.name,
            last,
            None if each.first is None else month(each.first),
            len(each.months) if each.months else None,
            runs_words(each.gaps) or ("None" if each.months else None),
            *([runs_words(each.stray) or ("None" if each.months else None)] if has_stray else []),
            files.get(each.institution.pk),
        ))  # fmt: skip
    columns = (
        Column("Institution"), Column("Spending up to"), Column("From"), Column("Months", "count"),
        Column("Gaps between"), *([Column("Stray months")] if has_stray else []), Column("Supplier master file"),
    )  # fmt: skip
    return Table("Spending supplied by each institution", columns, tuple(rows))


def _supplier_files(found: tuple[Coverage, ...]) -> dict[int, str]:
    """The day of each institution's newest supplier master file."""
    ids = [each.institution.pk for each in found]
    uploads = Upload.objects.filter(institution__in=ids, kind=SUPPLIER_FILES, state=State.LOADED).order_by(
        "loaded_at"
    )
    return {upload.institution_id: day(upload.loaded_at) for upload in uploads if upload.loaded_at}


def _effects(summary: SpendSummary) -> Table:
    rows = tuple(
        (
            gap.institution.name,
            runs_words(gap.months),
            None if gap.estimate is None else pounds(gap.estimate),
            gap.share_of_total,
            gap.local_share,
        )
        for gap in missing_from(summary)
    )
    columns = (
        Column("Institution"), Column("Months missing"), Column("Worth about, £ million", "m"),
        Column("Of the total with it", "percent"), Column("Local share with it", "percent"),
    )  # fmt: skip
    return Table("What the missing months might be worth", columns, rows)


def _measures(summary: SpendSummary, gaps: Sequence[Missing]) -> Table | None:
    """What the same gaps do to each spending measure."""
    view = summary.view
    if view.period is None or not gaps:
        return None
    wanted = [each for each in indicators() if each.lever is Lever.SPENDING]
    absent = {gap.institution.pk: gap.months for gap in gaps}
    return gap_table(missing(wanted, view.institutions, view.period, absent=absent))


def _cross(found: Agreement) -> Table:
    rows = []
    for theirs, words in ((True, "They say influenceable"), (False, "They say not")):
        cells: list[Any] = [words]
        for ours in (True, False):
            pence, lines = found.cell(theirs=theirs, ours=ours)
            cells += [pounds(pence), lines]
        rows.append(tuple(cells))
    columns = (
        Column("Publisher’s class"), Column("We say influenceable", "money"), Column("Payments", "count"),
        Column("We say not", "money"), Column("Payments", "count"),
    )  # fmt: skip
    return Table("Their classes against our rules", columns, tuple(rows))


def _classes(found: Agreement) -> Table:
    rows = tuple(
        (
            each.name,
            "Yes" if each.is_influenceable else "No",
            each.lines,
            pounds(each.open_pence),
            pounds(each.closed_pence),
            share(each.agreed_lines, each.lines),
        )
        for each in found.classes[:CLASSES_SHOWN]
    )
    columns = (
        Column("Publisher’s class"), Column("Influenceable, they say"), Column("Payments", "count"),
        Column("We say influenceable", "money"), Column("We say not", "money"), Column("Payments agreed", "percent"),
    )  # fmt: skip
    return Table("Each class, largest disagreement first", columns, rows)
