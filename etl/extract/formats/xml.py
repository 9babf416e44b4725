"""XML of no format that we know: what machines tell each other is recognised and left, the rest is read for its words."""

import re
from collections.abc import Iterator

from etl.exceptions import NotAnArticle
from etl.extract.hints import Hints
from etl.models import Fragment, ParsedArticle

NAME = "xml"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - the root tells
    """Tell XML by a prolog, or by an outermost element that is closed at the very end."""
    root = _ROOT.match(text)
    if root is None:
        return False
    end = text[-NEAR:].rstrip()
    return root["prolog"] is not None or end.endswith((f"</{root['name']}>", "/>"))


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | NotAnArticle]:  # noqa: ARG001 - all is in the text
    """Read the words between the tags as one article, unless its root says that it is none."""
    root = _ROOT.match(text)
    what = WITHOUT_ARTICLES.get(root["name"].rpartition(":")[2].lower()) if root else None
    yield NotAnArticle(f"it is {what}") if what else ParsedArticle(body=Fragment(text))


NEAR = 200
"""The root is closed within so many characters from the end."""

_ROOT = re.compile(
    r"[\s\ufeff]*(?P<prolog><\?xml[^<>]*\?>\s*)?(?:(?:<\?[^<>]*>|<!--(?:[^-]|-(?!->))*-->|<!doctype[^<>\[]*+(?:\[[^\]]*+\])?[^<>]*+>)\s*)*"
    r"<(?P<name>[A-Za-z_\u4e00-\u9fff][\w:.-]{0,80})(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)

WITHOUT_ARTICLES = {
    "svg": "a drawing (SVG)",
    "urlset": "a site map",
    "sitemapindex": "a list of site maps",
    "opml": "a list of feeds (OPML)",
    "opensearchdescription": "a description of a search",
    "plist": "a list of properties",
    "stylesheet": "a style sheet (XSLT)",
    "transform": "a style sheet (XSLT)",
    "schema": "a schema",
    "grammar": "a schema",
    "definitions": "a description of a service",
    "envelope": "an answer of a service",
    "error": "an error message of a service",
    "manifest": "a list of parts",
    "package": "a list of parts",
    "container": "a list of parts",
    "relationships": "a list of parts",
    "types": "a list of parts",
    "ncx": "a table of contents",
    "configuration": "settings",
    "project": "settings",
    "beans": "settings",
    "web-app": "settings",
    "resources": "settings",
    "cross-domain-policy": "settings",
    "browserconfig": "settings",
    "properties": "settings",
    "workbook": "a part of a table",
    "worksheet": "a part of a table",
    "sst": "a part of a table",
    "kml": "a map",
    "gpx": "a map",
    "smil": "a presentation",
    "mpd": "a list of videos",
}
"""Roots of files that machines read, and what to call them."""
