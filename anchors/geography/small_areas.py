"""Loading small areas: which 2011 area became which 2021 area, and their deprivation."""

from django.db.backends.utils import CursorWrapper

from anchors.geography.places import load_old_small_areas
from anchors.geography.stage import Change, merge


def load_small_area_changes(cursor: CursorWrapper) -> Change:
    """Both vintages by name; a 2011 area lies where its 2021 areas lie today, before the authority in the file."""
    new = merge(
        cursor,
        "anchors_smallarea",
        "SELECT new AS code, 2021 AS vintage, coalesce(new_name, '') AS name FROM stage",
        key=("code", "vintage"),
        fill=("name",),
    )
    old = merge(
        cursor,
        "anchors_smallarea",
        """
        SELECT s.old AS code, 2011 AS vintage, coalesce(max(s.old_name), '') AS name,
               mode() WITHIN GROUP (ORDER BY a.local_authority_id) AS local_authority_id
        FROM stage s LEFT JOIN anchors_smallarea a ON a.code = s.new AND a.vintage = 2021
        GROUP BY s.old
        """,
        key=("code", "vintage"),
        overwrite=("local_authority_id",),
        fill=("name",),
    )
    placed = load_old_small_areas(cursor)
    return new + old + Change(placed.added, placed.changed, 0)


def load_imd2019(cursor: CursorWrapper) -> Change:
    """Rank and decile of 2011 small areas in the index of 2019."""
    return _load_imd(cursor, 2019, 2011)


def load_imd2025(cursor: CursorWrapper) -> Change:
    """Rank and decile of 2021 small areas in the index of 2025."""
    return _load_imd(cursor, 2025, 2021)


def _load_imd(cursor: CursorWrapper, release: int, vintage: int) -> Change:
    rank, decile = f"imd{release}_rank", f"imd{release}_decile"
    return merge(
        cursor,
        "anchors_smallarea",
        f"""
        SELECT s.small_area AS code, {vintage} AS vintage, coalesce(s.small_area_name, '') AS name,
               p.id AS local_authority_id, replace(s.rank, ',', '')::int AS {rank}, s.decile::smallint AS {decile}
        FROM stage s LEFT JOIN anchors_place p ON p.code = s.authority
        """,  # noqa: S608 - no outside text in it
        key=("code", "vintage"),
        overwrite=(rank, decile),
        fill=("name", "local_authority_id"),
    )
