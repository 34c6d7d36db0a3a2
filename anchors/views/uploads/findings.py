"""What a check found, as the review and the report show it: counts, months, and the kinds of finding kept apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anchors import wording
from anchors.ingest import kind_of_upload
from anchors.models import Upload
from anchors.periods import Period, month_name, months_earlier
from anchors.uploads import Held, Loaded, already_held, loader_of, replaced_by
from anchors.views.uploads.words import lines_of, months_of, pounds_of

MOST_MONTHS = 12
SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One kind of trouble in a file, with a few of its rows."""

    code: str
    title: str
    act: str
    expected: str
    column: str
    heading: str
    count: int
    pounds: Decimal
    examples: tuple[Mapping[str, Any], ...]
    is_told_by_row: bool = False
    """Each of its rows has a column, a value and a reason of its own: so it is in lists."""

    @property
    def where(self) -> str:
        """`Column D (Date paid)`; empty where no single column is to blame."""
        if not self.column:
            return ""
        return f"Column {self.column}" + (f" ({self.heading})" if self.heading else "")

    @property
    def rest(self) -> int:
        """How many are not among the examples."""
        return self.count - len(self.examples)

    @property
    def rows(self) -> str:
        """`Rows 14, 88 and 90`, and how many more."""
        numbers = [str(example["row"]) for example in self.examples[:SHOWN] if example.get("row")]
        if not numbers:
            return ""
        rest = self.count - len(numbers)
        numbers += [f"{wording.count(rest)} more"] if rest > 0 else []
        return f"{wording.noun(self.count, 'Row')} {wording.listed(numbers)}"


@dataclass(frozen=True)
class MonthRow:
    """A month of the file, or all of it, beside what it is compared with; None where there is nothing to compare.

    A sum of which some months are missing is shown, but no change is told from it.
    """

    label: str
    lines: int
    pounds: Decimal
    before_label: str
    before: Decimal | None
    is_whole: bool = True

    @property
    def change(self) -> Decimal | None:
        """The change as a share; None without a figure to change from."""
        return self.pounds / self.before - 1 if self.before and self.is_whole else None


@dataclass(frozen=True)
class EarlierAnswer:
    """A question that the answer for an earlier file of this layout settled: its code, its words, that answer."""

    code: str
    question: str
    answer: str


@dataclass(frozen=True)
class Review:
    """Everything the person needs to see before they add a file."""

    lines: int
    pounds: Decimal
    repeats: int
    repeats_pounds: Decimal
    repeated_in: tuple[Upload, ...]
    keeps_repeats: bool
    held: Held | None
    left_out: int
    left_out_findings: tuple[Finding, ...]
    to_check: tuple[Finding, ...]
    months: tuple[MonthRow, ...]
    total: MonthRow | None
    before_label: str
    passed_over: str
    replaces: str
    rows_read: int
    from_before: tuple[EarlierAnswer, ...]


def review_of(upload: Upload, *, keep_repeats: bool) -> Review:
    """The counts, the months against those before, and the findings of a checked upload."""
    accepted, repeats = upload.found["accepted"], upload.repeats or {"lines": 0, "pence": 0, "uploads": []}
    repeated = pounds_of(repeats["pence"])
    months, total = _months(upload)
    return Review(
        lines=accepted["lines"] - (0 if keep_repeats else repeats["lines"]),
        pounds=Decimal(accepted["amount"]) - (0 if keep_repeats else repeated),
        repeats=repeats["lines"],
        repeats_pounds=repeated,
        repeated_in=tuple(Upload.objects.filter(pk__in=repeats["uploads"]).order_by("pk")),
        keeps_repeats=keep_repeats,
        held=already_held(upload),
        left_out=upload.found["left_out_rows"],
        left_out_findings=findings_of(upload, "out"),
        to_check=findings_of(upload, "check"),
        months=months,
        total=total,
        before_label=_before_label(months_of(upload)),
        passed_over=passed_over(upload.found["ignored"]),
        replaces=replaced_by(upload),
        rows_read=accepted["lines"] + upload.found["left_out_rows"],
        from_before=tuple(_earlier(each) for each in upload.found.get("from_before", [])),
    )


def _earlier(settled: Mapping[str, Any]) -> EarlierAnswer:
    words = {choice["value"]: choice["text"] for choice in settled["choices"]}
    return EarlierAnswer(settled["code"], settled["text"], words[settled["answer"]])


def findings_of(upload: Upload, severity: str) -> tuple[Finding, ...]:
    """The problems of one kind: `out` (rows left out) or `check` (loaded, but shown); most rows first."""
    is_list = not kind_of_upload(upload.kind).amount
    return tuple(
        _finding(each, is_list=is_list)
        for each in upload.found.get("problems", [])
        if each["severity"] == severity
    )


def _finding(found: Mapping[str, Any], *, is_list: bool) -> Finding:
    return Finding(
        code=found["code"],
        title=found["title"],
        act=found["act"],
        expected=found["expected"],
        column=found["column"],
        heading=found["heading"],
        count=found["count"],
        pounds=Decimal(found["amount"]),
        examples=tuple(found["examples"]),
        is_told_by_row=is_list and bool(found["examples"]),
    )


def passed_over(ignored: Mapping[str, int]) -> str:
    """`12 blank rows, 1 total and 2 repeated headings`; empty when there were none."""
    words = {"blank": "blank row", "total": "total", "header": "repeated heading", "other": "row of notes",
             "others": "row of other organisations"}  # fmt: skip
    many = {"other": "rows of notes", "others": "rows of other organisations"}
    found = [
        wording.plural(ignored[key], one, many.get(key, "")) for key, one in words.items() if ignored.get(key)
    ]
    return wording.listed(found) if found else ""


def _months(upload: Upload) -> tuple[tuple[MonthRow, ...], MonthRow | None]:
    """A row for each month of the period, one for all others, and the sum; empty where the file has no months."""
    found = {int(ym): each for ym, each in upload.found.get("by_month", {}).items()}
    period = months_of(upload)
    if not found or period is None:
        return (), None
    earlier = period.before()
    held = {} if upload.rest_of_id else loader_of(upload).months(upload.institution, earlier)
    rows = _rows_by_month(found, period, held) if len(period.months) <= MOST_MONTHS else []
    if others := [each for ym, each in found.items() if ym not in period]:
        rows.append(MonthRow("Other months", *_sum(others), wording.NOT_APPLICABLE, None))
    before = pounds_of(sum(each.pence for each in held.values())) if held else None
    is_whole = all(ym in held for ym in earlier.months)
    total = MonthRow("All", *_sum(found.values()), earlier.label, before, is_whole)
    return tuple(rows), total


def _rows_by_month(
    found: Mapping[int, Mapping[str, Any]], period: Period, held: Mapping[int, Loaded]
) -> list[MonthRow]:
    count = len(period.months)
    rows = []
    for ym in period.months:
        before = months_earlier(ym, count)
        lines, pounds = _sum([found[ym]] if ym in found else [])
        pounds_before = pounds_of(held[before].pence) if before in held else None
        rows.append(MonthRow(month_name(ym), lines, pounds, month_name(before), pounds_before))
    return rows


def _sum(months: Iterable[Mapping[str, Any]]) -> tuple[int, Decimal]:
    every = list(months)
    return sum(each["lines"] for each in every), sum((Decimal(each["amount"]) for each in every), Decimal(0))


def _before_label(period: Period | None) -> str:
    if period is None:
        return ""
    names = {1: "month before", 3: "quarter before", 12: "year before"}
    return names.get(len(period.months), f"{len(period.months)} months before")


def added_words(upload: Upload) -> str:
    """`17,962 of 18,391 payments added.`"""
    lines, read = upload.lines_loaded or 0, upload.found["accepted"]["lines"] + upload.found["left_out_rows"]
    if lines == read:
        return f"{'All ' if lines > 1 else ''}{lines_of(upload, lines)} added."
    return f"{wording.count(lines)} of {lines_of(upload, read)} added."
