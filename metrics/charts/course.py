"""The course of a measure as a figure: a run chart with its median, or an XmR chart with mean and limits."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from anchors import wording
from anchors.charts import Column, Figure, Table, drawing
from anchors.charts.drawing import Size
from anchors.charts.palette import INK, TONES
from metrics.charts.marks import (
    NARROW,
    TARGET,
    WIDE,
    Level,
    Scale,
    TargetLine,
    haloed,
    key,
    level_key,
    level_lines,
    level_words,
    mark,
    period_name,
    polyline,
    runs,
)
from metrics.courses import Course, CoursePoint
from metrics.registry import Unit
from metrics.spc import LEAST_POINTS, Sign, Signal, Variation, XmR
from metrics.wording import exact_words, short_words

KEY = "course"


def course_figure(course: Course, target: TargetLine | None = None, *, target_note: str = "") -> Figure:
    """Chart and table of the same points; a course without any value is only a table.

    `target_note` says how a target's line was made, or why it has none.
    """
    title = finding(course)
    figure = Figure(key=KEY, title=title, subtitle=subtitle(course), table=_table(course, target))
    if not course.known:
        return figure
    alt = (
        f"{_kind(course)} of {_count(course)}. {title}. {_levels_sentence(course, target)} "
        "The figures are in the table view."
    )
    wide, narrow = (_drawing(size, course, target, alt) for size in (WIDE, NARROW))
    shown = [(course.nature_of(point), point.is_whole) for point in course.known]
    return Figure(
        key=KEY,
        title=title,
        subtitle=figure.subtitle,
        table=figure.table,
        wide=wide,
        narrow=narrow + level_key(_levels(course, target)) + (key(shown) if course.chart else Markup("")),
        notes=(*_notes(course), *([target_note] if target_note else ())),
    )


def finding(course: Course) -> str:
    """What the chart shows, in 10 words or fewer, true of every point."""
    if not course.known:
        return "No data to draw"
    if course.chart is None:
        why = "No limits: it stood still for" if course.stood_still else "Too soon to say: fewer than"
        return f"{why} {LEAST_POINTS} {_noun(course, 2)}"
    newest = course.judged[-1]
    if not newest.signs:
        if any(point.signs for point in course.judged):
            return f"The latest {_noun(course, 1)} is within ordinary variation"
        return "No change beyond ordinary variation"
    sign = newest.signs[0]
    length = _run_length(course.judged, sign)
    match sign.signal:
        case Signal.SHIFT:
            side = "above" if sign.side > 0 else "below"
            average = "old average" if _has_later(course) else "average"
            return f"{_number(length)} {_noun(course, length)} running {side} the {average}"
        case Signal.TREND:
            return f"{_number(length)} {_noun(course, length)} running {'up' if sign.side > 0 else 'down'}"
        case Signal.OUTSIDE:
            return f"The latest {_noun(course, 1)} is {'above the upper' if sign.side > 0 else 'below the lower'} limit"
        case Signal.NEAR_LIMIT:
            return f"Lately close to the {'upper' if sign.side > 0 else 'lower'} limit"


def subtitle(course: Course) -> str:
    """Measure, periods, sort of chart."""
    chart = "XmR control chart" if course.chart else "Run chart"
    return f"{course.indicator.name}, by {_noun(course, 1)}, {course.period.label}. {chart}."


def baseline_words(course: Course) -> str:
    """From which points average and limits come."""
    chart = course.chart
    if chart is None:
        return ""
    count, noun = chart.baseline, _noun(course, 2)
    if not _has_later(course):
        return f"Average and limits are of the {count} {noun} shown, the baseline."
    last = period_name(course.judged[count - 1].period)
    return (
        f"Average and limits are of the first {count} {noun} shown, to {last}: the baseline. "
        f"The {noun} after it are read against it, so that a change does not move the limits that show it."
    )


def _has_later(course: Course) -> bool:
    """Whether there are points after those that average and limits come from."""
    return course.chart is not None and course.chart.baseline < len(course.judged)


def limits(course: Course) -> tuple[Decimal | None, Decimal | None]:
    """Lower and upper limit, each None where no value of this unit could lie beyond it."""
    chart = course.chart
    if chart is None:
        return None, None
    unit = course.indicator.unit
    lower = None if unit is not Unit.POUNDS and chart.lower < 0 else chart.lower
    return lower, None if unit is Unit.SHARE and chart.upper > 1 else chart.upper


def _drawing(size: Size, course: Course, target: TargetLine | None, alt: str) -> Markup:
    levels = _levels(course, target)
    values = [point.value for point in course.known if point.value is not None]
    plan = list(target.plan.values()) if target else []
    scale = Scale(
        size, course, [*values, *(each.value for each in levels), *plan], [each.words for each in levels]
    )
    parts = [*scale.grid(), *_baseline(scale, course), *level_lines(scale, levels)]
    plan_line = _plan(scale, course, target)
    parts += plan_line
    for run in runs(course.points):
        places = [(scale.x(index), scale.y(_value(course.points[index]))) for index in run]
        parts.append(polyline(places, stroke=INK, width=2))
    for index, point in enumerate(course.points):
        if point.value is not None:
            nature = course.nature_of(point) if course.chart else Variation.COMMON
            parts.append(mark(nature, scale.x(index), scale.y(point.value), is_whole=point.is_whole))
    ends = _plan_words(course, target) if plan_line else []
    if size.is_narrow:
        parts += [_under_end(scale, each) for each in ends]
    else:
        parts += level_words(scale, [*levels, *ends])
    parts += [*_newest(scale, course), *scale.period_labels()]
    return drawing.canvas(size, scale.bottom + 40, alt, parts)


def _levels(course: Course, target: TargetLine | None) -> list[Level]:
    def words(name: str, value: Decimal) -> str:
        return f"{name} {short_words(course.indicator, value)}"

    found = []
    if course.chart:
        lower, upper = limits(course)
        if upper is not None:
            found.append(Level(upper, words("Upper limit", upper), is_dashed=True))
        found.append(Level(course.chart.mean, words("Average", course.chart.mean), TONES["1"]))
        if lower is not None:
            found.append(Level(lower, words("Lower limit", lower), is_dashed=True))
    elif course.median is not None:
        found.append(Level(course.median, words("Median", course.median), TONES["1"]))
    if target:
        found.append(Level(target.value, target.words, TARGET, 2))
    return found


def _baseline(scale: Scale, course: Course) -> list[Markup]:
    """A wash behind the points that the limits come from, where those are not all."""
    chart = course.chart
    if chart is None or not _has_later(course):
        return []
    last = course.points.index(course.judged[chart.baseline - 1])
    width = scale.x(last) - scale.left
    washed = drawing.bar(scale.left, scale.top, width, scale.bottom - scale.top, "#EEF3F8")
    span = f"{chart.baseline} {_noun(course, 2)} to {period_name(course.points[last].period)}"
    words = "Baseline" if scale.size.is_narrow else f"Baseline: {span}"
    return [
        washed,
        drawing.muted(scale.left, scale.top - 8, words, size=scale.size.small, anchor="start"),
    ]


def _plan(scale: Scale, course: Course, target: TargetLine | None) -> list[Markup]:
    """The way to the target, dotted; nothing where fewer than two points have a place on it."""
    places = [
        (scale.x(index), scale.y(target.plan[point.period]))
        for index, point in enumerate(course.points)
        if target and point.period in target.plan
    ]
    return [polyline(places, stroke=TARGET, width=2, dash="2 4")] if len(places) > 1 else []


def _plan_words(course: Course, target: TargetLine | None) -> list[Level]:
    """Where the plan is now, unless it has arrived at the target's own line."""
    now = target.plan.get(course.points[-1].period) if target else None
    if now is None or (target and now == target.value):
        return []
    return [Level(now, f"Plan {short_words(course.indicator, now)}", TARGET)]


def _under_end(scale: Scale, level: Level) -> Markup:
    """Words under the right end of a line that is not level."""
    y = min(scale.y(level.value) + 18, scale.bottom - 4)
    return haloed(scale.right, y, level.words, size=scale.size.small, anchor="end", fill=level.colour)


def _newest(scale: Scale, course: Course) -> list[Markup]:
    """The newest value in words, above its point, or below it where the line comes from above."""
    index = max(index for index, point in enumerate(course.points) if point.value is not None)
    value = _value(course.points[index])
    before = next((p.value for p in reversed(course.points[:index]) if p.value is not None), None)
    falls = before is not None and before > value
    words = short_words(course.indicator, value)
    y = scale.y(value) + (22 if falls and scale.y(value) < scale.bottom - 26 else -12)
    return [haloed(min(scale.x(index) + 8, scale.right), y, words, size=15, anchor="end")]


def _table(course: Course, target: TargetLine | None) -> Table:
    """Newest first, as people look for the newest."""
    is_several = any(point.expected > 1 for point in course.points)
    has_plan = bool(target and target.plan)
    columns = [Column(_noun(course, 1).capitalize()), Column("Value", "count")]
    columns += (
        [Column("Numerator", "count"), Column("Denominator", "count")] if course.indicator.is_ratio else []
    )
    columns += [Column("Plan", "count")] if has_plan else []
    columns += [Column("Institutions", "count")] if is_several else []
    columns += [Column("What it says")] if course.chart else []
    rows = []
    for point in reversed(course.points):
        reading = point.reading
        cells: list[object] = [
            period_name(point.period).replace(" ", "\N{NO-BREAK SPACE}"),
            _exact(course, point.value),
        ]
        if course.indicator.is_ratio:
            cells += [
                wording.rounded(each) if each is not None else None
                for each in (reading.numerator if reading else None, reading.denominator if reading else None)
            ]
        if has_plan and target:
            cells.append(_exact(course, target.plan.get(point.period)) or wording.NOT_APPLICABLE)
        if is_several:
            cells.append(f"{len(reading.institutions)} of {point.expected}" if reading else None)
        if course.chart:
            cells.append(said(course, point))
        rows.append(tuple(cells))
    return Table(subtitle(course), tuple(columns), tuple(rows))


def said(course: Course, point: CoursePoint) -> str:
    """What a point says: its signs, or why it is not judged."""
    if point.value is None:
        return wording.NO_DATA
    if point not in course.judged:
        return "Not judged: not every institution supplied"
    if not point.signs:
        return "Common cause"
    nature = course.nature_of(point).label
    return f"Special cause, {nature}: {wording.listed(sign.signal.label for sign in point.signs)}"


def _notes(course: Course) -> tuple[str, ...]:
    found = []
    if course.stood_still:
        span = f"the first {LEAST_POINTS} {_noun(course, 2)} shown"
        found.append(
            f"It stood still through {span}, so how much it moves by itself is not known: only the median is drawn."
        )
    elif course.chart is None:
        found.append(
            f"Limits are drawn from {LEAST_POINTS} {_noun(course, 2)} on; until then ordinary change cannot be told "
            "from a real one, and only the median is drawn."
        )
    else:
        found.append(baseline_words(course))
        found += [f"No {name} limit is drawn: no value could lie beyond it." for name in _undrawn(course)]
    if any(not point.is_whole for point in course.known):
        judged = "They are judged with the others." if course.indicator.is_ratio else "They are not judged."
        found.append(
            f"In {_noun(course, 2)} drawn in grey not every institution has supplied its data. {judged}"
        )
    gone = [point.period for point in course.points if point.value is None]
    if gone:
        found.append(f"No data: {wording.months(ym for period in gone for ym in period.months)}.")
    return tuple(found)


def _undrawn(course: Course) -> list[str]:
    lower, upper = limits(course)
    return [name for name, limit in (("lower", lower), ("upper", upper)) if limit is None]


def _levels_sentence(course: Course, target: TargetLine | None) -> str:
    newest = _exact(course, course.known[-1].value)
    parts = [f"The newest is {newest}"]
    chart: XmR | None = course.chart
    if chart:
        lower, upper = limits(course)
        ends = [f"{name} limit {_exact(course, value)}" for name, value in (("lower", lower), ("upper", upper))
                if value is not None]  # fmt: skip
        parts.append(wording.listed([f"average {_exact(course, chart.mean)}", *ends]))
    elif course.median is not None:
        parts.append(f"median {_exact(course, course.median)}")
    if target:
        parts.append(target.words[:1].lower() + target.words[1:])
    return f"{', '.join(parts)}."


def _exact(course: Course, value: Decimal | None) -> str | None:
    return None if value is None else exact_words(course.indicator, value)


def _run_length(points: Sequence[CoursePoint], sign: Sign) -> int:
    """How many of the newest points carry the sign."""
    count = 0
    for point in reversed(points):
        if sign not in point.signs:
            break
        count += 1
    return count


def _value(point: CoursePoint) -> Decimal:
    assert point.value is not None  # noqa: S101 - asked only of points with one
    return point.value


def _noun(course: Course, count: int) -> str:
    months = len(course.points[0].period.months) if course.points else 1
    return wording.noun(count, {1: "month", 3: "quarter", 12: "year"}.get(months, "period"))


def _count(course: Course) -> str:
    return f"{len(course.points)} {_noun(course, len(course.points))}"


def _kind(course: Course) -> str:
    return "Control chart" if course.chart else "Run chart"


def _number(count: int) -> str:
    words = ("Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
    return words[count - 7] if 7 <= count <= 12 else wording.count(count)
