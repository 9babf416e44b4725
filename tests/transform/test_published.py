"""Which of a document's dates is the date of publication."""

from datetime import UTC, datetime
from itertools import chain

import pytest

from etl import Article, PublishedDate, parse

STORY = (
    "周六清晨，城东的集市照常开张，摊主们一早就摆好了青菜和水果，等着第一批顾客。",
    "市场管理处的工作人员说，雨后的青菜卖得最快，价格与上周相比没有变化，货源也充足。",
    "附近的居民告诉记者，他们喜欢在这里买菜，新鲜，也能和熟识的摊主聊上几句家常。",
)
NOW = datetime(2023, 9, 8, 8, tzinfo=UTC)


def published(*lines: str, uri: str = "") -> PublishedDate | None:
    """The date of the one article in a plain text."""
    content = "\n\n".join(chain(["雨后的集市"], lines)).encode()

    [article] = parse(content, uri, now=NOW)

    assert isinstance(article, Article)
    return article.published


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("更新时间：2023-09-07 10:00 发布时间：2023-09-06 07:05", "2023-09-06"),
        ("江城网北京2023年09月06日07:05", "2023-09-06"),
        ("二〇二三年九月六日", "2023-09-06"),
        ("Wed, 06 Sep 2023 07:05:09 +0800", "2023-09-06"),
        ("前天", "2023-09-06"),
    ],
)
def test_the_line_above_the_story_dates_it(line: str, day: str) -> None:
    """A line of its own states the day, whatever its form; publication goes before a later change."""
    found = published(line, *STORY)

    assert found is not None
    assert found.local_date.isoformat() == day


def test_a_date_in_a_sentence_is_not_the_articles() -> None:
    """What is said about a day is no date of publication."""
    assert published(STORY[0], f"9月5日，{STORY[1]}", STORY[2]) is None


def test_an_address_goes_before_the_day_of_writing() -> None:
    """A dateline tells when agency copy was written, often the day before; the address is the better witness."""
    dateline = f"南方社江城9月6日电　{STORY[0]}"

    alone = published(dateline, *STORY[1:])
    addressed = published(dateline, *STORY[1:], uri="https://news.example/2023-09/07/c_1.htm")

    assert alone is not None
    assert (alone.form, alone.local_date.isoformat()) == ("dateline", "2023-09-06")
    assert addressed is not None
    assert (addressed.form, addressed.local_date.isoformat()) == ("address", "2023-09-07")


def test_a_time_in_japanese_text_is_tokyos() -> None:
    """A time without a zone belongs to the zone of the language."""
    lines = (
        "雨上がりの市場",
        "2023年9月6日 17時30分",
        "市場は今日も開いている。店主たちは雨の後の青菜がよく売れると話した。近所の人たちも朝から訪れている。",
    )

    [article] = parse("\n\n".join(lines).encode(), now=NOW)

    assert isinstance(article, Article)
    assert article.published is not None
    assert article.published.instant == datetime(2023, 9, 6, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("line", ["2023年9月6日 8时35分", "民國112年9月6日", "2天前", "二〇二三年九月六日上午九时"])
def test_a_byline_between_title_and_story_of_a_page_is_read(line: str) -> None:
    """The finder of the article may leave the byline out; it is looked at all the same, as a line above the story."""
    story = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    page = (
        "<!DOCTYPE html><html><head><title>雨后的集市</title></head><body><div class='nav'><a href='/'>首页</a></div>"
        f"<div class='article'><h1>雨后的集市</h1><div class='info'><span class='time'>{line}</span></div>{story}</div></body></html>"
    )

    [article] = parse(page.encode(), "page.html", now=NOW)

    assert isinstance(article, Article)
    assert article.published is not None
    assert article.published.local_date.isoformat() == "2023-09-06"
