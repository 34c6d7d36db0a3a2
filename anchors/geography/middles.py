"""What follows from the files together: middle areas from the names of small areas, and where areas are."""

import re

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from anchors.geography.recognition import Recognised
from anchors.geography.shapes import middle_of
from anchors.geography.stage import Change, merge, stage
from anchors.models import Boundary

_NAME = "^(.+ [0-9]{3})[A-Z]{1,2}$"
"""A small area's name is that of its middle area and a letter: so are all of 2021, and all but one area of 2011."""


def load_middle_areas(cursor: CursorWrapper, found: Recognised) -> tuple[int, Change, str]:
    """Codes and names of middle areas; small areas are hung below them by name (see `settle_small_areas`)."""
    vintage = 2000 + int(re.findall("11|21", found.headings[found.columns["middle_area"]])[0])
    count = stage(cursor, dict.fromkeys(found.kind.fields, "text"), tuple(found.columns), found.rows())
    change = merge(
        cursor,
        "anchors_middlearea",
        f"""
        SELECT DISTINCT middle_area_name AS name, {vintage}::smallint AS vintage, middle_area AS code FROM stage
        """,  # noqa: S608 - no outside text in it
        key=("name", "vintage"),
        overwrite=("code",),
    )
    return count, change, ""


def settle_small_areas() -> None:
    """Hang every small area below its middle area, and give those without one a point; again changes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        _settle_middle_areas(cursor)
        _settle_points(cursor)


def _settle_middle_areas(cursor: CursorWrapper) -> None:
    merge(
        cursor,
        "anchors_middlearea",
        f"""
        SELECT substring(name from '{_NAME}') AS name, vintage, '' AS code,
               mode() WITHIN GROUP (ORDER BY local_authority_id) AS local_authority_id
        FROM anchors_smallarea WHERE name ~ '{_NAME}' GROUP BY 1, 2
        """,  # noqa: S608 - no outside text in it
        key=("name", "vintage"),
        overwrite=("local_authority_id",),
        fill=("code",),
    )
    cursor.execute(
        f"""
        UPDATE anchors_smallarea t SET middle_area_id = m.id FROM anchors_middlearea m
        WHERE m.vintage = t.vintage AND m.name = substring(t.name from '{_NAME}')
          AND t.middle_area_id IS DISTINCT FROM m.id
        """  # noqa: S608 - no outside text in it
    )


def _settle_points(cursor: CursorWrapper) -> None:
    """The middle of the boundary, whatever stood there; else, where nothing did, the mean of the postcodes."""
    bounded = Boundary.objects.filter(code__regex=r"^[EW]01", vintage__in=(2011, 2021))
    rows = [
        (code, vintage, *middle_of(rings))
        for code, vintage, rings in bounded.values_list("code", "vintage", "rings").iterator()
    ]
    columns = {
        "code": "text", "vintage": "int", "longitude": "double precision", "latitude": "double precision",
    }  # fmt: skip
    stage(cursor, columns, tuple(columns), rows)
    cursor.execute(
        """
        UPDATE anchors_smallarea t SET latitude = s.latitude, longitude = s.longitude FROM stage s
        WHERE t.code = s.code AND t.vintage = s.vintage
          AND (t.latitude, t.longitude) IS DISTINCT FROM (s.latitude, s.longitude)
        """
    )
    for vintage in (2011, 2021):
        cursor.execute(
            f"""
            UPDATE anchors_smallarea t SET latitude = p.latitude, longitude = p.longitude
            FROM (
                SELECT small_area_{vintage}_id AS id, avg(latitude) AS latitude, avg(longitude) AS longitude
                FROM anchors_postcode WHERE latitude IS NOT NULL GROUP BY 1
            ) p
            WHERE t.id = p.id AND t.latitude IS NULL
            """  # noqa: S608 - no outside text in it
        )
