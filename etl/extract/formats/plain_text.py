"""Plain text: an article and little else, without markup."""

import re
from collections.abc import Iterator

from etl.extract.hints import Hints
from etl.models import ParsedArticle, PlainText, Statement

NAME = "plain_text"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - the registry's last entry takes what is left
    """Take whatever no other format recognised."""
    return True


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name says nothing of plain text
    """Read the whole text as one article; an address alone in its first line is where a crawler found it."""
    address = _ADDRESS.match(text)
    if address is None:
        yield ParsedArticle(body=PlainText(text))
        return
    yield ParsedArticle(PlainText(text[address.end() :]), (Statement("url", address["url"], "first line"),))


_ADDRESS = re.compile(r"[\s\ufeff]*(?P<url>https?://[^\s<>]{4,1000})[ \t]*(?:\r\n|\r|\n)(?=\s*\S)")
