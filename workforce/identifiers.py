"""What in a cell could tell who somebody is. Strict on purpose: a code that looks like a name is no good code."""

import re

from anchors.geography import normal_postcode

NHS_WEIGHTS = range(10, 1, -1)
ELEVEN = 11
_NHS = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
# Two letters, six digits and A to D; where that last letter was left out, only letters that are in use: the first is
# never D F I Q U V, the second not O either.
_INSURANCE = re.compile(
    r"(?<![A-Z\d])(?:[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]"
    r"|(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d)(?![A-Z\d])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+44|0044|44|0)?(?:[1238]\d{8,9}|7\d{9})")
_PREFIXED = ("+", "0", "44")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_NAME_AND_NUMBER = re.compile(r"[A-Z][a-z]{2,}[._-]?\d{1,4}|[a-z]{2,}[._][a-z]{2,}\d*|[a-z]{3,}\d{1,4}")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[ ,'’-]+[^\W\d_]{2,}|[^\W\d_]+['’][^\W\d_]+")
# As payroll systems number people: six to nine digits, perhaps after a letter or two and then not with a nought first,
# perhaps with the number of the post behind (20123456-2).
_STAFF_NUMBER = re.compile(r"(?:\d{6,9}|[A-Za-z]{1,2}[ -]?[1-9]\d{5,8})(?:[-/. ]\d{1,2})?")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,99}")


def identifier_in(text: str) -> str:
    """What the text looks like that would tell who somebody is (`an NHS number`); empty where nothing of the sort.

    Not names: in a column of answers, words are answers.
    """
    plain = " ".join(text.split())
    for words, is_one in (
        ("an email address", "@" in plain),
        ("a postcode", normal_postcode(plain) is not None),
        ("an NHS number", any(has_nhs_check("".join(found)) for found in _NHS.findall(plain))),
        ("a National Insurance number", _INSURANCE.search(plain) is not None),
        ("a phone number", _is_phone(plain)),
    ):
        if is_one:
            return words
    return ""


def trouble_with_alias(text: str) -> str:
    """What a pseudonym looks like that is none; empty for a code that says nothing of its person."""
    if found := identifier_in(text):
        return found
    if _DATE.fullmatch(text):
        return "a date"
    if _STAFF_NUMBER.fullmatch(text):
        return "a staff or payroll number"
    is_name = _TWO_WORDS.search(text) or _NAME_AND_NUMBER.fullmatch(text)
    if is_name or not any(each.isdigit() for each in text):
        return "a name"
    return "" if _CODE.fullmatch(text) else "something else than a code"


def has_nhs_check(digits: str) -> bool:
    """Whether ten digits end in the check digit that an NHS number has."""
    left = (
        ELEVEN - sum(weight * int(digit) for weight, digit in zip(NHS_WEIGHTS, digits, strict=False)) % ELEVEN
    )
    return left % ELEVEN == int(digits[-1])


def _is_phone(text: str) -> bool:
    """A number as people dial it, or a mobile number that lost its nought in a spreadsheet."""
    digits = re.sub(r"[ ().-]", "", text)
    if _PHONE.fullmatch(digits) is None:
        return False
    return digits.startswith((*_PREFIXED, "7"))
