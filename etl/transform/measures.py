"""What is measured of every stretch of a page before any is looked at closely. Lengths are in ideographs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from etl.transform.outline import Stretch
from etl.transform.signal_words import COMMA, END, IDEOGRAPH, LETTERS_A_WORD, SENTENCE

PROSE = 12.0
"""What a stretch must say, in ideographs, with punctuation and mostly outside links, to count as prose."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of every stretch before any of them is looked at closely; `sums` run over the stretches before a position."""

    size: list[float]
    links: list[float]
    prose: list[float]
    ends: list[float]
    size_sums: list[float]
    link_sums: list[float]
    prose_sums: list[float]

    def share_of_links(self, first: int, end: int) -> float:
        """The share of links in a run of stretches."""
        return (self.link_sums[end] - self.link_sums[first]) / ((self.size_sums[end] - self.size_sums[first]) or 1.0)


def size_of(text: str) -> float:
    """How much a text says, in ideographs."""
    if text.isascii():
        return len(text) / LETTERS_A_WORD
    ideographs = len(IDEOGRAPH.findall(text))
    return ideographs + (len(text) - ideographs) / LETTERS_A_WORD


def measure(stretches: Sequence[Stretch]) -> Measures:
    """Measure every stretch."""
    size = [size_of(stretch.text) for stretch in stretches]
    links = [min(1.0, stretch.linked / inked(stretch)) for stretch in stretches]
    prose = [
        length * (1 - linked)
        if length >= PROSE and linked < 0.5 and (SENTENCE.search(stretch.text) or COMMA.search(stretch.text))  # noqa: PLR2004 - half
        else 0.0
        for stretch, length, linked in zip(stretches, size, links, strict=True)
    ]
    return Measures(
        size=size,
        links=links,
        prose=prose,
        ends=[1.0 if END.search(stretch.text[-8:]) else 0.0 for stretch in stretches],
        size_sums=list(accumulate(size, initial=0.0)),
        link_sums=list(accumulate((length * linked for length, linked in zip(size, links, strict=True)), initial=0.0)),
        prose_sums=list(accumulate(prose, initial=0.0)),
    )


def inked(stretch: Stretch) -> int:
    """How many characters of a stretch are not white space."""
    return max(1, len(stretch.text) - stretch.text.count(" "))
