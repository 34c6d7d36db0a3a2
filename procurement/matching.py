"""Supplier names: a form in which spellings can be compared, and whether a name was redacted. Pure."""

import re
import unicodedata

LONGEST_NAME = 400
_LETTERS = {code: " " for code in range(128) if not chr(code).isalnum()}
_LETTERS |= {ord("'"): "", ord("`"): "", ord("&"): " AND "}
_QUOTES = {ord(mark): "" for mark in "’‘"}

_TRADING_AS = re.compile(r"(?<=\S)[\s(]+(?:T\s*[/\\]\s*A|TRADING\s+AS)\b.*", re.IGNORECASE | re.DOTALL)
_BASIS = re.compile(r"(?:\s+-\s*|\s*-\s+|\s*\()(?:NETT?|GROSS)\)?\s*$", re.IGNORECASE)
_FORMS = (
    (re.compile(r"\bPUBLIC (?:LIMITED|LTD) COMPANY\b|\bP L C\b"), "PLC"),
    (re.compile(r"\bLIMITED LIABILITY PARTNERSHIP\b|\bL L P\b"), "LLP"),
    (re.compile(r"\bCOMMUNITY INTEREST COMPANY\b|\bC I C\b"), "CIC"),
    (re.compile(r"\bLIMITED\b|\bLTD LTD\b"), "LTD"),
    (re.compile(r"^(?:THE )+(?=\S)"), ""),
)

_SAYS_REDACTED = re.compile(r"\b(?:REDACT(?:ED|ION|IONS|D)?|WITHHELD|UNDISCLOSED|ANONYMI[SZ]ED)\b")
_MASKED = re.compile(r"[Xx*#█\s.\-_]{3,}")
_IN_PLACE_OF_A_NAME = re.compile(
    r"CONFIDEN(?:CE|TIAL|TIALITY)|SENSITIVE|INDIVIDUALS?|CITIZENS?|PERSONS?|PERSONAL|PROTECTED|SUPPRESSED"
    r"|ANONYMOUS|EXEMPT(?:ION)?|DPA|GDPR|DISCLOSED|PUBLICATION|REMOVED"
)
_BESIDE_IT = re.compile(
    r"DATA|INFO(?:RMATION)?|DETAILS|COMMERCIAL(?:LY)?|NAMES?|NAMED|SUPPLIERS?|PAYEE|BENEFICIARY|VENDOR|NOT"
    r"|PUBLISHED|PRIVATE|PROTECTION|ACT|FOIA?|SECTION|S?\d+|UNDER|FROM|FOR|THE|OF|IN|AND|BY|OR|TO|DUE|CLIENT"
)


def folded(text: str) -> str:
    """Words in upper case with single spaces between; no accent, apostrophe or punctuation, & spelt out."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
        text = "".join(letter if letter.isascii() or letter.isalnum() else _apart(letter) for letter in text)
    return " ".join(text.upper().translate(_LETTERS).split())


def normalised_name(name: str) -> str:
    """The form in which two spellings of one supplier are equal; nothing is guessed beyond form.

    Case, punctuation, & and AND, LIMITED and LTD, P L C and PLC, a leading THE, what follows "T/A", and a
    ledger's "- NET" or "- GROSS" make no difference. A name that would vanish stays as its words are.
    """
    text = _BASIS.sub("", name)
    text = folded(_TRADING_AS.sub("", text)) or folded(text) or folded(name)
    for pattern, short in _FORMS:
        text = pattern.sub(short, text)
    return text[:LONGEST_NAME].strip()


def is_redacted(name: str) -> bool:
    """Whether a publisher wrote this in place of a name ("REDACTED PERSONAL DATA", "Name withheld", "XXXXX").

    A firm whose name merely holds such a word is not (Confidential Waste Ltd). An empty name is missing, which
    is another thing.
    """
    words = folded(name).split()
    if _SAYS_REDACTED.search(" ".join(words)):
        return True
    if _MASKED.fullmatch(name.strip()):
        return bool(words) or any(mark in name for mark in "*#█")
    if not all(_IN_PLACE_OF_A_NAME.fullmatch(word) or _BESIDE_IT.fullmatch(word) for word in words):
        return False
    return {"DATA", "PROTECTION"} <= set(words) or any(map(_IN_PLACE_OF_A_NAME.fullmatch, words))


def _apart(mark: str) -> str:
    """Accents stand on their letter, so nothing stays; other marks part words."""
    return "" if unicodedata.combining(mark) else " "
