"""Where a recommendation stands in a plan: its status in words, its steps with evidence, the next missing step."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from anchors.models import AnchorInstitution
from anchors.wording import plural
from metrics.models import Action, Commitment, Evidence, Plan, Status
from metrics.recommendations import RECOMMENDATIONS, Recommendation, Step, recommendation

PLEDGE_STEP = "1.2"
"""The step that is shown by pledges: it is done when every institution of the system has signed."""


@dataclass(frozen=True)
class StepStanding:
    """A step of a recommendation with what shows that it was done. Without evidence it does not count."""

    step: Step
    evidence: tuple[Evidence, ...]
    actions: tuple[Action, ...]
    is_shown: bool
    missing: str

    @property
    def is_started(self) -> bool:
        """Whether somebody works on it or shows something for it."""
        return bool(self.evidence) or any(each.status != Status.NOT_STARTED for each in self.actions)


@dataclass(frozen=True)
class Standing:
    """One of the nine in a plan."""

    of: Recommendation
    steps: tuple[StepStanding, ...]
    commitments: tuple[Commitment, ...]
    actions: tuple[Action, ...]

    @property
    def shown(self) -> int:
        """How many steps have evidence."""
        return len([each for each in self.steps if each.is_shown])

    @property
    def next_missing(self) -> StepStanding | None:
        """The first step that has none."""
        return next((each for each in self.steps if not each.is_shown), None)

    @property
    def late(self) -> tuple[Action, ...]:
        """Actions whose day is past."""
        today = timezone.localdate()
        return tuple(each for each in self.actions if each.is_late(today))

    @property
    def status(self) -> Status:
        """At risk where an owner says so of any part; completed when all parts are and no step is missing."""
        parts: list[Commitment | Action] = [*self.commitments, *self.actions]
        said = {Status(each.status) for each in parts}
        if Status.AT_RISK in said:
            return Status.AT_RISK
        if said == {Status.COMPLETED} and self.next_missing is None:
            return Status.COMPLETED
        if said <= {Status.NOT_STARTED} and not self.shown:
            return Status.NOT_STARTED
        return Status.IN_PROGRESS


def standings(plan: Plan) -> tuple[Standing, ...]:
    """All nine, from five queries."""
    rows = Action.objects.filter(plan=plan).select_related("owner", "person", "commitment", "depends_on")
    rows = rows.annotate(updated_at=Max("updates__at"))
    actions = list(rows.order_by("recommendation", "position", "pk"))  # a sum by row forgets the usual order
    commitments = list(Commitment.objects.filter(plan=plan).select_related("institution", "target"))
    evidence = list(Evidence.objects.filter(plan=plan).select_related("by", "action", "commitment"))
    unsigned = _unsigned(plan)
    return tuple(
        Standing(
            of=each,
            steps=tuple(_step(step, evidence, actions, unsigned) for step in each.steps),
            commitments=tuple(one for one in commitments if one.recommendation == each.number),
            actions=tuple(one for one in actions if one.recommendation == each.number),
        )
        for each in RECOMMENDATIONS
    )


def standing_of(plan: Plan, number: int) -> Standing:
    """One of them. KeyError for a number that is none of the nine."""
    recommendation(number)
    return standings(plan)[number - 1]


def next_missing_step(plan: Plan, number: int) -> StepStanding | None:
    """The first step of a recommendation that has no evidence; None when all have."""
    return standing_of(plan, number).next_missing


def _step(
    step: Step,
    evidence: Sequence[Evidence],
    actions: Sequence[Action],
    unsigned: Sequence[AnchorInstitution],
) -> StepStanding:
    found = tuple(each for each in evidence if each.step == step.code)
    serving = tuple(each for each in actions if each.step == step.code)
    is_shown, missing = bool(found), step.title[:1].lower() + step.title[1:]
    if step.code == PLEDGE_STEP:
        is_shown = not unsigned
        missing = _pledges_words(unsigned)
    elif serving and all(each.status == Status.COMPLETED for each in serving):
        missing = f"evidence that we did this: {missing}"
    return StepStanding(step, found, serving, is_shown, missing)


def _unsigned(plan: Plan) -> list[AnchorInstitution]:
    """Members of the system today that have not signed the pledge."""
    members = AnchorInstitution.objects.in_system(plan.system, timezone.localdate())
    signed = plan.pledges.filter(signed_on__isnull=False).values("institution")
    return list(members.exclude(pk__in=signed))


def _pledges_words(unsigned: Sequence[AnchorInstitution]) -> str:
    if not unsigned:
        return ""
    others = len(unsigned) - 1
    first = f"pledge from {unsigned[0].name}"
    return f"{first} and {plural(others, 'other institution')}" if others else first
