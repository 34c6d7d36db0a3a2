"""What becomes of a row that was in doubt: accepted as a line, or left out with its place, reason and remedy."""

from __future__ import annotations

from anchors.ingest.dates import dates_within
from anchors.ingest.findings import KNOWN, PUT_RIGHT, Place
from anchors.ingest.lines import Doubt, Table
from anchors.ingest.text import clean


class Verdicts:
    """Carries out what was judged of the rows of one table."""

    def __init__(self, table: Table) -> None:
        self.table, self.tools, self.layout = table, table.tools, table.layout
        self.findings = table.tools.findings
        self.left_out_rows = 0

    def _accept(self, doubt: Doubt, code: str, *, is_read_date: bool = True) -> None:
        if code:
            self.findings.note(
                code,
                self._place(doubt, None),
                clean(" | ".join(c for c in doubt.cells if c.strip()))[:60],
                PUT_RIGHT[code],
                pence=doubt.pence,
            )
        row = (doubt.cells + [""] * self.layout.width)[: self.layout.width]
        read = self.findings.read_dates
        if not is_read_date:
            self.findings.read_dates = self.findings.taken_dates
        months = set(self.table.read_months)
        self.table.accept([doubt.row], [(cell,) for cell in row], [doubt.pence], [doubt.day])
        if not is_read_date:
            self.findings.read_dates, self.table.read_months = read, months
        self.table.sums.adjustment += doubt.pence

    def _leave_out(
        self, doubt: Doubt, code: str, column: int | None, amount: int | None, message: str, *, lines: int = 1
    ) -> None:
        place = self._place(doubt, column)
        self.findings.note(code, place, self._cell(doubt, column), message, pence=amount or 0)
        if amount is not None:
            self.findings.left_out.add(lines, amount)
            self._date_left_out(doubt)
            self.table.sums.adjustment += amount
        self.left_out_rows += 1
        self.tools.left_out.headings(self.layout.labels)
        self.tools.left_out.write(
            doubt.original or doubt.cells,
            place.words.split(", column")[0].removeprefix("Row "),
            f"{place.words}: {message}",
            KNOWN[code][2],
        )

    def _date_left_out(self, doubt: Doubt) -> None:
        """Remember the date of a line that is left out, where it has just one."""
        if self.table.day is not None:
            days = {day for cell in doubt.cells for day in dates_within(cell, self.tools.dates)}
            self.findings.left_out_days.update({doubt.day} if doubt.day else days if len(days) == 1 else ())

    def _place(self, doubt: Doubt, column: int | None) -> Place:
        label = self.layout.labels[column] if column is not None and column < self.layout.width else ""
        place = self.layout.place(column) if column is not None else None
        return Place(doubt.row, place, label, self.table.sheet_name)

    @staticmethod
    def _cell(doubt: Doubt, column: int | None) -> str:
        return doubt.cells[column].strip() if column is not None and column < len(doubt.cells) else ""
