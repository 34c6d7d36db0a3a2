"""Small areas, postcodes and staff files for the cast's places.

Northvale and Marsh have ten small areas each, one of each decile, in both census vintages; Farport lies outside.
Postcode `postcode(place, number)` lies in the small area of decile `number % 10 + 1`.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter

from anchors.models import MiddleArea, Place, Postcode, SmallArea, SmallAreaPopulation
from anchors.periods import Period
from tests.cast import Cast

QUARTER = Period(202604, 202606)
CENSUS = date(2026, 6, 30)
AREAS = {"E08999901": "NV", "E07999902": "MA", "E06999903": "FP"}
POSTCODES = 200
RESIDENTS, WORKING_AGE = 1600, 1000


def postcode(place: Place, number: int) -> str:
    """The postcode of a place by number, from 0."""
    letters = "ABDEFGHJLN"
    unit = f"{number // 100 % 10}{letters[number // 10 % 10]}{letters[number % 10]}"
    return f"{AREAS[place.code]}{number // 1000 + 1} {unit}"


def settled(cast: Cast) -> None:
    """Put areas and postcodes of the cast's places into the database."""
    for number, place in enumerate((cast.city, cast.district, cast.far_city)):
        by_vintage = {vintage: _small_areas(place, number, vintage) for vintage in (2011, 2021)}
        Postcode.objects.bulk_create(
            Postcode(
                code=postcode(place, index).replace(" ", ""),
                local_authority=place,
                small_area_2011=by_vintage[2011][index % 10],
                small_area_2021=by_vintage[2021][index % 10],
                terminated=201912 if index == 7 else None,
            )
            for index in range(POSTCODES)
        )


def _small_areas(place: Place, number: int, vintage: int) -> list[SmallArea]:
    middles = [
        MiddleArea.objects.create(
            name=f"{place.name} {half:03d}",
            vintage=vintage,
            code=f"E0200{number}{half:03d}",
            local_authority=place,
        )
        for half in (1, 2)
    ]
    edition = 2019 if vintage == 2011 else 2025
    areas = SmallArea.objects.bulk_create(
        SmallArea(
            code=f"E0100{number}{decile:03d}",
            vintage=vintage,
            name=f"{place.name} {decile:03d}A",
            local_authority=place,
            middle_area=middles[decile > 5],
            **{f"imd{edition}_decile": decile, f"imd{edition}_rank": decile * 3000 + number},
        )
        for decile in range(1, 11)
    )
    SmallAreaPopulation.objects.bulk_create(
        SmallAreaPopulation(
            small_area=area,
            year=2022,
            residents=RESIDENTS,
            working_age=WORKING_AGE,
            ages="16-64",
            source="test",
        )
        for area in areas
    )
    return areas


def csv_file(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, above: Sequence[str] = ()
) -> bytes:
    """A CSV with lines of title above the headings."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([[line] for line in above])
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()


def workbook(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, above: Sequence[str] = ()
) -> bytes:
    """The same as a workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        for at, row in enumerate([*([line] for line in above), headings, *rows]):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    return content.getvalue()
