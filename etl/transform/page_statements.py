"""What a page says of its article in its markup: JSON-LD, OpenGraph, meta elements, microdata, its title and headings."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from etl.models import Field, Statement
from etl.transform.credit_labels import LABEL
from etl.transform.credit_lines import BY, credit_line
from etl.transform.dates import Clock
from etl.transform.people import apart, are_people, names

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

META: tuple[tuple[str, Field], ...] = (
    ("citation_title", "title"),
    ("articletitle", "title"),
    ("og:type", "kind"),
    ("og:title", "title"),
    ("twitter:title", "title"),
    ("article:published_time", "published"),
    ("og:published_time", "published"),
    ("og:release_date", "published"),
    ("datepublished", "published"),
    ("publishdate", "published"),
    ("pubdate", "published"),
    ("pubtime", "published"),
    ("publishtime", "published"),
    ("publish_date", "published"),
    ("publish-date", "published"),
    ("publication_date", "published"),
    ("parsely-pub-date", "published"),
    ("sailthru.date", "published"),
    ("dc.date.issued", "published"),
    ("dc.date", "published"),
    ("dcterms.created", "published"),
    ("weibo:article:create_at", "published"),
    ("apub:time", "published"),
    ("citation_publication_date", "published"),
    ("citation_online_date", "published"),
    ("date", "published"),
    ("article:modified_time", "modified"),
    ("og:updated_time", "modified"),
    ("datemodified", "modified"),
    ("dateupdate", "modified"),
    ("lastmod", "modified"),
    ("citation_author", "author"),
    ("author", "author"),
    ("article:author", "author"),
    ("parsely-author", "author"),
    ("sailthru.author", "author"),
    ("byl", "author"),
    ("dc.creator", "author"),
    ("contentsource", "source"),
    ("source", "source"),
    ("og:site_name", "via"),
    ("sitename", "via"),
    ("application-name", "via"),
    ("og:url", "url"),
    ("og:image", "image"),
    ("twitter:image", "image"),
    ("article:tag", "tag"),
    ("description", "description"),
    ("og:description", "description"),
)
"""Names and properties of meta elements in the order of their strength, lower case, and what each says.

`ArticleTitle`, `PubDate`, `ContentSource` and `SiteName` are what Chinese offices must write into their pages.
"""

HOME = re.compile(
    r"(?:https?://[^/?#]+)?(?:/|[./]+|/?(?:index|default|home|main)\.\w{3,5})|https?://[^/?#]+", re.IGNORECASE
)
"""An address of a site's first page."""

LABELLED = re.compile(r"written by|author|by|作者|撰文|文", re.IGNORECASE)
"""What a label of a card on social sites is called whose value is the author."""

REPEATED = frozenset(("citation_author", "dc.creator"))
"""Elements that stand once for each person."""

FAMILY_FIRST = re.compile(r"^([^,]+), ([^,]+)$")
"""How catalogues write a name: Lovelace, Ada."""

ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|Recipe|WebPage|QAPage|DiscussionForumPosting)$")
STRONG_TYPES = re.compile(r"(?:Article|Posting|Report)$")

MICRODATA: tuple[tuple[str, Field], ...] = (("headline", "title"), ("datePublished", "published"), ("author", "author"))


class Byline(NamedTuple):
    """Elements in which pages print who wrote them, and the attribute and the word in it without which there are none."""

    place: str
    attribute: str
    word: str


DOUBTFUL_BYLINES = (
    Byline("[class*=byline i] a", "class", "byline"),
    Byline("[class*=byline i]", "class", "byline"),
    Byline("a[class*=author i]", "class", "author"),
    Byline("a[href*='/author']", "href", "/author"),
    Byline("[class*=author i]", "class", "author"),
    Byline("[class*=author i] > *", "class", "author"),
    Byline("[class*=writer i]", "class", "writer"),
)
"""Elements that hold other things as often as names: believed if they look like persons'."""

BYLINES = (
    Byline("a[rel~=author]", "rel", "author"),
    Byline("[itemprop=author] [itemprop=name]", "itemprop", "author"),
    Byline("[class*=author-name i]", "class", "author-name"),
    Byline("[class*=author_name i]", "class", "author_name"),
    Byline("[class~=author]", "class", "author"),
    *DOUBTFUL_BYLINES,
)
"""The surest first; believed where they hold names and nothing else."""

SIGNED = ", ".join(dict.fromkeys(f"[{byline.attribute}*='{byline.word}' i]" for byline in BYLINES))
"""Every element with such a word: searching a page for each byline costs more than all else that is read of its markup."""

MOST_BYLINES = 3

LONGEST_BYLINE = 200

ELSEWHERE = re.compile(
    r"comment|related|recommend|(?<!author[-_])(?<!author)card|teaser|carousel|sidebar|footer|popular|trending|latest|more-|promo|quote",
    re.IGNORECASE,
)
"""What elements are called that show other people's words."""

COMMENTS = re.compile(r"comment|disqus|respond|repl(?:y|ies)", re.IGNORECASE)
"""What elements are called that show what readers say."""

LEVELS = 8
"""How many elements around one are looked at."""

CHANGED = re.compile(r"updat|modif", re.IGNORECASE)
"""What a time is called that is a later change's."""

NAMES_NOBODY = re.compile(r"https?://|^\s*$|^[\d\s]+$|^@")

PARTS: tuple[tuple[str, Field], ...] = (
    ("author", "author"),
    ("editor", "editor"),
    ("reviewedBy", "contributor"),
    ("contributor", "contributor"),
)
"""Who is named in JSON-LD, and for what."""

DEEPEST_JSON = 6
MOST_JSON = 2_000_000
"""Characters of JSON-LD that are read; more is a catalogue."""


def page_statements(tree: "LexborHTMLParser") -> tuple[Statement, ...]:
    """Read a page's statements, those in its head before those in its body, each kind in the order of its strength."""
    said = (
        Statement(statement.field, " ".join(unescape(statement.value).split()), statement.place)
        for source in (_json_ld, _meta, _links, _microdata, _bylines, _headings)
        for statement in source(tree)
    )
    return tuple(_unlabelled(statement) for statement in said if statement.value)


def _unlabelled(statement: Statement) -> Statement:
    """The author without the label that is printed before the name: 作者：林早; with it, if nobody is named behind it."""
    if statement.field != "author" or statement.value.isascii() or not LABEL.may_hold(statement.value):
        return statement
    return replace(statement, value=_signers(statement.value) or statement.value)


def _meta(tree: "LexborHTMLParser") -> Iterator[Statement]:
    contents: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and attributes.get("content"):
            contents.setdefault(name.lower(), []).append(attributes["content"] or "")
    for name, field in META:
        for value in contents.get(name, ())[: None if field == "tag" or name in REPEATED else 1]:
            if field != "author" or not NAMES_NOBODY.search(value):
                person = FAMILY_FIRST.sub(r"\2 \1", value) if name in REPEATED else value
                yield Statement(field, BY.sub("", person) if field == "author" else value, name)
    for number in ("1", "2"):
        label, person = (contents.get(f"twitter:{part}{number}", [""])[0] for part in ("label", "data"))
        if LABELLED.fullmatch(label.strip(" :：")) and not NAMES_NOBODY.search(person):
            yield Statement("author", person, "twitter:label")


def _links(tree: "LexborHTMLParser") -> Iterator[Statement]:
    node = tree.css_first('link[rel="canonical"]')
    if node is not None:
        yield Statement("url", node.attributes.get("href") or "", "link: canonical")
    title = tree.css_first("title")
    if title is not None:
        yield Statement("title", title.text(), "title of the page")


def _microdata(tree: "LexborHTMLParser") -> Iterator[Statement]:
    for name, field in MICRODATA:
        node = tree.css_first(f"[itemprop={name}]")
        if node is not None and node.tag != "meta":
            value = node.attributes.get("content") or node.attributes.get("datetime") or node.text()
            yield Statement(field, BY.sub("", value[:200]), f"itemprop: {name}")
    yield from _times(tree)


def _times(tree: "LexborHTMLParser") -> Iterator[Statement]:
    """The first time that is marked up as one below the first heading; above it stand other articles'.

    A comment's is believed only where all are comments': a thread has nothing else.
    """
    nodes = tree.css("h1, time[datetime]")
    heading = next((position for position, node in enumerate(nodes) if node.tag == "h1"), 0)
    times = [node for node in (*nodes[heading:], *nodes[:heading]) if node.tag != "h1"]
    first = next((node for node in times if not _is_within(node, COMMENTS)), times[0] if times else None)
    if first is not None:
        words = " ".join(first.attributes.get(name) or "" for name in ("class", "itemprop"))
        field: Field = "modified" if CHANGED.search(words) else "published"
        yield Statement(field, first.attributes.get("datetime") or "", "time: datetime")


def _bylines(tree: "LexborHTMLParser") -> Iterator[Statement]:
    """Names in elements that are called bylines: the first of each kind below the heading, and those beside it.

    Above the heading and in lists of other articles stand other people.
    """
    signed = [node.attributes for node in tree.css(SIGNED)]
    if not signed:
        return
    said = {
        name: " ".join(value for attributes in signed if (value := attributes.get(name))).lower()
        for name in dict.fromkeys(byline.attribute for byline in BYLINES)
    }
    for byline in BYLINES:
        if byline.word not in said[byline.attribute]:
            continue
        nodes = tree.css(f"h1, {byline.place}")
        heading = next((position for position, node in enumerate(nodes) if node.tag == "h1"), -1)
        around: int | None = None
        found = 0
        for node in [*nodes[heading + 1 :], *nodes[: max(0, heading)]]:
            if node.tag == "h1" or node.parent is None or (found and node.parent.mem_id != around):
                continue
            if found == MOST_BYLINES or (not found and _is_within(node, ELSEWHERE)):
                continue
            people = _signers(" ".join(node.text(separator=" ")[:LONGEST_BYLINE].split()))
            if people is not None and (byline not in DOUBTFUL_BYLINES or all(map(are_people, apart(people)))):
                yield Statement("author", people, f"element: {byline.place}")
                around = node.parent.mem_id
                found += 1


def _signers(printed: str) -> str | None:
    """The people whom a byline names; None if it names nobody, or others than who wrote it.

    >>> _signers("作者：林早"), _signers("本报记者　林早"), _signers("By Ada Lovelace"), _signers("编辑：江城网")
    ('林早', '林早', 'Ada Lovelace', None)
    """
    said = credit_line(printed, Clock())
    if said is None:
        return names(BY.sub("", printed))
    return next((people for field, people in said if field == "author"), None)


def _is_within(node: "LexborNode", place: re.Pattern[str]) -> bool:
    """Whether an element stands in such a place, by the names of those around it."""
    around: LexborNode | None = node
    for _ in range(LEVELS):
        if around is None or around.tag in ("body", "article", "main"):
            return False
        attributes = around.attributes
        if _is_called(f"{attributes.get('class')} {attributes.get('id')}", place):
            return True
        around = around.parent
    return False


@lru_cache(maxsize=1 << 12)
def _is_called(names: str, place: re.Pattern[str]) -> bool:
    """Whether an element has a name of those; most are around several bylines, and on every page of a site."""
    return place.search(names) is not None


def _headings(tree: "LexborHTMLParser") -> Iterator[Statement]:
    """Headings of the first rank; one that leads home is the name of the site."""
    for node in tree.css("h1"):
        link = node.css_first("a[href]")
        leads_home = link is not None and HOME.fullmatch(link.attributes.get("href") or "") is not None
        is_name = leads_home and link is not None and link.text().split() == node.text().split()
        yield (
            Statement("via", node.text(), "heading that leads home")
            if is_name
            else Statement("title", node.text(), "h1")
        )


def _json_ld(tree: "LexborHTMLParser") -> Iterator[Statement]:
    things = [
        thing
        for node in tree.css('script[type="application/ld+json"]')
        for thing in _things(_loaded(node.text() or ""), DEEPEST_JSON)
    ]
    for kind in dict.fromkeys(_type(thing) for thing in things):
        yield Statement("kind", kind, "JSON-LD: @type")
    for thing in things:
        if "@type" not in thing and "pubDate" in thing:  # what a Chinese search engine asks of pages
            yield Statement("published", _words(thing["pubDate"]), "JSON-LD: pubDate")
    named = {str(thing["@id"]): _words(thing) for thing in things if "@id" in thing and thing.get("name")}
    articles = [thing for thing in things if STRONG_TYPES.search(_type(thing))] or [
        thing for thing in things if ARTICLE_TYPES.search(_type(thing))
    ]
    for thing in articles:
        yield Statement("title", _words(thing.get("headline")), "JSON-LD: headline")
        yield Statement("published", _words(thing.get("datePublished")), "JSON-LD: datePublished")
        yield Statement("modified", _words(thing.get("dateModified")), "JSON-LD: dateModified")
        for name, field in PARTS:
            for person in _people(thing.get(name), named):
                yield Statement(field, BY.sub("", person), f"JSON-LD: {name}")
        for publisher in _people(thing.get("publisher"), named):
            yield Statement("via", publisher, "JSON-LD: publisher")
        yield Statement("image", _address(thing.get("image")), "JSON-LD: image")


def _loaded(text: str) -> object:
    """Read JSON that pages write: inside comments, with raw line ends in strings; None if it is no JSON."""
    if len(text) > MOST_JSON:
        return None
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        loaded: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return loaded


def _things(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            if key in value:
                yield from _things(value[key], depth - 1)


def _type(thing: dict[str, object]) -> str:
    kind = thing.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def _words(value: object) -> str:
    if isinstance(value, list):
        return _words(value[0]) if value else ""
    if isinstance(value, dict):
        return _words(value.get("name") or value.get("@value"))
    return value if isinstance(value, str) else ""


def _people(value: object, named: Mapping[str, str]) -> Iterator[str]:
    """The names in a value: a text, a thing with a name, one that only refers to it (`@id`), or a list of such."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("@list"), list):
            yield from _people(item["@list"], named)
            continue
        person = _words(item) or (named.get(str(item.get("@id")), "") if isinstance(item, dict) else "")
        if person and not NAMES_NOBODY.search(person):
            yield person


def _address(value: object) -> str:
    if isinstance(value, list):
        return _address(value[0]) if value else ""
    if isinstance(value, dict):
        return _address(value.get("url") or value.get("contentUrl"))
    return value if isinstance(value, str) else ""
