"""Rows in doubt, judged one by one: total, heading, filler, a line put back together, or a line left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from anchors.ingest.amounts import amount_fault, likely_pence, pence, pounds
from anchors.ingest.cut_decimals import CutAmount, cut_amount
from anchors.ingest.findings import short
from anchors.ingest.headings import heading_cells, row_score
from anchors.ingest.lines import Doubt, Table
from anchors.ingest.realigning import Shape, amounts_in, divided, is_run_together, joined, realigned, shape_of
from anchors.ingest.totalling import Totals
from anchors.ingest.totals import is_loose_total_label, is_numbering
from anchors.ingest.verdicts import Verdicts

FEWEST_CELLS_OF_A_LINE = 3
FEWEST_CONTINUED = 0.05
ONE_VALUE_A_HEADING = "Put each value under its own heading."


class Settling(Verdicts):
    """Judges the rows in doubt of one table, in order, once all its lines are known."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.group_name = ""
        self.continued: tuple[int, list[str]] = (0, [])
        bare = sum(
            d.amount is not None and not d.name and d.day is None and d.filled > 1 for d in table.doubts
        )
        self.has_continued_lines = bare > max(2, FEWEST_CONTINUED * table.lines)
        self.totals = Totals(table, self._place)
        self.sole_month = sorted(table.read_months) if len(table.read_months) == 1 else []

    @cached_property
    def shape(self) -> Shape:
        """What a complete row looks like; told from the sample only where a row is in doubt."""
        table, dates = self.table, self.tools.dates
        return shape_of(
            list(map(table.composed, table.layout.sample)),
            table.layout.width,
            (table.amount, table.day, table.party),
            lambda text: dates[text] is not None,
            table.layout.rivals,
        )

    def settle(self) -> int:
        """Judge every row in doubt; the number of rows left out."""
        doubts = self.table.doubts
        position = 0
        while position < len(doubts):
            following = doubts[position + 1] if position + 1 < len(doubts) else None
            position += self._judge(doubts[position], following, doubts)
        self.table.doubts = []
        return self.left_out_rows

    def _judge(self, doubt: Doubt, following: Doubt | None, doubts: Sequence[Doubt]) -> int:
        if self._is_heading(doubt):
            self.findings.ignored["header"] += 1
        elif self.totals.is_total(doubt, following):
            self.findings.ignored["total"] += 1
            if doubt.has_name and doubt.name and not is_loose_total_label(doubt.name):
                self.group_name = doubt.name
        elif cut := self._cut_amount(doubt):
            self._leave_out_cut(doubt, cut)
        elif following is not None and (joined := self._joined(doubt, following)):
            self._accept(joined, "joined_rows")
            return 2
        elif (
            doubt.amount is None
            or self._is_reference(doubt)
            or (len(doubt.cells) > self.layout.width and any(doubt.cells[self.layout.width :]))
        ):
            self._without_amount(doubt)
        else:
            self._with_amount(doubt)
        return 1

    def _is_heading(self, doubt: Doubt) -> bool:
        if doubt.amount is not None:
            return doubt.day is None and is_numbering(doubt.cells)
        words = heading_cells(doubt.cells)
        same = sum(
            1 for mine, theirs in zip(words, self.layout.words, strict=False) if mine and mine == theirs
        )
        named = sum(1 for word in words if word)
        if named and same >= max(2, 0.6 * named):
            return True
        return (
            named >= 3
            and row_score(self.tools.kind, words) >= 5
            and doubt.day is None
            and sum(pence(cell.strip()) is not None for cell in doubt.cells if cell.strip()) == 0
            and not any(self.tools.dates[cell] for cell in doubt.cells if len(cell) > 6)
        )

    def _cut_amount(self, doubt: Doubt) -> CutAmount | None:
        """The amount that a decimal comma may have cut in two, where the row has too many cells."""
        row, width = doubt.original, self.layout.width
        if not any(cell.strip() for cell in row[width:]) and not self.table.has_cut(row):
            return None
        return cut_amount(row, self.shape, self.table.amount_places, self.table.composed)

    def _leave_out_cut(self, doubt: Doubt, cut: CutAmount) -> None:
        if not cut.is_likeliest:
            self._leave_out(doubt, "moved_cells", None, None, self._too_many_cells(doubt))
            return
        doubt.cells = [*doubt.cells[: self.table.amount], cut.text, *doubt.cells[self.table.amount + 1 :]]
        message = (
            f'"{short(cut.text)}" uses a comma for the decimal point, which cut it in two. '
            "Use a point, for example 1234.56."
        )
        self._leave_out(doubt, "european_amount", self.table.amount, cut.pence, message)

    def _too_many_cells(self, doubt: Doubt) -> str:
        return f"the row has {len(doubt.cells)} cells for {self.layout.width} headings. {ONE_VALUE_A_HEADING}"

    def _joined(self, doubt: Doubt, following: Doubt) -> Doubt | None:
        """One line cut over two rows: the first lacks the amount, the next has it and lacks what the first has."""
        if doubt.amount is not None or following.amount is None or following.row != doubt.row + 1:
            return None
        if following.day is not None or (self.table.day is not None and doubt.day is None):
            return None
        is_whole = following.filled >= self.table.usual_filled > self.layout.width / 2
        if is_whole or self.totals.sums_all(following):
            return None
        if realigned(doubt.cells, self.shape).pence is not None:
            return None
        row = joined(doubt.cells, following.cells, self.shape)
        return self._doubt_of(row, doubt) if row else None

    def _doubt_of(self, row: list[str], doubt: Doubt) -> Doubt:
        day = self.tools.dates[row[self.table.day]] if self.table.day is not None else None
        name = self.tools.text[row[self.table.party]] if self.table.party is not None else ""
        amount = self.tools.pence[row[self.table.amount]]
        return Doubt(doubt.row, row, amount, day, name, doubt.before, has_name=doubt.has_name)

    def _is_reference(self, doubt: Doubt) -> bool:
        """A transaction number that has slid into the amount: as long as they are, and none in its own column."""
        if not self.table.reference_digits or self.table.amount >= len(doubt.cells):
            return False
        text = doubt.cells[self.table.amount].strip()
        own = (
            doubt.cells[self.layout.fields["transaction_number"]].strip()
            if self.layout.fields["transaction_number"] < len(doubt.cells)
            else ""
        )
        return text.isdigit() and len(text) == self.table.reference_digits and not own.isdigit()

    def _without_amount(self, doubt: Doubt) -> None:
        """No amount where it should be, or more cells than columns."""
        if self._put_back(doubt):
            return
        cell = doubt.cells[self.table.amount] if self.table.amount < len(doubt.cells) else ""
        found = realigned(doubt.cells, self.shape).pence
        extra = any(c.strip() for c in doubt.cells[self.layout.width :])
        known = found if found is not None else doubt.amount
        if self._is_reference(doubt):
            message = f'"{short(cell)}" is a transaction number, not an amount. {ONE_VALUE_A_HEADING}'
            self._leave_out(doubt, "reference_as_amount", self.table.amount, found, message)
        elif extra and known is not None:
            self._leave_out(doubt, "moved_cells", None, known, self._too_many_cells(doubt))
        elif found is not None and (doubt.filled >= FEWEST_CELLS_OF_A_LINE or is_run_together(doubt.cells)):
            message = f"the amount is not in its column. {ONE_VALUE_A_HEADING}"
            self._leave_out(doubt, "moved_cells", self.table.amount, found, message)
        elif (likely := likely_pence(cell)) is not None or self._is_line(doubt, cell):
            code, words = amount_fault(cell)
            message = f'"{short(cell)}" {words}' if cell.strip() else f"the row {words}"
            self._leave_out(doubt, code, self.table.amount, likely, message)
        else:
            if doubt.filled == 1 and self.table.party is not None and doubt.name:
                self.group_name = doubt.name
            self.findings.ignored["other"] += 1

    def _put_back(self, doubt: Doubt) -> bool:
        """Settle a row whose cells have slid, run together or been stacked, where it can be read only one way."""
        if rows := divided(doubt.cells, self.shape):
            for row in rows:
                self._accept(self._doubt_of(row, doubt), "divided_row")
            return True
        if together := amounts_in(doubt.cells, self.shape):
            message = (
                f"{len(together)} amounts have run together in one cell. Give each line a row of its own."
            )
            self._leave_out(
                doubt, "moved_cells", self.table.amount, sum(together), message, lines=len(together)
            )
            return True
        found = realigned(doubt.cells, self.shape)
        if found.cells is not None:
            self._accept(self._doubt_of(found.cells, doubt), "realigned")
        return found.cells is not None

    def _is_line(self, doubt: Doubt, cell: str) -> bool:
        """Whether a row without an amount was meant as a line: it is dated and named, or nearly complete."""
        named = bool(doubt.name) or self.table.party is None
        dated = doubt.day is not None or self.table.day is None
        return (
            doubt.filled >= 3
            and named
            and dated
            and (doubt.filled >= 0.6 * self.table.usual_filled or bool(cell.strip()))
        )

    def _with_amount(self, doubt: Doubt) -> None:
        """An amount, but no name or no date."""
        day_cell = self._cell(doubt, self.table.day)
        if (
            self.table.day is not None
            and doubt.day is None
            and (day_cell or self.shape.has_stray_date(doubt.cells))
        ):
            found = realigned(doubt.cells, self.shape)
            if found.cells is not None:
                self._accept(self._doubt_of(found.cells, doubt), "realigned")
                return
        if self._continues(doubt, day_cell):
            return
        if self.table.day is not None and doubt.day is None and day_cell:
            self._leave_out(
                doubt,
                "unreadable_date",
                self.table.day,
                doubt.pence,
                f'"{short(day_cell)}" is not a real date. Use day/month/year, for example 28/02/2026.',
            )
        elif (
            not doubt.name
            and self.table.party is not None
            and doubt.day is None
            and doubt.filled < max(3, 0.5 * self.table.usual_filled)
        ):
            self._nameless_and_undated(doubt)
        elif self.table.day is not None and doubt.day is None:
            self._undated(doubt)
        else:
            self._nameless(doubt)

    def _continues(self, doubt: Doubt, day_cell: str) -> bool:
        """Accept a further line of an invoice whose date and name stand on its first line alone, where many do so."""
        party, day = self.table.party, self.table.day
        if party is None or day is None or doubt.name or day_cell or not self.has_continued_lines:
            return False
        row, above = self.continued if self.continued[0] == doubt.row - 1 else (doubt.row - 1, doubt.above)
        if doubt.filled < 2 or len(above) <= max(party, day, self.table.amount):
            return False
        if (
            not above[party].strip()
            or self.tools.dates[above[day]] is None
            or pence(above[self.table.amount]) is None
        ):
            return False
        cells = (doubt.cells + [""] * self.layout.width)[: self.layout.width]
        cells[party], cells[day] = above[party], above[day]
        self._accept(self._doubt_of(cells, doubt), "continued_line")
        self.continued = (row + 1, cells)
        return True

    def _nameless_and_undated(self, doubt: Doubt) -> None:
        self.totals.unexplained += 1
        if self.group_name and self.table.day is None:
            self._nameless(doubt)
            return
        self._leave_out(
            doubt,
            "no_date_or_name",
            self.table.amount,
            doubt.pence,
            f"{pounds(doubt.pence)} stands without a date and a name, and is not the sum of other rows. "
            "Complete the row, or delete it.",
        )

    def _nameless(self, doubt: Doubt) -> None:
        if not doubt.name and self.table.party is not None:
            if self.group_name and doubt.filled < self.table.usual_filled + 1:
                width = self.layout.width
                doubt.cells = (doubt.cells + [""] * width)[: max(width, len(doubt.cells))]
                doubt.cells[self.table.party] = self.group_name
                self._accept(self._doubt_of(doubt.cells, doubt), "name_from_group")
                return
            self.findings.note(
                "missing_name",
                self._place(doubt, self.table.party),
                "",
                "there is no name. Add it if it may be published.",
                pence=doubt.pence,
            )
        self._accept(doubt, "")

    def _undated(self, doubt: Doubt) -> None:
        day = self._day_of_period()
        if day is None:
            self._leave_out(
                doubt,
                "missing_date",
                self.table.day,
                doubt.pence,
                "there is no date. Add it as day/month/year, for example 28/02/2026.",
            )
            return
        self.findings.note(
            "date_from_period",
            self._place(doubt, self.table.day),
            "",
            f"there is no date; {day:%d/%m/%Y} was taken from the period. Add the date if you have it.",
            pence=doubt.pence,
        )
        if not doubt.name and self.table.party is not None:
            self.findings.note(
                "missing_name",
                self._place(doubt, self.table.party),
                "",
                "there is no name. Add it if it may be published.",
                pence=doubt.pence,
            )
        doubt.day = day
        self._accept(doubt, "", is_read_date=False)

    def _day_of_period(self) -> date | None:
        """The day for a line without a date: the end of the declared period, else of the one month of all others."""
        if self.tools.period is not None:
            return self.tools.period.end
        if not self.sole_month:
            return None
        return max(day for day in self.findings.read_dates if (day.year, day.month) == self.sole_month[0])  # type: ignore[no-any-return]
