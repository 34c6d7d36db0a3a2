"""Starting a plan from a template, agreeing on it, closing it."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from anchors.models import AnchorInstitution, System, User
from metrics.models import Action, Commitment, Plan
from metrics.plan_templates import Owner, PlanTemplate, TemplateAction, TemplateStep


@dataclass(frozen=True)
class ProposedAction:
    """An action that a template would make, with its day and the kind of institution that would own it."""

    step: TemplateStep
    due: date


@dataclass(frozen=True)
class Proposed:
    """A commitment that a template would make, and its actions in their order."""

    of: TemplateAction
    title: str
    due: date
    actions: tuple[ProposedAction, ...]


def proposal(template: PlanTemplate, system: str, *, first_day: date, last_day: date) -> tuple[Proposed, ...]:
    """What a template would make for a system of that name.

    The actions of a commitment are spread evenly over what is left of the plan, each due at the end of a month; the
    commitment is due with the last of them.
    """
    found = []
    today = timezone.localdate()
    first_day = max(first_day, today) if today < last_day else first_day
    for action in template.actions:
        days = [_spread(first_day, last_day, at, len(action.steps)) for at in range(1, len(action.steps) + 1)]
        steps = tuple(ProposedAction(step, due) for step, due in zip(action.steps, days, strict=True))
        found.append(Proposed(action, action.title(system), last_day, steps))
    return tuple(found)


@transaction.atomic
def start_plan(
    system: System,
    template: PlanTemplate,
    *,
    by: User,
    first_day: date,
    last_day: date,
    title: str = "",
    owners: Mapping[Owner, AnchorInstitution] | None = None,
) -> Plan:
    """A draft with the commitments and actions of a template.

    `owners` names, for a kind of suggested owner, the institution that its actions begin with; without one they
    begin unassigned, with the suggestion beside them.
    """
    plan = Plan.objects.create(
        system=system,
        title=title or f"{template.title}, {first_day.year} to {last_day.year}",
        template=template.code,
        first_day=first_day,
        last_day=last_day,
        made_by=by,
    )
    place = 0
    for each in proposal(template, system.name, first_day=first_day, last_day=last_day):
        commitment = _commitment(plan, each)
        rows = [_action(commitment, one, place + at, owners or {}) for at, one in enumerate(each.actions)]
        place += len(rows)
        Action.objects.bulk_create(rows)
    return plan


@transaction.atomic
def agree_plan(plan: Plan, *, on: date) -> None:
    """The plan holds from now on; one that held before is closed."""
    plans = Plan.objects.filter(system=plan.system)
    list(plans.select_for_update())  # two people who agree two drafts at once come one after the other
    plans.filter(state=Plan.State.AGREED).exclude(pk=plan.pk).update(state=Plan.State.CLOSED)
    plan.state, plan.agreed_on = Plan.State.AGREED, on
    plan.save(update_fields=["state", "agreed_on"])


def close_plan(plan: Plan) -> None:
    """The plan is kept and no longer changed."""
    plan.state = Plan.State.CLOSED
    plan.save(update_fields=["state"])


def delete_draft(plan: Plan) -> None:
    """Remove a draft with everything on it, files too. ValueError for a plan that was ever agreed."""
    if plan.state != Plan.State.DRAFT:
        message = "Only a draft can be deleted. Close an agreed plan instead."
        raise ValueError(message)
    plan.delete()


def _commitment(plan: Plan, each: Proposed) -> Commitment:
    found: Commitment = Commitment.objects.create(
        plan=plan,
        recommendation=each.of.recommendation,
        title=each.title[:300],
        why=each.of.summary,
        due=each.due,
        template_number=each.of.number,
        position=each.of.number,
        made_by=plan.made_by,
    )
    return found


def _action(
    commitment: Commitment, each: ProposedAction, position: int, owners: Mapping[Owner, AnchorInstitution]
) -> Action:
    return Action(
        plan=commitment.plan,
        commitment=commitment,
        recommendation=each.step.recommendation,
        step=each.step.step,
        title=each.step.title[:300],
        owner=owners.get(each.step.owner),
        suggested_owner=each.step.owner.value,
        due=each.due,
        position=position,
        made_by=commitment.made_by,
    )


def _spread(first: date, last: date, at: int, of: int) -> date:
    """The end of the month in which this part of the time is over; never after the last day."""
    day = first + timedelta(days=(last - first).days * at // of)
    return min(day.replace(day=calendar.monthrange(day.year, day.month)[1]), last)
