"""Where a document lies, and its bytes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from etl.exceptions import Rejected
from etl.models.statements import Statement


@dataclass(frozen=True, slots=True)
class RawRef:
    """Where one document lies: cheap to list, cheap to send to another process.

    Attributes:
        uri: the document's name in the database: its path relative to the working folder where it lies below it, with `/`
            between the parts, else its absolute path.
        path: what to open: a path, or an address, which may hold a password and is therefore not shown.
        known_sha256: the hash of the content the database already holds for this uri, lower-case hex; None if it holds none.
        modified_ns: when the file was last changed, in nanoseconds since 1970; None: not to be relied on.
    """

    uri: str
    path: str = field(repr=False)
    known_sha256: str | None = None
    modified_ns: int | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document's bytes, untouched, and what is said of it from outside.

    Attributes:
        uri: the document's name; a member of an archive is `archive.zip!/its name`.
        content: its bytes.
        charset: the label an HTTP or mail header declares for it; evidence, never truth.
        statements: what the archive says of it: the address a page was fetched from, the subject of a mail.
        written_at: when its file was last written, aware; nothing in it can be younger. None if nobody knows.
        known_sha256, modified_ns: see `RawRef`.
    """

    uri: str
    content: bytes
    charset: str | None = None
    statements: tuple[Statement, ...] = ()
    known_sha256: str | None = None
    written_at: datetime | None = None
    modified_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPart(RawDocument):
    """Some records of a document that is too large to be held whole; `content` is theirs alone.

    Attributes:
        sha256, size_bytes, format: of the whole document.
        number: of the part, from 1.
        first_record: the number of its first record in the whole.
        is_last: whether no part follows.
    """

    sha256: str
    size_bytes: int
    format: str
    number: int
    first_record: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class RejectedMember:
    """A member of an archive that cannot be had, or, under the archive's own name, the rest of it.

    Attributes:
        uri: its name, made as `RawDocument.uri` is.
        error: why.
        sha256, size_bytes: of the archive, if it is the one that is named; None if nobody knows its bytes.
    """

    uri: str
    error: Rejected
    sha256: str | None = None
    size_bytes: int = 0


Task: TypeAlias = RawRef | RawDocument | RejectedMember
"""What a worker is given: a document to read, one that lay in an archive, a part of one, or what could not be had."""
