"""Where the heading row of a sheet is and which column holds which field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from anchors.ingest.amounts import pence
from anchors.ingest.dates import Dates
from anchors.ingest.evidence import Evidence, evidence, is_reference
from anchors.ingest.findings import Question, Refused
from anchors.ingest.headings import Match, heading_cells, labels, match, pair_of, row_score
from anchors.ingest.kinds import Column, UploadKind
from anchors.ingest.text import clean

DEEPEST_HEADING = 120
SAMPLE = 250
_PLAIN_YEAR = re.compile(r"(19|20)\d\d\Z")


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
    why: dict[int, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    rivals: list[int] = field(default_factory=list)
    weak: set[str] = field(default_factory=set)
    has_serials: bool = False
    has_parted_amounts: bool = False
    lacks_year: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.labels)

    @property
    def fingerprint(self) -> str:
        """The same for two sheets with the same headings in the same order."""
        words = "|".join(self.words).rstrip("|")
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    def index_of(self, label: str) -> int | None:
        """Column with this heading as shown, or with this letter."""
        wanted = clean(label).lower()
        for index, shown in enumerate(self.labels):
            if wanted in (shown.lower(), f"column {index}"):
                return index
        return None


def layout_of(
    kind: UploadKind,
    preview: Sequence[Sequence[str]],
    *,
    saved: Mapping[str, Mapping[str, str]],
    answers: Mapping[str, str],
) -> Layout:
    """The layout of a sheet from its first rows; Refused, with the reason, when it holds no such table."""
    layout = _headed(kind, preview)
    if layout is None:
        _refuse_other_lists(kind, preview)
        layout = _headless(preview)
    found = evidence(layout.sample, layout.width)
    if mapping := saved.get(layout.fingerprint):
        _follow(layout, mapping, "your earlier choice")
    else:
        _match_fields(kind, layout, found)
    chosen = {c.code: answers[c.code] for c in kind.columns if c.code in answers}
    if "amount_column" in answers:
        chosen[kind.amount] = answers["amount_column"]
    if chosen:
        _follow(layout, layout_mapping(layout) | chosen, "your answer")
        layout.questions = [q for q in layout.questions if q.code != "amount_column"]
    _refuse_unfit(kind, layout, found, is_chosen=bool(mapping or chosen))
    date_column = layout.fields.get(kind.date)
    if date_column is not None:
        layout.has_serials = found[date_column].is_serial_date
        layout.lacks_year = found[date_column].share(found[date_column].yearless) >= 0.5
    return layout


def layout_mapping(layout: Layout) -> dict[str, str]:
    """Field to heading as shown, the form in which mappings are saved."""
    found = {code: layout.labels[index] for code, index in layout.fields.items()}
    return found


def _headed(kind: UploadKind, preview: Sequence[Sequence[str]]) -> Layout | None:
    """The best heading row near the top: one row, or two that only together name the columns."""
    best: tuple[int, int, int, list[str]] | None = None
    for index, row in enumerate(preview[:DEEPEST_HEADING]):
        for depth in (1, 2):
            cells = _joined(preview[index : index + depth]) if depth == 2 else list(row)
            if depth == 2 and (
                index + 1 >= len(preview)
                or holds_values(preview[index + 1])
                or not any(map(str.strip, preview[index + 1]))
            ):
                continue
            if holds_values(row) or sum(bool(c.strip()) for c in cells) < 2:
                continue
            score = row_score(kind, heading_cells(cells)) - (depth - 1)
            if best is None or score > best[0]:
                best = (score, index, depth, cells)
    if best is None or best[0] < 3:
        return None
    _, index, depth, cells = best
    return _layout(preview, index, index + depth, cells)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Two heading rows as one; a heading over several columns (written in the first of them) is not spread."""
    width = max(map(len, rows))
    return [
        " ".join(filter(None, (row[i].strip() if i < len(row) else "" for row in rows))) for i in range(width)
    ]


def holds_values(row: Sequence[str]) -> bool:
    """Whether a row has dates or amounts, and so is no heading."""
    dates = Dates("day")
    values = [cell.strip() for cell in row if cell.strip()]
    amounts = sum(pence(v) is not None and not _PLAIN_YEAR.match(v) for v in values)
    return amounts > 0 or any(len(v) > 6 and dates[v] is not None for v in values)


def _layout(preview: Sequence[Sequence[str]], header: int, start: int, cells: list[str]) -> Layout:
    data = [list(row) for row in preview[start:] if any(cell.strip() for cell in row)][:SAMPLE]
    cells = cells[: _last_filled(cells)]
    widest = max([len(cells), 1] + [_last_filled(row) for row in data[:50]])
    while widest > len(cells) and sum(_last_filled(row) == widest for row in data) < 0.5 * len(data):
        widest -= 1
    cells = cells + [""] * (widest - len(cells))
    titles = [clean(cell) for row in preview[:header] for cell in row if cell.strip()]
    return Layout(labels(cells), heading_cells(cells), start, header, titles[:40], data)


def _last_filled(row: Sequence[str]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)


def _headless(preview: Sequence[Sequence[str]]) -> Layout:
    rows = [list(row) for row in preview if any(cell.strip() for cell in row)]
    widths = sorted(map(len, rows))
    width = widths[len(widths) // 2] if widths else 0
    if not rows or width < 3 or not any(holds_values(row) for row in rows[:20]):
        raise Refused(
            "No row of headings was found. The file needs a row that names its columns, such as Date, Supplier and Amount."
        )
    layout = _layout(preview, 0, 0, [""] * width)
    layout.header = None
    return layout


def _follow(layout: Layout, mapping: Mapping[str, str], why: str) -> None:
    layout.fields = {
        code: index for code, label in mapping.items() if (index := layout.index_of(label)) is not None
    }
    layout.pair = layout.pair if "amount" not in layout.fields else None
    layout.why = {
        index: why if layout.why.get(index) is None else layout.why[index] for index in layout.fields.values()
    }


def _match_fields(kind: UploadKind, layout: Layout, found: list[Evidence]) -> None:
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


def _amount_column(column: Column, layout: Layout, found: list[Evidence]) -> tuple[int | None, str]:
    named = [
        (m, i) for m, i in _candidates(column, layout, set()) if not found[i].filled or found[i].is_amount
    ]
    useful = [(m, i) for m, i in named if found[i].filled] or named
    pair = pair_of(column, layout.words)
    if (
        pair
        and (not useful or useful[0][1] in pair)
        and all(found[i].is_amount or not found[i].filled for i in pair)
    ):
        layout.pair = pair
        return pair[0], "two columns, money out and money back"
    useful = [(m, i) for m, i in useful if not _holds_references(layout, i)] or useful
    if not useful:
        return _amount_by_values(column, layout, found)
    _ask_which_amount(column, layout, found, useful)
    return useful[0][1], useful[0][0].why


def _amount_by_values(column: Column, layout: Layout, found: list[Evidence]) -> tuple[int | None, str]:
    """No heading is that of an amount: columns that hold money; an unnamed one of numbers; run together with text."""
    money = [
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
            and not _holds_references(layout, i)
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


def _holds_references(layout: Layout, index: int) -> bool:
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
    if found[other].fullness < 0.5 * found[chosen].fullness:
        return False
    rows = [row for row in layout.sample if max(chosen, other) < len(row)]
    return any(pence(row[chosen]) != pence(row[other]) for row in rows)


def _amount_question(layout: Layout, columns: list[int]) -> Question:
    names = [layout.labels[i] for i in columns]
    return Question(
        "amount_column",
        f"Which column holds the amount that was paid: {' or '.join(names)}?",
        [{"value": name, "text": name} for name in names],
    )


def _date_column(
    kind: UploadKind, layout: Layout, found: list[Evidence], taken: set[int]
) -> tuple[int | None, str]:
    named = _candidates(kind.column(kind.date), layout, taken)
    usable = [(m, i) for m, i in named if not found[i].filled or found[i].is_date]
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


def _refuse_other_lists(kind: UploadKind, preview: Sequence[Sequence[str]]) -> None:
    for row in preview[:40]:
        if reason := kind.unfit([words for words in heading_cells(row) if words], set()):
            raise Refused(reason)


def _refuse_unfit(kind: UploadKind, layout: Layout, found: list[Evidence], *, is_chosen: bool) -> None:
    """Refuse other kinds of list; ask for columns where the table may be right but a main column has no name."""
    fields = set(layout.fields)
    if is_chosen:
        if kind.amount not in fields:
            raise Refused("Choose the column that holds the amount.")
        return
    if layout.header is not None and (reason := kind.unfit([w for w in layout.words if w], fields)):
        raise Refused(reason)
    amount, party, day = (code in fields for code in (kind.amount, kind.party, kind.date))
    if not amount:
        if (
            any(
                is_reference([r[i].strip() for r in layout.sample if i < len(r) and r[i].strip()])
                for i in range(layout.width)
            )
            and party
            and day
        ):
            raise Refused(
                "No column holds amounts: where the amount should be there are reference numbers. "
                "Export the payments again with each value under its own heading."
            )
        raise Refused(
            "No column holds the amount paid. A list of payments needs a date, a supplier and an amount."
        )
    amount_column = layout.fields[kind.amount]
    if _holds_references(layout, amount_column) and not found[amount_column].decimals:
        raise Refused(
            f'The column "{layout.labels[amount_column]}" holds reference numbers, not amounts. '
            "Export the payments again with each value under its own heading."
        )
    if not party and not day:
        raise Refused(
            "No column says who was paid or when. A list of payments needs a date, a supplier and an amount."
        )
    sure = fields - layout.weak
    is_sure = (kind.party in sure) or (kind.date in sure and (party or kind.amount in sure))
    if not is_sure or (layout.header is None and not (day and party)):
        raise Refused(
            "This does not look like a list of payments. It needs a date, a supplier and an amount on each row."
        )
    if not party and not any(e.is_text and len(e.distinct) > 1 for e in found):
        raise Refused(
            "No column says who was paid. A list of payments needs a date, a supplier and an amount."
        )
    if not party or layout.header is None:
        missing = [kind.column(c).label for c in (kind.date, kind.amount, kind.party) if c not in fields]
        layout.questions.append(
            Question(
                "columns",
                "Which column is which? "
                + (
                    f"We could not find: {', '.join(missing)}."
                    if missing
                    else "The file has no headings, so check our choice."
                ),
                [{"value": name, "text": name} for name in layout.labels],
            )
        )
