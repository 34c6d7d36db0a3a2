"""Checking a file into a folder, and the accepted lines that it leaves there."""

from pathlib import Path
from typing import Any

from anchors.ingest import Check, check
from procurement.ingest import SPEND


def checked_into(folder: Path, file: Path, **options: Any) -> Check:
    """Check a file of payments; lines, combinations and rows left out go into the folder."""
    paths = {"clean": folder / "accepted", "combinations": folder / "combinations"}
    return check(file, SPEND, **paths, left_out=folder / "left_out.csv", **options)


def accepted(folder: Path) -> list[dict[str, str]]:
    """The accepted lines with what they share, as the database would hold them."""
    shared = {
        number: dict(zip(SPEND.shared, texts, strict=True))
        for number, *texts in _rows(folder / "combinations")
    }
    lines = (dict(zip(SPEND.clean_columns, cells, strict=True)) for cells in _rows(folder / "accepted"))
    return [line | shared[line["combination"]] for line in lines]


def _rows(path: Path) -> list[list[str]]:
    rows = path.read_bytes().decode().split("\n")[:-1]
    return [[cell.replace("\\\\", "\\") for cell in row.split("\t")] for row in rows]
