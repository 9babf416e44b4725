"""What goes up the ladder, a document's bytes and what is claimed of them, and what comes down: a reading."""

import codecs
import re
from dataclasses import dataclass

ESCAPED = re.compile("[\ud800-\udfff]")
"""A byte that could not be decoded, as the error handlers leave it (or a surrogate that was there, which is no character either)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document's bytes and what is claimed of them.

    Attributes:
        content: the bytes.
        declared: the codecs that the document, and the protocol that brought it, claim; never believed, but heard.
    """

    content: bytes
    declared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the bytes.

    Attributes:
        text: bytes that could not be decoded stand in it as lone surrogates (U+DC00 + the byte).
        encoding: the codec.
        evidence: why it was chosen.
        nuls: how many NULs were left out.
    """

    text: str
    encoding: str
    evidence: str
    nuls: int = 0


def is_damaged(text: str) -> bool:
    """Whether a byte could not be decoded."""
    try:
        text.encode()  # much quicker than to search for surrogates
    except UnicodeEncodeError:
        return True
    return False


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.end if error.encoding.startswith("utf") else error.start + 1
    return escaped(error.object[error.start : end]), end


def escaped(undecodable: bytes) -> str:
    """Bytes as the lone surrogates that stand for them in a `Reading`."""
    return "".join(chr(0xDC00 + byte) for byte in undecodable)


ESCAPE = "etl.escape"
"""The error handler of 7-bit and of wide encodings: as `surrogateescape`, but a byte below 0x80 may be bad, too."""

codecs.register_error(ESCAPE, _escape)
