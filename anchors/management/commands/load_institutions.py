"""`manage.py load_institutions PATH…`: NHS trusts, boards and councils from the registers that are published."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anchors.geography.files import ReferenceFileError
from anchors.geography.gathering import gathered
from anchors.registers.kinds import EXPECTED, KINDS, LOAD_ORDER
from anchors.registers.loading import load_registers
from anchors.reports import LoadReport


class Command(BaseCommand):
    """Loads registers in whatever order they come; a second run changes nothing. Best after `load_geography`."""

    help = (
        "Load registers of institutions: ODS lists of trusts and commissioners, boards, councils, or folders."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="files, or folders to look through"
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        """Print a table of what was loaded. A file that cannot be used ends it with the reason."""
        try:
            found = gathered(paths, KINDS, LOAD_ORDER, EXPECTED)
        except ReferenceFileError as error:
            raise CommandError(str(error)) from error
        if not found.tables:
            raise CommandError(f"No file there is one that is used here. Expected {EXPECTED}.")
        report = LoadReport(self.stdout)
        report.print_loaded(load_registers(found.tables))
        report.print_skipped(found.skipped)
        report.finish()
