"""Working through the options for a plot: what has been done, what is left, and the acts that change it.

Each act is one transaction and leaves a line in the appraisal's log. Nothing of a decided appraisal changes again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from anchors.models import User
from anchors.wording import listed
from estates.exploring import Progress, Task, is_empty, task_states, unexplored
from estates.models import Appraisal, Asked, DecisionLogEntry, Option, Plot, Route
from estates.rights import may_decide, who_decides

STANDING = (Appraisal.State.OPEN, Appraisal.State.SUBMITTED)


class CannotDo(Exception):  # noqa: N818 - it is a rule that speaks, no error
    """The act is not possible now; the message is one sentence for whoever tried."""


@dataclass(frozen=True)
class Decision:
    """What was decided, why, by whom (named by role) and when."""

    option: Option
    reason: str
    decided_by: str
    decided_on: date
    reason_unexplored: str = ""


@transaction.atomic
def begin_appraisal(plot: Plot, *, by: User) -> Appraisal:
    """The appraisal that the plot is in, or a new one. CannotDo for what is sold or kept."""
    Plot.objects.select_for_update().get(pk=plot.pk)
    standing = Appraisal.objects.filter(plot=plot, state__in=STANDING).first()
    if standing is not None:
        return standing
    if not plot.is_open:
        raise CannotDo(
            f"This land is no longer on offer: {plot.get_stage_display().lower()}. Change its stage first."
        )
    appraisal = Appraisal.objects.create(plot=plot, made_by=by)
    _log(appraisal, "Began the appraisal.", by)
    return appraisal


@transaction.atomic
def write(appraisal: Appraisal, fields: Mapping[str, Any], *, by: User, words: str) -> None:
    """Dates and words of the appraisal itself."""
    now = _open(appraisal)
    for name, value in fields.items():
        setattr(now, name, value)
    now.save(update_fields=list(fields))
    _log(now, words, by)


@transaction.atomic
def mark(appraisal: Appraisal, task: Task, *, is_done: bool, by: User, why_empty: str = "") -> None:
    """Say that a task is completed, or is not after all; `why_empty` where there is nothing in it."""
    now = _open(appraisal)
    skipped = {each: why for each, why in now.skipped.items() if each != task}
    skipped |= {str(task): why_empty} if is_done and why_empty else {}
    if skipped != now.skipped:
        now.skipped = skipped
        now.save(update_fields=["skipped"])
        _log(
            now,
            f"{task.label}: {f'nothing, because: {why_empty}' if why_empty else 'no longer left out'}.",
            by,
        )
    done = [each for each in now.done if each != task] + ([str(task)] if is_done else [])
    if sorted(done) != sorted(now.done):
        now.done = done
        now.save(update_fields=["done"])
        _log(now, f"{task.label}: {'completed' if is_done else 'not completed after all'}.", by)


@transaction.atomic
def keep_option(
    appraisal: Appraisal, fields: Mapping[str, Any], *, by: User, option: Option | None = None
) -> Option:
    """Add an option, or change one."""
    now = _open(appraisal)
    kept = option or Option(appraisal=now)
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.save()
    _log(now, f"{'Changed' if option else 'Added'} the option {kept.name}.", by)
    _settle(now, (Task.OPTIONS, Task.COSTS), by)
    return kept


@transaction.atomic
def drop_option(option: Option, *, by: User) -> None:
    """Take an option out of the comparison; the log keeps that it was there."""
    now = _open(option.appraisal)
    option.delete()
    _log(now, f"Took out the option {option.name}.", by)
    _settle(now, (Task.OPTIONS, Task.COSTS), by)


@transaction.atomic
def ask(appraisal: Appraisal, fields: Mapping[str, Any], *, by: User) -> Asked:
    """Record that somebody was asked."""
    now = _open(appraisal)
    asked = Asked.objects.create(appraisal=now, by=by, **fields)
    _log(now, f"Asked {asked.who}.", by)
    _settle(now, (Task.OFFER, Task.ASK), by)
    return asked


@transaction.atomic
def answer(asked: Asked, *, kind: str, on: date, words: str, by: User) -> None:
    """Record what somebody replied."""
    now = _open(asked.appraisal)
    asked.answer, asked.answered_on, asked.words = kind, on, words
    asked.save(update_fields=["answer", "answered_on", "words"])
    _log(now, f"{asked.who}: {asked.get_answer_display().lower()}.", by)


@transaction.atomic
def submit(appraisal: Appraisal, *, by: User) -> None:
    """Put it to the board. CannotDo while a task is left."""
    now = _open(appraisal)
    left = [state.task.label for state in task_states(now)[:-1] if state.progress is not Progress.COMPLETED]
    if left:
        raise CannotDo(f"Not everything is done. Left: {listed(left)}.")
    if not now.options.exists():
        raise CannotDo("There is no option to decide on. Add at least one.")
    _move(now, Appraisal.State.SUBMITTED, "Submitted for decision.", by)


@transaction.atomic
def take_back(appraisal: Appraisal, *, by: User) -> None:
    """Work on a submitted one again; undoes `submit`."""
    now = _locked(appraisal)
    if now.state != Appraisal.State.SUBMITTED:
        raise CannotDo("Only an appraisal that waits for a decision can be taken back.")
    _move(now, Appraisal.State.OPEN, "Taken back to be worked on.", by)


@transaction.atomic
def withdraw(appraisal: Appraisal, *, by: User) -> None:
    """Give it up; its record stays."""
    now = _locked(appraisal)
    if now.state == Appraisal.State.DECIDED:
        raise CannotDo("What was decided stays. Begin a new appraisal instead.")
    _move(now, Appraisal.State.WITHDRAWN, "Withdrew the appraisal.", by)


@transaction.atomic
def decide(appraisal: Appraisal, decision: Decision, *, by: User) -> None:
    """Record the decision.

    CannotDo for anybody but a lead of the owner, where nothing waits for one, the option is another appraisal's, or
    the market is chosen while an earlier route was not explored and no reason for that is given.
    """
    now = _locked(appraisal)
    if not may_decide(now, by):
        raise CannotDo(who_decides(now))
    if now.state != Appraisal.State.SUBMITTED:
        raise CannotDo("Only an appraisal that was submitted can be decided.")
    if decision.option.appraisal_id != now.pk:
        raise CannotDo("That option belongs to another appraisal.")
    if decision.option.route == Route.MARKET and not decision.reason_unexplored.strip():
        _refuse_unexplored(unexplored(list(now.options.all()), list(now.asked.all())))
    now.chosen, now.reason, now.reason_unexplored = (
        decision.option,
        decision.reason,
        decision.reason_unexplored,
    )
    now.decided_by, now.decided_on, now.recorded_by = decision.decided_by, decision.decided_on, by
    now.state = Appraisal.State.DECIDED
    now.save()
    _log(now, f"Decided by {decision.decided_by}: {decision.option.name}.", by)


def _settle(appraisal: Appraisal, tasks: Sequence[Task], by: User) -> None:
    """Let the record follow what is there: no reason for a task that is empty no more, none completed with nothing."""
    for task in tasks:
        empty = is_empty(appraisal, task)
        if task in appraisal.done and empty != (task in appraisal.skipped):
            mark(appraisal, task, is_done=not empty, by=by)


def _refuse_unexplored(routes: Sequence[Route]) -> None:
    if routes:
        words = listed([route.label for route in routes]).capitalize()
        raise CannotDo(
            f"{words} {'was' if len(routes) == 1 else 'were'} not explored. Explore what is left, or write the reason "
            "why the land goes to market without."
        )


def _locked(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.select_for_update(of=("self",)).select_related("plot").get(pk=appraisal.pk)


def _open(appraisal: Appraisal) -> Appraisal:
    now = _locked(appraisal)
    if now.state != Appraisal.State.OPEN:
        raise CannotDo(
            "This appraisal waits for a decision. Take it back to change it."
            if now.state == Appraisal.State.SUBMITTED
            else "This appraisal is closed. Begin a new one to look at the options again."
        )
    return now


def _move(appraisal: Appraisal, state: str, words: str, by: User) -> None:
    appraisal.state = state
    appraisal.save(update_fields=["state"])
    _log(appraisal, words, by)


def _log(appraisal: Appraisal, words: str, by: User) -> None:
    DecisionLogEntry.objects.create(appraisal=appraisal, words=words, by=by)
