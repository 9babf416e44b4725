"""A page -> the fragment that holds its article, and what stands around it.

lexbor locates: one walk gives the stretches of text, a forest of small trees says of each whether it is the article's. What is left of
the page, a few kilobytes, is read by `fragments`, where the delicate work is done. The lines just above and below the article come
along as head and tail: they hold its credits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from etl.models import Statement
from etl.transform.blocks import Block, Reading, Region
from etl.transform.breadcrumbs import channels
from etl.transform.forest import content_forest
from etl.transform.fragments import INVISIBLE, read_fragment
from etl.transform.outline import Outline, outline
from etl.transform.page_statements import page_statements
from etl.transform.signals import signals

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

BAR = 0.0
"""The log odds above which a stretch is kept."""

AROUND = 15
"""How many stretches above and below the article are brought along."""

TRAIL = 60
"""How many stretches above the article may hold the trail of its channels."""

MENU, ENTRY, MOSTLY, LINKED = 12, 24, 0.7, 0.15
"""A page has so many short stretches that are links, and so much of its text is linked."""

LITTLE = 200
"""Characters; a page that shows less shows its article by script, and tells it to readers without one."""

NEVER_TEXT = [
    "script",
    "style",
    "template",
    "svg",
    "iframe",
    "object",
    "select",
    "button",
    "textarea",
    "video",
    "audio",
]
"""Elements that are cut before the fragment is written out: they are most of a page's bytes."""


def read_page(html: str) -> Reading:
    """Find the article of a page and read it."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    statements = page_statements(tree)
    page = page_outline(tree)
    if not page.stretches:
        return Reading((), statements)
    title = tree.css_first("title")
    forest = content_forest()
    measured = signals(page, title.text() if title is not None else "")
    kept = [forest.score(row) > BAR for row in measured.rows]
    if measured.title is not None:
        heading = page.stretches[measured.title].text
        statements = (*statements, Statement("title", heading, "heading like the page's title"))
    if not any(kept):
        return Reading(tuple(_around(page, range(len(kept)), "head")), statements)
    first, last = kept.index(True), len(kept) - 1 - kept[::-1].index(True)
    opening = next((position for position, keep in enumerate(kept) if keep and position != measured.title), first)
    head = [
        position for position in range(max(0, opening - AROUND), opening) if not kept[position]
    ]  # the byline under a title, too
    tail = range(last + 1, min(len(kept), last + 1 + AROUND))
    blocks = [*_around(page, head, "head"), *_around(page, tail, "tail")]  # before the tree is cut
    trail = tuple(_trail(page, range(max(0, first - TRAIL), first)))
    fragment = read_fragment(_fragment(page, kept))
    return Reading(
        blocks=(
            *(block for block in blocks if block.region == "head"),
            *(replace(block, words="") for block in fragment.blocks),  # the forest has weighed its class words
            *(block for block in blocks if block.region == "tail"),
        ),
        statements=(*statements, *trail, *fragment.statements),
    )


def is_page_like(html: str) -> bool:
    """Whether a piece of HTML has the menus of a page around its article."""
    from selectolax.lexbor import LexborHTMLParser

    stretches = page_outline(LexborHTMLParser(html)).stretches
    linked = sum(stretch.linked for stretch in stretches)
    entries = sum(
        1 for stretch in stretches if len(stretch.text) <= ENTRY and stretch.linked > MOSTLY * len(stretch.text)
    )
    return entries >= MENU and linked >= LINKED * sum(len(stretch.text) for stretch in stretches)


def page_outline(tree: "LexborHTMLParser") -> Outline:
    """The outline of a page: of what it tells readers without scripts, if it shows next to nothing else."""
    if tree.body is None:
        return Outline()
    page = outline(tree.body)
    if _shown(page) >= LITTLE:
        return page
    told = outline(tree.body, INVISIBLE - {"noscript"})
    return told if _shown(told) > 2 * _shown(page) else page


def _shown(page: Outline) -> int:
    return sum(len(stretch.text) for stretch in page.stretches)


def _around(page: Outline, positions: Sequence[int], region: Region) -> Iterator[Block]:
    for position in positions:
        stretch = page.stretches[position]
        links = stretch.linked / max(1, len(stretch.text))
        yield Block(kind="text", original=stretch.text, text=stretch.text, links=min(1.0, links), region=region)


def _trail(page: Outline, positions: Sequence[int]) -> Iterator[Statement]:
    for position in positions:
        for channel in channels(page.stretches[position].text) or ():
            yield Statement("tag", channel, "trail above the text")


def _fragment(page: Outline, kept: Sequence[bool]) -> str:
    """Cut what is not kept out of the smallest element that holds all that is, and write that out. The tree is spoilt after it."""
    keeps = list(accumulate(kept, initial=0))
    root = max(
        position
        for position, container in enumerate(page.containers)
        if keeps[container.end] - keeps[container.first] == keeps[-1]
    )  # containers come before those inside them
    cut: set[int] = set()
    for position in _inside(page, root):
        container = page.containers[position]
        if container.parent in cut:
            cut.add(position)
        elif container.first < container.end and keeps[container.end] == keeps[container.first]:
            cut.add(position)
            container.node.decompose()
        elif container.hidden:
            _show(container.node)
    for position in range(page.containers[root].first, page.containers[root].end):
        stretch = page.stretches[position]
        if not kept[position] and stretch.container not in cut:
            for node in stretch.nodes:
                node.decompose()
    node = page.containers[root].node
    node.strip_tags(NEVER_TEXT)
    return (node.html or "").replace("<noscript", "<div").replace("</noscript", "</div")


def _inside(page: Outline, root: int) -> Iterator[int]:
    """The positions of a container and of those inside it."""
    yield root
    for position in range(root + 1, len(page.containers)):
        if page.containers[position].depth <= page.containers[root].depth:
            return
        yield position


def _show(node: "LexborNode") -> None:
    """Take away what hides an element until a script shows it."""
    for name in ("hidden", "style"):
        if name in node.attributes:
            del node.attrs[name]
