"""Loading geography files, each in a transaction of its own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from anchors.geography.boundaries import load_boundaries
from anchors.geography.directory import load_directory, load_points
from anchors.geography.files import ReferenceFileError, digest
from anchors.geography.kinds import (
    BOUNDARIES,
    COUNCILS,
    DENOMINATORS,
    DERIVED_POSTCODES,
    IMD_2019,
    IMD_2025,
    MIDDLE_AREAS,
    NAMES,
    OLD_SYSTEMS,
    POPULATIONS,
    POPULATIONS_BY_SEX,
    POSTCODE_POINTS,
    POSTCODES,
    SMALL_AREA_CHANGES,
    SYSTEMS,
    UPPER_TIERS,
    WARDS,
)
from anchors.geography.middles import load_middle_areas, settle_small_areas
from anchors.geography.places import (
    load_councils,
    load_names,
    load_old_systems,
    load_regions,
    load_systems,
    load_upper_tiers,
    load_wards,
)
from anchors.geography.populations import load_populations
from anchors.geography.recognition import FileKind, Recognised
from anchors.geography.small_areas import load_imd2019, load_imd2025, load_small_area_changes
from anchors.geography.stage import Change, stage
from anchors.models import GeographySource

_LOCK = 0x6E06
_LOADERS: Mapping[FileKind, Callable[[CursorWrapper], Change]] = {
    COUNCILS: load_councils,
    NAMES: load_names,
    UPPER_TIERS: load_upper_tiers,
    WARDS: load_wards,
    SYSTEMS: load_systems,
    SMALL_AREA_CHANGES: load_small_area_changes,
    OLD_SYSTEMS: load_old_systems,
    IMD_2019: load_imd2019,
    IMD_2025: load_imd2025,
}
"""Kinds that are staged as they are."""
_READERS: Mapping[FileKind, Callable[[CursorWrapper, Recognised], tuple[int, Change, str]]] = {
    POPULATIONS: load_populations,
    POPULATIONS_BY_SEX: load_populations,
    DENOMINATORS: load_populations,
    BOUNDARIES: load_boundaries,
    MIDDLE_AREAS: load_middle_areas,
    DERIVED_POSTCODES: load_directory,
    POSTCODES: load_directory,
    POSTCODE_POINTS: load_points,
}
"""Kinds that read their file themselves: they give rows read, what they changed, what to know."""


@dataclass(frozen=True)
class LoadedFile:
    """One table that was loaded: its rows, what they changed, and anything the reader should know."""

    name: str
    title: str
    rows: int
    change: Change
    note: str = ""


@dataclass(frozen=True)
class RefusedFile:
    """One table that turned out to be damaged while it was read. Nothing of it was loaded."""

    name: str
    reason: str


def load_files(tables: tuple[Recognised, ...]) -> Iterator[LoadedFile | RefusedFile]:
    """Load the tables one after another, each whole or not at all; then what follows from them together."""
    load_regions()
    for found in tables:
        try:
            yield _load(found)
        except ReferenceFileError as error:
            yield RefusedFile(found.table.name, str(error))
    settle_small_areas()


def _load(found: Recognised) -> LoadedFile:
    note = ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SET LOCAL work_mem = '64MB'")
        if found.kind in _LOADERS:
            columns = dict.fromkeys(found.kind.fields, "text")
            count = stage(cursor, columns, tuple(found.columns), found.rows())
            change = _LOADERS[found.kind](cursor)
        else:
            count, change, note = _READERS[found.kind](cursor, found)
        if count == 0:
            raise ReferenceFileError("It has headings and no rows. Download it again.")
        GeographySource.objects.get_or_create(
            kind=found.kind.code,
            sha256=digest(found.table.path),
            defaults={"name": found.table.name[:200], "rows": count},
        )
    return LoadedFile(found.table.name, found.kind.title, count, change, note)
