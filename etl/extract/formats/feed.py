"""RSS, RDF and Atom, whole or broken, read by feedparser; JSON Feed, read here."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.sax import SAXParseException

from etl.exceptions import Rejected
from etl.extract.entries import Entry, NotStrict, clean
from etl.extract.entries.trees import leaves, read_json
from etl.extract.hints import Hints
from etl.extract.records import read_entries, read_record
from etl.models import ParsedArticle, Repair, Statement

if TYPE_CHECKING:
    from feedparser import FeedParserDict

NAME = "feed"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - the root tells
    """Tell a feed by its outermost element, or by the version a JSON Feed has to state.

    A program's warnings may stand before the outermost element; then the feed has to end with it, too.
    """
    return _JSON_FEED.match(text) is not None or _root_at(text) is not None


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the items, each as one article; one without a text is rejected by name."""
    yield from _json_items(text, hints) if _JSON_FEED.match(text) else _xml_items(text)


_ROOT = re.compile(
    r"[\s\ufeff]*(?:(?:<\?[^<>]*>|<!--(?:[^-]|-(?!->))*-->|<!doctype[^<>\[]*+(?:\[[^\]]*+\])?[^<>]*+>)\s*)*"
    r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel|entry\s[^<>]*?xmlns)[\s>=]",
    re.IGNORECASE,
)
_LATE_ROOT = re.compile(r"(?:<\?xml[^<>]*\?>\s*)?<(?P<root>rss|feed|rdf:rdf)(?:\s[^<>]*)?>\s*<", re.IGNORECASE)
_ENDS = ("</rss>", "</feed>", "</rdf:rdf>")
_JSON_FEED = re.compile(r"[\s\ufeff]*\{[^{}\[\]]*?\"version\"\s*:\s*\"https?://(?:www\.)?jsonfeed\.org/version")


NEAR = 8192
"""Warnings before the outermost element are no longer."""


def _root_at(text: str) -> int | None:
    """Find where the feed begins; None if there is none."""
    if _ROOT.match(text):
        return 0
    end = text[-NEAR:].rstrip().lower()
    if not end.endswith(_ENDS):
        return None
    late = _LATE_ROOT.search(text, 0, NEAR)
    return late.start() if late and end.endswith(f"</{late['root'].lower()}>") else None


# ----------------------------------------------------------------------------------------------------------- JSON Feed


def _json_items(text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the items of a JSON Feed.

    Raises:
        Malformed: it is broken as JSON.
    """
    from etl.extract.formats import json_records

    try:
        tree, _ = read_json(text)
    except NotStrict:
        yield from json_records.parse(text, hints)
        return
    if not isinstance(tree, dict) or not isinstance(items := tree.get("items"), list):
        return
    outer = tuple(entry for entry in leaves({key: value for key, value in tree.items() if key != "items"}))
    beside = _beside(next((entry.value for entry in outer if entry.key == key), "") for key in ("title", "language"))
    for number, item in enumerate(items, start=1):
        name = item.get("id") if isinstance(item, dict) and not item.get("url") else None
        own = (
            (Statement("url", name, f"item {number}: id"),) if isinstance(name, str) and name.startswith("http") else ()
        )
        yield read_record(item, f"item {number}", (*own, *beside), columns=hints.columns)


def _beside(title_and_language: Iterator[str]) -> tuple[Statement, ...]:
    """What the feed says of all its items."""
    title, language = title_and_language
    said = (Statement("source", title, "feed: title"), Statement("language", language, "feed: language"))
    return tuple(statement for statement in said if statement.value)


# ---------------------------------------------------------------------------------------------------------- RSS, Atom


def _xml_items(text: str) -> Iterator[ParsedArticle | Rejected]:
    import feedparser

    start = _root_at(text) or 0
    # bytes in a stream: a string might be taken for an address and fetched; the header overrules what the prolog declares
    feed = feedparser.parse(
        BytesIO(_with_escaped_ampersands(_with_sound_references(text[start:])).encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    broken = feed.get("bozo_exception")
    repairs: list[Repair] = []
    if start:
        repairs.append(Repair("feed_preface_left_out", _one_line(text[:start]), ""))
    if isinstance(broken, SAXParseException):
        where = f"line {broken.getLineNumber()}: {broken.getMessage()}"
        repairs.append(Repair("feed_read_loosely", where, f"{len(feed.entries)} items"))
    beside = _beside(iter((_words(_text(feed.feed, "title")), _text(feed.feed, "language"))))
    address = _text(feed.feed, "link")
    for number, item in enumerate(feed.entries, start=1):
        read = read_entries(tuple(_entries(item, address)), f"item {number}", beside)
        yield read if isinstance(read, Rejected) else ParsedArticle(read.body, read.statements, tuple(repairs))


def _with_sound_references(text: str) -> str:
    r"""Replace references to characters that do not exist, on which feedparser breaks.

    >>> _with_sound_references("&#26032;&#xD800;&#x110000;&#0;")
    '&#26032;���'
    """
    return _REFERENCE.sub(lambda found: found.group() if _exists(found) else "\ufffd", text)


_REFERENCE = re.compile(r"&#(?:[xX](?P<hexadecimal>[0-9a-fA-F]+)|(?P<decimal>\d+));?", re.ASCII)


SURROGATES = (0xD800, 0xDFFF)
"""The first and the last half of a pair: numbers of no character."""


def _exists(reference: re.Match[str]) -> bool:
    digits = reference["hexadecimal"] or reference["decimal"]
    if len(digits) > len("1114111"):
        return False
    point = int(digits, 16 if reference["hexadecimal"] else 10)
    return 0 < point <= sys.maxunicode and not SURROGATES[0] <= point <= SURROGATES[1]


def _with_escaped_ampersands(text: str) -> str:
    """Escape ampersands that begin no reference, which feedparser would take for one; CDATA has none to begin with.

    >>> _with_escaped_ampersands("A&B &amp; C&#68; <![CDATA[E&F]]>")
    'A&amp;B &amp; C&#68; <![CDATA[E&F]]>'
    """
    return _AMPERSAND.sub(lambda found: "&amp;" if found.group() == "&" else found.group(), text)


_AMPERSAND = re.compile(r"<!\[CDATA\[(?:[^\]]|\](?!\]>))*+|&(?!#?\w{1,32};)")


def _entries(item: "FeedParserDict", address: str) -> Iterator[Entry]:
    """Name what feedparser found as a record's columns are named; `address` is the feed's, for links that begin there."""
    summary = _text(item, "summary")
    content = max((*(_text(part, "value") for part in item.get("content") or ()), summary), key=len)
    found: Sequence[tuple[str, str]] = (
        ("title", _words(_text(item, "title"))),
        ("published", _text(item, "published")),
        ("updated", _text(item, "updated") if "updated" in item else ""),  # else feedparser answers with `published`
        ("source", _words(_text(item.get("source") or {}, "title")) or _text(item, "publisher")),
        ("author", _person(_words(_text(item, "author")))),
        ("url", _absolute(_text(item, "link"), address)),
        ("image", _picture(item)),
        ("language", _text(item, "language")),
        ("content", content),
        ("summary", "" if summary == content else summary),
    )
    yield from (Entry(key, clean(value).strip()) for key, value in found if value.strip())
    for tag in item.get("tags") or ():
        if term := _words(_text(tag, "label") or _text(tag, "term")):
            yield Entry("tags", term, listed=True)


def _person(author: str) -> str:
    """Take the address of mail off a name, as RSS asks for both; an address alone stays.

    >>> _person("lin@example.org (林早)"), _person("林早 <lin@example.org>"), _person("lin@example.org")
    ('林早', '林早', 'lin@example.org')
    """
    return _MAIL.sub("", author).strip(" ()") or author


_MAIL = re.compile(r"[(<]?[\w.+-]{1,64}@[\w.-]{1,190}[)>]?")


def _absolute(link: str, address: str) -> str:
    """Resolve a link that begins at the feed's own host; one that cannot be resolved stays as it is."""
    try:
        return urljoin(address, link)
    except ValueError:
        return link


def _text(part: Mapping[str, object], key: str) -> str:
    """Give a value that may be missing, or None in a broken feed."""
    value = part.get(key)
    return value if isinstance(value, str) else ""


def _picture(item: "FeedParserDict") -> str:
    """Give the first address of a picture the item points at."""
    media = [
        *(item.get("media_thumbnail") or ()),
        *(part for part in item.get("media_content") or () if _is_picture(part)),
    ]
    enclosures = [link for link in item.get("links") or () if link.get("rel") == "enclosure" and _is_picture(link)]
    return next((found for part in (*media, *enclosures) if (found := _text(part, "url") or _text(part, "href"))), "")


def _is_picture(entry: "FeedParserDict") -> bool:
    return entry.get("medium") == "image" or str(entry.get("type", "")).startswith("image/")


def _words(markup: str) -> str:
    """Give the words of a title that may hold markup."""
    from html import unescape

    return _one_line(unescape(_TAG.sub("", markup)) if "<" in markup or "&" in markup else markup)


_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
