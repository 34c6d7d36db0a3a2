"""Text of one cell: what is cut off, what is joined, and what counts as the same heading."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MARKS = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
BROKEN_MARK = "ï»¿"
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|pound|#\d{1,5});")
_SPACE = re.compile(r"[\s\u00a0]+")
_EXCEL_TEXT = re.compile(r'="(.*)"\Z', re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SHORT = {
    short: word
    for word, shorts in {
        "amount": "amt amnt",
        "beneficiary": "benef",
        "clearing": "clrng clrg",
        "creditor": "cred",
        "currency": "cur curr crcy",
        "date": "dt",
        "document": "doc",
        "invoice": "inv",
        "local": "loc",
        "name": "nm",
        "paid": "pd",
        "payment": "pmt paymt pymt pymnt",
        "posting": "pstng pstg",
        "supplier": "supp suppl splr sup",
        "transaction": "trans tran txn trn",
        "value": "val",
        "vendor": "vend vndr",
    }.items()
    for short in shorts.split()
}
"""Words as ledgers cut them short in their headings."""
_LEDGER_WORDS = {
    *_SHORT,
    *_SHORT.values(),
    *(
        "code",
        "cost",
        "centre",
        "dept",
        "desc",
        "description",
        "gross",
        "id",
        "line",
        "merchant",
        "net",
        "no",
    ),
    *("number", "pay", "payee", "ref", "total", "type", "vat"),
}


def clean(text: str) -> str:
    """One line of printable text: control and direction marks gone, runs of space made one."""
    if text.startswith('="') and (match := _EXCEL_TEXT.match(text)):
        text = match[1]
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub("", text.replace("_x000D_", " "))
    return _SPACE.sub(" ", text).strip()


class CleanText(dict[str, str]):
    """Cleaned text by raw text, so that each distinct string is cleaned once; forgets when it grows large."""

    def column(self, values: Sequence[str]) -> Sequence[str]:
        """Many texts cleaned; one look at the distinct ones together often shows that there is nothing to clean."""
        whole = "|".join(set(values))
        if (
            not (whole.isascii() and whole.isprintable())
            or "  " in whole
            or '="' in whole
            or ("&" in whole and _ENTITY.search(whole))
        ):
            return list(map(self.__getitem__, values))
        if " |" in whole or "| " in whole or whole != whole.strip():
            return [value.strip() for value in values]
        return values

    def __missing__(self, raw: str) -> str:
        if len(self) > 200_000:
            self.clear()
        value = self[raw] = clean(raw)
        return value


def heading_words(heading: str) -> str:
    """The form in which headings are compared: "SumOfAmount_Exc_VAT (£)" is "sum of amount exc vat"."""
    plain = unicodedata.normalize("NFKC", clean(heading.replace(BROKEN_MARK, "").replace("Â£", "£")))
    spaced = _CAMEL.sub(" ", plain) if not plain.isupper() else plain
    words = _NOT_WORD.sub(" ", spaced.lower().replace("'", "").replace("’", "")).strip()
    return words or ("gbp" if "£" in plain else "")


@lru_cache(maxsize=20_000)
def spelled_out(words: str) -> str:
    """A heading with the short forms of ledgers in full: "supp name", "suppname" are "supplier name"."""
    parts = [part for word in words.split() for part in _parts(word)]
    return " ".join(_SHORT.get(part, part) for part in parts)


def _parts(word: str) -> tuple[str, ...]:
    """A word as the two ledger words that it was run together from, else as itself."""
    if word not in _LEDGER_WORDS:
        for cut in range(2, len(word) - 1):
            if word[:cut] in _LEDGER_WORDS and word[cut:] in _LEDGER_WORDS:
                return word[:cut], word[cut:]
    return (word,)


def column_letter(index: int) -> str:
    """Spreadsheet letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
