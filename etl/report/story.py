"""The story of one document as a page: what was printed on the left, what became of it on the right.

Everything `etl show` tells in lines is here in its place: each paragraph kept and how it was changed, each block dropped and
why, each repair, and, marked in the printed text, the words that gave the article its fields.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, repeat

from etl.exceptions import Rejected
from etl.extract import extract, read
from etl.models import (
    Article,
    Body,
    Capture,
    ColumnName,
    DroppedBlock,
    Fragment,
    Origin,
    Outcome,
    Page,
    Paragraph,
    ParsedArticle,
    PlainText,
    RawRef,
    RejectedMember,
    Repair,
    TargetScript,
    Task,
)
from etl.process import process
from etl.report.alignment import align
from etl.report.templates import template
from etl.transform.pages.walk import walk

MOST_COMPARED = 4000
"""Characters of a paragraph up to which its changes are marked one by one; comparing takes the square of it."""
SHORTEST_MARK = 2
"""Characters that words must have to be looked for in the printed text: a single one stands anywhere."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; `mark` says what is particular about it: the name of a field, `added`, `removed`, or nothing."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A paragraph as it stands in the database, with what was changed in it."""

    position: int
    kind: str
    spans: tuple[Span, ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A passage and what became of it; None is what no rule took for a block of the article: menus, mostly, and fields."""

    printed: tuple[Span, ...]
    fate: Kept | DroppedBlock | None


@dataclass(frozen=True, slots=True)
class Telling:
    """One outcome, told; a rejection has no rows."""

    outcome: Outcome
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One document, told."""

    origin: Origin
    tellings: tuple[Telling, ...]


def page(stories: tuple[Story, ...]) -> str:
    """Write the page: a whole HTML document, to be stored as UTF-8, that loads nothing and runs no script.

    Raises:
        MissingExtra: Jinja is not installed.
    """
    return template("story.html").render(stories=stories)


def story(task: Task, names: tuple[ColumnName, ...] = (), script: TargetScript = "hans") -> Story:
    """Take one document through every stage, and keep hold of what was printed."""
    document = process(task, names=names, script=script)
    bodies = chain(_bodies(task, names), repeat(None))
    tellings = (
        Telling(outcome, tuple(_rows(outcome, _visible(body))) if isinstance(outcome, Article) else ())
        for outcome, body in zip(document.outcomes, bodies, strict=False)
    )
    return Story(document.origin, tuple(tellings))


def _bodies(task: Task, names: tuple[ColumnName, ...]) -> Iterator[Body | None]:
    """Read a document again, for what it printed: one body for each outcome, as far as there are any."""
    if isinstance(task, RejectedMember):
        return
    try:
        raw = read(task) if isinstance(task, RawRef) else task
        for parsed in extract(raw, names).articles:
            yield parsed.body if isinstance(parsed, ParsedArticle) else None
    except Rejected:
        return


def _visible(body: Body | None) -> str:
    match body:
        case Page(html) | Fragment(html):
            return _visible_html(html)
        case Capture(text) | PlainText(text):
            return text
        case None:
            return ""


def _visible_html(html: str) -> str:
    """Write down what a page prints, a line for each block."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    root = tree.body or tree.root
    return "" if root is None else "\n".join(block.text for block in walk(root).blocks)


def _rows(article: Article, printed: str) -> Iterator[Row]:
    paragraphs = tuple(paragraph.original or paragraph.text for paragraph in article.paragraphs)
    dropped = tuple(block.original or block.text for block in article.dropped)
    fields = _Fields(article)
    for passage in align(printed, paragraphs, dropped):
        spans = tuple(fields.marked(passage.printed))
        if passage.piece is None:
            yield Row(spans, None)
        elif passage.piece < len(paragraphs):
            printed_spans, kept = _kept(article, passage.piece + 1)
            yield Row(printed_spans or spans, kept)
        else:
            yield Row(spans, article.dropped[passage.piece - len(paragraphs)])


class _Fields:
    """Marks, in the printed text from its top to its end, the first place of each field's words."""

    def __init__(self, article: Article) -> None:
        self._left = {
            statement.value: f"{statement.field}: {statement.place}"
            for statement in article.evidence
            if len(statement.value) >= SHORTEST_MARK
        }
        if article.published is not None:
            when = article.published
            self._left[when.text] = f"published: {when.local_date}, to the {when.precision}, as {when.form}"

    def marked(self, text: str) -> Iterator[Span]:
        """Cut a passage at the words that were not met before, the longest first."""
        words = sorted((word for word in self._left if word in text), key=len, reverse=True)
        if not words:
            yield Span(text)
            return
        for part in re.split("(" + "|".join(map(re.escape, words)) + ")", text):
            yield Span(part, self._left.pop(part, ""))


def _kept(article: Article, position: int) -> tuple[tuple[Span, ...], Kept]:
    """Tell of a paragraph: what was printed if that is something else, and what stands there now."""
    paragraph = article.paragraphs[position - 1]
    repairs = tuple(repair for repair in article.repairs if repair.paragraph_position == position)
    before, after = _changes(paragraph)
    return before, Kept(position, paragraph.kind, after, repairs)


def _changes(paragraph: Paragraph) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Mark what was removed in the printed paragraph, and what was added in ours."""
    before, after = paragraph.original, paragraph.text
    if before is None:
        return (), (Span(after),)
    if max(len(before), len(after)) > MOST_COMPARED:
        return (Span(before),), (Span(after),)
    removed, added = [], []
    for change, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed.append(Span(before[start:end], "" if change == "equal" else "removed"))
        added.append(Span(after[new_start:new_end], "" if change == "equal" else "added"))
    return tuple(removed), tuple(added)
