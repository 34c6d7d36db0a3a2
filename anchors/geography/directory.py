"""Loading a postcode directory: 2.6 million rows, streamed through a stage into the table of postcodes."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.db import IntegrityError
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

from anchors.geography.files import ReferenceFileError
from anchors.geography.recognition import Recognised
from anchors.geography.stage import Change, stage
from anchors.models import Place, SmallArea

_FORM = re.compile(r"(?:[A-Z]{1,2}[0-9][0-9A-Z]?|NPT|GIR)[0-9][A-Z]{2}")
_LEAST_GOOD_SHARE = 0.9
_COLUMNS = {
    "code": "text",
    "local_authority_id": "bigint",
    "small_area_2011_id": "bigint",
    "small_area_2021_id": "bigint",
    "terminated": "int",
    "latitude": "double precision",
    "longitude": "double precision",
}
NO_POINT = "99.9999"
"""How the directory's latitude begins where it has no point."""
_NOWHERE = re.compile(r"|[A-Z]99999999|[^EWSN].*")
"""Codes that say that there is no local authority here: empty, pseudo codes, Channel Islands and Isle of Man."""


class Directory:
    """A postcode directory as it is read: rows with the ids of what they refer to, and counts for the report."""

    def __init__(self, found: Recognised) -> None:
        self._found = found
        places = Place.objects.exclude(kind__in=(Place.Kind.WARD, Place.Kind.SYSTEM))
        self._authorities: dict[str, int] = dict(places.values_list("code", "id"))
        areas = SmallArea.objects.values_list("vintage", "code", "id", "local_authority")
        self._areas: dict[int, dict[str, tuple[int, int | None]]] = {2011: {}, 2021: {}}
        for vintage, code, key, authority in areas:
            self._areas[vintage][code] = (key, authority)
        self.regions: Counter[tuple[str, str]] = Counter()
        self.not_postcodes = 0

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Code and ids of each row that has a postcode, in the order of the columns of the stage."""
        names = ("authority", "old", "new", "ended", "region", "latitude", "longitude")
        columns = (self._found.columns.get(name, -1) for name in names)
        postcode, (authority, old, new, ended, region, north, east) = self._found.columns["postcode"], columns
        authorities, olds, news, nothing = (
            self._authorities,
            self._areas[2011],
            self._areas[2021],
            (None, None),
        )
        is_code, regions = _FORM.fullmatch, self.regions
        for cells in _whole_rows(self._found, max(self._found.columns.values())):
            # A column that the file does not have is read as the empty cell put at the end of each row.
            code = cells[postcode].replace(" ", "").upper()
            if not is_code(code):
                self.not_postcodes += 1
                continue
            regions[cells[authority], cells[region]] += 1
            old_id, old_authority = olds.get(cells[old], nothing)
            new_id, new_authority = news.get(cells[new], nothing)
            place = authorities.get(cells[authority]) or new_authority or old_authority
            point = ("", "") if cells[north].startswith(NO_POINT) else (cells[north], cells[east])
            yield code, place, old_id, new_id, cells[ended], *point

    @property
    def unplaced(self) -> int:
        """How many postcodes name a local authority that is not loaded."""
        return sum(
            count
            for (code, _), count in self.regions.items()
            if code not in self._authorities and not _NOWHERE.fullmatch(code)
        )


def _whole_rows(found: Recognised, width: int) -> Iterator[list[str]]:
    """The rows below the headings, each with an empty cell put at its end."""
    with found.table.rows() as rows:
        for number, row in enumerate(islice(rows, found.heading, None), start=found.heading + 1):
            if len(row) > width:
                yield [*row, ""]
            elif row:
                raise ReferenceFileError(
                    f"Row {number} has {len(row)} columns, fewer than the headings. "
                    "The file is cut short; download it again."
                )


def load_directory(cursor: CursorWrapper, found: Recognised) -> tuple[int, Change, str]:
    """Postcodes with local authority and small areas: rows read, what they changed, what to know.

    A directory overwrites; tables that somebody derived only fill gaps. Columns that the file does not have stay
    as they are. A code that no loaded place has leaves the local authority to the small area. A file in which
    fewer than nine rows in ten have a postcode is refused.
    """
    directory = Directory(found)
    good = stage(cursor, _COLUMNS, tuple(_COLUMNS), directory.rows())
    if good < _LEAST_GOOD_SHARE * (good + directory.not_postcodes):
        raise ReferenceFileError(
            f"Only {good:,} of its {good + directory.not_postcodes:,} rows have a postcode. "
            "Expected a directory with one postcode a row."
        )
    fields = {"local_authority_id": ("authority", "old", "new"), "small_area_2011_id": ("old",)}
    fields |= {"small_area_2021_id": ("new",), "terminated": ("ended",)}
    fields |= {"latitude": ("latitude",), "longitude": ("longitude",)}
    present = [name for name, needed in fields.items() if not set(needed).isdisjoint(found.columns)]
    changed = _update(cursor, present, is_final=found.kind.code == "postcodes")
    added = _insert(cursor)
    _place_in_regions(cursor, directory.regions)
    note = f"{directory.not_postcodes:,} rows have no postcode" if directory.not_postcodes else ""
    if directory.unplaced:
        note += "; " if note else ""
        note += f"{directory.unplaced:,} postcodes lie in local authorities whose names are not loaded"
    return good + directory.not_postcodes, Change(added, changed, good - added - changed), note


def load_points(cursor: CursorWrapper, found: Recognised) -> tuple[int, Change, str]:
    """Latitude and longitude of postcodes that are known and have none; such a file adds no postcodes."""
    place = tuple(found.columns.values())
    rows = (tuple(row[column].strip() for column in place) for row in _whole_rows(found, max(place)))
    columns = {"postcode": "text", "latitude": "double precision", "longitude": "double precision"}
    count = stage(cursor, columns, tuple(found.columns), rows)
    cursor.execute(
        """
        UPDATE anchors_postcode t SET latitude = s.latitude, longitude = s.longitude
        FROM stage s WHERE t.code = replace(upper(s.postcode), ' ', '') AND t.latitude IS NULL
        AND abs(s.latitude) < 90
        """
    )
    changed = cursor.rowcount
    cursor.execute(
        "SELECT count(*) FROM stage s WHERE NOT EXISTS"
        " (SELECT FROM anchors_postcode t WHERE t.code = replace(upper(s.postcode), ' ', ''))"
    )
    unknown = cursor.fetchone()[0]
    note = f"{unknown:,} of its postcodes are in no directory that is loaded" if unknown else ""
    return count, Change(0, changed, count - changed), note


def _update(cursor: CursorWrapper, columns: list[str], *, is_final: bool) -> int:
    cursor.execute("SELECT EXISTS (SELECT FROM anchors_postcode)")
    if not cursor.fetchone()[0]:
        return 0
    value = "s.{0}" if is_final else "coalesce(t.{0}, s.{0})"
    values = [sql.SQL(value).format(sql.Identifier(name)) for name in columns]
    sets = [
        sql.SQL("{} = {}").format(sql.Identifier(name), new)
        for name, new in zip(columns, values, strict=True)
    ]
    cursor.execute(
        sql.SQL(
            "UPDATE anchors_postcode t SET {} FROM stage s WHERE t.code = s.code AND ({}) IS DISTINCT FROM ({})"
        ).format(
            sql.SQL(", ").join(sets),
            sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in columns),
            sql.SQL(", ").join(values),
        )
    )
    return int(cursor.rowcount)


def _insert(cursor: CursorWrapper) -> int:
    names = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    new = "INSERT INTO anchors_postcode ({0}) SELECT {0} FROM stage s "
    absent = "WHERE NOT EXISTS (SELECT FROM anchors_postcode t WHERE t.code = s.code)"
    try:
        cursor.execute(sql.SQL(new + absent).format(names))
    except IntegrityError as error:
        found = re.search(r"\(code\)=\((\w+)\)", str(error))
        postcode = found[1] if found else "A postcode"
        raise ReferenceFileError(
            f"{postcode} stands in it twice. Expected a directory with one row a postcode."
        ) from error
    return int(cursor.rowcount)


def _place_in_regions(cursor: CursorWrapper, seen: Counter[tuple[str, str]]) -> None:
    """Hang local authorities and counties that are only known to be in England below their region."""
    pairs = [(code, region, count) for (code, region), count in seen.items() if region.startswith("E12")]
    if not pairs:
        return
    cursor.execute(
        """
        WITH seen AS (SELECT * FROM unnest(%s::text[], %s::text[], %s::int[]) AS s (authority, region, n)),
        placed AS (
            SELECT CASE WHEN upper.kind = 'county' THEN upper.id ELSE p.id END AS id, r.id AS region_id, sum(n) AS n
            FROM seen JOIN anchors_place p ON p.code = seen.authority
            JOIN anchors_place r ON r.code = seen.region JOIN anchors_place upper ON upper.id = p.parent_id
            GROUP BY 1, 2
        )
        UPDATE anchors_place t SET parent_id = best.region_id
        FROM (SELECT DISTINCT ON (id) id, region_id FROM placed ORDER BY id, n DESC) best, anchors_place country
        WHERE t.id = best.id AND t.parent_id = country.id AND country.kind = 'country'
        """,
        [list(column) for column in zip(*pairs, strict=True)],
    )
