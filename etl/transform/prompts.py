"""Prompts to read on that a teaser runs into: its last sentence, then a link to the whole text, with no break between them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from etl.transform.blocks import Block
from etl.transform.phrases import Phrases

READ_ON = Phrases(
    re.compile(
        r"(?:(?<=[。！？!?…」』”])|(?<=\.\.\.)|(?<=[.…] )|(?<=\[…\] ))\s*+[\[【（(]?"
        r"(?:(?:点击|點擊|展开|展開|查看|阅读|閱讀|继续|繼續)(?:查看|阅读|閱讀)?(?:全文|原文|更多|详情|詳情|余下|餘下)(?:内容|內容)?"
        r"|(?:read|see) (?:more|on)|continue reading|read the (?:full|whole|rest of the) (?:article|story|text|post))"
        r"[\]】）)]?[\s>》»→….]*\Z",
        re.IGNORECASE,
    ),
    signs=(re.compile("全文|原文|更多|详情|詳情|余下|餘下|more|read"),),
)
"""A prompt after the end of a sentence, or after dots that say that there is more."""


def cut_prompts(blocks: Iterable[Block]) -> Iterator[Block]:
    """Set the prompt at the end of a block apart, with the reason why it is not the article's.

    >>> teaser = "渡口今日增开两班船。查看全文"
    >>> [(block.original, block.reason) for block in cut_prompts([Block("text", teaser, teaser)])]
    [('渡口今日增开两班船。', None), ('查看全文', 'widget')]

    A sentence that ends in the same words (工作人员请他阅读全文) is left alone, and so is a block that is nothing else: that is a block's matter.
    """
    for block in blocks:
        prompt = READ_ON.search(block.original)
        if prompt is None or prompt.start() == 0:
            yield block
            continue
        teaser, words = block.original[: prompt.start()].rstrip(), prompt[0].strip()
        yield replace(block, original=teaser, text=teaser)
        yield Block("text", words, words, words=block.words, region=block.region, reason="widget")
