"""Changes of rules: proposed, previewed, confirmed, applied by a job, recorded."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anchors.jobs import run_job
from anchors.models import Job
from procurement.classification import decide_keys
from procurement.default_rules import STEP, load_default_rules
from procurement.models import Override, Rule, RuleChange, SpendKey
from procurement.models.scopes import RuleScope
from procurement.overrides import override_supplier
from procurement.rule_changes import (
    RuleChangeError,
    confirm_change,
    fields_of,
    job_of,
    position_before,
    preview_change,
    propose_change,
    propose_undo,
    undo_of,
)
from tests.rules.books import Books

PAPER = {
    "title": "Paper under the national contract",
    "position": 1,
    "reason": "NATFW",
    "field": "category",
    "match": "words",
    "phrases": ["Stationery"],
    "exceptions": [],
    "sector": "",
}


@pytest.fixture
def scope(cast):
    return RuleScope(institution=cast.council)


def applied(change, by):
    confirm_change(change, by=by)
    work()
    change.refresh_from_db()
    return change


def work():
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        assert run_job(job.pk), Job.objects.get(pk=job.pk).errors


def energy():
    return Rule.objects.standing().get(code="energy-supplier")


def test_adding_a_rule_is_previewed_without_changing_anything(council, scope, cast):
    facts, keys = council.facts(), list(SpendKey.objects.values())
    change = propose_change(scope, kind="add", by=cast.officer, why="New contract", fields=PAPER)
    preview = preview_change(change)
    assert (preview.lines, preview.pence) == (2, 500_00)
    (move,) = preview.moves
    assert (move.from_reason, move.to_reason, move.examples) == (
        "OPEN",
        "NATFW",
        ("Marsh Paper Company Ltd",),
    )
    assert council.facts() == facts
    assert list(SpendKey.objects.values()) == keys


def test_applying_a_change_moves_what_the_preview_said(council, scope, cast):
    before = council.facts()
    change = propose_change(scope, kind="add", by=cast.officer, why="New contract", fields=PAPER)
    preview = preview_change(change)
    applied(change, cast.officer)
    assert (change.state, change.lines_moved, change.pence_moved) == ("applied", preview.lines, preview.pence)
    after = Counter(before)
    for move in preview.moves:
        after[move.from_reason] -= move.pence
        after[move.to_reason] += move.pence
    assert council.facts() == {reason: pence for reason, pence in after.items() if pence}
    assert change.after is not None
    assert change.after.made_by == cast.officer
    assert SpendKey.objects.get(supplier__name="Marsh Paper Company Ltd").rule == change.after


def test_switching_a_shipped_rule_off_holds_here_only(council, scope, cast):
    other = Books(cast.foreign_council)
    other.pay("EDF Energy Customers Ltd", 700_00)
    other.settle()
    applied(
        propose_change(scope, kind="switch_off", by=cast.officer, why="Local deal", before=energy()),
        cast.officer,
    )
    assert council.reasons()["EDF Energy Customers Ltd"] == "OPEN"
    assert energy().withdrawn_at is None
    assert energy() not in scope.in_force()
    assert decide_keys(cast.foreign_council) == 0


def test_a_switched_off_rule_can_be_switched_on_again(council, scope, cast):
    before = council.facts()
    change = propose_change(scope, kind="switch_off", by=cast.officer, why="Try", before=energy())
    switch = applied(change, cast.officer).after
    assert council.facts() != before
    applied(propose_change(scope, kind="withdraw", by=cast.officer, why="Back", before=switch), cast.officer)
    assert council.facts() == before
    assert energy() in scope.in_force()


def test_changing_a_shipped_rule_makes_a_copy_that_stands_in_for_it(council, scope, cast):
    fields = fields_of(energy()) | {"phrases": ["Another Energy Company"]}
    change = propose_change(scope, kind="change", by=cast.officer, why="Ours", before=energy(), fields=fields)
    copy = applied(change, cast.officer).after
    assert council.reasons()["EDF Energy Customers Ltd"] == "OPEN"
    assert energy() not in scope.in_force()
    again = fields | {"phrases": ["EDF Energy"], "reason": "NATFW"}
    change = propose_change(scope, kind="change", by=cast.officer, why="Theirs", before=copy, fields=again)
    applied(change, cast.officer)
    copy.refresh_from_db()
    assert copy.withdrawn_at is not None
    assert energy() not in scope.in_force()
    assert council.reasons()["EDF Energy Customers Ltd"] == "NATFW"


def test_a_switched_off_rule_stays_off_when_a_new_edition_ships(council, scope, cast):
    applied(
        propose_change(scope, kind="switch_off", by=cast.officer, why="Off", before=energy()), cast.officer
    )
    Rule.objects.filter(pk=energy().pk).update(title="An older edition")
    assert load_default_rules() == 1
    work()
    assert energy() not in scope.in_force()
    assert council.reasons()["EDF Energy Customers Ltd"] == "OPEN"


def test_moving_a_rule_before_another_changes_who_wins(council, scope, cast):
    council.pay("EDF Energy Customers Ltd", 1_00, category="Residential care")
    council.settle()
    care = Rule.objects.get(code="care-placement-category")
    fields = fields_of(care) | {"position": STEP // 2}
    applied(
        propose_change(scope, kind="move", by=cast.officer, why="Care first", before=care, fields=fields),
        cast.officer,
    )
    assert council.reasons()["EDF Energy Customers Ltd"] == "CARE"


def test_a_rule_of_the_system_reaches_its_members_and_nobody_else(council, cast):
    trust = Books(cast.trust)
    trust.pay("Marsh Paper Company Ltd", 70_00, category="Stationery")
    trust.settle()
    foreign = Books(cast.foreign_council)
    foreign.pay("Marsh Paper Company Ltd", 30_00, category="Stationery")
    foreign.settle()
    system = RuleScope(system=cast.system)
    change = propose_change(system, kind="add", by=cast.officer, why="For all", fields=PAPER)
    assert preview_change(change).pence == 570_00
    applied(change, cast.officer)
    assert change.pence_moved == 570_00
    assert trust.facts() == {"NATFW": 70_00}
    assert foreign.facts() == {"OPEN": 30_00}


def test_an_institution_can_switch_off_a_rule_of_its_system(council, scope, cast):
    system = RuleScope(system=cast.system)
    theirs = applied(
        propose_change(system, kind="add", by=cast.officer, why="All", fields=PAPER), cast.officer
    ).after
    assert council.reasons()["Marsh Paper Company Ltd"] == "NATFW"
    applied(
        propose_change(scope, kind="switch_off", by=cast.officer, why="Not us", before=theirs), cast.officer
    )
    assert council.reasons()["Marsh Paper Company Ltd"] == "OPEN"


def test_a_system_rule_for_councils_leaves_its_hospitals(council, cast):
    trust = Books(cast.trust)
    trust.pay("Marsh Paper Company Ltd", 70_00, category="Stationery")
    trust.settle()
    change = propose_change(
        RuleScope(system=cast.system),
        kind="add",
        by=cast.officer,
        why="Councils",
        fields=PAPER | {"sector": "council"},
    )
    applied(change, cast.officer)
    assert trust.facts() == {"OPEN": 70_00}
    assert council.reasons()["Marsh Paper Company Ltd"] == "NATFW"


def test_overridden_payments_stay_where_the_person_put_them(council, scope, cast):
    paper = council.supplier("Marsh Paper Company Ltd")
    override_supplier(paper, reason="PFI", why="In the PFI contract", by=cast.contributor)
    change = propose_change(scope, kind="add", by=cast.officer, why="New", fields=PAPER)
    assert preview_change(change).lines == 0
    applied(change, cast.officer)
    assert council.facts()["PFI"] == 500_00
    assert Override.objects.filter(ended_at__isnull=True).count() == 1


def test_confirming_twice_and_running_the_job_twice_apply_once(council, scope, cast):
    change = propose_change(scope, kind="add", by=cast.officer, why="New", fields=PAPER)
    confirm_change(change, by=cast.officer)
    confirm_change(change, by=cast.officer)
    assert Job.objects.filter(kind="reclassify").count() == 1
    work()
    job = job_of(change)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    work()
    confirm_change(change, by=cast.officer)
    assert Rule.objects.filter(institution=cast.council).count() == 1


def test_a_change_that_another_overtook_is_refused(council, scope, cast):
    late = propose_change(scope, kind="switch_off", by=cast.officer, why="Late", before=energy())
    fields = fields_of(energy()) | {"reason": "PFI"}
    applied(
        propose_change(scope, kind="change", by=cast.officer, why="First", before=energy(), fields=fields),
        cast.officer,
    )
    with pytest.raises(RuleChangeError, match="changed by somebody else"):
        confirm_change(late, by=cast.officer)
    assert RuleChange.objects.get(pk=late.pk).state == "proposed"


def test_two_changes_of_the_same_rule_confirmed_at_once_apply_only_the_first(council, scope, cast):
    one = propose_change(scope, kind="switch_off", by=cast.officer, why="One", before=energy())
    two = propose_change(scope, kind="switch_off", by=cast.officer, why="Two", before=energy())
    confirm_change(one, by=cast.officer)
    confirm_change(two, by=cast.officer)
    work()
    assert [RuleChange.objects.get(pk=each.pk).state for each in (one, two)] == ["applied", "proposed"]
    assert Rule.objects.filter(institution=cast.council).count() == 1


@pytest.mark.parametrize("place", [0, 1, 17, -1])
def test_a_place_in_the_list_gives_a_position_between_its_neighbours(scope, cast, place):
    rules = scope.in_force()
    at = len(rules) if place < 0 else place
    position = position_before(rules, at)
    assert all(rule.position < position for rule in rules[:at])
    assert all(rule.position > position for rule in rules[at:])


def test_a_place_without_room_is_refused(scope):
    tight = [Rule(position=5), Rule(position=6)]
    with pytest.raises(RuleChangeError, match="no room"):
        position_before(tight, 1)
    assert position_before([], 0) > 0


def own_rule(scope, cast):
    return applied(
        propose_change(scope, kind="add", by=cast.officer, why="New", fields=PAPER), cast.officer
    ).after


CHANGES = ["add", "change", "change of a shipped rule", "move", "switch_off", "withdraw"]


def a_change(kind, rule):
    """What to propose for each kind of change, `rule` being one's own."""
    return {
        "add": {"kind": "add", "fields": PAPER | {"title": "Another"}},
        "change": {"kind": "change", "before": rule, "fields": fields_of(rule) | {"reason": "PFI"}},
        "change of a shipped rule": {
            "kind": "change",
            "before": energy(),
            "fields": fields_of(energy()) | {"reason": "PFI"},
        },
        "move": {"kind": "move", "before": rule, "fields": fields_of(rule) | {"position": 99 * STEP}},
        "switch_off": {"kind": "switch_off", "before": energy()},
        "withdraw": {"kind": "withdraw", "before": rule},
    }[kind]


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_that_is_undone_leaves_rules_and_figures_as_they_were(council, scope, cast, kind):
    rule = own_rule(scope, cast)
    facts, before = council.facts(), [fields_of(each) for each in scope.in_force()]
    change = applied(
        propose_change(scope, by=cast.officer, why="x", **a_change(kind, rule)),
        cast.officer,
    )
    assert [fields_of(each) for each in scope.in_force()] != before
    undo = propose_undo(change, by=cast.officer, why="By mistake")
    assert (undo.state, undo.summary) == ("proposed", f"Undo: {change.summary}")
    applied(undo, cast.officer)
    assert council.facts() == facts
    assert [fields_of(each) for each in scope.in_force()] == before


def test_an_undone_change_can_be_undone_itself_and_not_twice(council, scope, cast):
    change = applied(
        propose_change(scope, kind="switch_off", by=cast.officer, why="x", before=energy()), cast.officer
    )
    moved = council.facts()
    undo = applied(propose_undo(change, by=cast.officer, why="x"), cast.officer)
    assert undo_of(change, scope.in_force()) is None
    with pytest.raises(RuleChangeError, match="cannot be undone any more"):
        propose_undo(change, by=cast.officer, why="x")
    again = applied(propose_undo(undo, by=cast.officer, why="x"), cast.officer)
    assert (again.state, council.facts()) == ("applied", moved)
    assert undo_of(undo, scope.in_force()) is None


def test_a_change_whose_rule_was_changed_since_is_not_undone(council, scope, cast):
    rule = own_rule(scope, cast)
    first = RuleChange.objects.get(after=rule)
    fields = fields_of(rule) | {"reason": "PFI"}
    applied(
        propose_change(scope, kind="change", by=cast.officer, why="x", before=rule, fields=fields),
        cast.officer,
    )
    assert undo_of(first, scope.in_force()) is None


def test_a_proposal_that_nobody_confirmed_has_nothing_to_undo(council, scope, cast):
    change = propose_change(scope, kind="add", by=cast.officer, why="x", fields=PAPER)
    assert undo_of(change, scope.in_force()) is None


proposals = st.lists(
    st.tuples(
        st.sampled_from(["Stationery", "Printing", "Residential care", "Marsh", "EDF Energy"]),
        st.sampled_from(["supplier", "category"]),
        st.sampled_from(["PFI", "OPEN", "UTIL"]),
        st.integers(0, 45),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(proposals)
def test_any_run_of_changes_moves_exactly_what_its_previews_said(council, scope, cast, changes):
    for phrase, field, reason, place in changes:
        rules = scope.in_force()
        fields = PAPER | {
            "phrases": [phrase], "field": field, "reason": reason,
            "position": position_before(rules, min(place, len(rules))),
        }  # fmt: skip
        expected = Counter(council.facts())
        change = propose_change(scope, kind="add", by=cast.officer, why="Try", fields=fields)
        preview = preview_change(change)
        for move in preview.moves:
            expected[move.from_reason] -= move.pence
            expected[move.to_reason] += move.pence
        applied(change, cast.officer)
        assert {k: v for k, v in council.facts().items() if v} == {k: v for k, v in expected.items() if v}
        assert (change.lines_moved, change.pence_moved) == (preview.lines, preview.pence)
        assert decide_keys(cast.council) == 0
