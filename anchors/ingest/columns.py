"""A table's layout, and which of its columns holds which field: by heading, then by what the column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from anchors.ingest.amounts import pence
from anchors.ingest.evidence import Evidence, is_reference
from anchors.ingest.findings import Question
from anchors.ingest.headings import Match, fingerprint, match, pair_of
from anchors.ingest.kinds import Column, UploadKind
from anchors.ingest.text import clean

PLUS = " + "
"""Between the headings of columns that are added up."""
MOSTLY_FULL = 0.8
_PART_WORDS = frozenset({
    "capital", "revenue", "cap", "rev", "capex", "opex", "east", "west", "north", "south", "central", "city", "county",
    "goods", "services", "labour", "materials", "health", "education", "vatable", "nonvatable", "taxable", "exempt",
})  # fmt: skip
"""Words by which the headings of parts of one amount differ."""


@dataclass
class Layout:
    """One table: its headings as shown, the column of each field, and the row (from 0) where its lines begin."""

    labels: list[str]
    words: list[str]
    start: int
    header: int | None
    titles: list[str]
    sample: list[list[str]]
    fields: dict[str, int] = field(default_factory=dict)
    pair: tuple[int, int] | None = None
    """Money out and money back, which together are the amount."""
    added: tuple[int, ...] = ()
    """Columns whose amounts are added up, such as capital and revenue."""
    marks: list[int] = field(default_factory=list)
    named_marks: list[int] = field(default_factory=list)
    """Columns without and with a heading that hold nothing but the sign of the amount."""
    type_column: int | None = None
    """The column that says what sort of document a line is, and so which lines are credits."""
    has_credit_flag: bool = False
    """That column says yes for credits."""
    has_credits_in_text: bool = False
    """That column is a description, which may say so."""
    has_credits_paid: bool = False
    """What is marked as a credit is a payment, and a debit is money back."""
    amount: int = 0
    parted: int | None = None
    """A column that was made two, so that those after it stand one further left in the file."""
    why: dict[int, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    rivals: list[int] = field(default_factory=list)
    weak: set[str] = field(default_factory=set)
    has_serials: bool = False
    has_parted_amounts: bool = False
    lacks_year: bool = False
    is_unsure: bool = False
    """The heading row was found by where it stands, not by what it says."""

    @property
    def is_headed(self) -> bool:
        """Whether the headings are ones we know."""
        return self.header is not None and not self.is_unsure

    @property
    def is_composed(self) -> bool:
        """Whether an amount stands in more than one cell."""
        return bool(self.pair or self.added or self.marks or self.named_marks)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.labels)

    @property
    def fingerprint(self) -> str:
        """The same for two sheets with the same headings in the same order."""
        return fingerprint(self.words)

    def place(self, index: int) -> int:
        """Where a column stands in the file."""
        return index - (self.parted is not None and index > self.parted)

    def index_of(self, label: str) -> int | None:
        """Column with this heading as shown, or with this letter."""
        wanted = clean(label).lower()
        for index, shown in enumerate(self.labels):
            if wanted in (shown.lower(), f"column {index}"):
                return index
        return None

    def indexes_of(self, label: str) -> list[int]:
        """Columns with this heading, or with the headings that it joins by a plus."""
        whole = self.index_of(label)
        parts = [whole] if whole is not None else [self.index_of(part) for part in label.split(PLUS)]
        return [index for index in parts if index is not None] if None not in parts else []


def match_fields(kind: UploadKind, layout: Layout, found: list[Evidence]) -> None:
    """Amount, date and name first, by heading and then by what the columns hold; then the rest by heading."""
    taken: set[int] = set()

    def give(code: str, index: int | None, why: str) -> None:
        if index is not None:
            layout.fields[code] = index
            layout.why[index] = why
            taken.add(index)

    amount, why = _amount_column(kind.column(kind.amount), layout, found)
    give(kind.amount, amount, why)
    for code, choose in ((kind.date, _date_column), (kind.party, _party_column)):
        index, why = choose(kind, layout, found, taken)
        give(code, index, why)
    for code in (kind.amount, kind.date, kind.party):
        index = layout.fields.get(code)
        named = match(kind.column(code), layout.words[index]) if index is not None else None
        if (
            (named is None or named.is_weak)
            and not (code == kind.amount and layout.pair)
            and layout.header is not None
        ):
            layout.weak.add(code)
    proposals = sorted(
        (m.order, column.code, index, m.why)
        for column in kind.texts
        if column.code not in layout.fields
        for index, words in enumerate(layout.words)
        if index not in taken and (m := match(column, words))
    )
    for _, code, index, why in proposals:
        if code not in layout.fields and index not in taken:
            give(code, index, why)


def _candidates(column: Column, layout: Layout, taken: set[int]) -> list[tuple[Match, int]]:
    found = [(m, i) for i, words in enumerate(layout.words) if i not in taken and (m := match(column, words))]
    return sorted(found, key=lambda pair: (pair[0].order, pair[1]))


def read_as_chosen(column: Column, layout: Layout, found: list[Evidence]) -> None:
    """How the amount column that a person chose is read: as our own choice of it would be.

    The first of a pair brings the second along; an amount that runs together with text is parted from it.
    """
    chosen = layout.fields.get(column.code)
    if chosen is None or layout.added:
        layout.pair = None
        return
    pair = _amount_pair(column, layout, found, _named_amounts(column, layout, found))
    layout.pair = pair if pair and pair[0] == chosen else None
    layout.has_parted_amounts = found[chosen].is_parted_amount and not found[chosen].is_amount


def _named_amounts(column: Column, layout: Layout, found: list[Evidence]) -> list[tuple[Match, int]]:
    named = [
        (m, i) for m, i in _candidates(column, layout, set()) if not found[i].filled or found[i].is_amount
    ]
    return [(m, i) for m, i in named if found[i].filled] or named


def _amount_pair(
    column: Column, layout: Layout, found: list[Evidence], named: list[tuple[Match, int]]
) -> tuple[int, int] | None:
    """Money out and money back, unless another column is named as the amount."""
    pair = pair_of(column, layout.words)
    if pair and (not named or named[0][1] in pair):
        out, back = (found[i] for i in pair)
        fits = (out.is_amount or not out.filled) and (back.amounts or not back.filled)
        return pair if fits else None
    return None


def _amount_column(column: Column, layout: Layout, found: list[Evidence]) -> tuple[int | None, str]:
    useful = _named_amounts(column, layout, found)
    layout.pair = _amount_pair(column, layout, found, useful)
    if layout.pair:
        return layout.pair[0], "two columns, money out and money back"
    useful = [(m, i) for m, i in useful if not holds_references(layout, i)] or useful
    useful = [(m, i) for m, i in useful if not column.is_lesser(layout.words[i])] or useful
    if not useful:
        return _amount_by_values(column, layout, found)
    _ask_which_amount(column, layout, found, useful)
    return useful[0][1], useful[0][0].why


def _amount_by_values(column: Column, layout: Layout, found: list[Evidence]) -> tuple[int | None, str]:
    """No heading is that of an amount: columns that hold money; an unnamed one of numbers; run together with text."""
    money = _parts_by_values(column, layout, found) or [
        i
        for i, e in enumerate(found)
        if e.is_money and not e.is_serial_date and e.fullness > 0.5 and not column.refuses(layout.words[i])
    ]
    if not money:
        money = [
            i
            for i, e in enumerate(found)
            if not layout.words[i]
            and e.share(e.amounts) > 0.95
            and e.fullness > 0.8
            and not e.is_date
            and not holds_references(layout, i)
            and len(e.distinct) > 2
        ]
    if not money:
        money = [
            i
            for i, e in enumerate(found)
            if e.is_parted_amount and re.search(r"\b(amount|value|total|gbp|net|gross)\b", layout.words[i])
        ]
        layout.has_parted_amounts = bool(money)
    if len(money) > 1:
        layout.questions.append(_amount_question(layout, money))
    return (money[0], "the values are amounts of money") if money else (None, "")


def _parts_by_values(column: Column, layout: Layout, found: list[Evidence]) -> list[int]:
    """Columns of money each of which is empty where another is filled, such as capital and revenue."""
    parts = [
        i
        for i, e in enumerate(found)
        if e.is_money and not e.is_date and layout.words[i] and not column.refuses(layout.words[i])
    ]
    if len(parts) < 2 or sum(found[i].fullness for i in parts) < MOSTLY_FULL:
        return []
    return parts if are_parts(layout, parts) else []


def holds_references(layout: Layout, index: int) -> bool:
    return is_reference(
        [row[index].strip() for row in layout.sample if index < len(row) and row[index].strip()]
    )


def _ask_which_amount(
    column: Column, layout: Layout, found: list[Evidence], useful: list[tuple[Match, int]]
) -> None:
    def class_of(m: Match) -> int:
        return column.classes[m.place] if column.classes else 0

    best, chosen = useful[0]
    equal = [i for m, i in useful if class_of(m) == class_of(best)]
    equal = [i for i in equal if i == chosen or _differs(layout, chosen, i, found)]
    layout.rivals = [i for _, i in useful if i != chosen]
    if len(equal) > 1:
        layout.questions.append(_amount_question(layout, equal))


def _differs(layout: Layout, chosen: int, other: int, found: list[Evidence]) -> bool:
    """Whether a second amount column is a real rival: filled about as much, with other values."""
    rows = [row for row in layout.sample if max(chosen, other) < len(row)]
    if found[other].fullness < 0.5 * found[chosen].fullness:
        return any(row[other].strip() and not row[chosen].strip() for row in rows) and are_parts(
            layout, (chosen, other)
        )
    return any(pence(row[chosen]) != pence(row[other]) for row in rows)


def _amount_question(layout: Layout, columns: list[int]) -> Question:
    """Which of several columns is the amount, or whether they are parts of it; parts are added up until it is said."""
    layout.rivals = sorted({*layout.rivals, *columns})
    names = [layout.labels[i] for i in columns]
    choices = [{"value": name, "text": name} for name in names]
    both = "the two" if len(names) == 2 else "them"
    choices.append({"value": PLUS.join(names), "text": f"Add {both} together"})
    if are_parts(layout, columns):
        layout.added = tuple(columns)
        choices.insert(0, choices.pop())
    return Question(
        "amount_column", f"Which column holds the amount that was paid: {' or '.join(names)}?", choices
    )


def are_parts(layout: Layout, columns: Sequence[int]) -> bool:
    """Whether columns plainly are parts of one amount: their headings say so, or a line has only one of them."""
    words = [layout.words[i].split() for i in columns]
    parts = [_PART_WORDS.intersection(each) for each in words]
    rests = {" ".join(word for word in each if word not in _PART_WORDS) for each in words}
    if all(parts) and len(set(map(frozenset, parts))) == len(columns) and len(rests) == 1:
        return True
    rows = [[pence(row[i].strip()) or 0 for i in columns] for row in layout.sample if max(columns) < len(row)]
    counts = [sum(map(bool, row)) for row in rows]
    used = [any(row[i] for row in rows) for i in range(len(columns))]
    return all(used) and sum(count > 1 for count in counts) <= 0.02 * len(counts)


def _date_column(
    kind: UploadKind, layout: Layout, found: list[Evidence], taken: set[int]
) -> tuple[int | None, str]:
    named = _candidates(kind.column(kind.date), layout, taken)
    usable = [(m, i) for m, i in named if found[i].is_date]
    full = [(m, i) for m, i in usable if found[i].fullness >= 0.3] or usable
    if full:
        return full[0][1], full[0][0].why
    for index, e in enumerate(found):
        refused = kind.column(kind.date).refuses(layout.words[index])
        if index not in taken and not refused and e.share(e.dates) >= 0.9 and e.fullness >= 0.5:
            return index, "the values are dates"
    return None, ""


def _party_column(
    kind: UploadKind, layout: Layout, found: list[Evidence], taken: set[int]
) -> tuple[int | None, str]:
    named = [
        (m, i)
        for m, i in _candidates(kind.column(kind.party), layout, taken)
        if not found[i].filled or found[i].is_text
    ]
    full = [(m, i) for m, i in named if found[i].filled] or named
    if full:
        return full[0][1], full[0][0].why
    words = re.compile(kind.party_words)
    shares = []
    for index, e in enumerate(found):
        known = any(
            match(column, layout.words[index])
            for column in kind.texts
            if column.code in ("body", "department", "category")
        )
        if index not in taken and e.is_text and len(e.distinct) > 4 and not known:
            shares.append((sum(bool(words.search(v)) for v in e.distinct) / len(e.distinct), index))
    best = max(shares, default=(0.0, -1))
    return (best[1], "the values are names of organisations") if best[0] >= 0.2 else (None, "")
