"""The article of a page that shows nothing: it stands in the data that the page's scripts would make it from."""

import re
from typing import TYPE_CHECKING

from etl.extract.entries import NotStrict
from etl.extract.entries.trees import read_json
from etl.extract.record_trees import find_records
from etl.extract.records import read_record
from etl.models import ParsedArticle

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser


def article_in_data(html: str) -> ParsedArticle | None:
    """Read the one record in a page's JSON that has a text; None if there is none, or several, or the page shows something.

    >>> empty = '<body><div id="root"></div><script type="application/ld+json">%s</script></body>'
    >>> article_in_data(empty % '{"headline": "茶市开秤", "articleBody": "春分刚过，第一批茶青上市。"}').statements[0].value
    '茶市开秤'

    Of a page that shows a text, however short, the text is its article: its data may be a summary, or another page's.
    """
    if not _HELD.search(html):
        return None
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    data = [node.text() or "" for node in tree.css("script[type$=json]")]
    return next(filter(None, map(_article, data)), None) if _shows_nothing(tree) else None


def _shows_nothing(tree: "LexborHTMLParser") -> bool:
    """Tell a page that only asks to wait for its scripts, or to switch them on."""
    tree.strip_tags(list(UNSHOWN))
    return tree.body is None or len("".join(tree.body.text().split())) <= NEXT_TO_NOTHING


def _article(text: str) -> ParsedArticle | None:
    try:
        records = find_records(read_json(text)[0])
    except NotStrict:
        return None
    article = read_record(records[0], "the page's data") if len(records) == 1 else None
    return article if isinstance(article, ParsedArticle) else None


_HELD = re.compile(r'"articleBody"|"__NEXT_DATA__"')
"""JSON-LD with a text, and what one widespread program for pages calls the data that it makes a page from."""

UNSHOWN = ("script", "style", "noscript", "template", "svg", "iframe")

NEXT_TO_NOTHING = 60
"""Characters; `Loading, please wait` has fewer."""
