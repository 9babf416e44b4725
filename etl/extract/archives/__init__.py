"""Archives: from one file to the documents in it, a member at a time, however deep, in bounded memory.

    file --compression--> stream --ARCHIVES--> members --the same again--> RawDocument or RejectedMember

An archive is hostile until it has been read: every layer obeys `Limits`. No name in it is ever used as a path, no link is
followed, nothing is written anywhere but to a temporary file without a name. What cannot be had is a value with a reason; its
neighbours are read all the same.

To add a kind: write a module with `recognises` and `members`, name it in `ARCHIVES`.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO, TypeAlias, cast

from etl.exceptions import Empty, Malformed, Rejected, TooLarge
from etl.extract import parts
from etl.extract.archives import arc, mail, mailbox, tars, warc, zips
from etl.extract.archives.compression import COMPRESSIONS, compression_of
from etl.extract.archives.limits import IN_MEMORY, Budget, Limits
from etl.extract.archives.members import SEPARATOR, Archive, Found, Member, Names, Refusal
from etl.extract.archives.streams import PIECE, Readable, Source, Stream, buffered, seekable, size_of
from etl.extract.archives.unpacking import unpacked
from etl.extract.columns import HOUSE, Columns
from etl.extract.hints import Hints
from etl.extract.office import office_format_of
from etl.models import RawDocument, RejectedMember, Statement

__all__ = [
    "ARCHIVES",
    "HEAD_BYTES",
    "IN_MEMORY",
    "SEPARATOR",
    "Limits",
    "is_archive",
    "open_documents",
    "open_stream",
    "plain_name",
]

ARCHIVES: tuple[Archive, ...] = (zips, tars, warc, arc, mailbox, mail)
"""Most particular first: signatures, then shapes of text."""

HEAD_BYTES = PIECE
"""By so many bytes an archive is recognised."""


def open_documents(
    file: BinaryIO, uri: str, limits: Limits | None = None, columns: Columns = HOUSE
) -> Iterator[RawDocument | RejectedMember]:
    """Read the documents in a file: itself if it is no archive, else its members', in their order.

    Args:
        file: open for reading, at its beginning; it must be able to seek. It is not closed.
        uri: its name.
        limits: what it may cost; `Limits()` if not given.
        columns: what the fields of records are called: a large file of such is given in parts.

    Yields:
        A document, or what cannot be had of the archive and why. A layer of compression adds nothing to a name
        (`news.html.gz` holds `news.html.gz`); a member of `a.zip` is `a.zip!/its name`.
    """
    budget = Budget(limits or Limits(), size_of(file))
    opening = _Opening(budget, columns)
    stream: Stream = io.BufferedReader(cast("io.RawIOBase", file), PIECE)  # whatever has `readinto` will do
    try:
        for found in opening.documents(Member("", stream), uri, depth=0):
            if isinstance(found, RejectedMember) and found.uri == uri:
                sha256, size = parts.sum_of(file)
                yield replace(found, sha256=sha256, size_bytes=size)
            else:
                yield found
    finally:
        stream.detach()  # or the file would be closed with it


def open_stream(
    source: Readable,
    uri: str,
    charset: str | None = None,
    statements: tuple[Statement, ...] = (),
    columns: Columns = HOUSE,
) -> Iterator[RawDocument | RejectedMember]:
    """Read the documents in what can only be read forward, and is perhaps longer than anybody says.

    Like `open_documents`; an archive whose directory stands at its end, or a large file of records, is copied to a temporary file without a name.

    Args:
        source: where it comes from.
        uri: its name.
        charset: the label that a server declares for it.
        statements: what is said of it outside.
        columns: as above.
    """
    budget = Budget(Limits(), 0)
    member = Member("", buffered(_Received(source, budget)), charset, statements)
    return _Opening(budget, columns).documents(member, uri, depth=0)


class _Received(Source):
    """A stream whose bytes are counted as they come."""

    def __init__(self, source: Readable, budget: Budget) -> None:
        self._source = source
        self._budget = budget

    def _next(self, size: int) -> bytes:
        piece = self._source.read(size)
        self._budget.receive(len(piece))
        return piece


def is_archive(head: bytes) -> bool:
    """Tell by a file's first `HEAD_BYTES` bytes whether there is something to open."""
    return compression_of(head) is not None or _archive_of(head) is not None


def plain_name(uri: str) -> str:
    """Take from a name what a layer of compression added, for those who look for hints in names.

    >>> plain_name("raw/2023/news.csv.gz"), plain_name("news.tar")
    ('raw/2023/news.csv', 'news.tar')
    """
    for compression in COMPRESSIONS:
        for suffix in compression.suffixes:
            if uri.lower().endswith(suffix):
                return uri[: -len(suffix)]
    return uri


_Documents: TypeAlias = Iterator[RawDocument | RejectedMember]


@dataclass(frozen=True, slots=True)
class _Opening:
    """The opening of one outermost file.

    Attributes:
        budget: what it may still cost.
        columns: what the fields of records are called.
    """

    budget: Budget
    columns: Columns

    def documents(self, member: Member, uri: str, depth: int) -> _Documents:
        """Read a member, whatever it is; what cannot be read of it is a value."""
        budget = self.budget
        try:
            head, damage = _head(member.stream)
            if compression := compression_of(head):
                budget.check_depth(depth)
                inner = replace(member, stream=unpacked(compression, member.stream, budget))
                yield from self.documents(inner, uri, depth + 1)
            elif office_format_of(plain_name(uri), head):
                yield from self._document(member, uri)
            elif archive := _archive_of(head):
                budget.check_depth(depth)
                lost = [Refusal("@0", damage)] if damage else []
                yield from self._members(chain(lost, archive.members(member.stream, budget)), uri, depth + 1)
            elif damage:
                raise damage
            else:
                yield from self._document(member, uri)
        except Rejected as error:
            yield RejectedMember(uri, error)

    def _members(self, members: Iterable[Found], uri: str, depth: int) -> _Documents:
        names = Names(uri)
        is_empty = True
        for found in members:
            is_empty = False
            name = names.uri(found.name)
            self.budget.count_member()
            if isinstance(found, Refusal):
                yield RejectedMember(name, found.error)
            else:
                yield from self.documents(found, name, depth)
            if self.budget.exhausted:
                return
        if is_empty:
            raise Empty("there is no document in it")

    def _document(self, member: Member, uri: str) -> Iterator[RawDocument]:
        """Read a document; a large one in parts, if it can be cut, from a copy that is whole before the first is given."""
        content = member.stream.read(parts.LARGE_BYTES + 1)
        if len(content) > parts.LARGE_BYTES:
            with seekable(member.stream, self.budget.limits, content) as file:
                del content
                if layout := parts.layout_of(file, Hints(plain_name(uri), self.columns)):
                    for part in parts.cut(file, uri, layout):
                        yield replace(part, charset=member.charset, statements=member.statements)
                    return
                file.seek(0)
                content = file.read(self.budget.limits.member_bytes + 1)
        if len(content) > self.budget.limits.member_bytes:
            raise TooLarge(f"it has more than {self.budget.limits.member_bytes} bytes")
        yield RawDocument(uri, content, member.charset, member.statements)


def _archive_of(head: bytes) -> Archive | None:
    return next((archive for archive in ARCHIVES if archive.recognises(head)), None)


def _head(stream: Stream) -> tuple[bytes, Malformed | None]:
    """Look at the first bytes; where those are damaged, at the first that are not: a crawl is packed record by record."""
    try:
        return stream.peek(), None
    except Malformed as damage:
        return stream.peek(), damage
