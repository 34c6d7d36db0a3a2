"""`manage.py load_eric FILE… [--year 2016/17]`: published returns of NHS estates, for every institution that exists."""

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchors.wording import plural
from estates.loading import EricReport, load_eric

SHOWN = 5
_YEAR = re.compile(r"(20\d\d)[-/](?:20)?(\d\d)")


class Command(BaseCommand):
    """Load estates returns as reference data; a second run changes nothing."""

    help = (
        "Load estates returns (ERIC) as NHS Digital publishes them: trust files of 2013/14 to 2016/17, or the workbook "
        "with trusts, sites and PFI schemes. Best after load_institutions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, and the year they are said to be of."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--year", help="financial year that the files must be of, for example 2016/17")

    def handle(self, *args: Any, paths: list[Path], year: str | None, **options: Any) -> None:
        """A line a file, then what was noticed in it; a file that is refused ends it with the reason."""
        first = _first_year(year) if year else None
        for path in paths:
            report = load_eric(path, year=first)
            if report.refusal:
                raise CommandError(f"{path.name}: {report.refusal}")
            self._print(path, report)

    def _print(self, path: Path, report: EricReport) -> None:
        known = plural(report.institutions, "institution")
        self.stdout.write(
            f"{path.name}: {report.year}, {plural(report.returns, 'row')} of {known}, {report.added:,} new"
        )
        if report.not_here:
            some = ", ".join(sorted(report.not_here)[:SHOWN])
            self.stdout.write(
                f"  left out: {plural(len(report.not_here), 'body', 'bodies')} whose code no institution here has "
                f"({some}{', and others' if len(report.not_here) > SHOWN else ''})"
            )
        for remark in report.remarks:
            self.stdout.write(f"  {remark}")


def _first_year(text: str) -> int:
    match = _YEAR.fullmatch(text.strip())
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise CommandError(f'"{text}" is not a financial year. Write it as 2016/17.')
    return int(match[1])
