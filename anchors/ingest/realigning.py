"""Rows whose cells have slid, been cut in two or run together: put back where only one reading fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from anchors.ingest.amounts import amounts_within, parted, pence
from anchors.ingest.dates import parted_date
from anchors.ingest.evidence import evidence
from anchors.ingest.totals import has_total_word

_HAS_PENCE = re.compile(r"\.\d")
_THOUSANDS_HEAD = re.compile(r"\s*-?\(?[£-]{0,2}\s*\d{1,3}\Z")
_THOUSANDS_MIDDLE = re.compile(r"\d{3}\Z")
_THOUSANDS_TAIL = re.compile(r"\d{3}(\.\d+)?\)?-?\s*\Z")

_DATE_WITHIN = re.compile(
    r"(?<![\d/])\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ](?:20)?\d\d(?![\d/])|20\d\d-\d\d-\d\d"
)


@dataclass(frozen=True)
class Shape:
    """What a complete row of a table looks like: positions of the main columns, which columns hold numbers or dates."""

    width: int
    amount: int
    date: int | None
    party: int | None
    texts: frozenset[int]
    numbers: frozenset[int]
    is_date: Callable[[str], bool]
    rivals: frozenset[int] = frozenset()
    """Columns of other amounts, from which none has slid away."""

    def fits(self, row: Sequence[str]) -> bool:
        """Whether the row is complete: an amount, a date, a name that is not a number."""
        if len(row) != self.width or pence(row[self.amount]) is None:
            return False
        if self.date is not None and not self.is_date(row[self.date]):
            return False
        name = row[self.party].strip() if self.party is not None else "-"
        return bool(name) and pence(name) is None and not self.is_date(name)

    def has_stray_date(self, row: Sequence[str]) -> bool:
        """Whether a date stands where texts or numbers usually do, or has run together with the name."""
        strange = self.texts | self.numbers
        if any(parted_date(row[i]) for i in self.beside_date if i < len(row)):
            return True
        return any(i in strange and cell.strip() and self.is_date(cell.strip()) for i, cell in enumerate(row))

    @property
    def beside_date(self) -> list[int]:
        """Columns whose text may have run together with the date: its own, its neighbours, the name's."""
        if self.date is None:
            return []
        places = {self.date - 1, self.date, self.date + 1, self.date if self.party is None else self.party}
        return sorted(i for i in places if 0 <= i < self.width and i != self.amount)

    def agreement(self, row: Sequence[str]) -> int:
        """How many columns hold the sort of value they usually hold."""
        score = 0
        for index, cell in enumerate(row):
            value = cell.strip()
            if index in self.texts:
                score += 2 if value and pence(value) is None and not self.is_date(value) else 0
            elif index in self.numbers:
                score += 2 if pence(value) is not None else 0
            else:
                score += 1
        return score


def shape_of(
    sample: Sequence[Sequence[str]],
    width: int,
    main: tuple[int, int | None, int | None],
    is_date: Callable[[str], bool],
    rivals: Iterable[int] = (),
) -> Shape:
    """The shape of a table from its first rows; `main` is the columns of amount, date and name."""
    found = evidence(sample, width)
    texts = frozenset(
        i
        for i, e in enumerate(found)
        if e.filled and e.share(e.amounts) < 0.1 and e.share(e.dates) < 0.1 and e.fullness > 0.5
    )
    numbers = frozenset(i for i, e in enumerate(found) if e.share(e.amounts) > 0.9 and e.fullness > 0.5)
    return Shape(width, *main, texts, numbers, is_date, frozenset(rivals))


def is_run_together(cells: Sequence[str]) -> bool:
    """Whether one or two cells seem to hold a whole line: a date stands in the text, and it totals nothing."""
    text = " ".join(cells)
    return _DATE_WITHIN.search(text) is not None and not has_total_word(text)


@dataclass(frozen=True)
class Realigned:
    """A row put back (`cells`, None when no single reading fits) and the amount that every reading agrees on."""

    cells: list[str] | None
    pence: int | None


def realigned(cells: Sequence[str], shape: Shape) -> Realigned:
    """The one way in which the cells make a complete row, if there is only one."""
    row = list(cells)
    if len(row) <= shape.width:
        row = ["" if i in shape.rivals else cell for i, cell in enumerate(row)]
    while row and not row[-1].strip():
        row.pop()
    for readings in (longer_readings(row, shape), _moved(row, shape), _glued(row, shape), _dated(row, shape)):
        fitting = [reading for reading in readings if shape.fits(reading)]
        if fitting:
            return _only(fitting, shape)
    whole = rejoined(row, shape.width)
    if len(whole) < len(row) and (known := pence(whole[shape.amount])) is not None:
        return Realigned(None, known)
    return Realigned(None, _lone_money(row))


def rejoined(row: Sequence[str], width: int) -> list[str]:
    """The row with amounts that were cut at their commas made whole, where that gives it its right width."""
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    whole: list[str] = []
    position = 0
    while position < len(cells):
        end = position + 1
        if _THOUSANDS_HEAD.match(cells[position]):
            while end < len(cells) and _THOUSANDS_MIDDLE.match(cells[end]):
                end += 1
            end += end < len(cells) and _THOUSANDS_TAIL.match(cells[end]) is not None
        whole.append(",".join(cells[position:end]))
        position = end
    return whole if len(cells) > width == len(whole) else list(row)


def _only(fitting: list[list[str]], shape: Shape) -> Realigned:
    best = max(map(shape.agreement, fitting))
    rows = [list(r) for r in {tuple(r): None for r in fitting if shape.agreement(r) == best}]
    amounts = {pence(r[shape.amount]) for r in rows}
    names = {r[shape.party].strip() for r in rows} if shape.party is not None else {""}
    days = {r[shape.date].strip() for r in rows} if shape.date is not None else {""}
    if len(amounts) > 1:
        return Realigned(None, None)
    if len(names) == 1 and len(days) == 1:
        return Realigned(rows[0], pence(rows[0][shape.amount]))
    return Realigned(None, amounts.pop())


def longer_readings(row: list[str], shape: Shape) -> Iterator[list[str]]:
    """More cells than columns: a note at the end, an amount cut at its commas, a stray cell, a comma in a text."""
    extra = len(row) - shape.width
    if extra <= 0:
        return
    whole = rejoined(row, shape.width)
    if len(whole) < len(row):
        yield whole
    elif all(pence(cell.strip()) is None for cell in row[shape.width :]):
        yield row[: shape.width]
    for i in range(len(row) - extra):
        parts = row[i : i + extra + 1]
        if (
            _THOUSANDS_HEAD.match(parts[0])
            and all(_THOUSANDS_TAIL.match(p) for p in parts[1:])
            and i == shape.amount
        ):
            yield [*row[:i], ",".join(parts), *row[i + extra + 1 :]]
            return
    spaced = [
        i for i in range(len(row) - extra) if all(p.startswith(" ") for p in row[i + 1 : i + extra + 1])
    ]
    for i in spaced or range(len(row) - extra):
        if i <= shape.amount < i + extra + 1 or not all(cell.strip() for cell in row[i : i + extra + 1]):
            continue
        yield [*row[:i], ",".join(row[i : i + extra + 1]), *row[i + extra + 1 :]]
    for i in range(len(row) - extra + 1):
        if not any(cell.strip() for cell in row[i : i + extra]):
            yield row[:i] + row[i + extra :]


def _moved(row: list[str], shape: Shape) -> Iterator[list[str]]:
    """The amount stands in another column: cells were lost before it, or empty ones put in."""
    money = [i for i, cell in enumerate(row) if _HAS_PENCE.search(cell) and pence(cell.strip()) is not None]
    if len(money) != 1 or len(row) > shape.width:
        return
    shift = shape.amount - money[0]
    for i in range(money[0] + 1):
        if shift > 0:
            yield _sized(row[:i] + [""] * shift + row[i:], shape.width)
        elif shift < 0 and not any(cell.strip() for cell in row[i : i - shift]):
            yield _sized(row[:i] + row[i - shift :], shape.width)
    if shift:
        swapped = _sized(list(row), shape.width)
        if not swapped[shape.amount].strip():
            swapped[shape.amount], swapped[money[0]] = swapped[money[0]], ""
            yield swapped


def _glued(row: list[str], shape: Shape) -> Iterator[list[str]]:
    """The amount runs on from the text before it."""
    for i, cell in enumerate(row[: shape.width]):
        halves = parted(cell)
        if halves is None:
            continue
        whole = _sized(list(row), shape.width)
        if i == shape.amount:
            whole[i] = halves[1]
            if i > 0:
                whole[i - 1] = f"{whole[i - 1]} {halves[0]}".strip()
            yield whole
        elif not whole[shape.amount].strip():
            whole[i], whole[shape.amount] = halves
            yield whole


def _dated(row: list[str], shape: Shape) -> Iterator[list[str]]:
    """The date runs together with a text beside it, and so may the amount."""
    for i in shape.beside_date:
        halves = parted_date(row[i]) if i < len(row) else None
        is_dated = (
            shape.date is not None
            and i != shape.date
            and any(map(str.strip, row[shape.date : shape.date + 1]))
        )
        if halves is None or shape.date is None or is_dated:
            continue
        day, text = halves
        pushed = _sized([*row[:i], day, text, *row[i + 1 :]], shape.width)
        yield pushed
        whole = _sized(list(row), shape.width)
        whole[i], whole[shape.date] = text, day
        if i == shape.date:
            whole[i] = day
            places = [shape.party if shape.party is not None else i + 1, i + 1, i - 1]
            free = [p for p in places if 0 <= p < shape.width and not whole[p].strip()]
            if free:
                whole[free[0]] = text
        yield whole
        yield from _glued(pushed, shape)
        yield from _glued(whole, shape)


def joined(first: Sequence[str], second: Sequence[str], shape: Shape) -> list[str] | None:
    """Two rows as the one line they are, None where both hold a date or number in one place or no line results."""
    width = shape.width
    pairs = list(zip(_padded(first, width), _padded(second, width), strict=True))
    if pairs[shape.amount][0]:
        return None
    both = {i for i, (one, two) in enumerate(pairs) if one and two}
    if both & (shape.numbers | {shape.date}):
        return None
    row = [" ".join(filter(None, pair)) for pair in pairs]
    return row if shape.fits(row) else None


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [cells[i].strip() if i < len(cells) else "" for i in range(width)]


def divided(cells: Sequence[str], shape: Shape) -> list[list[str]]:
    """The lines of a row whose cells each hold several, one below the other; empty where they do not match up."""
    parts = [
        [part.strip() for part in cell.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")]
        for cell in cells[: shape.width]
    ]
    if len(parts) < shape.width:
        return []
    count = len(parts[shape.amount])
    if count < 2 or any(len(part) not in (1, count) for part in parts):
        return []
    rows = [[part[n] if len(part) == count else part[0] for part in parts] for n in range(count)]
    return rows if all(shape.fits(row) for row in rows) else []


def _lone_money(row: Sequence[str]) -> int | None:
    """The amount of a row that cannot be put back, when it holds just one amount with pence."""
    found = [value for cell in row for value in amounts_within(cell)]
    return found[0] if len(found) == 1 else None


def amounts_in(cells: Sequence[str], shape: Shape) -> list[int]:
    """All amounts that have run together in the amount's own cell."""
    cell = cells[shape.amount] if shape.amount < len(cells) else ""
    found = amounts_within(cell)
    return found if len(found) > 1 else []


def _sized(row: list[str], width: int) -> list[str]:
    return (row + [""] * (width - len(row)))[:width] if not any(c.strip() for c in row[width:]) else row
