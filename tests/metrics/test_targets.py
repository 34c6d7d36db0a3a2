"""Targets: set from what was measured, changed with their history, tied to commitments, the one-click shift."""

from datetime import date
from decimal import Decimal

import pytest

from anchors.periods import Period
from metrics.measuring import measure
from metrics.models import Commitment, Plan, Target
from metrics.registry import indicator_of
from metrics.subjects import Subject, subject_of
from metrics.targeting import (
    SHIFTED,
    TargetChanged,
    baselines,
    due_month,
    end_target,
    may_aim,
    set_shift,
    set_target,
    shift_of,
    stamp,
    standing_targets,
    tie,
)
from tests.cast import Cast
from tests.metrics.conftest import Browser
from tests.spending.ledger import Ledger

LOCAL = "local-share-of-influenceable-spend"
WHY = "Agreed by the partnership on 14 May 2026."


@pytest.fixture
def measured(cast: Cast, ledger: Ledger) -> Ledger:
    """In two years the trust pays 60 of 200 pounds of open money nearby, the council 30 of 100."""
    for year in (2025, 2026):
        for month in range(1, 7):
            day = date(year, month, 15)
            ledger.pay(cast.trust, 60_00, day=day, place=cast.city, supplier="Near Ltd")
            ledger.pay(cast.trust, 140_00, day=day, place=cast.far_city, supplier="Far Ltd")
            ledger.pay(cast.council, 30_00, day=day, place=cast.city, supplier="Near Ltd")
            ledger.pay(cast.council, 70_00, day=day, place=cast.far_city, supplier="Far Ltd")
    ledger.settle()
    measure([cast.trust.pk, cast.council.pk], reason="a test")
    return ledger


@pytest.fixture
def system(cast: Cast, measured: Ledger) -> Subject:
    return subject_of(cast.officer, {})


def plan_of(cast: Cast) -> Plan:
    return Plan.objects.create(
        system=cast.system, title="Plan", first_day=date(2026, 4, 1), last_day=date(2029, 3, 31)
    )


def some_target(cast: Cast, subject: Subject, value: str = "0.45", **options: object) -> Target:
    return set_target(
        indicator_of(LOCAL), subject, value=Decimal(value), due=202803, rationale=WHY, by=cast.officer,
        baseline=baselines(indicator_of(LOCAL), subject)[0], **options,
    )  # fmt: skip


def test_the_baseline_is_what_was_measured(cast: Cast, system: Subject) -> None:
    offered = baselines(indicator_of(LOCAL), system)
    assert offered[0].period == Period(202601, 202606)
    assert offered[0].value == Decimal("0.3")
    target = some_target(cast, system)
    target.refresh_from_db()
    assert (target.baseline, target.baseline_first, target.baseline_last) == (Decimal("0.3"), 202601, 202606)


def test_nothing_is_offered_where_nothing_was_measured(cast: Cast) -> None:
    subject = subject_of(cast.officer, {})
    assert baselines(indicator_of(LOCAL), subject) == []
    assert shift_of(indicator_of(LOCAL), subject) is None


def test_a_change_ends_the_target_with_who_when_and_why_and_writes_a_new_one(
    cast: Cast, system: Subject
) -> None:
    first = some_target(cast, system)
    second = some_target(cast, system, "0.40", why="The board found it too high.")
    first.refresh_from_db()
    assert (first.ended_by, first.ended_why) == (cast.officer, "The board found it too high.")
    assert first.ended_at is not None
    assert second.replaces == first
    assert standing_targets(cast.officer, system) == {LOCAL: second}


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast, system: Subject) -> None:
    first = some_target(cast, system)
    some_target(cast, system, "0.40", seen=stamp(first))
    with pytest.raises(TargetChanged):
        some_target(cast, system, "0.41", seen=stamp(first))
    with pytest.raises(TargetChanged):
        some_target(cast, system, "0.41", seen=stamp(None))
    assert Target.objects.count() == 2


def test_a_target_that_ended_cannot_end_again(cast: Cast, system: Subject) -> None:
    target = some_target(cast, system)
    end_target(target, by=cast.officer, why="The measure is no longer used.")
    assert standing_targets(cast.officer, system) == {}
    with pytest.raises(TargetChanged):
        end_target(target, by=cast.officer, why="Again.")


def test_commitments_follow_to_the_target_that_took_its_place_and_their_history_says_so(
    cast: Cast, system: Subject
) -> None:
    promised = Commitment.objects.create(
        plan=plan_of(cast), recommendation=2, title="Move 10%", due=date(2028, 3, 31)
    )
    tie(promised, some_target(cast, system), by=cast.officer)
    second = some_target(cast, system, "0.40")
    promised.refresh_from_db()
    assert promised.target == second
    assert promised.updates.count() == 2


def test_the_shift_moves_ten_in_every_hundred_pounds_of_influenceable_spend(
    cast: Cast, system: Subject
) -> None:
    plan_of(cast)
    shift = shift_of(indicator_of(SHIFTED), system)
    assert shift is not None
    assert (shift.baseline.value, shift.value, shift.due) == (Decimal("0.3"), Decimal("0.4"), 202903)
    assert shift.base == Decimal(1800)
    assert shift.pounds == Decimal(180)
    target = set_shift(indicator_of(SHIFTED), system, by=cast.officer)
    assert target.value == Decimal("0.4")
    assert "Northern Care Alliance" in target.rationale
    assert "Healthy places (CLES, 2023)" in target.rationale


def test_the_shift_is_for_influenceable_spend_alone(system: Subject) -> None:
    assert shift_of(indicator_of("local-share-of-spend"), system) is None


def test_without_a_plan_the_target_is_due_at_the_end_of_the_financial_year_after_next(
    cast: Cast, system: Subject
) -> None:
    assert due_month(system, after=202606) == 202803


def test_the_board_aims_for_the_system_and_an_institutions_people_for_it(cast: Cast, system: Subject) -> None:
    council = subject_of(cast.contributor, {})
    assert may_aim(cast.officer, system)
    assert not may_aim(cast.officer, council)
    assert may_aim(cast.contributor, council)
    assert not may_aim(cast.reader, council)
    assert not may_aim(cast.contributor, system)
    both = subject_of(cast.officer, {"institution": f"{cast.trust.slug},{cast.council.slug}"})
    assert not may_aim(cast.officer, both)


def answers(**changes: str) -> dict[str, str]:
    return {
        "seen": "none", "baseline": "2026-01..2026-06", "value": "45%", "due": "202803", "rationale": WHY,
    } | changes  # fmt: skip


def new(subject: str = "system=northvale-and-marsh") -> str:
    return f"/recommendations/measures/{LOCAL}/targets/new/?{subject}"


def page(subject: str = "system=northvale-and-marsh") -> str:
    return f"/recommendations/measures/{LOCAL}/targets/?{subject}"


def test_a_target_is_set_on_its_page_with_steps(cast: Cast, system: Subject, as_: Browser) -> None:
    client = as_(cast.officer)
    assert "30.0% in January to June 2026" in client.get(new()).content.decode()
    steps = {"step_1_month": "202703", "step_1_value": "32.5"}
    assert client.post(new(), answers(**steps)).status_code == 302
    target = Target.objects.get()
    assert (target.value, target.baseline) == (Decimal("0.45"), Decimal("0.3"))
    assert target.steps == [[202703, "0.325000"]]
    told = client.get(page()).content.decode()
    assert "wants to reach 45% by March 2028" in told
    assert "32.5%" in told
    assert WHY in told


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "lots"}, "is not a number"),
        ({"value": "4,5"}, "is not a number"),
        ({"value": "1e-400"}, "is not a number"),
        ({"value": "\N{ARABIC-INDIC DIGIT THREE}"}, "is not a number"),
        ({"value": "450"}, "A share must be between 0% and 100%"),
        ({"value": ""}, "Enter the value to reach"),
        ({"due": ""}, "Select the month to reach it by"),
        ({"value": "10"}, "is worse than the baseline"),
        ({"rationale": ""}, "Enter why this much, by then"),
        ({"step_1_month": "202703"}, "Enter the value of step 1"),
        ({"step_1_value": "40"}, "Select the month of step 1"),
        ({"step_1_month": "202806", "step_1_value": "40"}, "must lie between the baseline and the target"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, system: Subject, as_: Browser, changes: dict[str, str], sentence: str
) -> None:
    answer = as_(cast.officer).post(new(), answers(**changes))
    assert answer.status_code == 200
    assert answer.content.decode().count(sentence) >= 2
    assert not Target.objects.exists()


def test_a_change_asks_why_and_the_page_tells_the_earlier_target(
    cast: Cast, system: Subject, as_: Browser
) -> None:
    first, client = some_target(cast, system), as_(cast.officer)
    again = answers(value="40", seen=stamp(first))
    assert "Enter why the target is changed" in client.post(new(), again).content.decode()
    client.post(new(), again | {"why": "Contracts end later."})
    told = client.get(page()).content.decode()
    assert "Earlier targets" in told
    assert "Contracts end later." in told
    assert f"Ended by {cast.officer.name}" in told


def test_one_click_sets_the_shift_and_a_second_click_nothing(
    cast: Cast, system: Subject, as_: Browser
) -> None:
    client = as_(cast.officer)
    assert "Set the 10% shift as our target" in client.get(page()).content.decode()
    address = page().replace("/targets/", "/targets/shift/")
    told = client.post(address, follow=True).content.decode()
    assert "The target is set: 40% by March 2028" in told
    client.post(address)
    assert Target.objects.count() == 1


def test_the_list_shows_every_measure_with_and_without_a_target(
    cast: Cast, system: Subject, as_: Browser
) -> None:
    some_target(cast, system)
    told = as_(cast.officer).get("/recommendations/targets/").content.decode()
    assert "45% by March 2028" in told
    assert "Measures without a target" in told
    assert "Leakage" in told


def test_without_a_baseline_the_line_is_the_target_alone(cast: Cast, system: Subject, as_: Browser) -> None:
    client = as_(cast.officer)
    client.post(new(), answers(baseline="none"))
    told = client.get(page()).content.decode()
    assert Target.objects.get().baseline is None
    assert "There is no baseline, so the line is the target alone." in told


def test_a_target_ends_with_a_reason(cast: Cast, system: Subject, as_: Browser) -> None:
    target, client = some_target(cast, system), as_(cast.officer)
    address = f"/recommendations/targets/{target.pk}/end/"
    assert "Enter why the target ends" in client.post(address).content.decode()
    assert client.post(address, {"why": "No longer used."}).status_code == 302
    target.refresh_from_db()
    assert target.ended_why == "No longer used."


def test_a_commitment_is_tied_and_untied(cast: Cast, system: Subject, as_: Browser) -> None:
    promised = Commitment.objects.create(
        plan=plan_of(cast), recommendation=2, title="Move 10%", due=date(2028, 3, 31)
    )
    target, client = some_target(cast, system), as_(cast.officer)
    address = f"/recommendations/targets/{target.pk}/commitment/"
    assert "Move 10%" in client.get(page()).content.decode()
    client.post(address, {"commitment": promised.pk})
    promised.refresh_from_db()
    assert promised.target == target
    client.post(address, {"loose": promised.pk})
    promised.refresh_from_db()
    assert promised.target is None


def test_others_see_the_systems_target_only_where_they_may_read_its_figures(
    cast: Cast, system: Subject, as_: Browser
) -> None:
    target = some_target(cast, system)
    for who in (cast.contributor, cast.outsider):
        client = as_(who)
        assert client.get(page()).status_code == 404
        assert client.get(new()).status_code == 404
        assert client.post(new(), answers()).status_code == 404
        assert client.post(page().replace("/targets/", "/targets/shift/")).status_code == 404
        assert client.get(f"/recommendations/targets/{target.pk}/end/").status_code == 404
    assert as_(cast.outsider).post(f"/recommendations/targets/{target.pk}/commitment/").status_code == 404


def test_everybody_in_the_system_reads_what_it_wants_to_reach_without_its_figures(
    cast: Cast, system: Subject, as_: Browser
) -> None:
    some_target(cast, system)
    told = as_(cast.contributor).get("/recommendations/targets/").content.decode()
    assert "Targets of the whole system" in told
    assert WHY in told
    assert "45%" not in as_(cast.outsider).get("/recommendations/targets/").content.decode()


def test_a_reader_may_look_and_not_aim(cast: Cast, system: Subject, as_: Browser) -> None:
    client = as_(cast.reader)
    own = f"institution={cast.council.slug}"
    assert client.get(page(own)).status_code == 200
    assert "Set a target" not in client.get("/recommendations/targets/").content.decode()
    assert client.get(new(own)).status_code == 404


def test_an_unknown_measure_answers_404(cast: Cast, system: Subject, as_: Browser) -> None:
    assert as_(cast.officer).get("/recommendations/measures/no-such/targets/").status_code == 404
