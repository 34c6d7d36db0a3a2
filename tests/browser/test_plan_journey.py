"""A plan in a browser: started from a template, given owners, agreed, aimed at a target, updated, seen on the board."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from anchors.models import Place
from metrics.measuring import measure
from metrics.models import Action, Group, Plan, Status, Target
from metrics.plan_templates import Owner, plan_template
from metrics.planning import agree_plan, set_status, start_plan
from metrics.recommendations import RECOMMENDATIONS
from metrics.registry import indicators
from tests.cast import Cast
from tests.spending.ledger import Ledger

Visit = Callable[..., Any]
SHARE = "local-share-of-influenceable-spend"
TEMPLATE = "BLMK action plan"


@pytest.fixture
def measured(cast: Cast) -> None:
    """Fourteen months of payments of the board's and the council's, a third of them local, measured."""
    ledger = Ledger()
    months = [date(2025 + month // 12, month % 12 + 1, 15) for month in range(7, 21)]
    for number, day in enumerate(months):
        for institution in (cast.board, cast.council):
            ledger.pay(institution, 1_000_00 + number * 50_00, day=day, place=cast.city, supplier="Near Ltd")
            ledger.pay(institution, 2_000_00, day=day, place=cast.far_city, supplier="Far Ltd", decile=1)
    ledger.settle()
    measure([cast.board.pk, cast.council.pk], reason="a test")


@pytest.mark.slow
def test_an_officer_plans_a_contributor_updates_and_the_board_changes(
    cast: Cast, measured: None, visitor: Visit
) -> None:
    amina = visitor(cast.officer.email)
    amina.go("/recommendations/")
    amina.look("board without a plan")
    action = _started(amina, cast)
    _agree(amina)
    _aim(amina)
    amina.go("/recommendations/")
    amina.look("board")
    before = amina.words()
    assert "target 45% by" in before
    assert "Not started" in _row(amina, action)

    tom = visitor(cast.contributor.email)
    tom.go("/recommendations/?owner=me")
    tom.look("board filtered to mine")
    assert "1 action" in tom.words()
    tom.follow(action.title)
    tom.look("action")
    _told(tom)
    tom.press("Change the status")
    tom.look("status")
    tom.page.get_by_label("At risk").check()
    tom.page.fill("[name=words]", "Prices are late.")
    tom.press("Save the status")
    _prove(tom)
    tom.look("action with history and evidence")
    assert "We met three local laundries." in tom.words()

    amina.go("/recommendations/")
    amina.look("board after the update")
    assert "At risk" in _row(amina, action)
    assert amina.words() != before
    amina.page.get_by_role("link", name="Show as columns by status").click()
    amina.look("board as columns")
    amina.follow(action.title)
    assert "Ask them for prices" in amina.words()
    assert "Minutes of the meeting" in amina.words()
    assert tom.faults + amina.faults == []


@pytest.mark.slow
def test_a_card_dragged_to_another_column_sends_the_form_and_the_server_answers(
    cast: Cast, visitor: Visit
) -> None:
    plan = start_plan(
        cast.system, plan_template("blmk-action-plan"), by=cast.officer, first_day=date(2026, 4, 1),
        last_day=date(2028, 3, 31),
    )  # fmt: skip
    agree_plan(plan, on=date(2026, 4, 1))
    action = plan.actions.order_by("due").first()
    assert action is not None
    amina = visitor(cast.officer.email)
    _drag(amina, action, "In progress")
    amina.look("board after a drag")
    assert f"“{action.title}” is now in progress." in amina.words()
    assert action.updates.get().by == cast.officer

    amina.go("/recommendations/?view=columns")
    set_status(action, Status.AT_RISK, by=cast.contributor)
    _drag(amina, action, "Completed", opens=False)
    assert "Somebody set it to “At risk” while you had this open" in amina.words()
    action.refresh_from_db()
    assert action.status == Status.AT_RISK

    tom = visitor(cast.contributor.email)
    tom.go("/recommendations/?view=columns")
    assert tom.page.locator("[draggable=true]").count() == 0
    assert not tom.page.get_by_text("Drag an action").is_visible()
    assert tom.faults + amina.faults == []


@pytest.mark.slow
def test_going_back_and_saving_again_makes_no_second_action(cast: Cast, visitor: Visit) -> None:
    plan = start_plan(
        cast.system, plan_template("blmk-action-plan"), by=cast.officer, first_day=date(2026, 4, 1),
        last_day=date(2028, 3, 31),
    )  # fmt: skip
    for scripts in (True, False):
        amina = visitor(cast.officer.email, scripts=scripts)
        amina.go("/recommendations/actions/new/?recommendation=2")
        title = f"Meet caterers, scripts {scripts}"
        amina.page.fill("[name=title]", title)
        amina.press("Add the action")
        amina.page.wait_for_url(re.compile(r"/actions/\d+/"))
        amina.page.go_back()
        amina.press("Add the action")
        amina.page.wait_for_url(re.compile(r"/actions/\d+/"))
        assert "This was saved before" in amina.words()
        assert plan.actions.filter(title=title).count() == 1


@pytest.mark.slow
def test_the_main_steps_of_a_plan_work_without_javascript(cast: Cast, measured: None, visitor: Visit) -> None:
    amina = visitor(cast.officer.email, scripts=False)
    amina.go("/recommendations/")
    action = _started(amina, cast)
    _agree(amina)
    _aim(amina)
    tom = visitor(cast.contributor.email, scripts=False)
    tom.go("/recommendations/?owner=me")
    tom.follow(action.title)
    tom.press("Change the status")
    tom.page.get_by_label("In progress").check()
    tom.press("Save the status")
    _prove(tom)
    amina.go("/recommendations/")
    assert "In progress" in _row(amina, action)


@pytest.mark.slow
def test_every_page_of_the_nine_is_accessible_and_fits_a_phone(
    cast: Cast, measured: None, visitor: Visit
) -> None:
    plan = start_plan(
        cast.system, plan_template("healthy-places"), by=cast.officer, first_day=date(2026, 4, 1),
        last_day=date(2028, 3, 31), owners={Owner.BOARD: cast.board, Owner.COUNCILS: cast.council},
    )  # fmt: skip
    agree_plan(plan, on=date(2026, 4, 1))
    action = plan.actions.filter(owner=cast.council).first()
    assert action is not None
    set_status(action, Status.AT_RISK, by=cast.contributor, words="Prices are late.")
    group = Group.objects.create(system=cast.system, name="Alliance", slug="alliance")
    group.institutions.set([cast.board, cast.council])
    Target.objects.create(
        indicator=SHARE, system=cast.system, value="0.45", due=202803, rationale="Agreed.", baseline="0.3",
        baseline_first=202508, baseline_last=202607, set_by=cast.officer,
    )  # fmt: skip
    amina = visitor(cast.officer.email)
    for address in _pages(plan, action, group, cast.city):
        amina.go(address)
        assert amina.page.title(), address
        assert "not found" not in amina.page.title().lower(), address
        amina.look(address.strip("/").replace("/", "-").replace("?", "-") or "start")
    assert amina.faults == []


def _pages(plan: Plan, action: Action, group: Group, place: Place) -> list[str]:
    names = (
        "board", "plan", "plan_start", "plan_edit", "plan_assign", "plan_end", "plan_print", "action_new", "commitment_new",
        "measures", "places", "submitted", "all_targets", "groups", "group_new", "digest",
    )  # fmt: skip
    pages = [reverse(name) for name in names]
    pages += [
        f"{reverse('measures')}?by=goal",
        f"{reverse('board')}?due=late&status=completed",
        "/account/tokens/",
        "/",
    ]
    pages += [reverse("recommendation", args=[number]) for number in (1, RECOMMENDATIONS[1].number)]
    pages += [
        reverse("plan_from", args=["health-foundation"]),
        reverse("pledge", args=["marsh-borough-council"]),
    ]
    pages += [reverse(f"action_{name}", args=[action.pk]) for name in ("edit", "evidence", "comment")]
    commitment = plan.commitments.first()
    assert commitment is not None
    pages += [reverse("commitment", args=[commitment.pk]), reverse("commitment_edit", args=[commitment.pk])]
    pages += [reverse("measure", args=[code]) for code in (SHARE, "total-spend", "sme-share-of-spend")]
    assert SHARE in {each.code for each in indicators()}
    views = (
        f"{reverse('measure', args=[SHARE])}?figure=course&view={view}"
        for view in ("table", "download", "about")
    )
    pages += [*views, reverse("targets", args=[SHARE]), reverse("target_new", args=["leakage"])]
    pages += [reverse("group", args=[group.slug]), reverse("place", args=[place.code])]
    pages += [reverse("institution", args=["marsh-borough-council"]), "/data/supplied/"]
    return pages


def _started(amina: Any, cast: Cast) -> Action:
    """The plan from its template; somebody of the council gets the first action that councils should begin."""
    amina.press("Start a plan")
    amina.look("templates")
    amina.follow(TEMPLATE)
    amina.look("template")
    amina.press("Start the plan as a draft")
    amina.arrive("assign")
    plan = Plan.objects.get()
    action: Action | None = (
        plan.actions.filter(suggested_owner=Owner.COUNCILS).first() or plan.actions.first()
    )
    assert action is not None
    amina.page.select_option(f"[name=person-{action.pk}]", str(cast.contributor.pk))
    amina.press("Save owners and dates")
    amina.look("owners and dates are saved")
    action.refresh_from_db()
    assert (action.owner, action.person) == (cast.council, cast.contributor)
    return action


def _agree(amina: Any) -> None:
    amina.go("/recommendations/plan/")
    amina.look("plan as a draft")
    amina.press("Agree this plan")
    amina.look("agree")
    amina.press("Agree the plan")
    amina.look("plan")
    assert Plan.objects.get().state == Plan.State.AGREED


def _aim(amina: Any) -> None:
    """45% of influenceable spend local in two years, set on the page of targets."""
    amina.go(f"/recommendations/measures/{SHARE}/")
    amina.look("measure")
    amina.follow("Targets of this measure")
    amina.look("targets of a measure")
    amina.follow("Set another target for this measure")
    amina.look("set a target")
    amina.press("Set the target")
    amina.look("set a target with errors")
    assert "Enter the value to reach" in amina.words()
    amina.page.fill("[name=value]", "45")
    amina.page.select_option("[name=due]", index=8)
    amina.page.fill("[name=rationale]", "Agreed by the board in May.")
    amina.press("Set the target")
    amina.look("target")
    assert "45%" in amina.words()
    assert Target.objects.get().rationale == "Agreed by the board in May."


def _told(tom: Any) -> None:
    """How it goes, after an empty try."""
    tom.press("Say how it is going")
    tom.press("Add the update")
    tom.look("update with an error")
    assert "Enter how it is going" in tom.words()
    tom.page.fill("[name=words]", "We met three local laundries.")
    tom.page.fill("[name=next_step]", "Ask them for prices")
    tom.press("Add the update")


def _prove(tom: Any) -> None:
    """A link as evidence."""
    tom.press("Add evidence")
    tom.look("evidence")
    tom.page.locator("main").get_by_role("link", name="link").first.click()
    tom.page.fill("[name=title]", "Minutes of the meeting")
    tom.page.fill("[name=link]", "https://example.org/minutes")
    tom.press("Add the evidence")


def _drag(amina: Any, action: Action, to: str, *, opens: bool = True) -> None:
    """Take an action's card to the column of a status, and wait for what the server says."""
    if opens:
        amina.go("/recommendations/?view=columns")
    card = amina.page.locator(".anchors-board li").filter(
        has=amina.page.get_by_role("link", name=action.title, exact=True)
    )
    column = amina.page.locator(".anchors-board section").filter(
        has=amina.page.get_by_role("heading", name=to)
    )
    with amina.page.expect_navigation():
        card.first.drag_to(column.get_by_role("heading"))


def _row(amina: Any, action: Action) -> str:
    """The board's row of an action."""
    return str(amina.page.locator("tr").filter(has_text=action.title).first.inner_text())
