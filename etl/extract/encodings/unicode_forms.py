"""UTF-8, UTF-16 and UTF-32, with and without a byte order mark."""

import re

from etl.exceptions import Binary
from etl.extract.encodings.arbiter import GLANCE, LOOK, NATURAL, high_bytes, sample
from etl.extract.encodings.characters import cost
from etl.extract.encodings.evidence import ESCAPED, Evidence, Reading, is_damaged
from etl.extract.encodings.mixed import reread
from etl.extract.encodings.multibyte import read_as
from etl.extract.encodings.signatures import CONTROLS, byte_order_mark

_SHORT = 200
"""Bytes below which a text in GBK may be valid UTF-8 by accident."""
_UTF8_ONLY = re.compile(
    "[\u0800-\U0010ffff]"  # three bytes, which pairs make less often
    "|[A-Za-z][\u00c0-\u024f]|[\u00c0-\u024f][A-Za-z]"  # an accented letter inside a word
    "|[\u0391-\u03c9]{2}|[\u0410-\u044f]{2}|[\u05d0-\u05ea]{2}|[\u0620-\u064a]{2}"  # words in other alphabets
)
_TWO = re.compile("[^\x00-\x7f]{2}")

_GOOD_FOR_ONE_BAD = 20
"""Bytes of UTF-8's characters for each byte that is of none, from which on a text surely is UTF-8."""

_GLANCE, _SAMPLE = 256, 2048
"""Bytes to look at where there are no NULs, and where there are."""
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_HIGH_HALF = bytes([0, 0x20, 0x21, 0x22, 0x25, 0x30, *range(0x4E, 0xA0), 0xFF])
"""What every second byte of Chinese in UTF-16 is: ASCII, symbols, punctuation and kana, ideographs, full-width forms."""
_HANGUL = bytes(range(0xAC, 0xD8))
"""And of Korean, which has spaces and so NULs; without them, these are the first bytes of characters in GBK."""
_PHASE, _CLEAR_PHASE = 0.7, 0.9
"""The share of such bytes that must be there; more without NULs, for letters look like ideographs."""
_MOST_STRAY_NULS = 3
_PREPONDERANCE = 10


_NO_CHARACTER = re.compile("[\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
_MOST_NO_CHARACTERS = 0.05
"""The share of surrogates without a partner and private-use characters; noise has a tenth."""

_HEAD = 512
_MOST_CONTROLS = 0.1


def by_byte_order_mark(evidence: Evidence) -> Reading | None:
    """Read what begins with a byte order mark, which beats every declaration; a mark of UTF-8 before damage proves little.

    Raises:
        Binary: what follows the mark is noise.
    """
    found = byte_order_mark(evidence.content)
    if found is None:
        return None
    mark, codec = found
    text = read_as(evidence.content[len(mark) :], codec)
    if codec == "utf-8" and is_damaged(text):
        return None
    if len(_NO_CHARACTER.findall(text[:_SAMPLE])) > _MOST_NO_CHARACTERS * min(_SAMPLE, len(text)):
        raise Binary("it begins like a text in UTF-16, but goes on as noise")
    return Reading(text, codec, "byte order mark")


def by_utf8(evidence: Evidence) -> Reading | None:
    """Read what is UTF-8 from the first byte to the last; NULs are a matter for others."""
    content = evidence.content
    if b"\0" in content or (content.isascii() and _has_controls(content[:_HEAD])):
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if len(content) < _SHORT and _is_accident(content, text):
        return None
    return Reading(text, "utf-8", "utf-8")


def _has_controls(head: bytes) -> bool:
    return len(head.translate(None, CONTROLS)) < (1 - _MOST_CONTROLS) * len(head)


def _is_accident(content: bytes, text: str) -> bool:
    """Whether valid UTF-8 is a few words of Chinese in GBK: 一些 is the valid but senseless һЩ."""
    if text.isascii() or _TWO.search(text) is None or _UTF8_ONLY.search(text) is not None:
        return False
    return cost(read_as(content, "gb18030")).per_character < NATURAL


def by_damaged_utf8(evidence: Evidence) -> Reading | None:
    """Read what is UTF-8 but for a few bad bytes."""
    for size in (GLANCE, LOOK):
        stretches = sample(evidence.content, size)
        bad = len(ESCAPED.findall(read_as(stretches, "utf-8")))
        if bad * (_GOOD_FOR_ONE_BAD + 1) > high_bytes(stretches):
            return None
    text = read_as(evidence.content, "utf-8")
    if len(text) < _SHORT and _is_accident(evidence.content, text):
        return None
    return reread(evidence.content, Reading(text, "utf-8", "utf-8, damaged"))


def by_byte_phase(evidence: Evidence) -> Reading | None:
    """Read UTF-16 and UTF-32 that come without a byte order mark: what stands in every second (or fourth) byte gives them away."""
    head = evidence.content[:_GLANCE]
    if b"\0" in evidence.content:
        head = evidence.content[:_SAMPLE]
    texts = {codec: read_as(head, codec) for codec in _WIDE if _has_phase(head, codec)}
    if not texts:
        return None
    costs = {codec: cost(text).total for codec, text in texts.items()}
    best = min(costs, key=costs.__getitem__)
    if costs[best] > NATURAL * len(texts[best]) and not _has_nuls_in_phase(head):
        return None
    return Reading(read_as(evidence.content, best), best, "byte phase")


def _has_phase(head: bytes, codec: str) -> bool:
    if codec.startswith("utf-32"):
        zeros = head[3::4] if codec == "utf-32-le" else head[0::4]
        return len(zeros) > 0 and not zeros.strip(b"\0")
    halves = head[1::2] if codec == "utf-16-le" else head[0::2]
    known, share = (_HIGH_HALF + _HANGUL, _PHASE) if b"\0" in halves else (_HIGH_HALF, _CLEAR_PHASE)
    return len(halves) > 0 and len(halves.translate(None, known)) <= (1 - share) * len(halves)


def _has_nuls_in_phase(head: bytes) -> bool:
    """Whether NULs are the first halves of units, or the second; 一 has one in the other half."""
    fewer, more = sorted((head[0::2].count(0), head[1::2].count(0)))
    return more > _MOST_STRAY_NULS and more >= _PREPONDERANCE * fewer
