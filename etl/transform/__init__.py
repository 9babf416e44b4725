"""From what a file says to what we believe. Pure: no disk, network, clock, environment, settings or logging.

body --content, fragments, captures--> blocks --normalise--> blocks --credits, boilerplate--> kept, dropped
statements + what the blocks say --metadata--> fields
"""

from datetime import datetime

from etl.exceptions import NotAnArticle
from etl.models import Article, Capture, Fragment, Origin, Page, Paragraph, ParsedArticle, PlainText


def transform(parsed: ParsedArticle, origin: Origin, *, now: datetime | None = None) -> Article:  # noqa: ARG001 - dates will ask
    """Decide what the article is.

    Raises:
        NotAnArticle: nothing of the body is an article's.
    """
    match parsed.body:
        case Page(text) | Fragment(text) | Capture(text) | PlainText(text):
            lines = [line.strip() for line in text.splitlines()]
    paragraphs = tuple(Paragraph("text", line) for line in lines if line)
    if not paragraphs:
        raise NotAnArticle("no paragraph is left")
    return Article(
        title=None,
        source=None,
        via=None,
        author=None,
        editor=None,
        url=None,
        published=None,
        language=None,
        script=None,
        tags=(),
        image_url=None,
        paragraphs=paragraphs,
        origin=origin,
    )
