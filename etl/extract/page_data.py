"""The article of a page that shows nothing: it stands in the data that the page's scripts would make it from."""

import re

from etl.extract.entries import NotStrict
from etl.extract.entries.trees import read_json
from etl.extract.record_trees import find_records
from etl.extract.records import read_record
from etl.models import ParsedArticle


def article_in_data(html: str) -> ParsedArticle | None:
    """Read the one record in a page's JSON that has a text; None if there is none, or several.

    >>> empty = '<body><div id="root"></div><script type="application/ld+json">%s</script></body>'
    >>> article_in_data(empty % '{"headline": "茶市开秤", "articleBody": "春分刚过，第一批茶青上市。"}').statements[0].value
    '茶市开秤'

    It is for pages that show nothing: beside a text that is shown, data may be a summary, or another page's.
    """
    if not _HELD.search(html):
        return None
    from selectolax.lexbor import LexborHTMLParser

    scripts = LexborHTMLParser(html).css("script[type$=json]")
    return next(filter(None, (_article(script.text() or "") for script in scripts)), None)


def _article(text: str) -> ParsedArticle | None:
    try:
        records = find_records(read_json(text)[0])
    except NotStrict:
        return None
    article = read_record(records[0], "the page's data") if len(records) == 1 else None
    return article if isinstance(article, ParsedArticle) else None


_HELD = re.compile(r'"articleBody"|"__NEXT_DATA__"')
"""JSON-LD with a text, and what one widespread program for pages calls the data that it makes a page from."""
