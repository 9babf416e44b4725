"""tar: headers of 512 bytes, each before its file. Read forward only: a `.tar.gz` need not be unpacked to be looked at.

`tarfile` reads an extended header of any size into memory, and ends without a word at the first header that is broken; of it we
use what reads one header.
"""

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from etl.exceptions import Malformed, Unreadable
from etl.extract.archives.limits import MIB, Budget
from etl.extract.archives.members import Found, Member, Refusal, file_name, names_encoding
from etl.extract.archives.streams import Part, Stream, buffered

BLOCK = tarfile.BLOCKSIZE
MAX_HEADER_BYTES = MIB
"""The largest extended header that is read for a name."""

EXTENDED_HEADERS = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
HEADERS = (tarfile.GNUTYPE_LONGNAME, *EXTENDED_HEADERS, tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE)
"""What is said of the next file, or of all."""
PASSED_OVER = (*HEADERS, tarfile.DIRTYPE, b"V")
"""Headers, folders, an archive's label."""
WITHOUT_DATA = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE)
NEVER_OPENED = {
    tarfile.LNKTYPE: "a link",
    tarfile.SYMTYPE: "a link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.GNUTYPE_SPARSE: "a file with holes",
    b"M": "the rest of a file in another archive",
}
REMEMBERED_NAMES = 50
"""So many names are weighed together to tell their encoding."""


def recognises(head: bytes) -> bool:
    """Tell a tar by its first header, whose checksum is right."""
    return _header(head[:BLOCK]) is not None


def members(stream: Stream, budget: Budget) -> Iterator[Found]:  # noqa: ARG001 - nothing is unpacked here
    """Open the files one after the other; a header that is broken costs what lies before the next one."""
    names: list[bytes] = []
    said = _Said()
    position, is_lost = 0, False
    while block := stream.read(BLOCK):
        here, position = position, position + len(block)
        header = _header(block)
        if header is None:
            if block.strip(b"\0") and not is_lost:
                is_lost = True
                yield Refusal(f"@{here}", Malformed(f"there is no tar header at byte {here}"))
            continue
        is_lost = False
        size = header.size if said.size is None else said.size
        position += size + -size % BLOCK
        data = Part(stream, size)
        if header.type in (tarfile.GNUTYPE_LONGNAME, *EXTENDED_HEADERS):
            said = _said(header.type, buffered(data), size)
        elif header.type not in PASSED_OVER:
            name = _decoded(said.name or header.name.encode("iso-8859-1"), names)
            if what := NEVER_OPENED.get(header.type):
                yield Refusal(name, Unreadable(f"it is {what}"))
            else:
                yield Member(name, buffered(data))
        data.drain()
        stream.read(-size % BLOCK)
        if header.type not in HEADERS:
            said = _Said()


@dataclass(frozen=True, slots=True)
class _Said:
    """What headers before a file's own say of it: its name and its size, if they are too long for that one."""

    name: bytes | None = None
    size: int | None = None


def _said(kind: bytes, data: Stream, size: int) -> _Said:
    if size > MAX_HEADER_BYTES:
        raise Malformed(f"it has a header of {size} bytes")
    content = data.read(size)
    if kind == tarfile.GNUTYPE_LONGNAME:
        return _Said(name=content.rstrip(b"\0"))
    stated = {found["key"]: found["value"] for found in _RECORD.finditer(content)}
    digits = stated.get(b"size", b"")
    return _Said(stated.get(b"path"), int(digits) if digits.isdigit() and len(digits) < _MAX_DIGITS else None)


_RECORD = re.compile(rb"\d+ (?P<key>[^=\n]+)=(?P<value>[^\n]*)\n")
_MAX_DIGITS = 20


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        header = tarfile.TarInfo.frombuf(block, "iso-8859-1", "strict")
    except tarfile.TarError:
        return None
    if header.type in WITHOUT_DATA:
        header.size = 0  # some writers state the size of what a link leads to
    return header if header.size >= 0 else None


def _decoded(name: bytes, names: list[bytes]) -> str:
    """Decode a name by the evidence of those before it."""
    if name.isascii():
        return file_name(name.decode("ascii"))
    names[:] = [*names[-REMEMBERED_NAMES:], name]
    return file_name(name.decode(names_encoding(names), "surrogateescape"))
