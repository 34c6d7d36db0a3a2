"""What the commands that load reference files have in common: what they take and what they print."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.dispatch import Signal

from anchors.geography.files import ReferenceFileError
from anchors.geography.gathering import Skipped, gathered
from anchors.geography.loading import LoadedFile, RefusedFile
from anchors.geography.recognition import FileKind, Recognised

reference_loaded = Signal()
"""Sent after a command loaded boundaries, postcodes or registers: what rests on them is out of date."""

SHOWN = 3
_BESIDES = re.compile(r"[:(]")
"""Where a reason goes on to what this one file has in it."""
_LINE = "{:<58} {:>11} {:>11} {:>11} {:>11}"


class LoadReport:
    """Prints as the work goes on; `finish` fails if a file was refused."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._refused: list[RefusedFile] = []

    def print_loaded(self, results: Iterable[LoadedFile | RefusedFile]) -> None:
        """A line a file with its counts of records."""
        self._out.write(_LINE.format("", "rows", "added", "changed", "unchanged"))
        for result in results:
            if isinstance(result, RefusedFile):
                self._refused.append(result)
                self._out.write(f"{result.name}: refused. {result.reason}")
                continue
            counts = (result.rows, result.change.added, result.change.changed, result.change.unchanged)
            self._out.write(_LINE.format(result.title, *(f"{count:,}" for count in counts)))
            self._out.write(f"    {result.name}" + (f" ({result.note})" if result.note else ""))

    def print_skipped(self, skipped: Iterable[Skipped]) -> None:
        """Files in a folder that are not used: a line a reason, however many there are and whatever each holds."""
        alike: dict[str, list[Skipped]] = {}
        for each in skipped:
            alike.setdefault(_BESIDES.split(each.reason)[0], []).append(each)
        for cause, files in alike.items():
            if len(files) == 1:
                self._out.write(f"Not used: {files[0].name}. {files[0].reason}")
                continue
            names = ", ".join(each.name for each in files[:SHOWN])
            others = f" and {len(files) - SHOWN:,} more" if len(files) > SHOWN else ""
            self._out.write(f"Not used: {len(files):,} files ({names}{others}). {cause.rstrip('. ')}.")

    def finish(self) -> None:
        """Fail if anything was refused, so that scripts notice."""
        if self._refused:
            names = ", ".join(each.name for each in self._refused)
            raise CommandError(f"Nothing was loaded from {names}; see the reasons above.")


class LoadCommand(BaseCommand):
    """Loads files of some kinds in whatever order they come; a second run changes nothing."""

    kinds: ClassVar[Sequence[FileKind]]
    order: ClassVar[Sequence[FileKind]]
    expected: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="files, or folders to look through"
        )

    def loaded(self, tables: tuple[Recognised, ...]) -> Iterator[LoadedFile | RefusedFile]:
        """Load the tables; a line of the report for each as it is done."""
        raise NotImplementedError

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        """Print a table of what was loaded. A file that cannot be used ends it with the reason."""
        try:
            found = gathered(paths, self.kinds, self.order, self.expected)
        except ReferenceFileError as error:
            raise CommandError(str(error)) from error
        if not found.tables:
            raise CommandError(f"No file there is one that is used here. Expected {self.expected}.")
        report = LoadReport(self.stdout)
        report.print_loaded(self.loaded(found.tables))
        report.print_skipped(found.skipped)
        reference_loaded.send(sender=type(self))
        report.finish()
