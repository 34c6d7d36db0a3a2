"""A staff file of 60,000 people, as in the request: looked up, counted and kept, in a process that has just started.

Runs on whatever postcodes the database has (`bench.geography` loads 2.6 million invented ones). `prepare()` makes
the institution and the directory's file; `run()` measures a CSV and a workbook.
"""

import csv
import io
import resource
import time
from datetime import date
from random import Random

import xlsxwriter
from django.db.models import Count

from anchors.geography.lookup import make_postcode_lookup
from anchors.models import AnchorInstitution, Place, Postcode, System, SystemArea, SystemMembership
from anchors.periods import Period
from workforce.intake import Purpose, receive_staff

ROWS = 60_000
SLUG = "bench-staff"
DISTRICTS = 4
NEAR = 0.85
QUARTER, CENSUS = Period(202607, 202609), date(2026, 9, 30)
HEADINGS = (
    "Employee Number",
    "Name",
    "Home Post Code",
    "AfC Band",
    "Staff Group",
    "Latest Start Date",
    "Leaving Date",
)
Result = dict[str, float]


def prepare() -> Result:
    """An institution in a system of a few districts, and the file of the directory; seconds and megabytes of that."""
    districts = Place.objects.filter(kind="local_authority").order_by("code")[:DISTRICTS]
    system, is_new = System.objects.get_or_create(slug=SLUG, defaults={"name": "Bench staff"})
    if is_new:
        trust = AnchorInstitution.objects.create(name="Bench staff", slug=SLUG, kind="acute_trust")
        SystemMembership.objects.create(system=system, institution=trust)
        for district in districts:
            SystemArea.objects.create(system=system, place=district)
    started = time.perf_counter()
    make_postcode_lookup()
    return {"directory s": time.perf_counter() - started, "peak MB": _peak_mb()}


def run(rows: int = ROWS) -> Result:
    """Seconds from the bytes of the file to counts in the database, first in this process and then again."""
    content = {"CSV": _csv(rows), "XLSX": _workbook(rows)}
    before = _peak_mb()
    result: Result = {"rows": rows}
    trust = AnchorInstitution.objects.get(slug=SLUG)
    for name, turn in (("CSV cold s", "CSV"), ("CSV s", "CSV"), ("XLSX s", "XLSX")):
        started = time.perf_counter()
        intake = receive_staff(Purpose(trust, QUARTER, CENSUS), content[turn], by=None)
        result[name] = time.perf_counter() - started
    result |= {"matched": intake.matched, "counts": intake.counts.aggregate(all=Count("pk"))["all"]}
    return result | {"MB more": _peak_mb() - before}


def _rows(rows: int) -> list[tuple[str, ...]]:
    rng = Random(1)
    districts = list(SystemArea.objects.filter(system__slug=SLUG).values_list("place", flat=True))
    near = list(
        Postcode.objects.filter(local_authority__in=districts).values_list("code", flat=True)[:20_000]
    )
    far = (
        list(Postcode.objects.exclude(local_authority__in=districts).values_list("code", flat=True)[:20_000])
        or near
    )
    groups = ("Nursing and Midwifery Registered", "Medical and Dental", "Administrative and Clerical")
    return [
        (
            str(number),
            f"Person {number}",
            rng.choice(near if rng.random() < NEAR else far),
            f"Band {rng.randrange(2, 9)}",
            rng.choice(groups),
            f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(2005, 2027)}",
            "",
        )
        for number in range(rows)
    ]


def _csv(rows: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(_rows(rows))
    return text.getvalue().encode()


def _workbook(rows: int) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        for at, row in enumerate([HEADINGS, *_rows(rows)]):
            sheet.write_row(at, 0, row)
    return content.getvalue()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
