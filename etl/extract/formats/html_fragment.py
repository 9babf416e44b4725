"""A piece of HTML without a page around it: the body of a post, a saved article element."""

import re
from collections.abc import Iterator

from etl.extract.hints import Hints
from etl.models import Fragment, ParsedArticle

NAME = "html_fragment"


def recognises(text: str, hints: Hints) -> bool:
    """Tell a fragment by the tag it begins with, or by the tags that part its paragraphs."""
    if _BEGINNING.match(text):
        return True
    parts = sum(1 for _ in _PART.finditer(text))
    return parts >= FEW_PARTS and (hints.uri.lower().endswith(SUFFIXES) or parts * CHARACTERS_A_PART >= len(text))


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name is a damaged copy of the title
    """Read the fragment as one article."""
    yield ParsedArticle(body=Fragment(text))


SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")

FEW_PARTS = 2
"""A text may mention a tag or two without being written in them."""

CHARACTERS_A_PART = 1000
"""No paragraph is longer, on the average."""

_BEGINNING = re.compile(
    r"[\s\ufeff]*(?:<!--(?:[^-]|-(?!->))*-->\s*)*"
    r"<(?:p|div|section|article|main|h[1-6]|ul|ol|dl|table|tbody|tr|td|blockquote|figure|img|br|span|font|center|strong|b|a|title|meta|style|script)"
    r"(?=[\s/>])",
    re.IGNORECASE,
)
_PART = re.compile(r"</(?:p|div|section|li|tr|h[1-6]|blockquote)>|<(?:br|p)(?=[\s/>])", re.IGNORECASE)
