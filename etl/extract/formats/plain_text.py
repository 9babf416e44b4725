"""Plain text: an article and little else, without markup."""

from collections.abc import Iterator

from etl.extract.hints import Hints
from etl.models import ParsedArticle, PlainText

NAME = "plain_text"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - the registry's last entry takes what is left
    """Take whatever no other format recognised."""
    return True


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name says nothing of plain text
    """Read the whole text as one article."""
    yield ParsedArticle(body=PlainText(text))
