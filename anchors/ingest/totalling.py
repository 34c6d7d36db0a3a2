"""Which rows in doubt are totals of one table: by their label, or because they are the sum of other rows."""

from __future__ import annotations

from collections.abc import Callable

from anchors.ingest.amounts import pence, pounds
from anchors.ingest.findings import Place
from anchors.ingest.lines import Doubt, Table
from anchors.ingest.totals import is_loose_total_label, is_total_label

FEWEST_CELLS_OF_A_LINE = 3
MOST_SLACK_PENCE = 20


class Totals:
    """Judges whether rows are totals, in the order of the table, and remembers where totals stood."""

    def __init__(self, table: Table, place: Callable[[Doubt, int | None], Place]) -> None:
        self.table, self._place = table, place
        self.tools, self.findings, self.end = table.tools, table.tools.findings, table.sum
        self.last_total_row = -1
        self.unexplained = 0

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
            return False
        bare = not doubt.name or is_loose_total_label(doubt.name)
        if bare and doubt.day is None:
            return self._sums(doubt, following) or self._is_below_total(doubt) or self._is_last_sum(doubt)
        if (labelled or full <= max(2, usual // 3)) and (bare or doubt.day is None):
            return self._sums(doubt, following)
        return False

    def _sums(self, doubt: Doubt, following: Doubt | None) -> bool:
        after = following.before if following is not None else self.end
        return self.table.sums.explains(
            doubt.pence,
            before=doubt.before,
            after=after,
            end=self.end,
            tolerance=min(MOST_SLACK_PENCE, self.tools.pence.part_pennies + 1),
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
        total = self.end + self.table.sums.adjustment
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
