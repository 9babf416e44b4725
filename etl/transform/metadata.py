"""Every field of an article from the statements about it, the strongest first.

A statement is taken only if it says something: not a placeholder, not the name of the site for a title. The one that was taken is
remembered, so that people can see where a value comes from.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from etl.models import Field, PublishedDate, Statement
from etl.transform.boilerplate import letters_of, same_words
from etl.transform.dates import Clock
from etl.transform.people import (
    CHINESE,
    EDGES,
    HOUSE,
    apart,
    is_chinese_name,
    is_latin_person,
    is_person,
    names,
    together,
)
from etl.transform.publication import choose_date
from etl.transform.titles import choose_title

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
    r"^(?:utm_\w+|srsltid|_ga|_gl|gad_\w+|gbraid|wbraid|msclkid|twclid|igshid|igsh|_hs\w+|cmpid|ncid|chksm|mpshare|scene|srcid|spm\w*|scm|from|fromuid|share\w*|isappinstalled|fbclid|gclid|yclid|mc_cid|mc_eid|ref|referrer|source|src|wt\.\w+|_t|timestamp|nsukey|sudaref)$",
    re.IGNORECASE,
)
"""Parameters of an address that say how a reader came, not what is there."""


ORGANISATION = re.compile(
    r"\b(?:Team|Staff|Editors|Editorial|Desk|Newsroom|Store|Shop|Clinic|Hospital|University|College|Institute|Association|Society|Foundation"
    r"|Agency|Network|Media|Press|Magazine|Publish(?:ers?|ing)|Journals?|Books|News|Times|Blog|Website|Group|Inc|LLC|Ltd|GmbH|Company|Corporation|Studio|Studios|Center|Centre|Department)\W*$"
)
"""How English names of offices end; a page's own word for its author they are only where nobody is named."""

LOGIN = re.compile(r"(?:sys|web)?(?:admin|root)\w*|[a-z\d]+(?:_[a-z\d]+)+|(?:系统|网站)?管理员", re.IGNORECASE)
"""What those are called who put a page in."""

SHORTEST_OFFICE = 3
"""Characters; a person's name may end like an office's, but few do."""

LISTED = re.compile(r"[,，;；、|｜]\s*")
"""What stands between the members of a list."""

OTHER_PARTS: tuple[Field, ...] = ("editor", "contributor")
"""What people are named for who have not written the article."""

HOST = re.compile(r"https?://(?:www\.)?(?P<name>[\w.-]+)\.\w+", re.IGNORECASE)

LEAST_LABEL = 5
"""Letters of a host's label that is surely a name."""

OWN_WORD = frozenset(("JSON-LD: author", "itemprop: author", "article:author"))
"""Where a page that names an office as its author means it."""


NAMES: tuple[Field, ...] = ("source", "via", "tag")
LONGEST_NAME = 200
"""What is longer is no name, but a text that stands where a name should."""


def _is_no_name(statement: Statement) -> bool:
    return len(statement.value) > LONGEST_NAME and statement.field in NAMES


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
            for statement in voice:
                if statement.field == field and statement.value.strip() and not _is_no_name(statement):
                    yield statement


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


def title_of(evidence: Evidence) -> Statement | None:
    """The article's title by everything that is said of it."""
    return choose_title(
        stated=tuple(evidence.about("title", evidence.stated)),
        page=tuple(evidence.about("title", evidence.page)),
        credits_=tuple(evidence.about("title", evidence.credits)),
        sites=(*(statement.value for statement in evidence.about("via")), *_labels(evidence)),
    )


def _labels(evidence: Evidence) -> Iterator[str]:
    """The names of hosts: a site's own name is often its address without dots and spaces."""
    for statement in evidence.about("url"):
        host = HOST.match(statement.value)
        if host is not None:
            yield from (label for label in host["name"].split(".") if len(label) >= LEAST_LABEL)


def choose_fields(evidence: Evidence, title: Statement | None, clock: Clock, uri: str = "") -> Fields:
    """Choose every field; `uri` is where the document was found, a last resort for its address and its day."""
    tags = tuple(evidence.about("tag"))
    author = _first(_authors(evidence, tags))
    source = _first(evidence.about("source", evidence.credits, evidence.stated)) or _publisher(evidence, tags)
    carrier = _first(evidence.about("via")) or _publisher(evidence, tags)
    other = carrier and source and letters_of(carrier.value) != letters_of(source.value)
    via = replace(carrier, field="via") if carrier and other else None
    editor = _first(evidence.about("editor", evidence.credits, evidence.stated, evidence.page))
    found = Statement("url", uri, "address")
    url = _first(said for said in (*evidence.about("url"), found) if said.value.startswith(("http://", "https://")))
    image = _first(statement for statement in evidence.about("image") if not PLACEHOLDER_IMAGE.search(statement.value))
    published = choose_date(
        stated=evidence.about("published", evidence.stated),
        said=evidence.about("published", evidence.page, evidence.credits),
        modified=evidence.about("modified"),
        addresses=(*(said.value for said in evidence.about("url")), uri),
        clock=clock,
    )
    dated, day = published or ((), None)
    chosen = (title, source, via, author, editor, url, *dated, image, *tags)
    return Fields(
        title=title.value if title else None,
        source=source.value if source else None,
        via=via.value if via else None,
        author=author.value if author else None,
        editor=editor.value if editor else None,
        url=clean_url(url.value) if url else None,
        published=day,
        tags=tuple(dict.fromkeys(tag.value for tag in tags)),
        image_url=image.value if image else None,
        evidence=tuple(statement for statement in chosen if statement is not None),
    )


def clean_url(address: str) -> str:
    """An address without the parameters that say how a reader came.

    >>> clean_url("https://example.org/a?id=7&utm_source=feed#top")
    'https://example.org/a?id=7'
    """
    address, _, _ = address.partition("#")
    place, question, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not TRACKING.match(part.partition("=")[0])]
    return f"{place}?{'&'.join(kept)}" if question and kept else place


def _first(statements: Iterable[Statement]) -> Statement | None:
    return next(iter(statements), None)


def _authors(evidence: Evidence, tags: Sequence[Statement]) -> Iterator[Statement]:
    """Who wrote it, the strongest evidence first.

    A mirror that names its channel as the author is believed after the printed lines. The head of a page is believed on persons only:
    before the printed lines where it names them in full, after them where the names are Chinese, for that may be who typed the page.
    A paper or an office that signs as the author has not written it where a person is named.
    Whoever is said to have edited or reviewed it has not written it, unless nobody else has: a site's own copy, for which no other
    source is credited, is signed by its editor. A person whose name is the site's writes it alone.
    """
    others = {
        letters_of(person) for field in OTHER_PARTS for said in evidence.about(field) for person in apart(said.value)
    }
    stated = list(evidence.about("author", evidence.stated))
    sites = {letters_of(site.value) for site in evidence.about("via")}
    page = [
        _without_roles(said) for named in evidence.about("author", evidence.page) for said in _persons(named, sites)
    ]
    yield from _together(statement for statement in stated if not _is_channel(statement, tags))
    yield from _together((said for said in page if " " in said.value), others)
    credited = list(evidence.about("author", evidence.credits))
    houses = [said for said in credited if HOUSE.search(said.value)]
    yield from _together((said for said in credited if said not in houses and not _is_masthead(said, sites)), others)
    yield from stated
    yield from _together(page)
    yield from houses
    yield from (said for said in evidence.about("author", evidence.page) if said.place in OWN_WORD or " " in said.place)
    yield from (said for said in evidence.about("author", evidence.page) if is_latin_person(said.value))
    if not any(evidence.about("source", evidence.stated, evidence.credits)):
        signed = (said for said in evidence.about("editor", evidence.credits) if all(map(is_person, apart(said.value))))
        yield from (replace(said, field="author") for said in signed)


def _persons(said: Statement, sites: Collection[str]) -> Iterator[Statement]:
    """A statement of the page about its author if it names persons, without the offices beside them.

    A list whose members are no names is a publisher's, or one of topics.
    """
    parts = [part for part in LISTED.split(said.value) if part.strip(EDGES)]
    persons = [part for part in parts if _is_person(part, sites)]
    surely = [part for part in persons if is_latin_person(part) or is_chinese_name(part)]
    if len(persons) < len(parts):
        persons = surely
    elif len(parts) > 2 * len(surely) and len(parts) > 1 and all(map(CHINESE.fullmatch, parts)):
        persons = []
    if persons:
        yield said if len(persons) == len(parts) else replace(said, value=together(persons))


def _is_masthead(said: Statement, sites: Collection[str]) -> bool:
    """Whether a name that stands alone above the text is the site's: Mudflat Diary looks like a person's."""
    return said.place == "name beside the text" and letters_of(said.value) in sites


def _is_person(name: str, sites: Collection[str]) -> bool:
    own = (
        HOUSE.search(name) is None
        and LOGIN.fullmatch(name) is None
        and ORGANISATION.search(name) is None
        and letters_of(name) not in sites
    )
    return own and name[0] not in EDGES


def _without_roles(said: Statement) -> Statement:
    people = names(said.value)
    is_whole = people is not None and all(" " in person for person in people.split(", "))
    return replace(said, value=people) if people is not None and is_whole else said


def _together(statements: Iterable[Statement], others: Collection[str] = ()) -> Iterator[Statement]:
    """All that one place names, as one statement; without those of whom something else is said, and the office that some work for."""
    for place, said in groupby(statements, key=lambda statement: statement.place):
        people = [person for statement in said for person in apart(statement.value)]
        writers = [person for person in people if letters_of(person) not in others] or people
        persons = [person for person in writers if not (len(person) >= SHORTEST_OFFICE and HOUSE.search(person))]
        yield Statement("author", together(persons or writers), place)


def _is_channel(statement: Statement, tags: Sequence[Statement]) -> bool:
    """Whether an author is the name of a channel or a publisher."""
    return PUBLISHER.search(statement.value) is not None or any(same_words(statement.value, tag.value) for tag in tags)


def _publisher(evidence: Evidence, tags: Sequence[Statement]) -> Statement | None:
    """Who published it, where nobody is credited: the site's own name, or the channel that a mirror names as the author."""
    site = _first(evidence.about("via", evidence.stated, evidence.page))
    if site is not None:
        return replace(site, field="source")
    return _first(
        Statement("source", statement.value, statement.place)
        for statement in evidence.about("author", evidence.stated)
        if _is_channel(statement, tags)
    )
