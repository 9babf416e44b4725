"""Bytes to text by the strongest evidence, saying which."""

from etl.exceptions import Undecodable
from etl.models import DecodedText


def decode(content: bytes) -> DecodedText:
    """Decode a document's bytes.

    >>> decode("早安".encode()).text
    '早安'
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return DecodedText(content.decode(encoding), encoding.removesuffix("-sig"), None, encoding, 0)
        except UnicodeDecodeError:
            continue
    raise Undecodable("no encoding reads it")
