"""What the database holds about plans: constraints, who sees a plan and who changes what in it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anchors.models import AnchorInstitution
from metrics.models import (
    Action,
    Commitment,
    Evidence,
    Plan,
    Pledge,
    Status,
    SubmittedIndicator,
    Target,
    Update,
)
from tests.cast import Cast


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return Plan.objects.create(
        system=cast.system, title="Plan for 2026", first_day=date(2026, 4, 1), last_day=date(2028, 3, 31)
    )


def action(plan: Plan, **changes: Any) -> Action:
    words = {"recommendation": 2, "title": "Meet 12 laundries", "due": date(2026, 10, 31)}
    return Action.objects.create(plan=plan, **words | changes)


def test_everybody_in_the_system_sees_its_plan_and_nobody_else(cast: Cast, plan: Plan) -> None:
    action(plan)
    for rows in (Plan.objects, Action.objects):
        assert rows.visible_to(cast.officer).count() == 1
        assert rows.visible_to(cast.reader).count() == 1
        assert rows.visible_to(cast.outsider).count() == 0


def test_the_board_changes_everything_and_owners_their_own(cast: Cast, plan: Plan) -> None:
    mine, other = action(plan, owner=cast.council), action(plan, owner=cast.trust)
    assert set(Action.objects.editable_by(cast.officer)) == {mine, other}
    assert set(Action.objects.editable_by(cast.contributor)) == {mine}
    assert not Action.objects.editable_by(cast.reader).exists()
    assert not Action.objects.editable_by(cast.outsider).exists()
    assert Plan.objects.editable_by(cast.officer).exists()
    assert not Plan.objects.editable_by(cast.contributor).exists()


def test_late_is_what_is_not_completed_when_its_day_is_past(cast: Cast, plan: Plan) -> None:
    late = action(plan)
    action(plan, status=Status.COMPLETED, finished_on=date(2026, 11, 2))
    assert list(Action.objects.late(date(2026, 10, 31))) == []
    assert list(Action.objects.late(date(2026, 11, 1))) == [late]
    assert late.is_late(date(2026, 11, 1))


def commitment(plan: Plan, **changes: Any) -> Commitment:
    words = {"recommendation": 2, "title": "Buy more nearby", "due": date(2027, 1, 1)}
    return Commitment.objects.create(plan=plan, **words | changes)


def evidence(plan: Plan, **what: str) -> Evidence:
    return Evidence.objects.create(plan=plan, recommendation=2, title="What shows it", **what)


def target(**changes: Any) -> Target:
    words = {"indicator": "leakage", "value": "0.5", "due": 202803, "rationale": "A tenth more"}
    return Target.objects.create(**words | changes)


def homes(plan: Plan, **changes: Any) -> SubmittedIndicator:
    words = {
        "code": "homes-built", "name": "Affordable homes built", "question": "How many homes did we build?",
        "lever": "estates", "recommendations": [7], "goal": "falling-inequality", "unit": "count",
        "direction": "higher", "numerator": "Homes finished", "why": "Homes keep people well.",
        "limits": "Counted when handed over.", "author": "Estates group", "next_review": date(2027, 4, 1),
        "cadence": "year",
    }  # fmt: skip
    return SubmittedIndicator.objects.create(**{"system": plan.system, **words, **changes})


def on_itself(plan: Plan) -> None:
    row = action(plan)
    Action.objects.filter(pk=row.pk).update(depends_on=row)


WRONG: dict[str, Callable[[Plan], object]] = {
    "a tenth recommendation": lambda plan: action(plan, recommendation=10),
    "completed at no time": lambda plan: action(plan, status=Status.COMPLETED),
    "finished but not completed": lambda plan: action(plan, finished_on=date(2026, 5, 1)),
    "waiting for itself": on_itself,
    "a promise against nothing": lambda plan: commitment(plan, recommendation=0),
    "signed by nobody": lambda plan: Pledge.objects.create(
        plan=plan, institution=AnchorInstitution.objects.all()[0], signed_on=date(2026, 5, 1)
    ),
    "no evidence": evidence,
    "two sorts of evidence": lambda plan: evidence(plan, link="https://example.org/", measure="leakage"),
    "an update about nothing": lambda plan: Update.objects.create(plan=plan, words="About nothing"),
    "an update that says nothing": lambda plan: Update.objects.create(plan=plan, action=action(plan)),
    "a plan of no days": lambda plan: Plan.objects.filter(pk=plan.pk).update(last_day=plan.first_day),
    "agreed at no time": lambda plan: Plan.objects.filter(pk=plan.pk).update(state="agreed"),
    "nobody's target": lambda plan: target(rationale=plan.title),
    "a baseline of no months": lambda plan: target(system=plan.system, baseline=1),
    "a target without a reason": lambda plan: target(system=plan.system, rationale=""),
    "an indicator of no recommendation": lambda plan: homes(plan, recommendations=[]),
    "an indicator of a tenth one": lambda plan: homes(plan, recommendations=[7, 10]),
    "a share of nothing": lambda plan: homes(plan, unit="share"),
    "approved at no time": lambda plan: homes(plan, state="approved"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_the_database_refuses_what_makes_no_sense(wrong: Callable[[Plan], object], plan: Plan) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(plan)


def test_a_system_has_one_agreed_plan_and_one_standing_target_an_indicator(cast: Cast, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="agreed", agreed_on=date(2026, 4, 2))
    words = {"first_day": date(2026, 4, 1), "last_day": date(2027, 3, 31), "agreed_on": date(2026, 5, 1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(system=cast.system, title="Another", state="agreed", **words)
    target = {
        "indicator": "leakage",
        "system": cast.system,
        "value": "0.5",
        "due": 202803,
        "rationale": "Ours",
    }
    Target.objects.create(**target)
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(**target)


def test_a_partners_target_shows_its_money_so_only_the_board_sees_it(cast: Cast) -> None:
    whole, trusts = target(system=cast.system), target(institution=cast.trust)
    assert set(Target.objects.visible_to(cast.officer)) == {whole, trusts}
    assert set(Target.objects.visible_to(cast.contributor)) == {whole}
    assert not Target.objects.visible_to(cast.outsider).exists()
