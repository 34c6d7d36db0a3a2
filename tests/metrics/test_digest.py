"""The digest: what is in it for whom, that it goes once, and every way to turn it off."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from smtplib import SMTPResponseException, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from anchors.jobs import run_job
from anchors.models import Job, User
from metrics.digests import (
    digest_of,
    is_season,
    is_wanted,
    off_token,
    quarter_of,
    request_digests,
    set_wanted,
)
from metrics.models import Action, Commitment, DigestPreference, Plan, Target
from metrics.planning import add_update
from metrics.tasks import digests
from tests.cast import Cast
from tests.leeds import work
from tests.metrics.conftest import Browser

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    start = today() - timedelta(days=200)
    return Plan.objects.create(
        system=cast.system, title="Plan", first_day=start, last_day=start + timedelta(days=800),
        state="agreed", agreed_on=start,
    )  # fmt: skip


def action(plan: Plan, title: str, days: int, **options: Any) -> Action:
    due = today() + timedelta(days=days)
    return Action.objects.create(plan=plan, recommendation=2, title=title, due=due, **options)


def told(person: User) -> tuple[set[str], set[str]]:
    digest = digest_of(person, since=LONG_AGO, today=today())
    return {each.title for each in digest.late}, {each.title for each in digest.soon}


def test_a_person_is_told_what_is_late_and_due_of_their_own(cast: Cast, plan: Plan) -> None:
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    action(plan, "Soon", 30, person=cast.contributor, owner=cast.council)
    action(plan, "Next year", 300, person=cast.contributor, owner=cast.council)
    action(plan, "Somebody else's", -5, person=cast.trust_lead, owner=cast.trust)
    action(plan, "Done", -5, person=cast.contributor, status="completed", finished_on=today())
    assert told(cast.contributor) == ({"Late"}, {"Soon"})


def test_leads_are_told_of_what_their_institution_owns_where_nobody_is_named(cast: Cast, plan: Plan) -> None:
    action(plan, "Nobody named", -5, owner=cast.trust)
    Commitment.objects.create(
        plan=plan, recommendation=2, institution=cast.trust, title="Promised", due=today() - timedelta(days=1)
    )
    assert told(cast.trust_lead)[0] == {"Nobody named", "Promised"}
    assert told(cast.contributor)[0] == set()


def test_the_boards_leads_are_told_of_actions_without_an_owner_and_of_the_systems_promises(
    cast: Cast, plan: Plan
) -> None:
    action(plan, "Unassigned", 10)
    Commitment.objects.create(plan=plan, recommendation=1, title="Ours", due=today() + timedelta(days=20))
    assert digest_of(cast.officer, since=LONG_AGO, today=today()).unassigned == 1
    assert told(cast.officer)[1] == {"Ours"}
    assert digest_of(cast.trust_lead, since=LONG_AGO, today=today()).unassigned == 0


def test_what_others_changed_is_counted_and_ones_own_changes_are_not(cast: Cast, plan: Plan) -> None:
    mine = action(plan, "Mine", 30, person=cast.contributor, owner=cast.council)
    add_update(mine, "I did something.", by=cast.contributor)
    assert digest_of(cast.contributor, since=LONG_AGO, today=today()).changed == []
    add_update(mine, "We changed the day.", by=cast.officer)
    add_update(mine, "And again.", by=cast.officer)
    assert digest_of(cast.contributor, since=LONG_AGO, today=today()).changed == [(mine, 2)]
    Target.objects.create(
        indicator="leakage", institution=cast.trust, value=Decimal("0.2"), due=202803, rationale="x",
        set_by=cast.officer,
    )  # fmt: skip
    assert digest_of(cast.trust_lead, since=LONG_AGO, today=today()).targets == 1


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_only_a_plan_that_holds_is_written_about(cast: Cast, plan: Plan, state: str) -> None:
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    Plan.objects.update(state=state)
    assert digest_of(cast.contributor, since=LONG_AGO, today=today()).is_empty


def test_everybody_gets_one_message_a_quarter_however_often_it_is_asked_for(cast: Cast, plan: Plan) -> None:
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    (job,) = request_digests(today())
    assert request_digests(today()) == []
    work()
    assert [each.to for each in mail.outbox] == [[cast.contributor.email]]
    assert request_digests(today()) == []
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
    assert run_job(job.pk)
    Job.objects.all().delete()
    assert request_digests(today()) == []
    assert len(mail.outbox) == 1


def test_whoever_has_nothing_to_read_gets_nothing(cast: Cast, plan: Plan) -> None:
    action(plan, "Next year", 300, person=cast.contributor, owner=cast.council)
    assert request_digests(today()) == []


def test_a_message_is_plain_text_of_counts_and_links_and_names_nothing(cast: Cast, plan: Plan) -> None:
    late = action(plan, "Meet 12 laundries & caterers", -22, person=cast.trust_lead, owner=cast.trust)
    action(plan, "Sign the lease", 30, owner=cast.trust)
    Commitment.objects.create(
        plan=plan,
        recommendation=2,
        institution=cast.trust,
        title="Buy local",
        due=today() - timedelta(days=1),
    )
    add_update(late, "The director left.", by=cast.officer)
    request_digests(today())
    work()
    (sent,) = (each for each in mail.outbox if each.to == [cast.trust_lead.email])
    assert sent.subject == "Your actions this quarter: 2 late, 1 due soon and 1 changed"
    assert sent.content_subtype == "plain"
    assert not getattr(sent, "alternatives", [])
    assert "Late: 1 action and 1 commitment\nhttp://127.0.0.1:8000/recommendations/?due=late\n" in sent.body
    assert "Due in the next three months: 1 action\n" in sent.body
    assert "https://" not in sent.body.replace("http://127.0.0.1:8000", "")
    held = ("laundries", "lease", "Buy local", "director", "22", "£", cast.trust.name, cast.trust_lead.name)
    assert not [words for words in held if words in sent.body.partition("You get this")[0]]


def test_a_message_can_be_turned_off_by_a_mail_program(cast: Cast, plan: Plan) -> None:
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    request_digests(today())
    work()
    sent = mail.outbox[0]
    assert "/account/email/off/" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    off = sent.extra_headers["List-Unsubscribe"].strip("<>").partition(":8000")[2]
    answer = Client(enforce_csrf_checks=True).post(off, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not is_wanted(cast.contributor)


class Refuses(EmailBackend):
    error: Exception = SMTPResponseException(421, "try later")

    def send_messages(self, messages: Any) -> int:
        raise self.error


class Vanishes(Refuses):
    error = SMTPServerDisconnected("in the middle")


@pytest.mark.parametrize(("backend", "comes_later"), [(Refuses, 1), (Vanishes, 0)])
def test_a_mail_server_that_refuses_is_tried_again_and_one_that_may_have_sent_it_is_not(
    cast: Cast, plan: Plan, settings: Any, backend: type, comes_later: int
) -> None:
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    (job,) = request_digests(today())
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.{backend.__name__}"
    assert not run_job(job.pk)
    settings.EMAIL_BACKEND = usual
    assert run_job(job.pk)
    assert len(mail.outbox) == comes_later


def test_it_is_not_sent_once_it_is_turned_off(cast: Cast, plan: Plan) -> None:
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    request_digests(today())
    set_wanted(cast.contributor, is_wanted=False)
    work()
    assert mail.outbox == []


def test_it_leaves_by_itself_only_in_the_first_weeks_of_a_quarter(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_season(date(2026, 10, 5))
    assert is_season(date(2027, 1, 25))
    assert not is_season(date(2026, 10, 4))
    assert not is_season(date(2026, 11, 10))
    assert quarter_of(date(2027, 1, 9)).code == "2026-27-Q4"
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    monkeypatch.setattr("metrics.tasks.is_season", lambda _: False)
    digests()
    assert not Job.objects.exists()
    monkeypatch.setattr("metrics.tasks.is_season", lambda _: True)
    digests()
    assert Job.objects.count() == 1


def test_the_command_shows_everything_and_sends_nothing_when_it_is_only_tried(cast: Cast, plan: Plan) -> None:
    action(plan, "Late", -22, person=cast.contributor, owner=cast.council)
    out = io.StringIO()
    call_command("send_digests", "--dry-run", stdout=out)
    assert f"{cast.contributor.email}: 1 thing late" in out.getvalue()
    assert "Late: 1 action" in out.getvalue()
    assert mail.outbox == []
    assert not Job.objects.exists()
    assert not DigestPreference.objects.exists()


def test_it_is_turned_off_and_on_in_the_account(cast: Cast, as_: Browser) -> None:
    client = as_(cast.contributor)
    assert "once a quarter" in client.get("/account/email/").content.decode()
    client.post("/account/email/", {"wanted": "no"})
    assert not is_wanted(cast.contributor)
    client.post("/account/email/", {"wanted": "yes"})
    assert is_wanted(cast.contributor)
    assert "Select yes or no" in client.post("/account/email/").content.decode()


def test_opening_the_link_asks_and_the_button_turns_it_off_without_signing_in(cast: Cast) -> None:
    address = f"/account/email/off/{off_token(cast.contributor)}/"
    asked = Client().get(address)
    assert "Turn the messages off?" in asked.content.decode()
    assert is_wanted(cast.contributor)
    assert "Messages are turned off" in Client().post(address).content.decode()
    assert not is_wanted(cast.contributor)


def test_a_link_that_is_not_ours_answers_404(cast: Cast) -> None:
    for signed in ("1", "not-ours", off_token(cast.contributor) + "x"):
        assert Client().get(f"/account/email/off/{signed}/").status_code == 404
        assert Client().post(f"/account/email/off/{signed}/").status_code == 404
