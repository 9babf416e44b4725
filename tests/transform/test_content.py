"""A whole page: the article is found, its surroundings are left, and its head is read."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from etl.models import Article, Fragment, Origin, Page, ParsedArticle
from etl.transform import transform
from etl.transform.content import is_page_like, read_page
from etl.transform.page_statements import page_statements

ORIGIN = Origin("https://news.example/2023-09/08/c_1.htm", "0" * 64, 1)

PARAGRAPHS = (
    "江城的雨下了三天，农民说这是十年来雨水最充足的一个夏天，粮仓很快就要满了。",
    "气象台预报，雨还要再下三天，低洼的地方要注意排水，山区要注意防范滑坡和落石。",
    "市农业局说，今年的收成会比去年更好，粮价也会稳定，农民可以放心地把粮食卖给粮库。",
    "记者在集市上看到，青菜和豆角都卖得很快，摊主们一边称菜一边说，雨后的菜最甜。",
    "粮库的主任介绍，新粮入库以前，库房已经全部检修了一遍，烘干机也试过了车。",
)

MENU = "".join(
    f"<li><a href='/{name}'>{name}</a></li>"
    for name in ("首页", "新闻", "财经", "体育", "娱乐", "科技", "汽车", "房产")
)
TEASERS = "".join(f"<li><a href='/n/{number}'>别处的新闻第{number}条说了些什么</a></li>" for number in range(12))

PAGE = f"""<!DOCTYPE html><html><head><title>江城今夏雨水充足_江城在线</title><script>var a = "<p>不是正文。</p>";</script></head>
<body><div class="nav"><ul>{MENU}</ul></div><div class="crumbs"><a href="/">首页</a> &gt; <a href="/m">民生</a> &gt; 正文</div>
<div class="main"><div class="left"><h1>江城今夏雨水充足</h1>
<div class="info"><span>2023-09-08 07:05</span> <span>来源：江城晚报</span></div>
<div class="article-content">{"".join(f"<p>　　{paragraph}</p>" for paragraph in PARAGRAPHS)}
<p align="center"><img src="/1.jpg"></p><p align="center">图为江城的雨。林晓雨 摄</p></div>
<div class="editor">（责任编辑：周文）</div></div>
<div class="side"><h3>热门新闻</h3><ul>{TEASERS}</ul></div></div>
<div class="footer"><p>版权所有 江城在线 未经书面授权不得转载</p></div></body></html>"""


def article(html: str = PAGE) -> Article:
    """The article of a page."""
    return transform(ParsedArticle(Page(html)), ORIGIN)


def test_the_article_is_kept_and_nothing_else() -> None:
    """Menus, teasers and footers are left out; paragraphs and captions stay in their order, without their indents."""
    assert [(paragraph.kind, paragraph.text) for paragraph in article().paragraphs] == [
        *(("text", paragraph) for paragraph in PARAGRAPHS),
        ("caption", "图为江城的雨。林晓雨 摄"),
    ]


def test_what_stands_around_it_becomes_fields() -> None:
    """Title without the site's tail, source, editor and date come from the lines above and below; channels from the trail."""
    read = article()

    assert (read.title, read.source, read.editor, read.tags) == ("江城今夏雨水充足", "江城晚报", "周文", ("民生",))
    assert read.published is not None
    assert str(read.published.instant) == "2023-09-07 23:05:00+00:00"


def test_a_day_between_the_lead_and_the_text_is_read() -> None:
    """Many sites print the byline below a lead that is a paragraph of its own."""
    lead = f"<p class=lead>{PARAGRAPHS[0]}</p><div class=share><i>2023-09-08 07:05</i><i>林晓雨</i></div>"
    page = PAGE.replace(f"<p>　　{PARAGRAPHS[0]}</p>", "").replace(
        '<div class="article-content">', f'{lead}<div class="article-content">'
    )
    page = page.replace("<span>2023-09-08 07:05</span> <span>来源：江城晚报</span>", "")

    read = article(page)

    assert (read.author, read.published and str(read.published.local_date)) == ("林晓雨", "2023-09-08")
    assert [paragraph.text for paragraph in read.paragraphs][:2] == list(PARAGRAPHS[:2])


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ("var biz = '', ct = 1; var createTime = '2023-09-08 07:05';", "2023-09-08"),
        ('window.__DATA__ = {"id": 7, "publishTime": "1694127900000"};', "2023-09-08"),
        ("var version = '2023-09-08'; var published = true;", None),
    ],
)
def test_a_day_that_only_a_script_knows_is_read_where_no_other_is(script: str, day: str | None) -> None:
    """Public accounts print the day by script; a printed day is believed before it."""
    undated = PAGE.replace("<span>2023-09-08 07:05</span>", "")

    told = transform(
        ParsedArticle(Page(undated.replace("<body>", f"<body><script>{script}</script>"))), Origin("", "0" * 64, 1)
    )
    printed = article(PAGE.replace("<body>", "<body><script>var pubTime = '2020-01-01';</script>"))

    assert (str(told.published.local_date) if told.published else None) == day
    assert printed.published is not None
    assert str(printed.published.local_date) == "2023-09-08"


STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("<center><b>江城今夏雨水充足</b></center>", "江城今夏雨水充足"),
        ("<center><b>江城今夏雨水充足</b></center><center>江城晚报 记者 林晓雨</center>", "江城今夏雨水充足"),
        ("<h3>江城今夏雨水充足</h3><div>编者按</div>", "江城今夏雨水充足"),
        ("<h1><a href='index.html'>小雨的博客</a></h1><h2>江城今夏雨水充足</h2>", "江城今夏雨水充足"),
        ("<div>当前位置：首页->民生</div>", None),
        ("<div>2023年9月8日</div>", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("shape", [Page, Fragment])
def test_a_story_that_nothing_names_is_named_by_the_line_above_it(
    above: str, title: str | None, shape: type[Page | Fragment]
) -> None:
    """Old pages print the title in the middle of a line and have no heading; trails, dates and credits are no titles."""
    read = transform(ParsedArticle(shape(f"<div>{above}</div>{STORY}")), ORIGIN)

    assert read.title == title
    assert [paragraph.text for paragraph in read.paragraphs if len(paragraph.text) > 30] == [*PARAGRAPHS]


def test_a_heading_that_leads_home_names_the_site() -> None:
    """A logo in a heading of the first rank is no title, and the site's name is cut from the page's."""
    said = page_statements(LexborHTMLParser("<h1><a href='/'>小雨的博客</a></h1><h1><a href='/1'>秋收在即</a></h1>"))

    assert [(statement.field, statement.value) for statement in said] == [("via", "小雨的博客"), ("title", "秋收在即")]


def test_links_before_the_story_are_not_its_beginning() -> None:
    """The day and the reporters under a row of links are the article's credits."""
    links = "<p><a href='/1'>上一篇：孩子，夏令营让你得到了什么？</a> <a href='/2'>下一篇：浴室都安全吗？</a></p>"
    read = transform(
        ParsedArticle(
            Fragment(f"{links}<p>本报记者 林晓雨</p><p>2023-9-8 江城晚报</p>{STORY}<p>作者：小雨 2023-10-30</p>")
        ),
        ORIGIN,
    )

    assert read.published is not None
    assert (str(read.published.local_date), read.source, read.author) == ("2023-09-08", "江城晚报", "林晓雨")


def test_text_hidden_until_a_script_shows_it_is_read() -> None:
    """Pages that stream their parts hide the article in an element and reveal it later."""
    hidden = PAGE.replace('<div class="main">', '<div class="main" hidden id="S:1">')

    assert article(hidden).text == article().text


def test_a_page_that_shows_nothing_without_scripts_is_read_by_what_it_tells_those_without() -> None:
    """Some forums put everything into `noscript`; beside a page that shows its text, `noscript` is left alone."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    told = f"<html><title>雨</title><body><div id='app'></div><noscript><h1>雨</h1><div>{body}</div></noscript></body></html>"
    shown = PAGE.replace(
        '<div class="footer">',
        '<noscript><p>请打开脚本，才能看到这个页面上的全部内容。</p></noscript><div class="footer">',
    )

    assert article(told).text == "\n".join(PARAGRAPHS)
    assert article(shown).text == article().text


def test_a_page_saved_without_its_head_is_still_a_page() -> None:
    """A piece of HTML full of menus is read as a page; one with an article and a few links is a fragment."""
    body = PAGE.partition("<body>")[2].partition("</body>")[0]
    small = f"<p>{PARAGRAPHS[0]}<a href='/a'>首页</a></p><p>{PARAGRAPHS[1]}</p>"

    saved = transform(ParsedArticle(Fragment(f"<table><tr><td></td></tr></table>{body}")), ORIGIN)

    assert saved.text == article().text
    assert is_page_like(body)
    assert not is_page_like(small)


def test_a_menu_before_any_prose_makes_a_page_however_long_its_text_is() -> None:
    """Under a blog's post stand long comments, and its menus are a small share of all; links below a text make no page."""
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 8)
    menus = f"<h3>导航</h3><ul>{MENU}</ul><h3>文章</h3><ul>{MENU}</ul>"

    assert is_page_like(f"<div>江城随笔</div>{menus}{story}")
    assert not is_page_like(f"{story}{menus}")
    assert not is_page_like(f"<ul>{MENU}</ul>{story}")


def test_what_normalising_leaves_nothing_of_is_no_block() -> None:
    """Pages print zero-width characters where they want an empty line."""
    page = PAGE.replace("<p>　　气象台", "<p>\u200b\u200b</p><p>　　气象台")

    assert article(page).text == article().text


@pytest.mark.cases("page_statements/heads")
def test_a_page_says_what_it_is_in_its_head(case: dict[str, Any]) -> None:
    """JSON-LD, OpenGraph, meta elements, microdata, title and headings are read as they stand."""
    from selectolax.lexbor import LexborHTMLParser

    said = page_statements(LexborHTMLParser(case["html"]))

    told = [[statement.field, statement.value] for statement in said if statement.field != "kind"]
    assert told == case["want"]
    if "kinds" in case:
        assert [statement.value for statement in said if statement.field == "kind"] == case["kinds"]


def test_nesting_has_no_limit() -> None:
    """Hostile depth costs no recursion."""
    html = "<html><body>" + "<div>" * 5_000 + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

    assert read_page(html).blocks


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div class='a'>",
                "</div>",
                "<p>",
                "<br>",
                "<table><tr><td>",
                "</table>",
                "<a href='/'>",
                "</a>",
                "<ul><li>",
                "<noscript>",
                "雨水充足，秋收在即。" * 5,
                "雨",
                "<b>",
                "</b>",
                "<div hidden>",
            ]
        ),
        max_size=40,
    )
)
def test_any_page_is_tolerated(parts: list[str]) -> None:
    """Whatever stands in a page, reading it gives blocks of text and never raises."""
    for block in read_page("<html><body>" + "".join(parts)).blocks:
        assert block.original.strip()
