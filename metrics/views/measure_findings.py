"""What there is to say about one measure of somebody: for its page and its files alike, read once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.timezone import localtime

from anchors.models import AnchorInstitution
from anchors.periods import Period
from anchors.views.frame import address
from anchors.wording import listed, moment, month, plural
from metrics.charts import TargetLine
from metrics.courses import Course, course_of
from metrics.models import Measurement, Target
from metrics.peers import Benchmark, Peers, benchmarks, peers_of
from metrics.readings import Reading, measured, measured_by_institution, restatements
from metrics.recommendations import Lever
from metrics.registry import Direction, Indicator
from metrics.spc import Assurance, Variation, assurance
from metrics.trajectory import planned
from metrics.views.measure_query import MeasureQuery
from metrics.views.target_story import months_of
from metrics.wording import displayed, exact_words, read_in, short_words, value_words

MOST_RESTATEMENTS = 10
_SINCE = "It has changed since the baseline, which these limits do not know yet."
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Restatement:
    """Parts of the figure that were changed together: when, why, how many, and the figure before and after.

    The figure is None where there was no data then, or where it is no sum of parts and cannot be made again.
    """

    at: datetime
    reason: str
    count: int
    institutions: int
    months: Period
    before: Decimal | None
    after: Decimal | None

    @property
    def just_before(self) -> str:
        """The moment before, for an address."""
        return (self.at - A_MOMENT).isoformat()

    @property
    def parts(self) -> str:
        """What was changed: `12 values of 2 institutions, April to June 2026`."""
        whose = f" of {plural(self.institutions, 'institution')}" if self.institutions > 1 else ""
        return f"{plural(self.count, 'value')}{whose}, {self.months.label}"


class Findings:
    """Everything is computed when it is asked for, and once."""

    def __init__(self, indicator: Indicator, query: MeasureQuery) -> None:
        self.indicator, self.query = indicator, query
        self.subject, self.as_at = query.subject, query.as_at

    @property
    def period(self) -> Period:
        """The months of the figure; asked only where there are any."""
        assert self.query.period is not None  # noqa: S101 - pages without data stop before
        return self.query.period

    @cached_property
    def reading(self) -> Reading | None:
        """The figure."""
        if self.query.period is None:
            return None
        return measured(self.indicator, self.query.ids, self.query.period, as_at=self.as_at)

    @cached_property
    def target(self) -> Target | None:
        """What holds now for exactly this subject; a place has none."""
        if self.subject.kind not in ("system", "institution", "group") or len(self.subject.key) == 0:
            return None
        standing = Target.objects.visible_to(self.query.user).standing()
        return standing.filter(
            **{"indicator": self.indicator.code, f"{self.subject.kind}__slug": self.subject.key}
        ).first()

    @cached_property
    def course(self) -> Course:
        """Period by period, 24 months at least."""
        return course_of(self.indicator, self.query.ids, self.period, as_at=self.as_at)

    @cached_property
    def target_line(self) -> TargetLine | None:
        """The target in the chart; for a sum, the part of it that falls to one point. None where it has no part."""
        target, part = self.target, self._part_of_target
        if target is None or part is None:
            return None
        lines = {point.period: planned(target, point.period.last) for point in self.course.points}
        plan = {period: value * part for period, value in lines.items() if value is not None}
        value = target.value * part
        each = "" if part == 1 else f" a {_noun(self)}"
        return TargetLine(value, f"Target {short_words(self.indicator, value)}{each}", plan)

    @property
    def _part_of_target(self) -> Decimal | None:
        """A share is the same for a month as for a year; of a sum, each month has an equal part."""
        if self.target is None or not self.course.points:
            return None
        length, whole = len(self.course.points[0].period.months), months_of(self.target)
        if self.indicator.is_ratio or length == whole:
            return Decimal(1)
        return Decimal(length) / whole if self.indicator.is_summed and length < whole else None

    @cached_property
    def target_note(self) -> str:
        """How the line of a sum's target was made, or why there is none; empty where it is the target itself."""
        if self.target is None or self._part_of_target == 1:
            return ""
        value, noun = value_words(self.indicator, self.target.value), _noun(self)
        span = f"The target of {value} is for {plural(months_of(self.target), 'month')} together"
        if self._part_of_target is not None:
            return f"{span}; its line is an equal part of it for each {noun}, which knows nothing of the seasons."
        if not self.indicator.is_summed:
            return (
                f"{span}, and this measure is not the sum of its {noun}s, so no line of it can be drawn here."
            )
        return f"{span}, fewer than one {noun} of the chart has, so no line of it can be drawn here."

    @cached_property
    def assurance(self) -> Assurance:
        """Whether the months, as they now run, will hit the target."""
        if self.target and self.target_line is None:
            return Assurance.NEITHER
        aim = self.target_line.value if self.target_line else None
        return assurance(self.course.chart, aim, self.indicator.direction)

    @cached_property
    def before(self) -> Reading | None:
        """The same of as many months just before, where it can be fairly compared; else None."""
        if self.reading is None:
            return None
        found = measured(self.indicator, self.query.ids, self.period.before(), as_at=self.as_at)
        if found is None or found.institutions != self.reading.institutions:
            return None
        if len(found.months) != len(self.reading.months):
            return None
        return found if self.indicator.is_ratio or self._is_whole(found) else None

    def _is_whole(self, earlier: Reading) -> bool:
        months = earlier.months | (self.reading.months if self.reading else frozenset())
        points = {point.period.first: point for point in self.course.points}
        return all(ym in points and points[ym].is_whole for ym in months)

    @cached_property
    def change_words(self) -> str:
        """`up from 34% in the 12 months before`, or nothing where there is nothing to compare with."""
        now, then = (each.value if each else None for each in (self.reading, self.before))
        if now is None or then is None:
            return ""
        count = len(self.period.months)
        span = f"in the {plural(count, 'month')} before" if count > 1 else "in the month before"
        if self.indicator.is_stock:
            span = read_in(self.indicator, self.period.before())
        shown, was = displayed(self.indicator, now), displayed(self.indicator, then)
        if shown == was:
            return f"the same as {span}"
        return f"{'up' if shown > was else 'down'} from {value_words(self.indicator, then)} {span}"

    @cached_property
    def target_words(self) -> str:
        """`The target is 45% by March 2028; by September 2026 the plan was 39%.`"""
        if self.target is None:
            return ""
        words = f"The target is {value_words(self.indicator, self.target.value)} by {month(self.target.due)}"
        plan = planned(self.target, self.period.last)
        if plan is None or self.target.due <= self.period.last:
            return f"{words}."
        return f"{words}; the plan for {month(self.period.last)} is {value_words(self.indicator, plan)}."

    @cached_property
    def peers(self) -> Peers:
        """Whom to read it beside."""
        return peers_of(self.query.user, self.subject, self.indicator, self.period, as_at=self.as_at)

    @cached_property
    def benchmarks(self) -> tuple[Benchmark, ...]:
        """Published values to read it beside."""
        return benchmarks(self.indicator, timezone.localdate())

    @cached_property
    def restatements(self) -> list[Restatement]:
        """What changed the figure's parts since they were first measured, newest first."""
        rows = restatements(self.indicator, self.query.ids, self.period).order_by()
        together = rows.values("replaced_at", "reason").annotate(
            count=Count("pk"), whose=Count("institution", distinct=True), first=Min("first"), last=Max("last")
        )
        return [
            Restatement(
                at=localtime(each["replaced_at"]),
                reason=each["reason"],
                count=each["count"],
                institutions=each["whose"],
                months=Period(each["first"], each["last"]),
                before=self._value_at(each["replaced_at"] - A_MOMENT),
                after=self._value_at(each["replaced_at"]),
            )
            for each in together.order_by("-replaced_at", "reason")[:MOST_RESTATEMENTS]
        ]

    def _value_at(self, at: datetime) -> Decimal | None:
        found = measured(self.indicator, self.query.ids, self.period, as_at=at)
        return found.value if found else None

    @cached_property
    def sources(self) -> dict[str, str]:
        """What each institution's newest part was made from, by its name."""
        rows = Measurement.objects.filter(
            indicator=self.indicator.code, institution__in=self.query.ids
        ).exclude(source_version="")
        newest = (
            rows.inside(self.period)
            .order_by("institution_id", "-computed_at", "-last")
            .distinct("institution_id")
        )
        return dict(sorted(newest.values_list("institution__name", "source_version")))

    @cached_property
    def source_words(self) -> str:
        """The same as a sentence, for one institution without its name."""
        if len(self.query.ids) == 1:
            return "".join(self.sources.values())
        return "; ".join(f"{name}: {source}" for name, source in self.sources.items())

    @cached_property
    def gaps(self) -> list[tuple[AnchorInstitution, tuple[int, ...]]]:
        """Months of the period that an institution has not supplied, of a measure that is supplied month by month."""
        if not self.indicator.is_monthly:
            return []
        by_id = measured_by_institution(self.indicator, self.query.ids, self.period)
        found = []
        for each in self.subject.institutions:
            months = by_id[each.pk].months if each.pk in by_id else frozenset()
            absent = tuple(ym for ym in self.period.months if ym not in months)
            if absent:
                found.append((each, absent))
        return found


def assurance_words(findings: Findings) -> str:
    """The reason of the assurance, as a sentence."""
    indicator, chart, line = findings.indicator, findings.course.chart, findings.target_line
    if findings.target is None:
        return "Nobody has set a target for this."
    if line is None:
        return findings.target_note
    if findings.course.stood_still:
        return "It stood still through its baseline, so it cannot be said whether ordinary change reaches the target."
    if chart is None or findings.assurance is Assurance.TOO_SOON:
        return "With fewer than 12 points it cannot be said whether ordinary change reaches the target."
    low, high, aim = (exact_words(indicator, each) for each in (chart.lower, chart.upper, line.value))
    span = f"By the limits of the baseline, a single {_noun(findings)} lies between {low} and {high}"
    since = "" if findings.course.variation is Variation.COMMON else f" {_SINCE}"
    match findings.assurance:
        case Assurance.HITS:
            return f"{span}, all on the right side of the target of {aim}.{since}"
        case Assurance.MISSES:
            return f"{span}. The target of {aim} is out of its reach until something changes.{since}"
        case Assurance.HIT_OR_MISS:
            return f"{span}. The target of {aim} lies between the two, so chance decides.{since}"
        case _:
            return f"Neither way is better, so hitting {aim} is not judged."


def variation_words(findings: Findings) -> str:
    """The reason of the variation, as a sentence."""
    course = findings.course
    if course.stood_still:
        return "It stood still through its baseline, so ordinary change cannot be told from a real one."
    if course.chart is None:
        return "With fewer than 12 points ordinary change cannot be told from a real one."
    newest = course.judged[-1]
    if not newest.signs:
        noun = _noun(findings)
        return f"The newest {noun} lies within what the {noun}s of the baseline did by themselves."
    why = listed(sign.signal.label for sign in newest.signs)
    return f"The newest {_noun(findings)} stands out: {why}. That is very unlikely to be chance."


def figure_words(findings: Findings) -> str:
    """The figure as a sentence of its own, for files."""
    value = findings.reading.value if findings.reading else None
    words = f"{value_words(findings.indicator, value)} {read_in(findings.indicator, findings.period)}"
    return ", ".join(filter(None, (words, findings.change_words)))


def as_at_words(at: datetime) -> str:
    """`20 November 2026 at 2:14pm`."""
    return moment(localtime(at))


def todo(indicator: Indicator, *, has_others: bool) -> dict[str, str]:
    """Why there is no figure, and the way to one."""
    if indicator.parts is None:
        return {"text": "Nobody has submitted a value that was approved.", "href": address("submitted"),
                "link": "Submit one"}  # fmt: skip
    if has_others:
        return {"text": indicator.limits, "href": "", "link": ""}
    if indicator.lever is Lever.SPENDING:
        return {"text": "No spend file has been added for these months.", "href": address("upload_start"),
                "link": "Upload one"}  # fmt: skip
    return {
        "text": "No data has been added for these months.",
        "href": address("uploads"),
        "link": "See uploads",
    }


def better_words(indicator: Indicator) -> str:
    """Which way is better, as a word."""
    return {Direction.HIGHER: "Higher", Direction.LOWER: "Lower"}.get(indicator.direction, "Neither way")


def _noun(findings: Findings) -> str:
    points = findings.course.points
    return {1: "month", 3: "quarter", 12: "year"}.get(len(points[0].period.months) if points else 1, "period")
