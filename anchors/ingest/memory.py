"""A file that is only in memory: what it holds is never written to a disk while it is read."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Facts:
    """What `Path.stat` says of a file, as far as it is asked."""

    st_size: int


class MemoryFile:
    """The part of a `Path` that reading needs, over bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __repr__(self) -> str:
        """Nothing of what it holds."""
        return "<file in memory>"

    def open(self, _mode: str = "rb") -> io.BufferedReader:
        """The bytes, from the start; they are not copied."""
        return io.BufferedReader(io.BytesIO(self._content))

    def read_bytes(self) -> bytes:
        """All of it."""
        return self._content

    def stat(self) -> Facts:
        """Its size."""
        return Facts(len(self._content))

    def exists(self) -> bool:
        """It does."""
        return True

    def is_file(self) -> bool:
        """It is one."""
        return True


Source = Path | MemoryFile
"""Where the engine reads from."""
