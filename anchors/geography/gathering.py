"""From paths to the tables in them that are wanted, and a reason for each one that is not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anchors.geography.files import ReferenceFileError, tables_in
from anchors.geography.recognition import FileKind, Recognised, recognised


@dataclass(frozen=True)
class Skipped:
    """A file in a folder that was passed over, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Gathered:
    """What was found: tables in the order in which they are loaded, and files passed over."""

    tables: tuple[Recognised, ...]
    skipped: tuple[Skipped, ...]


def gathered(
    paths: Iterable[Path], kinds: Sequence[FileKind], order: Sequence[FileKind], expected: str
) -> Gathered:
    """The tables of the wanted kinds under some files and folders.

    A file named itself must be of a wanted kind; one inside a folder is passed over when it is not. Raises
    ReferenceFileError, before anything is loaded, for a path that does not exist or a named file that is wrong.
    """
    tables: list[Recognised] = []
    skipped: list[Skipped] = []
    for path in paths:
        if not path.exists():
            raise ReferenceFileError(f"{path} does not exist. Check the path.")
        for file in _files(path):
            found, reason = _tables(file, kinds)
            if not found and not path.is_dir():
                raise ReferenceFileError(f"{file.name}: {reason} Expected {expected}.")
            tables += found
            if not found:
                skipped.append(Skipped(str(file.relative_to(path)), reason))
    tables.sort(key=lambda found: (order.index(found.kind), found.edition[-2:]))
    return Gathered(tuple(tables), tuple(skipped))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not file.name.startswith("."):
            yield file


def _tables(path: Path, kinds: Sequence[FileKind]) -> tuple[list[Recognised], str]:
    """The wanted tables of one file; of several alike in it (a directory whole and in parts) the largest."""
    found: dict[str, Recognised] = {}
    reason = ""
    try:
        for table in tables_in(path):
            try:
                each = recognised(table, kinds)
            except ReferenceFileError as error:
                reason = reason or str(error)
            else:
                found.setdefault(each.kind.code, each)
    except ReferenceFileError as error:
        reason = str(error)
    return list(found.values()), reason
