"""One record after the other, as WARC and ARC keep them: a header that states a length, and so many bytes.

Lengths are wrong in the wild, and crawls are cut off. A record whose length is wrong is rejected; if its length took in the next
ones, those are read all the same, and if it was too short, reading goes on at the next header.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from etl.exceptions import Malformed, Rejected, TooLarge
from etl.extract.archives.limits import Limits
from etl.extract.archives.streams import MAX_LINE_BYTES, PIECE, Rewindable, Stream

REREAD = 16
"""How many times the largest record may be read in vain, behind lengths that are too long, before the rest is given up."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record.

    Attributes:
        address: what it is about; its number in the archive if it does not say.
        kind: what it is: `response`, `request`, ... or, in an ARC, its media type.
        headers: its own, not those of what is in it; names in lower case.
        block: its bytes; none if there is a fault.
        fault: why it cannot be had.
    """

    address: str
    kind: str
    headers: dict[str, str]
    block: bytes = b""
    fault: Rejected | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands before a record's bytes; see `Record`."""

    address: str
    kind: str
    headers: dict[str, str]
    length: int


class Layout(Protocol):
    """How an archive writes its headings."""

    def begins(self, line: bytes) -> bool:
        """Tell the first line of a heading."""

    def heading(self, line: bytes, source: Rewindable) -> Heading:
        """Read a heading, up to the record's first byte.

        Raises:
            Malformed: it states no length.
        """

    def next_heading(self, block: bytes) -> int | None:
        """Find a heading among bytes that were taken for a record's."""


def read_records(stream: Stream, layout: Layout, limits: Limits) -> Iterator[Record]:
    """Read all records, whole or not.

    Raises:
        Malformed: so many lengths are wrong that looking for the next record takes too long.
    """
    source = Rewindable(stream)
    for number in count(1):
        heading = Heading(str(number), "", {}, 0)
        try:
            line = _next_heading(source, layout)
            if not line:
                return
            heading = layout.heading(line, source)
            record = _record(heading, source, layout, limits)
        except Rejected as fault:  # of this record, or damage in what the archive is packed in: the next may be whole
            record = Record(heading.address, heading.kind, heading.headers, fault=fault)
        yield record
        if source.reread > REREAD * limits.member_bytes:
            raise Malformed("too many of its records state a wrong length")


def _next_heading(source: Rewindable, layout: Layout) -> bytes:
    """Go on to the next heading; its first line, or nothing at the end."""
    line = source.ahead()
    if not line or layout.begins(line):
        return source.readline()
    window = b""
    while piece := source.read_some():
        window += piece
        if (at := layout.next_heading(window)) is not None:
            source.unread(window[at:])
            return source.readline()
        two_lines = window.rfind(b"\n", 0, max(0, window.rfind(b"\n")))  # a heading may begin in them
        window = window[max(two_lines, len(window) - 2 * MAX_LINE_BYTES, 0) :]
    return b""


def _record(heading: Heading, source: Rewindable, layout: Layout, limits: Limits) -> Record:
    if heading.length > limits.member_bytes:
        _skip(source, heading.length)
        raise TooLarge(f"the record has {heading.length} bytes, more than {limits.member_bytes}")
    block = source.read(heading.length)
    following = source.ahead()
    if len(block) == heading.length and (not following or layout.begins(following)):
        return Record(heading.address, heading.kind, heading.headers, block)
    more = source.read_some() if following else b""  # a heading that begins in the block may end in there
    window = block + more
    at = layout.next_heading(window)
    put_back = len(block) if at is None else at
    source.unread(window[put_back:])
    source.reread += len(window) - put_back
    if at is None and len(block) < heading.length:
        raise Malformed(f"the record ends {heading.length - len(block)} bytes early")
    raise Malformed(f"the record's length is wrong: it says {heading.length} bytes")


def _skip(source: Rewindable, size: int) -> None:
    while size and (piece := source.read(min(size, PIECE))):
        size -= len(piece)
