"""Decode with every candidate and keep the reading that a Chinese, Japanese or Korean reader finds least surprising."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from etl.extract.encodings.characters import LANGUAGES, cost
from etl.extract.encodings.multibyte import read_as

COMMON = ("gb18030", "big5hkscs", "utf-8", "cp932", "euc_jp", "cp949")
"""Asked about every document; the first of equals wins."""

RARE = {"euc-tw": re.compile(rb"(?:[\x00-\x7f]++|(?:\x8e[\xa1-\xb0])?[\xa1-\xfe]{2}|[\x8e\xa1-\xfe]{1,3}(?=\r|\Z))*+")}
"""Asked where none of the common reads well, if the bytes have the right shape.

The quantifiers are possessive: a run of letters before a bad byte could else be parted in as many ways as there are subsets.
"""

LANGUAGES_OF = {
    "gb18030": ("hans", "hant"),
    "big5hkscs": ("hant",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "cp949": ("ko",),
    "euc-tw": ("hant",),
}
"""What is written in an encoding; anything may be in the others."""

_PRIOR = {"gb18030": 0.0, "utf-8": 0.0, "big5hkscs": 2.0}
_RARITY = 4.0
"""What being an encoding that few of our documents are in costs, in nats; it decides between readings of a word or two."""

_BELIEF = 0.35
"""What being declared is worth, in nats a byte."""

NATURAL = 9.0
"""Nats a character: below this, a reading is a text."""
FOREIGN = 10.5
"""Nats a character: above this, the document is neither Chinese, Japanese nor Korean, or a list of rare characters."""
STRANGE = 12.5
"""Nats a character: above this, it is not that, either."""

_CUT_OFF = re.compile("[\udc80-\udcff]{1,3}(?=\\r|\\Z)")
CUT = 5.0
"""What each byte of a character costs that was cut off at the end, in nats; inside the text it would be damage."""
_SOME_CHARACTER = 11.0
"""What a character that was cut off counts in the mean."""

GLANCE, LOOK = 256, 2048
"""How many bytes are enough where the answer is clear, and where it is not."""
_CLEAR = 100.0
"""Nats by which the best must beat the second for the answer to be clear at a glance."""
_PLAIN = 8.3
"""Nats a character: at a full glance, no other candidate can beat a reading below this."""
_HIGH = bytes(range(0x80, 0x100))
STRETCH = re.compile(rb"[\x80-\xff][0-9\x40-\xff]*")
"""May be cut out of a document without cutting a character: `<`, a space or a comma is no part of one in any encoding."""

UTF8_RUN = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]{2}){4,}")
"""Four characters of CJK in UTF-8, and more; no accident in any other encoding."""
SHAPE = bytes(
    ord("L") if byte in range(0xE2, 0xF0) else ord("T") if byte in range(0x80, 0xC0) else 0 for byte in range(256)
)
"""Leads and trails of such characters; to look for LTT is quicker than to search by a regular expression."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a codec reads the bytes.

    Attributes:
        codec: its name.
        cost: in nats, of the whole sample; less is better.
        per_character: the mean of the characters that are not ASCII.
    """

    codec: str
    cost: float
    per_character: float


def judge(
    content: bytes, declared: frozenset[str] = frozenset(), candidates: tuple[str, ...] = COMMON
) -> tuple[Judgement, ...]:
    """Try the candidates on a sample; the best first, the rest only as far as they had to be tried.

    Args:
        content: a document in an encoding that leaves ASCII alone.
        declared: the codecs that are claimed for it.
        candidates: the codecs to try.
    """
    glance = sample(content, GLANCE)
    judgements: list[Judgement] = []
    for codec in sorted(candidates, key=declared.__contains__, reverse=True):
        judgement = _judgement(glance, codec, declared)
        if judgement.per_character < _PLAIN and len(glance) >= GLANCE:
            return (judgement,)
        judgements.append(judgement)
    judgements.sort(key=attrgetter("cost"))
    first, second, *_ = judgements
    if first.per_character > NATURAL:
        candidates += tuple(codec for codec, shape in RARE.items() if shape.fullmatch(glance))
    if (
        second.cost - first.cost < _CLEAR
        or NATURAL < first.per_character < FOREIGN
        or len(candidates) > len(judgements)
    ):
        look = sample(content, LOOK)
        judgements = sorted((_judgement(look, codec, declared) for codec in candidates), key=attrgetter("cost"))
    return tuple(judgements)


def _judgement(sample: bytes, codec: str, declared: frozenset[str]) -> Judgement:
    text = read_as(sample, codec)
    whole, cuts = _CUT_OFF.subn("", text)
    found = cost(whole, LANGUAGES_OF.get(codec, LANGUAGES))
    belief = _BELIEF * high_bytes(sample) if codec in declared else 0.0
    return Judgement(
        codec,
        cost=found.total + CUT * (len(text) - len(whole)) + _PRIOR.get(codec, _RARITY) - belief,
        per_character=(found.per_character * found.characters + _SOME_CHARACTER * cuts)
        / max(1, found.characters + cuts),
    )


def utf8_runs(content: bytes) -> bytes:
    """What surely is UTF-8 in a document of another encoding, of its first bytes."""
    return b"".join(UTF8_RUN.findall(content)) if b"LTT" * 4 in content.translate(SHAPE) else b""


def high_bytes(content: bytes) -> int:
    """How many bytes are not ASCII."""
    return len(content) - len(content.translate(None, _HIGH))


def sample(content: bytes, size: int) -> bytes:
    """The first stretches with non-ASCII bytes; a line's end follows each, or a carriage return if the rest was cut off.

    None gives more than a quarter, for a stretch may be shifted by a lost byte.
    """
    return b"".join(_stretches(content, size))


def _stretches(content: bytes, size: int) -> Iterator[bytes]:
    left, most, end = size, size // 4, len(content)
    for found in STRETCH.finditer(content):
        stretch = found[0]
        if len(stretch) > most or len(stretch) > left:
            stretch = stretch[: min(left, most)]
            yield stretch + b"\r"
        else:
            yield stretch if found.end() == end else stretch + b"\n"
        left -= len(stretch)
        if left <= 0:
            return
