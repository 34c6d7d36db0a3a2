"""What a template makes, what the history keeps, what a recommendation's status follows from."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from metrics.models import Action, Evidence, Plan, Status, Target
from metrics.plan_templates import PLAN_TEMPLATES, Owner, PlanTemplate, plan_template
from metrics.planning import (
    agree_plan,
    assign,
    attach_evidence,
    change,
    delete_draft,
    proposal,
    remove_evidence,
    set_status,
    stamp,
    start_plan,
)
from metrics.planning.changing import ChangedMeanwhile
from metrics.progress import changes_of, gauge_of_target, gauges, standing_of
from metrics.recommendations import recommendation
from tests.cast import Cast
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger

TODAY = timezone.localdate()
FIRST, LAST = TODAY - timedelta(days=30), TODAY + timedelta(days=700)


def started(cast: Cast, code: str = "healthy-places", owners: dict[Owner, object] | None = None) -> Plan:
    return start_plan(
        cast.system, plan_template(code), by=cast.officer, first_day=FIRST, last_day=LAST, owners=owners or {}
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("template", PLAN_TEMPLATES, ids=lambda each: each.code)
def test_a_plan_is_made_just_as_it_was_shown(cast: Cast, template: PlanTemplate) -> None:
    shown = proposal(template, cast.system.name, first_day=FIRST, last_day=LAST)
    plan = started(cast, template.code)
    made = [
        (each.title, each.due, [(one.title, one.due, one.step, one.suggested_owner) for one in each.actions.all()])
        for each in plan.commitments.order_by("position")
    ]  # fmt: skip
    assert [(title, due) for title, due, _ in made] == [(each.title, each.due) for each in shown]
    for (_, _, actions), each in zip(made, shown, strict=True):
        expected = [(one.step.title, one.due, one.step.step, one.step.owner.value) for one in each.actions]
        assert sorted(actions) == sorted(expected)
        assert [one.due for one in each.actions] == sorted(one.due for one in each.actions)
    assert plan.state == Plan.State.DRAFT


def test_actions_begin_with_the_owners_that_were_chosen_and_keep_the_suggestion(cast: Cast) -> None:
    plan = started(cast, "blmk-action-plan", {Owner.BOARD: cast.board, Owner.TRUSTS: cast.trust})
    for owner, institution in ((Owner.BOARD, cast.board), (Owner.TRUSTS, cast.trust), (Owner.COUNCILS, None)):
        found = plan.actions.filter(suggested_owner=owner.value)
        assert found
        assert {each.owner for each in found} == {institution}


def test_the_history_says_what_changed_in_words(cast: Cast) -> None:
    action = started(cast).actions.first()
    fields = {"owner": cast.council, "due": date(2027, 3, 31), "next_step": "Ring them"}
    change(action, fields, by=cast.officer, words="Agreed on Monday")
    (entry,) = changes_of(action.updates.all())
    assert (entry.by, entry.words) == (cast.officer.name, "Agreed on Monday")
    assert "Owner: Marsh Borough Council" in entry.changes
    assert any(each.startswith("Due date: 31 March 2027, before: ") for each in entry.changes)
    assert change(action, fields, by=cast.officer) is None


def test_many_changes_are_written_all_or_none(cast: Cast) -> None:
    first, second = started(cast).actions.all()[:2]
    old = stamp(second, ["due"])
    Action.objects.filter(pk=second.pk).update(due=LAST - timedelta(days=1))
    rows = [(first, {"due": LAST}, stamp(first, ["due"])), (second, {"due": LAST}, old)]
    with pytest.raises(ChangedMeanwhile) as clash:
        assign(rows, by=cast.officer)
    assert clash.value.rows == (second,)
    assert not first.updates.exists()


def test_the_status_of_a_recommendation_follows_from_its_parts_and_its_steps(cast: Cast) -> None:
    plan = started(cast)

    def said() -> str:
        return standing_of(plan, 9).status.label

    parts = [*plan.actions.filter(recommendation=9), *plan.commitments.filter(recommendation=9)]
    assert said() == "Not started"
    set_status(parts[0], Status.IN_PROGRESS, by=cast.officer)
    assert said() == "In progress"
    set_status(parts[1], Status.AT_RISK, by=cast.officer)
    assert said() == "At risk"
    for part in parts:
        set_status(part, Status.COMPLETED, by=cast.officer)
    assert said() == "In progress"
    assert standing_of(plan, 9).next_missing.missing.startswith("evidence that we did this: list outcomes")
    for step in recommendation(9).steps:
        attach_evidence(plan, title="It", by=cast.officer, step=step.code, link="https://example.org/")
    assert said() == "Completed"


def test_files_go_with_their_evidence_their_draft_and_their_system(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    plan = started(cast)
    kept: list[Path] = []
    for _ in range(3):
        file = SimpleUploadedFile("minutes.pdf", b"%PDF-")
        found = attach_evidence(plan.actions.first(), title="Minutes", by=cast.officer, file=file)
        kept.append(Path(found.file.path))
    assert all(each.exists() for each in kept)
    first, *_ = Evidence.objects.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove_evidence(first, by=cast.officer)
    assert [each.exists() for each in kept] == [False, True, True]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        delete_draft(plan)
    assert not any(each.exists() for each in kept)


def test_an_agreed_plan_is_not_deleted(cast: Cast) -> None:
    plan = started(cast)
    agree_plan(plan, on=TODAY)
    with pytest.raises(ValueError, match="Only a draft"):
        delete_draft(plan)


def test_a_gauge_says_where_the_target_stands(cast: Cast, ledger: Ledger, as_: Browser) -> None:
    from metrics.measuring import measure

    ledger.pay(cast.board, 30_00, place=cast.city)
    ledger.pay(cast.board, 70_00, place=cast.far_city, supplier="Far Paper Limited")
    ledger.settle()
    measure([cast.board.pk], reason="a test")
    target = Target.objects.create(
        indicator="local-share-of-spend", system=cast.system, baseline="0.10", baseline_first=202504,
        baseline_last=202603, value="0.50", due=202703, rationale="A tenth shifted",
    )  # fmt: skip
    target.refresh_from_db()
    plan = started(cast)
    commitment = plan.commitments.filter(recommendation=2).first()
    change(commitment, {"target": target}, by=cast.officer)
    (entry,) = changes_of(commitment.updates.all())
    assert entry.changes == ("Target: Local share of spend, 50% by March 2027",)
    gauge = gauge_of_target(cast.officer, target)
    assert gauge.aim == "50% by March 2027"
    assert gauge.standing == "on"
    assert gauges(cast.officer, recommendation(2))[0].target == target
    Target.objects.filter(pk=target.pk).update(baseline="0.40")
    shown: Client = as_(cast.officer)
    for address in (reverse("board"), reverse("commitment", args=[commitment.pk])):
        text = shown.get(address).content.decode()
        assert "Behind plan" in text
        assert "was planned by now" in text
    hidden = as_(cast.reader).get(reverse("commitment", args=[commitment.pk])).content.decode()
    assert "shown to those who may read" in hidden
    assert "Behind plan" not in hidden
