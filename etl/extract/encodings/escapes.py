"""Recognise the encodings that hide in 7-bit bytes, by their escape sequences."""

import re
from itertools import islice

from etl.extract.encodings.characters import cost
from etl.extract.encodings.evidence import ESCAPED, Evidence, Reading
from etl.extract.encodings.multibyte import read_as
from etl.extract.encodings.seven_bit import TO_HIGH

_DESIGNATIONS = (
    (re.compile(rb"\x1b\$(?:\)[AEG]|\*H|\+[I-M])"), ("iso-2022-cn",)),
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (
        re.compile(rb"\x1b\$(?:[@B]|\([@BDOPQ])|\x1b\(I"),
        ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_jp_2004"),
    ),
)
"""Escape sequences that name a character set, and the codecs that know it, the plainest first."""

_HZ = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e])+)(?:~\}|[\r\n]|[\x21-\x77~]?\Z)")
_HZ_CHEAP = 11.0
"""Nats a character that a passage in HZ costs at most; `~{ok~}` costs more."""
_LOOK_AT, _PASSAGES, _ENOUGH = 65536, 100, 256
"""Bytes of a document, and passages in them, and bytes of these that tell."""


def by_escapes(evidence: Evidence) -> Reading | None:
    """Read ISO-2022 and HZ."""
    return by_damaged_escapes(evidence) if evidence.content.isascii() else None


def by_damaged_escapes(evidence: Evidence) -> Reading | None:
    """Read ISO-2022 and HZ that have bytes of no 7-bit encoding in them."""
    content = evidence.content
    if b"\x1b" in content:
        for designation, codecs in _DESIGNATIONS:
            if designation.search(content):
                texts = [(read_as(content, codec), codec) for codec in codecs]
                text, codec = min(texts, key=lambda reading: len(ESCAPED.findall(reading[0])))
                return Reading(text, codec, "escape sequences")
    if b"~{" in content and _is_hz(content):
        return Reading(read_as(content, "hz"), "hz", "escape sequences")
    return None


def _is_hz(content: bytes) -> bool:
    passages = b"".join(passage[1] for passage in islice(_HZ.finditer(content, 0, _LOOK_AT), _PASSAGES))[:_ENOUGH]
    text = passages.translate(TO_HIGH).decode("gb2312", "surrogateescape")
    return len(text) > 0 and cost(text).per_character < _HZ_CHEAP
