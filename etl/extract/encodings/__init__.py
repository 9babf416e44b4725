"""Bytes to text by the strongest evidence, saying which.

The ladder, strongest evidence first; each step reads the document or passes it on:

    signature       a picture, an archive, a program: rejected as binary
    byte order mark
    byte phase      UTF-16 and UTF-32 without a mark
    escapes         ISO-2022 and HZ, which are 7-bit and so would pass as UTF-8
    UTF-8
    judgement       every candidate decodes a sample; the least surprising Chinese, Japanese or Korean wins
    chardet         for everything else
"""

from etl.exceptions import Binary, Empty, Undecodable
from etl.extract.encodings.arbiter import FOREIGN, judge
from etl.extract.encodings.detector import by_chardet
from etl.extract.encodings.escapes import by_escapes
from etl.extract.encodings.evidence import ESCAPED, Evidence, Reading
from etl.extract.encodings.labels import codec_of, find_declaration
from etl.extract.encodings.multibyte import read_as
from etl.extract.encodings.signatures import binary_kind
from etl.extract.encodings.unicode_forms import by_byte_order_mark, by_byte_phase, by_utf8
from etl.models import DecodedText

_MOST_NULS = 0.05
"""The share of NULs that a damaged text may have; binary data has more."""
_CONTROLS = bytes([*range(1, 9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_MOST_CONTROLS = 0.02
_MOST_DAMAGE = 0.2
"""The share of undecodable among the non-ASCII characters, above which nothing was read."""


def decode(content: bytes, *, declared: str | None = None) -> DecodedText:
    """Decode a document's bytes.

    >>> decode("早安".encode()).text
    '早安'
    >>> decode("早安，今天的新闻。".encode("gbk")).encoding
    'gb18030'

    Args:
        content: the bytes.
        declared: a label from outside, such as the charset of an HTTP header; it comes before the document's own.

    Raises:
        Empty: there are no bytes.
        Binary: it is a picture, an archive, a program, or noise.
        Undecodable: it may be text, but no encoding reads it.
    """
    if not content:
        raise Empty("there are no bytes in it")
    kind = binary_kind(content)
    if kind is not None:
        raise Binary(f"it is {kind}")
    label = declared or find_declaration(content)
    evidence = Evidence(content, declared=label, codec=codec_of(label) if label else None)
    reading = by_byte_order_mark(evidence) or _without_mark(evidence)
    return _decoded(reading, label)


def _without_mark(evidence: Evidence) -> Reading:
    content = evidence.content
    if b"\0" in content:
        reading = by_byte_phase(evidence)
        if reading is not None:
            return reading
        text = content.replace(b"\0", b"")
        if len(content) - len(text) > _MOST_NULS * len(content):
            raise Binary(f"it is binary data: {len(content) - len(text)} of its {len(content)} bytes are NUL")
        evidence = Evidence(text, len(content) - len(text), evidence.declared, evidence.codec)
    if evidence.content.isascii():
        reading = by_escapes(evidence)
        if reading is not None:
            return reading
    reading = by_utf8(evidence)
    if reading is not None:
        return reading
    _refuse_noise(evidence.content)
    reading = by_byte_phase(evidence)
    if reading is not None:
        return reading
    best, *_ = judge(evidence)
    if best.surprise > FOREIGN:
        reading = by_chardet(evidence)
        if reading is not None:
            return reading
        raise Undecodable(f"no encoding reads it; the nearest is {best.codec}")
    return Reading(read_as(evidence.content, best.codec), best.codec, "judgement")


def _refuse_noise(content: bytes) -> None:
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(content):
        raise Binary(f"it is binary data: {controls} of its {len(content)} bytes are control characters")


def _decoded(reading: Reading, label: str | None) -> DecodedText:
    text, damage = reading.text, 0
    if not text.isascii():
        text, damage = ESCAPED.subn("\ufffd", text)
        text = text.lstrip("\ufeff")
    if damage > _MOST_DAMAGE * len(text):
        raise Undecodable(f"{damage} bytes cannot be read as {reading.encoding}, the likeliest encoding")
    return DecodedText(text.replace("\0", ""), reading.encoding, label, reading.evidence, damage)
