"""A made-up council whose money goes where Leeds's went: 28% local, 31% in the region with it, 69% leakage of £482m.

The Health Foundation's table 2 (Building healthier communities, 2019) prints these four figures. The lines are
made up from a fixed seed; the sums are exact to the penny.
"""

import csv
import io
from random import Random

from anchors.jobs import run_job
from anchors.models import AnchorInstitution, Job, Place, Postcode, Upload, User
from anchors.uploads import confirm_upload, receive_upload
from tests.cast import Cast

TOTAL = 48_200_000_000
LOCAL, REST_OF_REGION = TOTAL * 28 // 100, TOTAL * 3 // 100
ELSEWHERE = TOTAL - LOCAL - REST_OF_REGION
LINES = 100
HEADINGS = (
    "Date Paid", "Supplier Name", "Supplier Postcode", "Expense Type", "Directorate", "Description",
    "Transaction Number", "Net Amount",
)  # fmt: skip


def leeds(cast: Cast) -> Upload:
    """The cast's council with that money in its books."""
    postcodes(cast)
    rng = Random(482)
    shares = {"AA1 1AA": LOCAL, "AA3 1AA": REST_OF_REGION, "AA2 1AA": ELSEWHERE}
    rows = [row for postcode, pence in shares.items() for row in _rows(rng, postcode, pence)]
    rng.shuffle(rows)
    return loaded(cast.council, cast.contributor, spend_file(rows), "leeds.csv")


def postcodes(cast: Cast) -> None:
    """One postcode each in the city, in another system, and in the region but in no system of ours."""
    beyond = Place.objects.create(
        code="E06999904", name="Moorside", kind="local_authority", parent=cast.region
    )
    for code, place in (("AA11AA", cast.city), ("AA21AA", cast.far_city), ("AA31AA", beyond)):
        Postcode.objects.create(code=code, local_authority=place)


def spend_file(rows: list[tuple[str, ...]]) -> bytes:
    """A CSV file with the usual headings."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def loaded(institution: AnchorInstitution, by: User, content: bytes, name: str) -> Upload:
    """A spend file in the books, through the whole journey."""
    upload = receive_upload(institution=institution, kind="spend", file=io.BytesIO(content), name=name, by=by)
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.CHECKED, (upload.state, upload.reason, upload.found)
    confirm_upload(upload, by=by)
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.LOADED, (upload.state, [job.error for job in upload.jobs.all()])
    return upload


def work() -> None:
    """Do all the jobs that wait, as a worker would."""
    while job := Job.objects.filter(state=Job.State.WAITING).order_by("pk").first():
        assert run_job(job.pk), Job.objects.get(pk=job.pk).error


def _rows(rng: Random, postcode: str, pence: int) -> list[tuple[str, ...]]:
    """Lines of some suppliers there, one in twenty a credit, that sum to the pence exactly."""
    parts = [
        rng.randrange(1, 2 * pence // LINES) * (-1 if place % 20 == 19 else 1) for place in range(LINES - 1)
    ]
    parts.append(pence - sum(parts))
    return [
        (
            f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/2025",
            f"Supplier {rng.randrange(20)} of {postcode} Limited",
            postcode,
            rng.choice(("Catering", "Building works", "Stationery")),
            rng.choice(("Housing", "Highways")),
            "",
            str(rng.randrange(10**6)),
            f"{part / 100:.2f}",
        )
        for part in parts
    ]
