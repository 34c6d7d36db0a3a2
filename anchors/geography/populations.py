"""How many people live in small areas: loading the published counts, and reading one edition for some areas."""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from anchors.geography.files import ReferenceFileError
from anchors.geography.kinds import DENOMINATORS, POPULATIONS, WORKING_AGES
from anchors.geography.recognition import Recognised
from anchors.geography.stage import Change, merge, stage
from anchors.models import SmallArea, SmallAreaPopulation

_YEAR = re.compile(r"mid[-_ ]?(20\d\d)", re.IGNORECASE)
_CENSUS = 2021
_NUMBER = "replace({}, ',', '')::int"
_TO_64, _TO_59 = SmallAreaPopulation.Ages.TO_64, SmallAreaPopulation.Ages.TO_59


def load_populations(cursor: CursorWrapper, found: Recognised) -> tuple[int, Change, str]:
    """Residents and people of working age by small area, for the year that the file names.

    ONS estimates give 16 to 64 as the sum of single years. File 6 of the Indices of Deprivation 2019 gives 16 to
    59, of mid-2015, without prisoners. Small areas that are not loaded are left out and counted in the note.
    """
    year, vintage = _year(found), _vintage(found)
    count = stage(cursor, dict.fromkeys(found.kind.fields, "text"), tuple(found.columns), found.rows())
    ages, source = (_TO_64, f"ONS mid-year population estimates, mid-{year}")
    if found.kind is DENOMINATORS:
        ages, source = (_TO_59, f"Indices of Deprivation 2019, File 6, mid-{year}")
    _refuse_impossible(cursor, found)
    change = merge(
        cursor,
        "anchors_smallareapopulation",
        f"""
        SELECT a.id AS small_area_id, {year}::smallint AS year, '{source}' AS source, '{ages.value}' AS ages,
               {_NUMBER.format("s.residents")} AS residents, {_working_age(found)} AS working_age
        FROM stage s JOIN anchors_smallarea a ON a.code = s.small_area AND a.vintage = {vintage}
        """,  # noqa: S608 - the year is four digits, the rest is ours
        key=("small_area_id", "year", "source"),
        overwrite=("residents", "working_age", "ages"),
    )
    left_out = count - change.added - change.changed - change.unchanged
    note = f"{left_out:,} of its areas are in no lookup of {vintage} areas that is loaded" if left_out else ""
    return count, change, note


def _working_age(found: Recognised) -> str:
    """The sum in SQL of the ages that count."""
    if found.kind is DENOMINATORS:
        return _NUMBER.format("s.aged_16_to_59")
    kinds = ("aged_",) if found.kind is POPULATIONS else ("f", "m")
    return " + ".join(_NUMBER.format(f"s.{kind}{age}") for kind in kinds for age in WORKING_AGES)


def _refuse_impossible(cursor: CursorWrapper, found: Recognised) -> None:
    cursor.execute(
        f"SELECT small_area FROM stage s WHERE {_working_age(found)} > {_NUMBER.format('s.residents')} LIMIT 1"  # noqa: S608
    )
    if wrong := cursor.fetchone():
        raise ReferenceFileError(
            f"In {wrong[0]} more people are of working age than live there. Columns have been moved; "
            "download it again from its publisher."
        )


def _year(found: Recognised) -> int:
    named = _YEAR.search(found.headings[found.columns["residents"]]) or _YEAR.search(found.table.name)
    if not named:
        raise ReferenceFileError(
            "Its year is not in its headings, its sheet's or its file's name. "
            'Put it in the file\'s name, for example "population-mid2022.csv".'
        )
    return int(named[1])


def _vintage(found: Recognised) -> int:
    """The census whose areas they are: as the heading says, else that of estimates of the year."""
    named = re.search(r"(20)?(11|21)", found.headings[found.columns["small_area"]])
    return 2000 + int(named[2]) if named else 2011 + 10 * (_year(found) >= _CENSUS)


@dataclass(frozen=True)
class People:
    """Residents of a small area, and those of working age."""

    residents: int
    working_age: int


@dataclass(frozen=True)
class Populations:
    """One edition of populations for some small areas, by their ids. Areas that it does not count are absent.

    `is_carried` says that they are counts of the 2011 areas for 2021 areas with the same code, which are those
    that did not change; areas that were split, merged or redrawn have none. With no edition `year` is None.
    """

    year: int | None
    source: str
    ages: str
    is_carried: bool
    of: dict[int, People]


NO_POPULATIONS = Populations(None, "", "", is_carried=False, of={})


def populations(areas: QuerySet[SmallArea]) -> Populations:
    """The newest edition that counts some of these areas, those of 16 to 64 before those of 16 to 59.

    Their own counts where there are any; for 2021 areas without, those of unchanged 2011 areas. One edition for
    all, never two mixed.
    """
    for is_carried in (False, True):
        found = _editions(areas, is_carried=is_carried)
        if found:
            newest = max(found, key=lambda edition: (edition[2] == _TO_64, *edition))
            year, source, ages = newest
            return Populations(year, source, _TO_64.__class__(ages).label, is_carried, found[newest])
    return NO_POPULATIONS


def _editions(
    areas: QuerySet[SmallArea], *, is_carried: bool
) -> dict[tuple[int, str, str], dict[int, People]]:
    counted = (
        "JOIN anchors_smallarea c ON c.code = a.code AND c.vintage = 2011 WHERE a.vintage = 2021 AND"
        if is_carried
        else "JOIN anchors_smallarea c ON c.id = a.id WHERE"
    )
    editions: dict[tuple[int, str, str], dict[int, People]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p.year, p.source, p.ages, a.id, p.residents, p.working_age
            FROM anchors_smallareapopulation p, anchors_smallarea a {counted} p.small_area_id = c.id
            AND a.id = ANY(%s)
            """,  # noqa: S608 - no outside text in it
            [list(areas.values_list("id", flat=True))],
        )
        for year, source, ages, area, residents, working_age in cursor.fetchall():
            editions.setdefault((year, source, ages), {})[area] = People(residents, working_age)
    return editions
