"""Where in the printed text each piece that we kept or dropped came from.

White space is ours to choose, so it is not compared. A piece that was changed on its way is looked for as it was printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the printed text, and which piece it is.

    Attributes:
        printed: the text as printed; empty for a piece that was not found there.
        piece: the piece's number; None for text that no piece claims.
    """

    printed: str
    piece: int | None


def align(printed: str, *sequences: Sequence[str]) -> tuple[Passage, ...]:
    r"""Cut a printed text into the pieces it holds and what lies between them.

    Each piece takes the first stretch that is still free behind the piece before it in its sequence, or else the first of all.
    A piece that is not found (it was put together from several places, say) stands behind the one before it, without a stretch.

    >>> align("首页 新闻\n桥 通车了。\n版权所有", ("桥通车了。", "不在其中"))
    (Passage(printed='首页 新闻', piece=None), Passage(printed='桥 通车了。', piece=0), Passage(printed='', piece=1), Passage(printed='版权所有', piece=None))

    Args:
        printed: the text that was printed.
        sequences: pieces of it, each sequence in its own order; they are numbered from 0, through all sequences.
    """
    compact, offsets = _compact(printed)
    taken = bytearray(len(compact))
    stretches: list[_Stretch] = []
    for pieces in sequences:
        stretches += _found(compact, tuple(_compact(piece)[0] for piece in pieces), taken, len(stretches))
    in_order = sorted(stretches, key=lambda stretch: (stretch.start, stretch.end))
    return tuple(_passages(printed, offsets, in_order))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a piece lies in the compact text: from `start` up to `end`; empty if it is not there."""

    start: int
    end: int
    piece: int


def _compact(text: str) -> tuple[str, list[int]]:
    """Leave out white space; say where each remaining character stood."""
    seen = [not char.isspace() for char in text]
    return "".join(compress(text, seen)), list(compress(range(len(text)), seen))


def _found(compact: str, pieces: tuple[str, ...], taken: bytearray, first: int) -> Iterator[_Stretch]:
    last = 0
    for number, piece in enumerate(pieces, start=first):
        start = _free(compact, piece, taken, last)
        if start < 0:
            start = _free(compact, piece, taken, 0)
        if start < 0:
            yield _Stretch(last, last, number)
            continue
        last = start + len(piece)
        taken[start:last] = b"\1" * len(piece)
        yield _Stretch(start, last, number)


def _free(compact: str, piece: str, taken: bytearray, start: int) -> int:
    """Find a piece where nothing else was found yet; -1 if there is no such place."""
    while piece:
        start = compact.find(piece, start)
        if start < 0:
            break
        after = taken.rfind(1, start, start + len(piece))
        if after < 0:
            return start
        start = after + 1
    return -1


def _passages(printed: str, offsets: list[int], stretches: list[_Stretch]) -> Iterator[Passage]:
    done = 0
    for stretch in stretches:
        if stretch.start > done:
            yield Passage(_between(printed, offsets, done, stretch.start), None)
        yield Passage(_between(printed, offsets, stretch.start, stretch.end), stretch.piece)
        done = max(done, stretch.end)
    if done < len(offsets):
        yield Passage(_between(printed, offsets, done, len(offsets)), None)


def _between(printed: str, offsets: list[int], start: int, end: int) -> str:
    return printed[offsets[start] : offsets[end - 1] + 1] if start < end else ""
