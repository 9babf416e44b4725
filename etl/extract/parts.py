"""Large files of records, cut into parts of whole records, so that no process ever holds one whole.

    file --layout_of--> its format and head --cut--> RawPart, RawPart, ... each a small document of the same format

A part of a table repeats the header. Records are cut at line ends, and in a table where every quote is closed; a line end is never
inside a character in any encoding that is read so.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import BinaryIO, cast

from etl.exceptions import Rejected
from etl.extract.encodings import decode
from etl.extract.formats import FORMATS, json_lines, table
from etl.extract.hints import Hints
from etl.models import RawPart

LARGE_BYTES = 16 * 1024 * 1024
"""A file of more bytes is cut, if it can be."""

PART_BYTES = 2 * 1024 * 1024
"""A part has about so many bytes: parsed, it takes ten times as much memory."""

HEAD_BYTES = 256 * 1024
"""By so many bytes the format is told."""

MAX_RECORD_BYTES = 64 * 1024 * 1024
"""A line of more bytes is broken anyway, and is cut."""

MAX_ROW_LINES = 1000
"""After so many lines more a quote was not closed, and the row is cut."""

STATEFUL = ("utf-16", "utf-32", "utf-7", "iso2022", "iso-2022", "hz")
"""Encodings in which a byte means a line end, or a quote, only after what came before."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """How files of a format are cut.

    Attributes:
        head: what stands before the records, and in every part.
        piece: reads about `PART_BYTES` bytes, to where a record ends.
        count: counts the records in a piece.
    """

    head: re.Pattern[bytes]
    piece: Callable[[BinaryIO], bytes]
    count: Callable[[bytes], int]


@dataclass(frozen=True, slots=True)
class Layout:
    """What has to be known of a file to cut it.

    Attributes:
        format: the name of its format.
        head: the bytes that every part repeats.
    """

    format: str
    head: bytes


def layout_of(file: BinaryIO, hints: Hints) -> Layout | None:
    """Tell by its first bytes whether a file can be cut, and how."""
    content = file.read(HEAD_BYTES)
    whole_lines = content[: content.rfind(b"\n") + 1]
    try:
        decoded = decode(whole_lines)
    except Rejected:
        return None
    name = next(format_.NAME for format_ in FORMATS if format_.recognises(decoded.text, hints))
    if name not in CUTS or decoded.encoding.startswith(STATEFUL):
        return None
    head = CUTS[name].head.match(whole_lines)
    return Layout(name, head.group() if head else b"")


def cut(file: BinaryIO, uri: str, layout: Layout) -> Iterator[RawPart]:
    """Cut a file into parts, read once before for the hash by which it is known."""
    file.seek(0)
    sha256, size = hashlib.file_digest(cast("io.BufferedReader", file), "sha256").hexdigest(), file.tell()
    file.seek(len(layout.head))
    way = CUTS[layout.format]
    first, following = 1, way.piece(file)
    for number in count(1):
        piece, following = following, way.piece(file)
        content = layout.head + piece
        yield RawPart(
            uri,
            content,
            sha256=sha256,
            size_bytes=size,
            format=layout.format,
            number=number,
            first_record=first,
            is_last=not following,
        )
        if not following:
            return
        first += way.count(piece)


def _lines(file: BinaryIO) -> bytes:
    piece = file.read(PART_BYTES)
    return piece if piece.endswith(b"\n") else piece + file.readline(MAX_RECORD_BYTES)


def _rows(file: BinaryIO) -> bytes:
    """Read whole lines until every quote is closed; one that never is costs the row that it stands in."""
    lines = [_lines(file)]
    quotes = lines[0].count(b'"')
    while quotes % 2 and len(lines) <= MAX_ROW_LINES and (line := file.readline(MAX_RECORD_BYTES)):
        quotes += line.count(b'"')
        lines.append(line)
    return b"".join(lines)


def _count_lines(piece: bytes) -> int:
    return sum(1 for line in piece.splitlines() if line.strip())


def _count_rows(piece: bytes) -> int:
    """Count the rows of a table; where quotes are broken, about."""
    try:
        return sum(1 for row in csv.reader(io.StringIO(piece.decode("latin-1"), newline="")) if row)
    except csv.Error:
        return _count_lines(piece)


CUTS = {
    json_lines.NAME: _Cut(re.compile(rb""), _lines, _count_lines),
    table.NAME: _Cut(
        re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:sep=.[\r\n]+)?[^\r\n]+(?:\r\n|\r|\n)", re.IGNORECASE), _rows, _count_rows
    ),
}
"""The formats that can be cut, by their names."""
