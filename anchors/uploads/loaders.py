"""What a lever does with the accepted lines of its kind of upload."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from anchors.models import AnchorInstitution, Upload
from anchors.periods import Period


@dataclass(frozen=True)
class Repeats:
    """Lines of a file that are in the books already, and the uploads that brought them."""

    lines: int
    pence: int
    uploads: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """For the upload's row."""
        return {"lines": self.lines, "pence": self.pence, "uploads": list(self.uploads)}


@dataclass(frozen=True)
class Loaded:
    """What went into the books."""

    lines: int
    pence: int


class Loader(Protocol):
    """`load` and `unload` run in a transaction while no other upload of the institution is loaded or undone."""

    def repeats(self, upload: Upload) -> Repeats:
        """How much of the file other loaded uploads already brought."""

    def load(self, upload: Upload) -> Loaded:
        """Put the accepted lines into the books; called at most once for an upload that stays loaded."""

    def unload(self, upload: Upload) -> None:
        """Take the upload's lines out of the books again; harmless when there are none."""

    def months(self, institution: AnchorInstitution, period: Period) -> dict[int, Loaded]:
        """What the books hold for the institution, by month (ym); months without lines are missing."""


Whose = Callable[[str], str | None]
"""From the owner named in a row to None for the sender's own, else why the row is passed over (maybe nothing)."""

_loaders: dict[str, Loader] = {}
_whose: dict[str, Callable[[Upload], Whose]] = {}
_replaces: dict[str, Callable[[Upload], str]] = {}


def register_loader(
    kind: str,
    loader: Loader,
    *,
    whose: Callable[[Upload], Whose] | None = None,
    replaces: Callable[[Upload], str] | None = None,
) -> None:
    """Declare what loading means for a kind. A second loader for the same kind is refused at start-up.

    `whose` is for lists that hold many bodies in one file: it tells the rows of an upload's institution from others.
    `replaces` says in sentences what of the books a checked upload would change.
    """
    if kind in _loaders:
        message = f'Two loaders for uploads of the kind "{kind}".'
        raise ValueError(message)
    _loaders[kind] = loader
    if whose is not None:
        _whose[kind] = whose
    if replaces is not None:
        _replaces[kind] = replaces


def loader_of(upload: Upload) -> Loader:
    """The loader of the upload's kind; KeyError where no lever registered one."""
    return _loaders[upload.kind]


def whose_rows(upload: Upload) -> Whose | None:
    """What tells the institution's own rows from others; None for kinds whose files are of one body."""
    return _whose[upload.kind](upload) if upload.kind in _whose else None


def replaced_by(upload: Upload) -> str:
    """What of the books a checked upload would change, in sentences; empty where nothing, or nothing that is told."""
    return _replaces[upload.kind](upload) if upload.kind in _replaces else ""
