"""`manage.py load_indicators PATH…`: published figures about places, as their publishers give them out."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchors.geography.files import ReferenceFileError
from anchors.geography.gathering import gathered
from anchors.reports import LoadReport
from metrics.place_loading import EXPECTED, KINDS, load_tables


class Command(BaseCommand):
    """Place indicators from files or folders of them; a second run changes nothing."""

    help = "Load place indicators: OHID Fingertips CSV, Nomis CSV, tables with one figure a row, the Health Index."

    def add_arguments(self, parser: CommandParser) -> None:
        """Paths, and what the files themselves may not say."""
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="files, or folders to look through"
        )
        parser.add_argument(
            "--vintage", default="", help="edition of the areas, where a file does not say it"
        )
        parser.add_argument(
            "--publisher", default="", help="who published the files; otherwise known from what they hold"
        )

    def handle(self, *args: Any, paths: list[Path], vintage: str, publisher: str, **options: Any) -> None:
        """Print a table of what was loaded. A file that cannot be used ends it with the reason."""
        try:
            found = gathered(paths, KINDS, KINDS, EXPECTED)
        except ReferenceFileError as error:
            raise CommandError(str(error)) from error
        if not found.tables:
            raise CommandError(f"No file there is one that is used here. Expected {EXPECTED}.")
        report = LoadReport(self.stdout)
        report.print_loaded(load_tables(found.tables, vintage=vintage, publisher=publisher))
        report.print_skipped(found.skipped)
        report.finish()
