"""Prompts to read on are set apart from the teaser they follow."""

from typing import Any

import pytest

from etl import parse
from etl.models import Article
from etl.transform.blocks import Block
from etl.transform.prompts import cut_prompts


@pytest.mark.cases("prompts/read_on")
def test_a_prompt_after_a_sentence_is_a_block_of_its_own(case: dict[str, Any]) -> None:
    """What stands before it stays as it is; no letter is lost."""
    found = list(cut_prompts([Block("text", case["text"], case["text"])]))

    assert [block.original for block in found] == case["want"]
    assert [block.reason for block in found[1:]] == ["widget"] * (len(found) - 1)


def test_a_teaser_is_an_article_and_its_prompt_is_told() -> None:
    """An item of a feed that is one sentence and a link keeps the sentence."""
    feed = b"""{"version": "https://jsonfeed.org/version/1", "title": "Ferry", "items": [{"id": "1", "title": "\\u6e21\\u53e3",
        "content_html": "\\u6e21\\u53e3\\u589e\\u5f00\\u4e24\\u73ed\\u8239\\u3002<a href='/1'>\\u67e5\\u770b\\u5168\\u6587</a>"}]}"""

    [article] = parse(feed, "feed.json")
    assert isinstance(article, Article)
    assert [paragraph.text for paragraph in article.paragraphs] == ["渡口增开两班船。"]
    assert [(block.text, block.reason) for block in article.dropped] == [("查看全文", "widget")]
