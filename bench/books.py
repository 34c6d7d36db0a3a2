"""The places, postcodes and institutions that the measured imports need; Django is set up before this is imported."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from anchors import jobs
from anchors.models import (
    AnchorInstitution,
    Place,
    Postcode,
    SmallArea,
    System,
    SystemArea,
    SystemMembership,
    Upload,
)
from anchors.uploads import confirm_upload, receive_upload
from bench.ledger import AREAS, AUTHORITIES, authority_code, postcode
from procurement import loading
from procurement.rollup import add_facts


@dataclass(frozen=True)
class Timing:
    """Seconds of the parts of an import, and how many lines went in."""

    check: float
    load: float
    rollup: float
    lines: int

    @property
    def rows(self) -> float:
        """From raw file to classified, indexed rows."""
        return self.check + self.load

    @property
    def total(self) -> float:
        """Until every page shows them: facts rolled up too."""
        return self.rows + self.rollup


def prepare() -> None:
    """Places with postcodes, once a database."""
    if Place.objects.exists():
        return
    country = Place.objects.create(code="E92000001", name="Benchland", kind="country")
    region = Place.objects.create(code="E12000001", name="Bench region", kind="region", parent=country)
    system = System.objects.create(name="Bench system", slug="bench")
    for number in range(AUTHORITIES):
        place = Place.objects.create(
            code=authority_code(number), name=f"Authority {number}", kind="local_authority", parent=region
        )
        if number < 4:
            SystemArea.objects.create(system=system, place=place)
        areas = SmallArea.objects.bulk_create(
            SmallArea(
                code=f"E01{number:03d}{area:03d}",
                vintage=2021,
                imd2025_decile=area + 1,
                imd2025_rank=area + 1,
            )
            for area in range(AREAS)
        )
        Postcode.objects.bulk_create(
            Postcode(
                code=postcode(number, area).replace(" ", ""),
                local_authority=place,
                small_area_2021=areas[area],
            )
            for area in range(AREAS)
        )


def institution(slug: str) -> AnchorInstitution:
    """A body of the bench system, new or known."""
    found, is_new = AnchorInstitution.objects.get_or_create(
        slug=slug, defaults={"name": slug.title(), "kind": "acute_trust"}
    )
    if is_new:
        SystemMembership.objects.create(system=System.objects.get(slug="bench"), institution=found)
    return found


def brought_in(path: Path, slug: str) -> tuple[Upload, Timing]:
    """Take a raw file through the whole journey in this process, by the verbs that the wizard uses."""
    with path.open("rb") as file:
        upload = receive_upload(
            institution=institution(slug), kind="spend", file=file, name=path.name, by=None
        )
    check = _timed(upload)
    upload.refresh_from_db()
    assert upload.state == Upload.State.CHECKED, (upload.state, upload.reason, upload.found.get("questions"))
    confirm_upload(upload, by=None)
    with _rollup_timed() as rollup:
        load = _timed(upload)
    upload.refresh_from_db()
    assert upload.state == Upload.State.LOADED, list(upload.jobs.values_list("error", flat=True))
    return upload, Timing(check, load - sum(rollup), sum(rollup), upload.lines_loaded or 0)


@contextmanager
def _rollup_timed() -> Iterator[list[float]]:
    """Seconds that the load spends on facts, as it runs."""
    seconds: list[float] = []

    def timed(upload: Upload) -> None:
        started = time.perf_counter()
        add_facts(upload)
        seconds.append(time.perf_counter() - started)

    with patch.object(loading, "add_facts", timed):
        yield seconds


def _timed(upload: Upload) -> float:
    started = time.perf_counter()
    for job in upload.jobs.filter(state="waiting"):
        jobs.run_job(job.pk)
    return time.perf_counter() - started
