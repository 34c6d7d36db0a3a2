"""Outlines of areas: loading them from GeoJSON, and reading them for maps."""

import json
import re
from collections.abc import Iterable, Iterator

from django.db.backends.utils import CursorWrapper

from anchors.geography.files import ReferenceFileError
from anchors.geography.recognition import Recognised
from anchors.geography.shapes import Shape, ShapeError, shape_of
from anchors.geography.stage import Change, merge, stage
from anchors.models import Boundary


def load_boundaries(cursor: CursorWrapper, found: Recognised) -> tuple[int, Change, str]:
    """Outlines of small areas, middle areas or local authorities, of the year in the heading of their codes."""
    vintage = 2000 + int(re.findall(r"\d\d", found.headings[found.columns["code"]])[0])
    count = stage(cursor, {"code": "text", "rings": "jsonb"}, ("code", "rings"), _shapes(found))
    edition = found.table.name[:200].replace("'", "''")
    change = merge(
        cursor,
        "anchors_boundary",
        f"SELECT code, {vintage}::smallint AS vintage, '{edition}' AS edition, rings FROM stage",  # noqa: S608
        key=("code", "vintage"),
        overwrite=("edition", "rings"),
    )
    return count, change, ""


def _shapes(found: Recognised) -> Iterator[tuple[str, str]]:
    at = list(found.columns)
    for row in found.rows():
        code, geometry = row[at.index("code")], json.loads(row[at.index("shape")])
        try:
            shape = shape_of(geometry)
        except ShapeError as error:
            raise ReferenceFileError(
                f"{code}: {error}. Download the boundaries as GeoJSON with longitude and latitude (WGS84)."
            ) from error
        if not shape:
            raise ReferenceFileError(f"{code} has an outline without an area. Download the file again.")
        yield code, json.dumps(shape)


def outlines(codes: Iterable[str], *, vintage: int | None = None) -> dict[str, Shape]:
    """Outlines by GSS code, of one vintage or of the newest that is loaded; areas without one are absent."""
    loaded = Boundary.objects.filter(code__in=list(codes)).order_by("vintage")
    if vintage is not None:
        loaded = loaded.filter(vintage=vintage)
    return {
        code: tuple(tuple((x, y) for x, y in ring) for ring in rings)
        for code, rings in loaded.values_list("code", "rings")
    }
