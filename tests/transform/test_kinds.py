"""Headings and captions that no element names."""

from typing import Any

import pytest

from etl.transform.blocks import Block
from etl.transform.kinds import headings, name_kinds


def block_of(line: str) -> Block:
    """A paragraph; a star in front prints it in bold."""
    text = line.removeprefix("*")
    return Block("text", text, text, strong=line.startswith("*"))


@pytest.mark.cases("kinds/headings")
def test_a_short_line_heads_what_follows_only_among_paragraphs(case: dict[str, Any]) -> None:
    """In bold a short line heads the paragraph after it; in plain type it must also come after one."""
    story = [block_of(line) for line in case["lines"]]

    assert [story[place].text for place in headings(story)] == case["want"]


def test_a_line_under_a_picture_is_its_caption() -> None:
    """What is centred under a picture, or speaks like a caption, is one; a paragraph under a picture is not."""
    story = (
        Block("text", "江城的雨", "江城的雨", pictured=True, centred=True),
        Block("text", "图为江城的雨。林晓雨 摄", "图为江城的雨。林晓雨 摄", pictured=True),
        Block("text", "雨下了三天。", "雨下了三天。", pictured=True),
    )

    assert [block.kind for block in name_kinds(story)] == ["caption", "caption", "text"]


def test_dropped_blocks_are_no_company() -> None:
    """A heading is told by the paragraphs that are kept, whatever was dropped between them."""
    dropped = Block("text", "相关阅读", "相关阅读", reason="related")
    story = (block_of("雨下了三天。"), dropped, block_of("粮仓满了"), block_of("农民很高兴。"))

    assert [block.kind for block in name_kinds(story)] == ["text", "text", "heading", "text"]
