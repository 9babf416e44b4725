"""Markdown without front matter."""

import re
from collections.abc import Iterator

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


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name is a damaged copy of the title
    """Read the whole text as one article; a heading of the first level at its beginning is the title."""
    title = _TITLE.match(text)
    stated = (Statement("title", title["words"].strip(" *_#"), "first heading"),) if title else ()
    yield ParsedArticle(body=Fragment(to_html(text)), statements=stated)


SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")

ENOUGH_HEADINGS = 2

_TAG = re.compile(r"[\s\ufeff]*<[!?/A-Za-z]")
_HEADING = re.compile(r"(?:^|(?<=\r))#{1,6}[ \t]+\S", re.MULTILINE)
_TITLE = re.compile(r"[\s\ufeff]*#[ \t]+(?P<words>[^\r\n]+)")
_MARK = re.compile(r"^(?:[*+-] |> |\d+\. |```)|\]\(|\*\*\S", re.MULTILINE)
