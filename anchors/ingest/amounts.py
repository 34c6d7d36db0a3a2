"""Amounts of money as text, read strictly into whole pence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

LARGEST_PENCE = 10**14
"""£1 trillion: above any payment of a public body, below what a number column holds."""
LONGEST_EXPONENT = 20
MOST_REMEMBERED = 500_000

_FAST = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}\Z")
_WHOLE = re.compile(r"-?[0-9]{1,12}\Z")
_CURRENCY = re.compile(r"Â£|£|&pound;|&#163;|\ufffd|œ|\bGBP\b|(?<![0-9.])\?(?=[0-9])", re.IGNORECASE)
_SIGNS = str.maketrans(
    {
        "\u2212": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\uff0d": "-",
    }
)
_NUMBER = re.compile(
    r"""(?P<open>\()?\s*(?P<lead>[-+])?\s*(?P<lead_side>CR|DR)?\s*(?P<open2>\()?\s*(?P<sign2>-)?\s*
        (?P<digits>[0-9]{1,3}(?:,[ ]?[0-9]{3})+|[0-9]{1,3}(?:[ ][0-9]{3})+|[0-9]+|)
        (?P<part>[ ]?\.[ ]?[0-9]*)?
        \s*(?P<trail>-)?\s*\)?\s*(?P<trail_side>CR|DR|DB|C|D)?\.?\s*\)?\s*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_SIDES = {"": "", "CR": "CR", "C": "CR", "DR": "DR", "DB": "DR", "D": "DR"}
_CLOSED = re.compile(r"\)\s*(?:CR|DR|DB|C|D)?\.?\Z", re.IGNORECASE)
_LOOSE_COMMAS = re.compile(r"-?[0-9][0-9,]*\.[0-9]{2}\Z")
_EUROPEAN = re.compile(r"-?\(?-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]{1,2}\)?-?\Z")
_EXPONENT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?E[-+]?[0-9]+\Z", re.IGNORECASE)
_SHEET_ERROR = re.compile(r"#(?:REF|N/?A|VALUE|NAME|DIV/0|NUM|NULL|#+)[!?]?|#+\Z", re.IGNORECASE)
_FOREIGN = re.compile(r"[$€¥]|\b(?:USD|EUR|AUD|CAD|CHF)\b", re.IGNORECASE)


_PLAIN_AMOUNT = r"(?:(?:-£?|£-?)?[0-9][0-9,]{0,13}\.[0-9]{2}|\(£?[0-9][0-9,]{0,13}\.[0-9]{2}\))"
_PLAIN_COLUMN = re.compile(rf"{_PLAIN_AMOUNT}(?:\|{_PLAIN_AMOUNT})*")
"""Amounts with two decimals; with or without sign or brackets, £ and commas. They can be read only one way."""


def pence(text: str) -> int | None:
    """Whole pence of an amount in pounds, None where the text is not one number that can be read only one way.

    Accepts £, thousands commas or spaces, a sign before or after, brackets and CR for money back, DR. Parts of a
    penny are rounded half up, as a spreadsheet shows them.
    """
    if _FAST.match(text):
        return int(text[:-3] + text[-2:])
    if _WHOLE.match(text):
        return int(text) * 100
    return _unusual_pence(text)


def _unusual_pence(text: str) -> int | None:
    text = text.translate(_SIGNS).strip(" \t\r\n'\"\ufeff*")
    text = text.removeprefix('="')
    if text.startswith("<") and text.endswith(">"):
        text = f"({text[1:-1]})"
    text = _CURRENCY.sub(" ", text).strip()
    match = _NUMBER.match(text)
    if match is None:
        return _loosely_grouped_pence(text)
    digits = match["digits"].replace(",", "").replace(" ", "")
    part = (match["part"] or "").replace(" ", "")
    if not digits and len(part) < 2:
        return None
    value = _rounded(f"{digits or '0'}{part if len(part) > 1 else ''}")
    sides = {_SIDES[(match[side] or "").upper()] for side in ("lead_side", "trail_side")}
    bracketed = bool(match["open"] or match["open2"])
    if bracketed != bool(_CLOSED.search(text)) or sides == {"CR", "DR"}:
        return None
    signs = (match["lead"] == "-") + bool(match["sign2"]) + bool(match["trail"])
    negative = bracketed or "CR" in sides or signs > 0
    if signs > 1 or value is None:
        return None
    return -value if negative else value


def _loosely_grouped_pence(text: str) -> int | None:
    """Commas in odd places, but pence after a point: 12,34567.89 can be read only one way."""
    return _rounded(text.replace(",", "")) if _LOOSE_COMMAS.match(text) else None


def _rounded(number: str) -> int | None:
    value = (
        int((Decimal(number) * 100).quantize(Decimal(1), ROUND_HALF_UP))
        if len(number) < 40
        else LARGEST_PENCE
    )
    return value if abs(value) < LARGEST_PENCE else None


def has_part_pennies(text: str) -> bool:
    """Whether the amount means a part of a penny, beyond the noise that spreadsheets leave (1234.5600000001)."""
    places = text.partition(".")[2].rstrip("0 )-")
    return (
        len(places) > 2
        and places[:10].isdigit()
        and places[2:8].strip("0") != ""
        and places[2:8].strip("9") != ""
    )


def amount_fault(text: str) -> tuple[str, str]:
    """Code and sentence for text that is not an amount; the sentence ends with what to do."""
    plain = text.strip()
    if not plain or plain.strip("-–£ ") == "":
        return "missing_amount", "has no amount. Add the amount, or delete the row."
    if _SHEET_ERROR.match(plain):
        return (
            "spreadsheet_error",
            "is a spreadsheet error. Put the amount in its place, for example 1234.56.",
        )
    if _EXPONENT.match(plain):
        return (
            "exponent_amount",
            "was shortened by a spreadsheet. Write the number in full, for example 125000.00.",
        )
    if european_pence(plain) is not None:
        return "european_amount", "uses a comma for the decimal point. Use a point, for example 1234.56."
    if _FOREIGN.search(plain):
        return "foreign_amount", "is not in pounds. Give the amount in pounds, for example 1234.56."
    return "unreadable_amount", "is not an amount. Use pounds and pence, for example 1234.56."


def likely_pence(text: str) -> int | None:
    """What an amount that is not accepted as it stands most likely means: a decimal comma, a shortened 1.23E+05."""
    plain = text.strip()
    if _EXPONENT.match(plain):
        return _rounded(f"{Decimal(plain):f}") if len(plain) < LONGEST_EXPONENT else None
    return european_pence(plain)


def european_pence(text: str) -> int | None:
    """Whole pence if the text is a number with a decimal comma (1.234,56), which is shown and never guessed."""
    plain = text.strip().replace("£", "").replace(" ", "")
    if not _EUROPEAN.match(plain):
        return None
    return pence(plain.replace(".", "").replace(",", "."))


_MONEY = r"-?\(?[-£]{0,2}\s?(?:\d{1,3}(?:,\d{3})+(?:\.\d\d?)?|\d+\.\d\d?(?:\d{3,})?)\)?-?"
_MONEY_LAST = re.compile(rf"(?P<text>.*?)(?:^|\s|(?<=[A-Za-z)]))(?P<money>{_MONEY})\s*\Z", re.DOTALL)
_MONEY_FIRST = re.compile(rf"\s*(?P<money>{_MONEY})\s+(?P<text>[^\d\s].*)\Z", re.DOTALL)
_MONEYS = re.compile(rf"(?<![\d.,]){_MONEY}(?![\d.,]|\s?%|[Ee][-+]?\d)")

_PENCE_LAST = re.compile(r"\.\d\d(?:\d{3,})?\D*\Z")


def parted(text: str) -> tuple[str, str] | None:
    """Text and amount that have run together in one cell, either way round; None where there is not just one amount."""
    match = _MONEY_LAST.match(text) or _MONEY_FIRST.match(text)
    if len(text) > 500 or match is None or not match["text"].strip() or _MONEYS.search(match["text"]):
        return None
    return match["text"].strip(), match["money"]


def amounts_within(text: str) -> list[int]:
    """Every amount that stands in a text, in pence; where some have two decimals, those alone."""
    found = _MONEYS.findall(text[:500])
    plain = [money for money in found if _PENCE_LAST.search(money)] or found
    return [value for money in plain if (value := pence(money)) is not None]


class PartedPence(dict[str, int | None]):
    """Pence by text for a column in which numbers and amounts have run together throughout."""

    def __missing__(self, text: str) -> int | None:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        halves = parted(text)
        value = self[text] = pence(halves[1]) if halves else pence(text)
        return value


class Pence(dict[str, int | None]):
    """Pence by text, each distinct text read once; counts those that had parts of a penny."""

    def __init__(self) -> None:
        super().__init__()
        self.part_pennies = 0

    def column(self, texts: Sequence[str]) -> list[int | None]:
        """Pence of many texts, all at once where all have two decimals, else each distinct text by itself.

        What was read before is forgotten when it grows large.
        """
        whole = "|".join(texts)
        if _PLAIN_COLUMN.fullmatch(whole):
            return list(map(int, _bare_pence(whole).split("|")))
        if len(self) > MOST_REMEMBERED:
            self.clear()
        return list(map(self.__getitem__, texts))

    def __missing__(self, text: str) -> int | None:
        if _PLAIN_COLUMN.fullmatch(text):
            value: int | None = int(_bare_pence(text))
        else:
            value = pence(text)
            self.part_pennies += value is not None and has_part_pennies(text)
        self[text] = value
        return value


def _bare_pence(text: str) -> str:
    """Digits and sign of plain amounts."""
    return text.replace("£", "").replace(",", "").replace(".", "").replace("(", "-").replace(")", "")


def pounds(whole_pence: int) -> str:
    """Pence as a decimal string in pounds: -5 is "-0.05"."""
    return f"{'-' if whole_pence < 0 else ''}{abs(whole_pence) // 100}.{abs(whole_pence) % 100:02d}"
