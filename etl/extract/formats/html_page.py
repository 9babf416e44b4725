"""A whole HTML page."""

import re
from collections.abc import Iterator

from etl.extract.hints import Hints
from etl.models import Page, ParsedArticle

NAME = "html_page"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - an image may be called .html, a page .txt
    """Tell a page by the elements only a page has, near its beginning or anywhere if it begins with markup."""
    return _PAGE.search(text, 0, NEAR) is not None or (
        _MARKUP.match(text) is not None and _PAGE.search(text) is not None
    )


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name is a damaged copy of the title
    """Give the page whole: where its article is, and what its head says, is for `transform` to find."""
    yield ParsedArticle(body=Page(text))


NEAR = 4096
"""Old pages carry a wrapper's line before `<html>`, new ones a comment or two."""

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|frameset)(?=[\s>])", re.IGNORECASE)
_MARKUP = re.compile(r"[\s\ufeff]*<[!?/A-Za-z]")
