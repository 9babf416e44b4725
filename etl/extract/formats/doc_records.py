"""Records in angle brackets, `<doc><url>...</url><content>...</content></doc>`: dumps that look like XML and often are none."""

import re
from collections.abc import Iterator
from html import unescape

from etl.exceptions import Rejected
from etl.extract.columns import Columns, fold
from etl.extract.entries import Entry, clean
from etl.extract.hints import Hints
from etl.extract.records import read_entries
from etl.models import ParsedArticle

NAME = "doc_records"


def recognises(text: str, hints: Hints) -> bool:
    """Tell records by the element around the first fields we know, one of which holds a text."""
    return record_element(text, hints.columns) is not None


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the records, each as one article.

    Needs no root, no closing tag of a record and no escaped `&`: each field ends at its own closing tag, a record at the next.
    """
    element = record_element(text, hints.columns)
    if element is None:
        return
    starts = [found.end() for found in opening_of(element).finditer(text)]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), start=hints.first_record):
        yield read_entries(tuple(_fields(text[start:end], hints.columns)), f"record {number}", columns=hints.columns)


def opening_of(element: str) -> re.Pattern[str]:
    """Make what finds where a record begins."""
    return re.compile(rf"<{re.escape(element)}(?:\s[^<>]*)?>", re.IGNORECASE)


NEAR = 4096
"""The first record begins within so many characters."""

_NAME = r"[A-Za-z\u4e00-\u9fff][\w.-]{0,40}"
_BEGINNING = re.compile(r"[\s\ufeff]*<[?!A-Za-z\u4e00-\u9fff]")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head)[\s>]", re.IGNORECASE)
_FIELD = re.compile(
    rf"<(?P<element>(?:{_NAME}:)?(?P<own>{_NAME}))"
    r"(?:\s+(?:name|key|column)\s*=\s*[\"'](?P<stated>[^\"'<>]{1,60})[\"'][^<>]*|\s[^<>]*)?(?<!/)>"
)
"""What begins a field: an element of its name, or one that states it, `<field name="title">`."""

_PAIR = re.compile(rf"<(?P<outer>{_NAME})(?:\s[^<>]*)?>\s*(?=(?P<first>{_FIELD.pattern}))")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)

OF_PAGES = frozenset(
    """
    body div svg table tr form main section header nav span p a ul ol h1 h2 h3 figure rss channel feed rdf urlset
    """.split()
)
"""Elements of pages and feeds, whose fields are read elsewhere."""

MAX_UNCLOSED = 100
"""After so many tags without a closing one the rest of a record holds no fields."""


MAX_OPENED = 1000
"""After so many elements around others the rest of a record is only nested."""


def record_element(text: str, columns: Columns) -> str | None:
    """Find the name of the element that holds a text and another field we know."""
    if not _BEGINNING.match(text) or _PAGE.search(text, 0, NEAR):
        return None
    for pair in _PAIR.finditer(text[:NEAR]):
        if pair["outer"].lower() in OF_PAGES:
            return None
        name = fold(pair["stated"] or pair["own"])
        if columns.knows(name) or _is_leaf(text, pair.end() + len(pair["first"])):
            closing = text.find(f"</{pair['outer']}>", pair.end())
            names = {
                fold(entry.key) for entry in _fields(text[pair.end() : closing if closing >= 0 else len(text)], columns)
            }
            if names & set(columns.body) and sum(map(columns.knows, names)) > 1:
                return pair["outer"]
    return None


def _is_leaf(text: str, position: int) -> bool:
    """Tell whether words follow a tag, and no further element."""
    return not _FIELD.match(text, _content_at(text, position))


def _fields(record: str, columns: Columns) -> Iterator[Entry]:
    """Give the fields of a record, one after the other; what stands inside a field is its value.

    An element that begins with another is no field but around some, unless it is the text without a title.
    """
    position = unclosed = opened = 0
    around = ("", -1)
    while unclosed < MAX_UNCLOSED and opened < MAX_OPENED and (opening := _FIELD.search(record, position)):
        closing = record.find(f"</{opening['element']}>", opening.end())
        name = opening["stated"] or opening["own"]
        is_field = _is_leaf(record, opening.end()) or (
            fold(name) in columns.body and not _begins_with_title(record, opening.end(), columns)
        )
        if closing < 0 or not is_field:
            position = opening.end()
            unclosed += closing < 0
            opened += 1
            around = (name, closing)
            continue
        value = clean(unescape(_CDATA.sub(r"\1", record[opening.end() : closing]))).strip()
        if value:
            yield Entry(name if opening.end() > around[1] else _inside(around[0], name, columns), value)
        position = closing


def _inside(around: str, name: str, columns: Columns) -> str:
    """Name a field inside another element: `<author><name>` by both, `<tags><tag>` and what lies in an unknown one by itself."""
    both = f"{around}.{name}"
    return (
        both if columns.knows(fold(both)) or (columns.knows(fold(around)) and not columns.knows(fold(name))) else name
    )


def _begins_with_title(record: str, position: int, columns: Columns) -> bool:
    """Tell what is called a text, and is one with its title."""
    first = _FIELD.match(record, _content_at(record, position))
    return first is not None and columns.is_title(fold(first["stated"] or first["own"]))


def _content_at(record: str, position: int) -> int:
    found = _NOT_SPACE.search(record, position)
    return found.start() if found else position


_NOT_SPACE = re.compile(r"\S")
