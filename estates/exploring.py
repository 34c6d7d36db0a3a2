"""What an appraisal's tasks come to: how far each is, what is in it, what of it stays empty and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from anchors.wording import listed
from estates.models import EARLIER_ROUTES, Appraisal, Asked, Option, Route

FIGURES = (
    "receipt", "income", "staff_homes", "jobs", "workspace_m2", "community_m2", "community_hours", "saved_cost",
    "carbon", "first_used",
)  # fmt: skip
"""What options are compared on, beside their homes."""

COSTS = ("receipt", "income", "saved_cost", "carbon")


class Task(StrEnum):
    """The tasks of an appraisal, in order."""

    DESCRIBE = "describe"
    LIMITS = "limits"
    OFFER = "offer"
    OPTIONS = "options"
    SOCIAL_VALUE = "social-value"
    COSTS = "costs"
    ASK = "ask"
    SUBMIT = "submit"

    @property
    def label(self) -> str:
        """What people read."""
        return _TASKS[self]


_TASKS = {
    Task.DESCRIBE: "Describe the site",
    Task.LIMITS: "Check what limits it: title, PFI, flood, listing",
    Task.OFFER: "Offer it to other public bodies",
    Task.OPTIONS: "Set out the options",
    Task.SOCIAL_VALUE: "Test each option against social value",
    Task.COSTS: "Add the costs",
    Task.ASK: "Ask partners and residents",
    Task.SUBMIT: "Check answers and submit for decision",
}


FILLED = (Task.OFFER, Task.OPTIONS, Task.COSTS, Task.ASK)
"""Tasks that are completed by what is in them, or, all but the options, by a reason why there is nothing."""


class Progress(StrEnum):
    """How far a task is. Somebody says that it is completed; the rest follows from what was entered."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"
    CANNOT_START = "Cannot start yet"


@dataclass(frozen=True)
class TaskState:
    """A task, how far it is, and what there is to say of it."""

    task: Task
    progress: Progress
    note: str = ""


def task_states(appraisal: Appraisal) -> list[TaskState]:
    """Every task in order."""
    options, asked = list(appraisal.options.all()), list(appraisal.asked.all())
    states = [
        _state(
            appraisal,
            task,
            begun=bool(_begun(appraisal, task, options, asked)),
            note=_note(task, options, asked),
        )
        for task in Task
        if task is not Task.SUBMIT
    ]
    ready = all(state.progress is Progress.COMPLETED for state in states)
    return [*states, TaskState(Task.SUBMIT, _submitting(appraisal, ready=ready))]


def is_empty(appraisal: Appraisal, task: str) -> bool:
    """Whether there is nothing in a task that is completed by what is in it."""
    content = _begun(appraisal, Task(task), list(appraisal.options.all()), list(appraisal.asked.all()))
    return task in FILLED and not content


def left_empty(appraisal: Appraisal) -> Mapping[Task, str]:
    """The tasks with nothing in them that somebody gave a reason for; a task that was filled since has none."""
    return {Task(task): why for task, why in appraisal.skipped.items() if is_empty(appraisal, task)}


def unexplored(options: Sequence[Option], asked: Sequence[Asked]) -> list[Route]:
    """The routes before a market sale for which no option has a figure and nobody asked has answered."""
    explored = {option.route for option in options if has_figures(option)}
    explored |= {each.route for each in asked if each.answer != Asked.Answer.WAITING}
    return [route for route in EARLIER_ROUTES if route not in explored]


def has_figures(option: Option) -> bool:
    """Whether anything about it can be compared."""
    return bool(option.homes) or any(getattr(option, name) is not None for name in FIGURES)


def _state(appraisal: Appraisal, task: Task, *, begun: bool, note: str) -> TaskState:
    if task in appraisal.done:
        return TaskState(task, Progress.COMPLETED, note)
    return TaskState(task, Progress.IN_PROGRESS if begun else Progress.NOT_STARTED, note)


def _begun(appraisal: Appraisal, task: Task, options: Sequence[Option], asked: Sequence[Asked]) -> object:
    plot = appraisal.plot
    match task:
        case Task.DESCRIBE:
            return plot.area_ha is not None or plot.floor_m2 is not None
        case Task.LIMITS:
            return plot.limits
        case Task.OFFER:
            return [each for each in asked if each.kind == Asked.Who.PUBLIC]
        case Task.OPTIONS:
            return options
        case Task.SOCIAL_VALUE:
            return appraisal.social_value
        case Task.COSTS:
            return [option for option in options if any(getattr(option, name) is not None for name in COSTS)]
    return [each for each in asked if each.kind != Asked.Who.PUBLIC]


def _note(task: Task, options: Sequence[Option], asked: Sequence[Asked]) -> str:
    if task is Task.OFFER:
        return _replies([each for each in asked if each.kind == Asked.Who.PUBLIC])
    if task is Task.ASK:
        return _replies([each for each in asked if each.kind != Asked.Who.PUBLIC])
    if task is Task.COSTS and options:
        lacking = [name for name in COSTS if all(getattr(option, name) is None for option in options)]
        names = [str(Option._meta.get_field(name).verbose_name).split(",")[0] for name in lacking]  # type: ignore[union-attr]  # noqa: SLF001
        return f"No option has a figure yet for {listed(names)}" if names else ""
    return ""


def _replies(asked: Sequence[Asked]) -> str:
    if not asked:
        return ""
    replied = [each for each in asked if each.answer != Asked.Answer.WAITING]
    interested = [each.who for each in asked if each.answer == Asked.Answer.INTERESTED]
    words = f"{len(replied)} of {len(asked)} replies received"
    return f"{words}; interested: {listed(interested)}" if interested else words


def _submitting(appraisal: Appraisal, *, ready: bool) -> Progress:
    if appraisal.state in (Appraisal.State.SUBMITTED, Appraisal.State.DECIDED):
        return Progress.COMPLETED
    return Progress.NOT_STARTED if ready else Progress.CANNOT_START
