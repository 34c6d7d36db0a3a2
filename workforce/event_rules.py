"""Which dated events can be true together, beside those that are kept already; what is wrong is said by line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from anchors.periods import Period
from anchors.wording import day
from workforce.event_files import EventFile, Row
from workforce.events import Beginning, Event, events_of, quarter_of_spell, refusal, spells_of
from workforce.funnel import AFTER_A_JOB
from workforce.models import Cohort, Programme, Stage
from workforce.retention import kept_until

IN_ORDER = (Stage.STARTED, Stage.JOB, Stage.WEEKS_13, Stage.WEEKS_26, Stage.WEEKS_52)
"""Nobody reaches one of these without the one before."""


@dataclass
class Judged:
    """What keeping the events would do now."""

    new: list[Event] = field(default_factory=list)
    corrected: list[Event] = field(default_factory=list)
    same: int = 0
    problems: list[str] = field(default_factory=list)
    left_out: int = 0

    @property
    def ready(self) -> list[Event]:
        """Events that would be added or corrected."""
        return [*self.new, *self.corrected]


def judged(programme: Programme, file: EventFile, *, as_at: date) -> Judged:
    """What keeping the events of a file would do, beside those that are kept already; nothing is written.

    Where one row of somebody's has a problem, the others of the same spell are left out with it.
    """
    kept = {(*each.begun, each.stage): each for each in events_of(programme)}
    kept_spells = spells_of(kept.values())
    cohorts = {each.started: each for each in programme.cohorts.all()}
    by_spell: dict[Beginning, list[Row]] = {}
    for row in file.rows:
        by_spell.setdefault(row.event.begun, []).append(row)
    found, problems = Judged(left_out=file.unread), list[tuple[int, str]]()
    for begun, rows in by_spell.items():
        wrong = _doubles(rows) or _far_off(programme, rows) or _wrong(kept_spells.get(begun, {}), rows, as_at)
        quarter = quarter_of_spell(
            {**kept_spells.get(begun, {}), **{row.event.stage: row.event for row in rows}}
        )
        if not wrong and quarter and (words := _closed(programme, quarter, cohorts.get(quarter))):
            wrong = [(rows[0].number, words)]
        if wrong or begun in file.spoilt:
            problems += wrong
            found.left_out += len(rows)
        else:
            _sort([row.event for row in rows], kept, found)
    told = file.problems + [(number, f"Row {number}: {words}.") for number, words in problems]
    found.problems = [words for _, words in sorted(told)]
    return found


def _closed(programme: Programme, quarter: Period, cohort: Cohort | None) -> str:
    """Why no event may fall into a quarter; empty where one may."""
    if cohort and not cohort.is_folded:
        return refusal(cohort)
    last = kept_until(programme, quarter)
    if last is None or last < timezone.localdate():
        return f"events of people who started in {quarter.label} are not kept any more. Enter counts for them instead"
    return ""


def _sort(events: Iterable[Event], kept: Mapping[Any, Event], found: Judged) -> None:
    for each in events:
        there = kept.get((*each.begun, each.stage))
        if there == each:
            found.same += 1
        else:
            (found.new if there is None else found.corrected).append(each)


def _doubles(rows: Iterable[Row]) -> list[tuple[int, str]]:
    first: dict[Stage, int] = {}
    return [
        (row.number, f"row {before} has the same person, spell and stage. Keep one of them")
        for row in rows
        if (before := first.setdefault(row.event.stage, row.number)) != row.number
    ]


def _far_off(programme: Programme, rows: Iterable[Row]) -> list[tuple[int, str]]:
    """People start while the programme runs; what comes before a start may be older, but not by more than a year."""
    first, last = programme.first_day, programme.last_day
    found = []
    for row in rows:
        if row.event.stage == Stage.STARTED and row.event.on < first:
            found.append((row.number, f"the programme starts on {day(first)}, after this day. Check both"))
        elif row.event.stage == Stage.STARTED and last and row.event.on > last:
            found.append((row.number, f"the programme ended on {day(last)}, before this day. Check both"))
        elif row.event.on < first - timedelta(days=366):
            words = f"this day is more than a year before the programme started on {day(first)}. Check it"
            found.append((row.number, words))
    return found


def _wrong(before: Mapping[Stage, Event], rows: Sequence[Row], as_at: date) -> list[tuple[int, str]]:
    """What cannot be in a spell once these rows have joined it, each said of a row of the file."""
    spell = {stage: each.on for stage, each in before.items()} | {
        row.event.stage: row.event.on for row in rows
    }
    lines = {row.event.stage: row.number for row in rows}
    found = [
        (row.number, f"this day is after {day(as_at)}, up to which the file speaks")
        for row in rows
        if row.event.on > as_at
    ]
    for stage, words, others in _objections(spell):
        line = next((lines[each] for each in (stage, *others) if each in lines), None)
        if line is not None:
            found.append((line, words))
    return found


def _objections(spell: Mapping[Stage, date]) -> Iterable[tuple[Stage, str, tuple[Stage, ...]]]:
    """The stage, what is wrong, and the stages with which it does not agree."""
    start = spell.get(Stage.STARTED)
    if start is None:
        words = "no start is known for this person. Add the day on which they started"
        return [(stage, words, ()) for stage in spell if stage != Stage.REFERRED]
    return [*_about_start(spell, start), *_about_order(spell), *_about_weeks(spell)]


def _about_start(spell: Mapping[Stage, date], start: date) -> Iterable[tuple[Stage, str, tuple[Stage, ...]]]:
    for stage, on in spell.items():
        if stage == Stage.REFERRED and on > start:
            yield stage, "somebody is referred before they start. Check both days", (Stage.STARTED,)
        elif stage != Stage.REFERRED and on < start:
            yield stage, "this day is before the person’s start. Check both days", (Stage.STARTED,)


def _about_order(spell: Mapping[Stage, date]) -> Iterable[tuple[Stage, str, tuple[Stage, ...]]]:
    for early, late in pairwise(IN_ORDER):
        if late in spell and early not in spell:
            yield late, f"nobody is at “{late.label}” without “{early.label}”. Add that day", ()
    if Stage.JOB in spell and Stage.OFFER in spell and spell[Stage.JOB] < spell[Stage.OFFER]:
        words = f"this day is before the one of “{Stage.OFFER.label}”. Check both days"
        yield Stage.JOB, words, (Stage.OFFER,)


def _about_weeks(spell: Mapping[Stage, date]) -> Iterable[tuple[Stage, str, tuple[Stage, ...]]]:
    job = spell.get(Stage.JOB)
    for stage, weeks in AFTER_A_JOB.items():
        if job and stage in spell and spell[stage] < job + timedelta(weeks=weeks):
            yield (
                stage,
                f"this day is less than {weeks} weeks after the job began. Check both days",
                (Stage.JOB,),
            )
    for early, late in pairwise(stage for stage in AFTER_A_JOB if stage in spell):
        if spell[late] < spell[early]:
            yield late, f"this day is before the one of “{early.label}”. Check both days", (early,)
