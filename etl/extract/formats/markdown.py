"""Markdown without front matter."""

import re
from collections.abc import Iterator

from etl.extract.markdown import to_html
from etl.models import Fragment, ParsedArticle

NAME = "markdown"


def recognises(text: str, uri: str) -> bool:
    """Tell Markdown by headings marked with `#`; of a file called so, by any mark."""
    headings = sum(1 for _ in _HEADING.finditer(text))
    return headings > 1 or (uri.lower().endswith(SUFFIXES) and (headings > 0 or _MARK.search(text) is not None))


def parse(text: str, uri: str) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name is a damaged copy of the title
    """Read the whole text as one article."""
    yield ParsedArticle(body=Fragment(to_html(text)))


SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")

_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
_MARK = re.compile(r"^(?:[*+-] |> |\d+\. |```)|\]\(|\*\*\S", re.MULTILINE)
