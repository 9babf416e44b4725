"""Front matter, then a body in HTML, in Markdown or in both: posts of Hexo, Jekyll and Hugo, mirrors of feeds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from etl.extract.columns import statements
from etl.extract.digests import stories
from etl.extract.entries import Entry, NotStrict
from etl.extract.entries.by_line import read_lines
from etl.extract.entries.trees import leaves, mended, read_json, read_toml
from etl.extract.entries.yaml_events import read_yaml
from etl.extract.fences import FrontMatter, find_front_matter, further_posts
from etl.extract.hints import Hints
from etl.extract.markdown import to_html, with_newlines
from etl.models import Fragment, Page, ParsedArticle, Repair, Statement

NAME = "front_matter"


PAGE = re.compile(r"\s*(?:<!--(?:[^-]|-(?!->))*-->\s*)*<(?:!doctype\s+html|html|body)[\s>]", re.IGNORECASE)
"""How a body begins that is a whole page; one that only speaks of pages shows `<html>` further down, in a piece of code."""


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - any suffix may hide front matter
    """Tell whether it begins with front matter."""
    return find_front_matter(text) is not None


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:
    """Read the one article, each story of a digest, or each post of many in one file."""
    parted = find_front_matter(text)
    if parted is None:
        return
    body = parted.body
    starts = [*further_posts(body)]
    yield from _article(replace(parted, body=body[: starts[0]]) if starts else parted, hints)
    for start, end in pairwise([*starts, len(body)]):
        if further := find_front_matter(body[start:end]):
            yield from _article(further, hints)


def _article(parted: FrontMatter, hints: Hints) -> Iterator[ParsedArticle]:
    entries, repairs = _read(parted)
    stated = statements(entries, hints.columns.front_matter, "front matter") + _date_of_name(hints.uri)
    title = next((statement.value for statement in stated if statement.field == "title"), "")
    of_each = tuple(statement for statement in stated if statement.field != "title")
    nothing = True
    for story in stories(with_newlines(parted.body), title):
        nothing = False
        yield ParsedArticle(Fragment(to_html(story.markdown)), story.statements + of_each, repairs)
    if nothing:
        body = Page(parted.body) if PAGE.match(parted.body) else Fragment(to_html(parted.body))
        yield ParsedArticle(body, stated, repairs)


def _read(parted: FrontMatter) -> tuple[tuple[Entry, ...], tuple[Repair, ...]]:
    """Read the head strictly, else line by line, and say so."""
    repairs = [Repair("front_matter_fence_imagined", parted.mended, "")] if parted.mended else []
    try:
        match parted.language:
            case "yaml":
                entries = read_yaml(parted.head)
            case "toml":
                entries = read_toml(parted.head)
            case "json":
                entries = leaves(read_json(mended(_braced(parted.head)))[0])
    except NotStrict as error:
        entries = read_lines(parted.head)
        repairs.append(Repair("front_matter_read_by_line", str(error), f"{len(entries)} values"))
    return entries, tuple(repairs)


def _braced(head: str) -> str:
    """Hexo's JSON front matter has no braces of its own."""
    return head if head.lstrip("\ufeff \t\r\n").startswith("{") else f"{{{head.strip().rstrip(',')}}}"


def _date_of_name(uri: str) -> tuple[Statement, ...]:
    """Jekyll's posts are named `2024-03-09-title.md`: a date, and the last resort of all."""
    found = _DATED_NAME.search(uri)
    return (Statement("published", found["date"], "file name"),) if found else ()


_DATED_NAME = re.compile(r"(?:^|/)(?P<date>(?:19|20)\d\d-\d{1,2}-\d{1,2})-[^/]*$")
