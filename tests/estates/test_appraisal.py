"""An options appraisal on its pages: tasks, options side by side, the interruption, the record."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from anchors.models import User
from estates.appraising import ask, begin_appraisal, drop_option, keep_option, mark, submit
from estates.exploring import Task
from estates.forms.appraisals import DecisionForm
from estates.models import Appraisal, Plot, Site
from estates.readings.options import comparison
from tests.cast import Cast, person

DAY = date(2026, 11, 2)


@pytest.fixture
def appraisal(cast: Cast) -> Appraisal:
    site = Site.objects.create(institution=cast.trust, ref="A1", name="Infirmary")
    plot = Plot.objects.create(site=site, ref="P1", title="Old laundry")
    return begin_appraisal(plot, by=cast.trust_lead)


@pytest.fixture
def options(appraisal: Appraisal, cast: Cast) -> Appraisal:
    """A market sale and affordable homes, entered the wrong way round."""
    keep_option(
        appraisal,
        {"route": "market", "name": "Open market sale", "receipt": Decimal(3_400_000),
         "homes": {"shared_ownership": 9, "market": 51}, "first_used": 2030},
        by=cast.trust_lead,
    )  # fmt: skip
    keep_option(
        appraisal,
        {"route": "homes", "name": "Affordable homes", "receipt": Decimal(1_100_000),
         "homes": {"social_rent": 36, "shared_ownership": 12}, "first_used": 2029},
        by=cast.trust_lead,
    )  # fmt: skip
    return appraisal


def browser(person: User) -> Client:
    found = Client()
    found.force_login(person)
    return found


def words(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(content.decode().split())


def decided_today() -> dict[str, str]:
    """The day of a decision as a form sends it."""
    day = localdate()
    return {"decided_on_0": str(day.day), "decided_on_1": str(day.month), "decided_on_2": str(day.year)}


def put(appraisal: Appraisal, cast: Cast) -> None:
    for task in list(Task)[:-1]:
        mark(appraisal, task, is_done=True, by=cast.trust_lead)
    submit(appraisal, by=cast.trust_lead)


def test_the_task_list_says_how_far_it_is(cast: Cast, appraisal: Appraisal) -> None:
    mark(appraisal, Task.DESCRIBE, is_done=True, by=cast.trust_lead)
    told = words(browser(cast.trust_lead).get(f"/estates/appraisals/{appraisal.pk}/"))
    assert "1 of 8 tasks is done." in told
    for task in Task:
        assert task.label in told
    assert "Cannot start yet" in told


def test_a_task_is_worked_on_and_completed_on_its_page(cast: Cast, appraisal: Appraisal) -> None:
    grace = browser(cast.trust_lead)
    address = f"/estates/appraisals/{appraisal.pk}/tasks/limits/"
    assert "Write this before" in words(grace.post(address, {"limits": "", "is_done": "yes"}))
    assert grace.post(address, {"limits": "No PFI", "is_done": "yes"}).status_code == 302
    appraisal.plot.refresh_from_db()
    appraisal.refresh_from_db()
    assert appraisal.plot.limits == "No PFI"
    assert appraisal.done == ["limits"]


def test_an_option_takes_figures_or_none(cast: Cast, appraisal: Appraisal) -> None:
    sent = {"route": "homes", "name": "Homes", "receipt": "0", "homes_social_rent": "36", "carbon": ""}
    browser(cast.trust_lead).post(f"/estates/appraisals/{appraisal.pk}/options/new/", sent)
    option = appraisal.options.get()
    assert (option.receipt, option.homes, option.carbon) == (0, {"social_rent": 36}, None)
    told = words(browser(cast.contributor).get(f"/estates/appraisals/{appraisal.pk}/"))
    assert "No figure yet" in told
    assert "£0" in told


def test_options_stand_in_the_order_of_the_recommendation(options: Appraisal) -> None:
    compared = comparison(list(options.options.all()))
    assert compared.titles == ["A. Affordable homes", "B. Open market sale"]
    assert compared.headline == "A sale brings £2.3 million more than option A, and 39 fewer affordable homes"
    assert "No option is beaten" in compared.frontier
    best = {measure.code: [each.is_best for each in shown] for measure, shown in compared.figures}
    assert best["receipt"] == [False, True]
    assert best["first_used"] == [True, False]
    assert best["carbon"] == [False, False]


def test_an_option_that_another_beats_is_named(cast: Cast, options: Appraisal) -> None:
    fields = {"route": "firms", "name": "Workshops", "receipt": Decimal(500_000), "homes": {"social_rent": 1}}
    keep_option(options, fields, by=cast.trust_lead)
    said = comparison(list(options.options.all())).frontier
    assert said.startswith("Option B is beaten")
    assert said.endswith("The choice is between A and C.")


def test_page_and_file_compare_the_same(cast: Cast, options: Appraisal) -> None:
    told = words(browser(cast.contributor).get(f"/estates/appraisals/{options.pk}/options.csv"))
    assert "A. Affordable homes,B. Open market sale" in told
    assert "Receipt now,1100000.00,3400000.00" in told
    assert "Carbon to build, tonnes CO2e" in told


def test_who_was_asked_and_answered_is_kept(cast: Cast, appraisal: Appraisal) -> None:
    grace = browser(cast.trust_lead)
    day = {"asked_on_0": "2", "asked_on_1": "11", "asked_on_2": "2025"}
    sent = {"who": "Homes England", "kind": "public", "route": "", **day}
    grace.post(f"/estates/appraisals/{appraisal.pk}/asked/new/", sent)
    asked = appraisal.asked.get()
    early = {"answered_on_0": "1", "answered_on_1": "11", "answered_on_2": "2025"}
    answer = grace.post(f"/estates/asked/{asked.pk}/", {"answer": "interested", **early})
    assert "on or after the day on which they were asked" in words(answer)
    late = early | {"answered_on_0": "9"}
    grace.post(f"/estates/asked/{asked.pk}/", {"answer": "interested", **late})
    told = words(grace.get(f"/estates/appraisals/{appraisal.pk}/"))
    assert "1 of 1 replies received; interested: Homes England" in told
    assert "Interested, 9 November 2025" in told


def test_answers_are_checked_and_submitted(cast: Cast, options: Appraisal) -> None:
    grace = browser(cast.trust_lead)
    address = f"/estates/appraisals/{options.pk}/check/"
    told = words(grace.get(address))
    assert "Not provided" in told
    assert "complete 7 tasks" in told
    assert "Premises for small firms and Community ownership or management" in told
    grace.post(address)
    options.refresh_from_db()
    assert options.state == "open"
    put(options, cast)
    assert "Nothing changes until" in words(grace.get(f"/estates/appraisals/{options.pk}/"))


def test_a_market_sale_past_unexplored_options_is_interrupted_and_recorded_with_its_reason(
    cast: Cast, options: Appraisal
) -> None:
    put(options, cast)
    grace = browser(cast.trust_lead)
    address = f"/estates/appraisals/{options.pk}/decision/"
    market = options.options.get(route="market")
    sent = {
        "option": market.pk, "reason": "The trust needs the receipt", "decided_by": "Board of directors",
        **decided_today(),
    }  # fmt: skip
    assert "Write why it is sold without exploring premises for small firms" in words(
        grace.post(address, sent)
    )
    sent["reason_unexplored"] = "Nobody could take it on."
    told = words(grace.post(address, sent))
    assert "This land goes to the open market" in told
    options.refresh_from_db()
    assert options.state == "submitted"
    answer = grace.post(address, sent | {"confirmed": "yes"})
    assert answer["Location"] == f"/estates/appraisals/{options.pk}/record/"
    told = words(grace.get(answer["Location"]))
    assert "Nobody could take it on." in told
    assert "Decided by Board of directors: Open market sale." in told
    assert "Begin another options appraisal" in words(grace.get(f"/estates/surplus/{options.plot_id}/"))


def test_what_is_submitted_says_why_it_does_not_change(cast: Cast, options: Appraisal) -> None:
    put(options, cast)
    grace = browser(cast.trust_lead)
    sent = {"route": "homes", "name": "Homes"}
    assert "Take it back to change it" in words(
        grace.post(f"/estates/appraisals/{options.pk}/options/new/", sent)
    )
    assert options.options.count() == 2
    grace.post(f"/estates/appraisals/{options.pk}/take-back/")
    grace.post(f"/estates/appraisals/{options.pk}/options/new/", sent)
    assert options.options.count() == 3


def test_an_appraisal_of_sensitive_land_is_the_owners_and_the_boards(cast: Cast, options: Appraisal) -> None:
    Plot.objects.update(is_sensitive=True)
    asked = ask(options, {"who": "A body", "kind": "public", "asked_on": DAY}, by=cast.trust_lead)
    option = options.options.first()
    assert option is not None
    one = f"/estates/appraisals/{options.pk}/"
    doors = [one, *(f"{one}{end}" for end in ("record/", "options.csv", "log.csv", "check/", "decision/"))]
    doors += [f"/estates/options/{option.pk}/", f"/estates/asked/{asked.pk}/", f"{one}tasks/limits/"]
    for door in doors:
        assert browser(cast.contributor).get(door).status_code == 404, door
    for door in doors[:4]:
        assert browser(cast.officer).get(door).status_code == 200, door
    assert str(options.plot) not in words(browser(cast.contributor).get("/api/v1/estates/appraisals/"))
    assert str(options.plot) in words(browser(cast.officer).get("/api/v1/estates/appraisals/"))


def test_partners_read_an_appraisal_and_do_not_change_it(cast: Cast, options: Appraisal) -> None:
    one = f"/estates/appraisals/{options.pk}/"
    tom = browser(cast.contributor)
    assert "Change an option" not in words(tom.get(one))
    for end in ("tasks/limits/", "options/new/", "check/", "decision/", "take-back/", "withdraw/"):
        assert tom.post(f"{one}{end}").status_code == 404, end


def test_a_lead_of_the_owner_decides_and_a_contributor_prepares_and_reads_who_does(
    cast: Cast, options: Appraisal
) -> None:
    helper = person("Hana Helper", cast.trust, "contributor")
    put(options, cast)
    hana, address = browser(helper), f"/estates/appraisals/{options.pk}/"
    said = f"Only a lead of {cast.trust.name} records the decision: Grace Lead."
    told = words(hana.get(address))
    assert said in told
    assert "Record the decision" not in told
    assert said in words(hana.get(f"{address}decision/", follow=True))
    sent = {"option": options.options.get(route="homes").pk, "reason": "Homes", "decided_by": "Board of directors",
            **decided_today(), "confirmed": "yes"}  # fmt: skip
    hana.post(f"{address}decision/", sent)
    options.refresh_from_db()
    assert options.state == "submitted"
    browser(cast.trust_lead).post(f"{address}decision/", sent)
    options.refresh_from_db()
    assert (options.state, options.recorded_by) == ("decided", cast.trust_lead)


def test_nobody_decides_before_the_options_were_looked_at(cast: Cast, options: Appraisal) -> None:
    put(options, cast)
    sent = {"option": options.options.get(route="homes").pk, "reason": "Homes", "decided_by": "Board",
            "decided_on_0": "2", "decided_on_1": "11", "decided_on_2": "2025"}  # fmt: skip
    address = f"/estates/appraisals/{options.pk}/decision/"
    assert "The appraisal was begun on" in words(browser(cast.trust_lead).post(address, sent))


def test_staff_homes_are_some_of_the_homes_and_a_week_has_168_hours(cast: Cast, appraisal: Appraisal) -> None:
    sent = {"route": "homes", "name": "Homes", "homes_social_rent": "30", "staff_homes": "50",
            "community_hours": "400", "receipt": "£1,000,000,000,000"}  # fmt: skip
    told = words(browser(cast.trust_lead).post(f"/estates/appraisals/{appraisal.pk}/options/new/", sent))
    assert "There are 30 homes in all. Check both numbers" in told
    assert "Community space must be 168 or less" in told
    assert "Receipt now must be 2,000,000,000 or less" in told


@pytest.mark.parametrize(
    ("task", "needed"),
    [
        ("offer", "Note at least one public body that was asked"),
        ("costs", "Give at least one figure of an option"),
        ("ask", "Note at least one partner"),
    ],
)
def test_a_task_with_nothing_in_it_is_completed_only_with_a_reason(
    cast: Cast, appraisal: Appraisal, task: str, needed: str
) -> None:
    grace, address = browser(cast.trust_lead), f"/estates/appraisals/{appraisal.pk}/tasks/{task}/"
    assert needed in words(grace.post(address, {"is_done": "yes"}))
    appraisal.refresh_from_db()
    assert task not in appraisal.done
    grace.post(address, {"is_done": "yes", "why_empty": "The lease forbids it."})
    appraisal.refresh_from_db()
    assert (appraisal.done, appraisal.skipped) == ([task], {task: "The lease forbids it."})
    for page in ("check", "record"):
        assert "The lease forbids it." in words(grace.get(f"/estates/appraisals/{appraisal.pk}/{page}/"))
    grace.post(address, {"is_done": "no"})
    appraisal.refresh_from_db()
    assert (appraisal.done, appraisal.skipped) == ([], {})


def test_a_reason_for_an_empty_task_goes_when_the_task_is_filled(cast: Cast, appraisal: Appraisal) -> None:
    grace, by = browser(cast.trust_lead), cast.trust_lead
    for task in ("costs", "offer"):
        address = f"/estates/appraisals/{appraisal.pk}/tasks/{task}/"
        assert "Write the reason in a few words" in words(
            grace.post(address, {"is_done": "yes", "why_empty": "."})
        )
        grace.post(address, {"is_done": "yes", "why_empty": "Nobody knows the land yet."})
    option = keep_option(appraisal, {"route": "homes", "name": "Homes", "receipt": 10}, by=by)
    record = words(grace.get(f"/estates/appraisals/{appraisal.pk}/record/"))
    assert "Add the costs:</strong> Nobody" not in record
    assert "Offer it to other public bodies:</strong> Nobody" in record
    assert "Add the costs: no longer left out." in record
    drop_option(option, by=by)
    appraisal.refresh_from_db()
    assert (appraisal.done, list(appraisal.skipped)) == (["offer"], ["offer"])


def test_options_are_needed_and_no_reason_stands_for_them(cast: Cast, appraisal: Appraisal) -> None:
    address = f"/estates/appraisals/{appraisal.pk}/tasks/options/"
    grace = browser(cast.trust_lead)
    assert "why_empty" not in words(grace.get(address))
    told = words(grace.post(address, {"is_done": "yes", "why_empty": "There are none to be had."}))
    assert "Add at least one option first: there would be nothing to decide on" in told


def test_the_decision_offers_options_in_the_order_of_the_recommendation(
    cast: Cast, appraisal: Appraisal
) -> None:
    for route in ("market", "community", "homes"):
        keep_option(appraisal, {"route": route, "name": route, "receipt": 10}, by=cast.trust_lead)
    form = DecisionForm(appraisal=appraisal, unexplored=[])
    assert [option.route for option in form.fields["option"].queryset] == ["homes", "community", "market"]  # type: ignore[attr-defined]
