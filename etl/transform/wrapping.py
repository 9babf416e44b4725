"""Lines that were broken to fit a column become paragraphs again.

Texts of the 1990s and pages made from them break every line at the same column, also inside a word. Lines are joined only where
such a column is the pattern of the whole text: a poem, an address or a list of names keeps its lines.
"""

from collections.abc import Sequence
from unicodedata import east_asian_width

SENTENCE_END = frozenset("。！？…!?.;；”’」』）)】》:：")
"""Characters after which a line may end because the sentence, or the thought, does."""

NARROWEST_COLUMN, WIDEST_COLUMN = 30, 130
"""Widths at which texts are wrapped, in columns; a Chinese character fills two. What is longer was not wrapped, what is shorter is verse."""

SLACK = 5
"""How many columns short of the edge a full line may end: a character, a number or a word that would not fit."""

FEWEST_LINES = 4
FULL_SHARE = 0.5
BROKEN_SHARE = 0.5


class _Columns(dict[str, int]):
    """How many columns each character fills, as soon as it was asked for."""

    def __missing__(self, character: str) -> int:
        self[character] = columns = 2 if east_asian_width(character) in "WF" else 1
        return columns


_COLUMNS = _Columns()


def width(text: str) -> int:
    """How many columns a text fills on a terminal.

    >>> width("雨 rain")
    7
    """
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))


def wrap_column(lines: Sequence[str]) -> int | None:
    """The column at which a text was wrapped; None if it was not.

    A text is wrapped if at least half of its lines reach the same column and most of those break off inside a sentence.

    >>> wrap_column(["甲" * 35] * 3 + ["乙" * 20 + "。"])
    70
    >>> wrap_column(["床前明月光，", "疑是地上霜。", "举头望明月，", "低头思故乡。"]) is None
    True
    """
    filled = [line.rstrip() for line in lines if line.strip()]
    if len(filled) < FEWEST_LINES:
        return None
    widths = [width(line) for line in filled]
    column = sorted(widths)[(len(widths) * 19) // 20]  # not the longest: one line may have outgrown the column
    if not NARROWEST_COLUMN <= column <= WIDEST_COLUMN:
        return None
    full = [line for line, columns in zip(filled, widths, strict=True) if column - SLACK <= columns <= column + SLACK]
    broken = sum(1 for line in full if line[-1] not in SENTENCE_END)
    if len(full) < FULL_SHARE * len(filled) or broken < BROKEN_SHARE * len(full):
        return None
    return column


def fills(line: str, column: int) -> bool:
    """Whether a line ends because the column does."""
    return width(line.rstrip()) >= column - SLACK


def join(left: str, right: str) -> str:
    """Put two lines together again: with a space between words, with nothing between ideographs.

    >>> join("1月至", "6月") + join("heavy", "rain")
    '1月至6月heavy rain'
    """
    left, right = left.rstrip(), right.lstrip()
    return f"{left} {right}" if left[-1:].isascii() and right[:1].isascii() and left and right else left + right
