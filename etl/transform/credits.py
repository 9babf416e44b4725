"""Credit lines leave the body and become statements: who wrote, who edited, where it comes from, when it was published.

A credit line is made of labels and what they label, and of nothing else: `来源:人民日报 记者 张三 责编:李四`. A sentence that happens
to begin with such a word (记者从发布会上了解到) is no credit line, because what follows is no name. What is uncertain stays text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from etl.models import Field, Statement
from etl.transform.blocks import Block, Reading
from etl.transform.dates import Clock, FoundDate, find_dates, read_date

HAN = r"\u3400-\u9fff"

LABELS: tuple[tuple[Field | None, str], ...] = (
    # what names no field of ours comes first: 图片来源 is no 来源
    (
        None,
        r"(?:图片|图表|数据|资料|视频|题图|封面图?|头图|制图|配图|首图)(?:来源|来自)?|图源|供图|图/|图(?=[:：丨｜|])|版式设计|版式|设计|美术设计|视觉",
    ),
    (
        None,
        r"校对|审校|审核|审读|复审|终审|初审|二审|三审|一审|签发|监制|总监制|制片人?|出品人?|策划|统筹|制作|剪辑|美编|摄像|摄影师?|航拍|拍摄",
    ),
    (
        None,
        r"值班(?:主任|总监|编委|领导|主编)|总编辑|副总编辑|主编|编委|编审|运营|实习编辑|见习编辑|排版|配音|主播|播音|翻译|编译",
    ),
    (None, r"(?:作品|文章|新闻|稿件)?(?:编号|分类|标签|关键词|关键字|栏目|所属栏目|频道|专题|版次|版面)"),
    ("title", r"(?:新闻)?原(?:文)?标题|原题"),
    (
        "published",
        r"(?:发布|发表|发稿|更新|刊发|刊登|编辑|录入|添加|上传|创建|成文|公开)(?:时间|日期|于)|时间|日期|本文发表于|Published(?: on)?|Posted(?: on)?",
    ),
    (
        "source",
        r"(?:文章|稿件|信息|新闻|消息|内容|本文|原文)?(?:来源|出处)(?:网站|媒体|于)?|稿源|来自|转载自|转自|摘自|Source",
    ),
    ("editor", r"(?:责任|本文|执行|网络|网页|值班|文字|新媒体|当值|本期|今日|轮值)编辑|责编|编辑"),
    ("author", r"(?:本文|文章)?作者|撰文|撰稿|采写|采访|采编|执笔|文字|图文|文/图|图/文|文\|图|文(?=\s*[:：/／|｜丨])"),
)
"""What a credit may be called, in the order in which the names are tried at one place; None: a credit that is no field of ours."""

REPORTER = (
    rf"(?P<house>(?:[{HAN}A-Za-z·]{{2,14}}?)??)(?:驻[{HAN}]{{1,6}}?)?(?:全媒体|融媒体|首席|高级|资深|见习|实习|特约|特派|特稿|财经|科技|视频|摄影|文字)*"
    r"(?:记者|通讯员|实习生|评论员|撰稿人|特约撰稿)"
)
"""Who writes for a paper, with the paper's name before it: 深圳商报驻京记者."""

SEPARATOR = r"\s*[:：/／|｜丨︱]\s*"

_LABEL = re.compile(
    f"(?<![{HAN}])(?:"
    + "|".join(f"(?P<l{position}>{pattern}){SEPARATOR}" for position, (_, pattern) in enumerate(LABELS))
    + r"|(?P<bare>责任编辑|责编|编辑|作者|撰文|来源|校对|审核|摄影|编审|版式|监制|通讯员)(?:[\s\u3000]+|$)"
    + rf"|(?P<reporter>{REPORTER})(?:{SEPARATOR}|\s*))"
)
"""One label. Reporters and a few others need no colon after them."""

BRACKETS = "()（）[]【】〔〕《》「」{}<>〈〉"
EDGES = " \t\u3000\xa0" + "|｜丨/／·•-—–_,，、;；.:：*#>＞→" + BRACKETS

FURNITURE = re.compile(
    r"(?:阅读|浏览|点击|访问|人气|评论|跟帖|分享|查看|收藏|点赞|转发|热度|围观)(?:量|数|次数|人数)?\s*[:：]?\s*[(（]?\d*[)）]?\s*(?:万\+?|次|人|条)?"
    r"|[(（]?\d+[)）]?\s*(?:次|人|条)?(?:阅读|浏览|点击|评论|参与|跟帖)"
    r"|(?:选择)?(?:字号|字体|字號)(?:大小|变大|变小)?\s*[:：]?|(?<![\u3400-\u9fff])[大中小](?![\u3400-\u9fff])|【?[大中小][\s|｜]*[大中小](?:[\s|｜]*[大中小])?】?"
    r"|打印(?:本文|本页)?|纠错|分享到?|我要(?:评论|纠错|分享)|关闭(?:窗口|本页)?|收藏本文|推荐(?:给)?朋友|发表评论|举报|听新闻|A[-+]|T[-+]?T?(?![A-Za-z])|微信|微博|QQ空间"
    r"|正文|原创|独家|北京时间|星期[一二三四五六日天]|周[一二三四五六日]|第?\d{0,3}版"
)
"""What stands in a byline and says nothing: counters, buttons for the size of type, sharing."""

SENTENCE = re.compile(r"[。！？!?…]|[，,].*[，,]")
"""Punctuation of prose: no credit has it."""

NAME = re.compile(
    rf"[{HAN}]{{2,4}}|[{HAN}]{{1,6}}[·•・][{HAN}·•・]{{1,12}}|(?:[A-Z][A-Za-z.'’-]*)(?:\s[A-Z][A-Za-z.'’-]*){{0,3}}"
)

NAME_BREAK = re.compile(r"[\s、，,;；/／&|｜丨和]+")

NOT_NAMES = re.compile(
    rf"[{HAN}]{{0,8}}(?:报道|报导|发自[{HAN}]{{1,6}})|摄影|摄|文图|图文|文|图|整理|综合|电|讯|实习|供稿|供图|编辑"
)
"""What follows the names in a reporter's line: 北京报道, 摄影报道, 文/图."""

UNSIGNED = frozenset(
    (
        "admin",
        "administrator",
        "root",
        "佚名",
        "匿名",
        "未知",
        "不详",
        "无",
        "网络",
        "互联网",
        "本站",
        "本站编辑",
        "小编",
        "管理员",
        "系统管理员",
        "none",
        "null",
        "unknown",
        "editor",
    )
)
"""Values that name nobody."""

CODE = re.compile(r"[\s_]*[(（]?[A-Z]{1,4}\d{2,6}[)）]?$")
"""The number of an editor's desk after the name: SF055."""

DATELINE = re.compile(
    rf"^[(（]?(?P<agency>新华社|新华网|中新社|中新网|中国新闻网|人民网|央视网|法新社|路透社|美联社|共同社|塔斯社|中央社|[{HAN}]{{2,6}}(?:社|网|报|台))"
    rf"[{HAN}\s/]{{0,12}}?\d{{1,2}}月?(?:\d{{1,2}})?日?[{HAN}]{{0,4}}?(?:电|電|讯|訊|报道|消息)"
)
"""The head of agency copy: 新华社北京4月14日电."""

PRINTED_BY = re.compile(rf"[{HAN}A-Za-z· ]{{2,12}}\x00|\x00[ |｜]*[{HAN}A-Za-z· ]{{2,12}}")
"""Who printed it, glued to a time: 人民网北京2022年04月15日08:35."""

OUTLET = re.compile(rf"[{HAN}A-Za-z·]{{2,12}}(?:报|网|社|台|刊|志|在线|新闻|频道|客户端|通讯|APP)")
"""What a name must look like to be believed the publisher's where no label says so: 南屿晨报."""

OPENING = re.compile(r"^.{0,60}?[电電讯訊]?\s*[(（](?P<inside>[^（）()]{2,40})[)）]")
CLOSING = re.compile(r"[(（\[【](?P<inside>[^（）()\[\]【】]{2,60})[)）\]】]\s*[。.]?$")
"""A credit in brackets where a text begins, and where it ends."""

LONGEST_LINE = 160
LONGEST_SOURCE = 30
LONGEST_DATELINE = 80
LONGEST_PERSON = 40
NEAR = 12
"""How many blocks above and below the story may hold its credits."""


@dataclass(frozen=True, slots=True)
class _Credit:
    """A label and what it labels."""

    field: Field | None
    value: str


def read_credits(blocks: Sequence[Block], clock: Clock) -> Reading:
    """Find the credit lines near and in the story, give them a reason, and say what they say.

    Statements are in the order of their strength: the lines above the text, those in it, those below.
    Bracketed credits inside a paragraph and the agency of a dateline are read and left in their place.
    """
    judged = list(blocks)
    story = [position for position, block in enumerate(blocks) if block.region == "body"]
    if not story:
        return Reading(tuple(blocks))
    first, last = story[0], story[-1]
    opening = next((position for position in story if _opens(blocks[position].text, clock)), first)
    above, inside, below = list[Statement](), list[Statement](), list[Statement]()
    for position in range(max(0, first - NEAR), min(len(blocks), last + NEAR + 1)):
        text = blocks[position].text
        before = position < opening
        said = credit_line(text, clock) if not before else credit_line(text, clock) or date_line(text, clock)
        if said is None:
            continue
        judged[position] = replace(blocks[position], reason=blocks[position].reason or "credit")
        place, statements = (
            ("line above the text", above)
            if before
            else ("line in the text", inside)
            if position <= last
            else ("line below the text", below)
        )
        statements.extend(Statement(field, value, place) for field, value in said)
    left = [block for block in judged[first : last + 1] if block.reason is None]
    inside += _within(left, clock)
    return Reading(tuple(judged), (*above, *inside, *below, *_dateline(left, clock)))


def credit_line(text: str, clock: Clock) -> tuple[tuple[Field, str], ...] | None:
    """What a line says if it is made of labelled credits and nothing else; None if it is not.

    >>> credit_line("（文章来源：江城晚报）", Clock())
    (('source', '江城晚报'),)
    >>> credit_line("2024年5月6日 江城晚报 记者 林早", Clock())
    (('published', '2024年5月6日'), ('source', '江城晚报'), ('author', '林早'))
    >>> credit_line("记者从气象台获悉，雨还要下三天。", Clock()) is None
    True
    """
    if len(text) > LONGEST_LINE or _LABEL.search(text) is None:
        return None
    rest, said = _take_dates(text, clock)
    labels = list(_LABEL.finditer(rest))
    if not labels:
        return None
    head = rest[: labels[0].start()]
    if not _is_empty(head):
        outlet = _outlet(head)
        if outlet is None or not said:
            return None
        said.append(("source", outlet))
    if _field_of(labels[0]) == "title":
        title = rest[labels[0].end() :].strip().rstrip(")）】]")
        return (("title", title),) if title else ()
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        credit = _credit(label, rest[label.end() : following.start() if following else len(rest)])
        if credit is None:
            return None
        if credit.field is not None and credit.value:
            said.append((credit.field, credit.value))
    return tuple(said)


def date_line(text: str, clock: Clock) -> tuple[tuple[Field, str], ...] | None:
    """What a line says if it holds a date and what stands beside dates; None if it holds anything else.

    Only for lines above the text: below it, such a line belongs to a letter.
    """
    if len(text) > LONGEST_LINE:
        return None
    if read_date(text, clock):
        return (("published", text),)
    rest, said = _take_dates(text, clock)
    if not said:
        return None
    outlet = _outlet(rest)
    if outlet is not None:
        return (*said, ("source", outlet))
    printed_by = PRINTED_BY.fullmatch(rest)
    return tuple(said) if _is_empty(rest) or (printed_by and ":" in said[0][1].replace("：", ":")) else None


def _opens(text: str, clock: Clock) -> bool:
    """Whether the story begins here: with a paragraph, not with a date that is long enough for one."""
    return is_prose(text) and read_date(text, clock) is None


def is_prose(text: str) -> bool:
    """Whether a text reads like a paragraph: long enough, and with the punctuation of sentences."""
    return len(text) >= 20 and any(mark in text for mark in "。！？!?；;，,.")  # noqa: PLR2004 - a short sentence


def names(value: str) -> str | None:
    """The people in a value, separated by single spaces; None if it is anything but names.

    >>> names("张三、李 四 北京报道")
    '张三 李四'
    >>> names("从发布会上了解到") is None
    True
    """
    tokens = [token for token in NAME_BREAK.split(CODE.sub("", value.strip(EDGES))) if token]
    people: list[str] = []
    initial = ""
    for token in tokens:
        if re.fullmatch(rf"[{HAN}]", token):  # a two-character name is printed with a gap to fill the column
            if initial:
                people.append(initial + token)
            initial = "" if initial else token
        elif NOT_NAMES.fullmatch(token):
            continue
        elif NAME.fullmatch(token) and not initial:
            people.append(token)
        else:
            return None
    if initial or not people:
        return None
    return " ".join(people)


def _is_empty(rest: str) -> bool:
    """Whether nothing is left of a line but furniture, numbers and the places of dates."""
    return not FURNITURE.sub("", rest).strip(EDGES + "0123456789\x00")


def _outlet(rest: str) -> str | None:
    """The publisher's name, if that is all there is beside a date and furniture."""
    name = FURNITURE.sub(" ", rest.replace("\x00", " ")).strip(EDGES)
    return name if OUTLET.fullmatch(name) else None


def _take_dates(text: str, clock: Clock) -> tuple[str, list[tuple[Field, str]]]:
    """Cut the dates out of a line, so that what is left can be read: a NUL stands in the place of each."""
    found = find_dates(text, clock)
    parts: list[str] = []
    end = 0
    for date in found:
        parts.append(text[end : date.start])
        end = date.end
    parts.append(text[end:])
    return "\x00".join(parts), [
        ("published", text[date.start : date.end].strip()) for date in sorted(found, key=_rank) if date.label != "other"
    ]


def _rank(date: FoundDate) -> int:
    """A day that is called the day of publication comes first, a later change last."""
    return {"published": 0, None: 1, "updated": 2, "other": 3}[date.label]


def _dateline(story: Sequence[Block], clock: Clock) -> Iterator[Statement]:
    """The day of writing at the head of agency copy: the weakest evidence."""
    for block in story[:2]:
        for date in find_dates(block.text[:LONGEST_DATELINE], clock):
            if date.published.form == "dateline":
                yield Statement("published", date.published.text, "dateline")


def _field_of(label: re.Match[str]) -> Field | None:
    if label["reporter"] is not None:
        return "author"
    if label["bare"] is not None:
        return {
            "责任编辑": "editor",
            "责编": "editor",
            "编辑": "editor",
            "作者": "author",
            "撰文": "author",
            "通讯员": "author",
            "来源": "source",
        }.get(label["bare"])  # type: ignore[return-value]
    return next(field for position, (field, _) in enumerate(LABELS) if label[f"l{position}"] is not None)


def _credit(label: re.Match[str], value: str) -> _Credit | None:
    """Read one label's value; None if it is not what the label promises, so that the line is no credit line."""
    field = _field_of(label)
    value = FURNITURE.sub(" ", value.replace("\x00", " ")).strip(EDGES)
    if SENTENCE.search(value):
        return None
    labelled = label["reporter"] is None and label["bare"] is None
    match field:
        case "author" | "editor":
            people = names(value)
            if people is None and value:
                if not labelled or len(value) > LONGEST_PERSON:
                    return None
                people = CODE.sub("", value)
            return _Credit(field, "" if people is None or people.lower() in UNSIGNED else people)
        case "source":
            return _Credit(field, "" if value.lower() in UNSIGNED else value) if len(value) <= LONGEST_SOURCE else None
        case _:
            return _Credit(None, value) if len(value) <= LONGEST_LINE else None


def _within(story: Sequence[Block], clock: Clock) -> Iterator[Statement]:
    """Credits inside the first and the last paragraphs."""
    for block in story[:2]:
        opening = OPENING.match(block.text)
        if opening:
            yield from _bracketed(opening["inside"], clock, "brackets in the first paragraph")
        dateline = DATELINE.match(block.text)
        if dateline and not dateline["agency"].startswith(("本报", "本网", "本台", "本社")):
            yield Statement("source", dateline["agency"], "dateline")
    for block in reversed(story[-2:]):
        closing = CLOSING.search(block.text)
        if closing:
            yield from _bracketed(closing["inside"], clock, "brackets after the text")


def _bracketed(inside: str, clock: Clock, place: str) -> Iterable[Statement]:
    said = credit_line(inside, clock) or ()
    return (Statement(field, value, place) for field, value in said if field != "published")
