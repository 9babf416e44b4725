"""A page saved as plain text: the story is found by layout and wording."""

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from etl.models import Article, Capture, Origin, ParsedArticle
from etl.transform import transform
from etl.transform.blocks import Block
from etl.transform.breadcrumbs import channels
from etl.transform.captures import locate, read_capture
from etl.transform.captures.choose import closed
from etl.transform.captures.features import FEATURES, describe
from etl.transform.pages.forest import load_forest
from scripts.flatten import STYLES, Style, flatten

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


@pytest.mark.cases("captures/lines")
def test_lines_are_made_whole(case: dict[str, Any]) -> None:
    """What stands on two lines and belongs on one is joined, what was run together is parted; prose is left alone."""
    assert [block.text for block in read_capture(case["text"]).blocks] == case["want"]


@pytest.mark.cases("captures/pages")
def test_captures_of_many_makes(case: dict[str, Any]) -> None:
    """The story, its title, and the day and the names that are its own, whatever other articles print around it."""
    read = transform(ParsedArticle(Capture("\n".join(case["text"]))), ORIGIN)

    published = read.published
    assert [paragraph.text[:6] for paragraph in read.paragraphs] == case["body"]
    assert (read.title, read.author, read.source, read.editor) == tuple(
        case[field] for field in ("title", "author", "source", "editor")
    )
    assert (str(published.local_date) if published else None) == case["day"]
    assert (f"{published.instant:%H:%M}" if published and published.instant else None) == case["time"]


def test_the_forest_was_trained_on_the_features_there_are() -> None:
    """A feature that is added or moved asks for a new training."""
    assert load_forest("lines", "etl.transform.captures").features == FEATURES


def test_a_capture_of_nothing_has_no_lines() -> None:
    """White space alone is no line."""
    assert locate(read_capture(" \n\u3000\n").blocks) == ()


@pytest.mark.parametrize("line", ["首页", "江城的雨下了三天，农民说雨水充足。", "2024-04-14", "•", "：" * 50])
def test_lines_without_end_are_described_in_time(line: str) -> None:
    """Every line is described by sums, however many there are."""
    rows = describe(read_capture(f"{line}\n" * 5000).blocks)

    assert all(len(row) == len(FEATURES) for row in rows)


PAGE = f"""<title>江城今夏雨水充足_江城在线</title><body>
<ul>{"".join(f"<li><a href=/{word}>{word}</a></li>" for word in "首页 新闻 财经 体育 娱乐 汽车 房产 教育 旅游 健康".split())}</ul>
<table><tr><td>登录</td><td>注册</td></tr></table>
<h1>江城今夏雨水充足</h1><div>2024-04-14 08:35 来源：江城晚报</div>
<div><p>　　江城的雨下了三天，农民说这是十年来雨水最充足的一个夏天，粮仓很快就要满了。</p><h2>看粮仓</h2>
<p>　　气象台预报，雨还要再下三天，低洼的地方要注意排水，山区要注意防范滑坡。</p>
<p>　　市农业局说，今年的收成会比去年更好，粮价也会稳定，农民可以放心。</p></div>
<h3>相关阅读</h3><ul><li><a href=/1>山城的雾下了三天</a> 2024-04-20</li><li><a href=/2>海边的风刮了三天</a> 2024-04-21</li></ul>
<div>版权所有 江城在线</div>"""


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_page_is_read_in_whatever_layout_it_was_saved(style: Style) -> None:
    """Blank lines, bullets, cells in a row and the title on the first line differ from program to program; the story does not."""
    read = transform(ParsedArticle(Capture(flatten(LexborHTMLParser(PAGE), style))), ORIGIN)

    assert [paragraph.text[:6] for paragraph in read.paragraphs] == [
        "江城的雨下了",
        "看粮仓",
        "气象台预报，",
        "市农业局说，",
    ]
    assert (read.title, read.source, str(read.published.local_date if read.published else None)) == (
        "江城今夏雨水充足",
        "江城晚报",
        "2024-04-14",
    )


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        (["此刻，我们在行动！", "江城农业协会", "2024年4月14日", "首页"], 3),
        (["江城农业协会", "二〇二四年四月十四日", "首页"], 2),
        (["江城农业协会", "2024-04-14 08:35", "首页"], 0),
        (["江城农业协会", "首页"], 0),
        (["2024年4月14日", "首页"], 0),
        ([], 0),
    ],
    ids=[
        "a call and a signature",
        "a day in words",
        "a teaser with its time",
        "a name alone",
        "a day alone",
        "nothing",
    ],
)
def test_a_letter_keeps_its_signature(below: list[str], kept: int) -> None:
    """A short last sentence, and who signed on which day, belong to the text above; a name or a date of another article does not."""
    blocks = [
        Block("text", line, line) for line in ("江城的雨下了三天，农民说这是十年来雨水最充足的一个夏天。", *below)
    ]

    assert closed(blocks, 1) == 1 + kept
