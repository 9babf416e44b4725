"""Every field of an article from the statements about it, the strongest first.

A statement is taken only if it says something: not a placeholder, not the name of the site for a title. The one that was taken is
remembered, so that people can see where a value comes from.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from etl.models import Field, PublishedDate, Statement
from etl.transform.boilerplate import letters_of
from etl.transform.dates import Clock, date_in_address, find_dates, read_date

TAIL_SEPARATORS = re.compile(r"\s*(?:_|\||｜|丨|--+|——|-|–|—|»|>|·|::?)\s*")
"""What stands between a title and the name of the site."""

LONGEST_TAIL = 24
"""Characters of a site's tail."""

SITE = re.compile(
    r"(?:网|新闻|在线|频道|日报|晚报|时报|早报|报|周刊|杂志|门户|社区|论坛|博客|中心|客户端|电视台|卫视|财经|资讯|观察|出版社|研究院|委员会|人民政府|办公室|"
    r"\.com|\.cn|\.net|\.org|news|times|post|daily|journal|magazine|blog|online|tv)$",
    re.IGNORECASE,
)
"""How names of sites and papers end."""

PUBLISHER = re.compile(
    r"(?:网|报|社|台|刊|新闻|财经|在线|日报|周刊|杂志|频道|观察|客户端|资讯|中心|传媒|媒体|编辑部|News|Times|Post|Daily|Journal)$",
    re.IGNORECASE,
)

PLACEHOLDER_IMAGE = re.compile(
    r"undefined$|/null$|picsum\.photos|unsplash\.it|loremflickr|source\.unsplash|random|placeholder|/blank\.|spacer\.|1x1|pixel\.gif",
    re.IGNORECASE,
)
"""Addresses that show no picture of the article's."""

TRACKING = re.compile(
    r"^(?:utm_\w+|spm|scm|from|fromuid|share\w*|isappinstalled|fbclid|gclid|yclid|mc_cid|mc_eid|ref|referrer|source|src|wt\.\w+|_t|timestamp|nsukey|sudaref)$",
    re.IGNORECASE,
)
"""Parameters of an address that say how a reader came, not what is there."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is said about one article, in three voices, each in the order of its strength.

    Attributes:
        stated: what the file says beside the body: front matter, the fields of a record.
        page: what the body's markup says: JSON-LD, `og:title`, the heading.
        credits: what the printed lines say: 来源, 责任编辑.
    """

    stated: tuple[Statement, ...] = ()
    page: tuple[Statement, ...] = ()
    credits: tuple[Statement, ...] = ()

    def about(self, field: Field, *voices: Sequence[Statement]) -> Iterator[Statement]:
        """What the voices say about a field, in their order; by default the file, the page, the printed lines."""
        for voice in voices or (self.stated, self.page, self.credits):
            yield from (statement for statement in voice if statement.field == field and statement.value.strip())


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an article, and the statements that gave them."""

    title: str | None
    source: str | None
    via: str | None
    author: str | None
    editor: str | None
    url: str | None
    published: PublishedDate | None
    tags: tuple[str, ...]
    image_url: str | None
    evidence: tuple[Statement, ...]


def choose_title(evidence: Evidence) -> Statement | None:
    """The article's own title, without the site's tail.

    What the file says is believed, then the page. An 原标题 in the text replaces a title that is a damaged copy of it: cut, or with its
    quotation marks rewritten. Another 原标题 is what the article was called elsewhere, and stays a remark.
    """
    chosen = next(evidence.about("title", evidence.stated, evidence.page), None)
    original = next(evidence.about("title", evidence.credits), None)
    if chosen is None:
        return original
    if original is not None and _is_damaged_copy(chosen.value, original.value):
        return original
    return chosen


def choose_fields(evidence: Evidence, title: Statement | None, clock: Clock, uri: str = "") -> Fields:
    """Choose every field."""
    tags = tuple(evidence.about("tag"))
    author = _first(evidence.about("author", evidence.credits, evidence.stated, evidence.page))
    source = _first(evidence.about("source", evidence.credits, evidence.stated)) or _publisher(evidence, tags)
    carrier = _first(evidence.about("via")) or _publisher(evidence, tags)
    via = carrier if carrier and source and letters_of(carrier.value) != letters_of(source.value) else None
    editor = _first(evidence.about("editor", evidence.credits, evidence.stated, evidence.page))
    url = _first(
        statement for statement in evidence.about("url") if statement.value.startswith(("http://", "https://"))
    )
    image = _first(statement for statement in evidence.about("image") if not PLACEHOLDER_IMAGE.search(statement.value))
    published = choose_date(evidence, clock, uri)
    chosen = (title, source, via, author, editor, url, published[0] if published else None, image, *tags)
    return Fields(
        title=title.value if title else None,
        source=source.value if source else None,
        via=via.value if via else None,
        author=author.value if author else None,
        editor=editor.value if editor else None,
        url=clean_url(url.value) if url else None,
        published=published[1] if published else None,
        tags=tuple(dict.fromkeys(tag.value for tag in tags)),
        image_url=image.value if image else None,
        evidence=tuple(statement for statement in chosen if statement is not None),
    )


def choose_date(evidence: Evidence, clock: Clock, uri: str) -> tuple[Statement, PublishedDate] | None:
    """The first date that can be believed: stated, printed, in an address, and last the day of writing in a dateline."""
    statements = tuple(evidence.about("published"))
    printed = (statement for statement in statements if statement.place != "dateline")
    written = (statement for statement in statements if statement.place == "dateline")
    addresses = (
        *(Statement("published", url.value, "address") for url in evidence.about("url")),
        Statement("published", uri, "address"),
    )
    for statement in (*printed, *addresses, *written):
        published = _read(statement, clock)
        if published is not None:
            return statement, published
    return None


def _read(statement: Statement, clock: Clock) -> PublishedDate | None:
    if statement.place == "address":
        return date_in_address(statement.value, clock)
    whole = read_date(statement.value, clock)
    return whole or next((found.published for found in find_dates(statement.value, clock)), None)


def clean_url(address: str) -> str:
    """An address without the parameters that say how a reader came.

    >>> clean_url("https://example.org/a?id=7&utm_source=feed#top")
    'https://example.org/a?id=7'
    """
    address, _, _ = address.partition("#")
    place, question, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not TRACKING.match(part.partition("=")[0])]
    return f"{place}?{'&'.join(kept)}" if question and kept else place


def without_tail(title: str, sites: Iterable[str] = ()) -> str:
    """A title without the name of the site after it.

    >>> without_tail("秋收在即_江城新闻_江城在线")
    '秋收在即'
    >>> without_tail("雨水充足 - 稻谷丰收")
    '雨水充足 - 稻谷丰收'

    Cuts only what is known to be the site's name, or ends like one; never the longer half.
    """
    known = {letters_of(site) for site in sites if site}
    while True:
        separators = list(TAIL_SEPARATORS.finditer(title))
        if not separators:
            return title
        last = separators[-1]
        head, tail = title[: last.start()].strip(), title[last.end() :].strip()
        named = letters_of(tail) in known or (len(tail) <= LONGEST_TAIL and SITE.search(tail) is not None)
        if not head or not tail or not named or len(head) < len(tail) <= LONGEST_TAIL // 4:
            return title
        title = head


def _first(statements: Iterable[Statement]) -> Statement | None:
    return next(iter(statements), None)


def _publisher(evidence: Evidence, tags: Sequence[Statement]) -> Statement | None:
    """Who published it, where nobody is credited: the site's own name, or the channel that a mirror names as the author."""
    site = _first(evidence.about("via", evidence.stated, evidence.page))
    if site is not None:
        return site
    channels = {letters_of(tag.value) for tag in tags}
    return _first(
        Statement("source", statement.value, statement.place)
        for statement in evidence.about("author", evidence.stated)
        if letters_of(statement.value) in channels or PUBLISHER.search(statement.value)
    )


def _is_damaged_copy(copy: str, original: str) -> bool:
    if letters_of(copy) == letters_of(original):
        return True
    cut = copy.rstrip(". …")
    return cut != copy and letters_of(original).startswith(letters_of(cut)) and bool(cut)
