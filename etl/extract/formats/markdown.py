"""Markdown without front matter."""

import re
from collections.abc import Iterator

from etl.extract.columns import FRONT_MATTER, fold, statements
from etl.extract.entries import Entry
from etl.extract.entries.by_line import ASSIGNMENT, LINE_END, read_lines
from etl.extract.hints import Hints
from etl.extract.markdown import to_html
from etl.models import Fragment, ParsedArticle, Statement

NAME = "markdown"


def recognises(text: str, hints: Hints) -> bool:
    """Tell Markdown by two headings marked with `#`; of a file called so, by any mark.

    A text that begins with a tag is HTML, whatever a style sheet in it may look like.
    """
    if _TAG.match(text):
        return False
    headings = sum(1 for _ in zip(range(ENOUGH_HEADINGS), _HEADING.finditer(text), strict=False))
    return headings == ENOUGH_HEADINGS or (
        hints.uri.lower().endswith(SUFFIXES) and (headings > 0 or _MARK.search(text) is not None)
    )


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:
    """Read the whole text as one article; a heading of the first level at its beginning is the title.

    The lines below it may state what front matter would, as Notion's exports do.
    """
    title = _TITLE.match(text)
    if title is None:
        yield ParsedArticle(body=Fragment(to_html(text)))
        return
    entries, end = _properties(text, title.end())
    stated = (
        Statement("title", title["words"].strip(" *_#"), "first heading"),
        *statements(entries, hints.columns.front_matter, "below the heading"),
    )
    yield ParsedArticle(body=Fragment(to_html(text[: title.end()] + text[end:])), statements=stated)


def _properties(text: str, start: int) -> tuple[tuple[Entry, ...], int]:
    """Read the first lines below a heading, and tell where they end, if each is a key with a value and we know one in two."""
    found = _PARAGRAPH.match(text, start)
    lines = LINE_END.split(found["lines"].strip()) if found else []
    keys = [assignment["key"] for line in lines if (assignment := ASSIGNMENT.match(line))]
    known = [key for key in keys if fold(key) in FRONT_MATTER]
    if found is None or len(lines) < FEW_PROPERTIES or len(keys) < len(lines) or 2 * len(known) < len(keys):
        return (), start
    return read_lines(found["lines"]), found.end()


FEW_PROPERTIES = 2
"""One line alone may be the article's first."""

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")

ENOUGH_HEADINGS = 2

_TAG = re.compile(r"[\s\ufeff]*<[!?/A-Za-z]")
_HEADING = re.compile(r"(?:^|(?<=\r))#{1,6}[ \t]+\S", re.MULTILINE)
_TITLE = re.compile(r"[\s\ufeff]*#[ \t]+(?P<words>[^\r\n]+)")
_PARAGRAPH = re.compile(r"\s*(?P<lines>(?:[^\r\n]{1,200}(?:\r\n|\r|\n)){1,20})(?=\s*(?:\r\n|\r|\n))")
_MARK = re.compile(r"^(?:[*+-] |> |\d+\. |```)|\]\(|\*\*\S", re.MULTILINE)
