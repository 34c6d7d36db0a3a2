"""The lines of one table, read chunk by chunk: whole columns at a time, and one by one only what is in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from typing import Any

from anchors.ingest.columns import Layout
from anchors.ingest.composing import composed
from anchors.ingest.cut_decimals import is_cut, is_dotted
from anchors.ingest.headings import heading_cells, row_score
from anchors.ingest.layout import holds_values
from anchors.ingest.text import heading_words
from anchors.ingest.tools import BUCKETS, Tools
from anchors.ingest.totals import Sums, filled
from anchors.ingest.writing import escaped

FEWEST_REFERENCE_DIGITS = 6
FEWEST_HEADINGS = 3
SUREST_HEADING = 6


@dataclass
class Doubt:
    """A row that is not plainly a line: its cells as they stand and what could be read of them."""

    row: int
    cells: list[str]
    amount: int | None
    day: date | None
    name: str
    before: int
    has_name: bool = True
    above: list[str] = field(default_factory=list)
    """The row before it."""
    original: list[str] = field(default_factory=list)
    """The row as it stands in the file."""

    @property
    def pence(self) -> int:
        """The amount, 0 where none could be read."""
        return self.amount or 0

    @property
    def filled(self) -> int:
        """Number of cells that hold something."""
        return filled(self.cells)


class Table:
    """Reads the rows of one table; what is in doubt is kept for `doubts.settle` with the sum of the lines above it."""

    def __init__(self, tools: Tools, layout: Layout, *, sheet: int, sheet_name: str) -> None:
        self.tools, self.sheet, self.sheet_name = tools, sheet, sheet_name
        self.sums, self.sum = Sums(), 0
        self.lines = 0
        self.doubts: list[Doubt] = []
        self.read_months: set[tuple[int, int]] = set()
        self.last_line_row = 0
        self.row_above: list[str] = []
        self.last_row: list[str] = []
        self.follow(layout)

    def follow(self, layout: Layout) -> None:
        """Read the rows that come by this layout."""
        self.layout, kind = layout, self.tools.kind
        self.amount = layout.fields[kind.amount]
        self.day, self.party = layout.fields.get(kind.date), layout.fields.get(kind.party)
        if layout.lacks_year and self.tools.dates.period is None:
            self.day = None
        counts = sorted(filled(row) for row in layout.sample) or [1]
        self.usual_filled = counts[len(counts) // 2]
        self.usual_length = max(Counter(map(len, layout.sample)).most_common(1)[0][0], layout.width)
        self.amount_places = sorted({self.amount, *(layout.pair or ()), *layout.added})
        self.reference_digits = self._usual_reference_digits()

    def _usual_reference_digits(self) -> int:
        """Digits of a usual transaction number, to know one that has slid into the amount; 0 where there is no rule."""
        index = self.layout.fields.get("transaction_number")
        sizes = [
            len(row[index].strip())
            for row in self.layout.sample
            if index is not None and index < len(row) and row[index].strip().isdigit()
        ]
        if len(sizes) < max(3, len(self.layout.sample) // 2):
            return 0
        usual = max(set(sizes), key=sizes.count)
        return usual if sizes.count(usual) > 0.6 * len(sizes) and usual >= FEWEST_REFERENCE_DIGITS else 0

    def take(self, rows: Sequence[list[str]], first_row: int) -> int | None:
        """Read rows; `first_row` is the row number of the first as the user sees it.

        Stops at a heading row that names other columns and gives its place; the rows before it are read.
        """
        if not rows:
            return None
        width, original = self.layout.width, rows
        widths = {len(row) for row in rows}
        odd = {i for i, row in enumerate(rows) if self.has_cut(row)} if max(widths) > width else set()
        if self.layout.is_composed or self.tools.credits_are_minus or max(widths) > width:
            rows = [self.composed(row) for row in rows]
            widths = {len(row) for row in rows}
        level = rows
        if widths != {width}:
            level = [self._levelled(row, width, odd, i) for i, row in enumerate(rows)]
        columns = list(zip(*level, strict=True))
        amounts = self._amounts(columns)
        days: Any = None if self.day is None else list(map(self.tools.dates.__getitem__, columns[self.day]))
        odd |= self._odd_rows(columns, amounts, days)
        stop = next((i for i in sorted(odd) if amounts[i] is None and self._is_other_heading(rows[i])), None)
        if stop is not None:
            self.take(original[:stop], first_row)
            return stop
        self.row_above, self.last_row = self.last_row, rows[-1]
        if self.layout.type_column is not None and self.layout.type_column < width:
            self._count_credits(columns[self.layout.type_column], amounts)
        numbers = range(first_row, first_row + len(rows))
        if not odd:
            self.accept(numbers, columns, amounts, days)
            self.sum += sum(amounts)  # type: ignore[arg-type]
            return None
        self._keep_doubts((rows, level, original), first_row, amounts, days, odd)
        good = [i for i in range(len(rows)) if i not in odd]
        if good:
            kept = [level[i] for i in good]
            self.accept(
                [numbers[i] for i in good],
                list(zip(*kept, strict=True)),
                [amounts[i] for i in good],
                None if days is None else [days[i] for i in good],
            )
        return None

    def has_cut(self, row: list[str]) -> bool:
        """Whether a row is longer than the others because a decimal comma cut its amount in two."""
        if len(row) <= self.layout.width:
            return False
        is_so = is_cut if len(row) > self.usual_length else is_dotted
        return any(is_so(row, place) for place in self.amount_places)

    def _is_other_heading(self, row: list[str]) -> bool:
        """Whether a row names the columns anew, and its main columns stand elsewhere than before."""
        cell = row[self.amount].strip() if self.amount < len(row) else ""
        if (
            filled(row) < FEWEST_HEADINGS
            or heading_words(cell) == self.layout.words[self.amount]
            or holds_values(row)
        ):
            return False
        return row_score(self.tools.kind, heading_cells(row)) >= SUREST_HEADING

    @staticmethod
    def _levelled(row: list[str], width: int, odd: set[int], index: int) -> list[str]:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            odd.add(index)
        return row[:width] + [""] * (width - len(row))

    def _amounts(self, columns: list[tuple[str, ...]]) -> list[int | None]:
        if self.layout.has_parted_amounts:
            return list(map(self.tools.parted.__getitem__, columns[self.amount]))
        return self.tools.pence.column(columns[self.amount])

    def composed(self, row: list[str]) -> list[str]:
        """The row with its whole amount in the amount column."""
        return composed(row, self.layout, credits_are_minus=self.tools.credits_are_minus)

    def _count_credits(self, types: Sequence[str], amounts: Sequence[int | None]) -> None:
        """Count the lines that are credits by their type of document, and those of them that have a minus."""
        flag = self.layout.has_credit_flag
        if self.layout.has_credits_in_text and "credit" not in "|".join(types).lower():
            return
        for i in _flagged(types, self.tools.credit_flags if flag else self.tools.credit_words):
            amount = amounts[i]
            if amount:
                self.tools.credits[amount < 0] += 1
                what = self.layout.labels[self.layout.type_column or 0] if flag else types[i].strip()
                self.tools.credit_type = self.tools.credit_type or what

    def _odd_rows(self, columns: list[tuple[str, ...]], amounts: list[int | None], days: Any) -> set[int]:
        odd: set[int] = set()
        if None in amounts:
            odd.update(i for i, amount in enumerate(amounts) if amount is None)
        if self.day is not None and None in days:
            odd.update(i for i, day in enumerate(days) if day is None)
        if self.party is not None:
            odd.update(_flagged(columns[self.party], self.tools.names))
        if size := self.reference_digits:
            references = columns[self.layout.fields["transaction_number"]]
            odd.update(
                i
                for i, text in enumerate(columns[self.amount])
                if len(text) == size and text.isdigit() and not references[i].strip().isdigit()
            )
        return odd

    def _keep_doubts(
        self,
        forms: tuple[Sequence[list[str]], Sequence[list[str]], Sequence[list[str]]],
        first_row: int,
        amounts: list[int | None],
        days: Any,
        odd: set[int],
    ) -> None:
        rows, level, original = forms
        done = 0
        blank = 0
        for i in sorted(odd):
            self.sum += sum(amounts[done:i])  # type: ignore[arg-type]
            done = i + 1
            if not "".join(rows[i]).strip():
                blank += 1
                continue
            name = self.tools.text[level[i][self.party]] if self.party is not None else ""
            self.doubts.append(
                Doubt(
                    first_row + i,
                    rows[i],
                    amounts[i],
                    None if self.day is None else days[i],
                    name,
                    self.sum,
                    has_name=self.party is not None,
                    above=rows[i - 1] if i else self.row_above,
                    original=original[i],
                )
            )
        self.sum += sum(amounts[done:])  # type: ignore[arg-type]
        self.tools.findings.blank(blank)

    def accept(
        self, numbers: Sequence[int], columns: Sequence[Sequence[str]], amounts: Sequence[Any], days: Any
    ) -> None:
        """Count lines as accepted and write them. `days` may hold None where no date is known."""
        tools = self.tools
        self.lines += len(amounts)
        self.last_line_row = max(self.last_line_row, numbers[-1])
        tools.findings.accepted.add(len(amounts), sum(amounts))
        self._count_signs(numbers, columns, amounts)
        if self.day is not None:
            self._count_days(amounts, days)
        for row in map(hash, zip(*columns, strict=True)):
            tools.seen[row & (BUCKETS - 1)].append(row)
        texts = {
            column.code: self._texts(column.code, column.longest, columns)
            for column in tools.kind.texts
            if column.code in self.layout.fields and (column.watch or column.code in tools.kind.kept)
        }
        self._watch(amounts, texts)
        if tools.clean.is_open:
            tools.clean.write(
                zip(
                    self._combinations(texts),
                    self._iso_days(days),
                    map(str, amounts),
                    map(str, numbers),
                    repeat(str(self.sheet)),
                    *(escaped(texts[code]) if code in texts else repeat("") for code in tools.kind.apart),
                    strict=False,
                )
            )

    def _iso_days(self, days: Any) -> Any:
        if self.day is None:
            return repeat(self.tools.iso[self.tools.period.end if self.tools.period else None])
        return map(self.tools.iso.__getitem__, days)

    def _combinations(self, texts: dict[str, Sequence[str]]) -> Iterable[str]:
        """The number of each line's combination of shared texts."""
        codes = self.tools.kind.shared
        if not any(code in texts for code in codes):
            return repeat(self.tools.clean.numbers[("",) * len(codes)])
        shared = zip(*(texts.get(code, repeat("")) for code in codes), strict=False)
        return map(self.tools.clean.numbers.__getitem__, shared)

    def _texts(self, code: str, longest: int, columns: Sequence[Sequence[str]]) -> Sequence[str]:
        found = self.tools.text.column(columns[self.layout.fields[code]])
        if max(map(len, set(found)), default=0) > longest:
            found = [text[:longest].rstrip() for text in found]
        return found

    def _count_signs(
        self, numbers: Sequence[int], columns: Sequence[Sequence[str]], amounts: Sequence[int]
    ) -> None:
        findings = self.tools.findings
        if min(amounts) < 0:
            negative = [amount for amount in amounts if amount < 0]
            findings.negative.add(len(negative), sum(negative))
            findings.count("negative", len(negative), sum(negative))
        if 0 in amounts:
            findings.count("zero", list(amounts).count(0))

    def _count_days(self, amounts: Sequence[int], days: Sequence[date]) -> None:
        totals = self.tools.findings.read_dates
        distinct = set(days)
        for day in distinct:
            totals.setdefault(day, [0, 0])
        self.read_months.update({(day.year, day.month) for day in distinct})
        for day, amount in zip(days, amounts, strict=True):
            entry = totals[day]
            entry[0] += 1
            entry[1] += amount

    def _watch(self, amounts: Sequence[int], texts: dict[str, Sequence[str]]) -> None:
        for column in self.tools.kind.texts:
            for watch in column.watch if column.code in texts else ():
                hits = _flagged(texts[column.code], self.tools.watched[column.code, watch.code])
                if hits:
                    problem = self.tools.findings.watched(watch.code, watch.title, watch.act)
                    problem.count += len(hits)
                    problem.pence += sum(amounts[i] for i in hits)


def _flagged(values: Sequence[str], known: dict[str, bool]) -> list[int]:
    """Positions of the values that `known` says yes to; distinct values are looked at first."""
    flagged = {value for value in set(values) if known[value]}
    return [i for i, value in enumerate(values) if value in flagged] if flagged else []
