"""The board and the pages of a plan: what people see, what they may do, and what is never lost."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from metrics.measuring import measure
from metrics.models import Action, Comment, Commitment, Evidence, Plan, Pledge, Status
from metrics.plan_templates import PLAN_TEMPLATES, Owner, plan_template
from metrics.planning import set_status, start_plan
from metrics.progress import next_missing_step, standing_of
from tests.cast import Cast
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger

FIRST, LAST = date(2026, 4, 1), date(2028, 3, 31)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return start_plan(
        cast.system,
        plan_template("blmk-action-plan"),
        by=cast.officer,
        first_day=FIRST,
        last_day=LAST,
        owners={Owner.BOARD: cast.board, Owner.COUNCILS: cast.council},
    )


@pytest.fixture
def measured_spend(cast: Cast, ledger: Ledger) -> None:
    """The board and the council have paid £100 and £200, measured."""
    for institution, pence in ((cast.board, 100_00), (cast.council, 200_00)):
        ledger.pay(institution, pence)
    ledger.settle()
    measure([cast.board.pk, cast.council.pk], reason="a test")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def every_page(plan: Plan) -> list[str]:
    action, commitment = plan.actions.first(), plan.commitments.first()
    names = ("board", "plan", "plan_print", "board_download")
    found = [reverse(name) for name in names]
    found += [reverse("recommendation", args=[number]) for number in range(1, 10)]
    found += [reverse("board") + "?view=columns", reverse("action", args=[action.pk])]
    return [*found, reverse("commitment", args=[commitment.pk])]


def board_only(plan: Plan) -> list[str]:
    commitment = plan.commitments.first()
    names = (
        "plan_start",
        "plan_edit",
        "plan_agree",
        "plan_end",
        "plan_assign",
        "action_new",
        "commitment_new",
    )
    found = [reverse(name) for name in names]
    found += [reverse("plan_from", args=[each.code]) for each in PLAN_TEMPLATES]
    found += [reverse("step_evidence", args=[1]) + f"?kind={kind}" for kind in ("file", "link", "measure")]
    return [*found, reverse("commitment_edit", args=[commitment.pk])]


def owners_only(action: Action) -> list[str]:
    return [reverse(f"action_{name}", args=[action.pk]) for name in ("edit", "status", "update", "evidence")]


def test_every_page_opens_for_everybody_of_the_system(plan: Plan, cast: Cast, as_: Browser) -> None:
    for who in (cast.officer, cast.contributor, cast.reader):
        for address in every_page(plan):
            page(as_(who), address)


def test_every_form_opens_for_officers_of_the_board(plan: Plan, cast: Cast, as_: Browser) -> None:
    for address in (*board_only(plan), *owners_only(plan.actions.first())):
        page(as_(cast.officer), address)


def test_others_find_no_form_of_the_plan(plan: Plan, cast: Cast, as_: Browser) -> None:
    for who in (cast.contributor, cast.reader, cast.outsider):
        for address in board_only(plan):
            assert as_(who).get(address).status_code == 404, (who, address)
            assert as_(who).post(address).status_code in (404, 405), (who, address)


def test_contributors_of_the_owner_change_their_own_actions_only(
    plan: Plan, cast: Cast, as_: Browser
) -> None:
    own = plan.actions.filter(owner=cast.council).first()
    other = plan.actions.filter(owner=cast.board).first()
    for address in owners_only(own):
        page(as_(cast.contributor), address)
        page(as_(cast.reader), address, 404)
    for address in owners_only(other):
        page(as_(cast.contributor), address, 404)


def test_an_outsider_finds_nothing_of_the_plan(plan: Plan, cast: Cast, as_: Browser) -> None:
    for thing in (*plan.actions.all(), *plan.commitments.all()):
        page(as_(cast.outsider), reverse(thing._meta.model_name, args=[thing.pk]), 404)
    page(as_(cast.outsider), f"{reverse('board')}?plan={plan.pk}", 404)
    assert "has no plan yet" in page(as_(cast.outsider), reverse("board"))


def test_an_empty_system_is_told_how_to_start(cast: Cast, as_: Browser) -> None:
    assert "Start a plan" in page(as_(cast.officer), reverse("board"))
    assert "Ask them" in page(as_(cast.contributor), reverse("plan"))
    assert "Be purposeful" in page(as_(cast.contributor), reverse("recommendation", args=[1]))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("due=late", {"late one"}),
        ("owner=me", {"mine"}),
        ("institution=marsh-borough-council&owner=nobody", {"late one"}),
        ("status=at-risk", {"mine"}),
        ("due=soon", {"mine"}),
    ],
)
def test_filters_are_in_the_address(
    cast: Cast, as_: Browser, plan: Plan, query: str, expected: set[str]
) -> None:
    today = timezone.localdate()
    plan.actions.all().delete()
    make = {"plan": plan, "recommendation": 2}
    Action.objects.create(title="late one", owner=cast.council, due=today - timedelta(days=22), **make)
    Action.objects.create(title="done", owner=cast.board, person=cast.officer, due=FIRST,
                          status="completed", finished_on=FIRST, **make)  # fmt: skip
    Action.objects.create(title="mine", owner=cast.council, person=cast.contributor, status="at-risk",
                          due=today + timedelta(days=3), **make)  # fmt: skip
    for address in (reverse("board"), reverse("board_download")):
        answer = as_(cast.contributor).get(f"{address}?{query}")
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert {
            name for name in ("late one", "mine", "done") if f"{name}<" in text or f",{name}," in text
        } == expected
    assert "22 days late" in page(as_(cast.contributor), reverse("board"))


def test_a_filter_that_makes_no_sense_is_said(plan: Plan, cast: Cast, as_: Browser) -> None:
    assert "is not one of" in page(as_(cast.officer), reverse("board") + "?due=never", 400)
    page(as_(cast.officer), reverse("board") + "?institution=farport-city-council", 404)


def test_a_status_is_changed_by_form_and_can_be_set_back(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = plan.actions.filter(owner=cast.council).first()
    address = reverse("action_status", args=[action.pk])
    back = reverse("board") + "?due=late"
    said = {"status": "completed", "was": "not-started", "words": "Done with 12 firms", "next": back}
    answer = as_(cast.contributor).post(address, said)
    assert (answer.status_code, answer["Location"]) == (302, back)
    action.refresh_from_db()
    assert (action.status, action.finished_on) == (Status.COMPLETED, timezone.localdate())
    as_(cast.contributor).post(address, {"status": "in-progress", "was": "completed"})
    action.refresh_from_db()
    assert (action.status, action.finished_on) == (Status.IN_PROGRESS, None)
    text = page(as_(cast.reader), reverse("action", args=[action.pk]))
    assert "Done with 12 firms" in text
    assert "Status: Completed, before: Not started" in text


def test_a_way_back_to_another_host_is_not_followed(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = plan.actions.first()
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = as_(cast.officer).post(
            reverse("action_status", args=[action.pk]), {"status": "at-risk", "next": elsewhere}
        )
        assert answer["Location"] == reverse("action", args=[action.pk])


def test_a_status_set_by_somebody_else_meanwhile_is_said(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = plan.actions.first()
    set_status(action, "at-risk", by=cast.contributor)
    sent = {"status": "completed", "was": "not-started", "words": "My words"}
    answer = as_(cast.officer).post(reverse("action_status", args=[action.pk]), sent)
    text = answer.content.decode()
    assert "Somebody set it to “At risk”" in text
    assert "My words" in text
    action.refresh_from_db()
    assert action.status == Status.AT_RISK


def edited(client: Client, address: str, **changes: str) -> dict[str, str]:
    """What the form at an address would send, with some answers changed."""
    import re

    text = page(client, address)
    stamp = re.search(r'name="stamp"[^>]*value="(\w+)"', text)
    assert stamp
    return {"stamp": stamp[1], **changes}


def test_actions_keep_their_order_when_they_change(plan: Plan, cast: Cast) -> None:
    before = [each.pk for each in plan.actions.order_by("recommendation", "position")]
    for action in list(plan.actions.all())[::2]:
        set_status(action, "in-progress", by=cast.officer)
    found = [each.pk for number in range(1, 10) for each in standing_of(plan, number).actions]
    assert found == before


def test_a_plan_that_starts_late_begins_with_nothing_late(cast: Cast) -> None:
    today = timezone.localdate()
    last = today + timedelta(days=300)
    plan = start_plan(cast.system, PLAN_TEMPLATES[0], by=cast.officer, first_day=FIRST, last_day=last)
    assert not Action.objects.filter(plan=plan).late(today).exists()
    assert plan.actions.order_by("-due").first().due == last


def test_an_edit_that_somebody_overtook_says_so_and_loses_nothing(
    plan: Plan, cast: Cast, as_: Browser
) -> None:
    action = plan.actions.first()
    address = reverse("action_edit", args=[action.pk])
    fields = {
        "title": "Our new title", "recommendation": str(action.recommendation), "step": action.step,
        "owner": str(cast.board.pk), "due_0": "31", "due_1": "3", "due_2": "2027", "next_step": "Call them",
    }  # fmt: skip
    sent = edited(as_(cast.officer), address, **fields)
    Action.objects.filter(pk=action.pk).update(title="Their title", due=date(2027, 1, 31))
    answer = as_(cast.officer).post(address, sent)
    text = answer.content.decode()
    assert "while you had it open" in text
    assert "It is now: “Their title”" in text
    assert "It is now: 31 January 2027" in text
    assert "Our new title" in text
    assert "Call them" in text
    action.refresh_from_db()
    assert action.title == "Their title"
    import re

    again = sent | {"stamp": re.search(r'name="stamp"[^>]*value="(\w+)"', text)[1]}  # type: ignore[index]
    assert as_(cast.officer).post(address, again).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.next_step) == ("Our new title", "Call them")


def test_the_owners_people_cannot_move_their_own_due_date(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = plan.actions.filter(owner=cast.council).first()
    address = reverse("action_edit", args=[action.pk])
    sent = edited(as_(cast.contributor), address, title="Mine now", due_0="1", due_1="1", due_2="2040",
                  next_step="Ring the firms", person=str(cast.contributor.pk))  # fmt: skip
    assert as_(cast.contributor).post(address, sent).status_code == 302
    due, title = action.due, action.title
    action.refresh_from_db()
    assert (action.due, action.title, action.next_step) == (due, title, "Ring the firms")
    assert action.person == cast.contributor


def test_nothing_waits_in_a_circle(plan: Plan, cast: Cast, as_: Browser) -> None:
    first, second, third = plan.actions.all()[:3]
    Action.objects.filter(pk=second.pk).update(depends_on=first)
    Action.objects.filter(pk=third.pk).update(depends_on=second)
    address = reverse("action_edit", args=[first.pk])
    sent = edited(
        as_(cast.officer), address, title=first.title, recommendation=str(first.recommendation),
        due_0="1", due_1="1", due_2="2027", depends_on=str(third.pk),
    )  # fmt: skip
    assert "waits for this one" in as_(cast.officer).post(address, sent).content.decode()


def test_many_actions_get_owners_and_dates_on_one_page(plan: Plan, cast: Cast, as_: Browser) -> None:
    import re

    address = f"{reverse('plan_assign')}?plan={plan.pk}"
    text = page(as_(cast.officer), address)
    actions = list(plan.actions.all())
    sent: dict[str, object] = dict(re.findall(r'name="(stamp-\d+)"[^>]*value="(\w+)"', text))
    sent["row"] = [str(each.pk) for each in actions]
    for each in actions:
        sent |= {f"owner-{each.pk}": str(each.owner_id or ""), f"due-{each.pk}": f"{each.due:%d/%m/%Y}"}
    first, second = actions[0], actions[1]
    sent[f"person-{first.pk}"] = str(cast.contributor.pk)
    sent[f"owner-{first.pk}"] = ""
    sent[f"due-{second.pk}"] = "31 March 2027"
    wrong = sent | {f"owner-{first.pk}": str(cast.board.pk), f"due-{second.pk}": "31/02/2027"}
    refused = as_(cast.officer).post(address, wrong).content.decode()
    assert "does not work at Northvale and Marsh ICB" in refused
    assert "must be a real date" in refused
    Action.objects.filter(pk=second.pk).update(due=date(2027, 5, 31))
    clash = as_(cast.officer).post(address, sent).content.decode()
    assert "Nothing is saved yet" in clash
    first.refresh_from_db()
    assert first.person is None
    sent |= dict(re.findall(r'name="(stamp-\d+)"[^>]*value="(\w+)"', clash))
    assert as_(cast.officer).post(address, sent).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.person, first.owner) == (cast.contributor, cast.council)
    assert second.due == date(2027, 3, 31)
    assert first.updates.get().changes["person"] == [None, cast.contributor.name]


def test_evidence_makes_a_step_count(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = plan.actions.filter(step="2.2").first()
    assert next_missing_step(plan, 2).step.code == "2.1"
    for step in ("2.1", "2.2"):
        sent = {"title": "Our analysis", "step": step, "link": "https://example.org/analysis"}
        address = reverse("action_evidence", args=[action.pk]) + "?kind=link"
        assert as_(cast.officer).post(address, sent).status_code == 302
    assert next_missing_step(plan, 2).step.code == "2.3"
    assert "2 of 3 steps have evidence" in page(as_(cast.reader), reverse("board"))
    assert "Evidence added: Our analysis" in page(as_(cast.reader), reverse("action", args=[action.pk]))


def test_a_file_is_kept_and_always_sent_as_an_attachment(plan: Plan, cast: Cast, as_: Browser) -> None:
    action = plan.actions.filter(owner=cast.council).first()
    address = reverse("action_evidence", args=[action.pk])
    file = BytesIO(b"%PDF-1.7 minutes")
    file.name = "minutes of <May>.pdf"
    assert as_(cast.contributor).post(address, {"title": "Minutes", "file": file}).status_code == 302
    evidence = Evidence.objects.get()
    answer = as_(cast.reader).get(reverse("evidence_file", args=[evidence.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 minutes"
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    page(as_(cast.outsider), reverse("evidence_file", args=[evidence.pk]), 404)
    stored = evidence.file.path
    page(as_(cast.reader), reverse("evidence_remove", args=[evidence.pk]), 404)
    assert as_(cast.contributor).post(reverse("evidence_remove", args=[evidence.pk])).status_code == 302
    assert not Evidence.objects.exists()
    assert "Evidence removed: Minutes" in page(as_(cast.reader), reverse("action", args=[action.pk]))
    assert stored.endswith(".pdf")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("page.html", b"<html></html>", "The selected file must be a PDF"),
        ("page.pdf", b"<html></html>", "The selected file must be a PDF"),
        ("list.csv", b"a,b\0c", "The selected file must be a PDF"),
        ("empty.pdf", b"", "The selected file is empty"),
        ("big.pdf", b"%PDF-" + b" " * (25 * 1024 * 1024), "The selected file must be smaller than 25MB"),
    ],
)
def test_other_files_are_refused_with_a_sentence(
    plan: Plan, cast: Cast, as_: Browser, name: str, content: bytes, message: str
) -> None:
    file = BytesIO(content)
    file.name = name
    address = reverse("action_evidence", args=[plan.actions.first().pk])
    answer = as_(cast.officer).post(address, {"title": "It", "file": file})
    assert message in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_link_that_runs_something_is_refused(plan: Plan, cast: Cast, as_: Browser) -> None:
    address = reverse("step_evidence", args=[1]) + "?kind=link"
    for link in ("javascript:alert(1)", "ftp://example.org/a", "data:text/html,x"):
        answer = as_(cast.officer).post(address, {"title": "It", "link": link})
        assert "Enter a" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_measurement_as_evidence_shows_its_figure_only_to_those_who_may_read_it(
    plan: Plan, cast: Cast, as_: Browser, measured_spend: None
) -> None:
    address = reverse("step_evidence", args=[2]) + "?kind=measure"
    sent = {"title": "Where we begin", "step": "2.1", "measure": "total-spend"}
    assert as_(cast.officer).post(address, sent).status_code == 302
    where = reverse("recommendation", args=[2])
    assert "Total spend of Northvale and Marsh: £300" in page(as_(cast.officer), where)
    text = page(as_(cast.contributor), where)
    assert "Where we begin" in text
    assert "shown to those who may read it" in text
    assert "£300" not in text


def test_comments_are_for_contributors_and_taken_back_by_their_author(
    plan: Plan, cast: Cast, as_: Browser
) -> None:
    action = plan.actions.filter(owner=cast.board).first()
    address = reverse("action_comment", args=[action.pk])
    assert as_(cast.reader).post(address, {"words": "No"}).status_code == 404
    assert as_(cast.contributor).post(address, {"words": "Ask the <b>chamber</b>"}).status_code == 302
    comment = Comment.objects.get()
    assert "Ask the &lt;b&gt;chamber" in page(as_(cast.reader), reverse("action", args=[action.pk]))
    remove = reverse("comment_remove", args=[comment.pk])
    assert as_(cast.officer).post(remove).status_code == 404
    assert as_(cast.contributor).post(remove).status_code == 302
    text = page(as_(cast.reader), reverse("action", args=[action.pk]))
    assert "took this comment back" in text
    assert "chamber" not in text


def test_the_pledge_step_is_done_when_every_institution_has_signed(
    plan: Plan, cast: Cast, as_: Browser
) -> None:
    standing = standing_of(plan, 1)
    pledge_step = standing.steps[1]
    assert (pledge_step.is_shown, pledge_step.missing) == (
        False, "pledge from Marsh Borough Council and 2 other institutions",
    )  # fmt: skip
    sign = {"signed_by": "Chief Executive", "signed_on_0": "1", "signed_on_1": "5", "signed_on_2": "2026"}
    own = reverse("pledge", args=[cast.council.slug])
    page(as_(cast.contributor), reverse("pledge", args=[cast.trust.slug]), 404)
    page(as_(cast.reader), own, 404)
    page(as_(cast.officer), reverse("pledge", args=[cast.foreign_council.slug]), 404)
    assert "Enter the date on which it was signed" in as_(cast.contributor).post(
        own, {"signed_by": "Chief Executive"}
    ).content.decode()  # fmt: skip
    assert as_(cast.contributor).post(own, sign).status_code == 302
    for institution in (cast.board, cast.trust):
        assert as_(cast.officer).post(reverse("pledge", args=[institution.slug]), sign).status_code == 302
    assert standing_of(plan, 1).steps[1].is_shown
    assert Pledge.objects.filter(signed_by="Chief Executive").count() == 3


def test_two_first_pledges_at_once_do_not_overwrite_each_other(plan: Plan, cast: Cast, as_: Browser) -> None:
    address = reverse("pledge", args=[cast.council.slug])
    sent = edited(as_(cast.officer), address, board_lead="Director of Place")
    Pledge.objects.create(plan=plan, institution=cast.council, board_lead="Leader of the council")
    answer = as_(cast.officer).post(address, sent)
    assert "It is now: “Leader of the council”" in answer.content.decode()


def test_a_closed_plan_is_read_only(plan: Plan, cast: Cast, as_: Browser) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="closed", agreed_on=FIRST)
    action = plan.actions.first()
    for address in (*every_page(plan), f"{reverse('board')}?plan={plan.pk}"):
        page(as_(cast.officer), address)
    for address in (*owners_only(action), reverse("plan_edit"), reverse("action_comment", args=[action.pk])):
        page(as_(cast.officer), address, 404)


def test_agreeing_a_plan_closes_the_one_before(plan: Plan, cast: Cast, as_: Browser) -> None:
    sent = {"agreed_on_0": "1", "agreed_on_1": "5", "agreed_on_2": "2026"}
    assert as_(cast.officer).post(f"{reverse('plan_agree')}?plan={plan.pk}", sent).status_code == 302
    later = start_plan(cast.system, PLAN_TEMPLATES[0], by=cast.officer, first_day=FIRST, last_day=LAST)
    address = f"{reverse('plan_agree')}?plan={later.pk}"
    assert "It will be closed" in page(as_(cast.officer), address)
    as_(cast.officer).post(address, sent)
    assert list(Plan.objects.order_by("pk").values_list("state", flat=True)) == ["closed", "agreed"]


def test_a_draft_can_be_deleted_and_an_agreed_plan_only_closed(plan: Plan, cast: Cast, as_: Browser) -> None:
    address = f"{reverse('plan_end')}?plan={plan.pk}"
    assert "Delete this draft" in page(as_(cast.officer), address)
    assert as_(cast.officer).post(address).status_code == 302
    assert not Plan.objects.exists()


def test_starting_a_plan_shows_what_it_will_make_and_then_makes_just_that(cast: Cast, as_: Browser) -> None:
    import re

    for template in PLAN_TEMPLATES:
        address = reverse("plan_from", args=[template.code])
        text = page(as_(cast.officer), address)
        shown = re.findall(r'rowheader">(?:I{1,3}V?\. )?([^<]+)</th>', text)
        sent = {
            "title": f"Plan {template.code}", "first_day_0": "1", "first_day_1": "4", "first_day_2": "2026",
            "last_day_0": "31", "last_day_1": "3", "last_day_2": "2028", "board": cast.board.slug,
        }  # fmt: skip
        assert as_(cast.officer).post(address, sent | {"show": "yes"}).status_code == 200
        assert not Plan.objects.filter(template=template.code).exists()
        assert as_(cast.officer).post(address, sent).status_code == 302
        plan = Plan.objects.get(template=template.code)
        from html import unescape

        assert [unescape(each).replace("i. ", "") for each in shown[-plan.actions.count() :]]
        made = list(plan.actions.order_by("position").values_list("title", flat=True))
        assert {unescape(each).split(". ")[-1] for each in shown} >= {each.split(". ")[-1] for each in made}
        assert plan.commitments.count() == len(template.actions)
        assert set(plan.actions.filter(suggested_owner="board").values_list("owner", flat=True)) <= {
            cast.board.pk
        }


def test_a_commitment_shows_its_history(plan: Plan, cast: Cast, as_: Browser) -> None:
    commitment = plan.commitments.first()
    as_(cast.officer).post(reverse("commitment_update", args=[commitment.pk]), {"words": "Cabinet agreed it"})
    assert "Cabinet agreed it" in page(as_(cast.reader), reverse("commitment", args=[commitment.pk]))
    assert Commitment.objects.visible_to(cast.reader).count() == 6
