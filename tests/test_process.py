"""What a worker makes of a document, for people and for the loader."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from etl.models import Article, RawRef, Rejection
from etl.process import parse, process, process_to_load

PAGE = """<html><body><ul><li><a href=/>首页</a><li><a href=/n>新闻</a><li><a href=/t>体育</a></ul>
<div><h1>渡口又开了船</h1>
<p>周一清晨，江城的渡口又开了船，等了半个月的村民挑着担子上了船，船上很快就坐满了人。</p>
<p>船长说，水位已经退到警戒线以下，但是江面上还有漂木，所以船开得比平时慢了一些。</p></div></body></html>"""


def test_the_loader_gets_everything_but_what_was_dropped(tmp_path: Path) -> None:
    """People are told of the menu; the loader writes none of it, and is sent none."""
    path = tmp_path / "ferry.html"
    path.write_text(PAGE, "utf-8")
    ref = RawRef("ferry.html", str(path))

    [told] = process(ref).outcomes
    [sent] = process_to_load(ref).outcomes

    assert isinstance(told, Article)
    assert "首页" in "".join(block.text for block in told.dropped)
    assert sent == replace(told, dropped=())


WAITING = """<!DOCTYPE html><html lang="zh"><head><title>茶市开秤</title><script src="/app.js"></script></head>
<body><div id="root">%s</div><noscript>请打开脚本功能，然后重新载入这个页面，多谢您的耐心和理解。</noscript>
<script type="application/ld+json">{"@type": "BreadcrumbList", "name": "茶讯"}</script>%s</body></html>"""

LINKED_DATA = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "茶市开秤", "author": {"name": "林早"},
"datePublished": "2024-03-21", "articleBody": "春分刚过，第一批茶青上市，秤前排起了队。\\n\\n收茶的人说，今年的雨水来得正好。"}</script>"""

OF_A_FRAMEWORK = """<script id="__NEXT_DATA__" type="application/json">{"props": {"menu": [{"name": "首页"}, {"name": "本地"}],
"article": {"title": "茶市开秤", "author": "林早", "publishedAt": "2024-03-21",
"content": "<p>春分刚过，第一批茶青上市，秤前排起了队。</p><p>收茶的人说，今年的雨水来得正好。</p>"}}}</script>"""


@pytest.mark.parametrize("data", [LINKED_DATA, OF_A_FRAMEWORK], ids=["JSON-LD", "a framework's"])
def test_the_article_of_a_page_that_shows_nothing_is_read_from_its_data(data: str) -> None:
    """What scripts would have written on the reader's screen is there, text and fields."""
    [article] = parse((WAITING % ("", data)).encode())

    assert isinstance(article, Article)
    assert [paragraph.text for paragraph in article.paragraphs] == [
        "春分刚过，第一批茶青上市，秤前排起了队。",
        "收茶的人说，今年的雨水来得正好。",
    ]
    assert (article.title, article.author) == ("茶市开秤", "林早")
    assert article.published is not None
    assert article.published.local_date == date(2024, 3, 21)


def test_data_beside_a_text_that_is_shown_is_no_article() -> None:
    """The text that readers saw is the article, however much more its data say."""
    shown = "<p>春分刚过，头茶上市，秤前排起了长队。</p><p>收茶的人说，今年的雨水来得正好，比往年早了整整五天，山路上的车从天不亮起就没有断过。</p>"

    [article] = parse((WAITING % (shown, LINKED_DATA)).encode())

    assert isinstance(article, Article)
    assert article.paragraphs[0].text == "春分刚过，头茶上市，秤前排起了长队。"


def test_a_page_that_shows_nothing_and_has_no_article_in_its_data_is_empty() -> None:
    """A list of articles' beginnings is not one of them."""
    several = LINKED_DATA.replace(
        '{"@type": "NewsArticle"', '[{"headline": "晚报", "articleBody": "雨。"}, {"@type": "NewsArticle"'
    )

    [rejection] = parse((WAITING % ("", several.replace("}</script>", "}]</script>"))).encode())

    assert isinstance(rejection, Rejection)
    assert rejection.reason == "empty"
