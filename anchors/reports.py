"""What the commands that load reference files print: a short table, files passed over, files refused."""

from collections.abc import Iterable

from django.core.management.base import CommandError, OutputWrapper

from anchors.geography.gathering import Skipped
from anchors.geography.loading import LoadedFile, RefusedFile

_LINE = "{:<58} {:>11} {:>11} {:>11} {:>11}"


class LoadReport:
    """Prints as the work goes on; `finish` fails if a file was refused."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._refused: list[RefusedFile] = []

    def print_loaded(self, results: Iterable[LoadedFile | RefusedFile], *, heading: bool = True) -> None:
        """A line a file with its counts of records."""
        if heading:
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
        """Files in a folder that are not used, with the reason; many alike as one line."""
        reasons: dict[str, list[str]] = {}
        for each in skipped:
            reasons.setdefault(each.reason, []).append(each.name)
        for reason, names in reasons.items():
            others = f" and {len(names) - 3} more like it" if len(names) > 3 else ""
            self._out.write(f"Not used: {', '.join(names[:3])}{others}. {reason}")

    def finish(self) -> None:
        """Fail if anything was refused, so that scripts notice."""
        if self._refused:
            names = ", ".join(each.name for each in self._refused)
            raise CommandError(f"Nothing was loaded from {names}; see the reasons above.")
