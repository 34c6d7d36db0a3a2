"""One measure to take away: CSV of its course, and a workbook with its definition, course, peers and restatements."""

from decimal import Decimal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from anchors.downloads import Sheet, csv_response, workbook_response
from anchors.wording import day, moment
from metrics.charts.course import limits, said
from metrics.definitions import definition_of
from metrics.recommendations import recommendation
from metrics.registry import Indicator
from metrics.views.measure_findings import Findings, assurance_words, figure_words, variation_words
from metrics.views.measure_query import asked, measure_page

COURSE = (
    "Indicator", "Whose", "Period", "First month", "Last month", "Value", "Unit", "Numerator", "Denominator",
    "Institutions with data", "Institutions expected", "Average", "Lower limit", "Upper limit", "Plan", "What it says",
    "Computed at",
)  # fmt: skip
PEERS = (
    "Institution",
    "Kind",
    "Value",
    "Numerator",
    "Denominator",
    "Months supplied",
    "Months of the period",
)
RESTATEMENTS = ("Restated at", "After", "Values changed", "Figure before", "Figure after")


@measure_page
def measure_download(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    """The numbers of the page as they are kept: shares of 0 to 1, pounds and pence."""
    indicator = definition_of(request.user, code)
    query = asked(request, [code])
    if name not in ("measure.csv", "measure.xlsx") or query.form.errors:
        raise Http404
    findings = Findings(indicator, query)
    period = f" {query.period.code.replace('..', ' to ')}" if query.period else ""
    file = slugify(f"{code} {query.subject.key.replace(',', ' ')}{period}")
    if name == "measure.csv":
        return csv_response(file, COURSE, course_rows(findings))
    return workbook_response(file, sheets(request, findings))


def course_rows(findings: Findings) -> list[tuple[object, ...]]:
    """One row a period, oldest first, numbers unrounded."""
    if findings.query.period is None:
        return []
    course, line = findings.course, findings.target_line
    lower, upper = limits(course)
    mean = course.chart.mean if course.chart else course.median
    return [
        (
            findings.indicator.code,
            findings.subject.name,
            point.period.label,
            point.period.first,
            point.period.last,
            point.value,
            str(findings.indicator.unit),
            point.reading.numerator if point.reading else None,
            point.reading.denominator if point.reading else None,
            len(point.reading.institutions) if point.reading else 0,
            point.expected,
            mean,
            lower,
            upper,
            line.plan.get(point.period) if line else None,
            said(course, point) if course.chart else "",
            point.reading.computed_at if point.reading else None,
        )
        for point in course.points
    ]


def definition_rows(indicator: Indicator) -> list[tuple[str, str]]:
    """The whole definition, in words."""
    serves = "; ".join(f"{number}. {recommendation(number).title}" for number in indicator.recommendations)
    return [
        ("Name", indicator.name),
        ("Code", indicator.code),
        ("Question", indicator.question),
        ("Recommendations", serves),
        ("Goal", indicator.goal.label),
        ("Unit", indicator.unit.label),
        ("Direction", indicator.direction.label),
        ("Numerator" if indicator.is_ratio else "What is counted", indicator.numerator),
        ("Denominator", indicator.denominator or "Not applicable"),
        (
            "Longer periods and groups",
            "Sums of parts" if indicator.is_summed else "Measured anew, not summed",
        ),
        ("Why it matters", indicator.why),
        ("Limits", indicator.limits),
        ("Author", indicator.author),
        ("Next review", day(indicator.next_review)),
    ]


def sheets(request: HttpRequest, findings: Findings) -> list[Sheet]:
    """Cover, definition, course, peers, restatements."""
    indicator = findings.indicator
    found = [
        Sheet("Cover", indicator.question, ("What", "Says"), _cover(request, findings)),
        Sheet("Definition", f"Definition: {indicator.name}", ("Field", "Words"), definition_rows(indicator)),
        Sheet("Course", f"{indicator.name}, period by period", COURSE, _plain(course_rows(findings))),
    ]
    if findings.query.period is None:
        return found
    peers = findings.peers
    rows = [
        (
            each.institution.name, each.institution.get_kind_display(), each.value, each.reading.numerator,
            each.reading.denominator, each.months, len(findings.period.months),
        )
        for each in peers.rows
    ]  # fmt: skip
    restated = [
        (moment(each.at), each.reason, each.parts, each.before, each.after) for each in findings.restatements
    ]
    return [
        *found,
        Sheet("Peers", " ".join((peers.rule, *peers.left_out)), PEERS, rows),
        Sheet("Restatements", "What changed figures after they were first measured", RESTATEMENTS, restated),
    ]


def _plain(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [tuple(value if isinstance(value, int | Decimal) or value is None else str(value) for value in row)
            for row in rows]  # fmt: skip


def _cover(request: HttpRequest, findings: Findings) -> list[tuple[str, str]]:
    query = findings.query
    page = reverse("measure", args=[findings.indicator.code])
    rows = [("Measure", findings.indicator.name), ("Whose figures", query.subject.name)]
    rows.append(("Institutions", "; ".join(each.name for each in query.subject.institutions)))
    if query.period is not None:
        rows += [
            ("Period", query.period.label),
            ("Figure", figure_words(findings)),
            ("Target", findings.target_words or "None"),
            ("Variation", f"{findings.course.variation.label.capitalize()}. {variation_words(findings)}"),
            ("Assurance", f"{findings.assurance.label.capitalize()}. {assurance_words(findings)}"),
            ("Made from", findings.source_words or "Not said"),
        ]
    rows += [
        ("Numbers", "Shares are 0 to 1, money is pounds, unrounded. No data is not nothing."),
        ("Made", moment(timezone.localtime())),
        ("Live address", request.build_absolute_uri(f"{page}?{urlencode(query.query)}")),
        ("The same months", request.build_absolute_uri(f"{page}?{urlencode(query.settled)}")),
    ]
    return rows
