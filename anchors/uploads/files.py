"""The files that an upload leaves behind: the rows left out, as people take them away, and what may be tidied up."""

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from anchors.downloads import BYTE_ORDER_MARK, RUNS_AS_FORMULA
from anchors.models import Upload

KEPT_WITHOUT_OWNER = timedelta(days=1)
_NUMBER = re.compile(r"[-+]?[£$€]?\s?[\d,.]+%?")


def left_out_rows(upload: Upload) -> Iterator[list[str]]:
    """The rows left out with their headings: the sender's own cells, then row, result and what to fix.

    A table of other headings in the same file begins with its own headings, whose last cell is `what_to_fix`.
    """
    if not upload.left_out_path.exists():
        return
    with upload.left_out_path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)


def left_out_text(upload: Upload) -> Iterator[str]:
    """Those rows as a CSV that a spreadsheet cannot run: a cell that it would take for a formula gets an apostrophe."""
    line: list[str] = []
    writer = csv.writer(_Written(line))
    yield BYTE_ORDER_MARK
    for row in left_out_rows(upload):
        writer.writerow([harmless(cell) for cell in row])
        yield line.pop()


def harmless(cell: str) -> str:
    """The cell as it is, unless a spreadsheet would run it; signed numbers stay numbers."""
    text = cell.strip()
    return f"'{cell}" if text[:1] in RUNS_AS_FORMULA and not _NUMBER.fullmatch(text) else cell


def remove_strays() -> int:
    """Remove folders that no upload owns and parts that no check finished, a day after; returns how many."""
    oldest = (timezone.now() - KEPT_WITHOUT_OWNER).timestamp()
    removed = 0
    for folder in Path(settings.MEDIA_ROOT).glob("uploads/*/*"):
        if folder.stat().st_mtime > oldest:
            continue
        if not Upload.objects.filter(
            file__startswith=f"uploads/{folder.parent.name}/{folder.name}/"
        ).exists():
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
            continue
        for part in folder.glob("*.part"):
            if part.stat().st_mtime < oldest:
                part.unlink(missing_ok=True)
                removed += 1
    return removed


class _Written:
    """What `csv.writer` writes to: keeps one line until it is taken."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, text: str) -> None:
        """Keep the line."""
        self._lines.append(text)
