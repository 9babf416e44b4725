"""What people call the fields of an article, in English and Chinese: keys of front matter, columns of tables, names in JSON.

One table for each of the two vocabularies, and what a user adds to both; within a field the names stand in the order of their strength.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
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
        headerimage banner bannerimg topimg indeximg featuredimage featureimage featuredimagepreview ogimage
        coverimage teaser header.teaser header.image photos images 封面
    """,
    "language": "lang language locale 语言",
    "description": "description summary excerpt subtitle abstract 摘要 简介 描述 导读",
}
FRONT_MATTER = _ranked(_FRONT_MATTER)
"""As Hexo, Jekyll, Hugo and their users write them. `keywords` are for search engines, not tags of the article's."""

_RECORD: Mapping[Field, str] = {
    "title": "title headline contenttitle newstitle articletitle subject name 标题 题目 题名 新闻标题 文章标题 主题",
    "published": """
        datepublished published publishedat publishtime publishdate pubdate pubtime publicationdate date
        datetime time posttime postdate newsdate newstime releasetime releasedate timestamp 发布时间 发布日期 发表时间
        发表日期 出版日期 刊登日期 日期 时间 created createdat createtime ctime ptime datemodified updated updatedat 更新时间
    """,
    "source": """
        source source.name source.title origin publisher publisher.name media medianame newspaper 来源 新闻来源
        文章来源 媒体 报社 报纸 出处 原文出处 来源媒体 sitename site 网站 站点
    """,
    "author": "author author.name authors authors.name byline writer reporter creator 作者 记者 撰稿",
    "editor": "editor editor.name 责任编辑 责编 编辑",
    "url": """
        url link href articleurl newsurl pageurl sourceurl originalurl externalurl permalink uri 链接 连结 网址 地址
        原文链接 原文地址 新闻链接
    """,
    "tag": """
        tags tag tags.name keywords keyword categories category categories.name category.name channel
        section topic topics 标签 关键词 关键字 分类 类别 栏目 频道
    """,
    "image": """
        image image.url imageurl img imgurl bannerimage cover coverimage thumbnail thumb pic picurl picture
        images images.url 图片 配图 封面 图片链接
    """,
    "language": "language lang 语言",
    "description": "description summary abstract digest excerpt intro desc subtitle 摘要 简介 简述 导读 导语",
}
RECORD = _ranked(_RECORD)
"""As exports, crawlers' dumps and JSON feeds write them."""

BODY = tuple(
    """
    contenthtml bodyhtml html content.html content content.value contentencoded body articlebody 正文 内容
    全文 文章内容 新闻内容 新闻正文 正文内容 contents fulltext maintext articletext article articlecontent newscontent
    text story contenttext plaintext cleanedtext rawcontent rawtext
    """.split()
)
"""Names of the column that holds the article's text, strongest first: markup knows more than text without it."""

SHORT_BODY = tuple(_RECORD["description"].split())
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


NOT_STATED = frozenset({"true", "false", "none", "null", "undefined", "nan", "n/a", "-"})
"""Values that state nothing: `cover: false` says that there is none. A title may be any word."""

LISTS: frozenset[Field] = frozenset({"tag"})
"""Fields of which every value counts, in the order printed; of the others the strongest does."""


WEAKEST = 1000
"""A rank behind every name's own."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def fold(name: str) -> str:
    r"""Fold a name to what people mean by it.

    >>> fold("Publish_Date"), fold("\ufeff標 題："), fold("header-img")
    ('publishdate', '标题', 'headerimg')
    """
    return simplified(_FILLING.sub("", unicodedata.normalize("NFKC", name).casefold()))


_FILLING = re.compile(r"[\s_\-:：\"'\ufeff\u200b【】\[\]]+")


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
        field, rank = vocabulary.get(fold(entry.key), (None, 0))
        if field is None or (field != "title" and entry.value.casefold() in NOT_STATED):
            continue
        if field == "source" and _ADDRESS.match(entry.value):
            field, rank = "url", WEAKEST  # people write where they found it, too
        values = _tags(entry) if field in LISTS else (entry.value,)
        found += [(field, rank, Statement(field, value, f"{place}: {entry.key}")) for value in values]
    found.sort(key=lambda item: (item[0], 0 if item[0] in LISTS else item[1]))
    return tuple(_authors_joined(statement for _, _, statement in found))


def _tags(entry: Entry) -> tuple[str, ...]:
    """Part a bare string at its commas; an item of a list is one tag, whatever it holds."""
    values = (entry.value,) if entry.listed else _COMMAS.split(entry.value)
    return tuple(value for value in (_LEADING_DASH.sub("", value).strip() for value in values) if value)


_COMMAS = re.compile(r"[,，、;；]")
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
