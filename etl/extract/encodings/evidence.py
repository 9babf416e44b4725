"""What the steps of the ladder hand on: the bytes, what is claimed of them, and a reading of them."""

import codecs
import re
from dataclasses import dataclass

ESCAPED = re.compile("[\ud800-\udfff]")
"""A byte that could not be decoded, as the error handlers leave it (or a surrogate that was there, which is no character either)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document's bytes and what is claimed of them.

    Attributes:
        content: the bytes, without scattered NULs.
        nuls: how many NULs were taken out.
        declared: the label the document (or the protocol that brought it) claims, as printed.
        codec: the codec that label means; None if there is none, or none that we know.
    """

    content: bytes
    nuls: int = 0
    declared: str | None = None
    codec: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the bytes.

    Attributes:
        text: bytes that could not be decoded stand in it as lone surrogates.
        encoding: the codec.
        evidence: why it was chosen.
    """

    text: str
    encoding: str
    evidence: str


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.end if error.encoding.startswith("utf") else error.start + 1
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : end]), end


ESCAPE = "etl.escape"
"""The error handler of 7-bit and of wide encodings: as `surrogateescape`, but a byte below 0x80 may be bad, too."""

codecs.register_error(ESCAPE, _escape)
