"""When an article was published by what its page's scripts hold: public accounts and portals fill the day in on the reader's screen."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from etl.models import Statement

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

NAMES = (
    *("ublish", "ubTime", "ubtime", "ub_time", "ubDate", "ubdate", "ub_date"),
    *("reateTime", "reate_time", "ewsTime", "eleaseTime", "var ct"),
)
"""What the variables and keys that hold the day are called, but for their first letter. A script is searched for literals only."""

TOLD = re.compile(
    r"""[\w ]{1,24}["']?\s{0,9}[:=]\s{0,9}["'](?P<when>20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[^"'<>\\]{0,16}|1[0-7]\d{8}(?:\d{3})?)["']"""
)
"""Such a name, and the day or the second that it is given."""

MOST_NAMES = 20
"""How many of one name are looked at: a script that holds more lists other articles."""


def script_days(tree: "LexborHTMLParser") -> Iterator[Statement]:
    """The first day of publication that a script is given.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> [day.value for day in script_days(LexborHTMLParser("<script>var pubTime='2023-09-08 07:05', n = 3;</script>"))]
    ['2023-09-08 07:05']

    Days of anything else (a file's version, an offer's end) are left alone.
    """
    for node in tree.css("script:not([src]):not([type='application/ld+json'])"):
        text = node.text() or ""
        found = [told for name in NAMES for told in _told(text, name)]
        if found:
            yield Statement("published", min(found, key=re.Match.start)["when"].strip(), "script")
            return


def _told(text: str, name: str) -> Iterator[re.Match[str]]:
    at = text.find(name)
    for _ in range(MOST_NAMES):
        if at < 0:
            return
        told = TOLD.match(text, at)
        if told is not None:
            yield told
            return
        at = text.find(name, at + len(name))
