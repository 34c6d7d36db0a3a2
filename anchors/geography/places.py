"""Loading places: countries and regions, local authorities and counties, wards, the areas of systems.

Each function reads the staged file (see `stage`) and says what it changed. Where files disagree, the lookup of
small areas to wards has the say on names and the register of local authorities on dates; the others fill gaps.
"""

import csv
import re

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from anchors.geography.stage import Change, merge
from anchors.models import Place, System
from anchors.slugs import free_slug

COUNTRY = """(SELECT c.id FROM anchors_place c WHERE c.code = CASE left({}, 1) WHEN 'E' THEN 'E92000001'
    WHEN 'W' THEN 'W92000004' WHEN 'S' THEN 'S92000003' WHEN 'N' THEN 'N92000002' END)"""
"""The country of a GSS code, which begins with its letter."""


def load_regions() -> None:
    """Countries and English regions, which every other place hangs on. Their codes ship with the code."""
    with (settings.BASE_DIR / "fixtures" / "regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parent = Place.objects.filter(code=row["parent"]).first()
            Place.objects.get_or_create(
                code=row["code"], defaults={"name": row["name"], "kind": row["kind"], "parent": parent}
            )


def load_councils(cursor: CursorWrapper) -> Change:
    """Local authorities and counties, past ones too, with region and dates.

    Region: of a past district without one, its successor's; of a county, the one that most of its districts
    are in, since the register gives some counties a neighbouring region. Start dates in June 2005 are years
    (1996 to 1998) that a spreadsheet took for dates, and are not known. A body that ended on the day its
    successor started ended the day before.
    """
    _read_register(cursor)
    columns = {
        "key": ("code",),
        "overwrite": ("parent_id", "valid_from", "valid_to"),
        "fill": ("name", "kind"),
    }
    counties = merge(
        cursor,
        "anchors_place",
        """
        SELECT c.code, c.name, 'county' AS kind, c.valid_from, c.valid_to,
               coalesce(districts.region_id, c.region_id) AS parent_id
        FROM council c
        LEFT JOIN (
            SELECT county, mode() WITHIN GROUP (ORDER BY region_id) AS region_id FROM council GROUP BY 1
        ) districts ON districts.county = c.register_code
        WHERE c.type = 'CTY'
        """,
        **columns,
    )
    authorities = merge(
        cursor,
        "anchors_place",
        """
        SELECT c.code, c.name, 'local_authority' AS kind, c.valid_from, c.valid_to,
               coalesce(county.id, c.region_id) AS parent_id
        FROM council c
        LEFT JOIN council upper ON upper.register_code = c.county AND upper.type = 'CTY'
        LEFT JOIN anchors_place county ON county.code = upper.code
        WHERE c.type IN ('NMD', 'UA', 'MD', 'LBO', 'CC', 'SCO', 'WPA', 'NID')
        """,
        **columns,
    )
    return counties + authorities


def _read_register(cursor: CursorWrapper) -> None:
    """Councils with the ids of their regions and their days, as the table `council`."""
    cursor.execute("DROP TABLE IF EXISTS council")
    cursor.execute(
        """
        CREATE TEMPORARY TABLE council ON COMMIT DROP AS
        SELECT s.code, s.name, s.type, s.register_code, s.county,
               coalesce(region.id, later_region.id, country.id) AS region_id,
               CASE WHEN s.started NOT LIKE '2005-06-%' THEN s.started::date END AS valid_from,
               CASE WHEN later.started = s.ended THEN s.ended::date - 1 ELSE s.ended::date END AS valid_to
        FROM stage s
        LEFT JOIN stage later ON later.register_code = split_part(s.replaced_by, ',', 1)
        LEFT JOIN anchors_place country ON country.kind = 'country' AND country.name = s.nation
        LEFT JOIN anchors_place region ON region.kind = 'region' AND region.name = s.region
            AND region.parent_id = country.id
        LEFT JOIN anchors_place later_region ON later_region.kind = 'region' AND later_region.name = later.region
            AND later_region.parent_id = country.id
        WHERE s.code IS NOT NULL
        """
    )


def load_names(cursor: CursorWrapper) -> Change:
    """Local authorities by name alone, so that postcodes can refer to them."""
    return _authorities(cursor, "SELECT DISTINCT code, name FROM stage", is_final=False)


def load_upper_tiers(cursor: CursorWrapper) -> Change:
    """Counties, and the districts below them; a unitary authority is its own upper tier."""
    counties = merge(
        cursor,
        "anchors_place",
        f"""
        SELECT DISTINCT upper AS code, upper_name AS name, 'county' AS kind, {COUNTRY.format("upper")} AS parent_id
        FROM stage WHERE upper <> code
        """,  # noqa: S608 - no outside text in it
        key=("code",),
        fill=("name", "kind", "parent_id"),
    )
    authorities = _authorities(cursor, "SELECT DISTINCT code, name FROM stage", is_final=False)
    districts = merge(
        cursor,
        "anchors_place",
        """
        SELECT s.code, p.name, p.kind, county.id AS parent_id
        FROM stage s JOIN anchors_place p ON p.code = s.code JOIN anchors_place county ON county.code = s.upper
        WHERE s.upper <> s.code
        """,
        key=("code",),
        overwrite=("parent_id",),
        fill=("name", "kind"),
    )
    return counties + authorities + Change(0, districts.changed, 0)


def load_wards(cursor: CursorWrapper) -> Change:
    """Local authorities and wards by their ONS names, and the 2021 small areas in them."""
    authorities = _authorities(cursor, "SELECT DISTINCT code, name FROM stage", is_final=True)
    wards = merge(
        cursor,
        "anchors_place",
        """
        SELECT DISTINCT s.ward AS code, s.ward_name AS name, 'ward' AS kind, p.id AS parent_id
        FROM stage s JOIN anchors_place p ON p.code = s.code
        """,
        key=("code",),
        overwrite=("name", "parent_id"),
        fill=("kind",),
    )
    small_areas = merge(
        cursor,
        "anchors_smallarea",
        """
        SELECT s.small_area AS code, 2021 AS vintage, coalesce(s.small_area_name, '') AS name,
               p.id AS local_authority_id, w.id AS ward_id
        FROM stage s JOIN anchors_place p ON p.code = s.code JOIN anchors_place w ON w.code = s.ward
        """,
        key=("code", "vintage"),
        overwrite=("local_authority_id", "ward_id"),
        fill=("name",),
    )
    return authorities + wards + small_areas


def load_systems(cursor: CursorWrapper) -> Change:
    """The systems with their areas: the local authorities in each, one that is split where most of it lies."""
    systems = _systems(cursor, is_final=True)
    small_areas = merge(
        cursor,
        "anchors_smallarea",
        "SELECT small_area AS code, 2021 AS vintage, coalesce(small_area_name, '') AS name FROM stage",
        key=("code", "vintage"),
        fill=("name",),
    )
    return systems + small_areas + _system_areas(cursor, "small_area", 2021, is_final=True)


def load_old_systems(cursor: CursorWrapper) -> Change:
    """The same by 2011 small areas: an older edition, so it only fills what no newer file has said."""
    systems = _systems(cursor, is_final=False)
    small_areas = load_old_small_areas(cursor)
    return systems + small_areas + _system_areas(cursor, "old", 2011, is_final=False)


def load_old_small_areas(cursor: CursorWrapper) -> Change:
    """2011 small areas in the local authority that the file names, where theirs is not known yet.

    Authorities are made only for those, so that a file of 2022 does not bring back districts that have ended.
    """
    unplaced = """
        FROM stage s LEFT JOIN anchors_smallarea a ON a.code = s.old AND a.vintage = 2011
        WHERE a.local_authority_id IS NULL
        """
    authorities = _authorities(cursor, f"SELECT DISTINCT s.code, s.name {unplaced}", is_final=False)
    small_areas = merge(
        cursor,
        "anchors_smallarea",
        """
        SELECT s.old AS code, 2011 AS vintage, coalesce(s.old_name, '') AS name, p.id AS local_authority_id
        FROM stage s LEFT JOIN anchors_place p ON p.code = s.code
        """,
        key=("code", "vintage"),
        fill=("name", "local_authority_id"),
    )
    return Change(authorities.added, authorities.changed, 0) + small_areas


def _authorities(cursor: CursorWrapper, named: str, *, is_final: bool) -> Change:
    """Local authorities by code and name; below their country until a file says more."""
    return merge(
        cursor,
        "anchors_place",
        f"""
        SELECT n.code, n.name, 'local_authority' AS kind, {COUNTRY.format("n.code")} AS parent_id
        FROM ({named}) n
        """,  # noqa: S608 - no outside text in it
        key=("code",),
        overwrite=("name",) if is_final else (),
        fill=("kind", "parent_id") if is_final else ("name", "kind", "parent_id"),
    )


def _systems(cursor: CursorWrapper, *, is_final: bool) -> Change:
    """Systems by the ODS code of their board, with their area as a place."""
    cursor.execute("SELECT DISTINCT board, system, system_name FROM stage ORDER BY board")
    change = Change()
    for board, code, name in cursor.fetchall():
        change += bring_system(board=board, code=code, name=name, is_final=is_final)
    return change


def bring_system(*, board: str, code: str, name: str, is_final: bool) -> Change:
    """One system; its place is made with it. Where this file is not the newest kind, only what is missing."""
    name = system_name(name)
    system = System.objects.filter(code=board, is_sample=False).first()
    if system is None:
        system = System.objects.filter(code="", name=name, is_sample=False).first() or System()
    if system.pk and system.place_id and not is_final:
        return Change(unchanged=1)
    england = Place.objects.get(code="E92000001")
    place, _ = Place.objects.get_or_create(
        code=code, defaults={"name": name, "kind": Place.Kind.SYSTEM, "parent": england}
    )
    wanted = {"code": board, "place_id": place.pk, "name": name}
    if all(getattr(system, field) == value for field, value in wanted.items()):
        return Change(unchanged=1)
    is_new = system.pk is None
    for field, value in wanted.items():
        setattr(system, field, value)
    system.slug = system.slug or free_slug(System, name, board)
    system.save()
    return Change(added=int(is_new), changed=int(not is_new))


def system_name(board_name: str) -> str:
    """The system's name from its board's: "NHS Surrey Heartlands Integrated Care Board" is Surrey Heartlands."""
    return re.sub(r"^NHS | (Integrated Care Board|ICB)$", "", board_name.strip(), flags=re.IGNORECASE)


def _system_areas(cursor: CursorWrapper, column: str, vintage: int, *, is_final: bool) -> Change:
    cursor.execute(
        f"""
        CREATE TEMPORARY TABLE area ON COMMIT DROP AS
        SELECT DISTINCT ON (place_id) system_id, place_id
        FROM (
            SELECT y.id AS system_id, a.local_authority_id AS place_id, count(*) AS n
            FROM stage s JOIN anchors_smallarea a ON a.code = s.{column} AND a.vintage = {vintage}
            JOIN anchors_system y ON y.code = s.board AND NOT y.is_sample
            WHERE a.local_authority_id IS NOT NULL GROUP BY 1, 2
        ) counted
        ORDER BY place_id, n DESC, system_id
        """  # noqa: S608 - no outside text in it
    )
    replaced = 0
    if is_final:
        cursor.execute(
            """
            DELETE FROM anchors_systemarea known USING area
            WHERE known.place_id = area.place_id AND known.system_id <> area.system_id
              AND known.valid_from IS NULL AND known.valid_to IS NULL
            """
        )
        replaced = cursor.rowcount
    else:
        cursor.execute(
            "DELETE FROM area USING anchors_systemarea known"
            " WHERE known.place_id = area.place_id AND known.system_id <> area.system_id"
        )
    change = merge(
        cursor, "anchors_systemarea", "SELECT system_id, place_id FROM area", key=("system_id", "place_id")
    )
    cursor.execute("DROP TABLE area")
    return Change(change.added - replaced, change.changed + replaced, change.unchanged)
