"""The ordered rules: whole words, first match, and the same answer told at length."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.influence import Answer, Combination, RuleBook, RuleTest

WORDS = ["PFI", "energy", "care home", "grant", "NHS", "Marsh & Vale", "linen"]
FIELDS = ["supplier", "category", "department", "procurement_class"]
values = st.lists(st.sampled_from([*WORDS, "ltd", "services", "x-y", ""]), max_size=4).map(" ".join)
combinations = st.builds(Combination, values, values, values, values, st.booleans())
tests = st.builds(
    RuleTest,
    id=st.integers(1, 10**6),
    position=st.integers(0, 50),
    reason=st.sampled_from(["NHSSC", "PFI", "UTIL", "OPEN"]),
    field=st.sampled_from(FIELDS),
    match=st.sampled_from(["words", "starts", "ends", "exact", "never"]),
    phrases=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple),
    exceptions=st.lists(st.sampled_from(WORDS), max_size=1).map(tuple),
)
lists = st.lists(tests, max_size=8, unique_by=lambda test: test.id)


def rule(match="words", *phrases, field="supplier", unless=(), position=1, number=1, reason="PFI"):
    return RuleTest(number, position, reason, field, match, phrases, tuple(unless))


def decides(test, value):
    return RuleBook([test]).decision(Combination(**{test.field: value})).rule_id == test.id


@pytest.mark.parametrize(
    ("match", "phrase", "yes", "no"),
    [
        ("words", "PFI", "Sale PFI Ltd", "Pfizer Ltd"),
        ("words", "gas", "Natural Gas (metered)", "Gasket supplies"),
        ("words", "H&M Revenue", "h and m revenue", "H M Revenue"),
        ("starts", "LB of", "LB of Camden", "The LB of Camden"),
        ("ends", "Council", "Marsh Council", "Council Supplies Ltd"),
        ("exact", "Rates", "RATES.", "Water rates"),
        ("words", "St Mary's", "ST MARYS HOUSE", "St Mary House"),
    ],
)
def test_whole_words_decide_whatever_their_case_and_punctuation(match, phrase, yes, no):
    assert decides(rule(match, phrase), yes)
    assert not decides(rule(match, phrase), no)


def test_an_exception_stops_a_rule_and_the_next_one_is_tried():
    book = RuleBook([
        rule("words", "NHS", unless=["charity"], number=1, position=1, reason="NHSBODY"),
        rule("words", "charity", number=2, position=2, reason="GRANT"),
    ])  # fmt: skip
    assert book.decision(Combination("NHS Charity")).reason == "GRANT"
    assert book.decision(Combination("NHS England")).reason == "NHSBODY"


def test_the_first_match_wins_across_fields():
    first = rule("words", "energy", field="category", number=7, position=1, reason="UTIL")
    second = rule("words", "PFI", number=8, position=2)
    payment = Combination("Sale PFI Ltd", "Energy")
    assert RuleBook([second, first]).decision(payment)[:2] == ("UTIL", 7)
    assert RuleBook([first, second]).decision(Combination("Sale PFI Ltd", "Cleaning"))[:2] == ("PFI", 8)


def test_nothing_matching_means_influenceable():
    assert RuleBook([]).decision(Combination("Marsh Paper Ltd"))[:2] == ("OPEN", None)


def test_a_redacted_name_is_told_by_its_mark_and_not_by_words():
    redacted = RuleTest(3, 3, "REDACT", "redacted", "always")
    book = RuleBook([redacted, rule("words", "care", field="category", reason="CARE")])
    assert book.decision(Combination("Redacted", is_redacted=True)).reason == "REDACT"
    assert book.decision(Combination("Redacted", "Care", is_redacted=True)).reason == "CARE"
    assert book.decision(Combination("Redacted Tape Ltd")).reason == "OPEN"


def test_the_trace_says_what_was_looked_at():
    book = RuleBook([
        rule("words", "energy", field="category", number=1, position=1),
        rule("words", "NHS", unless=["charity"], number=2, position=2),
        rule("words", "charity", "fund", number=3, position=3),
        rule("never", "charity", number=4, position=4),
        rule("words", "marsh", number=5, position=5),
    ])  # fmt: skip
    steps = book.trace(Combination("Marsh NHS Charity"))
    assert [step.answer for step in steps] == ["No", "No", "Yes", "Not tested", "Not tested"]
    assert steps[0].looked_at == "The payment has no category"
    assert "but also “charity”" in steps[1].looked_at
    assert steps[2].looked_at == "The supplier name contains “charity”"
    assert steps[3].looked_at == "This rule is switched off"
    assert steps[4].looked_at == "A rule had already matched"


@given(lists, combinations)
def test_the_trace_and_the_decision_agree(rules, payment):
    book = RuleBook(rules)
    yes = [step.test for step in book.trace(payment) if step.answer is Answer.YES]
    decision = book.decision(payment)
    assert [test.id for test in yes] == ([decision.rule_id] if decision.rule_id is not None else [])
    assert decision.reason == (yes[0].reason if yes else "OPEN")


@given(lists, combinations, st.randoms())
def test_the_order_in_which_rules_are_given_never_matters(rules, payment, random):
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert RuleBook(rules).decision(payment) == RuleBook(shuffled).decision(payment)


@given(lists, combinations)
def test_taking_out_later_rules_changes_nothing(rules, payment):
    book = RuleBook(rules)
    decision = book.decision(payment)
    place = next((at for at, test in enumerate(book.tests) if test.id == decision.rule_id), len(book.tests))
    assert RuleBook(book.tests[: place + 1]).decision(payment) == decision


def test_two_hundred_thousand_payments_are_decided_in_seconds():
    rules = [rule("words", f"alpha{n}", f"beta{n} gamma", number=n, position=n) for n in range(1, 60)]
    rules += [rule("words", f"kind{n}", field="category", number=n, position=n) for n in range(60, 90)]
    payments = [Combination(f"Firm {n % 40_000} of Marsh Ltd", f"kind {n % 300}") for n in range(200_000)]
    book = RuleBook(rules)
    began = process_time()
    for payment in payments:
        book.decision(payment)
    assert process_time() - began < 6
