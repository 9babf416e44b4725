"""The grammar of a credit line: labels, what they label, dates, and the furniture of bylines.

`credit_line` and `date_line` read a line that is made of such things and of nothing else. `mentions` reads what it can from a line that
is no paragraph anyway: a byline with a board's name in it, a line of a forum.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.models import Field
from etl.transform.credit_labels import GLUED, LABEL, field_of
from etl.transform.dates import Clock, FoundDate, find_dates, fold, read_date, without_labels
from etl.transform.people import (
    CODE,
    EDGES,
    HAN,
    HOUSE,
    PROVINCES,
    UNSIGNED,
    are_chinese_names,
    before_role,
    is_chinese_name,
    is_latin_person,
    is_person,
    leading_names,
    names,
)

BY = re.compile(
    r"^\W*(?:(?:posted|written|reported|story|words|article|text|published|author|reporting|submitted|contributed|added|created) )?(?:by[:\s]\s*|(?-i:By(?=[A-Z][a-z])))"
    r"|^\W*(?:authors?|writer)(?:\s*:\s*|\s+)|^\W*(?:words|text|story|reporting|report|reporter)\s*:\s*",
    re.IGNORECASE,
)
"""How an English byline begins."""

POSTED = "(?:发[表布贴帖]|张贴|贴出|刊[登发]|上[传载]|投稿)"

HANDED_IN = re.compile(
    rf"(?:^|[^\w\s、，,]\s*)(?:(?P<own>本[贴帖文])|[此该这][贴帖]|文章|日志)?\s*[是由]\s*(?P<who>[^\s\x00，。,；;：:、【】]{{1,20}}?)\s*"
    rf"(?:[于在]\s*\x00.{{0,40}}?{POSTED}|{POSTED}[于在]?\s*\x00)(?!的)"
    rf"|\x00\s*由\s*(?P<by>[{HAN}A-Za-z]{{2,12}})(?:\s*{POSTED})?(?=\s|$)|^\W*(?P<first>[{HAN}]{{2,4}})\s*{POSTED}[于在]\s*[:：]?\s*\x00"
)
"""How boards and blogs say who wrote it and when: 本贴由林晓雨于2023年9月8日发表. Who only changed it is none of them."""

IN_LINES = re.compile(rf"{POSTED}|by|author|writer|words|text|story|report", re.IGNORECASE)
"""What a line holds that boards or English bylines print, and no 由."""

OTHER_PARTS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    ("editor", re.compile(r"^\W*edited by:?\s+", re.IGNORECASE)),
    (
        "contributor",
        re.compile(
            r"^\W*(?:(?:medically |clinically |expert )?reviewed|fact[ -]checked|verified|photograph(?:s|y|ed)|photos?|pictures?"
            r"|illustrat(?:ed|ions?)|translated|compiled|produced|curated|video|graphics?) by:?\s+",
            re.IGNORECASE,
        ),
    ),
)
"""English credits of those who did not write it."""

PICTURED_BY = re.compile(r"Getty|Shutterstock|AP Photo|Reuters|Images|Photo|iStock|Unsplash|Alamy", re.IGNORECASE)
"""A line like a byline that names who took the picture."""

SIGNED = re.compile(
    r"(?:^|[^\w\s]\s*)(?:(?:posted|written|reported|story|words|article|published|author)\s+)?(?:by[:\s]\s*|(?-i:By(?=[A-Z][a-z])))"
    r"|^\W*author\s*:\s*",
    re.IGNORECASE,
)
"""The same among other words: at the beginning, or after a mark or a date, for who made the software or the pictures wrote nothing."""

FURNITURE = re.compile(
    r"(?:阅读|浏览|点击|访问|人气|评论|跟帖|分享|查看|收藏|点赞|转发|热度|围观)(?:量|数|次数|人数|统计)?\s*[:：]?\s*[(（]?\d*[)）]?\s*(?:万\+?|次|人|条)?"
    r"|[有共]?[(（]?\d+[)）]?\s*(?:次|人|条)?(?:阅读|浏览|点击|评论|参与|跟[帖贴])"
    r"|(?:选择)?(?:字号|字体|字號)(?:大小|变大|变小)?\s*[:：]?|(?<![\u3400-\u9fff])[大中小](?![\u3400-\u9fff])|【?[大中小][\s|｜]*[大中小](?:[\s|｜]*[大中小])?】?"
    r"|打印(?:本文|本页)?|纠错|分享到?|我要(?:评论|纠错|分享)|关闭(?:窗口|本页)?|收藏本文|推荐(?:给)?朋友|发表评论|举报|听新闻|播报文章|手机看(?:新闻)?|参与互动|我来说两句|我有话说|视力保护色?|A[-+]|T[-+]?T?(?![A-Za-z])|微信|微博|QQ空间"
    r"|https?://[\w./?=&%-]+|整合|综合|统筹|正文|原创|独家|北京时间|星期[一二三四五六日天]|周[一二三四五六日]|第? ?\d{0,3} ?版"
)
"""What stands in a byline and says nothing: counters, buttons for the size of type, sharing."""

LATIN_BREAK = re.compile(r"\s*[\x00|·•]\s*|\s[-–—]\s")
"""What parts a name from what stands beside it in an English byline."""

LATIN_FURNITURE = re.compile(
    r"(?:(?:last )?updated|published|posted|created|first published)?(?: on| at)?:?|(?:\d+|an?) (?:min|minute|hour|day|week|month|year)s?(?:[ -]read| ago)?"
    r"|\d+ (?:comments?|shares?|views?)|share|[AP]\.?M\.?|[A-Z]{2,4}|\d*",
    re.IGNORECASE,
)
"""What English pages print there: when it was changed, how long reading takes."""

SENTENCE = re.compile(r"[。！？!?…]|[，,].*[，,]")
"""Punctuation of prose: no credit has it."""

IN_BRACKETS = re.compile(rf"[\[【(（]\s*(?P<name>[{HAN}]{{2,3}})\s*[\]】)）]")
"""A name in brackets beside a date."""

MARKUP = re.compile(r'[=<>"{}]')
"""What no value has: markup that was read as text."""

PRINTED_BY = re.compile(rf"[{HAN}A-Za-z· ]{{2,12}}\x00|\x00[ |｜]*[{HAN}A-Za-z· ]{{2,12}}")
"""Who printed it, glued to a time: 人民网北京2022年04月15日08:35."""

OUTLET = re.compile(rf"[{HAN}A-Za-z·]{{2,12}}(?:报|网|社|台|刊|志|在线|新闻|频道|客户端|通讯|APP|财经|观察|资讯|传媒)")
"""What a name must look like to be believed the publisher's where no label says so: 南屿晨报."""

OPEN_BRACKET = re.compile(r"\s*[(（][^()（）]*$")
"""The place in brackets behind a paper's name, whose closing bracket went with the edges: 江城晚报(江城)."""

BARS = str.maketrans(dict.fromkeys(map(ord, "|｜丨︱/·\0"), " "))
"""What stands between such names."""

LONGEST_LINE = 160
LONGEST_SOURCE = 30
LONGEST_BUTTONS = 12
LONGEST_PERSON = 40


@dataclass(frozen=True, slots=True)
class _Credit:
    """A label and what it labels."""

    field: Field | None
    value: str


def credit_line(text: str, clock: Clock) -> tuple[tuple[Field, str], ...] | None:
    """What a line says if it is made of labelled credits and nothing else; None if it is not.

    >>> credit_line("（文章来源：江城晚报）", Clock())
    (('source', '江城晚报'),)
    >>> credit_line("2024年5月6日 江城晚报 记者 林早", Clock())
    (('published', '2024年5月6日'), ('source', '江城晚报'), ('author', '林早'))
    >>> credit_line("记者从气象台获悉，雨还要下三天。", Clock()) is None
    True
    """
    if len(text) > LONGEST_LINE:
        return None
    for field, part in OTHER_PARTS:
        label = part.match(text)
        people = names(text[label.end() :]) if label else None
        if people is not None:
            return ((field, people),)
    behind_dates = "由" in text or ("发" in text and (IN_LINES.search(text) or LABEL.may_hold(text)))
    if not (behind_dates or BY.match(text) or LABEL.search(text)):
        return None
    rest, said = _take_dates(text, clock)
    handed_in = _handed_in(rest)
    if handed_in is not None and not handed_in[1]:
        return (*said, ("author", handed_in[0])) if handed_in[0] else tuple(said)
    by = BY.match(rest)
    return _labels(text, rest, said) if by is None else _bylined(rest, rest[by.end() :], said)


def _bylined(rest: str, signed: str, said: list[tuple[Field, str]]) -> tuple[tuple[Field, str], ...] | None:
    """Read an English byline, its dates being read already; who took the picture wrote nothing."""
    people = names(signed.replace("\x00", ""))
    if people is None:
        return None
    return tuple(said) if PICTURED_BY.search(rest) else (("author", people), *said)


def _labels(text: str, rest: str, said: list[tuple[Field, str]]) -> tuple[tuple[Field, str], ...] | None:
    """Read a line as labels and their values, its dates being read already."""
    first = LABEL.search(rest)
    outlet = _outlet(rest[: first.start()]) if first is not None and said else None
    if first is None or not (outlet or _is_empty(rest[: first.start()])):
        return None
    if outlet:
        said.append(("source", outlet))
    if field_of(first) == "title":
        label = LABEL.search(text)  # a title keeps its dates
        title = text[label.end() :].strip().rstrip(")）】]") if label else ""
        return (("title", title),) if title else ()
    for label, value in _labelled(rest):
        credit = _credit(label, value)
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
        labels = {date.label for date in find_dates(text, clock)}
        return (("modified" if labels == {"updated"} else "published", text),)
    rest, said = _take_dates(text, clock)
    if not said:
        return None
    imprint = _imprint(rest)
    if imprint:
        return (*said, *imprint)
    printed_by = PRINTED_BY.fullmatch(rest)
    is_empty = _is_empty(without_labels(fold(rest)))
    return tuple(said) if is_empty or (printed_by and ":" in said[0][1].replace("：", ":")) else None


def mentions(text: str, clock: Clock) -> tuple[tuple[Field, str], ...]:
    """What a line beside the text says among other things: dates, and labels with a value of their kind.

    >>> mentions("江城论坛 |发布: 2023-9-8 07:05|点击: 313|作者: 林晓雨 等级: 7", Clock())
    (('published', '2023-9-8 07:05'), ('author', '林晓雨'))
    """
    if len(text) > LONGEST_LINE:
        return ()
    rest, said = _take_dates(text, clock)
    people, _ = _handed_in(rest) or (_signed(rest), "")
    if people:
        said.append(("author", people))
    said.extend(
        ("author", name["name"])
        for name in IN_BRACKETS.finditer(rest)
        if "\x00" in rest and is_chinese_name(name["name"])
    )
    for label, value in _labelled(rest):
        credit = _mention(field_of(label), value.partition("\x00")[0].strip(EDGES))
        if credit is not None:
            said.append(credit)
    return tuple(said)


def _handed_in(rest: str) -> tuple[str, str] | None:
    """Who handed it in, if a line says so, and what follows: what a board's own post calls them, elsewhere a name; empty if nobody."""
    found = HANDED_IN.search(rest)
    if found is None:
        return None
    who = found["who"] or found["by"] or found["first"]
    follows = rest[found.end() :].strip(EDGES + "。.")
    if who.lower() in UNSIGNED:
        return "", follows
    return (who, follows) if (found["own"] or is_person(who)) and not HOUSE.search(who) else None


def _signed(rest: str) -> str | None:
    """Who signs a line: the names after `by`; beside a date also a name that nothing introduces."""
    by = SIGNED.search(rest)
    dated = "\x00" in rest
    if by is None:
        beside = [leading_names(part) for part in FURNITURE.sub("\x00", rest).split("\x00") if dated]
        return next((people for people in beside if people and all(map(is_latin_person, people.split(", ")))), None)
    signed = rest[by.end() :].partition("\x00")[0]
    people = leading_names(signed)
    if dated:
        return people or signed.partition(" ")[0].strip(EDGES) or None
    return people if people and (" " in people or are_chinese_names(people)) else None


def _labelled(rest: str) -> Iterator[tuple[re.Match[str], str]]:
    """The labels of a line, each with the words up to the next; a paper named before its reporter may be a label's value."""
    labels = list(LABEL.finditer(rest))
    for position, label in enumerate(labels):
        following = labels[position + 1] if position + 1 < len(labels) else None
        value = rest[label.end() : following.start() if following else len(rest)]
        if not value and following and following["reporter"] and field_of(label) == "source":
            value = following["house"] or ""
        while glued := GLUED.search(value):
            yield label, value[: glued.start()]
            label, value = glued, value[glued.end() :]  # noqa: PLW2901 - the rest is the next label's
        yield label, value


def _mention(field: Field | None, value: str) -> tuple[Field, str] | None:
    """What a label's value says first, if it is of the label's kind."""
    if field in ("author", "editor"):
        said = leading_names(value)
    elif field == "source":
        said = re.split(r"[\s|｜\[【(（]", value)[0]
        said = said if 1 < len(said) <= LONGEST_SOURCE and not SENTENCE.search(said) else None
    else:
        said = None
    return None if field is None or said is None or said.lower() in UNSIGNED else (field, said)


def _is_empty(rest: str) -> bool:
    """Whether nothing is left of a line but furniture, numbers and the places of dates."""
    return not FURNITURE.sub("", rest).strip(EDGES + "0123456789\x00")


def _outlet(rest: str) -> str | None:
    """The publisher's name, if that is all there is beside a date and furniture."""
    name = FURNITURE.sub(" ", rest.replace("\x00", " ")).strip(EDGES)
    return name if OUTLET.fullmatch(name) else None


def _imprint(rest: str) -> tuple[tuple[Field, str], ...]:
    """The publisher and the people named beside a date, if that is all there is besides furniture: `江城网 | 林早`, `Ada Lovelace · 3 min read`.

    Beside an account's place a name alone is whoever posts for it, and whom the text names wrote it.
    """
    people = _signing(rest)
    if people:
        return (("author", people),)
    outlet = _outlet(rest)
    words = [outlet] if outlet else FURNITURE.sub(" ", rest).translate(BARS).split()
    parts = [part for part in words if part not in PROVINCES]
    if len(parts) < len(words) and not any(map(OUTLET.fullmatch, parts)):
        return ()
    if all(OUTLET.fullmatch(part) or is_chinese_name(part) for part in parts):
        return tuple(("source" if OUTLET.fullmatch(part) else "author", part) for part in parts)
    return ()


def _signing(rest: str) -> str | None:
    """The person whose English name, with or without a role, stands beside a date and nothing else."""
    parts = [part for part in (part.strip(EDGES) for part in LATIN_BREAK.split(rest)) if part]
    left = [part for part in parts if not LATIN_FURNITURE.fullmatch(part)]
    if len(left) != 1:
        return None
    return left[0] if is_latin_person(left[0]) else before_role(left[0])


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
        ("modified" if date.label == "updated" else "published", text[date.start : date.end].strip())
        for date in sorted(found, key=_rank)
        if date.label != "other"
    ]


def _rank(date: FoundDate) -> int:
    """A day that is called the day of publication comes first."""
    return date.label != "published"


def _before_date(value: str) -> str:
    """The names before a date, if there are any and no more than counters and buttons follows it."""
    before, _, after = value.partition("\x00")
    return before if len(after) <= LONGEST_BUTTONS and names(FURNITURE.sub(" ", before).strip(EDGES)) else value


def _credit(label: re.Match[str], value: str) -> _Credit | None:
    """Read one label's value; None if it is not what the label promises, so that the line is no credit line."""
    field = field_of(label)
    if SENTENCE.search(value) or MARKUP.search(value):
        return None
    if field in ("author", "editor"):
        value = _before_date(value)
    value = FURNITURE.sub(" ", value.replace("\x00", " ")).strip(EDGES)
    labelled = label["reporter"] is None and label["bare"] is None
    match field:
        case "author" | "editor":
            people = names(value)
            if people and label["reporter"] and not labelled and not is_person(people.split(" ")[0]):
                return None  # 记者调查 is the name of a column
            if people is None and value:
                if not labelled or len(value) > LONGEST_PERSON:
                    return None
                people = CODE.sub("", value)
            return _Credit(field, "" if people is None or people.lower() in UNSIGNED else people)
        case "source":
            value = OPEN_BRACKET.sub("", value)
            return _Credit(field, "" if value.lower() in UNSIGNED else value) if len(value) <= LONGEST_SOURCE else None
        case _:
            return _Credit(None, value) if len(value) <= LONGEST_LINE else None
