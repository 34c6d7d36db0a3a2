"""The list of measures: what is measured for each recommendation and goal, and what to do where nothing is."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from anchors.charts import Column, Table
from anchors.views.frame import address
from anchors.wording import month
from metrics.definitions import definitions_for
from metrics.models import Target
from metrics.readings import Latest, latest_readings, measured_each
from metrics.recommendations import RECOMMENDATIONS
from metrics.registry import Goal, Indicator
from metrics.views.measure_findings import better_words, todo
from metrics.views.measure_query import MeasureQuery, asked, measure_page
from metrics.wording import period_words, read_when, value_words


@measure_page
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure with its latest reading, or what to do where there is none; by recommendation or by goal."""
    wanted = definitions_for(request.user)
    query = asked(request, [each.code for each in wanted])
    latest = _latest_of(wanted, query)
    by_goal = request.GET.get("by") == "goal"
    groups = _by_goal(wanted) if by_goal else _by_recommendation(wanted)
    targets = _targets(query)
    served = {number for each in wanted for number in each.recommendations}
    context = {
        "form": query.form,
        "asked": query,
        "groups": [
            (title, key, _table(title, rows, latest, targets, query)) for title, key, rows in groups if rows
        ],
        "count": len(wanted),
        "measured": sum(1 for each in latest.values() if each.reading),
        "is_empty": not latest and query.chosen is None,
        "words": period_words(query.period) if query.period else "",
        "by": "goal" if by_goal else "recommendation",
        "unserved": [each for each in RECOMMENDATIONS if each.number not in served],
        "propose": address("submitted"),
    }
    return render(request, "metrics/measures.html", context, status=400 if query.form.errors else 200)


def _latest_of(wanted: Sequence[Indicator], query: MeasureQuery) -> dict[str, Latest]:
    """Each measure in the period asked for; else over its own latest 12 months."""
    if query.chosen is None:
        return latest_readings(wanted, query.ids)
    read = measured_each(wanted, query.ids, query.chosen)
    return {code: Latest(query.chosen, reading) for code, reading in read.items()}


def _by_recommendation(wanted: Iterable[Indicator]) -> list[tuple[str, str, list[Indicator]]]:
    found = sorted(wanted, key=lambda each: each.name)
    return [
        (f"{each.number}. {each.title}", f"recommendation-{each.number}",
         [one for one in found if each.number in one.recommendations])
        for each in RECOMMENDATIONS
    ]  # fmt: skip


def _by_goal(wanted: Iterable[Indicator]) -> list[tuple[str, str, list[Indicator]]]:
    found = sorted(wanted, key=lambda each: each.name)
    return [(each.label, f"goal-{each}", [one for one in found if one.goal is each]) for each in Goal]


def _table(
    title: str,
    rows: Sequence[Indicator],
    readings: dict[str, Latest],
    targets: dict[str, Target],
    query: MeasureQuery,
) -> Table:
    """One group: each measure with its question, its reading or what to do, its target."""
    keys = urlencode(query.query)
    levers = {each.lever for each in rows if each.code in readings}
    cells = []
    for each in rows:
        href = f"{reverse('measure', args=[each.code])}?{keys}"
        target = targets.get(each.code)
        aim = (
            f"{value_words(each, target.value)} by {month(target.due, short=True)}" if target else "None set"
        )
        name = {"value": each.name, "href": href, "note": each.question}
        latest: object = "Not shown without a role"
        if query.subject.institutions:
            latest = _latest(
                each, readings.get(each.code), has_others=each.lever in levers, is_dated=not query.period
            )
        cells.append((name, latest, better_words(each), aim))
    columns = (Column("Measure"), Column("Latest reading"), Column("Better is"), Column("Target"))
    return Table(f"Measures: {title}", columns, tuple(cells))


def _latest(
    indicator: Indicator, latest: Latest | None, *, has_others: bool, is_dated: bool
) -> dict[str, Any]:
    """The value, and of when where that differs; without one, what to do about it."""
    reading = latest.reading if latest else None
    if latest is None or reading is None or reading.value is None:
        missing = todo(indicator, has_others=has_others)
        note: Any = missing["text"]
        if missing["href"]:
            note = Markup('{} <a href="{}">{}</a>').format(missing["text"], missing["href"], missing["link"])
        return {"value": None, "note": note}
    value = {"value": value_words(indicator, reading.value), "strong": True}
    return {**value, "note": read_when(indicator, latest.period)} if is_dated else value


def _targets(query: MeasureQuery) -> dict[str, Target]:
    if query.subject.kind not in ("system", "institution", "group") or not query.subject.key:
        return {}
    standing = Target.objects.visible_to(query.user).standing()
    return {
        each.indicator: each for each in standing.filter(**{f"{query.subject.kind}__slug": query.subject.key})
    }
