"""Submitted figures: definitions and values on their way to a lead's yes, and what becomes of them as measurements."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anchors.models import User
from anchors.periods import Period, financial_year
from metrics.definitions import definition_of
from metrics.models import FormerMeasurement, Measurement, SubmittedIndicator, SubmittedValue
from metrics.readings import measured, measured_by_period
from metrics.submitting import (
    SubmittingError,
    add_file,
    approve_indicator,
    approve_values,
    change_indicator,
    checked,
    given,
    has_lead,
    institutions_given_by,
    may_change,
    places_given_by,
    propose_indicator,
    read_file,
    return_indicator,
    return_values,
    subjects_by_name,
    submit_values,
    systems_contributed_to,
    throw_away,
    withdraw_indicator,
)
from tests.cast import person

TODAY = date(2026, 11, 22)
YEAR = financial_year(2025)
WORDS = {
    "name": "Contracts with a social value clause", "question": "How many of our contracts ask for social value?",
    "lever": "spending", "recommendations": [4], "goal": "falling-inequality", "unit": "share", "direction": "higher",
    "numerator": "contracts whose terms ask for social value", "denominator": "all contracts let",
    "why": "A clause is what can be held to account.", "limits": "Says nothing of what was delivered.",
    "author": "Procurement team", "next_review": date(2027, 3, 31), "cadence": "year",
}  # fmt: skip


def proposed(cast, **changes):
    return propose_indicator(cast.system, WORDS | changes, by=cast.contributor)


def approved(cast, **changes):
    return approve_indicator(proposed(cast, **changes), by=cast.officer)


def cells(institution, numerator="30", denominator="40", period="2025-26", **more):
    return {"institution": institution, "period": period, "numerator": numerator, "denominator": denominator,
            "source": "Contracts register", **more}  # fmt: skip


def value_of(cast, indicator, institution, by, **figures):
    subjects = subjects_by_name(institutions_given_by(by, cast.system), places_given_by(by, cast.system))
    found, objections = given(indicator, cells(institution.name, **figures), subjects, TODAY)
    assert found, objections
    return submit_values(indicator, [found], by=by)[0]


def sent(cast, indicator, text, by=None):
    file = SimpleUploadedFile("values.csv", text.encode())
    return read_file(indicator, file, by=by or cast.officer)


def test_a_proposal_waits_and_counts_once_a_lead_of_the_board_approved_it(cast):
    indicator = proposed(cast)
    assert (indicator.code, indicator.state) == ("contracts-with-a-social-value-clause", "proposed")
    assert has_lead(cast.officer, cast.system)
    assert not has_lead(cast.trust_lead, cast.system)
    approve_indicator(indicator, by=cast.officer)
    assert definition_of(cast.contributor, indicator.code).name == WORDS["name"]


def test_a_proposal_needs_what_every_definition_needs(cast):
    for missing in ("why", "limits", "author", "question", "numerator"):
        with pytest.raises(SubmittingError, match=f"has no {missing}"):
            proposed(cast, **{missing: " "})
    with pytest.raises(SubmittingError, match="is a share and has no denominator"):
        proposed(cast, denominator="")


def test_a_code_is_never_that_of_a_lever_of_another_definition_or_of_an_address(cast):
    assert proposed(cast, name="Total spend").code == "total-spend-2"
    assert proposed(cast, name="Propose").code == "propose-2"
    assert proposed(cast).code != proposed(cast).code


def test_a_definition_sent_back_is_changed_by_who_proposed_it_and_waits_again(cast):
    indicator = return_indicator(proposed(cast), by=cast.officer, note="Say which contracts.")
    assert (indicator.state, indicator.note) == ("returned", "Say which contracts.")
    assert may_change(cast.contributor, indicator)
    assert not may_change(cast.trust_lead, indicator)
    changed = change_indicator(indicator, {"limits": "Only contracts over £25,000."}, by=cast.contributor)
    assert (changed.state, changed.limits, changed.note) == ("proposed", "Only contracts over £25,000.", "")


def test_readers_and_outsiders_propose_nothing_here(cast):
    assert not systems_contributed_to(cast.reader).exists()
    assert not systems_contributed_to(cast.outsider).filter(pk=cast.system.pk).exists()
    assert not institutions_given_by(cast.outsider, cast.system).exists()


def test_an_approved_value_is_a_measurement_that_readings_give(cast):
    indicator = approved(cast)
    value = value_of(cast, indicator, cast.council, cast.contributor)
    assert measured(indicator.as_indicator(), [cast.council.pk], YEAR) is None
    approve_values([value], by=cast.officer)
    reading = measured(indicator.as_indicator(), [cast.council.pk], YEAR)
    assert reading.value == Decimal("0.75")
    assert (reading.numerator, reading.denominator) == (30, 40)
    assert "Contracts register" in Measurement.objects.get().source_version


def test_values_of_several_institutions_are_summed_from_parts(cast):
    indicator = approved(cast)
    values = [
        value_of(cast, indicator, cast.council, cast.contributor),
        value_of(cast, indicator, cast.trust, cast.trust_lead, numerator="10", denominator="160"),
    ]
    approve_values(values, by=cast.officer)
    reading = measured(indicator.as_indicator(), [cast.council.pk, cast.trust.pk], YEAR)
    assert reading.value == Decimal("0.2")
    assert list(measured_by_period(indicator.as_indicator(), [cast.trust.pk], YEAR)) == [YEAR]


def test_a_correction_takes_the_place_of_a_value_and_what_it_was_is_kept(cast):
    indicator = approved(cast)
    first = value_of(cast, indicator, cast.council, cast.contributor)
    approve_values([first], by=cast.officer)
    second = value_of(cast, indicator, cast.council, cast.contributor, numerator="32")
    assert measured(indicator.as_indicator(), [cast.council.pk], YEAR).numerator == 30
    approve_values([second], by=cast.officer)
    assert measured(indicator.as_indicator(), [cast.council.pk], YEAR).numerator == 32
    former = FormerMeasurement.objects.get()
    assert former.numerator == 30
    assert former.reason.startswith("a correction approved on")
    first.refresh_from_db()
    assert first.state == SubmittedValue.State.REPLACED


def test_a_leads_own_words_and_values_are_for_another_lead_where_there_is_one(cast):
    second = person("Second Lead", cast.board, "lead")
    indicator = propose_indicator(cast.system, WORDS, by=cast.officer)
    with pytest.raises(SubmittingError, match="Another lead of the board must approve it"):
        approve_indicator(indicator, by=cast.officer)
    approve_indicator(indicator, by=second)
    value = value_of(cast, indicator, cast.council, cast.officer)
    with pytest.raises(SubmittingError, match="You submitted this value"):
        approve_values([value], by=cast.officer)
    approve_values([value], by=second)
    indicator.refresh_from_db()
    value.refresh_from_db()
    assert not indicator.decided_alone
    assert not value.decided_alone


def test_whoever_changed_a_proposal_last_needs_the_second_person(cast):
    person("Second Lead", cast.board, "lead")
    indicator = change_indicator(proposed(cast), {"limits": "Only ours."}, by=cast.officer)
    with pytest.raises(SubmittingError, match="You wrote this definition"):
        approve_indicator(indicator, by=cast.officer)


def test_a_lead_who_is_alone_approves_their_own_and_it_is_kept_that_they_did(cast):
    gone = person("Gone Lead", cast.board, "lead")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    indicator = approve_indicator(propose_indicator(cast.system, WORDS, by=cast.officer), by=cast.officer)
    value = value_of(cast, indicator, cast.council, cast.officer)
    approve_values([value], by=cast.officer)
    value.refresh_from_db()
    assert indicator.decided_alone
    assert value.decided_alone


def test_a_value_sent_back_counts_no_longer_and_says_why(cast):
    indicator = approved(cast)
    value = value_of(cast, indicator, cast.council, cast.contributor)
    approve_values([value], by=cast.officer)
    return_values([value], by=cast.officer, note="This is the year before.")
    value.refresh_from_db()
    assert (value.state, value.note) == ("returned", "This is the year before.")
    assert measured(indicator.as_indicator(), [cast.council.pk], YEAR) is None
    assert FormerMeasurement.objects.get().is_gone


def test_a_value_that_waits_makes_way_for_a_later_one(cast):
    indicator = approved(cast)
    first = value_of(cast, indicator, cast.council, cast.contributor)
    second = value_of(cast, indicator, cast.council, cast.contributor, numerator="31")
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "submitted")
    with pytest.raises(SubmittingError, match="Somebody else decided"):
        approve_values([first], by=cast.officer)


def test_withdrawing_takes_measurements_away_with_history_and_approval_brings_them_back(cast):
    indicator = approved(cast)
    approve_values([value_of(cast, indicator, cast.council, cast.contributor)], by=cast.officer)
    withdraw_indicator(indicator, by=cast.officer, note="Replaced by a national return.")
    assert not Measurement.objects.exists()
    assert FormerMeasurement.objects.get().reason == "its withdrawal"
    approve_indicator(indicator, by=cast.officer)
    assert Measurement.objects.get().numerator == 30


def test_a_definition_that_is_not_approved_takes_no_values(cast):
    indicator = proposed(cast)
    with pytest.raises(SubmittingError, match="not approved"):
        value_of(cast, indicator, cast.council, cast.contributor)


def test_a_contributor_gives_values_of_their_own_institution_and_the_board_those_of_all(cast):
    assert set(institutions_given_by(cast.contributor, cast.system)) == {cast.council}
    assert set(institutions_given_by(cast.officer, cast.system)) == {cast.board, cast.council, cast.trust}
    assert not places_given_by(cast.contributor, cast.system).exists()
    assert set(places_given_by(cast.officer, cast.system)) == {cast.city, cast.district}


def test_values_are_read_under_the_rule_of_the_spend_pages(cast):
    indicator = approved(cast)
    value_of(cast, indicator, cast.council, cast.contributor)
    seen = SubmittedValue.objects.visible_to
    assert seen(cast.contributor).count() == seen(cast.officer).count() == seen(cast.reader).count() == 1
    assert not seen(cast.trust_lead).exists()
    assert not seen(cast.outsider).exists()
    assert not SubmittedIndicator.objects.visible_to(cast.outsider).exists()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"institution": "Nowhere Council"},
            "institution",
            '"Nowhere Council" is not one that you can give values for',
        ),
        ({"institution": ""}, "institution", "there is no institution"),
        (
            {"period": "2025-27"},
            "period",
            '"2025-27" is not a financial year. Give a financial year, for example',
        ),
        ({"period": "2026-27"}, "period", '"2026-27" is not over yet'),
        ({"numerator": "many"}, "numerator", '"many" is not a number. Use digits, for example 1234.5.'),
        ({"numerator": "75%"}, "numerator", "not a percentage"),
        ({"numerator": ""}, "numerator", "delete the row if there is no data"),
        ({"numerator": "-3"}, "numerator", '"-3" is less than 0'),
        ({"numerator": "41"}, "numerator", '"41" is more than the denominator, 40'),
        ({"numerator": "1.23456"}, "numerator", "no more than 4 decimals"),
        ({"denominator": "0"}, "denominator", '"0" is not more than 0'),
        ({"source": ""}, "source", "Say where the figure comes from"),
        ({"link": "javascript:alert(1)"}, "link", "is not a web address"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_with_what_to_do(cast, changes, field, message):
    subjects = subjects_by_name([cast.council], [])
    found, objections = given(approved(cast), cells(cast.council.name) | changes, subjects, TODAY)
    assert found is None
    assert objections[0].field == field
    assert message in objections[0].message


def test_a_plain_number_has_no_denominator(cast):
    indicator = approved(cast, unit="count", denominator="", cadence="month")
    subjects = subjects_by_name([cast.council], [])
    found, _ = given(indicator, cells("E07999902", "1,204", "", "Sep-26"), subjects, TODAY)
    assert (found.numerator, found.denominator, found.period) == (1204, None, Period(202609, 202609))
    _, objections = given(indicator, cells("E07999902", "1", "2", "Sep-26"), subjects, TODAY)
    assert "this measure has no denominator" in objections[0].message


@pytest.mark.parametrize(
    ("cadence", "shown", "months"),
    [
        ("month", "September 2026", (202609, 202609)),
        ("quarter", "July to September 2026", (202607, 202609)),
        ("quarter", "october to december 2025", (202510, 202512)),
        ("year", "April 2025 to March 2026", (202504, 202603)),
    ],
)
def test_a_period_is_read_as_pages_and_downloads_write_it(cast, cadence, shown, months):
    subjects = subjects_by_name([cast.council], [])
    found, _ = given(approved(cast, cadence=cadence), cells("E07999902", period=shown), subjects, TODAY)
    assert found.period == Period(*months)


def test_a_place_has_values_too(cast):
    indicator = approved(cast)
    subjects = subjects_by_name([cast.council], [cast.city])
    found, _ = given(indicator, cells(cast.city.code), subjects, TODAY)
    approve_values(submit_values(indicator, [found], by=cast.officer), by=cast.officer)
    assert Measurement.objects.get().place == cast.city


FILE = """Institution,Period,Numerator,Denominator,Source,Evidence
Marsh Borough Council,2025-26,30,40,Contracts register,https://example.org/a
RZZ,2025/26,many,160,Contracts register,
,2025-26,3,4,Contracts register,
Northvale and Marsh ICB,2026-27,3,4,,
Marsh Borough Council,2025/26,31,40,Contracts register,
"""


def test_a_file_is_tried_dry_with_a_problem_for_each_cell_that_is_wrong(cast):
    indicator = approved(cast)
    file = sent(cast, indicator, FILE)
    found = checked(file, by=cast.officer, today=TODAY)
    assert [row.row for row in found.rows] == [2]
    assert [each.words for each in found.problems] == [
        'Row 3, column C (Numerator): "many" is not a number. Use digits, for example 1234.5.',
        "Row 4, column A (Institution): there is no institution. Give its name or its code.",
        'Row 5, column B (Period): "2026-27" is not over yet. Give a period that has ended.',
        "Row 5, column E (Source): there is no source. Say where the figure comes from.",
        "Row 6, column A (Institution): row 2 has a value of the same institution and period. Keep one of them.",
    ]
    assert found.rows_with_problems == 4
    assert not SubmittedValue.objects.exists()


def test_a_file_is_added_after_a_yes_and_only_once(cast):
    indicator = approved(cast)
    file = sent(cast, indicator, FILE)
    values = add_file(file, by=cast.officer, today=TODAY)
    assert [(each.institution, each.numerator, each.link, each.file) for each in values] == [
        (cast.council, 30, "https://example.org/a", file)
    ]
    with pytest.raises(SubmittingError, match="not waiting any more"):
        add_file(file, by=cast.officer, today=TODAY)
    again = checked(sent(cast, indicator, FILE), by=cast.officer, today=TODAY)
    assert (again.rows, again.same) == ([], 1)


def test_a_file_says_which_values_it_corrects(cast):
    indicator = approved(cast)
    approve_values(
        [value_of(cast, indicator, cast.council, cast.contributor, numerator="20")], by=cast.officer
    )
    found = checked(sent(cast, indicator, FILE), by=cast.officer, today=TODAY)
    assert [each.before.numerator for each in found.corrections] == [20]


def test_a_contributor_cannot_give_values_of_others_by_file(cast):
    indicator = approved(cast)
    found = checked(sent(cast, indicator, FILE, cast.contributor), by=cast.contributor, today=TODAY)
    assert [row.given.institution for row in found.rows] == [cast.council]
    words = " ".join(each.words for each in found.problems)
    assert '"RZZ" is not one that you can give values for' in words
    assert "Northvale Hospitals" not in words


def test_only_who_sent_a_file_sees_it(cast):
    file = sent(cast, approved(cast), FILE)
    from metrics.models import SubmittedFile

    assert list(SubmittedFile.objects.visible_to(cast.officer)) == [file]
    assert not SubmittedFile.objects.visible_to(cast.contributor).exists()
    throw_away(file)
    file.refresh_from_db()
    assert (file.state, file.rows) == ("thrown_away", [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The selected file is empty"),
        ("Institution,Period,Denominator\nMarsh,2025-26,4\n", "The file has no columns Numerator and Source"),
        ("a,b\n1,2\n", "Download the template"),
        ("%PDF-1.7", "a PDF document"),
        ("Institution,Period,Numerator,Source\n", "The file has headings but no values below them"),
    ],
)
def test_a_file_that_holds_no_values_is_refused_with_the_reason(cast, text, reason):
    with pytest.raises(SubmittingError, match=reason):
        sent(cast, approved(cast), text)
