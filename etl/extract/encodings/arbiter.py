"""Decode with every candidate and keep the reading that a Chinese, Japanese or Korean reader finds least surprising."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.extract.encodings.characters import cost
from etl.extract.encodings.evidence import Evidence
from etl.extract.encodings.multibyte import read_as

CANDIDATES = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "utf-8")
"""The first of equals wins."""

_PRIOR = {"gb18030": 0.0, "big5hkscs": 2.0, "utf-8": 0.0}
_RARE = 4.0
"""What being an encoding that few Chinese documents are in costs, in nats; it decides between readings of a word or two."""

_BELIEF = 0.35
"""What a declaration is worth, in nats a byte."""

_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 4096
_RUN = re.compile(rb"[\x80-\xff][0-9\x40-\xff]*")
"""A stretch that may be cut out of the document without cutting a character: no byte of any encoding's character is `<` or a space."""

FOREIGN = 5.4
"""Nats a non-ASCII byte: above this, no encoding of Chinese, Japanese or Korean reads the bytes."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a codec reads the sample: nats a non-ASCII byte; less is better."""

    codec: str
    surprise: float


def sample(content: bytes) -> bytes:
    """The first stretches with non-ASCII bytes, on lines of their own."""
    return b"\n".join(_stretches(content))


def _stretches(content: bytes) -> Iterator[bytes]:
    left = _SAMPLE
    for run in _RUN.finditer(content):
        yield run[0][:left]
        left -= len(run[0])
        if left <= 0:
            return


def judge(evidence: Evidence) -> list[Judgement]:
    """Every candidate's judgement, the best first."""
    stretches = sample(evidence.content)
    high = max(1, len(stretches) - len(stretches.translate(None, _HIGH)))
    candidates = dict.fromkeys((*CANDIDATES, evidence.codec) if evidence.codec in _ELIGIBLE else CANDIDATES)
    judgements = [
        Judgement(
            codec,
            (cost(read_as(stretches, codec)) + _PRIOR.get(codec, _RARE)) / high - _BELIEF * (codec == evidence.codec),
        )
        for codec in candidates
        if codec is not None
    ]
    return sorted(judgements, key=lambda judgement: judgement.surprise)


_ELIGIBLE = frozenset({"johab"})
