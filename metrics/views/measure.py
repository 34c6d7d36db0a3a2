"""The page of one measure: its figure, its course, what it is read beside, what it means."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from anchors.charts import Column, Figure, Table
from anchors.views.frame import address
from anchors.wording import day, during, listed, moment, months, plural
from metrics.charts import course_figure, peer_figure
from metrics.definitions import definition_of, definitions_for
from metrics.models import Measurement
from metrics.place_indicators import LABEL
from metrics.readings import given_of_area
from metrics.registry import Indicator, Shared
from metrics.spc import Assurance, Variation
from metrics.views.measure_files import definition_rows
from metrics.views.measure_findings import (
    Findings,
    as_at_words,
    assurance_words,
    better_words,
    todo,
    variation_words,
)
from metrics.views.measure_query import MeasureQuery, asked, measure_page
from metrics.wording import exact_words, part_words, read_in, value_words

VARIATION_ICONS = {
    Variation.IMPROVING: "improving",
    Variation.CONCERNING: "worse",
    Variation.COMMON: "same",
    Variation.HIGHER: "up",
    Variation.LOWER: "down",
    Variation.TOO_SOON: "none",
}
ASSURANCE_ICONS = {Assurance.HITS: "met", Assurance.MISSES: "behind", Assurance.HIT_OR_MISS: "same"}
MOST_GAPS = 3
METHOD = (
    "Chart: average and limits at the average ± 2.66 × the mean change from one point to the next (XmR chart), both of "
    "the first 12 points shown, the baseline. "
    "Special cause is a point outside the limits, seven in a row on one side of the average, seven in a row rising "
    "or falling, or two of three close to a limit: the rules of NHS England’s Making Data Count."
)


@measure_page
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure of somebody over some months, as known now or at a moment (`as-at`)."""
    indicator = definition_of(request.user, code)
    query = asked(request, [code])
    findings = Findings(indicator, query)
    context: dict[str, Any] = {
        "form": query.form,
        "asked": query,
        "indicator": indicator,
        "caption": _caption(indicator),
        "definition": definition_rows(indicator),
        "as_at": as_at_words(query.as_at) if query.as_at else "",
        "lead_now": f"?{urlencode({key: value for key, value in query.query.items() if key != 'as-at'})}",
        "of_area": _of_area(findings),
        "place_label": LABEL,
        "use": _use(request, findings),
    }
    if query.period is not None and findings.reading is not None:
        context |= _told(findings)
    else:
        context["todo"] = todo(indicator, has_others=_has_others(query, indicator))
    return render(request, "metrics/measure.html", context, status=400 if query.form.errors else 200)


def _told(findings: Findings) -> dict[str, Any]:
    """What the page says where there is data."""
    reading = findings.reading
    course = findings.course
    return {
        "findings": findings,
        "value": value_words(findings.indicator, reading.value if reading else None),
        "when": read_in(findings.indicator, findings.period),
        "figure": course_figure(course, findings.target_line, target_note=findings.target_note).with_words(
            about=_about(findings), downloads=_downloads(findings.query, findings.indicator.code)
        ),
        "variation": {
            "icon": VARIATION_ICONS[course.variation],
            "label": course.variation.label,
            "meaning": course.variation.meaning,
            "text": variation_words(findings),
        },
        "assurance": {
            "icon": ASSURANCE_ICONS.get(findings.assurance, "none"),
            "label": findings.assurance.label,
            "text": assurance_words(findings),
        },
        "facts": _facts(findings),
        "restated": _restated(findings),
        "peers": _peers(findings),
        "published": _published(findings),
        "shared": _shared(findings),
    }


def _caption(indicator: Indicator) -> str:
    numbers = listed(indicator.recommendations)
    return f"{indicator.name}. Measure for recommendation{'s' if len(indicator.recommendations) > 1 else ''} {numbers}"


def _about(findings: Findings) -> tuple[str, ...]:
    """The definition as paragraphs, for the figure's own view of it."""
    indicator = findings.indicator
    out_of = f" Out of: {indicator.denominator}." if indicator.denominator else ""
    sources = findings.source_words or "not said"
    return (
        f"Question: {indicator.question}",
        f"What is counted: {indicator.numerator}.{out_of}",
        f"Why it matters: {indicator.why}",
        f"Limits: {indicator.limits}",
        f"Author: {indicator.author}. Next review: {day(indicator.next_review)}. Made from: {sources}.",
        METHOD,
    )


def _downloads(query: MeasureQuery, code: str) -> tuple[Any, ...]:
    return (
        {"text": "These points (CSV)", "href": _file(query, code, "measure.csv"), "note": "unrounded"},
        {
            "text": "All tables with the definition (Excel)",
            "href": _file(query, code, "measure.xlsx"),
            "note": "cover, definition, course, peers, restatements",
        },
    )


def _file(query: MeasureQuery, code: str, name: str) -> str:
    return f"{reverse('measure_download', args=[code, name])}?{urlencode(query.query)}"


def _facts(findings: Findings) -> list[dict[str, str]]:
    """The side column: what is counted, out of what, from where, who made it."""
    indicator, reading = findings.indicator, findings.reading
    assert reading is not None  # noqa: S101 - only where there is data
    facts = [{"key": "What", "value": indicator.numerator}]
    if indicator.is_ratio:
        facts[0]["note"] = part_words(indicator, reading.numerator)
        below = part_words(indicator, reading.denominator)
        facts.append({"key": "Out of", "value": indicator.denominator, "note": below})
    whose = f"{len(reading.institutions)} of {plural(len(findings.subject.institutions), 'institution')}"
    facts += [
        {
            "key": "From",
            "value": whose,
            "note": findings.source_words if len(findings.query.ids) == 1 else "",
        },
        {"key": "Computed", "value": moment(timezone.localtime(reading.computed_at))},
        {"key": "Author", "value": indicator.author},
        {"key": "Next review", "value": day(indicator.next_review)},
        {"key": "Better is", "value": better_words(indicator)},
    ]
    if missing := _missing(findings):
        facts.append({"key": "Missing", "value": missing, "href": address("supplied")})
    return facts


def _missing(findings: Findings) -> str:
    words = [f"{each.name}, {months(absent)}" for each, absent in findings.gaps]
    more = f"{len(words) - MOST_GAPS + 1} more" if len(words) > MOST_GAPS else ""
    return "; ".join([*words[: MOST_GAPS - 1], more] if more else words)


def _restated(findings: Findings) -> dict[str, Any] | None:
    """The newest restatement as a sentence, and all as a table."""
    if not findings.restatements:
        return None
    indicator, newest = findings.indicator, findings.restatements[0]
    rows = tuple(
        (
            {"value": moment(each.at), "href": f"?{urlencode(findings.query.settled | {'as-at': each.just_before})}",
             "visually_hidden": "(show the figures as they were just before)"},
            each.reason[:1].upper() + each.reason[1:],
            each.parts,
            exact_words(indicator, each.before),
            exact_words(indicator, each.after),
        )
        for each in findings.restatements
    )  # fmt: skip
    columns = (
        Column("Restated"), Column("After"), Column("What changed"), Column("Figure before", "count"),
        Column("Figure after", "count"),
    )  # fmt: skip
    return {
        "newest": newest,
        "day": day(newest.at),
        "before": exact_words(indicator, newest.before),
        "after": exact_words(indicator, newest.after),
        "has_changed": exact_words(indicator, newest.before) != exact_words(indicator, newest.after),
        "href": f"?{urlencode(findings.query.settled | {'as-at': newest.just_before})}",
        "table": Table(f"Restatements of {indicator.name}", columns, rows),
    }


def _peers(findings: Findings) -> dict[str, Any]:
    """The comparison as a figure, or why there is none."""
    peers = findings.peers
    figure: Figure | None = None
    if peers.is_comparison:
        keys = {"period": findings.query.chosen.code} if findings.query.chosen else {}
        keys |= {"as-at": findings.as_at.isoformat()} if findings.as_at else {}
        here = reverse("measure", args=[findings.indicator.code])
        links = {
            each.institution.pk: f"{here}?{urlencode({'institution': each.institution.slug} | keys)}"
            for each in peers.rows
        }
        figure = peer_figure(peers, findings.indicator, findings.period, links)
    title = f"Institutions of {findings.subject.name}" if peers.is_within else "Beside fair peers"
    return {"title": title, "rule": peers.rule, "left_out": peers.left_out, "figure": figure}


def _published(findings: Findings) -> Table | None:
    if not findings.benchmarks:
        return None
    reading = findings.reading
    own = (
        {"value": findings.subject.name, "strong": True},
        value_words(findings.indicator, reading.value if reading else None),
        f"This page, {read_in(findings.indicator, findings.period)}",
    )
    rows = [
        (each.name, value_words(findings.indicator, each.value), each.source) for each in findings.benchmarks
    ]
    columns = (Column("Whose"), Column("Value", "count"), Column("Source"))
    return Table(f"{findings.indicator.name}: published values", columns, (own, *rows))


def _of_area(findings: Findings) -> Table | None:
    """What people gave of the area itself, which its institutions' sum does not hold; never for the past."""
    subject, indicator = findings.query.subject, findings.indicator
    if subject.kind != "place" or findings.query.as_at:
        return None
    given = given_of_area(indicator, subject.key)
    rows = [
        (each.period.label, exact_words(indicator, indicator.value(each.numerator, each.denominator)))
        for each in given
    ]
    columns = (Column("Period"), Column("Value", "count"))
    return Table(f"{indicator.name}: {subject.name} (the area)", columns, tuple(rows)) if rows else None


def _shared(findings: Findings) -> dict[str, str] | None:
    """The whole system as the lever's rule lets people of one institution see it."""
    indicator = findings.indicator
    is_one = len(findings.subject.institutions) == 1
    if indicator.shared is None or not is_one or findings.peers.is_comparison:
        return None
    found: Shared | None = indicator.shared(findings.query.user)
    if found is None or found.numerator is None:
        return None
    return {
        "value": value_words(indicator, indicator.value(found.numerator, found.denominator)),
        "months": during(found.period),
        "count": plural(len(found.months), "month"),
        "institutions": plural(found.institutions, "institution"),
    }


def _use(request: HttpRequest, findings: Findings) -> dict[str, Any]:
    """Downloads, links and where else it stands."""
    query, indicator = findings.query, findings.indicator
    now = timezone.localtime()
    frozen = query.settled | {"as-at": (query.as_at or now).isoformat(timespec="seconds")}
    keys = {"indicator": indicator.code} | query.subject.query
    keys |= {"period": query.period.code} if query.period else {}
    return {
        "files": _downloads(query, indicator.code) if query.period else (),
        "frozen": f"?{urlencode(frozen)}" if query.period else "",
        "frozen_words": as_at_words(query.as_at) if query.as_at else moment(now),
        "printed": request.build_absolute_uri(f"{request.path}?{urlencode(frozen)}"),
        "api": f"/api/v1/measurements/?{urlencode(keys)}",
        "recommendations": [
            {"text": f"recommendation {number}", "href": _reversed("recommendation", number)}
            for number in indicator.recommendations
        ],
        "targets": _reversed("targets", indicator.code),
    }


def _reversed(name: str, *parts: object) -> str:
    """The address of a page that may not exist yet."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def _has_others(query: MeasureQuery, indicator: Indicator) -> bool:
    """Whether other measures of the lever have data, so that files were supplied and something else is missing."""
    of_lever = [each.code for each in definitions_for(query.user) if each.lever is indicator.lever]
    return Measurement.objects.filter(institution__in=query.ids, indicator__in=of_lever).exists()
