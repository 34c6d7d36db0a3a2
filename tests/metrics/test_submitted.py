"""The pages of submitted measures: proposing, giving values, a file, deciding, and who may do which."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from metrics.models import Measurement, SubmittedFile, SubmittedIndicator, SubmittedValue
from metrics.submitting import approve_indicator, approve_values, propose_indicator
from tests.cast import person
from tests.face.reading import Reading
from tests.metrics.test_submitting import WORDS, value_of

START = "/recommendations/submitted/"
CODE = "contracts-with-a-social-value-clause"
ONE = f"{START}{CODE}/"
ANSWERS = {
    **{name: value for name, value in WORDS.items() if name != "next_review"},
    "next_review_0": "31", "next_review_1": "3", "next_review_2": "2027",
}  # fmt: skip
VALUE = {
    "institution": "marsh-borough-council", "period": "2025-26", "numerator": "30", "denominator": "40",
    "source": "Contracts register", "link": "",
}  # fmt: skip
FILE = "Institution,Period,Numerator,Denominator,Source\nMarsh Borough Council,2025-26,30,40,Register\nRZZ,2025-26,x,1,R\n"


def page(browser, address, data=None):
    answer = (
        browser.post(address, data, follow=True) if data is not None else browser.get(address, follow=True)
    )
    assert answer.status_code == 200, (address, answer.status_code)
    return Reading(answer.content.decode())


@pytest.fixture
def measure(cast):
    indicator = propose_indicator(cast.system, WORDS, by=cast.contributor)
    return approve_indicator(indicator, by=cast.officer)


@pytest.fixture
def value(cast, measure):
    return value_of(cast, measure, cast.council, cast.contributor)


def test_an_empty_list_says_what_belongs_here_and_how_to_begin(cast, as_):
    found = page(as_(cast.contributor), START)
    assert "No measure has been proposed yet" in found.text
    assert "Propose the first measure" in found.text
    assert "Propose" not in page(as_(cast.reader), START).text.replace("proposed", "")


def test_a_contributor_proposes_and_a_lead_approves(cast, as_):
    found = page(as_(cast.contributor), f"{START}propose/", ANSWERS)
    assert "waits for a lead of the board" in found.text
    assert "Waiting for approval" in found.text
    assert "Decide about the definition" in page(as_(cast.officer), START).text
    found = page(as_(cast.officer), ONE, {"decision": "approve", "note": ""})
    assert "It takes values now" in found.text
    assert SubmittedIndicator.objects.get().decided_by == cast.officer


def test_a_proposal_with_gaps_comes_back_with_every_answer_and_what_is_missing(cast, as_):
    found = page(as_(cast.contributor), f"{START}propose/", ANSWERS | {"denominator": "", "why": ""})
    assert "There is a problem" in found.text
    assert "Enter what it is a share of" in found.text
    assert "Enter why it matters" in found.text
    assert not SubmittedIndicator.objects.exists()


def test_a_proposal_has_a_name_in_words_that_no_measure_has(cast, as_):
    for name, sentence in (("leakage", "There is a measure"), ("12%", "says nothing")):
        found = page(as_(cast.contributor), f"{START}propose/", ANSWERS | {"name": name})
        assert sentence in found.text
    assert not SubmittedIndicator.objects.exists()


def test_a_lead_sends_a_proposal_back_with_a_note_and_it_is_changed(cast, as_):
    propose_indicator(cast.system, WORDS, by=cast.contributor)
    assert "Enter what should change" in page(as_(cast.officer), ONE, {"decision": "return", "note": ""}).text
    page(as_(cast.officer), ONE, {"decision": "return", "note": "Say which contracts."})
    assert "Say which contracts." in page(as_(cast.contributor), START).text
    found = page(as_(cast.contributor), f"{ONE}edit/", ANSWERS | {"limits": "Only over £25,000."})
    assert "Only over £25,000." in found.text
    assert SubmittedIndicator.objects.get().state == "proposed"


def test_only_a_lead_of_the_board_decides(cast, as_):
    propose_indicator(cast.system, WORDS, by=cast.contributor)
    for somebody in (cast.contributor, cast.reader, cast.trust_lead):
        assert as_(somebody).post(ONE, {"decision": "approve"}).status_code == 404
    assert as_(cast.outsider).get(ONE).status_code == 404
    assert as_(cast.trust_lead).get(f"{ONE}edit/").status_code == 404


def test_a_value_is_given_decided_and_counts(cast, as_, measure):
    found = page(as_(cast.contributor), f"{ONE}values/", VALUE)
    assert "75.0%" in found.text
    assert "does not count yet" in found.text
    assert not Measurement.objects.exists()
    given = SubmittedValue.objects.get()
    address = f"{START}values/{given.pk}/"
    assert "counts now" in page(as_(cast.officer), address, {"decision": "approve", "note": ""}).text
    assert Measurement.objects.get().numerator == 30
    assert "75.0%" in page(as_(cast.contributor), ONE).text


def test_what_is_a_leads_own_offers_them_no_approval_and_says_why(cast, as_, measure, value):
    person("Second Lead", cast.board, "lead")
    browser = as_(cast.officer)
    own = value_of(cast, measure, cast.trust, cast.officer)
    found = page(browser, f"{START}values/{own.pk}/")
    assert "It is your own, so another lead of the board approves it" in found.text
    assert "Approve it" not in found.text
    assert "counts now" not in page(browser, f"{START}values/{own.pk}/", {"decision": "approve"}).text
    found = page(browser, ONE)
    assert "Approve the value of others" in found.text
    assert "1 value is your own: another lead of the board approves it" in found.text


def test_a_lead_who_is_alone_approves_their_own_and_everybody_reads_so(cast, as_):
    browser = as_(cast.officer)
    page(browser, f"{START}propose/", ANSWERS)
    found = page(browser, ONE, {"decision": "approve", "note": ""})
    assert "Approved by the person who proposed it: the board had no other lead." in found.text
    page(browser, f"{ONE}values/", VALUE)
    given = SubmittedValue.objects.get()
    found = page(browser, f"{START}values/{given.pk}/", {"decision": "approve", "note": ""})
    assert "Approved by the person who submitted it: the board had no other lead." in found.text
    assert "Approved by the person who submitted it" in page(as_(cast.contributor), ONE).text


def test_a_value_that_cannot_be_is_explained_beside_its_field(cast, as_, measure):
    found = page(as_(cast.contributor), f"{ONE}values/", VALUE | {"numerator": "many", "link": "here"})
    assert '"many" is not a number. Use digits, for example 1234.5.' in found.text
    assert '"here" is not a web address' in found.text
    assert not SubmittedValue.objects.exists()


def test_a_measure_without_a_denominator_asks_for_one_number(cast, as_):
    words = WORDS | {"unit": "count", "denominator": "", "cadence": "month"}
    approve_indicator(propose_indicator(cast.system, words, by=cast.contributor), by=cast.officer)
    found = page(as_(cast.contributor), f"{ONE}values/")
    assert "denominator" not in found.ids
    assert "October 2026" in found.text or date.today().year > 2026  # noqa: DTZ011


def test_a_value_sent_back_says_why_and_its_sender_corrects_it(cast, as_, measure, value):
    address = f"{START}values/{value.pk}/"
    page(as_(cast.officer), address, {"decision": "return", "note": "This is the year before."})
    assert "This is the year before." in page(as_(cast.contributor), START).text
    found = page(as_(cast.contributor), f"{ONE}values/?corrects={value.pk}")
    assert "This is the year before." in found.text
    assert ("input", "30") in {(tag, attributes.get("value")) for tag, attributes in found.tags}


def test_what_counts_can_be_sent_back_by_a_lead(cast, as_, measure, value):
    approve_values([value], by=cast.officer)
    page(as_(cast.officer), f"{START}values/{value.pk}/", {"note": "Wrong institution."})
    assert not Measurement.objects.exists()
    assert as_(cast.contributor).post(f"{START}values/{value.pk}/", {"note": "No"}).status_code == 404


def test_a_lead_approves_what_was_before_them_and_no_more(cast, as_, measure, value):
    later = value_of(cast, measure, cast.trust, cast.trust_lead)
    found = page(as_(cast.officer), f"{ONE}approve/", {"value": [str(value.pk)]})
    assert "1 value approved" in found.text
    later.refresh_from_db()
    assert later.state == "submitted"
    assert as_(cast.trust_lead).post(f"{ONE}approve/", {"value": [str(later.pk)]}).status_code == 404


def test_people_of_one_institution_read_no_values_of_another(cast, as_, measure, value):
    assert "75.0%" not in page(as_(cast.trust_lead), ONE).text
    assert as_(cast.trust_lead).get(f"{START}values/{value.pk}/").status_code == 404
    csv = b"".join(as_(cast.trust_lead).get(f"{ONE}values.csv").streaming_content).decode()
    assert "Marsh" not in csv
    assert (
        "Contracts register" in b"".join(as_(cast.reader).get(f"{ONE}values.csv").streaming_content).decode()
    )


def test_a_file_is_shown_with_its_problems_before_anything_is_added(cast, as_, measure):
    file = SimpleUploadedFile("values.csv", FILE.encode())
    found = page(as_(cast.officer), f"{ONE}upload/", {"file": file})
    assert "1 value is ready" in found.text
    assert 'Row 3, column C (Numerator): "x" is not a number.' in found.text
    assert not SubmittedValue.objects.exists()
    sent = SubmittedFile.objects.get()
    found = page(as_(cast.officer), f"{START}files/{sent.pk}/", {"values": "1"})
    assert "1 value waits for a lead of the board" in found.text
    assert SubmittedValue.objects.get().file == sent


def test_a_file_whose_effect_changed_since_it_was_shown_is_shown_again(cast, as_, measure):
    page(as_(cast.officer), f"{ONE}upload/", {"file": SimpleUploadedFile("values.csv", FILE.encode())})
    sent = SubmittedFile.objects.get()
    found = page(as_(cast.officer), f"{START}files/{sent.pk}/", {"values": "2"})
    assert "has changed since you looked" in found.text
    assert not SubmittedValue.objects.exists()


def test_a_file_that_holds_no_values_is_refused_in_the_form(cast, as_, measure):
    for content, words in ((b"", "The selected file is empty"), (b"%PDF-1.7", "a PDF document")):
        found = page(as_(cast.officer), f"{ONE}upload/", {"file": SimpleUploadedFile("values.csv", content)})
        assert "There is a problem" in found.text
        assert words in found.text
    assert "Select a CSV or Excel file" in page(as_(cast.officer), f"{ONE}upload/", {}).text


def test_a_file_is_thrown_away_and_nobody_else_sees_one(cast, as_, measure):
    page(as_(cast.contributor), f"{ONE}upload/", {"file": SimpleUploadedFile("values.csv", FILE.encode())})
    address = f"{START}files/{SubmittedFile.objects.get().pk}/"
    assert as_(cast.officer).get(address).status_code == 404
    assert "was thrown away" in page(as_(cast.contributor), address, {"answer": "throw-away"}).text


def test_the_template_has_the_headings_and_a_row_for_each_own_institution(cast, as_, measure):
    rows = (
        b"".join(as_(cast.contributor).get(f"{ONE}template.csv").streaming_content)
        .decode("utf-8-sig")
        .splitlines()
    )
    assert rows[0] == "Institution,Period,Numerator,Denominator,Source,Evidence"
    assert len(rows) == 2
    assert rows[1].startswith("Marsh Borough Council,")


def test_a_withdrawn_measure_stops_counting_and_can_count_again(cast, as_, measure, value):
    approve_values([value], by=cast.officer)
    page(as_(cast.officer), f"{ONE}withdraw/", {"note": "A national return has it."})
    assert not Measurement.objects.exists()
    assert "A national return has it." in page(as_(cast.contributor), ONE).text
    page(as_(cast.officer), f"{ONE}withdraw/", {})
    assert Measurement.objects.exists()


def test_every_page_is_whole_and_has_each_id_once(cast, as_, measure, value):
    approve_values([value], by=cast.officer)
    value_of(cast, measure, cast.council, cast.contributor, numerator="31")
    browser = as_(cast.officer)
    for address in (START, ONE, f"{START}propose/", f"{START}propose/?like={CODE}", f"{ONE}values/", f"{ONE}upload/",
                    f"{ONE}withdraw/", f"{START}values/{value.pk}/", f"{ONE}values/?corrects={value.pk}"):  # fmt: skip
        found = page(browser, address)
        assert not found.unclosed, address
        assert len(found.ids) == len(set(found.ids)), address
        assert not any("style" in attributes for _, attributes in found.tags), address
