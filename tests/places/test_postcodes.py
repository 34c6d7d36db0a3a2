"""Postcodes as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors.geography import normal_postcode
from anchors.geography.postcodes import _POSTCODE

real_looking = st.from_regex(_POSTCODE, fullmatch=True).filter(lambda code: not code.startswith("ZZ99"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("LU1 1AA", "LU1 1AA"),
        ("  lu11aa ", "LU1 1AA"),
        ("LU1\u00a01AA", "LU1 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("GIR 0AA", "GIR 0AA"),
        ("MKI2 6LA", "MK12 6LA"),
        ("LU1 IAA", "LU1 1AA"),
        ("CRO 2XX", "CR0 2XX"),
        ("SO1O 1AB", "SO10 1AB"),
    ],
)
def test_it_is_written_as_royal_mail_writes_it(written, meant):
    assert normal_postcode(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "LU1",
        "Luton",
        "BFPO 12",
        "ZZ99 3VZ",
        "LU1 1AA, UK",
        "S0 1AB",
        "12345",
        "LU1 1CA",
        "QX1 1AA",
        "é" * 7,
    ],
)
def test_what_is_no_place_is_none(text):
    assert normal_postcode(text) is None


@given(st.text())
def test_doing_it_twice_changes_nothing(text):
    once = normal_postcode(text)
    assert once is None or normal_postcode(once) == once


@given(real_looking, st.booleans(), st.integers(0, 3))
def test_case_and_spaces_do_not_matter(code, is_lower, spaces):
    written = f"{code[:-3]}{' ' * spaces}{code[-3:]}"
    assert normal_postcode(written.lower() if is_lower else written) == f"{code[:-3]} {code[-3:]}"


@given(real_looking)
def test_letters_for_digits_never_lead_to_another_postcode(code):
    mistaken = code[:-3] + code[-3].replace("0", "O").replace("1", "I") + code[-2:]
    assert normal_postcode(mistaken) == normal_postcode(code)
