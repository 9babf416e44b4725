"""Plain text that holds an article and little else becomes blocks: a line is a paragraph, unless the whole text was wrapped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.transform.blocks import Block, Reading
from etl.transform.fragments import INDENT, INNER_BREAK, SPACES
from etl.transform.wrapping import is_full, join, wrap_column

BULLET = re.compile(r"^[•·●○◆■▪‣*]\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with what white space said of it.

    Attributes:
        text: trimmed, inner white space folded.
        indented: it begins as Chinese paragraphs do.
        gap: how many blank lines stand before it.
    """

    text: str
    indented: bool
    gap: int


def read_plain(text: str) -> Reading:
    r"""Read a plain text.

    >>> [block.text for block in read_plain("　　雨水充足。\n　　秋收在即。").blocks]
    ['雨水充足。', '秋收在即。']
    """
    return Reading(tuple(block_of(line) for line in paragraphs(lines_of(text))))


def lines_of(text: str) -> Iterator[Line]:
    """The lines that have words, split again where an indent inside a line opens a paragraph."""
    gap = 0
    for printed in text.splitlines():
        if not printed.strip():
            gap += 1
            continue
        for position, piece in enumerate(INNER_BREAK.split(printed)):
            folded = SPACES.sub(" ", piece).strip()
            if folded:
                yield Line(
                    folded, indented=position > 0 or INDENT.match(piece) is not None, gap=gap if position == 0 else 0
                )
                gap = 0


def paragraphs(lines: Iterable[Line]) -> list[Line]:
    """Join lines that were broken to fit a column; where no column is the pattern of the text, leave them all."""
    lines = list(lines)
    column = wrap_column([line.text for line in lines])
    if column is None:
        return lines
    spaced = 2 * sum(1 for line in lines if line.gap) > len(lines)  # a blank line after every line parts nothing
    joined: list[Line] = []
    parts: list[str] = []
    before = ""
    for line in lines:
        if parts and is_full(before, column) and not line.indented and (spaced or not line.gap):
            parts.append(line.text)
        else:
            parts = [line.text]
            joined.append(line)
        before = line.text
        joined[-1] = Line(_joined(parts), joined[-1].indented, joined[-1].gap) if len(parts) > 1 else joined[-1]
    return joined


def block_of(line: Line) -> Block:
    """A line as a block: a list item if it begins with a bullet."""
    text = BULLET.sub("", line.text)
    return Block(
        kind="list" if text != line.text else "text", original=text, text=text, indented=line.indented, gap=line.gap
    )


def _joined(parts: list[str]) -> str:
    whole = ""
    for part in parts:
        whole = join(whole, part) if whole else part
    return whole
