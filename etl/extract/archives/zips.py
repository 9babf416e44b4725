"""zip, and what is a zip of something: WACZ (of WARCs), EPUB (of XHTML pages).

`zipfile` holds a whole directory in memory, gives up all of an archive for one broken entry, and cannot read one that was cut
off; names it decodes as UTF-8 or code page 437 only. The format is small enough to be read here: the directory at the end,
entry by entry, or, where there is none, what stands before each file.
"""

import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from etl.exceptions import Binary, Encrypted, Malformed, Rejected, Unreadable
from etl.extract.archives.compression import BZIP2, DEFLATE, XZ, ZSTD
from etl.extract.archives.limits import Budget
from etl.extract.archives.members import Found, Member, Refusal, file_name, names_encoding
from etl.extract.archives.streams import Checked, Section, Stream, buffered, seekable, size_of
from etl.extract.archives.unpacking import unpacked

FILE, ENTRY, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
END64_LOCATOR, END64 = b"PK\6\7", b"PK\6\6"
_FILE = struct.Struct("<4x2xHH4x3LHH")
_ENTRY = struct.Struct("<4xxB2xHH4x3L3H4x2L")
_END = struct.Struct("<4x8x2L2x")
_END64_LOCATOR_SIZE = 20
_END64 = struct.Struct("<4x36x2Q")
_MAX_COMMENT = 65_535
IN_EXTRA = 0xFFFFFFFF
"""A number that is too large for its field and stands in the extra fields."""

IS_ENCRYPTED, SIZES_FOLLOW, IS_UTF8 = 0x1, 0x8, 0x800
UNIX = 3
ZIP64, UNICODE_PATH = 0x0001, 0x7075

STORED = 0
METHODS = {8: DEFLATE, 12: BZIP2, 93: ZSTD, 95: XZ}

WEIGHED_NAMES = 1000
"""So many names are looked at to tell their encoding, and what kind of archive it is."""

PARTS = {
    b"xl/workbook.xml": "an Excel workbook",
    b"xl/workbook.bin": "an Excel workbook",
    b"word/document.xml": "a Word document",
    b"ppt/presentation.xml": "a PowerPoint presentation",
    b"[Content_Types].xml": "an Office document",
    b"META-INF/manifest.xml": "an OpenDocument file",
    b"OFD.xml": "an OFD document",
    b"Index/Document.iwa": "an iWork document",
    b"AndroidManifest.xml": "an Android program",
    b"META-INF/MANIFEST.MF": "a Java program",
    b"classes.dex": "an Android program",
}
"""What is a zip and no archive, by what lies in it, the most particular first."""
MIMETYPE = b"mimetype"
"""The member by which some say what they are."""
MIMETYPES = {"application/vnd.oasis.opendocument.": "an OpenDocument file", "application/epub+zip": ""}
"""What it says, or how that begins: what that is called, nothing if it is opened."""
_IN_WORDS = re.compile(r"application/[\w.+-]{1,80}")
EPUB = b"META-INF/container.xml"
PAGES = (".xhtml", ".html", ".htm")
"""What of an EPUB is text."""
WACZ, WARCS = b"datapackage.json", "archive/"
"""What tells a WACZ, and where its WARCs lie; the rest of it are indexes, and the text of the same pages."""
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What desktops leave in archives; names that begin or end so."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is said of one file.

    Attributes:
        name: as written.
        flags: see `IS_ENCRYPTED` and its neighbours.
        method: how it is packed.
        crc: the CRC-32 of its content.
        packed: its size in the archive, in bytes.
        size: its size, in bytes.
        starts: where its own header may begin, in bytes: where the directory says, or later by what somebody put before the
            archive (or earlier, by what is missing before it).
        mode: its Unix mode; 0 if it has none.
    """

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    starts: tuple[int, ...]
    mode: int = 0


def recognises(head: bytes) -> bool:
    """Tell a zip by its first file, or by having none."""
    return head.startswith((FILE, END))


def members(stream: Stream, budget: Budget) -> Iterator[Found]:
    """Open the files in the order of the directory.

    Raises:
        Binary: it is an Office document or a program, not an archive of documents.
        Malformed: its directory is broken, or cut off; the files before that were read.
    """
    with seekable(stream, budget.limits) as file:
        directory = _directory(file)
        first = list(islice(_tolerant(_entries(file, directory)), WEIGHED_NAMES))
        encoding = names_encoding([entry.name for entry in first if not entry.flags & IS_UTF8])
        is_wanted = _selection({entry.name for entry in first}, _stated_type(file, first, budget))
        for entry in _entries(file, directory):
            name = entry.name.decode("utf-8" if entry.flags & IS_UTF8 else encoding, "surrogateescape")
            if not name.endswith("/") and is_wanted(name):
                yield _open(file, entry, file_name(name), budget)


def _open(file: BinaryIO, entry: _Entry, name: str, budget: Budget) -> Found:
    if entry.flags & IS_ENCRYPTED:
        return Refusal(name, Encrypted("it opens with a password only"))
    if entry.mode and not stat.S_ISREG(entry.mode):
        return Refusal(name, Unreadable("it is a link or a device"))
    method = METHODS.get(entry.method)
    if method is None and entry.method != STORED:
        return Refusal(name, Unreadable(f"it is packed by method {entry.method}, which is not read here"))
    start = _data_start(file, entry)
    if start is None:
        return Refusal(name, Malformed("it is not where the archive's directory says"))
    data = buffered(Section(file, start, entry.packed))
    if method is None:
        budget.spend(entry.packed)  # the same bytes may be named a thousand times
    else:
        data = unpacked(method, data, budget)
    return Member(name, buffered(Checked(data, entry.size, entry.crc)))


def _data_start(file: BinaryIO, entry: _Entry) -> int | None:
    """Find a file's first byte, behind its own header; None if that is not there."""
    total = size_of(file)
    for start in entry.starts:
        if 0 <= start <= total:
            file.seek(start)
            header = file.read(_FILE.size)
            if len(header) == _FILE.size and header.startswith(FILE):
                *_, name_size, extra_size = _FILE.unpack(header)
                return start + _FILE.size + int(name_size) + int(extra_size)
    return None


# ------------------------------------------------------------------------------------------------ kinds of zip


def _selection(names: set[bytes], stated: str) -> Callable[[str], bool]:
    """Tell which members of an archive are documents, by what lies in it and by what it states that it is."""
    if what := _program(names, stated):
        raise Binary(f"it is {what}")
    if EPUB in names:
        return lambda name: name.lower().endswith(PAGES)
    if WACZ in names and any(name.startswith(WARCS.encode()) for name in names):
        return lambda name: name.startswith(WARCS)
    return lambda name: not name.startswith(LITTER) and not name.endswith(LITTER)


def _program(names: set[bytes], stated: str) -> str:
    """Tell what a zip is that is no archive."""
    for beginning, what in MIMETYPES.items():
        if stated.startswith(beginning):
            return what
    return next((what for part, what in PARTS.items() if part in names), stated and f"a file of the type {stated}")


def _stated_type(file: BinaryIO, entries: Sequence[_Entry], budget: Budget) -> str:
    """Read what type it states in a member made for that; nothing if it has none."""
    stating = next((entry for entry in entries if entry.name == MIMETYPE), None)
    if stating is None:
        return ""
    found = _open(file, stating, "", budget)
    try:
        content = found.stream.read(MAX_TYPE_BYTES) if isinstance(found, Member) else b""
    except Rejected:
        return ""
    stated = _IN_WORDS.fullmatch(content.decode("utf-8-sig", "replace").strip())
    return stated.group() if stated else ""


MAX_TYPE_BYTES = 200

# ------------------------------------------------------------------------------------------------ the directory


@dataclass(frozen=True, slots=True)
class _Directory:
    """Where the directory is: its first byte, its size, and how many bytes somebody put before the archive."""

    start: int
    size: int
    shift: int


def _directory(file: BinaryIO) -> _Directory | None:
    """Find the directory by what stands at the very end; None if it was cut off."""
    total = size_of(file)
    tail_start = max(0, total - _MAX_COMMENT - _END.size - _END64_LOCATOR_SIZE - _END64.size)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < _END.size:
        return None
    size, start = _END.unpack_from(tail, at)
    end = tail_start + at
    before = at - _END64_LOCATOR_SIZE - _END64.size
    if before >= 0 and tail.startswith(END64_LOCATOR, at - _END64_LOCATOR_SIZE) and tail.startswith(END64, before):
        size, start = _END64.unpack_from(tail, before)
        end = tail_start + before
    found = _Directory(end - size, size, end - size - start)
    file.seek(max(0, found.start))
    is_there = found.start >= 0 and (not size or file.read(len(ENTRY)) == ENTRY)
    return found if is_there else None


def _entries(file: BinaryIO, directory: _Directory | None) -> Iterator[_Entry]:
    return _listed(file, directory) if directory else _met(file)


def _tolerant(entries: Iterator[_Entry]) -> Iterator[_Entry]:
    with suppress(Malformed):
        yield from entries


def _listed(file: BinaryIO, directory: _Directory) -> Iterator[_Entry]:
    """Read the directory."""
    rows = buffered(Section(file, directory.start, directory.size))
    while row := rows.read(_ENTRY.size):
        if len(row) < _ENTRY.size or not row.startswith(ENTRY):
            raise Malformed("its directory is broken: files are missing")
        host, flags, method, crc, packed, size, name_size, extra_size, comment_size, attributes, start = _ENTRY.unpack(
            row
        )
        name, extra = rows.read(name_size), rows.read(extra_size)
        rows.read(comment_size)
        mode = stat.S_IFMT(attributes >> 16) if host == UNIX else 0
        entry = _Entry(name, flags, method, crc, packed, size, (start,), mode)
        entry = _with_extra(entry, extra)
        yield replace(entry, starts=(entry.starts[0] + directory.shift, *entry.starts))


def _met(file: BinaryIO) -> Iterator[_Entry]:
    """Read what stands before each file, from the first to where the archive was cut off."""
    position = 0
    while True:
        file.seek(position)
        header = file.read(_FILE.size)
        if len(header) < _FILE.size or not header.startswith(FILE):
            break
        flags, method, crc, packed, size, name_size, extra_size = _FILE.unpack(header)
        if flags & SIZES_FOLLOW and not packed:
            break
        name, extra = file.read(name_size), file.read(extra_size)
        entry = _with_extra(_Entry(name, flags, method, crc, packed, size, (position,)), extra)
        yield entry
        position += _FILE.size + name_size + extra_size + entry.packed
    raise Malformed("it was cut off, its directory is missing: there may have been more files")


def _with_extra(entry: _Entry, extra: bytes) -> _Entry:
    """Read what did not fit its field, and the name in UTF-8 that some write beside the other."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        field = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == ZIP64:
            numbers = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            entry = replace(
                entry,
                size=next(numbers, 0) if entry.size == IN_EXTRA else entry.size,
                packed=next(numbers, 0) if entry.packed == IN_EXTRA else entry.packed,
                starts=(next(numbers, 0),) if entry.starts == (IN_EXTRA,) else entry.starts,
            )
        elif kind == UNICODE_PATH and field[1:5] == struct.pack("<L", zlib.crc32(entry.name)):
            entry = replace(entry, name=field[5:], flags=entry.flags | IS_UTF8)
    return entry
