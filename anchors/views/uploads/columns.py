"""Matching the columns of a file: what we guessed, why, and the person's own choice."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from anchors import wording
from anchors.forms import Form
from anchors.ingest import UploadKind, kind_of_upload
from anchors.models import Upload

LEAVE_OUT = "Leave this column out"
PART_OF_AMOUNT = "Part of the amount"


@dataclass(frozen=True)
class Heading:
    """One column of the file: what stands above it, some of what stands in it, and what we make of it."""

    index: int
    label: str
    letter: str
    values: tuple[str, ...]
    field: str
    why: str

    @property
    def is_used(self) -> bool:
        """Whether it is read: for a field of its own or as part of the amount."""
        return bool(self.field or self.why)

    @property
    def name(self) -> str:
        """The name of its answer in the form."""
        return f"column-{self.index}"

    @property
    def reason(self) -> str:
        """Why, as a sentence's beginning."""
        if self.why == "your earlier choice":
            return "You matched it before"
        return self.why[:1].upper() + self.why[1:]

    @property
    def tag(self) -> tuple[str, str]:
        """How we matched it, with the colour of the tag."""
        if self.why in ("your earlier choice", "your answer"):
            return (
                ("Same as last time", "green")
                if self.why == "your earlier choice"
                else ("Your answer", "green")
            )
        return ("By its values", "yellow") if self.why.startswith("the values") else ("By heading", "blue")


@dataclass(frozen=True)
class Columns:
    """The columns of an upload, in the order of the file."""

    kind: UploadKind
    headings: tuple[Heading, ...]
    header_row: int | None

    @property
    def matched(self) -> list[Heading]:
        """Those that we gave a field, and money back, which is part of the amount."""
        return [heading for heading in self.headings if heading.is_used]

    @property
    def left_over(self) -> list[Heading]:
        """Those that we have no use for."""
        return [heading for heading in self.headings if not heading.is_used]

    def samples_for(self, question: Mapping[str, Any]) -> list[Heading]:
        """The columns whose values help to answer a question."""
        choices = {choice["value"] for choice in question["choices"]}
        is_about_dates = question["code"] == "date_order"
        return [
            heading
            for heading in self.headings
            if (heading.field == self.kind.date if is_about_dates else heading.label in choices)
        ]


class MatchForm(Form):
    """Which of our fields each column is; no field may be two columns."""

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        fields = [(column.code, column.label) for column in columns.kind.offered]
        for heading in columns.headings:
            is_part = heading.is_used and not heading.field
            choices = [*fields, ("", PART_OF_AMOUNT if is_part else LEAVE_OUT)]
            label = f"Our field for column {heading.letter}, {heading.label}"
            self.fields[heading.name] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=heading.field
            )

    @property
    def mapping(self) -> dict[str, str]:
        """Field to heading, as the engine takes it."""
        chosen = ((self.cleaned_data[heading.name], heading.label) for heading in self.columns.headings)
        return {field: label for field, label in chosen if field}

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one field, and a file without the field on which everything stands."""
        given: Mapping[str, list[Heading]] = self._given()
        labels = {column.code: column.label for column in self.columns.kind.offered}
        for field, headings in given.items():
            if len(headings) > 1:
                letters = wording.listed(heading.letter for heading in headings)
                for heading in headings:
                    self.add_error(
                        heading.name, f"{labels[field]} is chosen for columns {letters}. Choose one of them"
                    )
        needed = self.columns.kind.amount or self.columns.kind.party
        if needed not in given and self.columns.headings:
            message = f"Choose the column that holds the {labels[needed].lower()}"
            self.add_error(self.columns.headings[0].name, message)
        return self.cleaned_data

    def _given(self) -> dict[str, list[Heading]]:
        given: dict[str, list[Heading]] = defaultdict(list)
        for heading in self.columns.headings:
            if field := self.cleaned_data.get(heading.name):
                given[field].append(heading)
        return given


def columns_of(upload: Upload) -> Columns:
    """The columns that the check found; no headings where the file has none."""
    found = upload.found
    headings = tuple(_heading(index, each) for index, each in enumerate(found.get("headings") or []))
    return Columns(kind_of_upload(upload.kind), headings, found.get("file_facts", {}).get("header_row"))


def _heading(index: int, found: Mapping[str, Any]) -> Heading:
    return Heading(
        index=index,
        label=found["heading"],
        letter=found["letter"],
        values=tuple(found["samples"]),
        field=found["field"] or "",
        why=found["why"] or "",
    )
