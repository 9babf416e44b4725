r"""From a document's bytes to what it says, word for word.

    RawRef --read--> RawDocument --decode--> DecodedText --recognise, parse--> ParsedDocument
       \__expand, if it is an archive__/

`read` and `expand` are the only functions here that touch a disk, or through `remote` another machine.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from etl.exceptions import Empty, Rejected, RunError, TooLarge, Unreadable
from etl.extract import parts, remote
from etl.extract.archives import HEAD_BYTES, is_archive, open_documents, open_stream, plain_name
from etl.extract.columns import Columns, columns_with
from etl.extract.encodings import decode
from etl.extract.formats import FORMATS
from etl.extract.hints import Hints
from etl.extract.office import office_format_of
from etl.extract.parts import Layout, cut, layout_of
from etl.models import (
    ColumnName,
    Page,
    ParsedArticle,
    ParsedDocument,
    RawDocument,
    RawPart,
    RawRef,
    RejectedMember,
    Statement,
    Task,
)

MAX_BYTES = 64 * 1024 * 1024
"""A document larger than this is rejected as `too_large`, unless it can be cut into parts (`parts`)."""


EARLIEST_WRITTEN = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing of the web is older; builders and packers stamp files with 1970 and 1980."""


def read(ref: RawRef) -> RawDocument:
    """Read the bytes a handle points at.

    Raises:
        Unreadable: the file is gone, forbidden, or no regular file.
        TooLarge: it has more than `MAX_BYTES` bytes.
    """
    path = Path(ref.path)
    try:
        if not path.is_file():
            raise Unreadable(f"{ref.uri} is not a regular file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
            written = os.fstat(file.fileno()).st_mtime
    except OSError as error:
        raise Unreadable(f"{ref.uri} cannot be read: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise TooLarge(f"{ref.uri} has more than {MAX_BYTES} bytes")
    return RawDocument(uri=ref.uri, content=content, written_at=_moment(written))


def _moment(seconds: float) -> datetime | None:
    """When a file was written; None for the early times that unpacking and building tools make up."""
    return datetime.fromtimestamp(seconds, UTC) if seconds >= EARLIEST_WRITTEN.timestamp() else None


def expand(ref: RawRef, names: tuple[ColumnName, ...] = ()) -> Iterator[Task]:
    """Open a handle that points at an archive: its members, one after the other; what is no archive is given back unread.

    A large file of records is cut into its parts; `names` are the user's for its columns.

    What lies on another machine is read here, archive or not: it is asked for once.

    Whether it is one is decided by its first bytes; what cannot be opened is given back, too: `read` says why.
    """
    if remote.is_address(ref.path):
        yield from _expand_remote(ref, columns_with(names))
        return
    path = Path(ref.path)
    columns = columns_with(names)
    way = _way_into(path, Hints(plain_name(ref.uri), columns))
    if way is None:
        yield ref
        return
    try:
        with path.open("rb") as file:
            yield from (
                open_documents(file, ref.uri, columns=columns) if way == "archive" else _whole(cut(file, ref.uri, way))
            )
    except OSError as error:
        yield RejectedMember(ref.uri, Unreadable(f"{ref.uri} cannot be read on: {error.strerror or error}"))


def _expand_remote(ref: RawRef, columns: Columns) -> Iterator[Task]:
    """Fetch what lies on another machine, once: the document, or an archive's members as they arrive."""
    try:
        with remote.open_address(ref.path) as opened:
            statements = (Statement("url", ref.uri, "address"),) if ref.uri.startswith(WEB) else ()
            yield from open_stream(opened.stream, ref.uri, opened.charset, statements, columns)
    except Unreadable as error:
        yield RejectedMember(ref.uri, error)


WEB = ("http://", "https://")
"""An address that begins so is the address of an article, too."""


def _whole(pieces: Iterator[RawPart]) -> Iterator[RawPart]:
    """Give all parts of a document; once the first is given, there is no way back but to end the run, which loads none of them.

    Raises:
        OSError: the first cannot be read.
        RunError: another cannot; the next run tries again.
    """
    first = next(pieces)
    yield first
    try:
        yield from pieces
    except OSError as error:
        raise RunError(f"{first.uri} cannot be read on: {error.strerror or error}") from error


def _way_into(path: Path, hints: Hints) -> Literal["archive"] | Layout | None:
    """Tell whether a file is an archive, or large and to be cut; None: it is one document, or cannot be read."""
    try:
        if not path.is_file():  # a pipe would never open
            return None
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if office_format_of(hints.uri, head):
                return None
            if is_archive(head):
                return "archive"
            if path.stat().st_size <= parts.LARGE_BYTES:
                return None
            file.seek(0)
            return layout_of(file, hints)
    except OSError:
        return None


def extract(raw: RawDocument, names: tuple[ColumnName, ...] = ()) -> ParsedDocument:
    """Detect encoding and format, and read what the document says.

    Args:
        raw: the document.
        names: what its user calls the fields of an article, besides the names everybody knows.

    Raises:
        Empty: there is nothing but white space.
        Binary: it is not text, nor a file of an office program.
        NeedsExtra: it is such a file, and what reads it is not installed.
        Undecodable: no encoding reads it sensibly.
    """
    hints = Hints(plain_name(raw.uri), columns_with(names))
    if office := office_format_of(hints.uri, raw.content):
        articles = (_with_statements(parsed, raw.statements) for parsed in office.parse(raw.content, hints))
        return ParsedDocument(format=office.NAME, decoded=None, articles=articles)
    decoded = decode(raw.content, declared=raw.charset)
    if not decoded.text.strip():
        raise Empty("there is nothing in it")
    text = decoded.text
    if isinstance(raw, RawPart):
        hints = replace(hints, first_record=raw.first_record)
        format_ = next(format_ for format_ in FORMATS if raw.format == format_.NAME)
    else:
        format_ = next(format_ for format_ in FORMATS if format_.recognises(text, hints))
    articles = (_with_statements(parsed, raw.statements) for parsed in format_.parse(text, hints))
    return ParsedDocument(format=format_.NAME, decoded=decoded, articles=articles)


def _with_statements(parsed: ParsedArticle | Rejected, outside: tuple[Statement, ...]) -> ParsedArticle | Rejected:
    """Add what an archive says of a document.

    The address a page was fetched from is the page's own, and comes first; of the items of a feed or a dump it says less than
    they do.
    """
    if isinstance(parsed, Rejected):
        return parsed
    own = parsed.statements
    return replace(parsed, statements=outside + own if isinstance(parsed.body, Page) else own + outside)
