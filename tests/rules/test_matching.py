"""Names in a form in which they can be compared, and names that were redacted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.matching import folded, is_redacted, normalised_name

SAME = [
    ("Brightfold Linen Limited", "BRIGHTFOLD LINEN LTD."),
    ("Marsh & Vale Ltd", "MARSH AND VALE LIMITED"),
    ("Marsh P L C", "Marsh plc"),
    ("Marsh P.L.C.", "Marsh Public Limited Company"),
    ("St George`s Supplies", "ST GEORGE'S SUPPLIES"),
    ("St George’s Supplies", "St Georges Supplies"),
    ("Vale Trading Ltd T/A The Corner Cafe", "Vale Trading Ltd"),
    ("Vale Trading Ltd (trading as Corner Cafe)", "Vale Trading Ltd"),
    ("Marsh Coaches - NET", "Marsh Coaches"),
    ("Marsh Coaches -GROSS", "Marsh Coaches"),
    ("Marsh Coaches (Gross)", "Marsh Coaches"),
    ("The Marsh Hotel", "MARSH HOTEL"),
    ("Café Élan", "CAFE ELAN"),
    ("Vale Care C.I.C.", "Vale Care Community Interest Company"),
    ("Marsh   Hotel", "Marsh Hotel"),
]
DIFFERENT = [
    ("Marsh Ltd", "Marsh LLP"),
    ("Marsh Hotel", "Vale Hotel"),
    ("Internet Supplies", "Inter Supplies"),
    ("Gross and Sons", "Sons"),
    ("Vale North Ltd", "Vale South Ltd"),
]
REDACTED = [
    "Redacted",
    "REDACTED PERSONAL DATA",
    "REDACTED - Personal Information",
    "REDACTED COMMERCIAL CONFIDENTIALITY",
    "Redacted (s40)",
    "Name withheld",
    "Withheld under section 40 FOIA",
    "Personal data",
    "Personal Information",
    "COMMERCIAL IN CONFIDENCE",
    "Commercially sensitive",
    "Confidential",
    "Private individual",
    "Individual",
    "Data Protection Act 2018",
    "GDPR",
    "Exempt - personal data",
    "Name not disclosed",
    "Undisclosed",
    "Supplier name removed",
    "XXXXX",
    "****",
]
NAMED = [
    "",
    "Confidential Waste Ltd",
    "Redactive Events Ltd",
    "Individual Care Ltd",
    "Marsh Private Hire",
    "Personal Career Management Ltd",
    "Sensitive Minds CIC",
    "Exempt Accommodation Services Ltd",
    "Supplier",
    "XXL Clothing",
    "-",
    "Data Protection People Ltd",
    "The Private Nursery",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_that_differ_in_form_only_are_equal(one, other):
    assert normalised_name(one) == normalised_name(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_differ_in_more_than_form_stay_apart(one, other):
    assert normalised_name(one) != normalised_name(other)


@pytest.mark.parametrize("name", REDACTED)
def test_every_wording_of_a_redaction_is_known(name):
    assert is_redacted(name)


@pytest.mark.parametrize("name", NAMED)
def test_a_firm_that_holds_such_a_word_is_not_redacted(name):
    assert not is_redacted(name)


@pytest.mark.parametrize("name", ["T/A Corner Cafe", "The", "- NET", "T/A", "Limited"])
def test_a_name_never_vanishes(name):
    assert normalised_name(name)


@given(st.text(max_size=60))
def test_a_normalised_name_stays_as_it_is(name):
    once = normalised_name(name)
    assert normalised_name(once) == once
    assert len(once) <= 400


@given(st.text(max_size=60))
def test_case_and_spaces_never_matter(name):
    assert folded(f"  {name} ") == folded(name)
    assert folded(folded(name)) == folded(name)
    if name.isascii():
        assert folded(name.lower()) == folded(name.upper())
