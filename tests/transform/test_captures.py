"""A page saved as plain text: the story is found by layout and wording."""

from typing import Any

import pytest

from etl.models import Article, Capture, Origin, ParsedArticle
from etl.transform import transform
from etl.transform.breadcrumbs import channels
from etl.transform.captures import locate, read_capture

ORIGIN = Origin("capture.txt", "0" * 64, 1)

CAPTURE = """点击右上角微信好友

请使用浏览器分享功能进行分享

正在阅读:江城今夏雨水充足
首页> 江城> 民生 > 正文

江城今夏雨水充足

来源：
江城晚报

  江城的雨下了三天,农民说这是十年来雨水最充足的一个夏天,粮仓很快就要满了。

  看粮仓

  气象台预报,雨还要再下三天,低洼的地方要注意排水,山区要注意防范滑坡。

  市农业局说,今年的收成会比去年更好,粮价也会稳定,农民可以放心。

  记者 林晓雨

[
责编:周文
]
阅读剩余全文(

相关阅读

推荐阅读
山城的雾下了三天,游客说这是十年来最美的一个冬天,缆车天天满员。
2024-04-20 17:03
海边的风刮了三天,渔民说这是十年来最大的一次,渔船都回到了港口。
2024-04-03 15:11
加载更多
"""


def article() -> Article:
    """The article in the capture."""
    return transform(ParsedArticle(Capture(CAPTURE)), ORIGIN)


def test_the_story_is_kept_and_nothing_else() -> None:
    """Menus, share prompts, related reading and teasers with later dates stay outside; a heading inside stays in."""
    assert [(paragraph.kind, paragraph.text[:6]) for paragraph in article().paragraphs] == [
        ("text", "江城的雨下了"),
        ("heading", "看粮仓"),
        ("text", "气象台预报,"),
        ("text", "市农业局说,"),
    ]


def test_what_stands_around_the_story_becomes_fields() -> None:
    """Title, channels and credits are read from the lines around it; a label finds its value on the next line."""
    read = article()

    assert (read.title, read.source, read.author, read.editor) == ("江城今夏雨水充足", "江城晚报", "林晓雨", "周文")
    assert read.tags == ("江城", "民生")


def test_everything_dropped_has_a_reason() -> None:
    """Nothing disappears: each line is a paragraph or a dropped block."""
    read = article()

    assert len(read.paragraphs) + len(read.dropped) == len(read_capture(CAPTURE).blocks)
    assert {block.reason for block in read.dropped} == {"before the story", "after the story", "credit"}


def test_a_capture_without_prose_has_no_story() -> None:
    """A menu is before every story."""
    blocks = locate(read_capture("首页\n江城\n民生\n财经\n").blocks)

    assert all(block.region == "tail" for block in blocks)


@pytest.mark.cases("breadcrumbs/lines")
def test_a_trail_names_channels(case: dict[str, Any]) -> None:
    """A line from the home page to the text names the channels between; other lines with such signs name none."""
    found = channels(case["text"])

    assert (found if found is None else list(found)) == case["want"]
