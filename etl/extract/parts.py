"""Large files of records, cut into parts of whole records, so that no process ever holds one whole.

    file --layout_of--> its format and how it is cut --cut--> RawPart, RawPart, ... each a small document of the same format

Every part repeats what stands before the records, and what stands behind them: a table's header, a list's brackets. Records are told
apart among characters, not among bytes, which mean a line end or a bracket in some encodings only after what came before; what
cannot be decoded comes through as it is.
"""

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import BinaryIO, cast

from etl.exceptions import Rejected
from etl.extract.encodings import decode
from etl.extract.formats import FORMATS, doc_records, json_lines, json_records, table
from etl.extract.hints import Hints
from etl.extract.seams import Seams, seams_of_elements, seams_of_lines, seams_of_list, seams_of_rows
from etl.models import RawPart

LARGE_BYTES = 16 * 1024 * 1024
"""A file of more bytes is cut, if it can be."""

PART_BYTES = 2 * 1024 * 1024
"""A part has about so many bytes: parsed, it takes ten times as much memory."""

HEAD_BYTES = 256 * 1024
"""By so many bytes the format is told."""

MAX_RECORD = 32 * 1024 * 1024
"""A record of more characters is broken anyway, and is cut."""

UNKNOWN_TO_PYTHON = ("euc-tw", "iso-2022-cn", "hz", "utf-32", "iso2022")
"""Encodings that are read whole: nobody writes large files in them."""

SEAMS: dict[str, Callable[[str, Hints], Seams | None]] = {
    json_lines.NAME: seams_of_lines,
    json_records.NAME: seams_of_list,
    table.NAME: seams_of_rows,
    doc_records.NAME: seams_of_elements,
}
"""The formats that can be cut, by their names, and what tells where."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What has to be known of a file to cut it.

    Attributes:
        format: the name of its format.
        encoding: Python's name of the codec that reads it.
        seams: where it is cut.
    """

    format: str
    encoding: str
    seams: Seams


def layout_of(file: BinaryIO, hints: Hints) -> Layout | None:
    """Tell by its first bytes whether a file can be cut, and how."""
    content = file.read(HEAD_BYTES)
    try:
        decoded = decode(content[: content.rfind(b"\n") + 1] or content)
    except Rejected:
        return None
    if decoded.encoding.startswith(UNKNOWN_TO_PYTHON):
        return None
    name = next(format_.NAME for format_ in FORMATS if format_.recognises(decoded.text, hints))
    decoder = _Decoder(decoded.encoding)
    seams = SEAMS[name](decoder.decode(content), hints) if name in SEAMS else None
    return Layout(name, decoded.encoding, seams) if seams else None


def cut(file: BinaryIO, uri: str, layout: Layout) -> Iterator[RawPart]:
    """Cut a file into parts, read once before for the hash by which it is known."""
    sha256, size = sum_of(file)
    file.seek(0)
    contents = _contents(file, layout)
    first, records = 1, next(contents)
    for number in count(1):
        following = next(contents, None)
        yield RawPart(
            uri,
            records.content,
            sha256=sha256,
            size_bytes=size,
            format=layout.format,
            number=number,
            first_record=first,
            is_last=following is None,
        )
        if following is None:
            return
        first, records = first + layout.seams.count(records.text), following


def sum_of(file: BinaryIO) -> tuple[str, int]:
    """Sum up and count a file's bytes."""
    file.seek(0)
    found = hashlib.file_digest(cast("io.BufferedReader", file), "sha256").hexdigest()
    return found, file.seek(0, io.SEEK_END)


@dataclass(frozen=True, slots=True)
class _Records:
    """Some records: their characters alone, and the bytes of a part that holds them."""

    text: str
    content: bytes


def _contents(file: BinaryIO, layout: Layout) -> Iterator[_Records]:
    """Give the parts' contents, at least one."""
    decoder, seams = _Decoder(layout.encoding), layout.seams
    is_empty = True
    for piece in _pieces(file, decoder, seams):
        if records := seams.records(piece):
            is_empty = False
            yield _Records(records, decoder.encode(seams.head + records + seams.tail))
    if is_empty or decoder.rest:
        yield _Records("", decoder.encode(seams.head + seams.tail) + decoder.rest)


def _pieces(file: BinaryIO, decoder: "_Decoder", seams: Seams) -> Iterator[str]:
    """Read about `PART_BYTES` bytes at a time, to where a record ends."""
    held = ""
    while len(held) < len(seams.head) and (block := file.read(PART_BYTES)):
        held += decoder.decode(block)
    held = held[len(seams.head) :]
    wanted = PART_BYTES
    while block := file.read(wanted):
        held += decoder.decode(block)
        end = seams.end(held) or (len(held) if len(held) > MAX_RECORD else 0)
        if end:
            yield held[:end]
            held = held[end:]
        wanted = max(
            PART_BYTES, len(held)
        )  # what does not end soon is looked through in ever larger pieces, not again and again
    yield held


class _Decoder:
    """Characters from bytes, a piece at a time, and the same bytes from them."""

    def __init__(self, encoding: str) -> None:
        self._errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
        self._encoding = encoding
        self._inner = codecs.getincrementaldecoder(encoding)(self._errors)

    @property
    def rest(self) -> bytes:
        """The first bytes of a character that ended early."""
        return self._inner.getstate()[0]

    def decode(self, block: bytes) -> str:
        return self._inner.decode(block)

    def encode(self, text: str) -> bytes:
        return text.encode(self._encoding, self._errors)
