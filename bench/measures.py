"""What is measured, each in a process of its own so that its peak memory is its own: `python -m bench.measures NAME …`.

Prints one JSON object. Yardsticks: a bare COPY of the same finished rows through the same indexes, and what an analyst
would do, `pandas.read_csv` and `to_sql`.
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import django

Result = dict[str, Any]
LINE_COLUMNS = (
    "institution_id, upload_id, key_id, payment_date, ym, amount_pence, source_row, source_sheet,"
    " transaction_number, description"
)


def import_file(raw: str, slug: str) -> Result:
    """The whole journey of a raw file, in a process of its own."""
    from bench.books import brought_in, prepare

    prepare()
    upload, timing = brought_in(Path(raw), slug)
    return {
        "check": timing.check, "load": timing.load, "rollup": timing.rollup, "rows": timing.rows,
        "total": timing.total, "lines": timing.lines, "upload": upload.pk, "peak_mb": _peak_mb(),
    }  # fmt: skip


def copy_rows(upload: str, target: str) -> Result:
    """The physical limit: COPY the finished rows of an upload from a file into a copy of the table, indexes and all."""
    from django.db import connection

    with connection.cursor() as cursor:
        raw: Any = cursor.cursor
        with Path(target).open("wb") as file:
            raw.copy_expert(
                f"COPY (SELECT {LINE_COLUMNS} FROM procurement_spendline WHERE upload_id = {int(upload)}"
                " ORDER BY source_row) TO STDOUT",
                file,
            )
        cursor.execute("CREATE SCHEMA IF NOT EXISTS bench")
        cursor.execute("DROP TABLE IF EXISTS bench.lines")
        cursor.execute("CREATE TABLE bench.lines (LIKE procurement_spendline INCLUDING ALL)")
        started = time.perf_counter()
        with Path(target).open("rb") as file:
            raw.copy_expert(f"COPY bench.lines ({LINE_COLUMNS}) FROM STDIN", file)
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE bench.lines")
    Path(target).unlink()
    return {"seconds": seconds}


def pandas_to_sql(raw: str) -> Result:
    """What an analyst writes: read_csv, tidy dates and amounts, to_sql. No check, no keys, no rules, no rollup."""
    import pandas as pd
    import sqlalchemy
    from django.conf import settings

    db: dict[str, Any] = settings.DATABASES["default"]
    url = sqlalchemy.URL.create(
        "postgresql+psycopg2", db["USER"], db["PASSWORD"], db["HOST"], int(db["PORT"]), db["NAME"]
    )
    engine = sqlalchemy.create_engine(url)
    started = time.perf_counter()
    frame = pd.read_csv(raw)
    frame["Date"] = pd.to_datetime(frame["Date"], format="%d/%m/%Y")
    text = frame["Amount"].astype(str).str.replace("[£,)]", "", regex=True).str.replace("(", "-", regex=False)
    frame["Amount"] = text.astype(float)
    with engine.begin() as to:
        to.execute(sqlalchemy.text("CREATE SCHEMA IF NOT EXISTS bench"))
        frame.to_sql("pandas_lines", to, schema="bench", if_exists="replace", index=False, chunksize=50_000)
    seconds = time.perf_counter() - started
    with engine.begin() as to:
        to.execute(sqlalchemy.text("DROP TABLE bench.pandas_lines"))
    return {"seconds": seconds, "peak_mb": _peak_mb()}


def explore() -> Result:
    """What the explorer asks over everything in the database, and what the page of rules asks, median of nine."""
    from anchors.models import Membership, User
    from bench.books import institution
    from procurement.classification import money_by_rule
    from procurement.explorer import SpendFilter, concentration_of, spend_summary, supplier_ranking
    from procurement.models import SpendFact, SpendLine

    board = institution("bench-board")
    board.kind = board.Kind.ICB
    board.save()
    user, _ = User.objects.get_or_create(email="bench@example.org", defaults={"name": "Bench"})
    Membership.objects.get_or_create(user=user, institution=board, defaults={"role": "lead"})
    result: Result = {"lines": SpendLine.objects.count(), "facts": SpendFact.objects.count()}
    for name, query in (
        ("12 months", "period=2025-10..2026-09"),
        ("36 months", "period=2023-10..2026-09"),
        ("36 months of a category", "period=2023-10..2026-09&category=Category 07"),
    ):
        asked = SpendFilter.parse(query)
        summary = spend_summary(user, asked)
        result[name] = {
            "summary ms": _median_ms(partial(spend_summary, user, asked)),
            "supplier ranking ms": _median_ms(partial(supplier_ranking, summary.view)),
            "concentration ms": _median_ms(partial(concentration_of, summary.view, summary.total)),
        }
    result["rules ms"] = _median_ms(partial(money_by_rule, summary.view.institutions))
    return result


def geography(rows: str) -> Result:
    """The postcode directory loaded into an empty table, and again with nothing changed."""
    from bench.geography import run

    return run(rows=int(rows))


def staff_directory() -> Result:
    """The file in which staff postcodes are looked up, made from the table."""
    from bench.staff import prepare

    return prepare()


def staff() -> Result:
    """A staff file of 60,000 people as one request."""
    from bench.staff import run

    return run()


def staff_release(*words: str) -> Result:
    """A quarter of the staff of three institutions, every breakdown, protected together; more takes minutes."""
    from bench.releases import run

    return run(*words)


def fill_measurements() -> Result:
    """Measurements to read, and a token to read them with."""
    from bench import api

    return {"token": api.fill_measurements()}


def api(token: str) -> Result:
    """Requests a second of the measurements endpoint, and of a plain one on the same rows."""
    from bench.api import requests_a_second

    return requests_a_second(token)


def _median_ms(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(9):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_ledger(path: str, lines: str, seed: str, first_day: str = "", days: str = "") -> Result:
    """Make a raw file."""
    from bench import ledger

    options: dict[str, Any] = (
        {"first_day": date.fromisoformat(first_day), "days": int(days)} if first_day else {}
    )
    ledger.write_ledger(Path(path), int(lines), seed=int(seed), **options)
    return {"bytes": Path(path).stat().st_size}


MEASURES: dict[str, Callable[..., Result]] = {
    each.__name__: each
    for each in (
        import_file,
        copy_rows,
        pandas_to_sql,
        explore,
        geography,
        staff_directory,
        staff,
        staff_release,
        fill_measurements,
        api,
        write_ledger,
    )
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchors.settings")
    django.setup()
    print(json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])))
