"""What pages say of targets: where a subject is on its lines, a line as a table, an earlier target as a story."""

from decimal import Decimal
from typing import Any

from anchors.charts import Column, Table
from anchors.models import User
from anchors.periods import MONTHS_IN_YEAR, Period, month_name, months_earlier
from anchors.wording import plural
from metrics.definitions import definitions_for
from metrics.models import Target
from metrics.progress import Gauge, gauges_of
from metrics.readings import latest_period, measured
from metrics.registry import Indicator
from metrics.subjects import Subject
from metrics.targeting import standing_targets
from metrics.trajectory import corners, planned
from metrics.wording import exact_words, read_in, value_words

MOST_ROWS = 9
QUARTER = 3


def target_gauges(user: User, subject: Subject) -> list[Gauge]:
    """Every indicator of a subject with its latest reading, its target, and where the target's line is by then."""
    held, wanted = standing_targets(user, subject), definitions_for(user)
    return gauges_of(wanted, subject, held)


def baseline_words(indicator: Indicator, target: Target) -> str:
    """Where a target starts: `33.1% in the 12 months to March 2026`; empty without a baseline."""
    if target.baseline is None or target.baseline_first is None or target.baseline_last is None:
        return ""
    period = Period(target.baseline_first, target.baseline_last)
    return f"{exact_words(indicator, target.baseline)} {read_in(indicator, period)}"


def gauge_of(indicator: Indicator, subject: Subject, target: Target | None) -> Gauge:
    """The latest reading of a subject against a target, or none."""
    (found,) = gauges_of([indicator], subject, {indicator.code: target} if target else {})
    return found


def target_lead(indicator: Indicator, subject: Subject, gauge: Gauge) -> str:
    """What is wanted and where we are, in one sentence or two."""
    if gauge.target is None:
        return f"{subject.name} has no target for this measure."
    value, due = value_words(indicator, gauge.target.value), month_name(gauge.target.due)
    wanted = f"{subject.name} wants to reach {value} by {due}."
    if gauge.reading is None or gauge.period is None:
        return f"{wanted} Nothing has been measured yet."
    return f"{wanted} It was {value_words(indicator, gauge.reading.value)} {gauge.months}."


def line_table(indicator: Indicator, subject: Subject, target: Target) -> Table:
    """The line at each corner and quarter, beside what was measured in as many months as the baseline has."""
    length = months_of(target)
    latest = latest_period(subject.ids, indicator.code)
    rows = []
    for ym in _months_shown(target, latest):
        line = planned(target, ym)
        reading = None
        if latest and ym <= latest.last:
            reading = _measured_to(ym, indicator, subject, length)
        is_to_come = latest is None or ym > latest.last
        rows.append((
            month_name(ym),
            exact_words(indicator, line) if line is not None else "Not applicable",
            "Too soon to say" if is_to_come else exact_words(indicator, reading),
        ))  # fmt: skip
    measured_words = (
        f"Measured, {plural(length, 'month')} to then" if length > 1 else "Measured in that month"
    )
    columns = (Column("Month"), Column("Planned", "count"), Column(measured_words, "count"))
    return Table("The line from the baseline to the target", columns, tuple(rows))


def _measured_to(ym: int, indicator: Indicator, subject: Subject, length: int) -> Decimal | None:
    """The value of so many months up to one; none in the midst of a quarter or year that one figure stands for."""
    found = measured(indicator, subject.ids, Period(months_earlier(ym, length - 1), ym))
    if found is None or (indicator.covers > 1 and found.periods[-1].last != ym):
        return None
    return found.value


def months_of(target: Target) -> int:
    """How many months together a target is for: as many as its baseline has, 12 without one."""
    if target.baseline_first is None or target.baseline_last is None:
        return MONTHS_IN_YEAR
    return len(Period(target.baseline_first, target.baseline_last).months)


def _months_shown(target: Target, latest: Period | None) -> list[int]:
    """Corners of the line, the newest month measured, and the ends of quarters as far as there is room."""
    fixed = {each.ym for each in corners(target)}
    first = min(fixed)
    if latest and first <= latest.last <= target.due:
        fixed.add(latest.last)
    between = [ym for ym in Period(first, target.due).months if ym % 100 % QUARTER == 0 and ym not in fixed]
    room = max(MOST_ROWS - len(fixed), 0)
    every = max(-(-len(between) // room), 1) if room else len(between) + 1
    return sorted(fixed | set(between[every - 1 :: every]))


def told(indicator: Indicator, target: Target) -> dict[str, Any]:
    """An earlier target as the history shows it."""
    start = baseline_words(indicator, target)
    return {
        "what": f"{value_words(indicator, target.value)} by {month_name(target.due)}",
        "start": f"From {start}." if start else "",
        "rationale": target.rationale,
        "set": _who(target.set_by, "Set"),
        "set_at": target.set_at,
        "ended": _who(target.ended_by, "Ended"),
        "ended_at": target.ended_at,
        "why": target.ended_why,
    }


def _who(user: User | None, verb: str) -> str:
    return f"{verb} by {user.name}" if user else f"{verb} by somebody whose account is gone"
