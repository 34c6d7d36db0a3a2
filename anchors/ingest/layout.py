"""Where the heading row of a sheet is and which column holds which field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from anchors.ingest.amounts import pence
from anchors.ingest.columns import PLUS, Layout, holds_references, match_fields, read_as_chosen
from anchors.ingest.composing import find_marks
from anchors.ingest.cut_decimals import whole_samples
from anchors.ingest.dates import Dates
from anchors.ingest.evidence import Evidence, evidence
from anchors.ingest.findings import Question, Refused
from anchors.ingest.headings import heading_cells, labels, match, pair_of, row_score
from anchors.ingest.kinds import Column, UploadKind
from anchors.ingest.realigning import rejoined
from anchors.ingest.text import clean

DEEPEST_HEADING = 120
SAMPLE = 250
FEWEST_HEADINGS = 3
LONGEST_HEADING = 60
MOST = 0.8
FEWEST_FIELDS_OF_A_LEDGER = 6
NEEDED = "A list of payments needs a date, a supplier and an amount on each row."
TAKEN_OFF = "money back, taken off the amount"
ADDED = "added to the amount"
EXPORT_AGAIN = "Export the payments again with each value under its own heading."
_PLAIN_YEAR = re.compile(r"(19|20)\d\d\Z")


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
        layout = _plainly_headed(preview) or _headless(preview)
    found = evidence(layout.sample, layout.width)
    if mapping := saved.get(layout.fingerprint):
        _follow(layout, mapping, "your earlier choice")
    else:
        match_fields(kind, layout, found)
    chosen = {c.code: answers[c.code] for c in kind.columns if c.code in answers}
    if "amount_column" in answers:
        chosen[kind.amount] = answers["amount_column"]
    if chosen:
        _follow(layout, layout_mapping(layout) | chosen, "your answer")
        layout.questions = [q for q in layout.questions if q.code != "amount_column"]
    if mapping or chosen:
        read_as_chosen(kind.column(kind.amount), layout, found)
    _compose(kind, layout, answers)
    _refuse_unfit(kind, layout, found, is_chosen=bool(mapping or chosen))
    date_column = layout.fields.get(kind.date)
    if date_column is not None:
        layout.has_serials = found[date_column].is_serial_date
        layout.lacks_year = found[date_column].share(found[date_column].yearless) >= 0.5
    return layout


def _compose(kind: UploadKind, layout: Layout, answers: Mapping[str, str]) -> None:
    """Settle which columns beside the amount's own have a say in it."""
    if kind.amount not in layout.fields:
        return
    layout.amount = layout.fields[kind.amount]
    layout.rivals = [i for i in layout.rivals if i not in (layout.amount, *layout.added)]
    find_marks(layout, answers)
    if layout.pair:
        layout.why[layout.pair[1]] = TAKEN_OFF
    for part in layout.added[1:]:
        layout.why[part] = ADDED


def continued(kind: UploadKind, layout: Layout, preview: Sequence[Sequence[str]]) -> Layout | None:
    """The layout for a sheet without headings whose rows go on under those of the sheet before it."""
    rows = [list(row) for row in preview if any(map(str.strip, row))][:SAMPLE]
    if not rows or max(map(_last_filled, rows)) > layout.width:
        return None
    found = evidence(rows, layout.width)
    amount, day = layout.fields[kind.amount], layout.fields.get(kind.date)
    fits = found[amount].share(found[amount].amounts) >= MOST and (day is None or found[day].is_date)
    return replace(layout, start=0, header=None, titles=[], sample=rows, questions=[]) if fits else None


def layout_mapping(layout: Layout) -> dict[str, str]:
    """Field to heading as shown, the form in which mappings are saved."""
    found = {code: layout.labels[index] for code, index in layout.fields.items()}
    if layout.added:
        found[next(code for code, index in layout.fields.items() if index == layout.added[0])] = PLUS.join(
            layout.labels[index] for index in layout.added
        )
    return found


def _headed(kind: UploadKind, preview: Sequence[Sequence[str]]) -> Layout | None:
    """The best heading row near the top: one row, or two that only together name the columns."""
    best: tuple[int, int, int, list[str]] | None = None
    top = preview[: DEEPEST_HEADING + 1]
    is_heading = [not holds_values(row) for row in top]
    for index, row in enumerate(top[:DEEPEST_HEADING]):
        if not is_heading[index]:
            continue
        for depth in (1, 2):
            cells = _joined(top[index : index + depth]) if depth == 2 else list(row)
            if depth == 2 and (
                index + 1 >= len(top) or not is_heading[index + 1] or not any(map(str.strip, top[index + 1]))
            ):
                continue
            if sum(bool(c.strip()) for c in cells) < 2:
                continue
            score = row_score(kind, heading_cells(cells)) - (depth - 1)
            if best is None or score > best[0]:
                best = (score, index, depth, cells)
    if best is None or best[0] < 3:
        return None
    _, index, depth, cells = best
    return _layout(preview, index, index + depth, cells, _amount_places(kind.column(kind.amount), cells))


def _plainly_headed(preview: Sequence[Sequence[str]]) -> Layout | None:
    """A row of words right above the first values: headings, though none that we know."""
    for index, row in enumerate(preview[:DEEPEST_HEADING]):
        if not holds_values(row):
            continue
        above = preview[index - 1] if index else []
        words = [cell for cell in above if re.search(r"[A-Za-z£]", cell) and len(cell) < LONGEST_HEADING]
        if len(words) < FEWEST_HEADINGS or len(words) < 0.6 * _last_filled(row):
            return None
        layout = _layout(preview, index - 1, index, list(above))
        layout.is_unsure = True
        return layout
    return None


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Two heading rows as one; a heading over several columns (written in the first of them) is not spread."""
    width = max(map(_last_filled, rows))
    return [
        " ".join(filter(None, (row[i].strip() if i < len(row) else "" for row in rows))) for i in range(width)
    ]


def holds_values(row: Sequence[str]) -> bool:
    """Whether a row has dates or amounts, and so is no heading."""
    dates = Dates("day")
    values = [cell.strip() for cell in row if cell.strip()]
    amounts = sum(pence(v) is not None and not _PLAIN_YEAR.match(v) for v in values)
    return amounts > 0 or any(len(v) > 6 and dates[v] is not None for v in values)


def _amount_places(column: Column, cells: Sequence[str]) -> set[int]:
    """Columns whose headings speak of the amount."""
    words = heading_cells(cells)
    return {i for i, each in enumerate(words) if match(column, each)} | set(pair_of(column, words) or ())


def _layout(
    preview: Sequence[Sequence[str]],
    header: int,
    start: int,
    cells: list[str],
    amounts: Collection[int] = (),
) -> Layout:
    data = [list(row) for row in preview[start:] if any(cell.strip() for cell in row)][:SAMPLE]
    cells = cells[: _last_filled(cells)]
    if any(map(str.strip, cells)):
        data = whole_samples([rejoined(row, len(cells)) for row in data], len(cells), amounts)
    ends = Counter(map(_last_filled, data))
    usual = max((end for end, rows in ends.items() if rows >= 0.5 * len(data)), default=0)
    widest = max(len(cells), usual, 1)
    cells = cells + [""] * (widest - len(cells))
    titles = [clean(cell) for row in preview[:header] for cell in row if cell.strip()]
    return Layout(labels(cells), heading_cells(cells), start, header, titles[:40], data)


def _last_filled(row: Sequence[str]) -> int:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return end


def _headless(preview: Sequence[Sequence[str]]) -> Layout:
    rows = [list(row) for row in preview if any(cell.strip() for cell in row)]
    widths = sorted(map(len, rows))
    width = widths[len(widths) // 2] if widths else 0
    if not rows or width < 3 or not any(holds_values(row) for row in rows[:20]):
        raise Refused(
            "No row of headings was found. The file needs a row that names its columns: Date, Supplier, Amount."
        )
    layout = _layout(preview, 0, 0, [""] * width)
    layout.header = None
    return layout


def _follow(layout: Layout, mapping: Mapping[str, str], why: str) -> None:
    found = {code: indexes for code, label in mapping.items() if (indexes := layout.indexes_of(label))}
    layout.fields = {code: indexes[0] for code, indexes in found.items()}
    layout.added = next((tuple(indexes) for indexes in found.values() if len(indexes) > 1), ())
    layout.why = {
        index: why if layout.why.get(index) is None else layout.why[index] for index in layout.fields.values()
    }


def _refuse_other_lists(kind: UploadKind, preview: Sequence[Sequence[str]]) -> None:
    for row in preview[:40]:
        if reason := kind.unfit([words for words in heading_cells(row) if words], set(), set()):
            raise Refused(reason)


def _refuse_unfit(kind: UploadKind, layout: Layout, found: list[Evidence], *, is_chosen: bool) -> None:
    """Refuse other kinds of list; ask for columns where the table may be right but a main column has no name."""
    fields = set(layout.fields)
    if is_chosen:
        if kind.amount not in fields:
            raise Refused("Choose the column that holds the amount.")
        return
    sure = fields - layout.weak
    if layout.is_headed and (reason := kind.unfit([w for w in layout.words if w], fields, sure)):
        raise Refused(reason)
    if kind.amount not in fields:
        _refuse_amountless(layout, fields >= {kind.party, kind.date})
    amount_column = layout.fields[kind.amount]
    if holds_references(layout, amount_column) and not found[amount_column].decimals:
        raise Refused(
            f'The column "{layout.labels[amount_column]}" holds reference numbers, not amounts. {EXPORT_AGAIN}'
        )
    is_sure = _is_sure(kind, layout, found)
    if kind.party not in fields and not any(e.is_text and len(e.distinct) > 1 for e in found):
        raise Refused(f"No column says who was paid. {NEEDED}")
    if kind.party not in fields or not layout.is_headed or not is_sure:
        layout.questions.append(_columns_question(kind, layout, fields))


def _refuse_amountless(layout: Layout, is_otherwise_complete: bool) -> None:  # noqa: FBT001 - read as a sentence
    if is_otherwise_complete and any(holds_references(layout, index) for index in range(layout.width)):
        raise Refused(
            f"No column holds amounts: where the amount should be are reference numbers. {EXPORT_AGAIN}"
        )
    raise Refused(f"No column holds the amount paid. {NEEDED}")


def _is_sure(kind: UploadKind, layout: Layout, found: list[Evidence]) -> bool:
    """Whether the headings say what the table is; Refused where they could be those of any list."""
    fields = set(layout.fields)
    party, day = kind.party in fields, kind.date in fields
    if not party and not day:
        raise Refused(f"No column says who was paid or when. {NEEDED}")
    sure = fields - layout.weak
    is_sure = kind.party in sure or (kind.date in sure and (party or kind.amount in sure))
    if layout.is_headed and is_sure:
        return True
    main = (kind.amount, kind.date, kind.party)
    named = all(
        code in fields and match(kind.column(code), layout.words[layout.fields[code]]) for code in main
    )
    if layout.is_headed and not (named and found[layout.fields[kind.amount]].is_money):
        raise Refused(f"This does not look like a list of {kind.line}s. {NEEDED}")
    if not layout.is_headed and not (day and party):
        raise Refused(f"This does not look like a list of {kind.line}s. {NEEDED}")
    return layout.is_headed and len(fields) >= FEWEST_FIELDS_OF_A_LEDGER


def _columns_question(kind: UploadKind, layout: Layout, fields: set[str]) -> Question:
    missing = [kind.column(code).label for code in (kind.date, kind.amount, kind.party) if code not in fields]
    why = (
        f"We could not find: {', '.join(missing)}."
        if missing
        else "The file has no headings, so check our choice."
        if layout.header is None
        else "We do not know these headings, so check our choice."
    )
    choices = [{"value": name, "text": name} for name in layout.labels]
    return Question("columns", f"Which column is which? {why}", choices)
