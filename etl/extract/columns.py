"""What people call the fields of an article, in English and Chinese: keys of front matter, columns of tables, names in JSON.

One table for each of the two vocabularies, and what a user adds to both; within a field the names stand in the order of their strength.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from typing import TypeAlias

from etl.extract.entries import Entry
from etl.extract.twins import simplified
from etl.models import ColumnName, Field, Statement

Vocabulary: TypeAlias = Mapping[str, tuple[Field, int]]
"""Each name, folded (see `fold`), with the field it stands for and its strength there: 0 is the strongest."""


def _ranked(names: Mapping[Field, str]) -> Vocabulary:
    return {name: (field, rank) for field, spelled in names.items() for rank, name in enumerate(spelled.split())}


_FRONT_MATTER: Mapping[Field, str] = {
    "title": "title headline 标题 题目",
    "published": """
        date pubdate publishdate publishedat published datepublished publishtime posttime 发布时间 发布日期 日期 时间
        time created createdat createtime updated updatedat modified lastmod lastmodifiedat 更新时间
    """,
    "source": "source source.name origin from media publisher publisher.name 来源 出处 原文出处 媒体",
    "author": "author author.name authors authors.name byline writer 作者 记者",
    "editor": "editor 责任编辑 责编 编辑",
    "url": "canonicalurl canonical originalurl sourceurl originurl articleurl link url permalink 原文链接 原文地址 链接 网址",
    "tag": "tags tag tags.name categories category categories.name category.name 标签 分类 栏目 频道",
    "image": """
        headimg thumbnail cover cover.image cover.url image image.path image.url image.feature headerimg
        headerimage heroimage banner bannerimg topimg indeximg featuredimage featureimage featuredimagepreview feature
        ogimage coverimage teaser header.teaser header.image photos images 封面
    """,
    "language": "lang language locale 语言",
    "description": "description summary excerpt subtitle abstract 摘要 简介 描述 导读",
}
FRONT_MATTER = _ranked(_FRONT_MATTER)
"""As Hexo, Jekyll, Hugo and their users write them. `keywords` are for search engines, not tags of the article's."""

_RECORD: Mapping[Field, str] = {
    "title": "title headline contenttitle subject name 标题 题目 题名 主题",
    "published": """
        datepublished published publishedat publisheddate publishedtime publishtime publishdate publishdatetime
        datepublish pubdate pubtime publicationdate date datetime time releasetime releasedate displaytime inputtime
        senddate timestamp 发布时间 发布日期 发表时间 发表日期 出版日期 出版时间 刊登日期 见报日期 发稿时间 日期 时间
        created createdat createdate createtime ctime ptime datemodified updated updatedat updatetime 更新时间 发信站
    """,
    "source": """
        source source.title origin publisher media newspaper copyfrom befrom 来源 媒体 报社 报纸 出处 原文出处 来源媒体
        site 网站 站点
    """,
    "author": "author author.nickname authors byline writer reporter creator 作者 记者 撰稿",
    "editor": "editor 责任编辑 责编 编辑",
    "url": "url link href sourceurl originalurl externalurl permalink uri 链接 连结 网址 地址 原文链接 原文地址",
    "tag": """
        tags tag keywords keyword categories category channel section topic topics
        标签 关键词 关键字 分类 类别 栏目 频道
    """,
    "image": """
        image image.url imageurl img imgurl urltoimage bannerimage cover cover.url coverimage thumbnail thumbnail.url
        thumb pic picurl picture titlepic litpic images images.url 图片 配图 封面 图片链接
    """,
    "language": "language lang 语言",
    "description": "description summary abstract digest excerpt intro desc subtitle smalltext 摘要 简介 简述 导读 导语",
}

_BODY = """
    contenthtml bodyhtml html content.html content.rendered content content.value contentencoded body bodyvalue articlebody
    正文 内容 全文 正文内容 内文 content.text contents fulltext maintext text article story paragraphs paragraphs.text
    contenttext plaintext cleanedtext rawcontent rawtext 文本
"""


def _spelled_out(name: str, *, names_somebody: bool = False) -> Iterator[str]:
    """Give the ways to write a name, the plain one first: `source`, `sourcename`, `newssource`."""
    is_english = name.isascii()
    endings = ("name", ".name") if is_english else ("名称", "姓名")
    for record in ("", *(ENGLISH_RECORDS if is_english else CHINESE_RECORDS)):
        yield record + name
        if names_somebody:
            yield from (record + name + ending for ending in endings)


ENGLISH_RECORDS = ("news", "article", "art", "post", "story", "doc", "page")
CHINESE_RECORDS = ("新闻", "文章", "稿件", "帖子", "资讯", "报道")
"""What people put before a name in a record, to say what the record is: `post_title`, 文章来源."""

NAMES: frozenset[Field] = frozenset({"source", "author", "editor", "tag"})
"""Fields whose values are names, and whose columns may say so: `source_name`, `tags.name`, 媒体名称."""


def _record() -> Vocabulary:
    """Every way to write every name, the strongest meaning of each; where a longer way is a name of its own, it means that."""
    spelled = dict(_ranked(_RECORD))
    for name, (field, rank) in _ranked(_RECORD).items():
        for longer in _spelled_out(name, names_somebody=field in NAMES):
            spelled.setdefault(longer, (field, rank))
    return spelled


RECORD = _record()
"""As exports, crawlers' dumps, content management systems and JSON feeds write them."""

BODY = tuple(dict.fromkeys(longer for name in _BODY.split() for longer in _spelled_out(name)))
"""Names of the column that holds the article's text, strongest first: markup knows more than text without it."""

SHORT_BODY = tuple(name for name, (field, _) in RECORD.items() if field == "description")
"""What stands in for the text of a record that has no other."""


@dataclass(frozen=True, slots=True)
class Columns:
    """All that people call the fields of an article.

    Attributes:
        front_matter: keys of front matter.
        record: columns of tables, names in JSON, labels above a text.
        body: names of what holds the text, the strongest first.
        short_body: what stands in for it.
        own: those that the user named, who knows his files: they are the strongest.
    """

    front_matter: Vocabulary
    record: Vocabulary
    body: tuple[str, ...]
    short_body: tuple[str, ...]
    own: frozenset[str] = frozenset()

    def knows(self, name: str) -> bool:
        """Tell whether a folded name means anything in a record."""
        return name in self.record or name in self.body

    def is_title(self, name: str) -> bool:
        """Tell whether a folded name means a record's title."""
        return _meaning(name, self.record)[0] == "title"


HOUSE = Columns(FRONT_MATTER, RECORD, BODY, SHORT_BODY)
"""The names everybody knows."""


@cache
def columns_with(names: tuple[ColumnName, ...]) -> Columns:
    """Add a user's names to the ones everybody knows.

    >>> columns = columns_with((ColumnName("title", "标题栏"), ColumnName("content", "来源")))
    >>> columns.record["标题栏"], columns.body[0], "来源" in columns.record
    (('title', -2), '来源', False)

    They go before all others, the first before the second, and mean nothing else any longer.
    """
    if not names:
        return HOUSE
    own = {fold(named.name): named.field for named in reversed(names)}
    bodies = tuple(dict.fromkeys(name for named in names if own[name := fold(named.name)] == "content"))
    stated: dict[str, tuple[Field, int]] = {
        name: (field, -rank) for rank, (name, field) in enumerate(own.items(), start=1) if field != "content"
    }

    def with_own(vocabulary: Vocabulary) -> Vocabulary:
        return {name: meaning for name, meaning in vocabulary.items() if name not in own} | stated

    def without_own(others: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in others if name not in own)

    return Columns(
        with_own(FRONT_MATTER),
        with_own(RECORD),
        body=(*bodies, *without_own(BODY)),
        short_body=without_own(SHORT_BODY),
        own=frozenset(own),
    )


NOT_STATED = frozenset({"true", "false", "none", "null", "\\n", "undefined", "nan", "n/a", "-", "无", "暂无", "未知"})
"""Values that state nothing: `cover: false` says that there is none. A title may be any word."""

LISTS: frozenset[Field] = frozenset({"tag"})
"""Fields of which every value counts, in the order printed; of the others the strongest does."""


WEAKEST = 1000
"""A rank behind every name's own."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.:]+")


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    r"""Fold a name to what people mean by it.

    >>> fold("Publish_Date"), fold("\ufeff標 題（必填）："), fold("header-img")
    ('publishdate', '标题', 'headerimg')
    """
    return simplified(_FILLING.sub("", unicodedata.normalize("NFKC", name).casefold()))


_FILLING = re.compile(r"\([^()]*\)|[\s_\-:：\"'\ufeff\u200b【】\[\]]+")


def statements(entries: Iterable[Entry], vocabulary: Vocabulary, place: str) -> tuple[Statement, ...]:
    """Say what known keys say, strongest first.

    >>> for statement in statements([Entry("tags", "茶, 山"), Entry("date", "2024-03-09"), Entry("layout", "post")], FRONT_MATTER, "front matter"):
    ...     print(statement)
    Statement(field='published', value='2024-03-09', place='front matter: date')
    Statement(field='tag', value='茶', place='front matter: tags')
    Statement(field='tag', value='山', place='front matter: tags')

    A list of authors is one statement, the names separated by a space. Keys nobody knows are left out.
    """
    found: list[tuple[Field, int, Statement]] = []
    for entry in entries:
        field, rank = _meaning(fold(entry.key), vocabulary)
        if field is None or (field != "title" and entry.value.casefold() in NOT_STATED):
            continue
        if field in NAMES and field not in LISTS and _NUMBER.fullmatch(entry.value):
            continue  # of a row in another table, of a machine
        if field == "source" and _ADDRESS.match(entry.value):
            field, rank = "url", WEAKEST  # people write where they found it, too
        value = entry.value if field in ADDRESSES else _without_markup(entry.value)
        values = _tags(value, listed=entry.listed) if field in LISTS else (value,)
        found += [(field, rank, Statement(field, value, f"{place}: {entry.key}")) for value in values]
    found.sort(key=lambda item: (item[0], 0 if item[0] in LISTS else item[1]))
    return tuple(_authors_joined(statement for _, _, statement in found))


def _meaning(name: str, vocabulary: Vocabulary) -> tuple[Field | None, int]:
    """Tell what a folded name stands for: as it is, without what wraps its value, without what it lies in."""
    if "." not in name or name in vocabulary:
        return vocabulary.get(name, (None, 0))
    bare = _WRAPPED.sub("", name)
    field, rank = (
        vocabulary.get(bare, (None, 0)) if bare in vocabulary else vocabulary.get(_LIES_IN.sub("", bare), (None, 0))
    )
    return field, rank + CONTAINED


CONTAINED = 100
"""A name inside something is weaker than all that stand by themselves."""

_WRAPPED = re.compile(r"(?:\.(?:\$date|\$numberlong|\$t|rendered|@?value|#?text|cdata))+\Z")
"""What programs put around a scalar: `title.rendered`, `date.$date`."""

_LIES_IN = re.compile(r"\A(?:params|taxonomies|extra|meta|metadata|attributes|fields|info)\.")
"""Where programs put what they don't know themselves: Hugo, Zola, builders of corpora."""

ADDRESSES: frozenset[Field] = frozenset({"url", "image"})
"""Fields in whose values `&` and `<` mean nothing else."""


def _without_markup(value: str) -> str:
    """Give the words of a name or a title that was written for a page.

    >>> _without_markup("<em>春茶</em>&ldquo;开秤&rdquo;<br/>山里山外"), _without_markup("何时用 <b> 而非 <strong>")
    ('春茶“开秤” 山里山外', '何时用 <b> 而非 <strong>')

    Elements are taken off in pairs only: a title may speak of them.
    """
    if "<" in value:
        value = _BREAK.sub(" ", value)
        if "</" in value:
            value = _INLINE.sub("", value)
    return unescape(value) if "&" in value and ";" in value else value


_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:em|strong|b|i|u|font|span|mark|small|big|sup|sub|a|p|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE)


def _tags(value: str, *, listed: bool) -> tuple[str, ...]:
    """Part a string at its commas; an item of a list is one tag, but for commas that no list is parted by.

    What was meant for a list, and read as a string, is one: `【茶，山】`, `#茶 #山`, `-茶 -山` over several lines.
    """
    if not listed and (enclosed := _ENCLOSED.fullmatch(value)):
        value = enclosed["items"] or enclosed["wide"] or ""
    if value[:1] in MARKS:
        values = re.split(rf"(?:\A|\s){re.escape(value[0])}", value)
    else:
        values = (_WIDE_COMMA if listed else _COMMAS).split(value)
    parted = (_QUOTED.sub(r"\1", _LEADING_DASH.sub("", value.strip())).strip() for value in values)
    return tuple(value for value in parted if value)


MARKS = ("#", "-", "*", "－", "—", "•")
"""What people put before each tag."""

_ENCLOSED = re.compile(r"\[(?P<items>[^\[\]]*)\]|【(?P<wide>[^【】]*)】")
_COMMAS = re.compile(r"[,，、;；]")
_WIDE_COMMA = re.compile("，")
_QUOTED = re.compile(r"""\A(?:“|"|')(.*)(?:”|"|')\Z""", re.DOTALL)
_LEADING_DASH = re.compile(r"^[—–-]+\s+")


def _authors_joined(stated: Iterable[Statement]) -> Iterator[Statement]:
    names: list[Statement] = []
    rest: list[Statement] = []
    for statement in stated:
        (names if statement.field == "author" else rest).append(statement)
    places = dict.fromkeys(statement.place for statement in names)
    joined = [
        Statement("author", " ".join(dict.fromkeys(n.value for n in names if n.place == place)), place)
        for place in places
    ]
    return iter([*rest, *joined])
