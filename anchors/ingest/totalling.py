"""Which rows in doubt are totals of one table: by their label, or because they are the sum of other rows."""

from __future__ import annotations

from collections.abc import Callable

from anchors.ingest.amounts import pence, pounds
from anchors.ingest.findings import Place
from anchors.ingest.lines import Doubt, Table
from anchors.ingest.totals import is_loose_total_label, is_total_label, is_vat_label

FEWEST_CELLS_OF_A_LINE = 3
MOST_CELLS_OF_A_SUM = 2
MOST_SLACK_PENCE = 20


class Totals:
    """Judges whether rows are totals, in the order of the table, and remembers where totals stood."""

    def __init__(self, table: Table, place: Callable[[Doubt, int | None], Place]) -> None:
        self.table, self._place = table, place
        self.tools, self.findings, self.end = table.tools, table.tools.findings, table.sum
        self.last_total_row = -1
        self.unexplained = 0
        self.vat = 0
        """VAT that stood below the lines and may be in a total below it."""
        self._summary: set[int] | None = None
        self._heads = self._group_heads() if table.day is not None else set()

    def is_total(self, doubt: Doubt, following: Doubt | None) -> bool:
        """Whether the row is a total; `following` is the next row in doubt."""
        if not self._says_total(doubt, following):
            return False
        self.table.sums.mark(doubt.before)
        self.last_total_row = doubt.row
        return True

    def _says_total(self, doubt: Doubt, following: Doubt | None) -> bool:
        full = doubt.filled
        usual = self.table.usual_filled
        labelled = any(is_total_label(cell) for cell in doubt.cells if cell.strip())
        loose = labelled or any(is_loose_total_label(cell) for cell in doubt.cells if cell.strip())
        if labelled and doubt.day is None and full <= max(3, 0.6 * usual):
            return True
        if (
            loose
            and doubt.day is None
            and full <= max(3, 0.5 * usual)
            and (self.table.day is not None or full < usual or labelled)
        ):
            return True
        if doubt.amount is None:
            return self._is_stray_sum(doubt)
        if self._is_vat(doubt, following):
            self.vat += doubt.pence
            return True
        if self._is_summary(doubt) or self._is_count(doubt) or doubt.row in self._heads:
            return True
        bare = not doubt.name or is_loose_total_label(doubt.name)
        if bare and doubt.day is None:
            return self._sums(doubt, following) or self._is_below_total(doubt) or self._is_last_sum(doubt)
        if (labelled or full <= max(2, usual // 3)) and (bare or doubt.day is None):
            return self._sums(doubt, following)
        return False

    def _is_vat(self, doubt: Doubt, following: Doubt | None) -> bool:
        """The VAT on all lines, below them and beside a total."""
        labelled = any(is_vat_label(cell) for cell in doubt.cells if cell.strip())
        if not labelled or doubt.day is not None or doubt.row <= self.table.last_line_row:
            return False
        if doubt.filled > max(3, 0.5 * self.table.usual_filled):
            return False
        is_beside_total = self.last_total_row == doubt.row - 1 or (
            following is not None
            and (
                any(is_total_label(cell) for cell in following.cells)
                or following.pence in (self._whole(), self._whole() + doubt.pence)
            )
        )
        return self.table.day is not None or is_beside_total

    def _group_heads(self) -> set[int]:
        """Rows with a name and the sum of the nameless lines right below them."""
        heads: set[int] = set()
        head: Doubt | None = None
        below, lines = 0, 0
        for doubt in [*self.table.doubts, None]:
            is_line = doubt is not None and not doubt.name and doubt.day is not None
            if is_line and doubt is not None:
                below, lines = below + doubt.pence, lines + 1
                continue
            if head is not None and lines and head.amount == below:
                heads.add(head.row)
            head = doubt if doubt is not None and doubt.name and doubt.day is None else None
            below, lines = 0, 0
        return heads

    def _is_stray_sum(self, doubt: Doubt) -> bool:
        """Little but the sum of all lines, outside the amount column."""
        values = [pence(cell.strip()) for cell in doubt.cells if cell.strip()]
        return len(values) <= MOST_CELLS_OF_A_SUM and self.table.lines > 1 and self._whole() in values

    def _is_count(self, doubt: Doubt) -> bool:
        """The sum of all lines with their number in the place of a name."""
        return (
            doubt.day is None
            and doubt.name.isdigit()
            and int(doubt.name) == self.table.lines
            and doubt.pence == self._whole()
        )

    def _is_summary(self, doubt: Doubt) -> bool:
        """Below the last dated line, among rows as short as itself of which one is the sum of all lines."""
        if self._summary is None and self._is_short(doubt):
            whole, short = self._whole(), [other for other in self.table.doubts if self._is_short(other)]
            is_summed = any(other.pence == whole for other in short)
            self._summary = {other.row for other in short} if is_summed and self.table.lines > 1 else set()
        return doubt.row in (self._summary or ())

    def _is_short(self, doubt: Doubt) -> bool:
        return (
            self.table.day is not None
            and doubt.day is None
            and doubt.amount is not None
            and doubt.row > self.table.last_line_row
            and doubt.filled <= min(MOST_CELLS_OF_A_SUM, self.table.usual_filled // 2)
        )

    def sums_all(self, doubt: Doubt) -> bool:
        """Whether the amount is the sum of all lines."""
        return self.table.lines > 1 and doubt.pence == self._whole()

    def _whole(self) -> int:
        return self.end + self.table.sums.adjustment

    def _sums(self, doubt: Doubt, following: Doubt | None) -> bool:
        after = following.before if following is not None else self.end
        return any(
            self.table.sums.explains(
                amount,
                before=doubt.before,
                after=after,
                end=self.end,
                tolerance=min(MOST_SLACK_PENCE, self.tools.pence.part_pennies + 1),
            )
            for amount in {doubt.pence, doubt.pence - self.vat}
        )

    def _is_below_total(self, doubt: Doubt) -> bool:
        """An amount right below a total, with no line between them: VAT on it, a second total, a count."""
        return doubt.row == self.last_total_row + 1 and doubt.filled <= max(3, self.table.usual_filled // 2)

    def _is_last_sum(self, doubt: Doubt) -> bool:
        """Nothing but numbers below the last line: a total, though not of these lines alone."""
        if any(pence(cell.strip()) is None for cell in doubt.cells if cell.strip()):
            return False
        if doubt.row <= self.table.last_line_row or self.table.usual_filled < FEWEST_CELLS_OF_A_LINE:
            return False
        total = self._whole()
        if self.unexplained and abs(doubt.pence) < abs(total) // 2:
            return False
        self.findings.note(
            "total_differs",
            self._place(doubt, self.table.amount),
            pounds(doubt.pence),
            f"the total {pounds(doubt.pence)} differs from the sum of the lines, {pounds(total)}. "
            "Check that no line is missing.",
        )
        return True
