"""Decode with every candidate and keep the reading that a Chinese, Japanese or Korean reader finds least surprising."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.extract.encodings.characters import LANGUAGES, cost
from etl.extract.encodings.multibyte import read_as

COMMON = ("gb18030", "big5hkscs", "utf-8", "cp932", "euc_jp", "cp949")
"""Asked about every document; the first of equals wins."""

RARE = {
    "euc-tw": re.compile(rb"(?:[\x00-\x7f]+|(?:\x8e[\xa1-\xb0])?[\xa1-\xfe]{2})*[\xa1-\xfe]?"),
    "johab": re.compile(rb"(?:[\x00-\x7f]+|[\x84-\xf9][\x31-\xfe])*[\x84-\xf9]?"),
}
"""Asked where none of the common reads well, if the bytes have the right shape."""

LANGUAGES_OF = {
    "gb18030": ("hans", "hant"),
    "big5hkscs": ("hant",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "cp949": ("ko",),
    "euc-tw": ("hant",),
    "johab": ("ko",),
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
"""Nats a character: above this, the document is neither Chinese, Japanese nor Korean."""

_GLANCE, _LOOK = 512, 4096
"""How many bytes are enough where the answer is clear, and where it is not."""
_CLEAR = 100.0
"""Nats by which the best must beat the second for the answer to be clear at a glance."""

_HIGH = bytes(range(0x80, 0x100))
STRETCH = re.compile(rb"[\x80-\xff][0-9\x40-\xff]*")
"""May be cut out of a document without cutting a character: `<`, a space or a comma is no part of one in any encoding."""


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


def judge(content: bytes, declared: frozenset[str] = frozenset()) -> tuple[Judgement, ...]:
    """Try every candidate on a sample, best first.

    Args:
        content: a document in an encoding that leaves ASCII alone.
        declared: the codecs that are claimed for it.
    """
    judgements = _judge(sample(content, _GLANCE), declared)
    first, second, *_ = judgements
    if second.cost - first.cost < _CLEAR or NATURAL < first.per_character < FOREIGN:
        judgements = _judge(sample(content, _LOOK), declared)
    return judgements


def _judge(sample: bytes, declared: frozenset[str]) -> tuple[Judgement, ...]:
    judgements = [_judgement(sample, codec, declared) for codec in COMMON]
    if min(judgement.per_character for judgement in judgements) > NATURAL:
        judgements += [_judgement(sample, codec, declared) for codec, shape in RARE.items() if shape.fullmatch(sample)]
    return tuple(sorted(judgements, key=lambda judgement: judgement.cost))


def _judgement(sample: bytes, codec: str, declared: frozenset[str]) -> Judgement:
    found = cost(read_as(sample, codec), LANGUAGES_OF.get(codec, LANGUAGES))
    belief = _BELIEF * (len(sample) - len(sample.translate(None, _HIGH))) if codec in declared else 0.0
    return Judgement(codec, found.total + _PRIOR.get(codec, _RARITY) - belief, found.per_character)


def sample(content: bytes, size: int) -> bytes:
    """The first stretches with non-ASCII bytes, each on a line of its own."""
    return b"\n".join(_stretches(content, size))


def _stretches(content: bytes, left: int) -> Iterator[bytes]:
    for found in STRETCH.finditer(content):
        yield found[0][:left]
        left -= len(found[0])
        if left <= 0:
            return
