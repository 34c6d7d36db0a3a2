"""Postcode to small areas inside this process, for postcodes that no query may carry.

A staff postcode in a query could end in a log or a plan of the database. So the public directory is kept beside the
state as one sorted file, made from the table of postcodes, and mapped into memory: processes share its pages.
"""

import hashlib
import mmap
import os
import threading
from array import array
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max

from anchors.models import GeographySource, SmallArea

_WIDTH = 7
_KEY_BYTES = 8
_FIELDS = 3
_FIELD_BYTES = 4
_RECORD = _KEY_BYTES + _FIELDS * _FIELD_BYTES
_COUNTED_EXACTLY = 50_000
_lock = threading.Lock()


class Areas(NamedTuple):
    """Where a postcode lies, as primary keys; 0 is not known."""

    small_area_2011: int
    small_area_2021: int
    local_authority: int


@dataclass(frozen=True)
class PostcodeLookup:
    """The directory as it was when it was made. Retired postcodes are in it."""

    version: str
    keys: memoryview
    fields: memoryview

    def __len__(self) -> int:
        """How many postcodes."""
        return len(self.keys)

    def areas_of(self, postcode: str) -> Areas | None:
        """Where a postcode is (as `normal_postcode` writes it); None when the directory does not have it."""
        key = _key(postcode.replace(" ", ""))
        place = bisect_left(self.keys, key)
        if place == len(self.keys) or self.keys[place] != key:
            return None
        return Areas(*self.fields[place * _FIELDS : (place + 1) * _FIELDS])


_kept: list[PostcodeLookup] = []


def postcode_lookup() -> PostcodeLookup:
    """The directory as it stands in the database, made first where nobody has made it since it changed."""
    version = _version()
    with _lock:
        if not _kept or _kept[0].version != version:
            _kept[:] = [_opened(version)]
        return _kept[0]


def make_postcode_lookup(**_signal: Any) -> None:
    """Make the file now, so that nobody has to wait for it later."""
    postcode_lookup()


def _opened(version: str) -> PostcodeLookup:
    path = settings.HOME / f"postcodes-{version}"
    if not path.exists():
        _write(path)
    with path.open("rb") as file:
        if not path.stat().st_size:
            return PostcodeLookup(version, memoryview(array("Q")), memoryview(array("I")))
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    count = len(whole) // _RECORD
    keys = whole[: count * _KEY_BYTES].cast("Q")
    return PostcodeLookup(version, keys, whole[count * _KEY_BYTES : count * _RECORD].cast("I"))


def _write(path: Path) -> None:
    """Put the file in its place at once, and remove those of former directories."""
    taken = _taken()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            taken.keys.tofile(file)
            taken.fields.tofile(file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    for former in path.parent.glob("postcodes-*"):
        if former != path and former.suffix != ".part":
            with suppress(OSError):
                former.unlink()


class _Taken:
    """What COPY writes to: keeps every row as numbers, so that millions of them need no more than the file will."""

    def __init__(self) -> None:
        self.keys, self.fields = array("Q"), array("I")
        self._rest = ""

    def write(self, text: str | bytes) -> None:
        """Take the whole lines of a piece."""
        piece = text if isinstance(text, str) else text.decode()
        *lines, self._rest = (self._rest + piece).split("\n")
        for line in lines:
            code, *areas = line.split("\t")
            self.keys.append(_key(code))
            self.fields.extend(map(int, areas))


def _taken() -> _Taken:
    """Every postcode of the directory in order; a query about all of them names none."""
    taken = _Taken()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            """
            COPY (SELECT code, coalesce(small_area_2011_id, 0), coalesce(small_area_2021_id, 0),
                         coalesce(local_authority_id, 0)
                  FROM anchors_postcode ORDER BY code COLLATE "C") TO STDOUT
            """,
            taken,
        )
    return taken


def _key(code: str) -> int:
    """A code as a number that sorts as the text does."""
    return int.from_bytes(code.ljust(_WIDTH)[:_WIDTH].encode(), "big")


def _version() -> str:
    """What the directory rests on: the files that were loaded, and for a small one how many postcodes there are."""
    loaded = GeographySource.objects.aggregate(Count("pk"), Max("loaded_at"))
    areas = SmallArea.objects.aggregate(Count("pk"), Max("pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM anchors_postcode LIMIT %s) AS counted", [_COUNTED_EXACTLY]
        )
        count = cursor.fetchone()[0]
    known = repr((*loaded.values(), *areas.values(), count))
    return hashlib.sha256(known.encode()).hexdigest()[:16]
