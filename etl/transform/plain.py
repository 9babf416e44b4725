"""Plain text that holds an article and little else becomes blocks: a line is a paragraph, unless the whole text was wrapped."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from etl.models import Statement
from etl.transform.block_writer import INDENT, INNER_BREAK, SPACES
from etl.transform.blocks import Block, Reading
from etl.transform.kinds import OPEN_END, is_full
from etl.transform.people import names
from etl.transform.wrapping import fills, join, width, wrap_column

FIRST = 30
"""A paragraph must stand among so many blocks for the first of them to be its title."""

FEWEST, FEWEST_PARTED = 3, 2
"""Blocks of a text that has a title; the second where a blank line parts the title from the rest."""

LONGEST_PEOPLE = 20

WIDEST_TITLE = 100
"""Columns."""

KANA = re.compile(r"[\u3041-\u30fa]")
KANA_SHARE = 0.1
"""Of the characters of a text that is Japanese."""

JAPANESE_NAME = re.compile(r"[\u3041-\u3096\u30a1-\u30fc\u3400-\u9fff々]{3,8}")

LABELLED = re.compile(r"^[\u3400-\u9fff]{2,6}[:：]\s*\d")
"""A label and a number: 创建时间：2024/12/20."""

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
    return Reading(tuple(block_of(line) for line in paragraphs(lines_of(text.splitlines()))))


def first_lines(blocks: Sequence[Block]) -> Iterator[Statement]:
    """What the first lines of a text say, once it is normalised: its title, and whose name stands under it.

    The first line is the title if it is short, does not end like a sentence, and a paragraph follows.
    """
    fewest = FEWEST_PARTED if len(blocks) > 1 and blocks[1].gap else FEWEST
    if len(blocks) < fewest or not _may_be_title(blocks[0]) or not any(map(_is_prose, blocks[1:FIRST])):
        return
    yield Statement("title", blocks[0].text, "first line")
    if len(blocks) < FEWEST:
        return
    people = None if LABELLED.search(blocks[1].text) else names(blocks[1].text) or _japanese_name(blocks)
    if people is not None and not blocks[1].gap and blocks[2].gap and len(people) <= LONGEST_PEOPLE:
        yield Statement("author", people, "line under the title")


def _japanese_name(blocks: Sequence[Block]) -> str | None:
    """The second line of a Japanese text, if it may be a name: these have up to eight characters and often no space between them."""
    text = "".join(block.text for block in blocks[2:FIRST])
    japanese = len(KANA.findall(text)) > KANA_SHARE * len(text)
    return blocks[1].text if japanese and JAPANESE_NAME.fullmatch(blocks[1].text) else None


def _may_be_title(block: Block) -> bool:
    return (
        block.kind == "text"
        and block.reason is None
        and width(block.text) <= WIDEST_TITLE
        and OPEN_END.search(block.text) is None
        and "。" not in block.text
    )


def _is_prose(block: Block) -> bool:
    """Whether a block ends a sentence, or ends with a note or a credit behind several."""
    return is_full(block) or (width(block.text) > WIDEST_TITLE and "。" in block.text)


def lines_of(lines: Iterable[str]) -> Iterator[Line]:
    """The lines that have words, split again where an indent inside a line opens a paragraph."""
    gap = 0
    for printed in lines:
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
    """Join lines that were broken to fit a column; where no column is the pattern of the text, leave them all.

    The items of a list are often equally long, and never the rest of the line above.
    """
    lines = list(lines)
    column = wrap_column([line.text for line in lines if not BULLET.match(line.text)])
    spaced = 2 * sum(1 for line in lines if line.gap) > len(lines)
    return lines if column is None else joined_at(column, lines, spaced=spaced)


def joined_at(column: int, lines: Iterable[Line], *, spaced: bool) -> list[Line]:
    """Join lines that end because a column does.

    Args:
        column: at which lines end.
        lines: all lines.
        spaced: most of them have a blank line above, so that it parts nothing.
    """
    joined: list[Line] = []
    parts: list[str] = []
    before = ""
    for line in lines:
        item = BULLET.match(line.text) is not None
        if parts and fills(before, column) and not (line.indented or item) and (spaced or not line.gap):
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
