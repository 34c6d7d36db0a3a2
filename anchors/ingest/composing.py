"""Amounts that stand in several cells: a sign of their own, money out and money back, parts to be added up.

Each row is rewritten so that its amount stands whole in the one amount column, which is all that later modules read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from anchors.ingest.amounts import pence, pounds
from anchors.ingest.columns import Layout
from anchors.ingest.findings import Question

NEAR = 2
MOSTLY = 0.9
SIGN_OF_ITS_OWN = "the sign of the amount"
CREDIT_LINES, PAID, BACK = "credit_lines", "paid", "back"
"""A question's code and its two answers."""
DEBIT, CREDIT = 1, -1

_BARE_MARKS = {
    **dict.fromkeys(
        ("-", "\u2013", "\u2014", "\u2212", "cr", "(", ")", "( )", "()", "cr.", "(-)", "-ve"), CREDIT
    ),
    **dict.fromkeys(("+", "dr", "dr.", "(+)", "+ve"), DEBIT),
}
"""What is a sign wherever it stands beside an amount."""
_NAMED_MARKS = _BARE_MARKS | {
    **dict.fromkeys(("c", "credit", "credits", "h", "minus", "negative", "credit note", "crn", "cn"), CREDIT),
    **dict.fromkeys(("d", "db", "debit", "debits", "s", "plus", "positive", "invoice", "inv"), DEBIT),
}
"""What is a sign under a heading that speaks of one; S and H are debit and credit as SAP writes them."""
_SIGN_HEADING = re.compile(
    r"(?:(?:dr|cr|db|d|c|s|h|dc|cd|drcr|crdr|debit|credit|plus|minus|sign|positive|negative|pos|neg|ve)\b\s?)+"
    r"(?:or |of |amount |value |ind |indicator |flag |type |marker |key |code |id |posting )*"
    r"(?:ind|indicator|flag|type|marker|key|code|sign)?\Z"
    r"|(?:amount|value|posting|transaction|ledger) (?:sign|indicator)\Z"
)
_CREDIT_NOTE = re.compile(
    r"(?:(?:purchase|supplier|vendor|ap|invoice|pi|po|sundry|standard) )?"
    r"(?:credit ?(?:note|memo|invoice|adjustment)s?|c/?n|crn|cr ?(?:note|memo)|pcr|pcn|pcrn)"
    r"(?: \([a-z/ ]{1,12}\))?\Z",
    re.IGNORECASE,
)
_CREDIT_WORD = re.compile(r"(?:credits?|cr)\Z", re.IGNORECASE)
_YES = re.compile(r"(?:y|yes|true|1|x)\Z", re.IGNORECASE)
_YES_OR_NO = _YES.pattern[:-3] + r"|n|no|false|0)\Z"
_FLAG_HEADING = re.compile(
    r"(?:is )?(?:a )?(?:credits?|credit (?:note|memo|invoice))(?: (?:flag|indicator|ind|y|n|yes|no|note))*\Z"
)
_TEXT_HEADING = re.compile(
    r"(?:(?:line|invoice|transaction|payment) )?(?:description|narrative|details?|text)\Z"
)
_TYPE_HEADING = re.compile(
    r"(?:type|tt|kind|type of (?:transaction|document|entry|invoice)"
    r"|(?:trans\w*|txn|trn|doc\w*|invoice|inv|voucher|entry|line|record|item|posting|journal|payment|pay|ledger)"
    r" (?:type|kind|class)(?: \w{1,11})?)\Z"
)


def find_marks(layout: Layout, answers: Mapping[str, str]) -> None:
    """Note the columns that hold nothing but the sign of the amount, and the one that says which lines are credits."""
    amount, taken = layout.amount, set(layout.fields.values())
    lines = [
        row for row in layout.sample if amount < len(row) and pence(row[amount].strip("() ")) is not None
    ]
    for index, words in enumerate(layout.words):
        values = [v for row in lines if index < len(row) and (v := row[index].strip().lower())]
        is_flag = bool(values and _FLAG_HEADING.match(words)) and all(
            _is_yes_or_no(value) for value in values
        )
        is_type = is_flag or (bool(_TYPE_HEADING.match(words)) and layout.type_column is None)
        if layout.pair or layout.added or (index in taken and not is_type):
            continue
        if is_flag:
            layout.type_column, layout.has_credit_flag = index, True
        elif words and _SIGN_HEADING.match(words):
            if values and _share(values, _NAMED_MARKS) >= MOSTLY:
                layout.named_marks.append(index)
        elif not words and abs(index - amount) <= NEAR and _share(values, _BARE_MARKS) >= MOSTLY:
            layout.marks.append(index)
        elif is_type:
            layout.type_column = index
    if layout.type_column is None:
        layout.type_column = next(
            (i for i, words in enumerate(layout.words) if _TEXT_HEADING.match(words)), None
        )
    _weigh_marks(layout, answers)
    for index in (*layout.marks, *layout.named_marks):
        layout.why[index] = SIGN_OF_ITS_OWN


def _weigh_marks(layout: Layout, answers: Mapping[str, str]) -> None:
    """Where most lines are marked as credits, that may be the supplier's side of the books: ask."""
    lettered = {
        index: [
            v for row in layout.sample if index < len(row) and (v := row[index].strip().lower()).isalpha()
        ]
        for index in (*layout.marks, *layout.named_marks)
        if index < layout.width
    }
    for letters in lettered.values():
        back = [letter for letter in letters if _NAMED_MARKS.get(letter) == CREDIT]
        lines = sum(bool(row[layout.amount].strip()) for row in layout.sample if layout.amount < len(row))
        if len(back) * 2 < max(lines, 1):
            continue
        layout.has_credits_paid = answers.get(CREDIT_LINES, PAID) == PAID
        if CREDIT_LINES not in answers:
            layout.questions.append(credit_question(back[0].upper(), "Most lines are marked"))


def credit_question(mark: str, beginning: str) -> Question:
    """Whether lines marked as credits are money back or money paid."""
    return Question(
        CREDIT_LINES,
        f"{beginning} {mark}. Are these payments, or money back?",
        [{"value": PAID, "text": "Payments"}, {"value": BACK, "text": "Money back, taken off the total"}],
    )


def _share(values: Sequence[str], marks: Mapping[str, int]) -> float:
    return sum(value in marks for value in values) / len(values) if values else 1.0


def _is_yes_or_no(value: str) -> bool:
    return re.match(_YES_OR_NO, value, re.IGNORECASE) is not None


def is_yes(text: str) -> bool:
    """Whether a flag is set."""
    return _YES.match(text.strip()) is not None


def is_credit_word(text: str) -> bool:
    """Whether a type of document is money back: "Credit note", "CRN"."""
    return bool(_CREDIT_NOTE.match(text.strip()) or _CREDIT_WORD.match(text.strip()))


def composed(row: list[str], layout: Layout, *, credits_are_minus: bool = False) -> list[str]:
    """The row with its whole amount in the amount column; the same row where there is nothing to compose."""
    amount = layout.amount
    if amount >= len(row):
        return row
    if layout.pair or layout.added:
        text = _paired(row, layout.pair) if layout.pair else _added(row, layout.added)
        return row if text is None else [*row[:amount], text, *row[amount + 1 :]]
    cell = row[amount].strip()
    if not any(map(str.isdigit, cell)):
        return row
    before, after, side = _marked(row, layout)
    if amount == layout.width - 1 and len(row) > layout.width:
        mark = row[layout.width].strip().lower()
        if mark in _BARE_MARKS and not any(extra.strip() for extra in row[layout.width + 1 :]):
            side, after, row = side or _BARE_MARKS[mark], after or mark, row[: layout.width]
    if layout.has_credits_paid:
        side = -side
    if credits_are_minus and layout.type_column is not None and layout.type_column < len(row):
        is_credit = is_yes if layout.has_credit_flag else is_credit_word
        side = CREDIT if is_credit(row[layout.type_column]) else side
    return [*row[:amount], _signed(cell, before, after), *row[amount + 1 :]] if side == CREDIT else row


def _marked(row: list[str], layout: Layout) -> tuple[str, str, int]:
    """The marks before and after the amount, and the side that they put it on: -1 is money back, 0 unknown."""
    before = after = ""
    side = 0
    for index in layout.marks:
        mark = row[index].strip().lower() if index < len(row) else ""
        if mark in _BARE_MARKS:
            before, after = (mark, after) if index < layout.amount else (before, mark)
            side = side or _BARE_MARKS[mark]
    for index in layout.named_marks:
        mark = row[index].strip().lower() if index < len(row) else ""
        side = side or _NAMED_MARKS.get(mark, 0)
    return before, after, side


def _signed(cell: str, before: str, after: str) -> str:
    """The amount as money back; half a bracket in the cell is closed by the mark."""
    value = pence(cell)
    if value is None:
        value = pence(cell.strip("() "))
    if value is not None:
        return pounds(-abs(value))
    return f"{before}{cell}{after}" if before or after else f"-{cell}"


def _paired(row: list[str], pair: tuple[int, int]) -> str | None:
    """Money out less money back: a credit column may hold its amounts with or without a minus."""
    out, back = (row[i].strip() if i < len(row) else "" for i in pair)
    paid, returned = pence(out), pence(back)
    if paid is None and returned is None:
        return None
    if (paid is None and out.strip(" -£")) or (returned is None and back.strip(" -£")):
        return f"{out} {back}"
    return pounds((paid or 0) - abs(returned or 0))


def _added(row: list[str], columns: Sequence[int]) -> str | None:
    cells = [row[i].strip() if i < len(row) else "" for i in columns]
    known = [value for cell in cells if (value := pence(cell)) is not None]
    if not known:
        return None
    if any(cell.strip(" -£") and pence(cell) is None for cell in cells):
        return " ".join(cells).strip()
    return pounds(sum(known))
