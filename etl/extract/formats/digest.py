"""Markdown that holds many articles: a bulletin with a heading for each story."""

from collections.abc import Iterator

from etl.extract.digests import stories
from etl.extract.formats import markdown
from etl.extract.hints import Hints
from etl.extract.markdown import to_html, with_newlines
from etl.models import Fragment, ParsedArticle

NAME = "digest"


def recognises(text: str, hints: Hints) -> bool:
    """Tell a digest by its headings, once it is Markdown."""
    return markdown.recognises(text, hints) and bool(stories(with_newlines(text)))


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - the digest's heading tells its date
    """Read the stories, each as one article."""
    for story in stories(with_newlines(text)):
        yield ParsedArticle(body=Fragment(to_html(story.markdown)), statements=story.statements)
