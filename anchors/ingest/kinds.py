"""What a lever tells the engine about a kind of upload: its columns, by which words they go, what it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from anchors.ingest.findings import Question

if TYPE_CHECKING:
    from anchors.ingest.tools import Span


@dataclass(frozen=True)
class Watch:
    """Text in a column that is loaded but shown to the uploader, such as a redacted name.

    The pattern is searched for in the text in small letters.
    """

    code: str
    pattern: str
    title: str
    act: str


@dataclass(frozen=True)
class Column:
    """One field of a kind of upload and the headings under which publishers give it.

    `aliases` are whole headings as `text.heading_words` gives them, best first. `patterns` are searched in the
    heading when no alias is equal, best first; a pattern's place is its rank, so for the amount they go from what
    we want most (net) to least. A heading that `never` matches is never this field; one that `lesser` matches only
    where there is no other. `pair` (amount only) are
    patterns of the headings of two columns, money out and money back, that together are the amount.
    In a list a column may hold numbers: `units` are words that may stand behind one (in small letters), `least` and
    `most` what it must lie between.
    """

    code: str
    label: str
    kind: Literal["date", "amount", "text", "number"] = "text"
    aliases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()
    weak_from: int = 1000
    never: str = ""
    lesser: str = ""
    pair: tuple[str, str] | None = None
    longest: int = 400
    watch: tuple[Watch, ...] = ()
    units: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    @cached_property
    def alias_rank(self) -> dict[str, int]:
        """Place of each alias."""
        return {alias: place for place, alias in enumerate(self.aliases)}

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The patterns, ready to search with."""
        return tuple(re.compile(pattern) for pattern in self.patterns)

    def refuses(self, words: str) -> bool:
        """Whether a heading can never be this field."""
        return bool(self.never) and re.search(self.never, words) is not None

    def is_lesser(self, words: str) -> bool:
        """Whether a heading stands for this field only where no other does."""
        return bool(self.lesser) and re.search(self.lesser, words) is not None

    def __hash__(self) -> int:
        """Columns of one kind differ in their codes."""
        return hash(self.code)


@dataclass(frozen=True)
class Guard:
    """What another cell of the row must look like for a figure to be read: a sign that the row has not slid.

    The cell at `index` must match `pattern`; `expected` says so in words.
    """

    index: int
    pattern: str
    expected: str


@dataclass(frozen=True)
class Remark:
    """Something about a whole column that the sender should know; `title` and `act` group those that are alike."""

    code: str
    title: str
    act: str
    column: int
    message: str


@dataclass(frozen=True)
class Outline:
    """How a kind whose headings change from edition to edition reads one table.

    `fields` is the column of each field, `labels` the headings as they should be shown (repaired where they were
    broken), `given` fields that are the same for every row, such as the year. A `refusal` is one sentence; a
    `question` is asked before any row is read.
    """

    fields: Mapping[str, int]
    labels: Sequence[str]
    why: str = "the heading is one we know"
    given: Mapping[str, str] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    refusal: str = ""
    question: Question | None = None


class Outliner(Protocol):
    """From the headings as shown, the rows below them, read anew at each call, the declared period, the file's name."""

    def __call__(
        self,
        labels: Sequence[str],
        rows: Callable[[], Iterable[list[str]]],
        period: Span | None,
        name: str = "",
    ) -> Outline: ...


Reviewer = Callable[[Mapping[str, str]], Iterable[tuple[str, str]]]
"""The values of a row to (field, sentence) for each that is not what it should be and is left empty."""


@dataclass(frozen=True)
class UploadKind:
    """A kind of file that a lever takes in.

    `amount`, `date` and `party` are the codes of the three columns on which a line stands or falls: how much, when,
    and to or from whom. `unfit(headings, fields, sure)` gives one plain sentence when headings show another sort of
    list altogether, else an empty string; `headings` are in the form of `text.heading_words`, `sure` are those of the
    `fields` whose headings leave no doubt.
    `party_words` recognise a column of names by what it holds.
    Of the text columns of lines with amounts, `shared` are those whose values many lines have in common, `apart` those
    that differ from line to line; what is in neither is recognised and not kept.
    Lists only: `outline` reads headings that change by edition, `review` judges a row's values, `owner` is the field
    that says whose row it is where one file holds many bodies, `reads_all_sheets` where one workbook holds several
    tables of the kind, and `once` are the fields that no two rows of a table have alike.
    """

    code: str
    label: str
    line: str
    columns: tuple[Column, ...]
    amount: str
    date: str
    party: str
    party_words: str
    unfit: Callable[[Sequence[str], set[str], set[str]], str] = field(default=lambda *_: "")
    shared: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    outline: Outliner | None = None
    review: Reviewer | None = None
    owner: str = ""
    reads_all_sheets: bool = False
    once: tuple[str, ...] = ()

    def column(self, code: str) -> Column:
        """The column with this code."""
        return next(column for column in self.columns if column.code == code)

    @property
    def label_within(self) -> str:
        """The label within a sentence, with its article: `an estates return (ERIC)`."""
        return f"{'an' if self.label[:1] in 'AEIOU' else 'a'} {self.label[:1].lower()}{self.label[1:]}"

    @cached_property
    def offered(self) -> tuple[Column, ...]:
        """The columns that a sender may have; the others follow from the file as a whole."""
        return tuple(column for column in self.columns if column.aliases or column.patterns)

    @cached_property
    def texts(self) -> tuple[Column, ...]:
        """The columns that are kept as text."""
        return tuple(column for column in self.columns if column.kind == "text")

    @cached_property
    def kept(self) -> frozenset[str]:
        """The text columns whose values are written down."""
        return frozenset(self.shared + self.apart)

    @cached_property
    def clean_columns(self) -> tuple[str, ...]:
        """Columns of the file of accepted lines, in order; every one is present, empty where not given."""
        return (
            "combination",
            self.date,
            "ym",
            f"{self.amount}_pence",
            "source_row",
            "source_sheet",
            *self.apart,
        )


_kinds: dict[str, UploadKind] = {}


def register(kind: UploadKind) -> UploadKind:
    """Declare a kind of upload. The same code twice is refused, unless it is the same kind."""
    if _kinds.setdefault(kind.code, kind) is not kind:
        raise ValueError(f'Two kinds of upload are called "{kind.code}".')
    return kind


def kind_of_upload(code: str) -> UploadKind:
    """The registered kind; KeyError when there is none."""
    return _kinds[code]


def kinds_of_upload() -> tuple[UploadKind, ...]:
    """Every registered kind."""
    return tuple(_kinds.values())
