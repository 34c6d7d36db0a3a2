"""What a file is, told from its bytes and never from its name; and a refusal in one sentence for what it is not."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from anchors.ingest.findings import Refused
from anchors.ingest.memory import Source

Content = Literal["text", "workbook", "archive"]

MEGABYTE = 1 << 20
LARGEST_UNPACKED = 1500 * MEGABYTE
LARGEST_RATIO = 150
RATIO_MATTERS_FROM = 100 * MEGABYTE
LARGEST_CELLS = 60_000_000
MOST_SHEETS = 300
MOST_MEMBERS = 500
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError, KeyError, RuntimeError
)  # fmt: skip
"""Everything that opening a damaged archive is known to raise."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_HEADER = 512
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEST_VIRUS = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"
_NAMED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"{\\rtf", "a Word document"),
    (b"%!PS", "a PostScript document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"#!", "a program"),
)
USE_CSV = "Save it as CSV or XLSX and upload that."
DAMAGED = "The selected file is damaged and cannot be opened. Save it again as CSV or XLSX and upload that."
LOCKED = "The selected file is password protected. Remove the password and upload it again."
TOO_BIG = (
    "The selected file unpacks to far more than a spreadsheet needs, so it was not opened. "
    "Save only the rows you need as CSV and upload that."
)


def content_of(path: Source) -> Content:
    """Whether the file is text, a workbook or an archive of files; Refused for anything else."""
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("The selected file is empty.")
    if _TEST_VIRUS in head[:1024]:
        raise Refused("The selected file contains a virus.")
    if head.startswith(_OLE):
        whole = path.read_bytes()
        if _ENCRYPTED in whole:
            raise Refused(LOCKED)
        if _has_endless_chain(whole):
            raise Refused(DAMAGED)
        return "workbook"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped_content(path)
    for start, what in _NAMED:
        if head.startswith(start):
            raise Refused(f"The selected file is {what}, not a spreadsheet. {USE_CSV}")
    _refuse_markup(head)
    return "text"


def _has_endless_chain(whole: bytes) -> bool:
    """Whether the sectors of an old workbook lead in a circle, which its reader would follow for ever."""
    if len(whole) < _OLE_HEADER:
        return True
    size = 1 << min(int.from_bytes(whole[30:32], "little"), 16)
    following: list[int] = []
    for (sector,) in struct.iter_unpack("<I", whole[76:_OLE_HEADER]):
        table = whole[(sector + 1) * size : (sector + 2) * size] if sector < len(whole) else b""
        following.extend(number for (number,) in struct.iter_unpack("<I", table[: len(table) // 4 * 4]))
    walked = [0] * len(following)
    for start in range(len(following)):
        sector = start
        while sector < len(following) and not walked[sector]:
            walked[sector] = start + 1
            sector = following[sector]
        if sector < len(following) and walked[sector] == start + 1:
            return True
    return False


def _refuse_markup(head: bytes) -> None:
    start = (
        head.replace(b"\x00", b"")
        .lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        .lstrip("ï»¿".encode())
        .lstrip()[:4096]
    )
    lower = start.lower()
    if lower.startswith(b"<"):
        is_page = re.search(rb"<(!doctype html|html|head|body|table|script|title|meta|div|p)\b", lower)
        what = "a web page" if is_page else "an XML document"
        raise Refused(
            f"The selected file is {what}, not a spreadsheet. Open the real file, then save it as CSV or XLSX."
        )
    if re.match(rb'\{\s*"|\[\s*[\{\[]\s*["\{]', start) or re.match(rb"\{\s*\}", start):
        raise Refused(f"The selected file is JSON, not a spreadsheet. {USE_CSV}")
    if lower.startswith((b"mime-version:", b"from: ", b"return-path:", b"content-type:", b"received:")):
        raise Refused(f"The selected file is an email or a saved web page, not a spreadsheet. {USE_CSV}")


def _zipped_content(path: Source) -> Content:
    try:
        with path.open("rb") as raw, zipfile.ZipFile(raw) as pack:
            members = pack.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise Refused(LOCKED)
            _refuse_bomb(members)
            return _zipped_kind(pack, {member.filename.lower() for member in members})
    except BROKEN as trouble:
        raise Refused(DAMAGED) from trouble


def _zipped_kind(pack: zipfile.ZipFile, names: set[str]) -> Content:
    if "[content_types].xml" in names:
        if any(name.startswith("xl/") for name in names):
            _refuse_far_cells(pack)
            return "workbook"
        what = "a Word document" if any(name.startswith("word/") for name in names) else "not a spreadsheet"
        raise Refused(f"The selected file is {what}. {USE_CSV}")
    if "mimetype" in names and "content.xml" in names:
        if b"spreadsheet" not in pack.read("mimetype")[:200]:
            raise Refused(f"The selected file is a document, not a spreadsheet. {USE_CSV}")
        _refuse_repeated_cells(pack)
        return "workbook"
    return "archive"


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    is_bomb = unpacked > LARGEST_UNPACKED or (
        unpacked > RATIO_MATTERS_FROM and unpacked / packed > LARGEST_RATIO
    )
    if is_bomb or len(members) > 20_000:
        raise Refused(TOO_BIG)


_FAR_CELL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
_ROW = re.compile(rb'<row [^>]{0,200}?r="([0-9]{1,7})"')


def _refuse_far_cells(pack: zipfile.ZipFile) -> None:
    """A reader keeps every cell between the first and the last: a lone cell in the far corner must not fill memory."""
    sheets = [
        name for name in pack.namelist() if re.match(r"xl/worksheets/[^/]+\.xml\Z", name, re.IGNORECASE)
    ]
    if len(sheets) > MOST_SHEETS:
        raise Refused(f"The selected file has {len(sheets):,} sheets. Save only the sheet with the payments.")
    for name in sheets:
        columns: set[bytes] = set()
        last_row, tail = 1, b""
        with pack.open(name) as sheet:
            while block := sheet.read(4 * MEGABYTE):
                text = tail + block
                columns.update(_FAR_CELL.findall(text))
                rows = _ROW.findall(text)
                last_row = max(last_row, *(int(row) for row in rows[-1:]), 1)
                tail = text[-300:]
        width = max((_column_number(letters) for letters in columns), default=1)
        if width * last_row > LARGEST_CELLS:
            raise Refused(
                "The selected file has cells so far apart that it cannot be opened. "
                "Copy the rows you need to a new sheet and upload that."
            )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_REPEAT_WITH_VALUE = re.compile(rb'<table:table-cell[^>]*number-columns-repeated="(\d+)"[^>]*office:value')
_REPEATED_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')


def _refuse_repeated_cells(pack: zipfile.ZipFile) -> None:
    """The same trap in an OpenDocument sheet: a written cell repeated sideways or downwards a million times."""
    text = pack.read("content.xml")
    widest = max((int(n) for n in _REPEAT_WITH_VALUE.findall(text)), default=1)
    if (
        widest > 100_000
        or text.count(b"<table:table ") > MOST_SHEETS
        or len(_REPEATED_ROWS.findall(text)) > 2_000_000
    ):
        raise Refused(TOO_BIG)


@dataclass(frozen=True)
class Member:
    """One file of an archive, unpacked to a place of ours."""

    name: str
    path: Path


def unpacked_members(path: Path, folder: Path) -> tuple[list[Member], list[str]]:
    """The files of an archive, written under names of our own, and the names of those that are not read at all."""
    found: list[Member] = []
    skipped: list[str] = []
    room = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(path) as pack:
            wanted = [m for m in pack.infolist() if not m.is_dir() and not _is_clutter(m.filename)]
            if len(wanted) > MOST_MEMBERS:
                raise Refused(f"The ZIP holds {len(wanted):,} files. Upload only those with payments.")
            for number, member in enumerate(wanted):
                place = folder / f"member-{number}"
                room -= _copy(pack, member, place, room)
                found.append(Member(member.filename, place))
    except BROKEN as trouble:
        raise Refused(DAMAGED) from trouble
    if not found:
        raise Refused("The ZIP holds no file.")
    return found, skipped


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(
        (".", "Thumbs.db", "desktop.ini")
    )


def _copy(pack: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, room: int) -> int:
    done = 0
    with pack.open(member) as source, place.open("wb") as target:
        while block := source.read(MEGABYTE):
            done += len(block)
            if done > room:
                raise Refused(TOO_BIG)
            target.write(block)
    return done
