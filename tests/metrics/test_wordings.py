"""Other words for a submitted measure that counts: what may change, who decides, what is kept."""

from datetime import date

import pytest

from metrics.models import Measurement, SubmittedIndicator, SubmittedWording
from metrics.submitting import (
    REWORDED,
    SubmittingError,
    approve_indicator,
    approve_values,
    approve_words,
    propose_indicator,
    return_words,
    reword,
    waiting_words,
)
from tests.cast import person
from tests.metrics.test_submitted import ANSWERS, ONE, START, page
from tests.metrics.test_submitting import WORDS, value_of


@pytest.fixture
def measure(cast):
    return approve_indicator(propose_indicator(cast.system, WORDS, by=cast.contributor), by=cast.officer)


@pytest.fixture
def second(cast):
    return person("Second Lead", cast.board, "lead")


def words_of(measure, **changes):
    return {name: getattr(measure, name) for name in REWORDED} | changes


def test_words_wait_for_another_lead_and_then_hold_with_their_history(cast, measure, second):
    approve_values([value_of(cast, measure, cast.council, cast.contributor)], by=cast.officer)
    changed = words_of(measure, limits="Only contracts over £25,000.", next_review=date(2028, 3, 31))
    made = reword(measure, changed, reason="The register begins there.", by=cast.officer)
    measure.refresh_from_db()
    assert (made.state, measure.limits) == ("proposed", WORDS["limits"])
    with pytest.raises(SubmittingError, match="Another lead of the board must approve them"):
        approve_words(made, by=cast.officer)
    approve_words(made, by=second)
    measure.refresh_from_db()
    made.refresh_from_db()
    assert (measure.limits, measure.next_review) == ("Only contracts over £25,000.", date(2028, 3, 31))
    assert made.before == {"limits": WORDS["limits"], "next_review": "2027-03-31"}
    assert (made.decided_by, made.decided_alone, measure.state) == (second, False, "approved")
    assert Measurement.objects.count() == 1


def test_a_lead_who_is_alone_changes_words_at_once_and_it_is_kept_that_they_did(cast, measure):
    made = reword(
        measure, words_of(measure, name="Contracts that ask for more"), reason="Shorter.", by=cast.officer
    )
    measure.refresh_from_db()
    assert measure.name == "Contracts that ask for more"
    assert measure.code == "contracts-with-a-social-value-clause"
    assert made.decided_alone


def test_words_that_are_sent_back_leave_the_definition_as_it_was(cast, measure, second):
    made = reword(measure, words_of(measure, why="Because."), reason="Shorter.", by=cast.officer)
    return_words(made, by=second, note="Say more.")
    measure.refresh_from_db()
    assert measure.why == WORDS["why"]
    assert waiting_words(measure) is None
    with pytest.raises(SubmittingError, match="Somebody else decided"):
        approve_words(made, by=second)


def test_nothing_empty_unchanged_or_second_is_proposed(cast, measure, second):
    with pytest.raises(SubmittingError, match="Nothing was changed"):
        reword(measure, words_of(measure), reason="x", by=cast.officer)
    with pytest.raises(SubmittingError, match="has no why"):
        reword(measure, words_of(measure, why=" "), reason="x", by=cast.officer)
    reword(measure, words_of(measure, why="Because."), reason="x", by=cast.officer)
    with pytest.raises(SubmittingError, match="wait for a decision already"):
        reword(measure, words_of(measure, why="Since."), reason="x", by=second)


def test_the_pages_propose_decide_and_show_the_versions(cast, as_, measure, second):
    officer, other, address = as_(cast.officer), as_(second), f"{ONE}words/"
    assert "Change its words" in page(officer, ONE).text
    assert "denominator" not in page(officer, address).ids
    sent = ANSWERS | {"limits": "Only ours.", "reason": ""}
    assert "Enter why the words change" in page(officer, address, sent).text
    found = page(officer, address, sent | {"reason": "It was unclear."})
    assert "The words wait for another lead of the board" in found.text
    assert "Decide about other words for" in page(other, START).text
    assert "It is your own, so another lead of the board approves it" in page(officer, address).text
    assert "What it does not show: “Only ours.”, before: “Says nothing" in page(other, address).text
    found = page(other, address, {"decision": "approve", "note": ""})
    assert "How its words changed" in found.text
    assert "It was unclear." in page(as_(cast.contributor), ONE).text
    assert "Approved by Second Lead on" in found.text


def test_only_leads_change_words_and_only_of_what_counts(cast, as_, measure):
    for somebody in (cast.contributor, cast.reader, cast.trust_lead, cast.outsider):
        assert as_(somebody).get(f"{ONE}words/").status_code == 404
    SubmittedIndicator.objects.update(state="withdrawn")
    assert as_(cast.officer).get(f"{ONE}words/").status_code == 404
    assert not SubmittedWording.objects.visible_to(cast.outsider).exists()
