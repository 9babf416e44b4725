"""From a document's bytes to what it says, word for word.

    RawRef --read--> RawDocument --decode--> DecodedText --recognise, parse--> ParsedDocument

`read` is the only function here that touches a disk.
"""

from pathlib import Path

from etl.exceptions import Empty, TooLarge, Unreadable
from etl.extract.encodings import decode
from etl.extract.formats import FORMATS
from etl.models import ParsedDocument, RawDocument, RawRef

MAX_BYTES = 64 * 1024 * 1024
"""A document larger than this is rejected as `too_large`."""


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
    except OSError as error:
        raise Unreadable(f"{ref.uri} cannot be read: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise TooLarge(f"{ref.uri} has more than {MAX_BYTES} bytes")
    return RawDocument(uri=ref.uri, content=content)


def extract(raw: RawDocument) -> ParsedDocument:
    """Detect encoding and format, and read what the document says.

    Raises:
        Empty: there is nothing but white space.
        Binary: it is not text.
        Undecodable: no encoding reads it sensibly.
    """
    decoded = decode(raw.content)
    if not decoded.text.strip():
        raise Empty("there is nothing in it")
    text = decoded.text
    format_ = next(format_ for format_ in FORMATS if format_.recognises(text, raw.uri))
    return ParsedDocument(format=format_.NAME, decoded=decoded, articles=format_.parse(text, raw.uri))
