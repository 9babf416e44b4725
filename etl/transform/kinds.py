"""Which of the kept paragraphs are headings and captions though no element says so.

Most Chinese pages print a heading as a short paragraph, in bold or not even that. What makes it one is the company it keeps: no end
of a sentence, among paragraphs that have one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.transform.blocks import Block
from etl.transform.wrapping import width

LONGEST_HEADING = 80
"""Columns: 40 Chinese characters or a dozen English words."""

LONGEST_PLAIN_HEADING = 60
"""Columns, for one that is not in bold."""

MOST_IN_A_ROW = 2
"""Headings one under the other: a theme and what is said of it. Three short lines are something else: verse, a list of names."""

LONGEST_CAPTION = 160
"""Columns."""

FULL = re.compile(r"[。！？!?….：:；;][”」』’）)】\]\"']*$")
"""How a whole paragraph ends."""

OPEN_END = re.compile(r"[。；;，,、…—：:]$|[.](?<!\d\.)$")
"""How no heading ends."""

INNER_SENTENCE = re.compile(r"[。；;]|[！？!?](?![”」』’）)】\]\"']*$)")

CAPTION = re.compile(
    r"^(?:[▲△▼▽↑↓◆]|图为|图片?[一二三四五六七八九十\d①-⑨]?[:：]|\(?图[①-⑨\d])"
    r"|(?:摄|供图|资料图片?|图片来源.{0,20}|图源.{0,20}|视觉中国|截图|效果图|示意图)[)）]?$"
)
"""How captions begin, and how they end."""


def name_kinds(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Mark captions and headings among the blocks that nothing speaks against; leave what markup has named already."""
    named = [
        replace(block, kind="caption") if block.reason is None and is_caption(block) else block for block in blocks
    ]
    kept = [position for position, block in enumerate(named) if block.reason is None]
    for place in headings([named[position] for position in kept]):
        named[kept[place]] = replace(named[kept[place]], kind="heading")
    return tuple(named)


def is_caption(block: Block) -> bool:
    """Whether a text under a picture says what it shows."""
    if block.kind != "text" or not block.pictured or width(block.text) > LONGEST_CAPTION:
        return False
    return block.centred or "caption" in block.words or CAPTION.search(block.text) is not None


def headings(story: Sequence[Block]) -> Iterator[int]:
    """The places of the short lines that head what follows them.

    In bold, a line must come before a paragraph; in plain type it must also come after one, with at most one more such line beside it.
    """
    start = 0
    while start < len(story):
        end = start
        while end < len(story) and is_title_like(story[end]):
            end += 1
        if start < end < len(story) and heads(story[end]):
            contrasted = start > 0 and is_full(story[start - 1]) and end - start <= MOST_IN_A_ROW
            for place in range(start, end):
                if story[place].strong or (contrasted and width(story[place].text) <= LONGEST_PLAIN_HEADING):
                    yield place
        start = end + 1


def is_title_like(block: Block) -> bool:
    """Whether a text is one short line that does not end like a sentence.

    >>> [is_title_like(Block("text", line, line)) for line in ("堵漏洞", "多部门联动,形成合力", "他说。", "记者:")]
    [True, True, False, False]
    """
    text = block.text
    if block.kind != "text" or not 1 < len(text) <= LONGEST_HEADING or width(text) > LONGEST_HEADING:
        return False  # a lone character heads nothing
    return INNER_SENTENCE.search(text) is None and OPEN_END.search(text) is None


def is_full(block: Block) -> bool:
    """Whether a block is a whole paragraph: it ends a sentence."""
    return block.kind in ("text", "quote", "list") and FULL.search(block.text) is not None


def heads(block: Block) -> bool:
    """Whether a block is something that a heading may stand above."""
    return block.kind in ("list", "table", "quote", "caption") or is_full(block)
