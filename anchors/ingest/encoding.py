"""Bytes of a text file: one pass that measures them, and the encoding that follows."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from dataclasses import dataclass

from anchors.ingest.findings import Refused
from anchors.ingest.memory import Source

BLOCK = 1 << 20
_HIGH = bytes(range(0x80))
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BINARY = bytes(b for b in range(0x20) if b not in b"\t\n\r\x0b\x0c\x1a\x1c\x1d\x1e\x1f")


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "anchors-latin-1"), error.end


codecs.register_error("anchors-latin-1", _as_latin_1)
codecs.register_error("anchors-cp1252", _as_cp1252)


@dataclass(frozen=True)
class Encoding:
    """How to turn the bytes of one file into text. `name` is what the user is told."""

    name: str
    codec: str
    errors: str
    sha256: str
    size: int
    nuls: bool

    def open(self, path: Source) -> tuple[io.TextIOWrapper, io.BufferedReader]:
        """The file as text, line ends untouched, and the bytes beneath it, whose position is the progress made."""
        raw = path.open("rb")
        return io.TextIOWrapper(raw, encoding=self.codec, errors=self.errors, newline=""), raw


def digest(path: Source) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def encoding_of(path: Source) -> Encoding:
    """UTF-16 by its mark or its zero bytes, else UTF-8 if every byte agrees, else Windows-1252 (odd bytes kept)."""
    sha, size, nuls = hashlib.sha256(), 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    valid = True
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        while block := file.read(BLOCK):
            sha.update(block)
            size += len(block)
            nuls += block.count(0)
            valid = valid and _decodes(decoder, block)
        valid = valid and _decodes(decoder, b"", final=True)
    name, codec, errors = _chosen(
        path, head, nuls, size, valid=valid, mostly_utf8=not valid and _is_mostly_utf8(path)
    )
    return Encoding(name, codec, errors, sha.hexdigest(), size, nuls > 0)


def _is_mostly_utf8(path: Source) -> bool:
    """Whether four in five of the bytes that are not ASCII belong to characters of UTF-8."""
    high, multibyte = 0, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if not block.isascii():
                high += len(block.translate(None, _HIGH))
                multibyte += sum(map(len, _MULTIBYTE.findall(block)))
    return multibyte * 5 >= high * 4 > 0


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _chosen(
    path: Source, head: bytes, nuls: int, size: int, *, valid: bool, mostly_utf8: bool
) -> tuple[str, str, str]:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16", "utf-16", "replace"
    if nuls > size // 4 and (wide := _unmarked_wide(path)):
        return "UTF-16", wide, "replace"
    _refuse_binary(path)
    if head.startswith(b"\xef\xbb\xbf"):
        return "UTF-8", "utf-8-sig", "anchors-cp1252"
    if valid:
        return "UTF-8", "utf-8", "strict"
    if mostly_utf8:
        return "UTF-8 and Windows-1252", "utf-8", "anchors-cp1252"
    return "Windows-1252", "cp1252", "anchors-latin-1"


def _unmarked_wide(path: Source) -> str:
    with path.open("rb") as file:
        sample = file.read(4096)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and even < odd // 8:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 4 and odd < even // 8 else ""


def _refuse_binary(path: Source) -> None:
    with path.open("rb") as file:
        sample = file.read(64 * 1024).rstrip(b"\x00")
    odd = len(sample) - len(sample.translate(None, _BINARY))
    if odd > max(3, len(sample) // 20):
        raise Refused("The selected file is not a spreadsheet. The selected file must be a CSV or XLSX.")
