"""Run every measure once, print a table, write `$ANCHORS_HOME/bench.json`. BENCH_LINES=100000,1000000 shortens it."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from anchors import embedded

CHECKOUT = Path(__file__).resolve().parent.parent
SIZES = [int(size) for size in os.environ.get("BENCH_LINES", "100000,1000000,5000000").split(",")]
MONTH_LINES = 100_000
SMALL_RUNS = 3
POSTCODES = int(os.environ.get("BENCH_POSTCODES", "2600000"))
COLUMNS = {
    "check": "check s", "load": "load s", "rollup": "rollup s", "copy": "COPY s", "ratio": "ratio",
    "rows_ratio": "no rollup", "pandas_seconds": "pandas s", "microseconds_per_line": "us/line",
    "peak_mb": "peak MB",
}  # fmt: skip
OWNERS = ("copy_rows", "pandas_to_sql", "fill_measurements")
BARS = {"import over COPY": 3.0, "peak MB": 900, "full over empty": 1.3, "explorer ms": 100, "API over plain": 3.0,
        "API 304 over plain": 6.0, "staff s": 5.0, "release s": 60.0}  # fmt: skip


def main() -> None:
    """Measure with servers and state of its own, then throw the state away."""
    home = Path(os.environ.get("ANCHORS_HOME") or CHECKOUT / "var").resolve()
    folder = home / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["ANCHORS_HOME"] = str(folder)
    with embedded.servers(folder):
        owner = embedded.addresses(folder).owner_url
        _run([sys.executable, "manage.py", "migrate", "--verbosity=0"], DATABASE_URL=owner)
        results = _measured(folder)
    shutil.rmtree(folder, ignore_errors=True)
    (home / "bench.json").write_text(json.dumps(results, indent=1))
    print(f"written: {home / 'bench.json'}")


def _measured(folder: Path) -> dict[str, Any]:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    results: dict[str, Any] = {"machine": machine, "imports": []}
    month = folder / "month.csv"
    measure("write_ledger", month, MONTH_LINES, 99, "2026-09-01", 30)
    measure("write_ledger", folder / "warm.csv", 1000, 1)
    measure("import_file", folder / "warm.csv", "warm")
    empty = _month(month, "month-empty")
    print(
        "\nraw file to classified, indexed rows (check and load) and facts rolled up, beside a bare COPY of the lines\n"
    )
    print(f"{'lines':>10}" + "".join(f"{head:>10}" for head in COLUMNS.values()))
    for size in SIZES:
        results["imports"].append(_one_size(folder, size))
    full = _month(month, "month-full")
    results["same month"] = {
        "lines": MONTH_LINES, "empty": empty, "full": full, "ratio": full / empty, "bodies": SMALL_RUNS,
    }  # fmt: skip
    results["explorer"] = measure("explore")
    results["geography"] = measure("geography", POSTCODES)
    results["staff"] = measure("staff_directory") | measure("staff")
    results["staff release"] = measure("staff_release")
    ratio = results["same month"]["ratio"]
    print(f"\nsame month of {MONTH_LINES:,} lines: empty {empty:.2f} s, after {sum(SIZES):,} lines")
    print(f"{full:.2f} s, ratio {ratio:.2f} (bar {BARS['full over empty']})")
    print(f"explorer: {json.dumps(results['explorer'])} (bar {BARS['explorer ms']} ms)")
    print(f"geography: {json.dumps(results['geography'])}")
    print(f"staff: {json.dumps(results['staff'])} (bar {BARS['staff s']} s)")
    print(f"staff release: {json.dumps(results['staff release'])} (bar {BARS['release s']} s)")
    results["api"] = _requests()
    results["bars"] = BARS
    return results


def _requests() -> dict[str, Any]:
    found = measure("api", measure("fill_measurements")["token"])
    print(
        f"API, {found['rows']} measurements, requests a second beside a plain ModelSerializer on the same rows:"
    )
    for name, bar in (("ours", "API over plain"), ("not modified", "API 304 over plain")):
        ratio = found[f"{name} over plain"]
        print(f"{name} {found[name]:.0f}, plain {found['plain']:.0f}, ratio {ratio:.1f} (bar {BARS[bar]})")
    print(f"(a plain one that asks who may read what: {found['guarded']:.0f})")
    return found


def _one_size(folder: Path, size: int) -> dict[str, Any]:
    raw = folder / f"{size}.csv"
    measure("write_ledger", raw, size, size)
    runs = []
    for number in range(SMALL_RUNS if size <= MONTH_LINES else 1):
        done = measure("import_file", raw, f"body-{size}-{number}")
        copied = measure("copy_rows", done["upload"], folder / "rows.tsv")
        copy = copied["seconds"]
        runs.append({**done, "copy": copy, "ratio": done["total"] / copy, "rows_ratio": done["rows"] / copy})
    analyst = measure("pandas_to_sql", raw)
    raw.unlink()
    row = _middle(runs, "ratio") | {
        "runs": runs, "pandas_seconds": analyst["seconds"], "pandas_peak_mb": analyst["peak_mb"],
    }  # fmt: skip
    row["microseconds_per_line"] = row["total"] / size * 1e6
    figures = (row[name] for name in COLUMNS)
    print(f"{size:>10,}" + "".join(f"{figure:>10.2f}" for figure in figures), flush=True)
    return row


def _month(raw: Path, slug: str) -> float:
    """Seconds of importing one month, the middle of several runs for new bodies: one short run may meet noise."""
    runs = [measure("import_file", raw, f"{slug}-{number}") for number in range(SMALL_RUNS)]
    return float(_middle(runs, "total")["total"])


def _middle(runs: list[dict[str, Any]], by: str) -> dict[str, Any]:
    return sorted(runs, key=lambda run: float(run[by]))[len(runs) // 2]


def measure(name: str, *words: object) -> dict[str, Any]:
    """One measure in a process of its own; the yardsticks make tables, so they connect as the owner."""
    owner = embedded.addresses(Path(os.environ["ANCHORS_HOME"])).owner_url
    role = {"DATABASE_URL": owner} if name in OWNERS else {}
    out = _run([sys.executable, "-m", "bench.measures", name, *map(str, words)], **role)
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def _run(command: list[str], **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main()
