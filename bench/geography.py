"""Loading a postcode directory of the real one's size and shape: `python -m bench.geography`, or `run()`.

Everything in it is invented from a fixed rule: 300 local authorities, 35,000 small areas of each vintage, and
2.6 million postcodes with the fifty-odd columns of the ONS Postcode Directory.
"""

import csv
import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import django

ROWS = 2_600_000
AUTHORITIES, SMALL_AREAS = 300, 35_000
HEADINGS = [
    "pcd",
    "pcd2",
    "pcds",
    "dointr",
    "doterm",
    "oscty",
    "ced",
    "oslaua",
    "osward",
    "parish",
    "usertype",
    "oseast1m",
    "osnrth1m",
    "osgrdind",
    "oshlthau",
    "nhser",
    "ctry",
    "rgn",
    "streg",
    "pcon",
    "eer",
    "teclec",
    "ttwa",
    "pct",
    "itl",
    "statsward",
    "oa01",
    "casward",
    "npark",
    "lsoa01",
    "msoa01",
    "ur01ind",
    "oac01",
    "oa11",
    "lsoa11",
    "msoa11",
    "wz11",
    "sicbl",
    "bua24",
    "ru11ind",
    "oac11",
    "lat",
    "long",
    "lep1",
    "lep2",
    "pfa",
    "imd",
    "calncv",
    "icb",
    "oa21",
    "lsoa21",
    "msoa21",
    "ruc21ind",
]


def run(rows: int = ROWS) -> dict[str, float]:
    """Seconds of a first and of a second load, and peak megabytes of this process and of its database session."""
    from anchors.geography.gathering import gathered
    from anchors.geography.kinds import EXPECTED, KINDS, LOAD_ORDER
    from anchors.geography.loading import LoadedFile, load_files

    with tempfile.TemporaryDirectory() as folder:
        lookups, directory = write_lookups(Path(folder)), write_directory(Path(folder), rows)
        megabytes = directory.stat().st_size / 1e6
        for result in load_files(gathered(lookups, KINDS, LOAD_ORDER, EXPECTED).tables):
            assert isinstance(result, LoadedFile), result
        seconds, session = [], 0.0
        for expected in ((rows, 0), (0, 0)):
            started = time.perf_counter()
            (result,) = load_files(gathered([directory], KINDS, LOAD_ORDER, EXPECTED).tables)
            seconds.append(time.perf_counter() - started)
            session = max(session, _session_megabytes())
            assert isinstance(result, LoadedFile), result
            assert (result.change.added, result.change.changed) == expected, result
    return {
        "rows": rows,
        "file_mb": round(megabytes),
        "first_seconds": round(seconds[0], 1),
        "second_seconds": round(seconds[1], 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "session_mb": round(session),
    }


def write_lookups(folder: Path) -> list[Path]:
    """Lookups of both vintages, so that the directory has something to refer to."""
    wards, changes = folder / "wards.csv", folder / "changes.csv"
    with wards.open("w", newline="") as new, changes.open("w", newline="") as both:
        write_new, write_both = csv.writer(new).writerow, csv.writer(both).writerow
        write_new(["LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"])
        write_both(["LSOA11CD", "LSOA11NM", "CHGIND", "LSOA21CD", "LSOA21NM", "LAD22CD", "LAD22NM"])
        for number in range(SMALL_AREAS):
            authority = _authority(number)
            name = f"Bench {number % AUTHORITIES}"
            write_new(
                [_small_area(number), f"{name} {number}", f"E05{number // 5:06}", "Ward", authority, name]
            )
            write_both(
                [
                    _small_area(number),
                    f"{name} {number}",
                    "U",
                    _small_area(number),
                    f"{name} {number}",
                    authority,
                    name,
                ]
            )
    return [wards, changes]


def write_directory(folder: Path, rows: int) -> Path:
    """A postcode directory of that many rows."""
    path = folder / "directory.csv"
    with path.open("w", newline="") as file:
        file.write(",".join(HEADINGS) + "\n")
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(_rows(rows))
    return path


def _rows(rows: int) -> Iterator[list[str]]:
    place = {name: number for number, name in enumerate(HEADINGS)}
    row = ["E99999999"] * len(HEADINGS)
    for number, (outward, inward) in enumerate(islice(_postcodes(), rows)):
        code = _small_area(number // 75)
        for name in ("lsoa11", "lsoa21", "msoa11", "msoa21", "oa11", "oa21"):
            row[place[name]] = code
        row[place["pcd"]] = f"{outward:<4}{inward}"
        row[place["pcd2"]] = f"{outward:<5}{inward}"
        row[place["pcds"]] = f"{outward} {inward}"
        row[place["dointr"]] = "198001"
        row[place["doterm"]] = "201812" if number % 3 == 0 else ""
        row[place["oslaua"]] = _authority(number // 75)
        row[place["rgn"]], row[place["ctry"]] = "E12000006", "E92000001"
        row[place["lat"]], row[place["long"]] = f"{51 + number / 1e7:.6f}", f"{-number / 1e7:.6f}"
        yield row


def _postcodes() -> Iterator[tuple[str, str]]:
    letters, ends = "ABCDEFGH", "ABDEFGHJLNPQRSTUWXYZ"
    for first, second, district, sector in product(letters, letters, range(1, 100), range(10)):
        for end in product(ends, ends):
            yield f"{first}{second}{district}", f"{sector}{end[0]}{end[1]}"


def _authority(number: int) -> str:
    return f"E06{900_000 + number % AUTHORITIES:06}"


def _small_area(number: int) -> str:
    return f"E01{900_000 + number % SMALL_AREAS:06}"


def _session_megabytes() -> float:
    """What the database session holds beside the memory that all sessions share; 0 where it runs elsewhere."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status")
    if not status.exists():
        return 0.0
    sizes = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return (int(sizes["VmHWM"].split()[0]) - int(sizes["RssShmem"].split()[0])) / 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchors.settings")
    django.setup()
    print(json.dumps(run()))
