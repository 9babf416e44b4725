"""UTF-8, UTF-16 and UTF-32, with and without a byte order mark."""

from etl.extract.encodings.characters import cost
from etl.extract.encodings.evidence import Evidence, Reading
from etl.extract.encodings.multibyte import read_as
from etl.extract.encodings.signatures import BYTE_ORDER_MARKS

_SAMPLE = 2048
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_CHEAP = 9.0
"""Nats a character that a text in UTF-16 costs at most; random bytes read so cost 15."""

_HIGH_HALF = bytes([0, 0x30, *range(0x4E, 0xA0), *range(0xAC, 0xD8), 0xFF])
"""What every second byte of Chinese in UTF-16 is: ASCII, punctuation and kana, ideographs, hangul, full-width forms."""
_PHASE = 0.7
_MOST_STRAY_ZEROS = 3


def by_byte_order_mark(evidence: Evidence) -> Reading | None:
    """Read what begins with a byte order mark; it beats every declaration."""
    for mark, codec in BYTE_ORDER_MARKS:
        if evidence.content.startswith(mark):
            return Reading(read_as(evidence.content[len(mark) :], codec), codec, "byte order mark")
    return None


def by_byte_phase(evidence: Evidence) -> Reading | None:
    """Read UTF-16 and UTF-32 that come without a byte order mark: what stands in every second (or fourth) byte gives them away."""
    sample = evidence.content[:_SAMPLE]
    codecs = [codec for codec in _WIDE if _has_phase(sample, codec)]
    if not codecs:
        return None
    texts = {codec: read_as(sample, codec) for codec in codecs}
    best = min(codecs, key=lambda codec: cost(texts[codec]))
    if cost(texts[best]) > _CHEAP * len(texts[best]) and not _has_zeros_in_phase(sample):
        return None
    return Reading(read_as(evidence.content, best), best, "byte phase")


def _has_zeros_in_phase(sample: bytes) -> bool:
    """Whether all NULs, and there are some, are the first halves of units, or all are the second."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) > _MOST_STRAY_ZEROS


def _has_phase(sample: bytes, codec: str) -> bool:
    if codec.startswith("utf-32"):
        zeros = sample[3::4] if codec == "utf-32-le" else sample[0::4]
        return len(zeros) > 0 and not zeros.strip(b"\0")
    halves = sample[1::2] if codec == "utf-16-le" else sample[0::2]
    return len(halves) > 0 and len(halves.translate(None, _HIGH_HALF)) <= (1 - _PHASE) * len(halves)


def by_utf8(evidence: Evidence) -> Reading | None:
    """Read what is UTF-8 from the first byte to the last."""
    try:
        return Reading(evidence.content.decode(), "utf-8", "utf-8")
    except UnicodeDecodeError:
        return None
