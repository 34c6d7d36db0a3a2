"""Rules in the books: keys are decided once, and deciding again changes nothing."""

from procurement.classification import book_of, combination_of, decide_keys, money_by_rule
from procurement.models import Rule, SpendKey


def test_each_payment_has_the_reason_of_the_first_rule_that_matches(council):
    assert council.reasons() == {
        "Northvale School Trust": "GRANT",
        "EDF Energy Customers Ltd": "UTIL",
        "Willow Bank": "CARE",
        "Marsh Paper Company Ltd": "OPEN",
        "Marsh Printers Ltd": "OPEN",
        "Redacted personal data": "REDACT",
    }


def test_the_rule_that_decided_is_kept_beside_the_reason(council):
    key = SpendKey.objects.get(supplier__name="EDF Energy Customers Ltd")
    assert key.rule is not None
    assert key.rule.code == "energy-supplier"
    assert SpendKey.objects.get(supplier__name="Marsh Printers Ltd").rule is None
    decision = book_of(council.institution).decision(combination_of(key))
    assert (decision.reason, decision.rule_id) == (key.reason, key.rule_id)


def test_deciding_twice_changes_nothing(council):
    before = list(SpendKey.objects.order_by("pk").values())
    assert decide_keys(council.institution) == 0
    assert list(SpendKey.objects.order_by("pk").values()) == before


def test_another_institution_is_never_decided(council, cast):
    SpendKey.objects.update(reason="LOCKED", rule=None)
    assert decide_keys(cast.trust) == 0


def test_rules_for_nhs_bodies_do_not_reach_a_council(cast):
    reached = Rule.objects.reaching(institution=cast.council)
    assert not reached.filter(sector="nhs").exists()
    assert reached.filter(sector="council").exists()


def test_the_money_of_each_rule_sums_to_all_there_is(council):
    found = money_by_rule([council.institution])
    assert sum(pence for _, pence in found.values()) == 2_550_00
    assert found[None] == (3, 400_00)
