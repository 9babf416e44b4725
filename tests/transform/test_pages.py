"""Whole pages: the walk, the forest and the cut, on pages invented for the purpose."""

import json
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from etl.transform.pages import locate
from etl.transform.pages.choose import HIGHEST_BAR, LOWEST_BAR, best_bar, choose
from etl.transform.pages.features import FEATURES, describe
from etl.transform.pages.forest import HOPELESS, compiled, load_forest
from etl.transform.pages.hints import read_hints
from etl.transform.pages.texts import measure
from etl.transform.pages.walk import Outline, walk

STORY = (
    "周一清晨，江城的渡口又开了船，等了半个月的村民挑着担子上了船，船上很快就坐满了人。",
    "船长说，水位已经退到警戒线以下，但是江面上还有漂木，所以船开得比平时慢了一些。",
    "镇上的粮站也开了门，站长介绍，新收的稻谷要先晒三天，再送进仓库，价格和去年一样。",
    "学校将在周三复课，老师们正在打扫教室，把搬到楼上的课桌一张一张地搬下来。",
    "江城气象台预计，未来一周以晴天为主，农民可以抓紧时间收割剩下的水稻。",
)
OTHER = (
    "另一座城市的车展昨天闭幕，三天里来了两万名观众，新车型卖得比旧车型好。",
    "主办方说，明年的车展会换到新的展馆，展位也会增加一倍，欢迎各地的厂家报名。",
    "多名观众表示，停车是最大的问题，希望主办方能增加从车站到展馆的班车。",
)
MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("首页", "国内", "国际", "财经", "体育", "娱乐"))
LINKS = "".join(f"<li><a href='/n{n}.html'>第{n}条别的新闻有一个不长不短的标题</a></li>" for n in range(10))


def outline(body: str) -> Outline:
    """The outline of a page's body."""
    root = LexborHTMLParser(f"<body>{body}</body>").body
    assert root is not None
    return walk(root)


def paragraphs(texts: tuple[str, ...]) -> str:
    """Texts as paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def kept(html: str) -> list[str]:
    """The texts of the blocks that are the article's."""
    return [verdict.text for verdict in locate(LexborHTMLParser(html)).verdicts if verdict.reason is None]


MODERN = f"""<html><head><title>江城渡口恢复通航_江城网</title></head><body><nav><ul>{MENU}</ul></nav>
<div class="wrap"><h1>江城渡口恢复通航</h1><div class="info">2024-07-01 08:00　来源：江城日报</div>
<div class="article-content">{paragraphs(STORY)}</div><div class="editor">责任编辑：林晓</div>
<div class="related"><h3>相关阅读</h3><ul>{LINKS}</ul></div></div>
<div class="foot">关于我们 | 联系我们 | 版权所有 江城网</div></body></html>"""

OLD = f"""<html><head><title>江城渡口恢复通航</title></head><body><table width=760><tr><td><a href=/>首页</a> | <a href=/n>新闻</a> |
<a href=/s>体育</a></td></tr></table><table><tr><td width=160><table><tr><td><a href=/a>论坛</a></td></tr><tr><td><a href=/b>读者来信</a></td></tr>
</table></td><td><div align=center><b>江城渡口恢复通航</b></div><br>　　{"<br><br>　　".join(STORY)}<br></td></tr></table>
<table><tr><td align=center>江城在线 版权所有 Copyright 2004</td></tr></table></body></html>"""

SEVERAL = MODERN.replace(
    '<div class="foot">',
    f'<div class="related"><h3>相关阅读</h3></div><div class="detail-more"><h2>车展昨天闭幕</h2>{paragraphs(OTHER)}</div><div class="foot">',
)


@pytest.mark.parametrize(
    "html", [MODERN, OLD, SEVERAL], ids=["modern", "tables and line breaks", "a second story below"]
)
def test_the_story_is_kept_and_nothing_else(html: str) -> None:
    """Menus, bylines, related links, footers and other stories stay outside, whatever the page is laid out with."""
    assert kept(html) == list(STORY)


def test_the_fragment_holds_what_is_kept() -> None:
    """The fragment is the smallest element around the story, and everything else has been cut out of it."""
    html = MODERN.replace(f"<p>{STORY[1]}", f"<ul class='related'>{LINKS}</ul><p>{STORY[1]}")

    located = locate(LexborHTMLParser(html))

    assert located.root is not None
    assert located.root.html == f'<div class="article-content">{paragraphs(STORY)}</div>'


def test_every_dropped_block_has_its_reason() -> None:
    """What is dropped is told with the plainest thing to be said against it."""
    reasons = {verdict.text: verdict.reason for verdict in locate(LexborHTMLParser(MODERN)).verdicts}

    assert reasons["相关阅读"] == "related"
    assert reasons["关于我们 | 联系我们 | 版权所有 江城网"] == "legal"
    assert reasons["首页 国内 国际 财经 体育 娱乐"] == "links"


def test_the_title_is_found_by_the_page_title() -> None:
    """The heading that the page's title repeats is the article's title."""
    located = locate(LexborHTMLParser(MODERN))

    assert located.title is not None
    assert located.verdicts[located.title].text == "江城渡口恢复通航"


def test_a_passage_printed_twice_is_kept_once() -> None:
    """Pages print their text again for the printer; the first stays."""
    html = MODERN.replace('<div class="editor">', f"{paragraphs(STORY[:2])}<div class='editor'>")

    assert kept(html) == list(STORY)


def test_a_page_without_text_has_no_article() -> None:
    """An empty page, and one of nothing but links, give no fragment."""
    assert locate(LexborHTMLParser("")).root is None
    assert locate(LexborHTMLParser(f"<title>江城网</title><ul>{MENU}</ul><ul>{LINKS}</ul>")).root is None


def test_inline_elements_join_and_breaks_part() -> None:
    """A word in bold does not end a block; `<br>`, cells and elements that a page defines for itself do."""
    found = outline(
        "<div>雨<b>水</b>充足<br>秋收<a href=/a>在即</a></div><x-card>一</x-card><table><tr><td>二<td>三</table>"
    )

    assert [block.text for block in found.blocks] == ["雨水充足", "秋收在即", "一", "二", "三"]
    assert found.blocks[1].linked == 2


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        ("<i>来源：江城网</i><i>作者：<b>林</b>早</i>", "来源：江城网 作者：林早"),
        ("<a href=/n>江城网</a><!-- --><em>林早</em>", "江城网 林早"),
        ("雨<b>水</b>充足<i>，</i>秋收", "雨水充足，秋收"),
        ("<i>雨</i><br><i>水</i>", "雨"),
    ],
)
def test_what_only_the_layout_parts_can_be_told_apart(line: str, parted: str) -> None:
    """A seam is where one inline element ends and the next begins; a word with a part in bold has none."""
    block = outline(f"<p>{line}</p>").blocks[0]

    assert block.parted == parted
    assert block.text == parted.replace(" ", "")


def test_only_an_address_makes_a_link() -> None:
    """An `<a name>` that nobody closed does not turn the rest of an old page into a link."""
    found = outline(f"<a name=top><p>{STORY[0]}</p><p><a href=/n>下一页</a></p>")

    assert [block.linked for block in found.blocks] == [0, 3]


def test_links_in_a_row_are_one_block() -> None:
    """A menu is one block, whatever holds its items, and belongs to the element around all of them."""
    found = outline(f"<div><ul>{MENU}</ul><ul>{MENU}</ul></div><p>{STORY[0]}</p>")

    assert [block.links for block in found.blocks] == [12, 0]
    assert found.containers[found.blocks[0].container].tag == "div"


def test_containers_know_their_blocks() -> None:
    """Each container holds an unbroken range of blocks, inside that of the container around it."""
    found = outline(f"<div><div><p>{STORY[0]}<ul>{MENU}</ul></div>{STORY[1]}</div><p>{STORY[2]}</p>")

    for container in found.containers[1:]:
        around = found.containers[container.parent]
        assert around.first <= container.first <= container.last <= around.last
    for position, block in enumerate(found.blocks):
        assert found.containers[block.container].first <= position < found.containers[block.container].last


def test_hints_are_folded_titles_and_the_beginning_of_the_description() -> None:
    """Both are read from the head only."""
    hints = read_hints(
        LexborHTMLParser(
            "<title>江城渡口 - 江城网</title><meta property='og:title' content='江城渡口'>"
            "<meta name=description content='  周一清晨，江城的渡口\n又开了船，等了半个月'><body><title>别的</title>"
        )
    )

    assert hints.titles == ("江城渡口江城网", "江城渡口")
    assert hints.description == "周一清晨，江城的渡口 又开了船，"


def test_the_forest_was_trained_on_the_features_of_today() -> None:
    """The model file names the columns it knows, and holds nothing but numbers besides."""
    model = json.loads(resources.files("etl.transform.pages").joinpath("blocks.json").read_text("utf-8"))
    tree = LexborHTMLParser(MODERN)
    assert tree.body is not None

    rows = describe(walk(tree.body), read_hints(tree)).rows

    assert load_forest("blocks").features == FEATURES == tuple(model["features"])
    assert {len(row) for row in rows} == {len(FEATURES)}
    assert all(isinstance(value, float | int) for value in _leaves(model["trees"]))


def _leaves(tree: object) -> list[object]:
    return [leaf for part in tree for leaf in _leaves(part)] if isinstance(tree, list) else [tree]


def test_a_compiled_forest_says_what_its_trees_say() -> None:
    """A row goes below when its feature is not above the threshold, and is given up when the first trees say too little."""
    says = compiled([[0, 1.0, [1, 0.0, 1.0, 2.0], 4.0]], 2.0, [[1, 0.5, 8.0, 16.0]], columns=2)

    assert [says(*row) for row in ((1.0, 0.0), (1.0, 0.5), (1.5, 0.6))] == [HOPELESS, 10.0, 20.0]


@given(st.lists(st.tuples(st.floats(0.2, 500), st.floats(-9, 9)), min_size=1, max_size=30))
def test_the_bar_stays_between_its_limits(blocks: list[tuple[float, float]]) -> None:
    """However sure the forest is, a block that is likelier than not is kept, and a hopeless one is not."""
    bar = best_bar([mass for mass, _ in blocks], [score for _, score in blocks])

    assert LOWEST_BAR - 1e-9 <= 1 / (1 + 2.718281828459045**-bar) <= HIGHEST_BAR + 1e-9


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div class='content'>", "</div>", "<p>", "<br>", "<table><tr><td>", "</td></tr></table>", "<tr>", "<a href='/'>", "<a>",
                "</a>", "<ul><li>", "</ul>", "<noscript>", "<b>", "</b>", "<div hidden>", "<h1>", "<svg>", "<template>", "<!--", "-->",
                "<form>", "<article>", "</article>", "</body>", "<frameset>", "\x00", STORY[0], STORY[1], "雨", "相关阅读",
            ]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_page_is_located(parts: list[str]) -> None:
    """Whatever stands in a page, it gives a verdict for each block, and the fragment holds the words of those that are kept."""
    located = locate(LexborHTMLParser("<html><title>江城渡口</title><body>" + "".join(parts)))

    words = [block.text for block in walk(located.root, located.skipped).blocks] if located.root is not None else []
    assert "".join("".join(words).split()) == "".join(
        "".join(verdict.text.split()) for verdict in located.verdicts if verdict.reason is None
    )


def test_nesting_and_length_have_no_limit() -> None:
    """Hostile pages cost neither recursion nor time that grows with the square."""
    deep = "<div>" * 20_000 + paragraphs(STORY)
    long = "<p>雨" * 20_000 + "<a href=/>一</a>" * 20_000

    assert [verdict.text for verdict in locate(LexborHTMLParser(deep)).verdicts] == list(STORY)
    assert len(locate(LexborHTMLParser(long)).verdicts) > 19_000


def chosen(body: str, scores: list[float]) -> list[bool]:
    """Which blocks of a page are kept, if the forest says so of each."""
    page = outline(body)
    tree = LexborHTMLParser(f"<body>{body}</body>")
    return [verdict.reason is None for verdict in choose(page, describe(page, read_hints(tree)).rows, scores)]


def test_one_paragraph_is_what_the_others_are() -> None:
    """Where most prose of one markup is kept, the forest's doubt about one paragraph of it does not tear the text."""
    assert chosen(paragraphs(STORY), [3.0, 3.0, -2.0, 3.0, -2.0]) == [True] * 5


def test_prose_of_another_markup_and_what_follows_a_cue_stay_out() -> None:
    """A box beside the text is told by its element; comments begin with a cue, and are marked up like the text on old pages."""
    box = f"<aside>{OTHER[0]}</aside>"
    comments = f"<h3>网友评论</h3>{paragraphs(OTHER)}"

    kept_blocks = chosen(f"<h1>渡口</h1>{paragraphs(STORY)}{box}{comments}", [3.0] * 6 + [-2.0] * 5)

    assert kept_blocks == [True] * 6 + [False] * 5


def test_a_caption_between_kept_paragraphs_of_a_chinese_page_is_kept() -> None:
    """Readers see it with the picture; one beside the text, or one that asks for something, stays out."""
    inside = f"<p>{STORY[0]}</p><figure><img src=/1.jpg><figcaption>江城的雨。林晓雨 摄</figcaption></figure><p>{STORY[1]}</p>"
    beside = "<hr><figure><figcaption>另一条新闻的图。</figcaption></figure>"

    assert chosen(inside + beside, [3.0, -2.0, 3.0, -2.0]) == [True, True, True, False]
    assert chosen(inside.replace("江城的雨。林晓雨 摄", "扫描二维码分享"), [3.0, -2.0, 3.0]) == [True, False, True]


def test_prose_is_taken_where_the_forest_takes_nothing() -> None:
    """A page in a language that the forest was not grown on is no page without an article."""
    sentences = (
        "강가의 시장이 비가 온 뒤에 다시 문을 열었다고 상인들이 말했다.",
        "시장은 다음 주까지 매일 아침 여섯 시에 문을 열 예정이다.",
    )
    body = f"<div><a href='/'>홈</a></div><h1>강가의 시장</h1>{paragraphs(sentences)}"

    assert kept(f"<html><head><title>강가의 시장</title></head><body>{body}</body></html>") == list(sentences)


@pytest.mark.parametrize(
    ("page", "taken"),
    [
        ("<body>hello world</body>", True),
        ("<body>hello world<script>load()</script></body>", False),
        ("<body><form>hello world<input></form></body>", False),
        ("<body>hello <a href=/world>world</a></body>", False),
    ],
    ids=["nothing else", "a script may show more", "a form is no text", "links lead elsewhere"],
)
def test_a_page_of_a_few_words_holds_them(page: str, taken: bool) -> None:  # noqa: FBT001 - a case
    """Where the forest takes nothing of a page that has nothing else, what there is is taken."""
    located = locate(LexborHTMLParser(page))

    assert (located.root is not None) == taken


def test_prose_without_a_known_function_word_is_not_judged_by_the_forest() -> None:
    """In Russian, what the forest takes is chance: the other sentences are taken, too; links are not."""
    sentences = (
        "Рынок у реки снова открылся после дождя, рассказали вчера торговцы рыбой.",
        "До следующей недели он будет работать каждое утро с шести часов.",
    )
    third = "Город обещал расширить стоянку и пустить к рынку ещё один автобус."

    taken = chosen(
        f"<a href='/'>Вернуться на первую страницу сайта</a><hr>{paragraphs(sentences)}<div>{third}</div>",
        [-2.0, 3.0, -2.0, -2.0],
    )

    assert taken == [False, True, True, True]


@pytest.mark.parametrize(
    ("sentence", "chinese"),
    [
        ("강가의 시장은 비가 온 뒤에 다시 문을 열었다고 상인들이 어제 말했다. 시장은 다음 주까지 문을 연다.", False),
        ("川辺の市場は雨のあとにまた開いたと、商人たちが昨日話した。来週まで毎朝六時に開くという。", True),
        ("江边的集市在雨后又开了门，摊主们昨天说，买菜的人比上周多了不少。", True),
        ("The market by the river opened again after the rain, and the stalls sold out.", False),
    ],
)
def test_korean_is_counted_in_words(sentence: str, chinese: bool) -> None:  # noqa: FBT001 - a case
    """Korean is written with spaces and full stops, as English is; Japanese without, as Chinese."""
    texts = measure(outline(paragraphs((sentence,) * 3)), read_hints(LexborHTMLParser("<p>")))

    assert texts.chinese is chinese
    assert texts.prose == texts.mass
    assert (texts.mass[0] == sentence.count(" ") + 1) is not chinese
