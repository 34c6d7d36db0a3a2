"""The columns of a staff file and the headings under which payroll systems give them.

Matching keeps nothing: what stands in a file is not remembered, not even in a cache of this process.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anchors.ingest import Column
from anchors.ingest.headings import labels
from anchors.ingest.text import heading_words

POSTCODE, AREA, PEOPLE, PERSON = "postcode", "area", "people", "person"
_NOT_HOME = (
    r"\b(work|workplace|base|site|location|employers?|office|ward|org|organisation|department|previous|former|old"
    r"|kin|emergency|bank|gp|trust)\b"
)

COLUMNS = (
    Column(POSTCODE, "Home postcode", never=_NOT_HOME, aliases=(
        "home post code", "home postcode", "employee home postcode", "employee home post code", "home address postcode",
        "home address post code", "residential postcode", "address postcode", "address post code", "employee postcode",
        "staff postcode", "postcode", "post code", "postal code", "pcode", "pcd", "pcds", "zip code"),
        patterns=(r"\bhome\b.*\bpost ?code\b", r"\bpost ?code\b.*\bhome\b", r"\bpost ?code\b", r"\bpostal code\b")),
    Column(AREA, "Small area (LSOA) code", aliases=(
        "lsoa", "lsoa code", "lsoa21cd", "lsoa21 cd", "lsoa 21 cd", "lsoa21", "lsoa11cd", "lsoa11 cd", "lsoa11",
        "lsoa code 2021", "lsoa code 2011", "small area", "small area code", "small area lsoa code", "home lsoa"),
        patterns=(r"\blsoa ?\d*( ?cd| code)?\b",), never=r"\bname\b|nm\b"),
    Column(PEOPLE, "People", aliases=(
        "people", "number of people", "staff", "number of staff", "headcount", "staff count", "count", "employees",
        "number of employees", "number", "total")),
    Column(PERSON, "Person number", never=r"\b(assignment|position|manager|supervisor)\b", aliases=(
        "employee number", "employee no", "employee num", "employee id", "person number", "person id", "esr number",
        "esr employee number", "staff number", "staff id", "payroll number", "payroll no", "employee ref",
        "employee reference", "unique id", "unique identifier", "emp no", "emp number")),
    Column("band", "Pay band", never=r"\b(date|step|point|effective|increment)\b", aliases=(
        "pay band", "afc band", "band", "pay scale", "payscale", "pay scale description", "grade", "pay grade",
        "afc pay band", "agenda for change band", "salary range", "pay range", "salary band", "grade code",
        "pay scale code", "grade name", "job grade", "assignment grade", "band group", "pay band group"),
        patterns=(r"\baf ?c\b", r"\bpay ?(band|scale|grade|range)\b", r"\bsalary (range|band)\b")),
    Column("starter", "Starter", aliases=(
        "starter", "new starter", "starters", "start date", "hire date", "latest start date", "date started",
        "start date in organisation", "organisation start date", "latest hire date", "date of joining", "joining date",
        "employment start date", "is starter", "starter flag", "current start date")),
    Column("leaver", "Leaver", aliases=(
        "leaver", "leavers", "leaving date", "leave date", "date left", "termination date", "date of leaving",
        "end date", "actual termination date", "employment end date", "is leaver", "leaver flag", "last working day",
        "left date", "date of termination")),
    Column("staff-group", "Staff group", aliases=("staff group", "staff group description", "staffgroup", "staff grp"),
           patterns=(r"\bstaff group\b",)),
    Column("ethnicity", "Ethnic group", aliases=(
        "ethnicity", "ethnic group", "ethnic origin", "ethnic origin description", "ethnic category", "ethnic code"),
        patterns=(r"\bethnic",)),
    Column("disability", "Disability", aliases=(
        "disability", "disabled", "disability status", "disability flag", "registered disabled", "is disabled"),
        patterns=(r"\bdisab",)),
    Column("sex", "Sex", aliases=("sex", "gender", "legal sex")),
    Column("age", "Age", aliases=(
        "age", "age band", "age group", "age range", "age in years", "date of birth", "dob", "birth date")),
)  # fmt: skip
LABELS = {column.code: column.label for column in COLUMNS}
_LONGEST_HEADING = 80


@dataclass(frozen=True)
class Choice:
    """A column that the person may choose: its letter, and its heading where that is surely a heading."""

    letter: str
    words: str


def matched(headings: Sequence[str]) -> dict[str, list[int]]:
    """Field to the columns that its best heading stands over; more than one cannot be told apart."""
    found: dict[str, tuple[tuple[int, int], list[int]]] = {}
    taken: dict[int, str] = {}
    for index, heading in enumerate(headings):
        words = heading_words(heading) if len(heading) <= _LONGEST_HEADING else ""
        fits = [(rank, column.code) for column in COLUMNS if words and (rank := _rank(column, words))]
        if not fits:
            continue
        rank, code = min(fits)
        taken[index] = code
        best, places = found.setdefault(code, (rank, []))
        if rank < best:
            found[code] = rank, [index]
        elif rank == best:
            places.append(index)
    return {code: places for code, (_, places) in found.items()}


def _rank(column: Column, words: str) -> tuple[int, int] | None:
    """Where a heading stands among those of a column: aliases before patterns; None where it is another's."""
    if column.refuses(words):
        return None
    if (place := column.alias_rank.get(words)) is not None:
        return 0, place
    for place, pattern in enumerate(column.compiled):
        if re.search(pattern, words):
            return 1, place
    return None


def headings_shown(row: Sequence[str]) -> list[str]:
    """Headings as they may be shown to the person who sent them."""
    return [label[:_LONGEST_HEADING] for label in labels(row)]
