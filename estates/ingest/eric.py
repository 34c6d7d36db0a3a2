"""Files of the yearly return (ERIC): which year's layout a table has, which column is which figure, what is unsound.

A file holds all trusts of England: one row a trust, one a site, or one a PFI scheme. The year is told from the
headings, and has to be the one that the sender names. Three faults of published files are met here:

- files whose trust rows add up the percentages and average fees of sites: such columns are not read;
- headings cut in two at a comma, which moves every later heading (`returns.whole_headings`);
- rows whose cells have slid because thousands were written with the separator: a figure beside a Yes/No column is
  read only where that column holds Yes or No.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from anchors.ingest import Column, Guard, Outline, Question, Remark, UploadKind, register
from anchors.ingest.headings import match
from anchors.ingest.numbers import number
from anchors.ingest.text import column_letter, heading_words
from estates.returns import (
    BY_CODE,
    FIGURES,
    FIRST_YEAR,
    HEADINGS,
    LAST_YEAR,
    OCCUPIED_PERCENTAGE,
    figures_of,
    heading_of,
    known_headings,
    likely_years,
    whole_headings,
    year_words,
    years_words,
)

if TYPE_CHECKING:
    from anchors.ingest.tools import Span

TRUST, SITE, SCHEME = "trust", "site", "scheme"
MOST_ODD_PERCENTAGES = 0.01
NEAR = 3
_YES_OR_NO = r"(?i)(?:yes|no|none|no data provided|not applicable|)"
MOST_OF_A_LAYOUT = 0.8
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)\s?[-_/–]?\s?(?:20)?(\d\d)(?!\d)")
MOST: Mapping[str, int] = {
    "m²": 5_000_000, "m³": 50_000_000, "hectares": 10_000, "share": 100, "£": 10**10, "kWh": 10**10,
    "tonnes": 10**7, "count": 10**6, "£ an hour": 1_000,
}  # fmt: skip
"""More than any trust can have, by unit."""
_ASKS_YES_OR_NO = re.compile(r"\(yes/no(/none)?\)\s*$", re.IGNORECASE)
ADDED_UP = "the file adds up the percentages or averages of its sites. It was not read: send the return of sites too."

IDENTITY = (
    Column("body", "Organisation code", longest=10, aliases=(
        "organisation code", "trust code", "org code", "provider code", "ods code")),
    Column("body_name", "Organisation name", longest=200, aliases=(
        "organisation name", "trust name", "org name", "provider name")),
    Column("site_ref", "Site code", longest=60, aliases=("site code", "ods site code")),
    Column("name", "Site name", longest=200, aliases=("site name",)),
    Column("site_kind", "Site type", longest=100, aliases=("site type",)),
    Column("postcode", "Postcode", longest=20, aliases=("post code", "postcode")),
    Column("scheme", "Scheme name", longest=200, aliases=("scheme name", "pfi scheme name")),
)  # fmt: skip
MADE = tuple(
    Column(code, label, longest=20_000)
    for code, label in (("year", "Year"), ("record", "Sort of row"), ("left_out", "Not read"))
)
"""Fields that follow from the table as a whole."""


def outline(
    labels: Sequence[str], rows: "Callable[[], Iterable[list[str]]]", period: "Span | None", name: str = ""
) -> Outline:
    """The columns of one table of a return."""
    whole, _ = whole_headings(labels)
    shown = [*whole, *(f"Column {column_letter(i)}" for i in range(len(whole), len(labels)))]
    words = [heading_words(label) for label in whole]
    identity = _identity(words)
    record = SCHEME if "scheme" in identity else SITE if "site_ref" in identity else TRUST
    if record == SCHEME:
        return Outline(identity, shown, given={"record": record, "year": "", "left_out": "{}"})
    year, refusal = _year(words, whole, period, name)
    if refusal or year is None:
        question = None if refusal else _which_year(likely_years(words), named_year(name))
        return Outline(identity, shown, refusal=refusal, question=question)
    columns = _figures(words, year)
    remarks = [*_of_other_years(words, year), *_added_up(words, columns, rows, record)]
    left_out = {code: remark.message for code, remark in remarks}
    fields = identity | {code: place for code, place in columns.items() if code not in left_out}
    return Outline(
        fields,
        shown,
        why=f"its heading in {year_words(year)}",
        given={"record": record, "year": str(year), "left_out": json.dumps(left_out)},
        guards=_guards(whole, fields),
        remarks=tuple(remark for _, remark in remarks),
    )


def _identity(words: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in IDENTITY:
        for place, heading in enumerate(words):
            if heading and column.code not in found and match(column, heading):
                found[column.code] = place
    return found


def _which_year(years: Sequence[int], named: int | None) -> Question:
    """Asked where several years have these headings, where the file's name says another, and of the newest year."""
    said = f"The headings fit {years_words(years)}"
    choices = {year: year_words(year) for year in years}
    if named is not None:
        said, choices[named] = f"{said}, and the name of the file says {year_words(named)}", year_words(named)
    elif len(years) == 1:
        said, choices[LAST_YEAR + 1] = f"{said}, and may be those of a later year too", "A later year"
    options = [
        {"value": f"{year}-{(year + 1) % 100:02d}", "text": text} for year, text in sorted(choices.items())
    ]
    return Question("period", f"{said}. Which year is the return of?", options)


def named_year(name: str) -> int | None:
    """The financial year in the name of a file: `ERIC-2013-14.csv`, `ERIC - 202223 - Trust data.csv`."""
    years = {
        int(first) for first, second in _YEAR_IN_NAME.findall(name) if int(second) == (int(first) + 1) % 100
    }
    return years.pop() if len(years) == 1 else None


def _year(
    words: Sequence[str], labels: Sequence[str], period: "Span | None", name: str
) -> tuple[int | None, str]:
    """The year of the layout, None where it has to be asked; a sentence where none fits, or not the one declared."""
    years = likely_years(words)
    declared, named = _declared(period), named_year(name)
    if not years:
        return None, (
            "No heading is one of an estates return that can be read here. Returns of "
            f"{years_words(range(FIRST_YEAR, LAST_YEAR + 1))} can be read, as NHS Digital published them."
        )
    if declared is None:
        if named is not None:
            return (named if named in years else None), ""
        is_sure = len(years) == 1 and (years[0] < LAST_YEAR or _is_whole(words, years[0]))
        return (years[0] if is_sure else None), ""
    if declared in years:
        return declared, ""
    return None, _wrong_year(words, labels, declared, years)


def _is_whole(words: Sequence[str], year: int) -> bool:
    """Whether nearly every figure of the year's layout is there, so that it is no later one that shares a few."""
    return len(_figures(words, year)) >= MOST_OF_A_LAYOUT * len(figures_of(year))


def _declared(period: "Span | None") -> int | None:
    """The financial year in which the declared period begins."""
    return None if period is None else period.start.year - (period.start.month < 4)


def _wrong_year(words: Sequence[str], labels: Sequence[str], declared: int, years: Sequence[int]) -> str:
    if declared > LAST_YEAR:
        return (
            f"Returns of {years_words(range(FIRST_YEAR, LAST_YEAR + 1))} can be read. In later years the same headings "
            "stand for other things, so nothing was read."
        )
    said = f"The headings are those of {years_words(years)}, and you said {year_words(declared)}."
    example = ""
    for place, heading in enumerate(words):
        known = known_headings(heading)
        expected = heading_of(known[0].figure, declared) if known else None
        if known and expected and not any(declared in each.years for each in known):
            example = (
                f' Column {column_letter(place)} ({BY_CODE[expected.figure].label}) holds "{labels[place]}" where a '
                f'return of {year_words(declared)} has "{expected.text}".'
            )
            break
    return f"{said}{example} Choose the year that the file is of, or the file of the year that you mean."


def _figures(words: Sequence[str], year: int) -> dict[str, int]:
    """The column of each figure that the year's layout has."""
    return {
        heading.figure: place
        for place, each in enumerate(words)
        for heading in known_headings(each)
        if year in heading.years
    }


def _of_other_years(words: Sequence[str], year: int) -> Iterable[tuple[str, Remark]]:
    """Figures whose heading is that of another year: the column may mean something else, so it is not read."""
    present = _figures(words, year)
    for place, heading in enumerate(words):
        for known in known_headings(heading)[:1]:
            if known.figure in present or any(year in each.years for each in known_headings(heading)):
                continue
            expected = heading_of(known.figure, year)
            should = (
                f'{year_words(year)} has "{expected.text}"' if expected else f"{year_words(year)} has none"
            )
            message = (
                f'"{known.text}" is the heading of {BY_CODE[known.figure].label} in {years_words(known.years)}; '
                f"{should}. The column was not read. Correct the heading, or send the return of one year."
            )
            title, act = "Headings of another year", "Correct the heading or send the return of one year"
            yield known.figure, Remark("other_year", title, act, place, message)


def _added_up(
    words: Sequence[str],
    columns: Mapping[str, int],
    rows: "Callable[[], Iterable[list[str]]]",
    record: str,
) -> Iterable[tuple[str, Remark]]:
    """Shares and fees of trusts, where the file's percentages go beyond 100 and so are sums over sites."""
    unsummed = {code: place for code, place in columns.items() if not BY_CODE[code].adds}
    shares = {place for code, place in unsummed.items() if BY_CODE[code].unit == "share"}
    shares |= {place for place, heading in enumerate(words) if heading == OCCUPIED_PERCENTAGE}
    if record != TRUST or not _beyond_hundred(shares, rows):
        return
    for code, place in unsummed.items():
        message = f"{BY_CODE[code].label} cannot be right: {ADDED_UP}"
        title, act = "Percentages and averages added up", "Send the return of sites too"
        yield code, Remark("added_up", title, act, place, message)


def _beyond_hundred(columns: set[int], rows: "Callable[[], Iterable[list[str]]]") -> bool:
    odd = count = 0
    for cells in rows():
        values = [number(cells[place].strip()) for place in columns if place < len(cells)]
        known = [value for value in values if value is not None]
        count += bool(known)
        odd += any(value > Decimal(100) for value in known)
    return odd > MOST_ODD_PERCENTAGES * count


def _guards(labels: Sequence[str], fields: Mapping[str, int]) -> dict[str, Guard]:
    """For a figure with a column of Yes and No close to its right: that column tells whether the row has slid."""
    guards = {}
    for code, place in fields.items():
        near = range(place + 1, min(place + 1 + NEAR, len(labels)))
        check = next((at for at in near if _ASKS_YES_OR_NO.search(labels[at])), None)
        if code in BY_CODE and check is not None:
            guards[code] = Guard(check, _YES_OR_NO, "Yes or No")
    return guards


def _column(code: str) -> Column:
    figure = BY_CODE[code]
    texts = dict.fromkeys(heading.words for heading in HEADINGS if heading.figure == code)
    least = None if code == "retail_income" else 0  # a year's rent may be given back in the next
    return Column(
        code, figure.label, "number", aliases=tuple(reversed(texts)), least=least, most=MOST[figure.unit]
    )


ERIC = register(
    UploadKind(
        code="eric",
        label="Estates return (ERIC)",
        line="return",
        columns=(*IDENTITY, *MADE, *(_column(figure.code) for figure in FIGURES)),
        amount="",
        date="",
        party="body",
        party_words="",
        outline=outline,
        owner="body",
        reads_all_sheets=True,
        once=("record", "body", "site_ref", "scheme"),
    )
)

__all__ = ["ERIC", "SCHEME", "SITE", "TRUST", "outline"]
